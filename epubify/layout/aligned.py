"""Tables that nothing but space draws: rows whose cells begin, or whose figures end, alike, or
that all have wide gaps.

Several rows together show them, never one. Not where names stand in the first column and the
second is wrapped under itself (speeches, fields), nor where words were spread to fill the lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from epubify.layout.boxes import CELLS, is_barred
from epubify.layout.rows import Row
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser
from epubify.text.sign_rows import is_row
from epubify.text.wide_signs import columns

WIDE_GAP = lazy(r"(?<=\S)(?:[ \t]{3,}|\t)(?=\S)")
WIDE = ("   ", "\t")
"""What stands in each wide gap."""
WIDER, WIDEST = 4 * " ", 6 * " "
"""Gaps that make columns in several lines, whatever column they lead to: the first where lines were
not filled with blanks to one edge."""
WIDER_GAP = lazy(r"(?<=\S) {4,}(?=\S)", needs=WIDER)
LEADER = "...."
"""What leads from one cell to the next in place of a gap."""
FIGURE = lazy(r"[-+~<>(]?[$£€]?\d[\d.,:/%-]*\)?")
RULES, SHORTEST_RULE = "-=_", 3
"""Signs of a rule below the heads of a table, and how many one has at least. With more, narrow
columns lose theirs; with fewer, a dash is one."""

FEWEST_ALIGNED = 3
"""Lines whose text begins again in the same column. With fewer, two wide gaps that meet by chance
make a table; with more, short ones are joined."""
MOST_ENDS = 0.7
"""Share of lines that end in the same column, from which they were filled with blanks. With a
larger one, set text makes tables of its blanks; with a smaller one, tables of short cells are
joined."""
MOST_FIGURES = 0.8
"""Share of the rows of a table of figures that have one in the column that tells it. With a larger
one, a row without a value parts it; with a smaller one, prose with a few sums in it is one."""
FEWEST_GAPPED, MANY_GAPPED, MOST_OF_LINES = 3, 6, 0.6
"""Lines one below the other that each have a wide gap, how many of them surely make a table, and
the share of the lines together from which fewer do. With fewer, slips of the keys and some lines of
a list make tables; with more, short lists of names and values are joined."""
WIDEST_ROW = 120
"""Columns of a row of a table. With more, paragraphs of one line with slips are rows; with fewer,
wide tables are joined."""
MOST_HEADS = 3
"""Rows above the values of a table that name its columns. With more, the table before it is joined
on; with fewer, heads of two lines and a rule lose one."""
FEWEST_CELLS = 3
"""Cells of each row of a table with blank lines between its rows. With fewer, entries of a list
are such; with more, tables of three columns are joined."""


def aligned_run(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Return the lines from the first to the last that begin, or end in figures, in one column.

    Of figures that end alike some begin alike: the longer run is the table.
    """
    found = [run for run in (run_of_starts(rows), run_of_figures(rows)) if run]
    return max(found, key=lambda run: run[1] - run[0], default=None)


