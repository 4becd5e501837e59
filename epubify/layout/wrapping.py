"""Whether lines that stand right below each other are a paragraph that was wrapped."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from epubify.text.facts import Facts, runs_on

SHORTEST_WRAPPED, MOST_WRAPPED = 40, 110
"""Columns of a line that was wrapped by hand, at least and at most on average. With smaller ones
verse and title pages are joined; with larger ones the lines of a mail keep their ends."""
WIDEST_WRAPPED, RUNS_ON_WIDE = 160, 0.6
"""Columns of wider lines that a program wrapped, on average, and the share of them that runs on in
a small letter. With more columns or a smaller share, paragraphs that end openly are joined; with
less, those of a wide window fall apart into their lines."""
RUNS_ON = 0.3
"""Share of the lines of a paragraph that run on in a small letter where it was wrapped. With a
smaller one verse is prose, with a larger one prose with many names keeps its line ends."""


def are_wrapped(lines: Sequence[Facts]) -> bool:
    """Tell whether two lines or more are a paragraph that was wrapped, by themselves.

    They are of one width, and run on in small letters. What stands around them plays no part; where
    more is known of the text, `joints` judges by its measure.

    >>> from epubify.text.facts import facts_of
    >>> above, below = "The tide clock in the hall of the old house", "had stopped at ten."
    >>> are_wrapped([facts_of(above), facts_of(below)])
    True
    >>> are_wrapped([facts_of("The Tide Clock"), facts_of("of the Old House")])
    False
    """
    lengths = [line.columns for line in lines[:-1]]
    width = sum(lengths) / len(lengths)
    if not SHORTEST_WRAPPED <= width <= WIDEST_WRAPPED:
        return False
    on = [runs_on(above, below) for above, below in pairwise(lines)]
    enough = RUNS_ON if width <= MOST_WRAPPED else RUNS_ON_WIDE
    return sum(on) >= enough * len(on) and min(lengths) >= max(lengths) / 2
