"""Lines that stay lines: verse, letter heads, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import mode

from epubify.layout.rows import LONGEST_VERSE, SHORT, Row
from epubify.model import Place, Span, Verse, VerseLine

FEWEST_VERSE = 2
LONG_SENTENCES = 78
"""Columns of lines that are sentences, on average, from which they are paragraphs."""


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


def paragraph_insets(rows: Sequence[Row], reach: int = 40) -> list[int]:
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
        told = len(same) >= 0.6 * len(near) and after_ends >= 0.8 * len(same)
        told = told or mark == "outdent" or (mark == "indent" and after_ends >= 0.5 * len(same))
        insets.append(usual if told else 0)
    return insets


def stands_in(row: Row, usual: int) -> bool:
    """Tell whether a line stands in further than a paragraph would."""
    return not row.alone and row.inset >= usual + 2 and row.facts.columns <= LONGEST_VERSE


def looks_like_verse(rows: Sequence[Row]) -> bool:
    """Tell whether lines that stand in are verse, not a quotation that was wrapped."""
    lengths = [row.facts.columns for row in rows]
    whole = sum(row.facts.ending != "open" for row in rows)
    if whole >= 0.9 * len(rows) and sum(lengths) > LONG_SENTENCES * len(rows):
        return False
    lower = sum(row.facts.opening == "lower" for row in rows[1:])
    ragged = max(lengths) - min(lengths) > 6 or max(lengths) < 45
    return ragged and (lower <= len(rows) * 0.5 or max(lengths) < 50)


def is_set_as_lines(group: Sequence[Row]) -> bool:
    """Tell whether a group was broken into lines on purpose: words would have fitted."""
    if len(group) < 3 or any(len(row.line.text) > SHORT for row in group):
        return False
    if any(row.habit and (row.habit.sentences or row.habit.mark == "outdent") for row in group[1:]):
        return False
    longest = max(len(row.line.text) for row in group)
    if longest > 50:
        return False
    upper = sum(row.facts.opening != "lower" for row in group)
    return upper >= 0.8 * len(group)


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
