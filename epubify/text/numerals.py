"""Numbers as headings write them: digits, Roman numerals, words, Chinese numerals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import (
    folded,
    gluing_words,
    joining_words,
    number_words,
    unit_words,
    words_pattern,
)
from epubify.text.recogniser import recogniser

ROMAN = lazy(r"(?=.)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,4})")
ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
"""Roman figure → value."""
LARGEST_ROMAN = 399
"""No story has more chapters in Roman numerals; larger ones are words such as "mix"."""
CJK_DIGIT_FORMS = "〇零 一壹 二贰貳两兩 三叁參 四肆 五伍 六陆陸 七柒 八捌 九玖"
CJK_DIGITS = {c: n for n, forms in enumerate(CJK_DIGIT_FORMS.split()) for c in forms}
CJK_UNIT_FORMS = {10: "十拾", 100: "百佰", 1000: "千仟", 10000: "万萬"}
CJK_UNITS = {c: value for value, forms in CJK_UNIT_FORMS.items() for c in forms}
CJK_NUMBER = lazy(
    f"[{''.join(CJK_DIGITS)}{''.join(CJK_UNITS)}廿卅]+",
    needs=f"{''.join(CJK_DIGITS)}{''.join(CJK_UNITS)}廿卅",
)
HEBREW_VALUES = dict(zip("אבגדהוזחטיכלמנסעפצ", (*range(1, 10), *range(10, 100, 10)), strict=True))
_HEBREW_LETTERS = "".join(map(chr, range(ord("א"), ord("צ") + 1)))
HEBREW = lazy(r"\s*([א-צ]['׳]|[א-צ]{1,2}|[א-צ][\"״][א-צ])(?![א-ת'׳\"״])", needs=_HEBREW_LETTERS)
"""A number in Hebrew letters below a hundred, perhaps with the marks that tell it from a word."""
TOKEN = lazy(r"\s*([^\W_]+(?:-[^\W\d_]+)?)")
WORDS = lazy(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
DIVIDED = lazy(r"\s*(\d{1,3})(?:\.\d{1,2}[a-eA-E]?|[a-eA-E])(?![\w.])")
"""A number between two others: ``1.5``, ``1.5b``, or one cut in several: ``12a``, ``12b``."""
LETTERED_ROMAN = lazy(r"\s*([IVX]{1,6})[ -]?([A-Fa-f])(?![\w'’])", needs="IVX")
"""A Roman number cut in several: ``IIA``, ``IIB``."""
RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""Signs of notes and of verses, which count no chapters."""
PADDED = lazy(r"0\d{1,5}")
"""A number that zeros fill up: ``001``."""
MOST_KNOWN = 1_024
"""Words of which is kept what number they are, if any; those that lines open with come again and
again. With more, whole lines are held that never do, with fewer, the words are pushed out."""
MOST_AGAIN = 4
"""Texts whose number in words is kept: each form of a heading asks for it in turn. With more, long
texts would be held for nothing; with one, the parts of a label push the line out."""


class Numeral(Record):
    """A number in a heading."""

    value: int
    style: str
    """``digits``, ``roman``, ``word``, ``cjk``, or ``letters``, which alone are no number."""
    text: str
    """As written."""
    counts: bool = True
    """False where it has no place of its own in a sequence: ``1.5``, ``12b``."""
    letter: int = 0
    """The place of the letter behind it, where one number is cut in several: 2 in ``IIB``."""


def roman_value(text: str) -> int | None:
    """Return the value of an upper- or lower-case Roman numeral, None for other texts.

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
    """Return the value of a Chinese numeral, None for other texts.

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


def hebrew_value(text: str) -> int | None:
    """Return the value of a number in Hebrew letters, None if it is none.

    The larger letter comes first, but for 15 and 16, which would spell a holy name.

    >>> hebrew_value("א"), hebrew_value("י״ד"), hebrew_value("טו"), hebrew_value("דל")
    (1, 14, 15, None)
    """
    values = [HEBREW_VALUES[c] for c in text if c in HEBREW_VALUES]
    if len(values) == 2 and not (values[1] < 10 <= values[0] or values in ([9, 6], [9, 7])):
        return None
    return sum(values) or None


def word_value(words: str) -> int | None:
    """Return the value of a number in words, None for other texts.

    >>> word_value("Twenty-First"), word_value("ninety nine"), word_value("ounce")
    (21, 99, None)
    >>> word_value("one hundred and twelve"), word_value("Einundzwanzigstes"), word_value("two one")
    (112, 21, None)
    """
    values = number_words()
    bare = folded(words)
    if bare in values:
        return values[bare]
    known: list[int] = []
    rest = bare.replace("-", " ")
    while rest:  # nearly all lines are known by their first word, and are not taken apart
        part, _, rest = rest.partition(" ")
        if not part or part in joining_words():
            continue
        value = values.get(part) or glued_value(part)
        if value is None:
            return None
        known.append(value)
    return composed(known) if known else None


def composed(values: Sequence[int]) -> int | None:
    """Return the number that number words make together: hundreds, tens, units.

    >>> composed([1, 100, 12]), composed([60, 12]), composed([20, 12]), composed([1, 2])
    (112, 72, None, None)
    """
    total, below = 0, 1000
    for value in values:
        if value == 100 and total < 10:
            total, below = max(total, 1) * 100, 100
        elif value < below:
            total += value
            below = {60: 20}.get(value, 10) if value >= 20 else 0  # soixante-douze
        else:
            return None
    return total or None


