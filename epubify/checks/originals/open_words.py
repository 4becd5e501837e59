"""The text of an OpenDocument file, told element by element by a parser that builds no tree."""

from __future__ import annotations

import io
import zipfile
import zlib

from epubify.checks.originals.paragraph_text import ParagraphText, told_text

_UNREAD = frozenset({
    "forms", "sequence-decls", "note-citation", "title", "desc", "creator", "date", "binary-data",
    "script", "user-field-decls", "variable-decls", "dde-connection-decls", "event-listeners",
    "date-string", "creator-initials", "sender-initials", "meta-creator-initials",
})  # fmt: skip
_ANCHORED = frozenset({
    "note-body", "annotation", "text-box", "custom-shape", "rect", "ellipse", "circle", "polygon",
    "polyline", "path", "line", "regular-polygon", "caption", "connector", "measure",
    "tracked-changes",
})  # fmt: skip


def open_text(data: bytes, _: str) -> str:
    """Return the text of a document, then heads and feet of its pages."""
    if not data.startswith(b"PK"):
        return told_text(data, _OpenTeller("body")) + told_text(data, _OpenTeller("master-page"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            text = told_text(archive.read("content.xml"), _OpenTeller("body"))
            if "styles.xml" in archive.namelist():
                text += told_text(archive.read("styles.xml"), _OpenTeller("master-page"))
            return text
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, EOFError) as error:
        raise ValueError(str(error)) from error


class _OpenTeller:
    """Hears of each element of a part."""

    def __init__(self, within: str) -> None:
        self.text = ParagraphText()
        self.within = within
        self.inside = 0
        """Elements of that name that are open."""
        self.unread = 0
        """Elements that are open in which nothing is read."""
        self.paragraphs = 0

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        """Begin an element."""
        name = tag.rpartition("}")[2]
        self.inside += name == self.within
        self.unread += is_unread(name)
        if self.unread or not self.inside:
            return
        if name in ("p", "h"):
            if self.paragraphs:
                self.text.begin_anchored()
            self.text.begin_paragraph()
            self.paragraphs += 1
        elif name in _ANCHORED:
            self.text.begin_anchored()
        elif name in ("s", "tab", "line-break"):
            self.text.add(" ")

    def end(self, tag: str) -> None:
        """End an element."""
        name = tag.rpartition("}")[2]
        told = self.inside and not self.unread
        self.inside -= name == self.within
        self.unread -= is_unread(name)
        if not told:
            return
        if name in ("p", "h"):
            self.paragraphs -= 1
            self.text.end_paragraph()
            if self.paragraphs:
                self.text.end_anchored()
        elif name in _ANCHORED:
            self.text.end_anchored()

    def data(self, data: str) -> None:
        """Take characters."""
        if self.paragraphs and self.inside and not self.unread:
            self.text.add(data)

    def close(self) -> str:
        """Return all text."""
        return self.text.whole()


def is_unread(name: str) -> bool:
    """Tell whether nothing is read in elements of a name."""
    return name in _UNREAD or name.endswith("-source")
