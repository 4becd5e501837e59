"""Word lists whose entries blank lines part: a word, and what it means behind a gap or below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from epubify.layout.aligned import WIDE, commonest, first_cell, is_label, resumptions
from epubify.layout.drawings import keep_columns
from epubify.layout.rows import Row

FEWEST_ENTRIES = 8
"""Lines that begin again in one column, wherever they stand. With fewer, wide gaps that meet by
chance are a list; with more, the list of a short text falls into paragraphs."""
DIFFERENT = 0.8
"""Share of entries whose first cell comes once. With more, a word with two meanings makes prose of
its list; with less, the names before the speeches of a play are words."""
MOST_LONG, MOST_BROKEN = 0.4, 0.2
"""Share of lines that go on with an entry, and how often others stand below one, for each line.
With larger ones, chronicles whose years stand out keep their lines, and headings with numbers are
entries; with smaller ones, a word list with some long entries falls into paragraphs."""
FEWEST_HEADED = 4
"""Words in capitals over lines that stand in further, all alike. With fewer, a warning or two are a
list; with more, the words of a short list are joined to what they mean."""
NEAREST = 2
"""Blank lines between two entries of one list. With more, what stands in two parts of a text is one
list; with fewer, each group of entries is one of its own."""


def mark_glossaries(rows: Sequence[Row]) -> list[Row]:
    """Mark the lines of a word list as drawn; one whose lines stand together is marked already."""
    marked = list(rows)
    column = column_of_entries(rows)
    runs = list(entries(rows, column)) if column else []
    end = -1
    for first, last in runs if runs and is_word_list(rows, runs, column) else ():
        top = marked[first]
        headed = top.drawn and not top.drawn_anew
        for row in marked[first:last]:
            row.drawn_anew = False  # a few that stand together are one with the others
        anew = not headed and (first != end or top.gap > NEAREST)
        keep_columns(marked[first:last], anew=anew)
        end = last
    return marked


def part_headwords(rows: Sequence[Row]) -> list[Row]:
    """Part the words of a list from what they mean, which stands in right below each of them."""
    heads = [n for n, row in enumerate(rows[:-1]) if row.gap and row.line.text.isupper()]
    edges = {n + 1: found for n in heads if (found := edges_of_entry(rows[n], rows[n + 1]))}
    times = Counter(edges.values())
    for n, found in edges.items():
        if times[found] >= FEWEST_HEADED:
            rows[n].new = rows[n].parted = True
    return list(rows)


def edges_of_entry(head: Row, row: Row) -> tuple[int, int] | None:
    """Return where a word in capitals and what stands right below it begin, if they are such."""
    if row.gap or row.line.indent <= head.line.indent:
        return None
    settled = head.play or head.alone or head.drawn or head.speaker or row.drawn or row.cut
    if settled or row.line.text.isupper():
        return None
    return (head.line.indent, row.line.indent) if head.facts.ending == "open" else None


def column_of_entries(rows: Sequence[Row]) -> int:
    """Return the column in which the entries of a word list go on, 0 where there is none."""
    whole = "\n".join([row.line.text for row in rows])
    if not any(map(whole.__contains__, WIDE)):
        return 0  # as in most texts
    column, hits = commonest([resumptions(row) for row in rows])
    if len(hits) < FEWEST_ENTRIES or any(rows[n].play for n in hits):
        return 0
    cells = [first_cell(rows[n], column) for n in hits]
    once = list(Counter(cells).values()).count(1)
    labels = sum(map(is_label, cells))
    return column if once >= DIFFERENT * len(cells) and labels <= len(cells) / 2 else 0


def is_word_list(rows: Sequence[Row], runs: Sequence[tuple[int, int]], column: int) -> bool:
    """Tell whether runs of entries are a word list: what words mean is short, and stands in its
    column. Else they are paragraphs that hang, or headings above what they head."""
    lines = [rows[n] for first, end in runs for n in range(first, end)]
    long = sum(column not in resumptions(row) for row in lines)
    begun = {first for first, _ in runs}
    broken = sum(end < len(rows) and end not in begun for _, end in runs)
    return long <= MOST_LONG * len(lines) and broken <= MOST_BROKEN * len(lines)


def entries(rows: Sequence[Row], column: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of lines that are entries, or go on with one in its column."""
    start = None
    for n, row in enumerate(rows):
        entry = column in resumptions(row)
        if start is not None and not (row.gap <= NEAREST and (entry or goes_on(rows, n, column))):
            yield start, n
            start = None
        if entry and start is None:
            start = n
    if start is not None:
        yield start, len(rows)


def goes_on(rows: Sequence[Row], n: int, column: int) -> bool:
    """Tell whether a line goes on with an entry: it stands in its column, or it is an entry whose
    word is too long, right above a line of the list."""
    if rows[n].line.indent >= column or rows[n].drawn:
        return True
    below = rows[min(n + 1, len(rows) - 1)]
    kept = below.line.indent >= column or column in resumptions(below)
    return kept and not (rows[n].gap or below.gap)
