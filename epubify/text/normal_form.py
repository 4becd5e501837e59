"""Unicode normalisation in a time that grows with the length and no faster.

The library sorts a row of combining marks by insertion: 100,000 marks on one letter take
minutes. Sorted before, by the same order, they cost nothing more.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Literal

from epubify.text.lazy_pattern import lazy

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

MANY = 30
"""More marks on one letter than any language needs (Unicode Standard Annex 15, section 13)."""

_ROW = lazy(rf"[^\x00-\u02ff]{{{MANY},}}")


def normal_form(form: Form, text: str) -> str:
    """Return a text in a normal form, as ``unicodedata.normalize`` does.

    >>> normal_form("NFC", "cafe\\u0301"), len(normal_form("NFC", "e" + "\\u0323\\u0301" * 20_000))
    ('café', 40000)
    """
    return text if text.isascii() else unicodedata.normalize(form, _ROW.sub(_sorted, text))


def _sorted(row: re.Match[str]) -> str:
    """Return a row with its marks in canonical order; all other characters stay where they are."""
    if not any(map(unicodedata.combining, row[0])):
        return row[0]  # as in all scripts without marks
    parts = []
    for is_mark, run in groupby(row[0], key=lambda char: unicodedata.combining(char) > 0):
        chars = list(run)
        parts += sorted(chars, key=unicodedata.combining) if is_mark else chars
    return "".join(parts)
