"""Rows of one sign again and again: rules, underlines, what draws.

A pattern with a group that is asked for again, as ``([=-])\\1+``, notes each sign that it has
passed: for a line of ten million that takes a gigabyte. Here nothing is noted.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable


def is_row(text: str, signs: Container[str], least: int) -> bool:
    """Tell whether a text is nothing but one of some signs, so many times at least.

    >>> is_row("=====", "=-", 3), is_row("==-==", "=-", 3), is_row("==", "=-", 3)
    (True, False, False)
    """
    return len(text) >= least and text[0] in signs and text.count(text[0]) == len(text)


def row_pattern(signs: Iterable[str], least: int) -> str:
    r"""Return the pattern of a row of one of some signs, so many times at least.

    >>> row_pattern("=*", 3)
    '(?:={3,}|\\*{3,})'
    """
    return f"(?:{'|'.join(f'{re.escape(sign)}{{{least},}}' for sign in signs)})"
