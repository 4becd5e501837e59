"""What all lines of a text show, each fact in a list of its own with an entry for each line.

A line that is asked by itself keeps its answers for the steps to come; but what is asked of every
line is asked but once, and of all at a time, which costs half as much.
"""

from __future__ import annotations

from collections.abc import Sequence

from epubify.layout.rows import Row
from epubify.model.records import Record
from epubify.text.line_ends import endings_of, have_small_letters, openings_of, stops_inside
from epubify.text.wide_signs import columns


class AllLines(Record):
    """What each line shows, by its place among them."""

    texts: list[str]
    lengths: list[int]
    """Columns."""
    indents: list[int]
    endings: list[str]
    openings: list[str]
    inner_stops: list[bool]
    cased: list[bool]
    """It has small letters."""


def all_lines(rows: Sequence[Row]) -> AllLines:
    """Return what each of some lines shows.

    >>> from epubify.layout.lines import make_line
    >>> from epubify.model import Place
    >>> lines = [make_line(raw, Place("x", 1, 1)) for raw in ("  So it was. Rain", "fell.")]
    >>> found = all_lines([Row(line, n) for n, line in enumerate(lines)])
    >>> found.indents, found.lengths, found.endings, found.openings, found.inner_stops
    ([2, 0], [15, 5], ['open', 'stop'], ['upper', 'lower'], [True, False])
    """
    texts = [row.line.text for row in rows]
    return AllLines(
        texts,
        list(map(columns, texts)),
        [row.line.indent for row in rows],
        endings_of(texts),
        openings_of(texts),
        stops_inside(texts),
        have_small_letters(texts),
    )
