"""Patterns that are compiled when they are first used.

There are hundreds, and compiling them all takes longer than reading a short story; most stories
need half of them, and those for other scripts are the dearest. Of what cannot match without a
certain sign, as a bracket, most stories need none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, AnyStr, cast

PATIENCE = 150
"""Texts without any of its signs that a pattern is spared for. With more, it is told of each line
of a novel anew, in more time than the pattern takes, that there are none; with fewer, a short
story has patterns compiled that none of its lines needs."""


def lazy(pattern: AnyStr, flags: int = 0, needs: Iterable[str] = ()) -> re.Pattern[AnyStr]:
    r"""Return a pattern as ``re.compile`` does, which is compiled when it is first used.

    It can be used by its methods and attributes, and not as an argument of ``re.sub`` and the like.
    ``needs`` are signs or words of which one stands in whatever it matches: it is compiled when a
    text first has one.

    >>> lazy(r"\d+").findall("12 of 30"), lazy("[a-z]+", re.IGNORECASE).fullmatch("Of")[0]
    (['12', '30'], 'Of')
    >>> noted = lazy(r"[(\[]\d+[)\]]", needs="([")
    >>> noted.search("It rained."), noted.search("It rained. [1]")[0]
    (None, '[1]')
    """
    return made_by(lambda: re.compile(pattern, flags), needs)


def made_by(
    make: Callable[[], re.Pattern[AnyStr]], needs: Iterable[str] = ()
) -> re.Pattern[AnyStr]:
    """Return a pattern that a function makes when it is first used.

    >>> made_by(lambda: re.compile("[0-9]")).pattern
    '[0-9]'
    """
    return cast("re.Pattern[AnyStr]", _Spared(make, needs) if needs else _Lazy(make))


_PUBLIC = tuple(name for name in dir(re.Pattern) if not name.startswith("_"))


class _Made:
    """What stands for a pattern once it was used: its methods and attributes are those of it."""


class _Lazy(_Made):
    """What stands for a pattern until it is used."""

    def __init__(self, make: Callable[[], re.Pattern[Any]]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(_compiled(self), name)


def _compiled(lazy: _Lazy) -> re.Pattern[Any]:
    """Return the pattern, and have what stood for it have its methods and attributes."""
    pattern = lazy._make()
    for public in _PUBLIC:
        setattr(lazy, public, getattr(pattern, public))
    if isinstance(lazy, Gated):  # for methods that somebody has kept apart
        lazy.for_text = lambda text: pattern  # type: ignore[method-assign]
    lazy.__class__ = _Made  # type: ignore[assignment]  # finds attributes faster than `_Lazy`
    return pattern


class Gated:
    """What has the methods of a pattern, and asks first whether the pattern may match a text."""

    def for_text(self, text: str) -> re.Pattern[str]:
        """Return the pattern, or one that matches nothing."""
        raise NotImplementedError

    def match(self, text: str, *span: int) -> re.Match[str] | None:
        """Return the match at the start, as a pattern does."""
        return self.for_text(text).match(text, *span)

    def search(self, text: str, *span: int) -> re.Match[str] | None:
        """Return the first match, as a pattern does."""
        return self.for_text(text).search(text, *span)

    def fullmatch(self, text: str, *span: int) -> re.Match[str] | None:
        """Return the match of a whole text, as a pattern does."""
        return self.for_text(text).fullmatch(text, *span)

    def finditer(self, text: str, *span: int) -> Iterator[re.Match[str]]:
        """Return all matches, as a pattern does."""
        return self.for_text(text).finditer(text, *span)

    def findall(self, text: str, *span: int) -> list[Any]:
        """Return the texts of all matches, as a pattern does."""
        return self.for_text(text).findall(text, *span)

    def split(self, text: str, maxsplit: int = 0) -> list[Any]:
        """Return what stands between the matches, as a pattern does."""
        return self.for_text(text).split(text, maxsplit)

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """Return a text with its matches replaced, as a pattern does."""
        pattern = self.for_text(text)
        return text if pattern is NEVER else pattern.sub(by, text, count)  # NEVER has no groups


NEVER = re.compile(r"(?!)")
"""Matches nothing."""


class _Spared(Gated, _Lazy):
    """What stands for a pattern until a text has one of its signs, or many had none."""

    def __init__(self, make: Callable[[], re.Pattern[Any]], needs: Iterable[str]) -> None:
        super().__init__(make)
        self.needs = tuple(needs)
        self._patience = PATIENCE

    def for_text(self, text: str) -> re.Pattern[str]:
        """Return the pattern where the text has one of the signs; after many texts in any case."""
        self._patience -= 1
        if self._patience >= 0 and not any(map(text.__contains__, self.needs)):
            return NEVER
        return _compiled(self)
