"""The paragraph habits of a text, stretch by stretch.

People glue files together from posts, scans and pastes, and each stretch has a habit of its
own: a blank line between paragraphs, an indent, one line a paragraph, everything double
spaced. Which habit a stretch has shows in many small signs, none certain: where lines end,
how the next begins, what space lies between. Each habit says how likely every sign is.
"""

from __future__ import annotations

from functools import lru_cache
from math import log

from msgspec import Struct

from epubify.model.records import Record


class Habit(Record):
    """One way to set paragraphs."""

    name: str
    wrapped: bool
    """Lines break inside paragraphs."""
    unit: int
    """Blank lines between lines of one paragraph: 1 in double-spaced text."""
    mark: str
    """The sign of a new paragraph: ``gap indent outdent sign line``, or ``none``."""
    rarity: float = 0.0
    """How much less likely than the others it is to be taken up, in nats."""
    sentences: bool = False
    """Lines break after sentences, not where they are full."""


HABITS = (
    Habit("lines", False, 0, "line"),
    Habit("spaced lines", False, 1, "line"),
    Habit("block", True, 0, "gap"),
    Habit("indented", True, 0, "indent"),
    Habit("unformatted", True, 0, "none"),
    Habit("double block", True, 1, "gap"),
    Habit("double indented", True, 1, "indent"),
    Habit("double unformatted", True, 1, "none", rarity=3.0),
    Habit("triple block", True, 2, "gap", rarity=3.0),
    Habit("triple indented", True, 2, "indent", rarity=3.0),
    Habit("hanging", True, 0, "outdent", rarity=4.0),
    Habit("signed", True, 0, "sign", rarity=2.0),
    Habit("sentences", True, 0, "gap", rarity=6.0, sentences=True),
)


class Joint(Struct):
    """What lies between two lines of text that follow each other.

    It never leaves the layout, and is not frozen: there is one for each line.
    """

    gap: int
    """Blank lines between them, those of furniture not counted."""
    cut: bool
    """Matter was taken out between them."""
    seam: bool
    """A post, scan or paste begins at the second."""
    inset: int
    """Columns that the second stands further in than the usual left edge around it."""
    full: float
    """How full the first line is: its length, with the next line's first word, over the usual
    width of lines around it."""
    unwrapped: bool
    """The first line is too long to be one that was wrapped."""
    ending: str
    """How the first ends: ``open``, ``stop`` (as sentences do) or ``quote`` (as speech does)."""
    opening: str
    """How the second begins: ``lower``, ``upper``, ``quote``, ``other``."""
    fixed: bool = False
    """One of the two stands alone for sure (a heading, an ornament)."""
    verse: bool = False
    """Both stand in: verse or a list, which says nothing of the habit around it."""
    hangs: bool | None = None
    """The second stands at the outer of two left edges; None where there is only one."""
    signed: bool = False
    """A sign for the end of a paragraph stands between them."""
    inner_stop: bool = False
    """A sentence ends inside the first line."""
    fuller: float = 1.0
    """Share of the lines around that surely run on and are not fuller than the first."""
    sure: int = 0
    """How many lines around surely run on."""
    over: int = 0
    """How many lines around surely run on over a blank line."""
    close: int = 0
    """How many lines around stand right above another."""
    long: int = 0
    """How many lines around are too long to be wrapped."""
    cased: bool = True
    """Both lines have small letters, so that it shows where sentences begin."""
    further: bool = True
    """The second stands further in than the first."""

    @property
    def terminal(self) -> bool:
        """True where the first line ends as sentences do."""
        return self.ending != "open"


GOES_ON = {
    ("open", "lower"): 0.80, ("open", "upper"): 0.08, ("open", "quote"): 0.012,
    ("open", "other"): 0.015, ("stop", "lower"): 0.018, ("stop", "upper"): 0.042,
    ("stop", "quote"): 0.008, ("stop", "other"): 0.006, ("quote", "lower"): 0.008,
    ("quote", "upper"): 0.006, ("quote", "quote"): 0.003, ("quote", "other"): 0.002,
}  # fmt: skip
"""How likely the wording at a joint is inside a paragraph: counted by
``benchmarks/weigh_joints.py`` over novels wrapped at 45 to 70 columns, and smoothed by hand for
texts that are less well edited."""
BEGINS = {
    ("open", "lower"): 0.003, ("open", "upper"): 0.016, ("open", "quote"): 0.007,
    ("open", "other"): 0.005, ("stop", "lower"): 0.008, ("stop", "upper"): 0.26,
    ("stop", "quote"): 0.21, ("stop", "other"): 0.015, ("quote", "lower"): 0.004,
    ("quote", "upper"): 0.15, ("quote", "quote"): 0.31, ("quote", "other"): 0.01,
}  # fmt: skip
"""The same between two paragraphs."""
SENTENCE_ENDS = {
    ("stop", "upper"): 0.85,
    ("stop", "quote"): 0.10,
    ("quote", "upper"): 0.04,
    ("quote", "quote"): 0.006,
}
"""The same between two sentences of a paragraph."""
SENTENCE_ENDS_ELSE = 0.004
"""How likely any other wording is between two sentences of one paragraph. A larger value takes
wrapped lines for sentences, a smaller one gives up the habit for one question in lower case."""

