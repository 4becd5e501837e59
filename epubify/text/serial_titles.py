"""Titles of serials without what changes while the story grows: how far it has come."""

from __future__ import annotations

import re
from functools import cache

from epubify.text.lexicon import table

BEFORE_STANDING = "([,:;–—-"
"""Signs of which one stands before what says how far a story has come."""


@cache
def standing_pattern() -> re.Pattern[str]:
    """Return a pattern for what says how far a story has come, with the sign before it."""
    words = table("markers")
    standings, ranges, joints = (
        "|".join(map(re.escape, sorted(words[name], key=len, reverse=True)))
        for name in ("standings", "ranges", "range_joints")
    )
    through = rf"(?:{ranges})\.?\s*0*1\s*(?:[-–—]|\s(?:{joints})\s)\s*\d+(?:\s*/\s*[\d?]+)?"
    return re.compile(
        rf"\s*[(\[]\s*(?:{standings}|{through})\s*[)\]]|\s*[,:;–—-]\s*{through}",
        re.IGNORECASE,
    )


def lasting_title(title: str) -> str:
    """Return a title without its end that says how far the story has come.

    A range of chapters counts where it begins with the first: another one is another post.

    >>> lasting_title("Dusk, Chapters 1–3"), lasting_title("Dusk (WIP)")
    ('Dusk', 'Dusk')
    >>> lasting_title("Dusk, Chapters 4-6"), lasting_title("Dusk (Part 2)"), lasting_title("(WIP)")
    ('Dusk, Chapters 4-6', 'Dusk (Part 2)', '(WIP)')
    """
    if not any(map(title.__contains__, BEFORE_STANDING)):
        return title
    for found in standing_pattern().finditer(title):
        if found.end() == len(title.rstrip()) and title[: found.start()].strip():
            return lasting_title(title[: found.start()].rstrip())
    return title
