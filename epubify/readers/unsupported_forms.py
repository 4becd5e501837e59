"""Forms that no reader takes yet, known so that the message can say what was met."""

from __future__ import annotations

import re
from collections.abc import Iterable

from epubify.errors import UnsupportedForm
from epubify.model import Source
from epubify.readers.form import suffix_of
from epubify.text.lazy_pattern import lazy

FORMS_BY_SUFFIX = {
    ".epub": "EPUB", ".rtf": "RTF", ".xml": "XML", ".json": "JSON",
    ".docx": "Word", ".odt": "OpenDocument", ".pdf": "PDF", ".fb2": "FictionBook",
}  # fmt: skip
"""Forms that a file's name shows."""

HEAD = 2000
"""Characters within which a form shows; a comment or a declaration may come first."""

_MARKUP = lazy(r"\s*(?:<!DOCTYPE\s+html|<html[\s>]|<\?xml\s)", re.IGNORECASE, needs="<")
_RTF = "{\\rtf"
_INVISIBLE = "\ufeff\u200b\0"
"""What may stand before the first character without being seen."""


def refuse_no_text(source: Source) -> None:
    """Raise NotText for an archive, document or picture, naming what it is."""
    from epubify.decode.binary import refuse_known_format

    refuse_known_format(source)


def refuse_content(source: Source, read: Iterable[str]) -> None:
    """Raise UnsupportedForm for a form of text that its first characters tell."""
    if form := form_of(source.data):
        raise _unsupported(source, form, read)


def refuse_by_name(source: Source, read: Iterable[str]) -> None:
    """Raise UnsupportedForm for a form of text that the file's name tells."""
    if form := FORMS_BY_SUFFIX.get(suffix_of(source)):
        raise _unsupported(source, form, read)


def form_of(data: bytes) -> str | None:
    """Return the form of text that bytes begin, None for one without a mark.

    >>> form_of(b"\\xef\\xbb\\xbf <html><body>x"), form_of(b"{\\\\rtf1"), form_of(b"x")
    ('HTML', 'RTF', None)
    """
    head = _head(data)
    if _MARKUP.match(head):
        return "HTML" if "<html" in head.lower() else "XML"
    return "RTF" if head.startswith(_RTF) else None


def _head(data: bytes) -> str:
    """Return the first characters as far as ASCII goes: the marks of all forms are ASCII."""
    start = data[: 4 * HEAD]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:8]:
        start = start.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return start.decode("utf-8", "replace").lstrip(_INVISIBLE)[:HEAD]


def _unsupported(source: Source, form: str, read: Iterable[str]) -> UnsupportedForm:
    return UnsupportedForm(
        source.name,
        None,
        f"this is {form}, and epubify reads {', '.join(read)}",
        "save it as plain text, or read it as it stands with the option format=text",
    )
