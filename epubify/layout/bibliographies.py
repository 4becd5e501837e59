"""Lists of works: a title on each line, the year behind it in brackets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from epubify.layout.items import is_settled
from epubify.layout.rows import Row, stretches
from epubify.text.lazy_pattern import lazy

YEAR = lazy(r"[\[(](?:1[5-9]|20)\d\d\b[^\])]{0,20}[\])]", needs="[(")
CLOSERS = frozenset("])")
FEWEST_WORKS = 5
"""Lines of a list of works that stand right below each other. With fewer, a paragraph of references
is one; with more, short lists are joined."""
MOST_OTHERS = 0.4
"""Share of its lines that need not end in brackets: names of authors, ends of long titles. With
more, essays with references are lists; with less, lists with long titles are joined."""


def mark_bibliographies(rows: Sequence[Row]) -> list[Row]:
    """Say of the lines of a list of works that they stay lines, each with its own indent."""
    whole = "\n".join([row.line.text for row in rows])
    if whole.count("[") + whole.count("(") < FEWEST_WORKS:
        return list(rows)  # as in most stories
    dated = [YEAR.search(row.line.text) is not None for row in rows]
    for start, end in unknown_stretches(rows):
        ends = sum(row.line.text[-1] in CLOSERS for row in rows[start:end])
        least = max(FEWEST_WORKS, (1 - MOST_OTHERS) * (end - start))
        if min(ends, sum(dated[start:end])) >= least:
            for row in rows[start:end]:
                row.item = True
    return list(rows)


def unknown_stretches(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield where lines stand right below one another, and nothing is known of them yet."""
    known = [row.item or is_settled(row) for row in rows]
    for start, end in stretches(rows, known):
        if end - start >= FEWEST_WORKS and not known[start]:
            yield start, end
