"""How wide text is on a terminal."""

from __future__ import annotations

import unicodedata


def columns_of(text: str) -> int:
    """Return the columns of a terminal that a text takes.

    >>> columns_of("Tides"), columns_of("春の夜"), columns_of("e\\u0301")
    (5, 6, 1)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def fitted_to(text: str, width: int) -> str:
    """Return as much of a text as a column holds, with an ellipsis where it is not all.

    >>> fitted_to("a long line", 7), fitted_to("春の夜", 5)
    ('a long…', '春の…')
    """
    if columns_of(text) <= width:
        return text
    kept, left = "", width - 1
    for char in text:
        left -= _columns(char)
        if left < 0:
            break
        kept += char
    return kept.rstrip() + "…"


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
