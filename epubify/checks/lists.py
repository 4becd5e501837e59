"""The word lists of the checks, read from ``data/check.toml``."""

from __future__ import annotations

import re
from functools import cache

from epubify.model.data_tables import read_table


@cache
def _tables() -> dict[str, dict[str, str]]:
    return read_table("check")


@cache
def word_list(table: str, name: str) -> frozenset[str]:
    """Return a list as a set.

    >>> "b" in word_list("tags", "bbcode")
    True
    """
    return frozenset(_tables()[table][name].split())


def any_of(table: str, name: str) -> str:
    """Return a regular expression that matches any word of a list, the longest first.

    >>> any_of("header", "of")
    'of'
    """
    return "|".join(map(re.escape, sorted(word_list(table, name), key=lambda w: (-len(w), w))))


@cache
def numbers() -> dict[str, str]:
    """Return number words and Roman numerals with the digits that they mean.

    >>> numbers()["iv"], numbers()["two"]
    ('4', '2')
    """
    names = _tables()["header"]["numbers"].split()
    return {name: str(n) for n, group in enumerate(names, 1) for name in group.split("/")}