FULL_ENOUGH = 0.80
"""Share of the usual width from which a line counts as full. With a larger one, ragged wrapping
looks like ends of paragraphs; with a smaller one, last lines look full."""
SHORT_OF_FULL = 0.06
"""How likely a wrapped line is to break though the next word would have fitted. A larger value
joins the lines of verse, a smaller one breaks text that was wrapped twice."""
UNMARKED_NEW = 0.2
"""How likely a line of unmarked text is to begin a paragraph. A larger value cuts paragraphs at
full stops, a smaller one makes whole pages one paragraph."""
UNMARKED_ON = 0.97
"""How likely a line of unmarked text is to go on with one, other signs apart. A smaller value
makes this habit rarer than it is; it cannot be much larger."""
STANDS_OUT = 0.03
"""How likely a line is to stand further out than nearly all around it, unless lines hang. A
larger value overlooks hanging paragraphs, a smaller one finds them in ragged scans."""
AS_USUAL = 0.93
"""How likely the space at a joint is the usual one. A smaller value makes space say less than
wording does; it cannot be much larger."""
LESS_SPACE = 0.01
"""How likely there is less space than the habit has. A larger value takes lines right under each
other for paragraphs, a smaller one lets a blank line that was lost change the habit."""
MORE_INSIDE = 0.004
"""How likely a wrapped paragraph has more space between two of its lines. A larger value joins
paragraphs over blank lines, a smaller one changes the habit at a page that scanning left open."""
MORE_UNMARKED = 0.02
"""The same in text without marks, where pages leave more such gaps. Larger and smaller values fail
alike."""
MORE_OF_LINES = 0.03
"""How likely there is more space between paragraphs of one line each. A larger value overlooks a
change to blocks, a smaller one changes the habit at every scene."""
MORE_OF_BLOCKS = 0.12
"""The same between blocks, which breaks between scenes part too. Larger and smaller values fail
alike."""
MORE_OF_MARKED = 0.08
"""The same where an indent, an outdent or a sign marks paragraphs. Larger and smaller values fail
alike."""
NEW_OF_SENTENCES = 0.9
"""How likely a gap parts paragraphs whose lines break after sentences. It is a little less than
sure, so that plain blocks win where both explain a text."""
AS_FULL = 8.0
"""A line of unmarked text goes on as likely as so many times the share of lines that are no fuller,
up to certainty. A larger factor joins paragraphs after short lines, a smaller one breaks them."""
LEAST_FULL = 0.004
"""How likely a line of unmarked text goes on that is shorter than all that do. A larger value joins
paragraphs, a smaller one lets one damaged line decide."""
LAST_LINES = (0.1, 0.8)
"""How likely the last line of an unmarked paragraph is as full as it is, at least and at most: its
share of the width. Wider bounds let the length of one line outweigh its wording."""
LAST_LINE_FULL = 0.2
"""The same for a line among the fuller half. A larger value cuts paragraphs at full stops that end
full lines, a smaller one makes two paragraphs one."""
FULLER_HALF = 0.5
"""Share of lines that are no fuller, from which a line is among the fuller half."""
SENTENCE_INSIDE = 0.18
"""How likely one more sentence follows in a paragraph whose lines break after sentences. A larger
value takes paragraphs of one line each for it, a smaller one cuts it into lines."""
TWO_ON_A_LINE = 0.1
"""How likely a line of such a paragraph holds more than one sentence. A larger value takes other
habits for it, a smaller one lets an abbreviation end it."""
SHORT_SENTENCE, LONG_SENTENCE = 0.35, 0.6
"""How likely a line of such a paragraph is no longer than a wrapped one, and longer. They weigh
length against `WHOLE_LINE`: text whose lines are all short is rather one paragraph a line."""
TIMES_SHORT = 3.0
"""A short line breaks inside a paragraph as likely as so many times the share of lines as short. A
larger factor joins last lines to the next paragraph, a smaller one breaks text wrapped twice."""
WHOLE_LINE, SHORT_WHOLE_LINE = 0.7, 0.35
"""How likely a line is a whole paragraph that was never wrapped, and how much less one that is no
longer than a wrapped line. A larger second value takes wrapped text for lines, a smaller one takes
dialogue for wrapped text."""
LONG_LAST_LINE = 0.01
"""How likely the last line of a wrapped paragraph is longer than wrapped ones. A larger value takes
unwrapped paragraphs for wrapped ones, a smaller one lets an address decide."""
INSET_NEW, INSET_ON = 0.12, 0.01
"""How likely a line stands in where no indents are usual, when it begins a paragraph and when it
goes on with one. Larger values overlook indented text, smaller ones take ragged scans for it."""
IMPOSSIBLE = log(0.0005)
"""Log-likelihood of what a habit rules out. Not minus infinity: single lines lie. Nearer to
zero, habits are held against all evidence; further below, one damaged line changes the habit."""
MOST_KNOWN = 4_096
"""Kinds of joints whose likelihoods are kept, about 2 MB; long texts have hardly more."""

