"""The paragraph habits of a text, stretch by stretch.

People glue files together from posts, scans and pastes, and each stretch has a habit of its
own: a blank line between paragraphs, an indent, one line a paragraph, everything double
spaced. Which habit a stretch has shows in many small signs, none certain: where lines end,
how the next begins, what space lies between. Each habit says how likely every sign is, and
the sequence of habits that explains all signs best is found by dynamic programming
(the Viterbi algorithm); changing habits has a price, less where a seam is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import median

TERMINAL = re.compile(r"(?:[.!?…:]|--|[—–―-])['\"’”»)\]*_/]*$|['\"’”»]$|[。！？」』）]$")
OPENING = re.compile(r"[\s\"'“‘«„»—–―(\[*_/¡¿<`-]*")
QUOTE_SIGNS = "\"'“‘«„—–―`"
LONGEST_WRAPPED = 110
"""Columns; no habit of wrapping by hand or by program goes beyond."""


@dataclass(frozen=True, slots=True)
class Habit:
    """One way to set paragraphs."""

    name: str
    wrapped: bool
    """Lines break inside paragraphs."""
    unit: int
    """Blank lines between lines of one paragraph: 1 in double-spaced text."""
    mark: str
    """What tells a new paragraph: ``gap``, ``indent``, ``line`` or ``none``."""


HABITS = (
    Habit("lines", False, 0, "line"),
    Habit("spaced lines", False, 1, "line"),
    Habit("block", True, 0, "gap"),
    Habit("indented", True, 0, "indent"),
    Habit("unformatted", True, 0, "none"),
    Habit("double block", True, 1, "gap"),
    Habit("double indented", True, 1, "indent"),
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
    terminal: bool
    """The first ends as sentences do."""
    opening: str
    """How the second begins: ``lower``, ``upper``, ``quote``, ``other``."""
    fixed: bool = False
    """One of the two stands alone for sure (a heading, an ornament)."""
    verse: bool = False
    """Both stand in: verse or a list, which says nothing of the habit around it."""


def how_it_opens(text: str) -> str:
    """Return how a line begins.

    >>> how_it_opens("and so"), how_it_opens("So"), how_it_opens('"so'), how_it_opens("12")
    ('lower', 'upper', 'quote', 'other')
    """
    start = OPENING.match(text)
    assert start is not None
    first = text[start.end() : start.end() + 1]
    if any(c in text[: start.end()] for c in QUOTE_SIGNS):
        return "quote"
    if first.islower():
        return "lower"
    return "upper" if first.isalpha() else "other"


# How likely the wording at a joint is, when the paragraph goes on or a new one begins.
GOES_ON = {
    (False, "lower"): 0.72, (False, "upper"): 0.12, (False, "quote"): 0.015, (False, "other"): 0.02,
    (True, "lower"): 0.03, (True, "upper"): 0.065, (True, "quote"): 0.02, (True, "other"): 0.01,
}  # fmt: skip
BEGINS = {
    (False, "lower"): 0.003, (False, "upper"): 0.02, (False, "quote"): 0.007, (False, "other"): 0.005,
    (True, "lower"): 0.012, (True, "upper"): 0.52, (True, "quote"): 0.41, (True, "other"): 0.023,
}  # fmt: skip

CHANGE = 13.0
"""Price of a change of habit, in nats; about three joints that contradict a habit."""
CHANGE_AT_SEAM = 4.0
CHANGE_AT_FIXED = 8.0
FULL_ENOUGH = 0.80
SHORT_OF_FULL = 0.06
"""How likely a wrapped line is to break though the next word would have fitted."""


def wording(joint: Joint, *, goes_on: bool) -> float:
    """Return the log-likelihood of the words at a joint."""
    table = GOES_ON if goes_on else BEGINS
    return log(table[joint.terminal, joint.opening])


def likelihood(joint: Joint, habit: Habit) -> float:
    """Return the log-likelihood of all signs at a joint under a habit."""
    if habit.mark == "none":
        on = log(0.8) + wording(joint, goes_on=True) + fullness(joint)
        new = log(0.2) + wording(joint, goes_on=False) + log(0.75 if joint.full < 1 else 0.25)
        return max(on, new) + spacing(joint.gap, 0, log(0.02)) + inset_sign(joint, False)
    on = goes_on(joint, habit)
    score = wording(joint, goes_on=on)
    if on:
        return score + fullness(joint) + spacing(joint.gap, habit.unit, log(0.004)) + inset_sign(joint, False)
    if habit.mark == "line":
        length = log(0.35) if joint.length <= LONGEST_WRAPPED else 0.0
        return score + length + spacing(joint.gap, habit.unit, log(0.03)) + log(0.7)
    if habit.mark == "gap":
        return score + spacing(joint.gap, 1 + 2 * habit.unit, log(0.12)) + inset_sign(joint, True) + length_sign(joint)
    return score + spacing(joint.gap, habit.unit, log(0.08)) + length_sign(joint)


def goes_on(joint: Joint, habit: Habit) -> bool:
    """Tell whether a habit says that the paragraph goes on over a joint."""
    if not habit.wrapped:
        return False
    close = joint.gap <= habit.unit
    if habit.mark == "gap":
        return close
    return close and joint.inset < 1


def fullness(joint: Joint) -> float:
    """Return how likely a line of this length is to break inside a paragraph."""
    if joint.length > LONGEST_WRAPPED:
        return log(0.0005)
    if joint.full >= FULL_ENOUGH:
        return 0.0
    return log(SHORT_OF_FULL)


def length_sign(joint: Joint) -> float:
    """Return how likely a line of this length is to end a paragraph of wrapped lines."""
    return log(0.01) if joint.length > LONGEST_WRAPPED else 0.0


def spacing(gap: int, usual: int, other: float) -> float:
    """Return the log-likelihood of a gap where ``usual`` blank lines are expected."""
    if gap == usual:
        return log(0.93)
    return other if gap > usual else min(other, log(0.01))


def inset_sign(joint: Joint, new: bool) -> float:
    """Return how likely it is that a line stands in where the habit has no indents."""
    if joint.inset < 1:
        return 0.0
    return log(0.12) if new else log(0.01)


def find_habits(joints: Sequence[Joint]) -> list[Habit]:
    """Return the habit at each joint: the sequence that explains all signs best."""
    if not joints:
        return []
    scores = [0.0] * len(HABITS)
    came_from: list[list[int]] = []
    for joint in joints:
        price = CHANGE_AT_SEAM if joint.seam or joint.cut else CHANGE_AT_FIXED if joint.fixed else CHANGE
        best = max(range(len(HABITS)), key=scores.__getitem__)
        origins = [n if scores[n] >= scores[best] - price else best for n in range(len(HABITS))]
        scores = [
            (scores[n] if origin == n else scores[best] - price)
            + (0.0 if joint.fixed or joint.verse else likelihood(joint, habit))
            for n, (habit, origin) in enumerate(zip(HABITS, origins, strict=True))
        ]
        came_from.append(origins)
    state = max(range(len(HABITS)), key=scores.__getitem__)
    states = []
    for origins in reversed(came_from):
        states.append(state)
        state = origins[state]
    return [HABITS[n] for n in reversed(states)]


def usual_widths(lengths: Sequence[int], reach: int = 25) -> list[float]:
    """Return for each line the usual length of full lines around it.

    The upper third of the lengths around, lines too long to be wrapped left out: a wrap width
    is a ragged distribution, not a number.
    """
    widths = []
    for n in range(len(lengths)):
        around = sorted(x for x in lengths[max(0, n - reach) : n + reach + 1] if x <= LONGEST_WRAPPED)
        widths.append(float(median(around[len(around) * 2 // 3 :])) if around else 0.0)
    return widths
