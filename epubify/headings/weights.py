"""How much each clue speaks for a heading, or against one.

Above zero a clue speaks for a heading, below zero against it; ``candidate.ACCEPT`` is the sum
that a line needs without a number. The weights were set by hand on stories of many kinds, and
are rough on purpose: half points. How often each clue is right, and what weight its odds
suggest, is counted by ``benchmarks/weigh_clues.py`` over the benchmark's dev cases.
"""

from __future__ import annotations

WEIGHTS = {
    "form: volume": 3.0,
    "form: part": 3.0,
    "form: chapter": 3.0,
    "form: named": 3.0,
    "form: numeral": 0.5,
    "form: title": 0.0,
    "form: entry": 0.0,
    "ornament at both ends": 1.5,
    "a heading by its markup": 6.0,
    "underlined": 2.0,
    "all of it bold": 1.5,
    "centred": 1.5,
    "in capitals": 1.0,
    "in the contents list": 4.0,
    "a post or page begins here": 1.0,
    "wide space before": 1.5,
    "wide space after": 0.5,
    "the text before stops short": -2.5,
    "nothing follows": -4.0,
    "the text after starts small": -2.5,
    "no space around it": -2.5,
    "a date stands below": -3.0,
    "title case": 0.5,
    "long for a title": -0.5,
    "ends as a sentence": -1.0,
    "stands again and again": -3.0,
    "others are set like it": 1.0,
    "the story has titled sections": 1.5,
    "wider space before than below, between poems": 2.5,
}
"""What a clue adds to the sum. With a larger one, lines that have only this clue become headings;
with a smaller one, headings that have only this are lost."""
EMPHASISED_TITLE = 1.0
"""Weight of underscores at both ends of a line of words alone: they may as well be italics."""
ORNAMENTED_TITLE = 2.5
"""Weight of ornament at both ends of a line of words alone: who decorates such a line wants it to
be a heading. A larger weight makes decorated asides chapters, a smaller one loses titles between
stars."""
