"""The joints between lines: does a paragraph go on there, or does a new one begin?"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise, takewhile
from unicodedata import east_asian_width

from epubify.layout.all_lines import AllLines, all_lines
from epubify.layout.habit_search import find_habits
from epubify.layout.habits import (
    FULL_ENOUGH,
    LONGEST_WRAPPED,
    Habit,
    Joint,
    goes_on,
    unmarked_new,
    unmarked_on,
)
from epubify.layout.rows import LONGEST_VERSE, Row
from epubify.layout.windows import (
    RunningCounts,
    counts_around,
    counts_beside,
    counts_in_windows,
    sorted_windows,
    within,
)
from epubify.text.middle import median
from epubify.text.recogniser import recogniser
from epubify.text.wide_signs import columns

EDGE_REACH, OUTER_REACH, WIDTH_REACH, SURE_REACH = 60, 45, 25, 60
"""Lines before and after, among which the left edge, the outer of two edges, the usual width and
the joints that surely run on are looked for. With larger ones a short paste is judged by what
stands around it; with smaller ones a letter or a poem changes the edge and width of prose."""
STRAY = 20
"""One line in so many may stand further out than the left edge; with a larger number a single
stray line moves the edge, with a smaller one first lines without an indent do."""
MOST_AT_END, FEWEST_USUAL = 6, 5
"""Last lines of a text that all stand in at least as paragraphs do, and have no edge of their own,
and how many others stand in so. With a larger first one, a poem at the end is paragraphs of a line
each; with a smaller one, last paragraphs of a line each are one. With more others, that is so in
short texts; with fewer, a list at the end of a short text is paragraphs."""
FEWEST_OUTER = 3
"""Lines at the second edge that make it one, unless many more stand at the first; with fewer,
stray lines hang, with more, short hanging lists do not."""
MOST_GO_ON, FEW_GO_ON = 0.5, 0.2
"""Shares of lines after an open end: of those at the inner edge at least the first must be such
where paragraphs hang, of those at an outer edge with few lines at most the second may be. Nearer
to each other they find hanging paragraphs in verse, further apart they miss them."""
SHARE_OF_FIRST_LINES = 6
"""First lines of paragraphs are usually more than one in so many; fewer must prove themselves.
With a larger number, side notes hang paragraphs; with a smaller one, long paragraphs do not."""
AS_LONG = 0.8
"""Share of the length of inner lines that first lines have, unless they are labels; with a larger
one ragged lines fail, with a smaller one names before speeches pass."""
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
MOST_INDENT, FEWEST_COLUMNS = 12, 3
"""Columns that a paragraph stands in at most, and at least where a single blank is a slip. With a
larger first one centred lines count; with a smaller second one indents of two lose to slips."""
FEWEST_SENTENCES, SENTENCES, MOST_SPOKEN = 8, 0.9, 0.3
"""Lines right above others, share of them that are one sentence each, and share that may be speech
where lines break after sentences. With smaller first ones lists of sentences are joined; with
larger ones one slip cuts the paragraphs of such a text into lines."""
FEWEST_OUTSIDE = 5
"""First lines around that need not prove themselves. With more, hanging paragraphs of a short text
are not seen; with fewer, a list of four hangs the paragraph below it."""
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
    widths = usual_widths(lines.lengths)
    joints = joints_of(rows, lines, widths)
    habits = find_habits(joints)
    sentences = breaks_after_sentences(joints)
    rows[0].habit = habits[0] if habits else None
    told = zip(rows, rows[1:], joints, habits, widths[1:], strict=False)
    for above, row, joint, habit, width in told:
        row.habit, row.measure, row.sure, row.room = habit, width, joint.sure, 1.0 - joint.full
        row.new = row.turns or (not row.hung and begins(joint, habit))
        if row.gap and not row.new:
            row.new = is_direction(above.line.text)
        row.parted = not (row.hung or sentences or habit.sentences) and ends_line(joint)
    return rows


@recogniser(takes=("[he sits down]", "<bell>"), spares=("[1] and [2]", "and sits [down]"))
def is_direction(text: str) -> bool:
    """Tell whether a line is a direction as a whole, which no sentence below it goes on with.

    >>> is_direction("[he sits down]"), is_direction("[1] and [2]"), is_direction("and sits [down]")
    (True, False, False)
    """
    closing = DIRECTIONS.get(text[:1])
    return closing is not None and text.find(closing) == len(text) - 1


def joints_of(rows: Sequence[Row], lines: AllLines, widths: Sequence[float]) -> list[Joint]:
    """Return the joint before each line but the first, by the usual widths of lines."""
    fulls = fullness_of(lines, widths)
    edges, around = outer_edges(rows, lines)[1:], lines_around(rows, lines, fulls)
    told = zip(lines.inner_stops, lines.endings, pairwise(lines.cased), strict=False)
    joints = zip(
        *(pairwise(rows), pairwise(lines.lengths), fulls, lines.openings[1:], told, edges),
        *around,
        strict=True,
    )
    return [
        Joint(  # by place: by name it would take four times as long
            b.gap, b.cut, b.seam, b.inset, full, length, ending, opening,
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
    rows: Sequence[Row], lines: AllLines, fulls: Sequence[float]
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
    unwrapped = [length > LONGEST_WRAPPED for length in lines.lengths[:-1]]
    over, close, long = (counts_around(told, SURE_REACH) for told in (spaced, below, unwrapped))
    return *shares_of_fuller(fulls, carried), over, close, long


def set_insets(rows: Sequence[Row]) -> None:
    """Say of rows by how much they stand in.

    A single blank is nothing where indents have three columns and more.
    """
    edges = left_edges(rows)
    insets = [row.line.indent - edge for row, edge in zip(rows, edges, strict=True)]
    deep = Counter(inset for inset in insets if 2 <= inset <= MOST_INDENT)
    few = insets.count(1)
    usual, count = deep.most_common(1)[0] if deep else (0, 0)
    if count > few * (1 if usual >= FEWEST_COLUMNS else STRAY):
        single = [False, *(inset == 1 for inset in insets), False]
        stray = {n - 1 for n in range(1, len(single) - 1)
                 if single[n] and not (single[n - 1] or single[n + 1])}  # fmt: skip
        insets = [0 if n in stray else inset for n, inset in enumerate(insets)]
    if usual >= FEWEST_COLUMNS and count >= FEWEST_USUAL:
        set_last_insets(rows, insets, min(edges), usual)
    for row, inset in zip(rows, insets, strict=True):
        row.inset = inset


def set_last_insets(rows: Sequence[Row], insets: list[int], edge: int, usual: int) -> None:
    """Set the insets of the last lines, most of which stand in as paragraphs do.

    Nothing below them shows the edge from which they do.
    """
    at_end = [row.line.indent - edge for row in rows[-MOST_AT_END - 1 :]]
    last = list(takewhile(lambda inset: inset >= usual, reversed(at_end)))
    if len(last) <= MOST_AT_END and 2 * last.count(usual) > len(last):
        insets[-len(last) :] = reversed(last)


# ------------------------------------------------------------------------ edges and widths


def left_edges(rows: Sequence[Row], reach: int = EDGE_REACH) -> list[int]:
    """Return for each line the usual left edge of the lines around it: the leftmost common one.

    Where a stretch with another margin begins or ends, the lines before and after differ; the
    edge is the one that the line itself reaches.
    """
    indents = indents_of_text(rows)
    common = LeftmostCommon(indents)
    if common.least == max(indents):
        return indents
    few, at_least = (reach + 1) // STRAY, [indent == common.least for indent in indents]
    edges = []
    around = zip(indents, *counts_beside(at_least, reach), strict=True)
    for n, (indent, least_above, least_below) in enumerate(around):
        if least_above > few < least_below:  # as nearly everywhere
            edges.append(common.least)
            continue
        above, below = common.within(max(0, n - reach), n + 1), common.within(n, n + reach + 1)
        low, high = (above, below) if above <= below else (below, above)
        edges.append(high if high <= indent else low)
    return edges


def indents_of_text(rows: Sequence[Row]) -> list[int]:
    """Return the indent of each line, a row of signs that of the text above it: rules that reach
    from margin to margin do not tell where text begins."""
    indents = [row.line.indent for row in rows]
    if not any(row.ornament for row in rows):
        return indents  # as in many texts
    edge = next((row.line.indent for row in rows if not row.ornament), 0)
    for n, row in enumerate(rows):
        edge = indents[n] = edge if row.ornament else row.line.indent
    return indents


class LeftmostCommon:
    """The leftmost of the indents in a stretch of lines that more than a stray line or two has.

    Nearly everywhere it is the leftmost of the whole text, and a difference of two counts tells.

    >>> LeftmostCommon([0, *[4] * 20, *[6] * 20]).within(0, 21)
    4
    """

    def __init__(self, indents: Sequence[int]) -> None:
        self.indents = indents
        self.least = min(indents)
        self.counts = [0, *accumulate(indent == self.least for indent in indents)]

    def within(self, start: int, end: int) -> int:
        """Return it for the lines from a start up to an end, which may lie beyond the last."""
        end = min(end, len(self.indents))
        stray = (end - start) // STRAY
        if self.counts[end] - self.counts[start] > stray:
            return self.least
        return sorted(self.indents[start:end])[stray]


def outer_edges(rows: Sequence[Row], lines: AllLines, reach: int = OUTER_REACH) -> list[int | None]:
    """Return for each line the outer of the two left edges around it, None where one prevails.

    The outer one can mark paragraphs only where most lines at the inner one go on from a line
    that ends in mid-sentence, and hardly any at the outer one does.
    """
    indents = lines.indents
    if len(set(indents)) < 2:
        return [None] * len(rows)
    lines_at: dict[int, tuple[list[int], list[int]]] = {}
    for n, indent in enumerate(indents):
        places, lengths = lines_at.setdefault(indent, ([], []))
        places.append(n)
        lengths.append(lines.lengths[n])
    ends = zip(rows[:-1], lines.endings, strict=False)
    goes_on = [False, *(not row.alone and ending == "open" for row, ending in ends)]
    going_on = RunningCounts(
        [indent if on else None for indent, on in zip(indents, goes_on, strict=True)]
    )
    edges: list[int | None] = [None] * len(rows)
    for n, counts in enumerate(counts_in_windows(indents, reach)):
        if len(counts) < 2:
            continue
        most, second, *others = sorted(counts.values(), reverse=True)
        if second < FEWEST_OUTER or second < most / STRAY:
            continue
        span = range(max(0, n - reach), min(len(rows), n + reach + 1))
        if second in others:  # the first of those that come as often
            around = Counter(indents[span.start : span.stop])
            common = [indent for indent, _ in around.most_common(2)]
        else:
            common = [indent for indent, count in counts.items() if count >= second]
        outer, inner = common = sorted(common)
        outside, inside = counts[outer], counts[inner]
        told = going_on.within(inner, span) >= MOST_GO_ON * inside
        if told and outside < max(FEWEST_OUTSIDE, inside / SHARE_OF_FIRST_LINES):
            # So few lines must look the more like the first ones of paragraphs.
            begin = going_on.within(outer, span) <= FEW_GO_ON * outside
            edge_lines = (lines_at[outer], lines_at[inner])
            near = (lengths[within(places, span)] for places, lengths in edge_lines)
            told = begin and as_long(*near)
        edges[n] = outer if told else None
    return edges


def as_long(outside: Sequence[int], inside: Sequence[int]) -> bool:
    """Tell whether lines at the outer edge are about as long as those at the inner one."""
    return median(outside) >= AS_LONG * median(inside)


def usual_widths(lengths: Sequence[int], reach: int = WIDTH_REACH) -> list[float]:
    """Return for each line the usual length of full lines around it.

    The upper third of the lengths around, lines too long to be wrapped left out: a wrap width
    is a ragged distribution, not a number.
    """
    wrapped = [length if length <= LONGEST_WRAPPED else None for length in lengths]
    # The middle of the upper third, by how many there are.
    middles = [((n * 2 // 3 + n - 1) // 2, (n * 2 // 3 + n) // 2) for n in range(2 * reach + 2)]
    widths = []
    for around in sorted_windows(wrapped, reach, reach):
        low, high = middles[len(around)]
        widths.append((around[low] + around[high]) / 2 if around else 0.0)
    return widths


def fullness_of(lines: AllLines, widths: Sequence[float]) -> list[float]:
    """Return for each line but the last how full it is: its length with the next line's first
    word, over the usual width around the next."""
    words = [text.split(None, 1)[0] for text in lines.texts[1:]]
    reaches = [
        length + 1 + (len(word) if word.isascii() else first_columns(word))
        for length, word in zip(lines.lengths, words, strict=False)
    ]
    return [
        reach / (width + 1) if width else 1.0
        for reach, width in zip(reaches, widths[1:], strict=True)
    ]


def first_columns(word: str) -> int:
    """Return the columns of what stands before the first place where a line may be broken.

    >>> first_columns("tea"), first_columns("お茶を飲む")
    (3, 2)
    """
    return columns(word[0] if east_asian_width(word[0]) in "WF" else word)


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


def is_cut_full(joint: Joint) -> bool:
    """Tell whether a line without a stop was cut where no word more fitted, whatever stands out.

    >>> is_cut_full(Joint(0, False, False, 4, 1.05, 60, ending="open", opening="upper"))
    True
    >>> is_cut_full(Joint(0, False, False, 4, 0.6, 36, ending="open", opening="upper"))
    False
    """
    return not (joint.gap or joint.terminal) and joint.full >= FULL_BEFORE_CUT


def ends_line(joint: Joint) -> bool:
    """Tell whether a line ends for a reason: it had room for the next word, as no line has around.

    A small letter goes on with what stands before it, whatever the room; but where no other line
    around is wrapped, nobody wrapped one that is not half full.
    """
    if joint.length > LONGEST_WRAPPED:
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
