"""Patterns whose words stand in the lists of ``epubify/data``, none in the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from epubify.text.lazy_pattern import made_by

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
    template: str,
    lists: Callable[[], Mapping[str, Sequence[str]]],
    flags: re.RegexFlag = re.IGNORECASE,
) -> re.Pattern[str]:
    r"""Return a pattern in which ``@name@`` stands for one of several lists of words.

    The lists are read and the pattern is compiled when it is first used.

    >>> of = filled(r"@of@ (\d+)", lambda: {"of": ["of", "von"]})
    >>> of.match("von 12")[1], of.match("vor 12")
    ('12', None)
    """

    def words(name: re.Match[str]) -> str:
        return f"(?:{either(lists()[name[1]])})"

    return made_by(lambda: re.compile(re.sub(r"@(\w+)@", words, template), flags))
