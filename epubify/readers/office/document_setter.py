"""The pieces of a document set on a galley."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack

from msgspec.structs import replace

from epubify.model import GroupKind, Matter, Metadata, Span
from epubify.model.spans import NOTE_SIGN
from epubify.readers.galley import Delivery, Galley, LeftOut, Part
from epubify.readers.office.document_pieces import (
    REMARK,
    Aside,
    DocumentPiece,
    Face,
    FrameEdge,
    Illustration,
    Item,
    TypedRun,
    Written,
)
from epubify.readers.office.habit import SHORT, UsualLook, habit_of, is_inset, with_wrapped_joined
from epubify.readers.office.title_page import StyledTitle, title_page_of
from epubify.text.lazy_pattern import lazy

DASHES = "-\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}\N{BULLET OPERATOR}"
"""Signs of lists that are speech: programs make a list of what begins with a dash."""
_NUMBER = lazy(r"[0-9]+")


def set_document(
    source: str, pieces: Sequence[DocumentPiece], properties: Metadata | None = None
) -> Delivery:
    """Return a document as it is set; ``properties`` hold where its text says nothing else."""
    habit = habit_of(pieces)
    pieces = with_wrapped_joined(pieces)
    page = title_page_of(pieces)
    setter = DocumentSetter(source, habit, page)
    setter.all(pieces)
    return Delivery(setter.galley, setter.metadata, properties=properties or Metadata())


class DocumentSetter:
    """Sets pieces one after another, and keeps what stands around them."""

    def __init__(self, source: str, habit: UsualLook, page: StyledTitle) -> None:
        self.galley = Galley(literal=habit.marks_emphasis)
        self.source = source
        self.habit = habit
        self.page = page
        self.metadata = Metadata()
        self.lone = False
        """The paragraph at hand is numbered and no list: the number of a chapter or a scene."""
        self.frames: list[ExitStack] = []
        """Frames that the document opened."""
        self.marks: dict[Face, frozenset[str]] = {}
        """The marks of each face, without what means nothing in the document."""
        self.lists: list[tuple[GroupKind, str, int, ExitStack]] = []
        """Lists and items that paragraphs are in, or the quotation: kind, name, depth."""

    def all(self, pieces: Sequence[DocumentPiece]) -> None:
        """Set all pieces of a document."""
        for n, piece in enumerate(pieces):
            if isinstance(piece, Written):
                self.written(piece, pieces, n)
                self.rule_below(piece, pieces[n + 1] if n + 1 < len(pieces) else None)
            elif isinstance(piece, FrameEdge):
                self.frame(piece)
            elif isinstance(piece, Aside):
                self.galley.left_out(piece.text, piece.kind, piece.evidence)
            else:
                self.close_lists()
                self.picture(piece)
        self.close_lists()
        while self.frames:
            self.frames.pop().close()

    def picture(self, plate: Illustration) -> None:
        """Set a picture."""
        self.galley.figure(plate.picture, plate.alt)

    # ------------------------------------------------------------------------ paragraphs

    def written(self, written: Written, pieces: Sequence[DocumentPiece], n: int) -> None:
        """Set a paragraph: as title or byline, as an item, as what it looks like."""
        if said := self.page.said.get(n):
            text = written.text
            self.metadata = self.page.header(self.galley, text, said, self.metadata, self.source)
            return
        item = written.look.item
        self.lone = item is not None and bool(number_in(item)) and is_lone(pieces, n)
        if not written.text and not (item and number_in(item) and written.look.level):
            self.empty(written)
            return
        look = written.look
        level = look.level or self.page.levels.get(n, 0)
        self.enter(written, level)
        align = "" if look.align == self.habit.align else look.align
        parts = self.parts(written, level)
        if look.role == "typed" != self.habit.role and not level:
            self.galley.typed(plain_parts(parts), literal=True)
        else:
            self.galley.paragraph(parts, level=level, align=align, page=look.page)

    def empty(self, written: Written) -> None:
        """Set a paragraph without text: space, and what is left out in it."""
        left = [part for part in self.parts(written, 0) if isinstance(part, LeftOut)]
        if any(part.text.strip() for part in left):
            for part in left:
                self.galley.left_out(part.text, part.kind, part.evidence)
        else:
            self.galley.blank()

    def rule_below(self, written: Written, below: DocumentPiece | None) -> None:
        """Set a rule where a line is drawn below a paragraph that is no heading."""
        again = isinstance(below, Written) and below.look.ruled
        if written.look.ruled and not written.look.level and not again:
            self.close_lists()
            self.galley.rule()

    def parts(self, written: Written, level: int) -> list[Part]:
        """Return the parts of a paragraph with the marks that mean something in it."""
        runs = written.runs
        short = len(written.text) <= SHORT
        underlined = short and all(run.face.underline for run in runs)
        apart = short and (underlined or self.habit.is_large(written))
        in_caps = all(run.face.caps for run in runs)
        item = written.look.item
        parts: list[Part] = [Span(f"{item.label} ")] if item and is_spoken(item) else []
        if item and (level or self.lone):
            parts = [Span(f"{number_in(item)}. ")] if number_in(item) else []
        parts += [
            part if isinstance(part, LeftOut) else self.part(part, in_caps, apart)
            for part in written.parts
        ]
        if level:  # a heading is not strong because headings are
            parts = [plain_part(part, {"strong"}) for part in parts]
        return parts

    def part(self, run: TypedRun, in_caps: bool, apart: bool) -> Part:
        """Return what a run is in its paragraph."""
        if run.note:
            return Span(NOTE_SIGN, frozenset({"noteref"}), f"#{run.note}")
        if run.face.hidden:
            return LeftOut(run.text, Matter.HIDDEN, "hidden by its format")
        marks = self.marks.get(run.face)
        if marks is None:
            marks = self.marks[run.face] = self.habit.without(run.face).marks()
        href = None if (run.href or "").startswith(REMARK) else run.href
        if apart:
            marks |= {"strong"}
        elif run.face.underline and not self.habit.underline and href is None:
            marks |= {"emphasis"}
        text = run.text.upper() if run.face.caps and not in_caps else run.text
        return Span(text, marks, href)

    # ---------------------------------------------------------------------------- frames

    def frame(self, frame: FrameEdge) -> None:
        """Open or close a frame."""
        self.close_lists()
        if frame.opens:
            stack = ExitStack()
            stack.enter_context(self.galley.within(frame.kind, frame.name))
            self.frames.append(stack)
        elif self.frames:
            self.frames.pop().close()

    def enter(self, written: Written, level: int) -> None:
        """Open the list or the quotation that a paragraph is in, and close what it is not in."""
        look = written.look
        both = is_inset(look) and not self.habit.inset
        if look.item and not (level or self.lone or is_spoken(look.item)):
            self.enter_item(look.item)
        elif (look.role == "quote" != self.habit.role or both) and not level:
            if not self.lists or self.lists[-1][0] is not GroupKind.QUOTE:
                self.close_lists()
                self.open(GroupKind.QUOTE, "", 0)
        else:
            self.close_lists()

    def enter_item(self, item: Item) -> None:
        """Open the list of an item, within the one that it stands in, and the item itself."""
        if item.goes_on and self.lists and self.lists[-1][1:3] == (item.of, item.depth):
            return
        while self.lists:
            kind, name, depth, stack = self.lists[-1]
            holds = kind is not GroupKind.ITEM if depth == item.depth else depth < item.depth
            if kind is not GroupKind.QUOTE and holds and (depth < item.depth or name == item.of):
                break
            self.lists.pop()
            stack.close()
        if not self.lists or self.lists[-1][2] < item.depth:
            self.open(
                GroupKind.ORDERED if item.ordered else GroupKind.BULLETED, item.of, item.depth
            )
        self.open(GroupKind.ITEM, item.of, item.depth)

    def open(self, kind: GroupKind, name: str, depth: int) -> None:
        """Open a list, an item, or a quotation."""
        stack = ExitStack()
        stack.enter_context(self.galley.within(kind))
        self.lists.append((kind, name, depth, stack))

    def close_lists(self) -> None:
        """Close all lists, or the quotation."""
        while self.lists:
            self.lists.pop()[3].close()


def is_spoken(item: Item) -> bool:
    """Tell whether what looks like a list is speech that begins with a dash."""
    return not item.ordered and len(item.label) == 1 and item.label in DASHES


def number_in(item: Item) -> str:
    """Return the number of an item, none where its list has signs.

    >>> number_in(Item("1", ordered=True, label="Chapter 12.")), number_in(Item("1", label="-"))
    ('12', '')
    """
    found = _NUMBER.findall(item.label) if item.ordered else []
    return found[-1] if found else ""


def is_lone(pieces: Sequence[DocumentPiece], n: int) -> bool:
    """Tell whether a numbered paragraph stands alone among others that are no items."""

    def is_item(step: int) -> bool:
        k = n + step
        while 0 <= k < len(pieces):
            piece = pieces[k]
            if not isinstance(piece, Written):
                return False
            if piece.text:
                return piece.look.item is not None
            k += step
        return False

    return not is_item(-1) and not is_item(1)


def plain_part(part: Part, marks: set[str]) -> Part:
    """Return a part without some marks."""
    return part if isinstance(part, LeftOut) else replace(part, marks=part.marks - marks)


def plain_parts(parts: Iterable[Part]) -> str:
    """Return the text of parts."""
    return "".join(part.text for part in parts if not isinstance(part, LeftOut))
