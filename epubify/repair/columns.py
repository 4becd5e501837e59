"""Columns of text that is set with spaces: which wide gaps inside lines stand above one another."""

from __future__ import annotations

import re
from collections.abc import Iterable

from epubify.text.lazy_pattern import lazy

WIDE = 4
"""So many spaces inside a line are a column of a table, unless a sentence ends before them."""

NEAR = 3
"""So many lines apart, gaps above one another are a column still."""
CLAUSE_ENDS = frozenset(".!?:;,\"'”’)…")
"""Signs behind which typists set more than one space, in a table as well."""
_FIGURE = lazy(r"[-+~<(]?[$£€]?\d[\d.,:/%-]*\)?(?=[ \t]*(?:\n|\Z))")
"""The last cell of a row of figures, which end above one another."""


def columns_of(text: str, gaps: Iterable[re.Match[str]]) -> set[int]:
    """Return where text stands in columns: under or over text after a wide gap, or between bars.

    Figures at the ends of lines do when they end alike (their column is below zero). Only lines
    with two blanks side by side have columns. A narrow gap has one in and below a row with others.
    """
    columns, rows = set[int](), set[int]()
    last: dict[int, tuple[int, int]] = {}
    has_bars, number, counted = "|" in text, 0, 0
    for found in gaps:
        end = found.end()
        wide = text[max(0, end - WIDE) : end].isspace()
        if not (wide or has_bars or (columns and not ends_clause(text, found))):
            continue
        start = text.rfind("\n", 0, end) + 1
        number, counted = number + text.count("\n", counted, start), start
        stop = text.find("\n", end) if has_bars or "  " not in text[start:end] else end
        line = text[start : stop if stop >= 0 else len(text)]
        if "  " not in line:
            continue
        if line.count("|") > 1:
            columns.add(end)
        figure = _FIGURE.match(text, end) if wide else None
        for column in (end - start, *([start - figure.end()] if figure else [])):
            above = last.get(column)
            sure = number in rows or (above and above[0] in rows)
            if not (wide or (sure and not ends_clause(text, found))):
                continue
            if above and number - above[0] <= NEAR:
                columns |= {end, above[1]}
                rows |= {number, above[0]}
            last[column] = (number, end)
    return columns


def ends_clause(text: str, gap: re.Match[str]) -> bool:
    """Tell whether a gap is the few spaces that typists set behind the stop of a sentence."""
    return len(gap[0]) < WIDE and "\t" not in gap[0] and text[gap.start() - 1] in CLAUSE_ENDS
