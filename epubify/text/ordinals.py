"""Ordinals that come before a heading word: ``1. Kapitel``, ``II. Teil``, ``Erstes Buch``."""

from __future__ import annotations

import re
from functools import cache

from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, ordinal_words, words_pattern
from epubify.text.numerals import (
    Numeral,
    glued_value,
    number_in_words,
    roman_value,
    word_value,
)

ROMAN_ORDINAL = lazy(r"([IVXLC]{1,8})\.\s+")


def leading_ordinal(core: str) -> tuple[Numeral, str] | None:
    """Return the ordinal that a line opens with and the rest, None where it opens with none.

    Cardinals count things when they come first: ``Two chapters``, ``Three days``.
    """
    digits = digit_ordinal().match(core)
    if digits:
        return Numeral(int(digits[1]), "digits", digits[0].strip()), core[digits.end() :]
    roman = ROMAN_ORDINAL.match(core)
    if roman and (number := roman_value(roman[1])):
        return Numeral(number, "roman", roman[0].strip()), core[roman.end() :]
    word, _, rest = core.partition(" ")
    several = number_in_words(core)
    if several and folded(several[0].text).rpartition(" ")[2] in ordinal_words():
        return several[0], several[1].strip()
    value = ordinal_words().get(folded(word))
    if value is None:
        value = word_value(word) if glued_value(folded(word)) else None
    return (Numeral(value, "word", word), rest.strip()) if value and rest else None


@cache
def digit_ordinal() -> re.Pattern[str]:
    """Return the pattern of an ordinal in digits: ``1.``, ``2nd``, ``3ème``."""
    return re.compile(rf"(\d{{1,3}})(?:{words_pattern('ordinal_ends')})\s+", re.IGNORECASE)