def glued_value(word: str) -> int | None:
    """Return the value of unit and tens in one word (``einundzwanzig``), None for other words."""
    for glue in gluing_words():
        if glue not in word:
            continue
        for match in re.finditer(glue, word):
            unit, tens = word[: match.start()], word[match.end() :]
            low = unit_words().get(unit)
            high = number_words().get(tens)
            if low and high and low < 10 and high >= 20:
                return low + high
    return None


def leading_numeral(text: str) -> tuple[Numeral, str] | None:
    """Return the number that a text opens with and the rest, None if it opens with none.

    An article before an ordinal belongs to it ("the Fourth").

    >>> leading_numeral("IV. Mail")
    (Numeral(value=4, style='roman', text='IV', counts=True, letter=0), '. Mail')
    >>> leading_numeral("Twenty Two")[0].value, leading_numeral("the Third: x")[0].value
    (22, 3)
    >>> leading_numeral("mix of both") is None, leading_numeral("12b: Ebb")[0].text
    (True, '12b')
    """
    divided = DIVIDED.match(text)
    if divided:
        last = divided[0][-1] if "." not in divided[0] else ""
        letter = ord(last.lower()) - ord("a") + 1 if last.isalpha() else 0
        numeral = Numeral(int(divided[1]), "digits", divided[0], letter > 0, letter)
        return numeral, text[divided.end() :]
    return number_in_words(text) or number_in_one_token(text) or lettered_roman(text)


def lettered_roman(text: str) -> tuple[Numeral, str] | None:
    """Return the Roman number with a letter that a text opens with, and the rest.

    >>> lettered_roman("IIIB: Ebb")
    (Numeral(value=3, style='roman', text='IIIB', counts=True, letter=2), ': Ebb')
    >>> lettered_roman("Via Roma") is None
    True
    """
    match = LETTERED_ROMAN.match(text)
    value = roman_value(match[1]) if match else None
    if match is None or value is None:
        return None
    letter = ord(match[2].lower()) - ord("a") + 1
    return Numeral(value, "roman", match[0].strip(), letter=letter), text[match.end() :]


@cache
def article_pattern() -> re.Pattern[str]:
    """Return the pattern of an article before an ordinal."""
    return re.compile(rf"\s*(?:{words_pattern('articles')})\s+", re.IGNORECASE)


@lru_cache(maxsize=MOST_AGAIN)
def number_in_words(text: str) -> tuple[Numeral, str] | None:
    """Return the longest number in words that a text opens with, and the rest."""
    article = article_pattern().match(text)
    start = article.end() if article else 0
    found: tuple[Numeral, str] | None = None
    for match in WORDS.finditer(text, start):
        if match.start() != start and not found_room(text, start, match.start()):
            break
        value = word_value(text[start : match.end()])
        if value is not None:
            found = Numeral(value, "word", text[: match.end()].strip()), text[match.end() :]
        elif folded(match[0]) not in joining_words() or found is None:
            break
    return found


def found_room(text: str, start: int, end: int) -> bool:
    """Tell whether only a space or a hyphen stands before a further word of a number."""
    return text[end - 1] in " -" and text[end - 2].isalpha() and end > start


def number_in_one_token(text: str) -> tuple[Numeral, str] | None:
    """Return the number in digits, Roman or Chinese that a text opens with, and the rest."""
    match = HEBREW.match(text)
    value = hebrew_value(match[1]) if match else None
    if match and value:
        return Numeral(value, "letters", match[1]), text[match.end() :]
    match = TOKEN.match(text)
    numeral = numeral_of(match[1]) if match else None
    return (numeral, text[match.end() :]) if match and numeral else None


@lru_cache(maxsize=MOST_KNOWN)
def numeral_of(token: str) -> Numeral | None:
    """Return the number that a single word is, None for other words.

    >>> numeral_of("12"), numeral_of("1888") is None, numeral_of("③").value
    (Numeral(value=12, style='digits', text='12', counts=True, letter=0), True, 3)
    """
    if token.isdecimal():
        short = len(token) <= 3 or PADDED.fullmatch(token)
        return Numeral(int(token), "digits", token) if short else None
    if len(token) == 1 and unicodedata.category(token) == "No" and token not in RAISED_DIGITS:
        return Numeral(int(unicodedata.numeric(token)), "cjk", token)
    value = roman_value(token)
    if value is not None:
        return Numeral(value, "roman", token)
    value = word_value(token)
    if value is not None:
        return Numeral(value, "word", token)
    value = cjk_value(token)
    return Numeral(value, "cjk", token) if value is not None else None


_LAST_WORD = lazy(r"[\s#№]([^\W_]+)[.:]?$")
LONGEST_COUNTED = 40
"""Characters of a line that counts something; with more, sentences that end in a year do."""


def ends_in_number(text: str) -> bool:
    """Tell whether a short line ends in a number, as what is counted does.

    >>> ends_in_number("Letter 4"), ends_in_number("Canto XII"), ends_in_number("The Mix")
    (True, True, False)
    """
    last = _LAST_WORD.search(text) if len(text) <= LONGEST_COUNTED else None
    found = leading_numeral(last[1]) if last else None
    return found is not None and not found[1] and found[0].counts


@recogniser(takes=("-80 ROLL", "–12: Rope"), spares=("- 80 Days", "-A", ". 80"))
def is_range(tail: str) -> bool:
    """Tell whether what stands right behind a number goes on with a range or a date: ``01-80``."""
    return tail[:1] in ("-", "–") and tail[1:2].isdigit()
