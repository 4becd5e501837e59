"""Columns of text that is set with spaces: which wide gaps inside lines stand above one another."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from epubify.text.lazy_pattern import lazy
from epubify.text.wide_spacing import wide_spacing

WIDE = 4
"""So many spaces inside a line are a column of a table, unless a sentence ends before them."""

NEAR = 3
"""So many lines apart, gaps above one another are a column still."""
TAB_STOPS = (8, 4)
"""So many columns apart terminals and printers set the stops of tabs, and editors may."""
CLAUSE_ENDS = frozenset(".!?:;,\"'”’)…")
"""Signs behind which typists set more than one space, in a table as well."""
NARROWER = 3
"""So many spaces are a column behind the date that a line begins with. With more, programmes of
broadcasts are prose; with fewer, entries of a diary keep their two spaces."""
_DATE = lazy(r"[ \t]*\d{1,4}([-/.])\d{1,2}\1\d{1,4}")
_CELLS = lazy(r"(?:(?<=[^\s.!?…:;\"'”’)])  |(?<=\S) ?\t)\s*(?=\S)", needs=" \t")
FEWEST_TABBED = 2
"""Gaps of a line in which tabs part columns. With fewer, plays with a tab behind each name are
tables; with more, tables of three columns are none."""
_FIGURE = lazy(r"[-+~<(]?[$£€]?\d[\d.,:/%-]*\)?(?=[ \t]*(?:\n|\Z))")
"""The last cell of a row of figures, which end above one another."""


def columns_of(text: str, gaps: Sequence[re.Match[str]]) -> tuple[set[int], int]:
    """Return where text stands in columns, and how far apart its tabs have their stops.

    The stops are those that set more of it in columns.
    """
    if "\t" not in text or not any("\t" in gap[0] for gap in gaps):
        return _columns(text, gaps, TAB_STOPS[0]), TAB_STOPS[0]
    found = [(_columns(text, gaps, stops), stops) for stops in TAB_STOPS]
    return max(found, key=lambda columns: len(columns[0]))


def _columns(text: str, gaps: Iterable[re.Match[str]], stops: int) -> set[int]:
    """Return where text stands in columns: under or over text after a wide gap, or between bars.

    Figures at the ends of lines do when they end alike (their column is below zero). Only lines
    with two blanks side by side have columns. A narrow gap has one in and below a row with others.
    """
    columns, rows = set[int](), set[int]()
    last: dict[int, tuple[int, int]] = {}
    has_bars, place_of = "|" in text, counted_lines(text)
    for found in gaps:
        end = found.end()
        tabbed = "\t" in found[0]
        wide = text[max(0, end - WIDE) : end].isspace()
        if tabbed or (not wide and end - found.start() == NARROWER):
            wide = is_wide(text, found, stops)
            if tabbed and not wide:
                continue
        if not (wide or has_bars or (columns and not ends_clause(text, found))):
            continue
        start = text.rfind("\n", 0, end) + 1
        number = place_of(start)
        gapped = tabbed or "  " in text[start:end]
        stop = text.find("\n", end) if has_bars or not gapped else end
        line = text[start : stop if stop >= 0 else len(text)]
        if not gapped and "  " not in line:
            continue
        if line.count("|") > 1:
            columns.add(end)
        figure = _FIGURE.match(text, end) if wide else None
        places = [column_at(text, end, stops)]
        if figure:
            places.append(-column_at(text, figure.end(), stops))
        for column in places:
            above = last.get(column)
            sure = number in rows or (above and above[0] in rows)
            if not (wide or (sure and not ends_clause(text, found))):
                continue
            if above and number - above[0] <= NEAR:
                columns |= {end, above[1]}
                rows |= {number, above[0]}
            last[column] = (number, end)
    return columns


def counted_lines(text: str) -> Callable[[int], int]:
    """Return what tells how many lines end above the line that begins at a place, asked from the
    first on. Blank lines that only space a text wide are not counted."""
    number = counted = 0
    gone: list[int] | None = None

    def place_of(start: int) -> int:
        nonlocal number, counted, gone
        if gone is None:
            gone = sorted(wide_spacing(text.split("\n")))
        number, counted = number + text.count("\n", counted, start), start
        return number - bisect_left(gone, number) if gone else number

    return place_of


def is_wide(text: str, gap: re.Match[str], stops: int) -> bool:
    """Tell whether a gap parts columns: one of several spaces, or what a tab makes as wide.

    Fewer spaces are enough behind a date at the beginning of a line.

    A tab does only in a line with other gaps: one alone stands behind the name of a speaker or a
    label as well. Behind the stop of a sentence it is a space to whoever typed it, and a line that
    begins with the signs of a frame has no columns.
    """
    start, end = gap.span()
    if "\t" not in gap[0]:
        return end - start >= WIDE or follows_date(text, start)
    if gap[0] == "\t" and text[start - 1] in CLAUSE_ENDS:
        return False
    line = text[text.rfind("\n", 0, start) + 1 : text.find("\n", end) % (len(text) + 1)]
    first, *others = _CELLS.split(line)
    if len(others) < FEWEST_TABBED or not any(map(str.isalnum, first)):
        return False
    return column_at(text, end, stops) - column_at(text, start, stops) >= WIDE


def follows_date(text: str, at: int) -> bool:
    """Tell whether nothing but a date stands between a place and its line's beginning.

    >>> follows_date("09/16/63   THE QUAY", 8), follows_date("9 boats   12", 7)
    (True, False)
    """
    return _DATE.fullmatch(text, text.rfind("\n", 0, at) + 1, at) is not None


def column_at(text: str, at: int, stops: int) -> int:
    """Return the column of a place in its line, where tabs go to the next of their stops.

    >>> column_at("Ann\\n\\tBob\\tSalt", 9, 8), column_at("Ann  Bob", 5, 8)
    (16, 5)
    """
    start = text.rfind("\n", 0, at) + 1
    line = text[start:at]
    return len(line.expandtabs(stops)) if "\t" in line else at - start


def ends_clause(text: str, gap: re.Match[str]) -> bool:
    """Tell whether a gap is the few spaces that typists set behind the stop of a sentence."""
    return len(gap[0]) < WIDE and "\t" not in gap[0] and text[gap.start() - 1] in CLAUSE_ENDS