def run_of_starts(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Return the lines from the first to the last that begin again in the same column."""
    column, hits = commonest([resumptions(row) for row in rows])
    if len(hits) < FEWEST_ALIGNED:
        return None
    first, last = hits[0], hits[-1] + 1
    others = sorted({*range(first, last)}.difference(hits))
    rest = [rows[n] for n in others if not is_head_rule(rows[n])]
    if is_spread(rows[first:last]) or any(crosses(row, column) for row in rest):
        return None
    edged = sum(is_edged(rows[n].line.text, cell_at(rows[n], column)) for n in hits)
    labels = sum(is_label(first_cell(rows[n], column)) for n in hits)
    if max(edged, labels) > len(hits) / 2:
        return None
    return first, last + len(list(takewhile(hangs_as(rows, hits, others), rows[last:])))


def hangs_as(
    rows: Sequence[Row], hits: Sequence[int], others: Sequence[int]
) -> Callable[[Row], bool]:
    """Return what tells whether a row below a table goes on with its last one, as others within it
    do: they stand in just as far, and further than each row of the table."""
    own = max(rows[n].line.indent for n in hits)
    edges = {rows[n].line.indent for n in others if rows[n].line.indent > own}
    return lambda row: row.line.indent in edges


def run_of_figures(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Return the lines from the first to the last that have a figure ending in the same column."""
    _, hits = commonest([figure_ends(row) for row in rows])
    if len(hits) < FEWEST_ALIGNED:
        return None
    first, last = hits[0], hits[-1] + 1
    return (first, last) if len(hits) >= MOST_FIGURES * (last - first) else None


def gapped_runs(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield the runs of lines that each have a wide gap, whatever column it leads to.

    They are most of the lines that stand together, or many.
    """
    start = 0
    for n in range(len(rows) + 1):
        if n < len(rows) and is_gapped(rows[n].line.text) and rows[n].facts.columns <= WIDEST_ROW:
            continue
        run = rows[start:n]
        enough = len(run) >= min(MANY_GAPPED, max(FEWEST_GAPPED, MOST_OF_LINES * len(rows)))
        filled = is_spread(run) and not all(WIDEST in row.line.text for row in run)
        if enough and not (filled or are_labelled(run)):
            yield start, n
        start = n + 1


@recogniser(
    takes=("Salt     12 pence",),
    spares=("Salt and rope.  Tar.", "Salt   and", "*    The Salt Road    *"),
)
def is_gapped(text: str) -> bool:
    """Tell whether a line has a wide gap between its words, and is not of a frame around text."""
    return WIDER_GAP.search(text) is not None and (not is_barred(text) or bool(CELLS.match(text)))


def are_labelled(rows: Sequence[Row]) -> bool:
    """Tell whether before most of the gaps stands a label, as in speeches and fields."""
    return sum(is_label(WIDER_GAP.split(row.line.text)[0]) for row in rows) > len(rows) / 2


def commonest(columns_of_rows: Sequence[set[int]]) -> tuple[int, list[int]]:
    """Return the column that most rows have, the first of several, and which rows these are.

    >>> commonest([{4, 12}, {12}, set()])
    (12, [0, 1])
    """
    counts = Counter(column for found in columns_of_rows for column in found)
    if not counts:
        return 0, []
    column, _ = max(counts.items(), key=lambda item: (item[1], -item[0]))
    return column, [n for n, found in enumerate(columns_of_rows) if column in found]


def resumptions(row: Row) -> set[int]:
    """Return the columns in which a line begins again after a wide gap."""
    text = row.line.text
    if not any(map(text.__contains__, WIDE)):
        return set()
    return {
        row.line.indent + columns(text[: m.end()].expandtabs(8)) for m in WIDE_GAP.finditer(text)
    }


def cells_of(row: Row) -> list[str]:
    """Return what stands between the wide gaps of a line."""
    text = row.line.text
    return WIDE_GAP.split(text) if any(map(text.__contains__, WIDE)) else [text]


def figure_ends(row: Row) -> set[int]:
    """Return the columns in which a figure behind a wide gap ends."""
    ends, end = set(), row.line.indent
    text = row.line.text.expandtabs(8)
    _, *cells = cells_of(row)
    at = 0
    for cell in cells:
        at = text.find(cell, at + 1)
        if is_figure(cell):
            ends.add(end + columns(text[: at + len(cell)]))
    return ends


@recogniser(takes=("1.31", "12", "(3)", "$1,200.50"), spares=("12 boats", "the mail", "-"))
def is_figure(cell: str) -> bool:
    """Tell whether a cell is only a figure."""
    return FIGURE.fullmatch(cell) is not None


def first_cell(row: Row, column: int) -> str:
    """Return what stands in a line before the text that begins in a column."""
    return row.line.text[: starts_at(row, column)].rstrip()


@recogniser(takes=("Writer:", "Air Date:"), spares=("41153.7   :", "Rope"))
def is_label(text: str) -> bool:
    """Tell whether the first cell of a row is the label of what stands beside it."""
    return text.endswith(":") and not WIDE_GAP.search(text)


def is_edged(text: str, last: str) -> bool:
    """Tell whether the last cell of a line is but the edge of a box, as its first sign is.

    >>> is_edged("&    &", "&"), is_edged("#4    The Ford    #4", "#4")
    (True, False)
    """
    return text.startswith(last) and not any(map(str.isalnum, last))


def cell_at(row: Row, column: int) -> str:
    """Return the text of a line from a column on."""
    return row.line.text[starts_at(row, column) :]


def starts_at(row: Row, column: int) -> int:
    """Return where in a line the text stands that begins in a column."""
    return max(0, column - row.line.indent)


def crosses(row: Row, column: int) -> bool:
    """Tell whether a line's text runs over a column where others have a gap."""
    inside = row.line.indent < column - 1 < row.line.indent + row.facts.columns
    at = starts_at(row, column)
    return inside and row.line.text[at - 2 : at] != "  "


def is_head_rule(row: Row) -> bool:
    """Tell whether a line is but the rule below the heads of a table, whole or a piece for each."""
    return is_row(row.line.text.replace(" ", ""), RULES, SHORTEST_RULE)


def is_spread(rows: Sequence[Row]) -> bool:
    """Tell whether lines were filled with blanks until all end in the same column.

    A table whose last cells are of a length ends so, too, but has few wide gaps anywhere else.
    """
    ends = Counter(row.line.indent + row.facts.columns for row in rows)
    if len(rows) < FEWEST_ALIGNED or ends.most_common(1)[0][1] <= MOST_ENDS * len(rows):
        return False
    counts = Counter(column for row in rows for column in resumptions(row))
    shared = sum(count for count in counts.values() if count >= FEWEST_ALIGNED)
    return shared < MOST_ENDS * counts.total()


# ----------------------------------------------------------------------- over blank lines


def with_neighbours(rows: Sequence[Row], first: int, last: int) -> tuple[int, int]:
    """Return a table together with the rows right beside it, and the heads of its columns.

    The heads stand above it, over one blank line at most; over a blank line they have as many
    cells as its rows, or one that begins as theirs do.
    """
    cells = Counter(len(cells_of(row)) for row in rows[first:last]).most_common(1)[0][0]
    if cells < 2:
        return first, last
    while last < len(rows) and is_right_below(rows[last]) and has_cells(rows[last]):
        last += 1
    while first and is_right_below(rows[first]) and has_cells(rows[first - 1]):
        first -= 1
    starts = frozenset[int]().union(*(resumptions(row) for row in rows[first:last]))
    top = first
    for n in range(first - 1, max(-1, first - 1 - MOST_HEADS), -1):
        row, below = rows[n], rows[n + 1]
        if row.drawn or not (is_right_below(below) or is_right_below(below, gap=1)):
            break
        found = len(cells_of(row))
        if found > 1 and (found == cells or resumptions(row) & starts or is_right_below(below)):
            top = n
        elif not is_head_rule(row):
            break
    return top, last


def has_cells(row: Row) -> bool:
    """Tell whether a line that is not drawn yet has a wide gap, or dots that lead over one."""
    return not row.drawn and (LEADER in row.line.text or len(cells_of(row)) > 1)


def is_right_below(row: Row, gap: int = 0) -> bool:
    """Tell whether nothing but a number of blank lines parts a row from the one above it."""
    return row.gap == gap and not (row.cut or row.seam or row.edge or row.drawn_anew)


def spaced_runs(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield the runs of rows with a blank line between them that are a table.

    Each has several cells, and one of them begins in the same column in all.
    """
    start, shared = 0, frozenset[int]()
    for n in range(len(rows) + 1):
        row = rows[n] if n < len(rows) else None
        goes_on = row is not None and not row.drawn and len(cells_of(row)) >= FEWEST_CELLS
        found = frozenset(resumptions(row)) if row and goes_on else frozenset[int]()
        if row and n > start and is_right_below(row, gap=1) and found & shared:
            shared &= found
            continue
        if n - start >= FEWEST_ALIGNED and shared:
            yield start, n
        start, shared = n, found
