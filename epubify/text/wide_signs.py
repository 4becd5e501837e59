"""How many columns a text takes: letters of Chinese, Japanese and Korean take two."""

from __future__ import annotations

from unicodedata import east_asian_width

from epubify.text.lazy_pattern import lazy

_PERHAPS_WIDE = lazy("[^\x00-\u10ff\u2010-\u203a]")
"""Signs that may take two columns: none below these does (Unicode Standard Annex 11)."""


class _Widths(dict[str, int]):
    """Sign → the columns that it takes beyond one, told when it is first asked for."""

    def __missing__(self, char: str) -> int:
        width = self[char] = int(east_asian_width(char) in "WF")
        return width


_BEYOND_ONE = _Widths()


def columns(text: str) -> int:
    """Return the columns that a text takes; Chinese, Japanese and Korean letters take two.

    >>> columns("tea"), columns("“tea”"), columns("お茶")
    (3, 5, 4)
    """
    if text.isascii():
        return len(text)
    return len(text) + sum(map(_BEYOND_ONE.__getitem__, _PERHAPS_WIDE.findall(text)))
