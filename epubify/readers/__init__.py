"""Forms of input: ``Source`` → ``Manuscript``; one table, and one module a form.

Comes in: the bytes of a source, its name, the options. Goes out: a manuscript, which carries
the text that its places count in. Each reader decides what of decode, repair and layout its
form needs; the stages after it are the same for all. Left alone: what is not story, but for
what only this form can tell; `epubify.matter` sorts that.

A form is added here: a module with a `Reader`, and its place in `READERS`.
"""

from __future__ import annotations

from epubify.errors import NoStory, UsageError
from epubify.model import Manuscript, Paragraph, Preformatted, Source, Speech, Verse
from epubify.options import Options
from epubify.readers.aozora_bunko import AOZORA
from epubify.readers.epub_source import EPUB
from epubify.readers.fb2 import FB2
from epubify.readers.form import Reader, suffix_of
from epubify.readers.html import HTML
from epubify.readers.latex import LATEX
from epubify.readers.mail import MAIL
from epubify.readers.markdown import MARKDOWN
from epubify.readers.opendocument import OPEN_DOCUMENT
from epubify.readers.org_mode import ORG
from epubify.readers.plain_text import PLAIN_TEXT
from epubify.readers.rich_text import RICH_TEXT
from epubify.readers.saved_page import SAVED_PAGE
from epubify.readers.scrivener import SCRIVENER
from epubify.readers.unsupported_forms import refuse_by_name, refuse_content, refuse_no_text
from epubify.readers.word import WORD
from epubify.report import Report
from epubify.text.nearest import unknown

__all__ = ["READERS", "STORY_SUFFIXES", "Reader", "choose_reader", "find_reader", "read"]

READERS: tuple[Reader, ...] = (
    PLAIN_TEXT,
    HTML,
    SAVED_PAGE,
    MARKDOWN,
    EPUB,
    FB2,
    LATEX,
    ORG,
    MAIL,
    WORD,
    OPEN_DOCUMENT,
    RICH_TEXT,
    AOZORA,
    SCRIVENER,
)
"""Every form that epubify reads."""

STORY_SUFFIXES = tuple(suffix for reader in READERS for suffix in reader.suffixes)
"""Files that a folder stands for; a file that is named itself may be called anything."""

STORY = Paragraph | Verse | Speech | Preformatted
"""Blocks that may be a whole story; breaks, notes and cues are none."""


def read(source: Source, options: Options, report: Report) -> Manuscript:
    """Return the manuscript in a source.

    Raises NotText or UnsupportedForm where no reader reads it, and NoStory where nothing is
    left when header and boilerplate are set apart.
    """
    manuscript = choose_reader(source, options).read(source, options, report)
    if not any(isinstance(block, STORY) for block in manuscript.blocks):
        raise NoStory(
            source.name,
            None,
            "nothing but a header or boilerplate, no story",
            "epubify inspect with the option verbose shows how each line was understood",
        )
    return manuscript


def choose_reader(source: Source, options: Options) -> Reader:
    """Return the reader of a source: the one named, else by content, else by its name.

    What no mark tells is plain text. What cannot be read says what it is: NotText for an
    archive, a document of bytes, a picture; UnsupportedForm for a form of text that no
    reader takes; NoStory for an empty file; UsageError for a form that there is not.

    >>> choose_reader(Source("a.txt", b"Once upon a time"), Options()).name
    'text'
    >>> choose_reader(Source("a.txt", b"<html><body>x"), Options()).name
    'html'
    >>> choose_reader(Source("a.txt", b"<?xml version='1.0'?><x/>"), Options())
    Traceback (most recent call last):
    epubify.errors.UnsupportedForm: a.txt: this is XML, and epubify reads text, html,
    mhtml, markdown, epub, fb2, latex, org, mail, docx, odt, rtf, aozora, scrivener; save it as
    plain text, or read it as it stands with the option format=text
    """
    if not source.data:
        raise NoStory(source.name, None, "file is empty", "give a file with a story in it")
    told = next((reader for reader in READERS if reader.recognises(source)), None)
    if told is None:
        refuse_no_text(source)
    if options.format:
        return find_reader(options.format)
    names = [reader.name for reader in READERS]
    if told is None:
        refuse_content(source, names)
        suffix = suffix_of(source)
        told = next((reader for reader in READERS if suffix in reader.suffixes), None)
    if told is None:
        refuse_by_name(source, names)
    return told or PLAIN_TEXT


def find_reader(form: str) -> Reader:
    """Return the reader of a form; raises UsageError for an unknown one."""
    names = [reader.name for reader in READERS]
    if form not in names:
        raise UsageError("", None, *unknown("format", form, names))
    return READERS[names.index(form)]
