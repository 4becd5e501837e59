"""Rows as a table for people, as CSV, or as JSON; rows come in, lines go out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from epubify.text.display_width import columns_of, fitted_to

NARROWEST = 6
"""Columns that each column of a table keeps on a narrow terminal."""
WIDEST = 40
"""Columns that each takes at most where no terminal says how wide it is; CSV has all of it."""
GAP = "  "

Row = dict[str, Any]


def as_json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield one JSON object a row."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False)


def as_csv(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a CSV file (RFC 4180); several values stand with semicolons between.

    >>> list(as_csv(["title", "author"], [{"title": "Dusk, Dawn", "author": ["A", "B"]}]))
    ['title,author', '"Dusk, Dawn",A; B']
    """
    for cells in [list(names), *([_cell(row[name]) for name in names] for row in rows)]:
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(cells)
        yield line.getvalue()


def as_table(names: Sequence[str], rows: Sequence[Row], width: int | None) -> Iterator[str]:
    """Yield a table with a head; numbers stand to the right.

    It is no wider than a terminal of ``width`` columns; None is no terminal.

    >>> rows = [{"title": "Dusk", "words": 12}, {"title": "A Long Dawn", "words": 3154}]
    >>> print(*as_table(["title", "words"], rows, 15), sep="\\n")
    title     words
    ────────  ─────
    Dusk         12
    A Long…    3154
    """
    cells = [[_flat(_cell(row[name])) for name in names] for row in rows]
    needed = [
        max(columns_of(name), *(columns_of(row[n]) for row in cells), 1) if cells else len(name)
        for n, name in enumerate(names)
    ]
    widths = _narrowed(needed, width) if width else [min(one, WIDEST) for one in needed]
    right = [bool(rows) and all(_is_number(row[name]) for row in rows) for name in names]
    yield _line(list(names), widths, right)
    yield GAP.join("─" * one for one in widths)
    for row in cells:
        yield _line(row, widths, right)


def _narrowed(needed: Sequence[int], width: int) -> list[int]:
    """Return widths that fit: the widest column gives first."""
    widths = list(needed)
    while sum(widths) + len(GAP) * (len(widths) - 1) > width and max(widths) > NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    out = []
    for text, width, to_the_right in zip(cells, widths, right, strict=True):
        shown = fitted_to(text, width)
        space = " " * (width - columns_of(shown))
        out.append(space + shown if to_the_right else shown + space)
    return GAP.join(out).rstrip()


def _is_number(value: Any) -> bool:
    return value is None or isinstance(value, int | float)


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def _flat(text: str) -> str:
    return " ".join(text.split())
