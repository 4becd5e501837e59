"""The word lists of the checks, read from ``data/check.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("epubify") / "data" / "check.toml").read_text("utf-8"))


@cache
def word_list(table: str, name: str) -> frozenset[str]:
    """Return a list as a set.

    >>> "b" in word_list("tags", "bbcode")
    True
    """
    return frozenset(_tables()[table][name].split())


@cache
def numbers() -> dict[str, str]:
    """Return number words and Roman numerals with the digits that they mean.

    >>> numbers()["iv"], numbers()["two"]
    ('4', '2')
    """
    names = _tables()["header"]["numbers"].split()
    return {name: str(n) for n, group in enumerate(names, 1) for name in group.split("/")}
