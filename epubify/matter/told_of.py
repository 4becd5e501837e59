"""Who is told of in a text, and so hardly wrote it."""

from __future__ import annotations

import re

from epubify.matter.page import Page

FEWEST_TOLD = 3
"""Sentences that go on in small letters behind a name whose bearer the text tells of. With more, a
short story about somebody is by them; with fewer, what is said about an author below it is."""


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
