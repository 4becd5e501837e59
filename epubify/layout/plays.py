"""Lines of a play whose turns are known: which of them go on with a speech, and which begin anew.

A speech goes on in what hangs below its first line, and a direction up to its closing bracket.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from epubify.layout.rows import LONGEST_VERSE, Row
from epubify.model.records import Record
from epubify.text.wide_signs import columns

MOST_HANGING = 0.5
"""Share of lines below a turn that stand in one column further in, from which speeches hang there.
With a larger one directions among them hide it; with a smaller one verse in a speech is its
edge."""
BRACKETS = {"(": ")", "[": "]", "<": ">"}
"""What opens a direction, and what closes it."""
DIRECTIONS = {"[": "]", "<": ">"}
"""Those of them that open no aside in a speech."""
LEAST_ROOM = 0.1
"""Share of the longest line that the one above a direction leaves. With more, directions below
speeches that nearly fill their lines go on with them; with less, asides that begin a line by chance
are cut out of speeches."""
LONGEST_DIRECTION = 4
"""Lines of a direction in a speech. With more, a speech with a bracket left open is searched to its
end; with fewer, long ones are cut."""


class Turn(Record):
    """A line that may begin with the name of a speaker."""

    index: int
    form: str
    name: str
    length: int
    """Characters of the name and the marks after it."""
    shouted: bool


def mark_play(rows: Sequence[Row], turns: Sequence[Turn]) -> None:
    """Mark the lines of a play: those hung under a speech go on with it."""
    first, end = turns[0].index, stretch_end(rows, turns)
    hang = hanging_column(rows, turns)
    spaced = min((rows[n].gap for n in range(first + 1, end) if not rows[n].speaker), default=0)
    hung = {}
    for n in range(first, end):
        row = rows[n]
        close = n > first and row.gap <= spaced and not row.speaker and not rows[n - 1].alone
        hung[n] = close and hang is not None and row.line.indent == hang
    hung |= dict.fromkeys(in_open_brackets(rows, hung), True)
    below = hung_below_names(rows, turns) if turns[0].form == "above" else {}
    wrapped = are_wrapped([rows[n] for n, goes_on in below.items() if goes_on])
    hung |= below
    for n, is_hung in hung.items():
        row = rows[n]
        if row.wrapped and n not in below:
            continue  # known already
        row.hung = is_hung
        if n < end:
            row.play, row.turns = True, row.speaker > 0 or n == first or row.gap > spaced
    for n in below if wrapped else ():
        mark_wrapped(rows, n)
    if hang is None and turns[0].form != "above":
        part_directions([rows[n] for n in range(first, end)])


def part_directions(rows: Sequence[Row]) -> None:
    """Mark that a direction on lines of its own begins anew, and so does what follows it.

    The line above had room for its first word. Where speeches hang, it may stand among the lines
    of one.
    """
    lengths = [row.facts.columns for row in rows if row.facts.columns <= LONGEST_VERSE]
    width = max(lengths, default=0)
    n = 1
    while n < len(rows):
        row, above = rows[n], rows[n - 1]
        end = own_lines(rows, n) if row.line.text[0] in DIRECTIONS else n
        room = width - above.facts.columns - 1 - columns(row.line.text.split(None, 1)[0])
        if end > n and not row.speaker and room >= LEAST_ROOM * width:
            row.turns, row.hung = True, False
            if end < len(rows):
                rows[end].turns, rows[end].hung = True, False
        n = max(end, n + 1)


def own_lines(rows: Sequence[Row], start: int) -> int:
    """Return the index after the lines of a direction, ``start`` where more stands behind it.

    One that is left open ends where somebody speaks.
    """
    closing = DIRECTIONS[rows[start].line.text[0]]
    for n in range(start, len(rows)):
        text = rows[n].line.text
        if n > start and (rows[n].speaker or rows[n].gap or text[0] in DIRECTIONS):
            return n
        if (closed := text.find(closing)) >= 0:
            return n + 1 if closed == len(text) - 1 else start
    return len(rows)


def stretch_end(rows: Sequence[Row], turns: Sequence[Turn]) -> int:
    """Return the index after the last line of a play: what stands right below its last turn."""
    end = turns[-1].index + 1
    while end < len(rows) and not rows[end].gap and not rows[end].alone:
        end += 1
    return end


def mark_wrapped(rows: Sequence[Row], n: int) -> None:
    """Say of a line and the one above it that they are of wrapped speeches; what follows a
    direction begins anew, and so does one behind a sentence."""
    row, above = rows[n], rows[n - 1]
    row.wrapped = above.wrapped = True
    directs = direction_end(rows, n) > n and above.facts.ending != "open"
    if directs or (not row.hung and above.line.text[-1] in BRACKETS.values()):
        row.hung, row.turns = False, True


def hung_below_names(rows: Sequence[Row], turns: Sequence[Turn]) -> dict[int, bool]:
    """Tell of the lines below speakers whether they go on: they do while their edge is the same,
    and up to the end of a direction whatever their edge is."""
    hung = {}
    for one in turns:
        n = one.index + 2
        end = direction_end(rows, n - 1)
        while n < len(rows) and not (rows[n].gap or rows[n].speaker or rows[n].alone):
            same_edge = rows[n].line.indent == rows[n - 1].line.indent
            hung[n] = n < end or (n > end and same_edge)
            end = end if n < end else direction_end(rows, n)
            n += 1
    return hung


def are_wrapped(rows: Sequence[Row]) -> bool:
    """Tell whether lines that go on with speeches do so in small letters, as those of verse with
    its capitals do not."""
    return sum(row.facts.opening == "lower" for row in rows) >= MOST_HANGING * max(1, len(rows))


def direction_end(rows: Sequence[Row], start: int) -> int:
    """Return the index after the direction in brackets that begins with a line; below that of the
    line where none does."""
    closing = BRACKETS.get(rows[start].line.text[0]) if start < len(rows) else None
    for n in range(start, min(len(rows), start + LONGEST_DIRECTION) if closing else start):
        if n > start and (rows[n].gap or rows[n].speaker or rows[n].alone):
            break
        closed = rows[n].line.text.find(closing or "")
        if closed >= 0:
            return n + 1 if closed == len(rows[n].line.text) - 1 else start - 1
    return start - 1


def in_open_brackets(rows: Sequence[Row], hung: Mapping[int, bool]) -> Iterator[int]:
    """Yield the lines that go on with a direction which is open still."""
    open_at: int | None = None
    for n in hung:
        row, text = rows[n], rows[n].line.text
        if open_at is not None and not row.gap and not row.speaker and row.line.indent == open_at:
            yield n
        elif text[0] in "([<" and not hung[n]:
            open_at = row.line.indent
        else:
            open_at = None
        if text[-1] in ")]>":
            open_at = None


def hanging_column(rows: Sequence[Row], turns: Sequence[Turn]) -> int | None:
    """Return the column in which the lines of a speech hang, None where they do not."""
    below = [
        rows[turn.index + 1].line.indent
        for turn in turns
        if turn.index + 1 < len(rows)
        and not rows[turn.index + 1].speaker
        and not rows[turn.index + 1].gap
        and rows[turn.index + 1].line.indent > rows[turn.index].line.indent + 1
    ]
    if not below or turns[0].form == "above":
        return None
    column, count = Counter(below).most_common(1)[0]
    return column if count >= max(2, MOST_HANGING * len(below)) else None
