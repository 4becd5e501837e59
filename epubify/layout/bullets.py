"""Lists whose items begin with a bullet or two dashes, and go on in lines that hang below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from epubify.layout.items import NO_ROOM, is_settled
from epubify.layout.rows import Row
from epubify.text.lazy_pattern import lazy
from epubify.text.wide_signs import columns

BULLET = lazy(r"--(?=[^\s-])|[-*•·+]\s+(?=[^\s*+-])")
SIGNS = frozenset("-*•·+")
"""What bullets begin with."""
FEWEST_ITEMS = 3
"""Items that make a list. With fewer, two asides at line beginnings do; with more, lists of three
fall apart."""
LEAST_HUNG = 2
"""Columns by which a line stands in below its item. With more, lists that hang by two are joined;
with fewer, stray spaces hang."""
FULL, LITTLE_ROOM = 0.85, 0.2
"""Share of the list's width that a line has which goes on below, and of the measure that it leaves
free. With a smaller first one or a larger second one, heads with short entries below them become
one sentence; the other way round, ragged lists are left as they are."""


def mark_bullets(rows: Sequence[Row]) -> list[Row]:
    """Mark the items of lists: where one goes on in lines that hang, each is a paragraph; else they
    stay lines where they would be joined.
    """
    if sum(row.line.text[0] in SIGNS for row in rows) >= FEWEST_ITEMS:
        for run, below in bulleted_runs(rows):
            items = [has_bullet(row) for row in run]
            if sum(items) < FEWEST_ITEMS:
                continue
            if not all(items) and is_wrapped(run):
                for row, item in zip(run, items, strict=True):
                    row.new, row.verse, row.parted, row.item = item, False, False, False
            elif all(items) and are_joined(run):
                goes_on = below is not None and not (below.gap or below.new or is_settled(below))
                for row in run:
                    row.new, row.item = True, not goes_on
    return list(rows)


def bulleted_runs(rows: Sequence[Row]) -> Iterator[tuple[list[Row], Row | None]]:
    """Yield the rows of each list, items at one edge and what stands in further below them, with
    the row that stands below."""
    run: list[Row] = []
    for row in rows:
        beside = not (row.gap or row.cut or row.seam or row.edge or is_settled(row))
        edge = run[0].line.indent if run else row.line.indent
        deeper = row.line.indent - edge
        if run and beside and (deeper >= LEAST_HUNG or (deeper == 0 and has_bullet(row))):
            run.append(row)
            continue
        if run:
            yield run, row
        run = [row] if has_bullet(row) and not is_settled(row) else []
    if run:
        yield run, None


def has_bullet(row: Row) -> bool:
    """Tell whether a line begins as an item does."""
    return row.line.text[0] in SIGNS and BULLET.match(row.line.text) is not None


def is_wrapped(run: Sequence[Row]) -> bool:
    """Tell whether each line above one that hangs had no room for the first word of that one."""
    width = max(right_edge(row) for row in run)
    return all(
        row.room < LITTLE_ROOM
        and right_edge(above) + 1 + columns(row.line.text.split(None, 1)[0]) >= FULL * width
        for above, row in pairwise(run)
        if not has_bullet(row)
    )


def are_joined(run: Sequence[Row]) -> bool:
    """Tell whether items of a line each would be one paragraph, though most have an end.

    Where full lines run on, the bullets only draw an edge around prose.
    """
    if all(row.new for row in run[1:]) or any(row.verse or row.item for row in run):
        return False
    on = sum(
        row.room < NO_ROOM and above.facts.ending == "open" and said_by(row)[:1].islower()
        for above, row in pairwise(run)
    )
    return 2 * on < len(run) - 1


def said_by(row: Row) -> str:
    """Return what an item says behind its bullet."""
    return BULLET.sub("", row.line.text, count=1)


def right_edge(row: Row) -> int:
    """Return the column that a line reaches."""
    return row.line.indent + row.facts.columns
