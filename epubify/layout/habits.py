"""The paragraph habits of a text, stretch by stretch.

People glue files together from posts, scans and pastes, and each stretch has a habit of its
own: a blank line between paragraphs, an indent, one line a paragraph, everything double
spaced. Which habit a stretch has shows in many small signs, none certain: where lines end,
how the next begins, what space lies between. Each habit says how likely every sign is, and
the sequence of habits that explains all signs best is found by dynamic programming
(the Viterbi algorithm); changing habits has a price, less where a seam is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from epubify.text.stretches import best_states

LONGEST_WRAPPED = 110
"""Columns; no habit of wrapping by hand or by program goes beyond. A larger number joins
paragraphs of one line each, a smaller one takes texts wrapped wide apart."""


@dataclass(frozen=True, slots=True)
class Habit:
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


@dataclass(frozen=True, slots=True)
class Joint:
    """What lies between two lines of text that follow each other."""

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
    length: int
    """Characters of the first line."""
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
    close: int = 0
    """How many lines around stand right above another."""
    over: int = 0
    """How many lines around surely run on over a blank line."""
    cased: bool = True
    """Both lines have small letters, so that it shows where sentences begin."""
    further: bool = True
    """The second stands further in than the first."""

    @property
    def terminal(self) -> bool:
        """True where the first line ends as sentences do."""
        return self.ending != "open"


# How likely the wording at a joint is: counted anew by ``benchmarks/weigh_joints.py`` over novels
# wrapped at 45 to 70 columns, and smoothed by hand for texts that are less well edited.
GOES_ON = {
    ("open", "lower"): 0.80, ("open", "upper"): 0.08, ("open", "quote"): 0.012,
    ("open", "other"): 0.015, ("stop", "lower"): 0.018, ("stop", "upper"): 0.042,
    ("stop", "quote"): 0.008, ("stop", "other"): 0.006, ("quote", "lower"): 0.008,
    ("quote", "upper"): 0.006, ("quote", "quote"): 0.003, ("quote", "other"): 0.002,
}  # fmt: skip
BEGINS = {
    ("open", "lower"): 0.003, ("open", "upper"): 0.016, ("open", "quote"): 0.007,
    ("open", "other"): 0.005, ("stop", "lower"): 0.008, ("stop", "upper"): 0.26,
    ("stop", "quote"): 0.21, ("stop", "other"): 0.015, ("quote", "lower"): 0.004,
    ("quote", "upper"): 0.15, ("quote", "quote"): 0.31, ("quote", "other"): 0.01,
}  # fmt: skip
SENTENCE_ENDS = {
    ("stop", "upper"): 0.85,
    ("stop", "quote"): 0.10,
    ("quote", "upper"): 0.04,
    ("quote", "quote"): 0.006,
}

CHANGE = 13.0
"""Price of a change of habit, in nats: about three joints that contradict a habit. A larger one
overlooks short pastes, a smaller one lets a dialogue or a letter change the habit."""
CHANGE_AT_SEAM = 4.0
"""The same where a post or a page begins: habits do change there. A larger price carries a habit
into another paste, a smaller one makes each page set its own."""
CHANGE_AT_FIXED = 8.0
"""The same beside headings and ornaments. Larger and smaller ones fail as for any change, only
less so."""
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
IMPOSSIBLE = log(0.0005)
"""Log-likelihood of what a habit rules out. Not minus infinity: single lines lie. Nearer to
zero, habits are held against all evidence; further below, one damaged line changes the habit."""


def wording(joint: Joint, *, goes_on: bool) -> float:
    """Return the log-likelihood of the words at a joint."""
    table = GOES_ON if goes_on else BEGINS
    return log(table[joint.ending, joint.opening])


def likelihood(joint: Joint, habit: Habit) -> float:
    """Return the log-likelihood of all signs at a joint under a habit."""
    stands_out = joint.inset < 0 and habit.mark != "outdent"
    return _signs(joint, habit) + (log(STANDS_OUT) if stands_out else 0.0)


def _signs(joint: Joint, habit: Habit) -> float:
    if habit.mark == "none":
        best = max(unmarked_on(joint), unmarked_new(joint))
        return (
            best
            + spacing(joint.gap, (habit.unit,), log(0.02))
            + inset_sign(joint, False)
            + sign_sign(joint)
        )
    on = goes_on(joint, habit)
    if on and habit.sentences:
        return (
            sentence_sign(joint) + spacing(joint.gap, (0,), log(0.004)) + inset_sign(joint, False)
        )
    score = wording(joint, goes_on=on)
    if on:
        score += fullness(joint) + spacing(joint.gap, (habit.unit,), log(0.004))
        return (
            score
            + sign_sign(joint)
            + (0.0 if habit.mark == "outdent" else inset_sign(joint, False))
        )
    score += (
        whole_line_sign(joint) if habit.mark == "line" or habit.sentences else length_sign(joint)
    )
    if habit.mark == "line":
        return score + spacing(joint.gap, (habit.unit,), log(0.03))
    if habit.mark == "gap":
        score += habit.sentences * log(0.9) + inset_sign(joint, True)
        return score + spacing(joint.gap, paragraph_gaps(habit), log(0.12))
    if habit.mark == "outdent":
        return score + (
            IMPOSSIBLE if joint.hangs is None else spacing(joint.gap, (0, 1), log(0.08))
        )
    return score + spacing(joint.gap, (habit.unit,), log(0.08))


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


def unmarked_on(joint: Joint) -> float:
    """Return the log-likelihood that a paragraph goes on over a joint without any mark.

    A line that is less full than all those that surely run on would have taken the next word.
    """
    if joint.length > LONGEST_WRAPPED:
        return IMPOSSIBLE
    return (
        log(UNMARKED_ON)
        + wording(joint, goes_on=True)
        + log(max(0.004, min(1.0, 8 * joint.fuller)))
    )


def unmarked_new(joint: Joint) -> float:
    """Return the log-likelihood that a paragraph begins at a joint without any mark."""
    last_lines = max(0.1, min(0.8, joint.full)) if joint.fuller < 0.5 else 0.2
    return log(UNMARKED_NEW) + wording(joint, goes_on=False) + log(last_lines)


def sentence_sign(joint: Joint) -> float:
    """Return the log-likelihood of a joint between two sentences of one paragraph.

    Lines of one paragraph each look much alike; a gap between paragraphs decides.
    """
    score = log(0.18) + log(SENTENCE_ENDS.get((joint.ending, joint.opening), 0.004))
    return (
        score
        + log(0.1 if joint.inner_stop else 1.0)
        + log(0.35 if joint.length <= LONGEST_WRAPPED else 0.6)
    )


def fullness(joint: Joint) -> float:
    """Return how likely a line of this length is to break inside a paragraph.

    Where many lines that surely run on are as short (text that was wrapped twice), it says nothing.
    """
    if joint.length > LONGEST_WRAPPED:
        return IMPOSSIBLE
    if joint.full >= FULL_ENOUGH:
        return 0.0
    return log(max(SHORT_OF_FULL, min(1.0, 3 * joint.fuller)))


def whole_line_sign(joint: Joint) -> float:
    """Return how likely a line of this length is to end a paragraph that was never wrapped."""
    return log(0.7) + (log(0.35) if joint.length <= LONGEST_WRAPPED else 0.0)


def length_sign(joint: Joint) -> float:
    """Return how likely a line of this length is to end a paragraph of wrapped lines."""
    return log(0.01) if joint.length > LONGEST_WRAPPED else 0.0


def paragraph_gaps(habit: Habit) -> tuple[int, ...]:
    """Return the usual gaps between paragraphs: one more line than inside, or one line spaced."""
    return (1, 2, 3) if habit.sentences else (habit.unit + 1, 2 * habit.unit + 1)


def spacing(gap: int, usual: tuple[int, ...], other: float) -> float:
    """Return the log-likelihood of a gap where one of ``usual`` blank lines is expected."""
    if gap in usual:
        return log(0.93)
    return other if gap > usual[0] else min(other, log(0.01))


def inset_sign(joint: Joint, new: bool) -> float:
    """Return how likely it is that a line stands in where the habit has no indents."""
    if joint.inset < 1:
        return 0.0
    return log(0.12) if new else log(0.01)


def sign_sign(joint: Joint) -> float:
    """Return how likely it is that a sign for a paragraph's end stands where none is expected."""
    return IMPOSSIBLE if joint.signed else 0.0


def find_habits(joints: Sequence[Joint]) -> list[Habit]:
    """Return the habit at each joint: the sequence that explains all signs best."""
    none = [0.0] * len(HABITS)
    steps = (
        (
            [change_price(joint) + habit.rarity for habit in HABITS],
            none if joint.fixed or joint.verse else [likelihood(joint, h) for h in HABITS],
        )
        for joint in joints
    )
    return [HABITS[n] for n in best_states([-habit.rarity for habit in HABITS], steps)]


def change_price(joint: Joint) -> float:
    """Return what a change of habit costs at a joint."""
    if joint.seam or joint.cut:
        return CHANGE_AT_SEAM
    return CHANGE_AT_FIXED if joint.fixed else CHANGE
