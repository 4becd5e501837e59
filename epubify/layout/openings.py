"""What begins a paragraph by its own sign, and lines of prose that stand in as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from epubify.layout.joints import FULL_BEFORE_CUT, MOST_INDENT, NO_ROOM
from epubify.layout.rows import Row
from epubify.text.facts import columns

FEWEST_DASHES, MOST_AFTER_ENDS = 3, 0.8
"""Lines that begin with a dash and share of them after the end of a sentence, from which dashes
begin speeches. With smaller ones asides at line ends do."""
SPEECH_DASH = re.compile(r"(?:[-–—―]|--|>>)[ \t\xa0]?[^\W\d_a-zа-яё]")
FEWEST_MARKED, SPEECH_MARKS = 2, frozenset("「『〈《（“‘—―")
"""Lines that begin with an ideographic space and make a habit, and what begins a speech without.
With more, short texts are joined; with fewer, one centred line changes the text around it."""
SET_IN = 0.3
"""Share of the joints of a quotation that run on into small letters. With a larger one, quotations
with many names fall apart; with a smaller one, short speeches are joined."""


def mark_ideographic(rows: Sequence[Row]) -> None:
    """Mark that a paragraph begins at an ideographic space, where that is a habit.

    Speech, which has a mark of its own, begins one without such a space.
    """
    marked = sum(row.line.ideographic for row in rows)
    if marked < FEWEST_MARKED:
        return
    for above, row in pairwise(rows):
        speech = row.line.text[0] in SPEECH_MARKS and above.facts.ending != "open"
        row.new = row.new or row.line.ideographic or speech


def mark_dashes(rows: Sequence[Row]) -> None:
    """Mark that a speech begins at each dash, where dashes begin lines and lines leave room."""
    dashed = [n for n in range(1, len(rows)) if SPEECH_DASH.match(rows[n].line.text)]
    after = [n for n in dashed if rows[n].gap or rows[n - 1].facts.ending != "open"]
    if len(dashed) < FEWEST_DASHES or len(after) < MOST_AFTER_ENDS * len(dashed):
        return
    for n in after:
        rows[n].new = rows[n].new or rows[n].room > 1 - NO_ROOM


def join_quotations(rows: Sequence[Row]) -> None:
    """Join the lines of prose that stands in as a whole, where every indent would be a paragraph.

    It is recognised by lines of one edge that run on into small letters.
    """
    start = 0
    for n in range(1, len(rows) + 1):
        if n < len(rows) and is_beside(rows[n - 1], rows[n]):
            continue
        run = rows[start:n]
        on = sum(a.facts.ending == "open" and b.facts.opening == "lower" for a, b in pairwise(run))
        if on and on >= SET_IN * (len(run) - 1):
            longest = max(row.facts.columns for row in run)
            join_first_line(rows, start, longest)
            for a, b in pairwise(run):
                word = columns(b.line.text.split(None, 1)[0])
                room = a.facts.columns + 1 + word < FULL_BEFORE_CUT * longest
                a.set_in = b.set_in = True
                b.new = b.facts.opening != "lower" and room and a.facts.ending != "open"
                b.parted = b.parted and b.new
        start = n


def join_first_line(rows: Sequence[Row], start: int, longest: int) -> None:
    """Join the first line of a quotation, which stands in further, to those below it."""
    if not start:
        return
    above, row = rows[start - 1], rows[start]
    deeper = above.line.indent - row.line.indent
    plain = not (row.gap or row.cut or row.seam or above.alone or above.verse or above.hung)
    if plain and 0 < deeper <= MOST_INDENT and row.inset >= 1:
        word = columns(row.line.text.split(None, 1)[0])
        if deeper + above.facts.columns + 1 + word >= NO_ROOM * longest:
            row.new = row.parted = False
            above.set_in = True


def is_beside(a: Row, b: Row) -> bool:
    """Tell whether two lines stand in at the same edge, one right under the other."""
    plain = not (b.gap or b.cut or b.seam or b.verse or b.turns or b.hung or a.alone or b.alone)
    marked = b.habit is not None and b.habit.mark == "indent"
    return plain and marked and b.inset >= 1 and a.line.indent == b.line.indent
