"""Lines that stay lines: verse, letter heads, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import mode

from epubify.layout.rows import LONGEST_VERSE, SHORT, Row
from epubify.model import Place, Span, Verse, VerseLine

FEWEST_VERSE = 2
"""Lines that make verse. With one, every line that stands in is verse; with three, couplets are
joined to a paragraph."""
LONG_SENTENCES = 78
"""Columns of lines that are sentences, on average, from which they are paragraphs. With more,
paragraphs of one line that stand in keep as verse; with fewer, long-lined verse is lost."""

REACH = 40
"""Lines before and after that tell how paragraphs stand in. With more, another paste counts; with
fewer, a long poem is taken for the paragraphs."""
MOST_ALIKE, MOST_AFTER_ENDS, HALF = 0.6, 0.8, 0.5
"""Shares of the lines that begin paragraphs which have the usual indent, and of these which come
after the end of a sentence (half of them do where indents mark paragraphs). With larger ones,
indented prose is verse; with smaller ones, verse is prose."""
STANDS_IN = 2
"""Columns that verse stands in further than paragraphs do. With more, verse in ragged scans is
lost; with fewer, a stray space makes verse."""
WHOLE = 0.9
"""Share of lines that are sentences from which they may be paragraphs of a line each. With a
larger one, one open end makes them verse; with a smaller one, end-stopped verse is lost."""
RAGGED, NARROW, NARROWER = 6, 45, 50
"""Columns by which lengths differ in verse, and below which lines are verse however alike they
are, and however they begin. With larger numbers, quotations that were wrapped keep their line
ends; with smaller ones, verse of even lines is joined."""
MOST_LOWER = 0.5
"""Share of lines of verse that begin with a small letter. With a larger one, wrapped quotations
are verse; with a smaller one, modern poems are not."""
FEWEST_AS_LINES, MOST_UPPER = 3, 0.8
"""Lines, and share of them that begin otherwise than with a small letter, from which a group was
broken into lines on purpose. With fewer, short paragraphs keep line ends; with more, addresses
lose theirs."""


def mark_verse(rows: list[Row]) -> None:
    """Mark the lines of verse: several lines in a row that stand in further than paragraphs do."""
    usual = paragraph_insets(rows)
    start = 0
    while start < len(rows):
        end = start
        while (
            end < len(rows)
            and stands_in(rows[end], usual[end])
            and (end == start or rows[end].gap <= 2)
        ):
            end += 1
        if end - start >= FEWEST_VERSE and looks_like_verse(rows[start:end]):
            for row in rows[start:end]:
                row.verse = True
        start = max(end, start + 1)


def paragraph_insets(rows: Sequence[Row], reach: int = REACH) -> list[int]:
    """Return for each line by how much paragraphs around it stand in.

    Paragraphs follow lines that end as sentences do; verse runs on over its line ends. Where
    indents do not tell paragraphs, they may still have them; most then have the same.
    """
    ended = [True] + [row.facts.ending != "open" for row in rows[:-1]]
    insets = []
    for n, row in enumerate(rows):
        span = range(max(0, n - reach), min(len(rows), n + reach + 1))
        near = [k for k in span if not rows[k].alone and rows[k].new]
        mark = row.habit.mark if row.habit else "none"
        marks = (
            [k for k in span if not rows[k].new]
            if mark == "outdent"
            else [k for k in near if ended[k]]
        )
        usual = mode([rows[k].inset for k in marks if rows[k].inset >= 1] or [0])
        same = [k for k in near if rows[k].inset == usual]
        after_ends = sum(ended[k] for k in same)
        told = len(same) >= MOST_ALIKE * len(near) and after_ends >= MOST_AFTER_ENDS * len(same)
        told = told or mark == "outdent" or (mark == "indent" and after_ends >= HALF * len(same))
        insets.append(usual if told else 0)
    return insets


def stands_in(row: Row, usual: int) -> bool:
    """Tell whether a line stands in further than a paragraph would."""
    return not row.alone and row.inset >= usual + STANDS_IN and row.facts.columns <= LONGEST_VERSE


def looks_like_verse(rows: Sequence[Row]) -> bool:
    """Tell whether lines that stand in are verse, not a quotation that was wrapped."""
    lengths = [row.facts.columns for row in rows]
    whole = sum(row.facts.ending != "open" for row in rows)
    if whole >= WHOLE * len(rows) and sum(lengths) > LONG_SENTENCES * len(rows):
        return False
    lower = sum(row.facts.opening == "lower" for row in rows[1:])
    ragged = max(lengths) - min(lengths) > RAGGED or max(lengths) < NARROW
    return ragged and (lower <= len(rows) * MOST_LOWER or max(lengths) < NARROWER)


def is_set_as_lines(group: Sequence[Row]) -> bool:
    """Tell whether a group was broken into lines on purpose: words would have fitted."""
    if len(group) < FEWEST_AS_LINES or any(len(row.line.text) > SHORT for row in group):
        return False
    if any(row.habit and (row.habit.sentences or row.habit.mark == "outdent") for row in group[1:]):
        return False
    longest = max(len(row.line.text) for row in group)
    if longest > NARROWER:
        return False
    upper = sum(row.facts.opening != "lower" for row in group)
    return upper >= MOST_UPPER * len(group)


def verse_of(group: Sequence[Row], at: Place) -> Verse:
    """Return verse in stanzas, each line with its own indent."""
    left = min(row.line.indent for row in group)
    gaps = [row.gap for row in group[1:]]
    usual = min(gaps, default=0)
    gapless = max(gaps, default=0) == usual
    stanzas: list[list[VerseLine]] = [[]]
    for n, row in enumerate(group):
        speech = gapless and n and speaks_anew(group[n - 1].line.text, row.line.text)
        if n and (row.gap > usual or speech):
            stanzas.append([])
        stanzas[-1].append(VerseLine((Span(row.line.text),), row.line.indent - left))
    return Verse(tuple(tuple(stanza) for stanza in stanzas), at)


STANZA_END = re.compile(r"[.!?…]['\"’”*_]*$")
SPEECH = ('"', "“", "``")


def speaks_anew(above: str, line: str) -> bool:
    """Tell whether a line of verse begins a stanza though no gap says so.

    Each stanza of a speech opens with a quotation mark of its own, after a full stop.

    >>> speaks_anew('The tide came in."', '"And then?" said she,')
    True
    >>> speaks_anew("The tide came in,", '"And then?" said she,')
    False
    """
    return line.startswith(SPEECH) and bool(STANZA_END.search(above))
