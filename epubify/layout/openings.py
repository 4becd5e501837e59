"""What begins a paragraph by its own sign, and lines of prose that stand in as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from epubify.layout.edges import MOST_INDENT
from epubify.layout.joints import FULL_BEFORE_CUT, NO_ROOM
from epubify.layout.rows import Row
from epubify.text.facts import runs_on
from epubify.text.lazy_pattern import lazy
from epubify.text.wide_signs import columns

FEWEST_DASHES, MOST_AFTER_ENDS = 3, 0.8
"""Lines that begin with a dash and share of them after the end of a sentence, from which dashes
begin speeches. With smaller ones asides at line ends do."""
DASHES = frozenset("-–—―>")
SPEECH_DASH = lazy(r"(?:[-–—―]|--|>>)[ \t\xa0]?[^\W\d_a-zа-яё]")
FEWEST_MARKED, SPEECH_MARKS = 2, frozenset("「『〈《（“‘—―")
"""Lines that begin with an ideographic space and make a habit, and what begins a speech without.
With more, short texts are joined; with fewer, one centred line changes the text around it."""
CORNERS, MOST_NARROW = "「『", 4
"""What begins a speech where other spaces stand for ideographic ones, and columns of these. With
more columns, quotations that stand in make a habit; with fewer, tabs are none."""
MOST_ROOM = 0.12
"""Share of the measure that the first line of a hanging paragraph leaves. With more, quotations are
joined to the line that announces them; with less, hanging paragraphs in ragged lines are cut."""
SET_IN = 0.3
"""Share of the joints of a quotation that run on into small letters. With a larger one, quotations
with many names fall apart; with a smaller one, short speeches are joined."""


def mark_ideographic(rows: Sequence[Row]) -> list[Row]:
    """Mark that a paragraph begins at an ideographic space, where that is a habit.

    Speech, which has a mark of its own, begins one without such a space.
    """
    marked = sum(row.line.ideographic for row in rows)
    if marked >= FEWEST_MARKED:
        return [*rows[:1], *(opened(above, row) for above, row in pairwise(rows))]
    if any(row.line.text[0] in CORNERS for row in rows):
        open_corners(rows)
    return list(rows)


def open_corners(rows: Sequence[Row]) -> None:
    """Let speeches in corner brackets begin blocks where paragraphs have narrow spaces before them.

    So programs leave texts that had ideographic ones.
    """
    narrow = [0 < row.line.indent <= MOST_NARROW and is_wide(row.line.text[0]) for row in rows]
    if sum(narrow) < FEWEST_MARKED:
        return
    for n, (above, row) in enumerate(pairwise(rows), 1):
        speech = row.line.text[0] in CORNERS and above.facts.ending != "open"
        after = narrow[n] and not narrow[n - 1] and above.line.text[0] in CORNERS
        row.new = row.new or speech or after


def is_wide(char: str) -> bool:
    """Tell whether a character takes two columns, as those of Chinese and Japanese do.

    >>> is_wide("渡"), is_wide("a")
    (True, False)
    """
    return columns(char) > 1


def opened(above: Row, row: Row) -> Row:
    """Let a row begin a block where its first character says so, and return it."""
    speech = row.line.text[0] in SPEECH_MARKS and above.facts.ending != "open"
    row.new = row.new or row.line.ideographic or speech
    return row


def opens_with_dash(text: str) -> bool:
    """Tell whether a line begins with a dash and a large letter.

    >>> opens_with_dash("— Come in."), opens_with_dash("Come in."), opens_with_dash("- a list")
    (True, False, False)
    """
    return text[0] in DASHES and SPEECH_DASH.match(text) is not None


def mark_dashes(rows: Sequence[Row]) -> list[Row]:
    """Mark that a speech begins at each dash, where dashes begin lines and lines leave room."""
    texts = [row.line.text for row in rows]
    dashed = [n for n, text in enumerate(texts) if text[0] in DASHES and SPEECH_DASH.match(text)]
    dashed = dashed[1:] if dashed[:1] == [0] else dashed
    after = [n for n in dashed if rows[n].gap or rows[n - 1].facts.ending != "open"]
    if len(dashed) < FEWEST_DASHES or len(after) < MOST_AFTER_ENDS * len(dashed):
        return list(rows)
    for n in after:
        rows[n].new = rows[n].new or rows[n].room > 1 - NO_ROOM
    return list(rows)


def join_quotations(rows: Sequence[Row]) -> list[Row]:
    """Join the lines of prose that stands in as a whole, where every indent would be a paragraph.

    It is recognised by lines of one edge that run on into small letters.
    """
    joined = list(rows)
    if not any(row.inset >= 1 for row in rows):
        return joined
    start = 0
    for n in range(1, len(rows) + 1):
        if n < len(rows) and is_beside(rows[n - 1], rows[n]):
            continue
        run = rows[start:n]
        on = sum(runs_on(a.facts, b.facts) for a, b in pairwise(run))
        if on and on >= SET_IN * (len(run) - 1):
            longest = max(row.facts.columns for row in run)
            if start and is_first_line(rows[start - 1], rows[start], longest):
                joined[start - 1].set_in = True
                joined[start].new = joined[start].parted = False
            elif start and hangs_below(rows[start - 1], rows[start]):
                joined[start].new = joined[start].parted = False
            mark_quotation(joined[start:n], longest)
        start = n
    return joined


def mark_quotation(run: Sequence[Row], longest: int) -> None:
    """Mark the lines of a quotation: a paragraph begins where the line above had room."""
    run[0].set_in = True
    for above, row in pairwise(run):
        word = columns(row.line.text.split(None, 1)[0])
        room = above.facts.columns + 1 + word < FULL_BEFORE_CUT * longest
        new = row.facts.opening != "lower" and room and above.facts.ending != "open"
        row.set_in, row.new, row.parted = True, new, row.parted and new


def is_first_line(above: Row, row: Row, longest: int) -> bool:
    """Tell whether a line is the first of the quotation below it, and stands in further."""
    deeper = above.line.indent - row.line.indent
    plain = not (row.gap or row.cut or row.seam or above.alone or above.verse or above.hung)
    if not (plain and 0 < deeper <= MOST_INDENT and row.inset >= 1):
        return False
    word = columns(row.line.text.split(None, 1)[0])
    return deeper + above.facts.columns + 1 + word >= NO_ROOM * longest


def hangs_below(above: Row, row: Row) -> bool:
    """Tell whether lines that stand in hang below the first line of their paragraph, a full one."""
    plain = not (row.gap or row.cut or row.seam or row.counted)
    plain = plain and not (above.alone or above.verse or above.drawn or above.item)
    if not plain or above.line.indent >= row.line.indent or row.room >= MOST_ROOM:
        return False
    return above.facts.ending == "open" or (above.new and row.room < 0)


def is_beside(a: Row, b: Row) -> bool:
    """Tell whether two lines stand in at the same edge, one right under the other."""
    plain = not (b.gap or b.cut or b.seam or b.verse or b.turns or b.hung or a.alone or b.alone)
    plain = plain and not b.counted
    marked = b.habit is not None and b.habit.mark == "indent"
    return plain and marked and b.inset >= 1 and a.line.indent == b.line.indent
