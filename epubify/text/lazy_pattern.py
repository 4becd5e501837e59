"""Patterns that are compiled when they are first used.

There are hundreds, and compiling them all takes longer than reading a short story; most stories
need half of them, and those for other scripts are the dearest.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, AnyStr, cast


def lazy(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    r"""Return a pattern as ``re.compile`` does, which is compiled when it is first used.

    It can be used by its methods and attributes, and not as an argument of ``re.sub`` and the like.

    >>> lazy(r"\d+").findall("12 of 30"), lazy("[a-z]+", re.IGNORECASE).fullmatch("Of")[0]
    (['12', '30'], 'Of')
    """
    return made_by(lambda: re.compile(pattern, flags))


def made_by(make: Callable[[], re.Pattern[AnyStr]]) -> re.Pattern[AnyStr]:
    """Return a pattern that a function makes when it is first used.

    >>> made_by(lambda: re.compile("[0-9]")).pattern
    '[0-9]'
    """
    return cast("re.Pattern[AnyStr]", _Lazy(make))


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
        pattern = self._make()
        for public in _PUBLIC:
            setattr(self, public, getattr(pattern, public))
        self.__class__ = _Made  # type: ignore[assignment]  # finds attributes faster than this one
        return getattr(pattern, name)