_GOES_ON, _BEGINS = ({key: log(share) for key, share in table.items()}
                     for table in (GOES_ON, BEGINS))  # fmt: skip
_UNMARKED_ON = {key: log(UNMARKED_ON) + said for key, said in _GOES_ON.items()}
_UNMARKED_NEW = {key: log(UNMARKED_NEW) + said for key, said in _BEGINS.items()}


def wording(joint: Joint, *, goes_on: bool) -> float:
    """Return the log-likelihood of the words at a joint."""
    table = _GOES_ON if goes_on else _BEGINS
    return table[joint.ending, joint.opening]


_WRAPPED, _UNMARKED, _NOTHING = range(3)
"""What of the length of the first line a habit asks for: `fullness`, `unmarked`, or nothing."""
_Signs = tuple[int, float, float, float, float, float]
"""What is asked of the length, and the log-likelihoods of all other signs, in their order."""


def _signs(joint: Joint, habit: Habit) -> _Signs:
    """Return the log-likelihoods of all signs at a joint under a habit, but for the length."""
    out = log(STANDS_OUT) if joint.inset < 0 and habit.mark != "outdent" else 0.0
    inside = inset_sign(joint, False)
    units: tuple[int, ...] = (habit.unit,)
    if habit.mark == "none":
        gap = spacing(joint.gap, units, log(MORE_UNMARKED))
        return _UNMARKED, gap, inside, sign_sign(joint), out, 0.0
    on = goes_on(joint, habit)
    words = wording(joint, goes_on=on)
    if on:
        gap = spacing(joint.gap, units, log(MORE_INSIDE))
        if habit.sentences:
            return _NOTHING, sentence_sign(joint), gap, inside, out, 0.0
        inside = 0.0 if habit.mark == "outdent" else inside
        return _WRAPPED, gap, words, sign_sign(joint), inside, out
    if habit.mark == "line":
        gap = spacing(joint.gap, units, log(MORE_OF_LINES))
        return _NOTHING, words, whole_line_sign(joint), gap, out, 0.0
    if habit.mark == "gap":
        ends = whole_line_sign(joint) if habit.sentences else length_sign(joint)
        new = habit.sentences * log(NEW_OF_SENTENCES) + inset_sign(joint, True)
        gap = spacing(joint.gap, paragraph_gaps(habit), log(MORE_OF_BLOCKS))
        return _NOTHING, words, ends, new, gap, out
    units = (0, 1) if habit.mark == "outdent" else units
    unhung = habit.mark == "outdent" and joint.hangs is None
    gap = IMPOSSIBLE if unhung else spacing(joint.gap, units, log(MORE_OF_MARKED))
    return _NOTHING, words, length_sign(joint), gap, out, 0.0


def goes_on(joint: Joint, habit: Habit) -> bool:
    """Tell whether a habit says that the paragraph goes on over a joint."""
    if not habit.wrapped:
        return False
    if habit.mark == "sign":
        return not joint.signed
    close = joint.gap <= habit.unit
    if habit.mark == "gap":
        return close
    if habit.mark == "outdent":
        return close and joint.hangs is False
    return close and joint.inset < 1


def unmarked(joint: Joint) -> float:
    """Return the log-likelihood of the words and the length at a joint without any mark."""
    return max(unmarked_on(joint), unmarked_new(joint))


def unmarked_on(joint: Joint) -> float:
    """Return the log-likelihood that a paragraph goes on over a joint without any mark.

    A line that is less full than all those that surely run on would have taken the next word.
    """
    if joint.unwrapped:
        return IMPOSSIBLE
    as_full = AS_FULL * joint.fuller
    on = _UNMARKED_ON[joint.ending, joint.opening]
    return on if as_full >= 1.0 else on + log(max(LEAST_FULL, as_full))


