"""Who is told of in a text, and so hardly wrote it."""

from __future__ import annotations

import re

from epubify.matter.page import Page
from epubify.matter.people import is_name, name_weight

FEWEST_TOLD = 3
"""Sentences that go on in small letters behind a name whose bearer the text tells of. With more, a
short story about somebody is by them; with fewer, what is said about an author below it is."""
SHORTEST_WORD = 4
"""Letters of a word of a name that is looked for. With more, heroes with short names write what is
told of them; with fewer, the beginnings of other words are their names."""


def is_told_of(page: Page, name: str) -> bool:
    """Tell whether a text tells of a person again and again, as of somebody else.

    >>> from epubify.model import Text
    >>> from epubify.layout.lines import lines_of
    >>> text = "Ann Berg was out. She saw Ann Berg's\\nboat, and Ann Berg, who slept."
    >>> page = Page(lines_of(Text(text, "ascii", 1.0)))
    >>> is_told_of(page, "Ann Berg"), is_told_of(page, "Tom Oak")
    (True, False)
    """
    if page.text.count(name) < FEWEST_TOLD:
        return False  # as of nearly all authors
    behind = re.findall(rf"\b{re.escape(name)}(?:['’]s)?,?\s+(\w)", page.text)
    return sum(map(str.islower, behind)) >= FEWEST_TOLD


def names_hero(page: Page, name: str, other: str) -> bool:
    """Tell whether a text tells of the bearer of a name that nobody knows, and never of another.

    >>> from epubify.model import Text
    >>> from epubify.layout.lines import lines_of
    >>> text = "Oakley Thom, Marrow Quin: Marrow slept. We saw Marrow. Marrow's boat lay there."
    >>> page = Page(lines_of(Text(text, "ascii", 1.0)))
    >>> names_hero(page, "Marrow Quin", "Oakley Thom"), names_hero(page, "Oakley Thom", "Marrow")
    (True, False)
    """
    if name_weight(name) or name_weight(other) or not (is_name(name) and is_name(other)):
        return False
    times, never = (
        [page.text.count(word) - 1 for word in said.split() if len(word) >= SHORTEST_WORD]
        for said in (name, other)
    )
    return max(times, default=0) >= FEWEST_TOLD and len(never) > 1 and not any(never)
