"""The documents of a draft as pieces of one: headings of the binder, texts, breaks between them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from epubify.model import Matter
from epubify.model.limits import limits_held
from epubify.readers.containers import Container
from epubify.readers.office.document_pieces import (
    Aside,
    DocumentPiece,
    FrameEdge,
    ParagraphLook,
    TypedRun,
    Written,
)
from epubify.readers.rich_text.rtf_reader import RtfReader
from epubify.readers.scrivener.binder import BinderItem, ProjectBinder
from epubify.readers.scrivener.remarks import remarks_beside, with_remarks
from epubify.readers.too_large import refuse_over

_BREAK = Written((), ParagraphLook(ruled=True))


class DraftPieces:
    """Sets the items of a binder one after another."""

    def __init__(self, container: Container, binder: ProjectBinder) -> None:
        self.container = container
        self.items = [item for item in binder.items if item.compiled]
        self.root = f"{binder.root}/" if binder.root else ""
        self.pieces: list[DocumentPiece] = []
        self.skipped: list[str] = []
        self.scenes = any(item.folder for item in self.items)
        """Documents are scenes of the folders that they lie in; without folders, chapters."""

    def all(self) -> None:
        """Set all items."""
        for n, item in enumerate(self.items):
            text = self.text_of(item, n)
            above = self.items[n - 1] if n else None
            if self.heads(item):
                self.heading(item)
            elif item.title:
                self.between(above)
                self.pieces.append(
                    Aside(item.title, Matter.NAVIGATION, "title of a scene in the binder")
                )
            self.pieces += text

    def heads(self, item: BinderItem) -> bool:
        """Tell whether the title of an item heads what is in it."""
        return bool(item.title) and (item.folder or not self.scenes or item.depth == 1)

    def heading(self, item: BinderItem) -> None:
        """Set the title of an item as a heading."""
        look = ParagraphLook(level=item.depth, page=item.depth == 1)
        self.pieces.append(Written((TypedRun(item.title),), look))

    def between(self, above: BinderItem | None) -> None:
        """Set a break before a scene, but for the first below a heading."""
        if above is not None and self.pieces and not self.heads(above):
            self.pieces.append(_BREAK)

    def text_of(self, item: BinderItem, n: int) -> list[DocumentPiece]:
        """Return the text of an item, nothing where it has none."""
        name = next(
            (self.root + one for one in item.files if self.root + one in self.container), ""
        )
        if not name:
            return []
        data = self.container.read(name)
        most = limits_held().entry
        refuse_over(self.container.name, "bytes in a document", len(data), most, "entry")
        if not data.lstrip().startswith(b"{\\rtf"):
            return []
        reader = RtfReader(data)
        self.skipped += reader.skipped
        pieces = [*with_remarks(reader.pieces, remarks_beside(self.container, name))]
        return with_own_notes(pieces, f"d{n}-")


def with_own_notes(pieces: Sequence[DocumentPiece], before: str) -> list[DocumentPiece]:
    """Return pieces whose footnotes are called by names that no other document has."""
    return [renamed(piece, before) for piece in pieces]


def renamed(piece: DocumentPiece, before: str) -> DocumentPiece:
    """Return a piece with other names of footnotes."""
    if isinstance(piece, FrameEdge) and piece.name:
        return replace(piece, name=before + piece.name)
    if isinstance(piece, Written) and any(getattr(part, "note", "") for part in piece.parts):
        parts = tuple(
            replace(part, note=before + part.note)
            if isinstance(part, TypedRun) and part.note
            else part
            for part in piece.parts
        )
        return replace(piece, parts=parts)
    return piece
