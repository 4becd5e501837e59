"""Patterns whose words stand in the lists of ``epubify/data``, none in the code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

AS_WRITTEN = re.RegexFlag(0)
"""Flags of a pattern that minds capitals."""


def either(words: Iterable[str]) -> str:
    """Return one regular expression that matches any of several words, the longest first.

    >>> either(["vol", "volume", "vol."])
    'volume|vol\\\\.|vol'
    """
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def alternatives(patterns: Iterable[str]) -> str:
    """Return one regular expression that matches any of several."""
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def filled(
    template: str, lists: Mapping[str, Sequence[str]], flags: re.RegexFlag = re.IGNORECASE
) -> re.Pattern[str]:
    r"""Return a pattern in which ``@name@`` stands for one of several lists of words.

    >>> lists = {"of": ["of", "von"]}
    >>> filled(r"@of@ (\d+)", lists).match("von 12")[1], filled(r"@of@ \d+", lists).match("vor 12")
    ('12', None)
    """
    return re.compile(
        re.sub(r"@(\w+)@", lambda name: f"(?:{either(lists[name[1]])})", template), flags
    )
