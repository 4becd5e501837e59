"""What holds at a place of an RTF file, and the text that is being put together there."""

from __future__ import annotations

from msgspec import Struct, field

from epubify.model import GroupKind
from epubify.model.records import Record
from epubify.readers.galley import LeftOut
from epubify.readers.office import (
    DocumentPiece,
    Face,
    FrameEdge,
    Item,
    ParagraphLook,
    TypedRun,
    Written,
)
from epubify.readers.office.style_names import level_of_style, role_of_style

TWIPS = 20
"""Of RTF's units a point."""
BODY_LEVEL = 9
"""Outline level of running text; those below it are headings."""


class GroupState(Struct):
    """What holds in a group, and again after those within it."""

    goal: str = "text"
    """What its text is for: ``text``, ``skipped``, or the name of a destination."""
    starred: bool = False
    """The next control word is a destination that may be passed over."""
    font: int = -1
    fallback: int = 1
    """Signs that stand for a character of Unicode where it is not known."""
    face: dict[str, int] = field(default_factory=dict)
    """Control words for characters and their numbers."""
    paragraph: dict[str, int] = field(default_factory=dict)
    """Control words for paragraphs and their numbers."""
    opens: str = ""
    """A destination with pieces of its own that ends with this group."""

    def copy(self) -> GroupState:
        """Return the state of a group within this one."""
        return GroupState(
            self.goal, False, self.font, self.fallback, dict(self.face),
            dict(self.paragraph),
        )  # fmt: skip

    def look_of_characters(self) -> Face:
        """Return how characters look."""
        said = self.face
        place = "superscript" if said.get("super") else "subscript" if said.get("sub") else ""
        return Face(
            strong=bool(said.get("b")),
            emphasis=bool(said.get("i")),
            underline=bool(said.get("ul")),
            caps=bool(said.get("caps")),
            small_caps=bool(said.get("scaps")),
            strike=bool(said.get("strike") or said.get("striked")),
            place=place,
            hidden=bool(said.get("v")),
            size=said.get("fs", 24) / 2,
        )


class RtfStyle(Record):
    """A style of paragraphs."""

    name: str
    based_on: int | None
    level: int | None


class Flow(Struct):
    """The pieces of a text, or of a note in it, as they come."""

    pieces: list[DocumentPiece] = field(default_factory=list)
    parts: list[TypedRun | LeftOut] = field(default_factory=list)
    after: list[DocumentPiece] = field(default_factory=list)
    """What stands in the paragraph at hand, and is set after it."""
    page: bool = False
    label: str = ""
    """The sign of an item of a list."""
    row: int | None = None
    """Where in the pieces the row of a table begins."""
    cells: list[int] = field(default_factory=list)
    """Where its cells end."""
    in_table: bool = False

    def end(self, state: GroupState, styles: dict[int, RtfStyle], *, cell: bool = False) -> None:
        """End the paragraph at hand; ``cell`` says that a cell of a table ends with it."""
        said = state.paragraph
        within = cell or bool(said.get("intbl"))
        if within and self.row is None:
            self.row = len(self.pieces)
        elif not within:
            self.end_table()
        look = look_of(state, styles, self.label, page=self.page)
        written = Written(tuple(self.parts), look)
        self.page = self.page and not written.text
        if self.parts or not cell or not self.pieces[self.row or 0 :]:
            self.pieces.append(written)
        self.pieces += self.after
        self.parts, self.after, self.label = [], [], ""
        if cell:
            self.cells.append(len(self.pieces))

    def end_row(self) -> None:
        """End the row of a table: what stands in its cells is framed; a single cell is none."""
        start, ends, self.row, self.cells = self.row, self.cells, None, []
        if start is None or len(ends) < 2:
            return
        framed: list[DocumentPiece] = [FrameEdge(GroupKind.ROW, True)]
        if not self.in_table:
            framed.insert(0, FrameEdge(GroupKind.TABLE, True))
        self.in_table = True
        for a, b in zip([start, *ends], ends, strict=False):
            framed += [FrameEdge(GroupKind.CELL, True), *self.pieces[a:b]]
            framed.append(FrameEdge(GroupKind.CELL, False))
        rest = self.pieces[ends[-1] :]
        self.pieces[start:] = [*framed, FrameEdge(GroupKind.ROW, False), *rest]

    def end_table(self) -> None:
        """End a table."""
        if self.row is not None:
            self.end_row()
        if self.in_table:
            self.pieces.append(FrameEdge(GroupKind.TABLE, False))
            self.in_table = False


def look_of(
    state: GroupState, styles: dict[int, RtfStyle], label: str, *, page: bool
) -> ParagraphLook:
    """Return how a paragraph looks."""
    said = state.paragraph
    names, level = names_and_level(said.get("s", 0), styles)
    if "outlinelevel" in said:
        level = said["outlinelevel"]
    rank = level + 1 if level is not None and 0 <= level < BODY_LEVEL else 0
    if level is None:
        rank = next(filter(None, map(level_of_style, names)), 0)
    role = next(filter(None, map(role_of_style, names)), "")
    numbered = any(map(str.isalnum, label))
    item = Item(f"list{said.get('ls', 0)}", min(8, max(0, said.get("ilvl", 0))), numbered, label)
    align = "center" if "qc" in said else "right" if "qr" in said else ""
    return ParagraphLook(
        level=rank,
        role="" if rank or role == "chapter" else role,
        align=align,
        page=page or bool(said.get("pagebb")),
        left=said.get("li", 0) / TWIPS,
        right=said.get("ri", 0) / TWIPS,
        item=item if label else None,
    )


def names_and_level(style: int, styles: dict[int, RtfStyle]) -> tuple[list[str], int | None]:
    """Return the names of a style and of what it is based on, and the first level that one says."""
    names: list[str] = []
    level: int | None = None
    one = styles.get(style)
    while one and len(names) < len(styles):
        names.append(one.name)
        level = one.level if level is None else level
        one = styles.get(one.based_on) if one.based_on is not None else None
    return names, level
