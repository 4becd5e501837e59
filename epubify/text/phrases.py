"""Phrases that are looked for in every paragraph, though hardly any has one of them.

A phrase is a regular expression; most of them cannot match without a certain word. The word is
read out of the expression, and where it does not stand in the paragraph, which is told ten times
faster, the expression is not tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain

from epubify.text.apostrophes import APOSTROPHE, typewritten
from epubify.text.lazy_pattern import lazy
from epubify.text.once import once

SHORTEST = 4
"""Letters of a plain word that is looked for by itself; with fewer, words that stand in most
paragraphs would be found in vain, with more, most phrases would be tried in full."""
EDGE = r"\b"

_PIECE = lazy(
    r"(?P<letters>[^\\()|\[\].^$?*+{}]+)"
    r"|(?P<open>\((?:\?(?P<ahead><?[=!]|:))?)|(?P<close>\))|(?P<either>\|)|(?P<edge>\\[bB]|\^|\$)"
    r"|(?P<kind>\[\^?(?:\\.|[^\\])(?:\\.|[^\]\\])*\]|\\[sSdDwW]|\.)|\\?(?P<letter>.)",
    re.DOTALL,
)
"""One piece of a regular expression of the lists in ``epubify/data``; letters in
a row are one."""
_TIMES = lazy(r"(?P<none>[?*]|\{0?,\d*\}|\{0\})[?+]?|(?:\+|\{[\d,]+\})[?+]?")

Words = frozenset[str]


class Phrases:
    """Some phrases, of which one is enough; capitals and small letters are the same."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = tuple(patterns)

    @once
    def _needs(self) -> dict[str, Words]:
        """The words that each phrase needs one of."""
        return {pattern: words_needed(pattern) for pattern in self._patterns}

    @once
    def _own(self) -> dict[str, list[str]]:
        """The phrases that have words of their own, by each of their words."""
        own: dict[str, list[str]] = {}
        for pattern, words in self._needs.items():
            for word in words:
                own.setdefault(word, []).append(pattern)
        return own

    @once
    def _others(self) -> re.Pattern[str] | None:
        """One expression for all other phrases."""
        others = [pattern for pattern, words in self._needs.items() if not words]
        return _one_of(others) if others else None

    def stand_in(self, text: str, low: str | None = None) -> bool:
        """Tell whether one of the phrases stands in a text; ``low`` is it, case-folded.

        >>> Phrases(["many thanks"]).stand_in("Many Thanks!")
        True
        >>> Phrases(["here's my"]).stand_in("Here’s my second part."), Phrases(["me"]).stand_in("I")
        (True, False)
        """
        low = text.casefold() if low is None else low
        if APOSTROPHE in low:
            text, low = typewritten(text), typewritten(low)
        found = list(filter(low.__contains__, self._own))
        if found and any(phrase.search(text) for phrase in self._having(found)):
            return True
        return self._others is not None and self._others.search(text) is not None

    def are(self, text: str) -> bool:
        """Tell whether a text as a whole is one of the phrases.

        >>> Phrases(["many thanks!*"]).are("Many thanks!!"), Phrases(["thanks"]).are("Thanks, Ann")
        (True, False)
        """
        text = typewritten(text)
        found = list(filter(text.casefold().__contains__, self._own))
        if found and any(phrase.fullmatch(text) for phrase in self._having(found)):
            return True
        return self._others is not None and self._others.fullmatch(text) is not None

    def _having(self, words: Iterable[str]) -> Iterator[re.Pattern[str]]:
        """Return the phrases that have one of some words."""
        return map(_compiled, chain.from_iterable(self._own[word] for word in words))


def _one_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """Return one expression for several; whether a word begins is asked once for all of them."""
    edge = EDGE if all(pattern.startswith(EDGE) for pattern in patterns) else ""
    bare = "|".join(pattern.removeprefix(edge) for pattern in patterns)
    return re.compile(f"{edge}(?:{bare})", re.IGNORECASE)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return a phrase's expression, compiled when it is first needed."""
    return re.compile(pattern, re.IGNORECASE)


def words_needed(pattern: str) -> Words:
    r"""Return words of which one stands in whatever matches an expression; none if there are none.

    >>> words_needed(r"\bthank you (?:to|for reading)\b"), words_needed(r"\bmy\b")
    (frozenset({'thank you '}), frozenset())
    >>> sorted(words_needed(r"(?:wel)?come|\S@\S"))
    ['@', 'come']
    >>> sorted(words_needed(r"\b(?:comments?|reviews)\b[^.]{0,9}to"))
    ['comment', 'reviews']
    """
    words = _alternatives(_Pieces(pattern))
    return frozenset(words) if words and all(map(_is_rare, words)) else frozenset()


def _is_rare(word: str) -> bool:
    """Tell whether letters are seldom met in paragraphs that do not have the phrase."""
    return len(word) >= SHORTEST or not (word.isascii() and word.isalnum())


class _Pieces:
    """The pieces of an expression, one after another, each with how often it may come."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def __iter__(self) -> Iterator[re.Match[str]]:
        while piece := _PIECE.match(self.pattern, self.at):
            self.at = piece.end()
            yield piece

    def times(self) -> re.Match[str] | None:
        """Return how often the last piece may come, where something is said of it."""
        times = _TIMES.match(self.pattern, self.at)
        self.at = times.end() if times else self.at
        return times


def _alternatives(pieces: _Pieces) -> list[str] | None:
    """Return words of which one is needed, up to the end of a group; None where none is."""
    found: list[str] | None = []
    best: list[str] | None = None
    run = ""
    for piece in pieces:
        if letters := piece["letters"] or piece["letter"]:
            times = pieces.times()  # of the last letter
            kept = run + (letters[:-1] if times and times["none"] else letters).casefold()
            best = _better(best, [kept])
            run = "" if times else kept
        elif piece["either"] or piece["close"]:
            found = None if found is None or best is None else found + best
            best, run = None, ""
            if piece["close"]:
                return found
        elif not piece["edge"]:
            inner = _alternatives(pieces) if piece["open"] else None
            times = pieces.times()
            optional = (times and times["none"]) or (piece["ahead"] or ":") != ":"
            best, run = (best if optional else _better(best, inner)), ""
    return None if found is None or best is None else found + best


def _better(one: list[str] | None, other: list[str] | None) -> list[str] | None:
    """Return of two lists of words the one whose shortest word is the longer."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other, key=lambda words: min(map(len, words)))
