"""The joints between lines: does a paragraph go on there, or does a new one begin?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from epubify.layout.all_lines import AllLines, all_lines
from epubify.layout.edges import (
    FEWEST_COLUMNS,
    MOST_INDENT,
    fullness_of,
    longest_wrapped,
    outer_edges,
    set_insets,
    usual_widths,
)
from epubify.layout.habit_search import find_habits
from epubify.layout.habits import (
    FULL_ENOUGH,
    Habit,
    Joint,
    goes_on,
    unmarked_new,
    unmarked_on,
)
from epubify.layout.rows import LONGEST_VERSE, Row
from epubify.layout.windows import (
    counts_around,
    sorted_windows,
)
from epubify.layout.wrapping import SHORTEST_WRAPPED
from epubify.text.recogniser import recogniser

SURE_REACH = 60
"""Lines before and after, among which joints that surely run on are looked for. With a larger one a
short paste is judged by what stands around it; with a smaller one few of them prove too much."""
NEARLY_FULL, FULL_BEFORE_CUT = 0.8, 0.95
"""How full a line is that may run on into a small letter, and one that may run on over a cut.
With larger values, paragraphs end in mid-sentence; with smaller ones, last lines run on."""
NO_ROOM, LITTLE_ROOM, FEWEST_SURE, FEW_AS_SHORT = 0.85, 0.75, 5, 0.04
"""How full a line is that has no room for a speech and for other words, how many lines that surely
run on show a measure, and which share of them may be as short as a line that ends for a reason.
With larger ones ragged wrapping is cut into lines; with smaller ones lists and chats are joined."""
HALF_FULL = 0.5
"""How full a line is that goes on into a small letter where none around does so surely. With more,
the only wrapped paragraph of a text is cut; with less, two short lines of a song are joined."""
FEWEST_CLOSE = 3
"""Lines right above others none of which runs on, from which there is no measure, and line ends are
meant. With more, short poems are joined; with fewer, one paragraph of two lines is cut."""
FEWEST_LONG = 3
"""Lines around that are too long to be wrapped where none surely is, from which there is no
measure, either. With more, two labels in a short web story are joined; with fewer, one address
that nobody could wrap cuts a short letter into lines."""
FEWEST_OVER = 2
"""Lines around that surely run on over a blank line, without which no blank line is within a
paragraph. With more, short double-spaced texts fall apart; with fewer, one slip joins letters."""
FEWEST_SENTENCES, SENTENCES, MOST_SPOKEN = 8, 0.9, 0.3
"""Lines right above others, share of them that are one sentence each, and share that may be speech
where lines break after sentences. With smaller first ones lists of sentences are joined; with
larger ones one slip cuts the paragraphs of such a text into lines."""
DIRECTIONS = {"[": "]", "<": ">"}
"""What opens a direction, and what closes it."""
SMOOTHING = 0.5
"""Joints added to those that surely run on: with more, they prove little however many they are,
with fewer, two or three prove too much."""
AS_FEW = 1.2
"""Times the share that smoothing alone would give, up to which a line counts as shorter than all.
It must be more than 1, or no line is among few measured ones; with more, ragged lines are cut."""


def find_joints(rows: Sequence[Row]) -> list[Row]:
    """Judge every joint by the habit of its stretch."""
    if not rows:
        return []
    rows = list(rows)
    set_insets(rows)
    lines = all_lines(rows)
    longest = longest_wrapped(lines)
    widths = usual_widths(lines.lengths, longest)
    joints = joints_of(rows, lines, widths, longest)
    habits = find_habits(joints)
    sentences = breaks_after_sentences(joints)
    rows[0].habit = habits[0] if habits else None
    told = zip(rows, rows[1:], joints, habits, widths[1:], strict=False)
    for above, row, joint, habit, width in told:
        if habit.mark == "indent" and above.new and above.line.indent > row.line.indent:
            joint.full += room_of_indent(above, row, joint, width)
        row.habit, row.measure, row.sure, row.room = habit, width, joint.sure, 1.0 - joint.full
        row.new = row.turns or (not row.hung and begins(joint, habit))
        if row.gap and not row.new:
            row.new = is_direction(above.line.text)
        row.new = row.new or (row.page and ends_before_page(joint))
        whole = sentences or (habit.sentences and is_one_of_many(above, joint))
        row.parted = not (row.hung or whole) and ends_line(joint)
        if row.line.text[0].isdigit() and repeats_number(above, row):
            row.new = row.parted = row.alone = False
    return rows


def room_of_indent(first: Row, row: Row, joint: Joint, width: float) -> float:
    """Return which share of the measure the indent of a paragraph's first line takes.

    Of a line without an end above a capital it is not asked: in a list of titles below their
    authors' names most are such.
    """
    further = first.line.indent - row.line.indent
    listed = joint.ending == "open" and joint.opening != "lower"
    if listed or not FEWEST_COLUMNS <= further <= MOST_INDENT:
        return 0.0
    return further / (width + 1)


def repeats_number(above: Row, row: Row) -> bool:
    """Tell whether a line is only the number of the scene whose heading stands right above it: in
    scripts it stands at both margins."""
    return not row.gap and above.line.text.startswith(f"{row.line.text} ")


def is_one_of_many(above: Row, joint: Joint) -> bool:
    """Tell whether a line that may be one sentence of a paragraph is as others are, or long.

    Dates and places stand right above each other, too: they have no end, or hardly another line of
    the text does so.
    """
    many = joint.close >= FEWEST_SENTENCES and joint.terminal
    return many or above.facts.columns >= SHORTEST_WRAPPED


@recogniser(takes=("[he sits down]", "<bell>"), spares=("[1] and [2]", "and sits [down]"))
def is_direction(text: str) -> bool:
    """Tell whether a line is a direction as a whole, which no sentence below it goes on with.

    >>> is_direction("[he sits down]"), is_direction("[1] and [2]"), is_direction("and sits [down]")
    (True, False, False)
    """
    closing = DIRECTIONS.get(text[:1])
    return closing is not None and text.find(closing) == len(text) - 1


def joints_of(
    rows: Sequence[Row], lines: AllLines, widths: Sequence[float], longest: int
) -> list[Joint]:
    """Return the joint before each line but the first, by the usual widths of lines."""
    fulls = fullness_of(lines, widths)
    edges, around = outer_edges(rows, lines)[1:], lines_around(rows, lines, fulls, longest)
    told = zip(lines.inner_stops, lines.endings, pairwise(lines.cased), strict=False)
    joints = zip(
        *(pairwise(rows), pairwise(lines.lengths), fulls, lines.openings[1:], told, edges),
        *around,
        strict=True,
    )
    return [
        Joint(  # by place: by name it would take four times as long
            b.gap, b.cut, b.seam, b.inset, full, length > longest, ending, opening,
            a.alone or b.alone,  # fixed
            not b.gap and a.inset >= 2 <= b.inset and max(length, after) <= LONGEST_VERSE,  # verse
            None if outer is None else b.line.indent <= outer,  # hangs
            b.signed, inner_stop, fuller, sure, over, close, long,
            cased_above and cased_below,  # cased
            b.line.indent > a.line.indent,  # further
        )
        for (a, b), (length, after), full, opening,
            (inner_stop, ending, (cased_above, cased_below)), outer,
            fuller, sure, over, close, long
        in joints
    ]  # fmt: skip


def lines_around(
    rows: Sequence[Row], lines: AllLines, fulls: Sequence[float], longest: int
) -> tuple[Sequence[float], Sequence[int], Sequence[int], Sequence[int], Sequence[int]]:
    """Return what the lines around each joint say, each in a row of its own.

    A joint surely runs on where the words say so: no stop, and a small letter follows. Of those
    around it is said which share is not fuller, how many there are, and how many run on over a
    blank line; of lines, how many stand right above another, and how many are too long to be
    wrapped.
    """
    beside = zip(lines.endings, lines.openings[1:], strict=False)
    carried = [ending == "open" and opening == "lower" for ending, opening in beside]
    spaced = [on and b.gap > 0 for on, b in zip(carried, rows[1:], strict=True)]
    below = [not b.gap for b in rows[1:]]
    unwrapped = [length > longest for length in lines.lengths[:-1]]
    over, close, long = (counts_around(told, SURE_REACH) for told in (spaced, below, unwrapped))
    return *shares_of_fuller(fulls, carried), over, close, long


def shares_of_fuller(
    fulls: Sequence[float], carried: Sequence[bool], reach: int = SURE_REACH
) -> tuple[list[float], list[int]]:
    """Return for each joint which share of the joints around that surely run on are not fuller,
    and how many these are.

    ``carried`` says which surely run on. Half a joint is added, so that few lines prove little.
    """
    sure = [full if on else None for full, on in zip(fulls, carried, strict=True)]
    shares: list[float] = []
    counts: list[int] = []
    around = sorted_windows(sure, reach, reach)
    for full, on, window in zip(fulls, carried, around, strict=True):
        others = len(window) - on  # a joint is not held against itself
        shares.append((bisect_right(window, full) - on + SMOOTHING) / (others + 1))
        counts.append(others)
    return shares, counts


# -------------------------------------------------------------------------------- decisions


def begins(joint: Joint, habit: Habit) -> bool:
    """Tell whether a new block begins at a joint."""
    if joint.fixed or joint.signed:
        return True
    runs_on = joint.ending == "open" and joint.opening == "lower"
    if not habit.wrapped:
        return not (runs_on and joint.cut)
    if joint.cut:
        return begins_after_cut(joint, habit, runs_on)
    if habit.mark == "none":
        if joint.gap == 1 and runs_on and joint.full >= NEARLY_FULL and joint.sure >= FEWEST_SURE:
            return False  # the end of a page
        if joint.gap and joint.over < FEWEST_OVER:
            return True
        return joint.gap > habit.unit or unmarked_new(joint) > unmarked_on(joint)
    if goes_on(joint, habit):
        return bool(joint.gap) and (joint.over < FEWEST_OVER or ends_line(joint))
    if habit.mark == "outdent" and is_cut_full(joint):
        return False
    return not (
        runs_on
        and (joint.inset <= 1 or not joint.further)
        and joint.full >= NEARLY_FULL
        and joint.gap <= 2 * habit.unit + 1
    )


def ends_before_page(joint: Joint) -> bool:
    """Tell whether a paragraph ends with a page: with a sentence, and room for another word."""
    return joint.terminal and joint.opening != "lower" and joint.full < NO_ROOM


def is_cut_full(joint: Joint) -> bool:
    """Tell whether a line without a stop was cut where no word more fitted, whatever stands out.

    >>> is_cut_full(Joint(0, False, False, 4, 1.05, False, ending="open", opening="upper"))
    True
    >>> is_cut_full(Joint(0, False, False, 4, 0.6, False, ending="open", opening="upper"))
    False
    """
    return not (joint.gap or joint.terminal) and joint.full >= FULL_BEFORE_CUT


def ends_line(joint: Joint) -> bool:
    """Tell whether a line ends for a reason: it had room for the next word, as no line has around.

    A small letter goes on with what stands before it, whatever the room; but where no other line
    around is wrapped, nobody wrapped one that is not half full.
    """
    if joint.unwrapped:
        return False
    if joint.opening == "lower":
        return joint.cased and not joint.sure and joint.full < HALF_FULL
    unmeasured = joint.close >= FEWEST_CLOSE or joint.long >= FEWEST_LONG
    if joint.cased and not joint.sure and unmeasured:
        return True
    if joint.full >= (NO_ROOM if joint.opening == "quote" else LITTLE_ROOM):
        return False
    if joint.ending == joint.opening == "quote":
        return True  # one speaks, and then another
    if joint.cased and not joint.sure and joint.terminal:
        return True
    few = max(FEW_AS_SHORT, AS_FEW * SMOOTHING / (joint.sure + 1))
    return joint.full < FULL_ENOUGH if joint.sure < FEWEST_SURE else joint.fuller < few


def breaks_after_sentences(joints: Sequence[Joint]) -> bool:
    """Tell whether each line is a sentence, and blank lines part paragraphs of them."""
    close = [joint for joint in joints if not (joint.gap or joint.fixed)]
    if len(close) < FEWEST_SENTENCES:
        return False
    ended = [joint for joint in close if joint.ending != "open" and not joint.inner_stop]
    if len(ended) < SENTENCES * len(close):
        return False  # as nearly always
    spoken = sum("quote" in (joint.ending, joint.opening) for joint in close)
    return spoken < MOST_SPOKEN * len(close)


def begins_after_cut(joint: Joint, habit: Habit, runs_on: bool) -> bool:
    """Tell whether a paragraph begins where furniture stood: the gap there says nothing."""
    if joint.seam:
        return not runs_on
    if habit.mark == "indent":
        return joint.inset >= 1
    if habit.mark == "outdent" and joint.hangs is not None:
        return joint.hangs
    if runs_on or not joint.terminal:
        return False
    return (joint.opening != "lower" and joint.full < FULL_BEFORE_CUT) or joint.opening == "quote"
