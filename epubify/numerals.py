"""Numbers as headings write them: digits, Roman numerals, words, Chinese numerals."""

from __future__ import annotations

import re
from dataclasses import dataclass

from epubify.lexicon import folded, number_words

ROMAN = re.compile(r"(?=.)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,4})")
ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
LARGEST_ROMAN = 399
"""No story has more chapters in Roman numerals; larger ones are words such as "mix"."""
CJK_DIGITS = {c: n for n, cs in enumerate("〇零 一壹 二贰貳两兩 三叁參 四肆 五伍 六陆陸 七柒 八捌 九玖".split())
              for c in cs}  # fmt: skip
CJK_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10000, "萬": 10000}  # fmt: skip
CJK_NUMBER = re.compile(f"[{''.join(CJK_DIGITS)}{''.join(CJK_UNITS)}廿卅]+")
TOKEN = re.compile(r"\s*([^\W_]+(?:-[^\W\d_]+)?)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a heading."""

    value: int
    style: str
    """``digits``, ``roman``, ``word`` or ``cjk``."""
    text: str
    """As written."""


def roman_value(text: str) -> int | None:
    """Return the value of an upper- or lower-case Roman numeral, None if it is none.

    >>> roman_value("XIV"), roman_value("iiii"), roman_value("IC"), roman_value("Mix")
    (14, 4, None, None)
    """
    if not (text.isupper() or text.islower()) or not ROMAN.fullmatch(text.upper()):
        return None
    values = [ROMAN_VALUES[c] for c in text.upper()]
    following = [*values[1:], 0]
    value = sum(-v if v < after else v for v, after in zip(values, following, strict=True))
    return value if value <= LARGEST_ROMAN else None


def cjk_value(text: str) -> int | None:
    """Return the value of a Chinese numeral, None if it is none.

    >>> cjk_value("一百二十"), cjk_value("十五"), cjk_value("二〇"), cjk_value("部")
    (120, 15, 20, None)
    """
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not CJK_NUMBER.fullmatch(text):
        return None
    if not any(c in CJK_UNITS for c in text):
        return int("".join(str(CJK_DIGITS[c]) for c in text))
    total = digit = 0
    for char in text:
        if char in CJK_DIGITS:
            digit = CJK_DIGITS[char]
        else:
            total += (digit or 1) * CJK_UNITS[char]
            digit = 0
    return total + digit


def word_value(words: str) -> int | None:
    """Return the value of a number in words, None if it is none.

    >>> word_value("Twenty-First"), word_value("ninety nine"), word_value("once")
    (21, 99, None)
    """
    values = number_words()
    parts = folded(words).replace("-", " ").split()
    known = [values.get(part) for part in parts]
    if len(known) == 1:
        return known[0]
    if len(known) == 2 and known[0] and known[1] and known[0] >= 20 and known[1] < 10:
        return known[0] + known[1]
    return None


def leading_numeral(text: str) -> tuple[Numeral, str] | None:
    """Return the number that a text opens with and the rest, None if it opens with none.

    An article before an ordinal belongs to it ("the Fourth").

    >>> leading_numeral("IV. Mail")
    (Numeral(value=4, style='roman', text='IV'), '. Mail')
    >>> leading_numeral("Twenty Two")[0].value, leading_numeral("the Third: x")[0].value
    (22, 3)
    >>> leading_numeral("mix of both") is None
    True
    """
    match = TOKEN.match(text)
    if not match:
        return None
    first, end = match[1], match.end()
    if folded(first) == "the":
        inner = leading_numeral(text[end:])
        if inner and inner[0].style == "word":
            numeral, rest = inner
            return Numeral(numeral.value, "word", f"{first} {numeral.text}"), rest
        return None
    second = TOKEN.match(text, end)
    if second and "-" not in first and text[end : second.start(1)] == " ":
        pair = f"{first} {second[1]}"
        value = word_value(pair)
        if value is not None:
            return Numeral(value, "word", pair), text[second.end() :]
    numeral = numeral_of(first)
    return (numeral, text[end:]) if numeral else None


def numeral_of(token: str) -> Numeral | None:
    """Return the number that a single word is, None if it is none.

    >>> numeral_of("12"), numeral_of("1888") is None
    (Numeral(value=12, style='digits', text='12'), True)
    """
    if token.isdecimal():
        return Numeral(int(token), "digits", token) if len(token) <= 3 else None
    value = roman_value(token)
    if value is not None:
        return Numeral(value, "roman", token)
    value = word_value(token)
    if value is not None:
        return Numeral(value, "word", token)
    value = cjk_value(token)
    return Numeral(value, "cjk", token) if value is not None else None
