"""A Word document in the order in which its parts are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from epubify.model import GroupKind, Matter, Metadata
from epubify.readers.office import Aside, DocumentPiece, FrameEdge, text_of_pieces
from epubify.readers.office.properties import metadata_of_properties
from epubify.readers.word.body_reader import BodyReader
from epubify.readers.word.word_numbering import numbering_of
from epubify.readers.word.word_package import WordPackage, local, value
from epubify.readers.word.word_styles import styles_of

if TYPE_CHECKING:
    from lxml.etree import _Element

NOTES = ("footnote", "endnote")
HEADS = ("header", "footer")
APART = frozenset({"separator", "continuationSeparator", "continuationNotice"})
"""Kinds of notes that are lines between text and notes."""
_ENTRIES = {
    "title": "title",
    "creator": "author",
    "language": "language",
    "keywords": "subjects",
    "description": "description",
}


class WordDocument:
    """A document: its text, then its notes, comments, running heads, each part after the other."""

    def __init__(self, name: str, data: bytes) -> None:
        self.package = WordPackage(name, data)
        self.styles = styles_of(self.package.root_of("styles"))
        self.numbering = numbering_of(self.package.root_of("numbering"))
        self.skipped: list[str] = []

    def pieces(self) -> list[DocumentPiece]:
        """Return the pieces of all parts."""
        body = self.read(self.package.main, self.package.root(self.package.main))
        for kind in NOTES:
            body += self.notes(kind)
        body += self.comments()
        for kind in HEADS:
            body += self.heads(kind)
        return body

    def read(self, part: str, element: _Element) -> list[DocumentPiece]:
        """Return the pieces in an element of a part."""
        reader = BodyReader(self.package, part, self.styles, self.numbering, self.skipped)
        reader.content(element)
        return reader.finished()

    def notes(self, kind: str) -> Iterator[DocumentPiece]:
        """Yield the notes of a kind, each in its frame."""
        for part in self.package.parts_of(f"{kind}s"):
            for note in self.package.root(part):
                if value(note, "type") in APART:
                    continue
                yield FrameEdge(GroupKind.FOOTNOTE, True, f"{kind}{value(note, 'id')}")
                yield from self.read(part, note)
                yield FrameEdge(GroupKind.FOOTNOTE, False)

    def comments(self) -> Iterator[DocumentPiece]:
        """Yield what was written beside the text."""
        for part in self.package.parts_of("comments"):
            for comment in self.package.root(part):
                who = value(comment, "author")
                evidence = f"comment by {who}" if who else "comment beside the text"
                yield Aside(text_of_pieces(self.read(part, comment)), Matter.COMMENT, evidence)

    def heads(self, kind: str) -> Iterator[DocumentPiece]:
        """Yield what stands above or below each page."""
        for part in self.package.parts_of(kind):
            text = text_of_pieces(self.read(part, self.package.root(part)))
            yield Aside(text, Matter.RUNNING_HEAD, f"{kind} of the pages")

    def properties(self) -> Metadata:
        """Return what the properties of the document say."""
        related = self.package.relations("").values()
        part = next((r.target for r in related if r.kind == "core-properties"), "")
        if part not in self.package.container:
            return Metadata()
        root = self.package.root(part)
        said = {_ENTRIES[local(one)]: one.text or "" for one in root if local(one) in _ENTRIES}
        return metadata_of_properties(said)