def unmarked_new(joint: Joint) -> float:
    """Return the log-likelihood that a paragraph begins at a joint without any mark."""
    new = _UNMARKED_NEW[joint.ending, joint.opening]
    if joint.fuller >= FULLER_HALF:
        return new + log(LAST_LINE_FULL)
    least, most = LAST_LINES
    return new + log(most if joint.full >= most else max(least, joint.full))


def sentence_sign(joint: Joint) -> float:
    """Return the log-likelihood of a joint between two sentences of one paragraph.

    Lines of one paragraph each look much alike; a gap between paragraphs decides.
    """
    words = SENTENCE_ENDS.get((joint.ending, joint.opening), SENTENCE_ENDS_ELSE)
    return (
        log(SENTENCE_INSIDE)
        + log(words)
        + log(TWO_ON_A_LINE if joint.inner_stop else 1.0)
        + log(LONG_SENTENCE if joint.unwrapped else SHORT_SENTENCE)
    )


def fullness(joint: Joint) -> float:
    """Return how likely a line of this length is to break inside a paragraph.

    Where many lines that surely run on are as short (text that was wrapped twice), it says nothing.
    """
    if joint.unwrapped:
        return IMPOSSIBLE
    if joint.full >= FULL_ENOUGH:
        return 0.0
    return log(max(SHORT_OF_FULL, min(1.0, TIMES_SHORT * joint.fuller)))


def whole_line_sign(joint: Joint) -> float:
    """Return how likely a line of this length is to end a paragraph that was never wrapped."""
    return log(WHOLE_LINE) + (0.0 if joint.unwrapped else log(SHORT_WHOLE_LINE))


def length_sign(joint: Joint) -> float:
    """Return how likely a line of this length is to end a paragraph of wrapped lines."""
    return log(LONG_LAST_LINE) if joint.unwrapped else 0.0


def paragraph_gaps(habit: Habit) -> tuple[int, ...]:
    """Return the usual gaps between paragraphs: one more line than inside, or one line spaced."""
    return (1, 2, 3) if habit.sentences else (habit.unit + 1, 2 * habit.unit + 1)


def spacing(gap: int, usual: tuple[int, ...], other: float) -> float:
    """Return the log-likelihood of a gap where one of ``usual`` blank lines is expected."""
    if gap in usual:
        return log(AS_USUAL)
    return other if gap > usual[0] else min(other, log(LESS_SPACE))


def inset_sign(joint: Joint, new: bool) -> float:
    """Return how likely it is that a line stands in where the habit has no indents."""
    if joint.inset < 1:
        return 0.0
    return log(INSET_NEW if new else INSET_ON)


def sign_sign(joint: Joint) -> float:
    """Return how likely it is that a sign for a paragraph's end stands where none is expected."""
    return IMPOSSIBLE if joint.signed else 0.0


def likelihoods(joint: Joint) -> tuple[float, ...]:
    """Return the log-likelihood of all signs at a joint under each habit.

    Most joints are alike in nearly all that makes a difference to a habit.
    """
    inset = joint.inset and (1 if joint.inset > 0 else -1)
    words, long = (joint.ending, joint.opening), joint.unwrapped
    alike = joint.gap, inset, long, words, joint.hangs, joint.signed, joint.inner_stop
    if joint.fuller >= FULLER_HALF:
        return _of_full_lines(alike)
    return _likelihoods(fullness(joint), unmarked(joint), alike)


_Alike = tuple[int, int, bool, tuple[str, str], bool | None, bool, bool]
"""What joints have in common of which most of the signs are the same."""


@lru_cache(maxsize=MOST_KNOWN)
def _likelihoods(wrapped: float, unmarked: float, alike: _Alike) -> tuple[float, ...]:
    """Return that by what the length of the first line says, and by all else."""
    length = (wrapped, unmarked, 0.0)
    return tuple([length[n] + a + b + c + d + e for n, a, b, c, d, e in _all_signs(alike)])


@lru_cache(maxsize=MOST_KNOWN)
def _of_full_lines(alike: _Alike) -> tuple[float, ...]:
    """Return that for a line among the fuller half: how full it is makes no difference."""
    joint = _joint_like(*alike)
    return _likelihoods(fullness(joint), unmarked(joint), alike)


@lru_cache(maxsize=MOST_KNOWN)
def _all_signs(alike: _Alike) -> tuple[_Signs, ...]:
    """Return the signs at such joints under each habit."""
    joint = _joint_like(*alike)
    return tuple(_signs(joint, habit) for habit in HABITS)


def _joint_like(
    gap: int, inset: int, long: bool, words: tuple[str, str], hangs: bool | None, signed: bool,
    inner_stop: bool,
) -> Joint:  # fmt: skip
    """Return such a joint, whose first line is full."""
    joint = Joint(gap, False, False, inset, 1.0, long, *words)
    joint.hangs, joint.signed, joint.inner_stop = hangs, signed, inner_stop
    return joint
