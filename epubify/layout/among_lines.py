"""Wrapped paragraphs among others of a line each, which blank lines part."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.layout.rows import Row
from epubify.layout.wrapping import are_wrapped
from epubify.text.facts import runs_on


def join_among_lines(rows: Sequence[Row]) -> list[Row]:
    """Join lines that stand right below each other and were wrapped, where no others were.

    Somebody pasted a paragraph, or wrapped one anew. Lines that do not run on keep their ends.
    """
    start = 0
    for n in range(1, len(rows) + 1):
        if n < len(rows) and may_go_on(rows[n - 1], rows[n]):
            continue
        if n - start > 1 and not rows[start].alone:
            join_wrapped(rows[start:n])
        start = n
    return list(rows)


def join_wrapped(group: Sequence[Row]) -> None:
    """Join lines if they were wrapped, the first of which goes on in a small letter."""
    lines = [row.facts for row in group]
    if runs_on(*lines[:2]) and are_wrapped(lines):
        for row in group[1:]:
            row.new = row.parted = False


def may_go_on(above: Row, row: Row) -> bool:
    """Tell whether a line may go on with the one right above it, where paragraphs are of a line.

    Where no blank line parts these, the line above must be open.
    """
    if row.gap or row.habit is None or row.habit.mark != "line" or row.alone or row.drawn:
        return False
    if row.cut or row.seam or row.edge or row.page or row.speaker:
        return False
    return row.habit.unit > 0 or above.facts.ending == "open"
