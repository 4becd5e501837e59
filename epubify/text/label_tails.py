"""What may stand behind the number of a heading and is no title: a total, a byline."""

from __future__ import annotations

import re
from functools import cache

from epubify.text.lexicon import folded, word_set, words_pattern


@cache
def of_total() -> re.Pattern[str]:
    """Return the pattern of how many there are in all, after a number: ``of 5``, ``/ 5``."""
    total = rf"\d{{1,3}}|(?:{words_pattern('totals')})"
    return re.compile(rf"\s*(?:{words_pattern('of_total')})\s*(?:{total})$", re.IGNORECASE)


def said_total(mark: str) -> str:
    """Return what stands behind a number, in small letters as the label is set: ``OF TWO``.

    >>> said_total(" OF TWO."), said_total(" of 5")
    (' of two', ' of 5')
    """
    return mark.rstrip(".").lower() if mark.isupper() else mark.rstrip(".")


@cache
def by_whom() -> re.Pattern[str]:
    """Return the pattern of a byline after a number: ``Part 4, by Ann Marsh``.

    >>> by_whom().fullmatch(", by Ann Marsh.")[1], by_whom().fullmatch(" by the sea")
    ('by Ann Marsh.', None)
    >>> by_whom().fullmatch(" by A.Marsh")[1], by_whom().fullmatch(" by Night")
    ('by A.Marsh', None)
    """
    name = r"[A-Z](?:[^\s\d]*(?: [A-Z][^\s\d]*){1,3}|\.\s?[A-Z][^\s\d]+)"
    return re.compile(rf"\s*,?\s*((?:{words_pattern('by_whom')}) {name})")


def says_last(title: str) -> bool:
    """Tell whether what stands behind a number says only that this part is the last.

    >>> says_last("the end!"), says_last("the end of it")
    (True, False)
    """
    return folded(title.rstrip(".! ")) in word_set("last")
