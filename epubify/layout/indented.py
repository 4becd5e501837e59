"""First lines that stand in, in text where blank lines part most paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.layout.edges import MOST_INDENT
from epubify.layout.rows import Row
from epubify.layout.windows import most_frequent

STANDS_IN = 2
"""Columns by which such a line stands in at least. With fewer, slips of the keys begin paragraphs,
with more, narrow indents say nothing."""
ROOM = 0.15
"""Share of the measure that the line above leaves free, at least. With more, few such paragraphs
are found; with less, entries that hang below a full line with a stop are cut."""
NEARLY_ALL = 0.7
"""Share of the lines below blank lines that stand in alike; with more, one title among them makes
all others full lines, with less, lists among paragraphs tell how these begin."""


def mark_indented(rows: Sequence[Row]) -> list[Row]:
    """Begin a paragraph at each line that stands in below the short last line of another.

    One of them must go on at the edge, as wrapped paragraphs do and entries that hang do not. Where
    those below blank lines stand in, too, the line above may be full.
    """
    inner = [n for n, row in enumerate(rows) if n and row.inset and not (row.new or row.gap)]
    usual = usual_inset(rows) if inner else 0
    found = [n for n in inner if may_begin(rows[n - 1], rows[n], usual)]
    ends = [n + 1 == len(rows) or rows[n + 1].gap > 0 for n in found]
    back = [not end and goes_back(rows[n + 1]) for n, end in zip(found, ends, strict=True)]
    for n, end, on in zip(found, ends, back, strict=True):
        if on or (end and any(back)):
            rows[n].new = True
    return list(rows)


def usual_inset(rows: Sequence[Row]) -> int:
    """Return by how much nearly all lines below blank lines stand in, 0 where they do not alike."""
    insets = [row.inset for row in rows if row.gap and not row.alone]
    usual = most_frequent(insets) if insets else 0
    return usual if insets.count(usual) >= NEARLY_ALL * len(insets) else 0


def may_begin(above: Row, row: Row, usual: int) -> bool:
    """Tell whether a line may begin a paragraph by its indent alone."""
    if above.inset or not STANDS_IN <= row.inset <= MOST_INDENT:
        return False
    roomy = row.room >= ROOM or row.inset == usual
    if row.habit is None or row.habit.mark != "gap" or not roomy:
        return False
    return above.facts.ending != "open" and row.facts.opening in ("upper", "quote")


def goes_back(row: Row) -> bool:
    """Tell whether a line goes on at the edge with the one above it."""
    return not (row.new or row.inset or row.cut or row.edge)
