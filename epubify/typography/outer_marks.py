"""Habits of a story: which quotation marks stand outside, stretch by stretch.

Files are glued together from parts with different habits, so the habit is not counted once
for the story. Each passage says what it shows, and a change of habit is believed where
enough passages agree (a two-state Viterbi path, linear in the number of passages).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from epubify.text.lazy_pattern import lazy
from epubify.text.stretches import best_states, one_state
from epubify.typography.context import DOUBLE, SINGLE, Context
from epubify.typography.mark_clues import KINDS, has_quotation_marks

CHANGE = 3.0
"""How many passages must speak against the habit so far, net, before it has changed. With more,
a short part in the other habit is set wrongly; with fewer, one inner quotation changes it."""

WITHIN = 0.5
"""What a single mark amid a passage shows, of what one at its start does. With more, words in
single marks make them the outer ones; with less, speech that comes after its verb does not."""
_WORD = lazy(r"\w{1,20}")
_FIRST_OPENING = lazy(r"[\"“„'‘](?<![^\s(\[—–*_].)(?=[\w…—*]|\s?[\"“„'‘])")


def outer_marks(texts: Sequence[str], context: Context) -> list[str]:
    """Return for each passage which kind of quotation mark stands outside in its stretch.

    >>> outer_marks(['"Yes."', "'No.'", '"So."'], Context())
    ['D', 'D', 'D']
    >>> outer_marks(['"Yes."'] * 5 + ["'No.'"] * 5, Context())[4:6]
    ['D', 'S']
    """
    kinds, start = (DOUBLE, SINGLE), (0.0, -1.0)
    fits, prices = [_shown(text, context) for text in texts], [(CHANGE, CHANGE)] * len(texts)
    same = one_state(start, prices, fits) if texts else None
    if same is not None:  # as in most stories
        return [kinds[same]] * len(texts)
    return [kinds[n] for n in best_states(start, zip(prices, fits, strict=True))]


_NOTHING = (0.0, 0.0)
"""What a passage without quotation marks shows of either kind: more and less would be guessed."""


def _shown(text: str, context: Context) -> tuple[float, float]:
    """Return how much a passage speaks against either kind: by its first opening mark."""
    if not has_quotation_marks(text):
        return _NOTHING
    for match in _FIRST_OPENING.finditer(text):
        kind = KINDS[match.group()]
        if kind == SINGLE and _may_be_elision(text, match.start(), context):
            continue
        if kind == DOUBLE:
            return 0.0, -1.0
        return (-1.0 if match.start() == 0 else -WITHIN), 0.0
    return _NOTHING


def _may_be_elision(text: str, at: int, context: Context) -> bool:
    word = _WORD.match(text, at + 1)
    if word is None:
        return False
    lower = word.group().lower()
    known = lower in context.words.elisions or lower in context.words.likely_elisions
    rare = word.group() == lower and not context.vocabulary[lower]
    return known or rare or lower[0].isdigit()


SHORT = 90
"""Characters of a paragraph up to which it is a short speech. With more, paragraphs of
narration count, which end without a mark; with fewer, too few are left to tell a habit by."""
_EDGE_MARKS = {
    DOUBLE: lazy(r"[\"“”]"),
    SINGLE: lazy(r"(?<!\w)['‘]|['’](?!\w)"),
}


def share_left_open(texts: Sequence[str], outer: Sequence[str]) -> float:
    """Return which share of short speeches has no closing mark, of those before another speech.

    It is high where people tell stories paragraph after paragraph, each left open because
    the speech goes on; and next to nothing where a mark is only missing now and then.

    >>> share_left_open(['"Yes.', '"No."', '"So."', '"Oh."', '"Ah."'], "DDDDD")
    0.25
    """
    closed = left = 0
    for (text, after), kind in zip(pairwise(texts), outer, strict=False):
        if len(text) > SHORT or {KINDS.get(text[:1]), KINDS.get(after[:1])} != {kind}:
            continue
        marks = len(_EDGE_MARKS[kind].findall(text))
        closed += marks > 1
        left += marks == 1
    return left / (closed + left) if left else 0.0


def texts_before(texts: Sequence[str]) -> list[str]:
    """Return for each passage the last one before it that has double quotation marks.

    >>> texts_before(['"So', "he sang", 'yes."'])
    ['', '"So', '"So']
    """
    before = [""]
    for text in texts[:-1]:
        double = '"' in text or (not text.isascii() and ("“" in text or "”" in text))
        before.append(text if double else before[-1])
    return before[: len(texts)]


def next_openings(openings: Sequence[str]) -> list[str]:
    """Return for each passage what the next one opens with, empty after the last."""
    return [after for _, after in pairwise([*openings, ""])]
