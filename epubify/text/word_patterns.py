"""Patterns whose words stand in the lists of ``epubify/data``, none in the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from epubify.text.apostrophes import either_apostrophe, typewritten
from epubify.text.lazy_pattern import NEVER, Gated, made_by
from epubify.text.once import once

AS_WRITTEN = re.RegexFlag(0)
"""Flags of a pattern that minds capitals."""


def either(words: Iterable[str]) -> str:
    """Return one regular expression that matches any of several words, the longest first.

    >>> either(["vol", "volume", "vol."])
    'volume|vol\\\\.|vol'
    >>> re.fullmatch(either(["author's note"]), "author’s note") is not None
    True
    """
    plain = sorted(dict.fromkeys(map(typewritten, words)), key=len, reverse=True)
    return either_apostrophe("|".join(map(re.escape, plain)))


def alternatives(patterns: Iterable[str]) -> str:
    """Return one regular expression that matches any of several."""
    return either_apostrophe("|".join(f"(?:{pattern})" for pattern in patterns))


def filled(
    template: str,
    lists: Callable[[], Mapping[str, Sequence[str]]],
    flags: re.RegexFlag = re.IGNORECASE,
    signs: Iterable[str] = (),
) -> re.Pattern[str]:
    r"""Return a pattern in which ``@name@`` stands for one of several lists of words.

    The lists are read and the pattern is compiled when it is first used, on a text with one of
    its ``signs`` where it needs one (see `lazy`).

    >>> of = filled(r"@of@ (\d+)", lambda: {"of": ["of", "von"]})
    >>> of.match("von 12")[1], of.match("vor 12")
    ('12', None)
    """

    def words(name: re.Match[str]) -> str:
        return f"(?:{either(lists()[name[1]])})"

    return made_by(lambda: re.compile(re.sub(r"@(\w+)@", words, template), flags), signs)


def needing(
    pattern: re.Pattern[str], lists: Callable[[], Mapping[str, Sequence[str]]], *names: str
) -> re.Pattern[str]:
    r"""Return a pattern that is tried only on texts with a word of one of several lists.

    It is for what cannot match without one. Hardly a text has one, so that most such patterns
    need not be compiled.

    >>> words = lambda: {"written": ["by", "from"]}
    >>> by = needing(filled(r"@written@ (\w+)", words), words, "written")
    >>> by.search("From Ann")[1], by.search("For Ann")
    ('Ann', None)
    """
    return cast("re.Pattern[str]", NeedingPattern(pattern, lists, names))


class NeedingPattern(Gated):
    """A pattern that cannot match without one of some words."""

    def __init__(
        self,
        pattern: re.Pattern[str],
        lists: Callable[[], Mapping[str, Sequence[str]]],
        names: Sequence[str],
    ) -> None:
        self.pattern, self._lists, self._names = pattern, lists, names

    @once
    def _words(self) -> tuple[str, ...]:
        words = {
            typewritten(word.casefold()) for name in self._names for word in self._lists()[name]
        }
        # What has one of the others has its shorter part.
        return tuple(w for w in words if not any(part in w for part in words if part != w))

    def for_text(self, text: str) -> re.Pattern[str]:
        """Return the pattern where one of the words stands in a text."""
        small = typewritten(text.casefold())
        return self.pattern if any(map(small.__contains__, self._words)) else NEVER
