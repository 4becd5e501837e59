"""Lines that come again and are story all the same: sentences of the story need them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from epubify.matter.page import Page
from epubify.text.lazy_pattern import lazy

DIGITS = lazy(r"\d+")
ADDRESS = lazy(r"https?:/|ftp:/|file:/|\bwww\.\w", re.IGNORECASE)
NEEDED = 0.25
"""Share of the lines of one shape that must begin or end sentences of the story, for all to be
story. With a larger one, refrains go; with a smaller one, a head after a full stop keeps others."""


def is_needed(page: Page, found: Sequence[int]) -> bool:
    """Tell whether lines of one shape belong to sentences of the story.

    They begin with a small letter, they end in a mark after which a sentence goes on, the sentence
    that goes on below them begins in them, or they end that of the line above.
    """
    text = page.lines[found[0]].text
    told = DIGITS.search(text) or ADDRESS.search(text)
    if not told and (text.lstrip("\"'“‘*_")[:1].islower() or text[-1] in ",;:"):
        return True
    begun = sum(begins_sentence(page, i) or ends_sentence(page, i) for i in found)
    return begun >= NEEDED * len(found)


def ends_sentence(page: Page, index: int) -> bool:
    """Tell whether a line ends the sentence of the line right above it, and its paragraph."""
    above, line = page.lines[max(0, index - 1)], page.lines[index]
    last = index + 1 >= len(page.lines) or not page.lines[index + 1]
    return bool(above and last and line.facts.is_terminal) and above.facts.ending == "open"


def begins_sentence(page: Page, index: int) -> bool:
    """Tell whether the sentence that goes on right below a line begins in it, not above it."""
    line, below = page.lines[index], page.lines[min(index + 1, len(page.lines) - 1)]
    if below.facts.opening != "lower" or line.facts.is_terminal:
        return False
    above = page.previous_text(index)
    return above is None or page.lines[above].facts.is_terminal
