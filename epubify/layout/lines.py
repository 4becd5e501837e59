"""Source lines with what matters about how they stand on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter

from msgspec.structs import force_setattr, replace

from epubify.model import SOFT_BREAK, Markup, Place, Text
from epubify.model.records import Record, names_of
from epubify.text.facts import Facts, facts_of, heading_facts

TAB_WIDTH = 4
"""Columns of a tab. Eight would take the paragraphs of writers who indent with one tab for
quotations that stand in; two would not tell them from stray spaces."""


class Line(Record):
    """One line of text; after soft breaks are undone it may cover several source lines."""

    at: Place
    text: str
    """Without surrounding space; empty for a blank line."""
    indent: int = 0
    """Columns of space before the text."""
    page: bool = False
    """True when a form feed stands before the text."""
    ideographic: bool = False
    """True where the space before the text is one or two ideographic ones, the sign of a new
    paragraph in Chinese and Japanese."""
    plain: bool = False
    """True when nothing but a paragraph may be made of it."""
    markup: Markup | None = None
    """What the markup of its form says of it."""
    _facts: Facts | None = None

    @property
    def number(self) -> int:
        """Number of the first source line."""
        return self.at.first_line

    @property
    def facts(self) -> Facts:
        """What can be said of the text by itself; a heading by its markup is one for sure.

        They are worked out once. A line that was changed has those of the other line with it.

        >>> line = make_line("Chapter 1", Place("x", 1, 1))
        >>> line.facts.form.number, replace(line, text="So it was.").facts.form
        (1, None)
        """
        facts = self._facts
        marked = self.markup is not None and self.markup.level > 0
        if facts is None or facts.text != self.text or facts.marked is not marked:
            facts = heading_facts(self.text) if marked else facts_of(self.text)
            force_setattr(self, "_facts", facts)
        return facts

    def __bool__(self) -> bool:
        return bool(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Line) and _told_by(self) == _told_by(other)

    def __hash__(self) -> int:
        return hash(_told_by(self))


_told_by = attrgetter(*names_of(Line)[:-1])
"""Returns what a line says of itself: not the facts, which follow from it once they are asked."""


def lines_of(text: Text) -> list[Line]:
    """Return the lines of a text; lines cut by their transport are whole again.

    >>> text = Text("one\\n  tw" + SOFT_BREAK + "\\no", "ascii", 1.0)
    >>> [line.text for line in lines_of(text)]
    ['one', 'two']
    """
    lines = [make_line(raw, at) for raw, at in raw_lines_of(text)]
    if text.plain:
        lines = [replace(one, plain=True) if _is_plain(one.at, text) else one for one in lines]
    if text.markup:
        marked = zip(lines, text.markup, strict=True)
        return [replace(line, markup=markup) if markup else line for line, markup in marked]
    return lines


def _is_plain(at: Place, text: Text) -> bool:
    return not text.plain.isdisjoint(range(at.first_line, at.last_line + 1))


def raw_lines_of(text: Text) -> Iterator[tuple[str, Place]]:
    """Yield the lines of a text as they stand, and where; those cut by their transport as one."""
    source = text.source
    if SOFT_BREAK not in text.text:  # as in nearly all texts
        raw_lines = text.text.removesuffix("\n").split("\n") if text.text else ()
        yield from ((raw, Place(source, n, n)) for n, raw in enumerate(raw_lines, 1))
        return
    for raw, numbers in whole_lines(text.text):
        yield raw, Place(source, numbers[0], numbers[-1])


def whole_lines(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield lines with their numbers, of which one that its transport had cut has several.

    >>> list(whole_lines("one\\ntw" + SOFT_BREAK + "\\no\\n"))
    [('one', (1,)), ('two', range(2, 4))]
    """
    parts: list[str] = []
    raw_lines = text.split("\n")
    if not raw_lines[-1]:
        raw_lines.pop()
    if SOFT_BREAK not in text:  # as in nearly all texts
        yield from ((raw, (number,)) for number, raw in enumerate(raw_lines, 1))
        return
    for number, raw in enumerate(raw_lines, 1):
        cut = raw.endswith(SOFT_BREAK)
        if not (cut or parts):
            yield raw, (number,)
            continue
        parts.append(raw.removesuffix(SOFT_BREAK))
        if cut and number < len(raw_lines):
            continue
        yield "".join(parts), range(number - len(parts) + 1, number + 1)
        parts = []


def make_line(raw: str, at: Place) -> Line:
    """Return a line of raw text.

    >>> make_line("\\f\\t  end ", Place("x", 1, 1)).indent
    6
    """
    page = "\f" in raw
    bare = raw.lstrip("\f").replace("\f", " ") if page else raw
    text = bare.strip()
    if not text or text[0] == bare[0]:  # as nearly all lines
        return Line(at, text, 0, page)
    lead = bare[: len(bare) - len(bare.lstrip())]
    indent = len(lead.replace("\u3000", "  ").expandtabs(TAB_WIDTH))
    return Line(at, text, indent, page, 0 < lead.count("\u3000") <= 2)


def blank_before(lines: Sequence[Line], index: int) -> int:
    """Return how many blank lines stand directly before a line."""
    count = 0
    while index - count > 0 and not lines[index - count - 1]:
        count += 1
    return count


def without_prefix(line: Line, length: int) -> Line:
    """Return a line without its first characters and the space after them."""
    rest = line.text[length:]
    inner = make_line(rest, line.at)
    return replace(inner, page=line.page or inner.page, plain=line.plain)
