"""The pieces of a document: paragraphs with their looks, frames, pictures, what is no story."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from msgspec.structs import force_setattr

from epubify.model import GroupKind, Matter, Picture
from epubify.model.records import Record
from epubify.readers.galley import LeftOut
from epubify.text.lazy_pattern import lazy

ALIGNED = {"center": "center", "right": "right", "end": "right"}
"""Alignment as formats call it → as a look does."""
LINK = lazy(r"\s*HYPERLINK\s+\"?((?:https?|mailto):[^\"\s]+)")
"""The code of a field that leads to an address."""

REMARK = "scrivcmt://"
COMMENTED = lazy(rf"\s*HYPERLINK\s+\"?({REMARK}[^\"\s]+)")
"""The code of a field that leads to a note or a comment beside a document of Scrivener."""


class Face(Record):
    """How characters look, all that holds of styles and of their own taken together."""

    strong: bool = False
    emphasis: bool = False
    underline: bool = False
    caps: bool = False
    small_caps: bool = False
    strike: bool = False
    place: str = ""
    """``superscript`` or ``subscript``."""
    hidden: bool = False
    size: float = 0
    """In points; 0 where nothing says it."""

    def marks(self) -> frozenset[str]:
        """Return the marks of a span that looks so.

        >>> sorted(Face(strong=True, small_caps=True).marks())
        ['small-caps', 'strong']
        """
        told = {
            "strong": self.strong,
            "emphasis": self.emphasis,
            "small-caps": self.small_caps,
            "strike": self.strike,
            self.place: bool(self.place),
        }
        return frozenset(mark for mark, holds in told.items() if holds)


class Item(Record):
    """That a paragraph is an item of a list."""

    of: str
    """Tells its list from others."""
    depth: int = 0
    ordered: bool = False
    label: str = ""
    """What stands before it: the sign of a list, or its number as the document writes it."""
    goes_on: bool = False
    """It is a further paragraph of the item above."""


class ParagraphLook(Record):
    """How a paragraph looks, all that holds of styles and of its own taken together."""

    level: int = 0
    """Of a heading, from 1."""
    role: str = ""
    """What the name of its style says: ``title``, ``subtitle``, ``author``, ``quote`` …"""
    align: str = ""
    """``center`` or ``right``."""
    page: bool = False
    """A page begins with it."""
    left: float = 0
    """Points that it stands in on the left, its first line apart."""
    right: float = 0
    """Points that it stands in on the right."""
    ruled: bool = False
    """A line is drawn below it."""
    item: Item | None = None


class TypedRun(Record):
    """A run of characters that look alike; ``\\n`` ends a line."""

    text: str
    face: Face = Face()
    href: str | None = None
    note: str = ""
    """Name of the footnote that it leads to."""


class Written(Record):
    """A paragraph, perhaps an empty one."""

    parts: tuple[TypedRun | LeftOut, ...]
    look: ParagraphLook = ParagraphLook()
    text: str = ""
    """What is to be read in it, without space around."""

    def __post_init__(self) -> None:
        """Put together what is to be read, which is asked for time and again."""
        shown = [
            part.text for part in self.parts if isinstance(part, TypedRun) and not part.face.hidden
        ]
        force_setattr(self, "text", "".join(shown).strip())

    @property
    def runs(self) -> list[TypedRun]:
        """The runs of it that have letters or signs to be seen."""
        return [p for p in self.parts if isinstance(p, TypedRun) and p.text.strip()]


class FrameEdge(Record):
    """The beginning or the end of what stands around paragraphs."""

    kind: GroupKind
    opens: bool
    name: str = ""


class Aside(Record):
    """What is no story: a comment, a running head."""

    text: str
    kind: Matter
    evidence: str


class Illustration(Record):
    """A picture."""

    picture: Picture
    alt: str = ""


DocumentPiece: TypeAlias = Written | FrameEdge | Aside | Illustration


def text_of_pieces(pieces: Iterable[DocumentPiece]) -> str:
    """Return the text of pieces, a paragraph on each line: all of it, what is hidden too.

    >>> edge = FrameEdge(GroupKind.QUOTE, True)
    >>> text_of_pieces([edge, Written((TypedRun("It "), TypedRun("rained.")))])
    'It rained.'
    """
    lines = [
        piece.text if isinstance(piece, Aside) else "".join(part.text for part in piece.parts)
        for piece in pieces
        if isinstance(piece, Aside | Written)
    ]
    return "\n".join(lines)
