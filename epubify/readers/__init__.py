"""Forms of input → ``Manuscript``: one table from the name of a form to its reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from epubify.errors import NoStory, UnsupportedForm, UsageError
from epubify.model import Manuscript, Paragraph, Text, Verse
from epubify.options import Options
from epubify.readers.plain_text import read_text
from epubify.report import Report

Reader = Callable[[Text, Options, Report], Manuscript]

READERS: dict[str, Reader] = {"text": read_text}
"""Every form that epubify reads."""

KNOWN_FORMS = {
    ".html": "HTML", ".htm": "HTML", ".xhtml": "XHTML", ".md": "Markdown", ".markdown": "Markdown",
    ".epub": "EPUB", ".rtf": "RTF", ".tex": "LaTeX", ".xml": "XML", ".json": "JSON",
    ".docx": "Word", ".odt": "OpenDocument", ".pdf": "PDF", ".fb2": "FictionBook",
}  # fmt: skip
"""Forms that are told by a file's name so that the message can say what was met."""
MARKUP = re.compile(r"\s*(?:<!DOCTYPE\s+html|<html[\s>]|<\?xml\s)", re.IGNORECASE)
RTF = "{\\rtf"


def read(text: Text, options: Options, report: Report) -> Manuscript:
    """Return the manuscript in a text.

    Raises UnsupportedForm where the text is of a form that is not read, and NoStory where
    nothing is left when header and boilerplate are set apart.
    """
    form = form_of(text)
    reader = find_reader(options.format) if options.format else READERS.get(form)
    if reader is None:
        raise UnsupportedForm(
            text.source,
            None,
            f"this is {form}, and epubify reads {', '.join(READERS)}",
            "save it as plain text, or say --format text to read it as it stands",
        )
    manuscript = reader(text, options, report)
    if not any(isinstance(block, Paragraph | Verse) for block in manuscript.blocks):
        raise NoStory(
            text.source,
            None,
            "nothing but a header or boilerplate, no story",
            "epubify inspect -v shows how each line was understood",
        )
    return manuscript


def find_reader(form: str) -> Reader:
    """Return the reader of a form that was asked for; raises UsageError where there is none."""
    if form not in READERS:
        raise UsageError("", None, f"unknown format: {form}", f"known: {', '.join(READERS)}")
    return READERS[form]


def form_of(text: Text) -> str:
    """Return the form of a text, by its name and its first characters.

    >>> form_of(Text("<html><body>x", "utf-8", 1.0, "a.txt"))
    'HTML'
    >>> form_of(Text("x", "utf-8", 1.0, "a.txt"))
    'text'
    """
    if MARKUP.match(text.text):
        return "HTML" if "<html" in text.text[:2000].lower() else "XML"
    if text.text.startswith(RTF):
        return "RTF"
    return KNOWN_FORMS.get(PurePath(text.source).suffix.lower(), "text")
