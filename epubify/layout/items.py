"""Items of a list that numbers or letters count: each begins a paragraph, and none is verse.

One mark proves nothing: a wrapped sentence may begin a line with ``(2)``. Several of one form
that run on from the first are a list, however its lines stand in.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import zip_longest

from epubify.layout.rows import Row
from epubify.text.lazy_pattern import lazy

MARK = lazy(r"(\(?)(\d{1,3}|[A-Za-z])([.)]|:(?=\s))\s*(?=\S)")
SIGNS = frozenset(".):")
"""What stands behind the number of an item."""
BULLETS = frozenset("-*•·")
"""What a line below an item begins with that is one of its own."""
LONGEST_MARK = 5
"""Characters of the longest mark."""
FEWEST_ITEMS = 3
"""Items that make a list. With fewer, two numbers that meet line beginnings by chance do; with
more, questions with three answers are joined."""
FARTHEST = 40
"""Lines from one item to the next. With more, numbers in another list are counted on; with fewer,
long answers end the list."""
NO_ROOM = 0.12
"""Share of the measure that the first line of an item leaves where the next line goes on with it.
With a larger one, notes that stand in below an item are joined to it; with a smaller one, items in
ragged lists fall apart."""


def mark_items(rows: Sequence[Row]) -> list[Row]:
    """Mark the items of lists: those of a line each, which stay lines, and the others.

    Each of these begins a paragraph, which goes on in the lines that hang. Only where the next item
    follows these lines: below a numbered heading stands other text.
    """
    marked = list(rows)
    runs = list(runs_of_items(rows))
    items = {n for run in runs for n in run}
    for run in runs:
        if are_lines(rows, run, items):
            for n in run:
                marked[n].item = True
            continue
        tight = False
        edges = {rows[n + 1].line.indent for n in run if hung_below(rows, n, items)}
        for n, after in zip_longest(run, run[1:]):
            marked[n].new = marked[n].counted = True
            hung = hung_below(marked, n, items, edges)
            tight = tight if after is None else n + len(hung) + 1 in items
            for row in hung if tight else ():
                row.new = row.verse = row.parted = False
    return marked


def are_lines(rows: Sequence[Row], run: Sequence[int], items: Container[int]) -> bool:
    """Tell whether the items of a list are a line each, and nothing parts them."""
    if run[-1] - run[0] != len(run) - 1 or hung_below(rows, run[-1], items):
        return False
    below = rows[run[-1] + 1] if run[-1] + 1 < len(rows) else None
    if below and not (below.new or is_settled(below)) and below.room < NO_ROOM:
        return False
    return not any(rows[n].gap or rows[n].cut or is_settled(rows[n]) for n in run[1:])


def hung_below(
    rows: Sequence[Row], start: int, items: Container[int], edges: Container[int] = ()
) -> list[Row]:
    """Return the lines that hang below an item, each of them where the one above is full.

    What stands below an item that is a sentence may be another one, unless it hangs at one of the
    edges at which lines hang below items of the same list.
    """
    found: list[Row] = []
    first = rows[start]
    usual = first.habit.unit if first.habit else 0
    for n in range(start + 1, min(start + FARTHEST, len(rows))):
        row = rows[n]
        settled = n in items or is_settled(row) or row.line.text[0] in BULLETS
        if settled or row.cut or row.gap > usual:
            break
        hangs = row.line.indent > first.line.indent and row.room < NO_ROOM
        sentence = first.facts.ending != "open" and row.line.indent not in edges
        if not hangs or (not found and sentence):
            break
        found.append(row)
    return found


def is_settled(row: Row) -> bool:
    """Tell whether it is known already that a line is none of a list."""
    return row.alone or row.drawn or row.play


def runs_of_items(rows: Sequence[Row]) -> Iterator[list[int]]:
    """Yield the indices of items that run on from 1 or the first letter, one list after another."""
    open_runs: dict[tuple[str, str], list[int]] = {}
    reached: dict[tuple[str, str], int] = {}
    for n, row in enumerate(rows):
        found = mark_of(row.line.text)
        if found is None:
            continue
        form, value = found
        run = open_runs.get(form, [])
        if run and value == reached[form] + 1 and n - run[-1] <= FARTHEST:
            run.append(n)
        elif value == 1:
            yield from [run] if are_enough(rows, run) else []
            open_runs[form] = [n]
        else:
            continue
        reached[form] = value
    yield from (run for run in open_runs.values() if are_enough(rows, run))


def are_enough(rows: Sequence[Row], run: Sequence[int]) -> bool:
    """Tell whether items are a list: several, or two sentences, a line each, below a blank line."""
    if len(run) >= FEWEST_ITEMS or len(run) < 2:
        return len(run) >= FEWEST_ITEMS
    first, second = rows[run[0]], rows[run[1]]
    beside = run[1] == run[0] + 1 and first.gap > 0 and not (second.gap or second.cut)
    return beside and "open" not in (first.facts.ending, second.facts.ending)


def mark_of(text: str) -> tuple[tuple[str, str], int] | None:
    """Return the form of the mark that an item begins with, and what it counts.

    >>> mark_of("(3) The Ford"), mark_of("b. at the quay"), mark_of("3 boats")
    ((('(', '1)'), 3), (('', 'a.'), 2), None)
    """
    if SIGNS.isdisjoint(text[1:LONGEST_MARK]):
        return None  # as nearly all lines
    match = MARK.match(text)
    if match is None or (match[1] and match[3] != ")"):
        return None
    if match[2].isdigit():
        return (match[1], "1" + match[3]), int(match[2])
    kind = "a" if match[2].islower() else "A"
    return (match[1], kind + match[3]), ord(match[2].lower()) - ord("a") + 1
