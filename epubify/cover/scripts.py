"""Scripts: what a text is written in, and what that asks of a font and of its layout.

Only the scripts for which there are fonts in packages are known here beside Latin, Greek and
Cyrillic, which need nothing. Blocks are those of the Unicode Standard (``Blocks.txt``).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Script = Literal["hebrew", "arabic", "devanagari", "cjk"]
Direction = Literal["ltr", "rtl"]

_BLOCKS: tuple[tuple[int, int, Script], ...] = (
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x06FF, "arabic"),
    (0x0750, 0x077F, "arabic"),
    (0x0870, 0x08FF, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x2E80, 0x2FDF, "cjk"),  # radicals
    (0x3000, 0x33FF, "cjk"),  # punctuation, kana, bopomofo, squared letters
    (0x3400, 0x4DBF, "cjk"),
    (0x4E00, 0x9FFF, "cjk"),
    (0xA8E0, 0xA8FF, "devanagari"),
    (0xAC00, 0xD7A3, "cjk"),  # Hangul syllables
    (0xF900, 0xFAFF, "cjk"),
    (0xFB1D, 0xFB4F, "hebrew"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE30, 0xFE4F, "cjk"),
    (0xFE70, 0xFEFC, "arabic"),
    (0xFF00, 0xFFEF, "cjk"),  # fullwidth and halfwidth forms
    (0x20000, 0x3FFFD, "cjk"),
)
_FIRST = _BLOCKS[0][0]
ZERO_WIDTH_JOINERS = "\u200c\u200d"
"""Draw nothing, but decide in Arabic script and Devanagari which forms letters take."""

_LANGUAGE: ContextVar[str] = ContextVar("language", default="")


@contextmanager
def written_in(language: str | None) -> Iterator[None]:
    """Within it, texts whose script leaves their language open count as of this one.

    Han characters have other shapes in Japan than in China; Urdu has other digits than
    Persian. Styles need not pass the language from hand to hand.
    """
    token = _LANGUAGE.set((language or "").replace("_", "-").lower())
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def script_of(char: str) -> Script | None:
    """Return the script of a character; None for Latin, Greek, Cyrillic and all others.

    >>> script_of("ש"), script_of("の"), script_of("é")
    ('hebrew', 'cjk', None)
    """
    code = ord(char)
    if code < _FIRST:
        return None
    return next((script for first, last, script in _BLOCKS if first <= code <= last), None)


def main_script(text: str) -> Script | None:
    """Return the script that most letters and digits of a text need beyond Latin ones.

    >>> main_script("AI時代"), main_script("AI"), main_script("★ 「」")
    ('cjk', None, None)
    """
    if ord(max(text, default="\0")) < _FIRST:
        return None
    found = Counter(script_of(c) for c in text if unicodedata.category(c)[0] in "LMN")
    del found[None]
    return max(found, key=lambda script: found[script]) if found else None


def needs_shaping(char: str) -> bool:
    """Tell whether a character is of a script that basic layout would set wrongly.

    Basic layout sets one glyph after another. That is right for Han, kana and Hangul on a
    line, and wrong where letters join, reorder, stack or run from right to left.

    >>> [needs_shaping(c) for c in "\N{DEVANAGARI LETTER KA}\N{CYRILLIC SMALL LETTER YA}中"]
    [True, False, False]
    """
    if script_of(char) == "cjk":
        return False
    category = unicodedata.category(char)
    if category == "Mn":
        return not unicodedata.name(char, "").startswith("COMBINING")
    return category == "Mc" or (category == "Lo" and char > "\u02ff")


def direction_of(text: str) -> Direction:
    """Return the direction of a text's first letter (UAX #9, rules P2 and P3).

    >>> direction_of("1. שלום ABC"), direction_of("ABC שלום")
    ('rtl', 'ltr')
    """
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("L", "R", "AL"):
            return "ltr" if direction == "L" else "rtl"
    return "ltr"


_LANGUAGES: dict[Script, tuple[str, ...]] = {
    "hebrew": ("he", "yi"),
    "arabic": ("ar", "fa", "ur", "ps", "ug", "sd", "ku", "ckb"),
    "devanagari": ("hi", "mr", "ne", "sa", "kok"),
    "cjk": ("zh-hans", "zh-hant", "ja", "ko"),
}


def language_of(text: str, script: Script) -> str:
    """Return the language whose forms of the letters a text is to have.

    It is never left open: HarfBuzz would then take that of the computer.

    >>> with written_in("ur-PK"):
    ...     language_of("کتاب", "arabic"), language_of("ספר", "hebrew"), language_of("かな", "cjk")
    ('ur', 'he', 'ja')
    """
    if script == "cjk":
        return _region(text)
    primary = _LANGUAGE.get().split("-")[0]
    return primary if primary in _LANGUAGES[script] else _LANGUAGES[script][0]


def _region(text: str) -> str:
    """Return the language of a text in Han, kana or Hangul.

    Letters tell more than what the book says of its language. Where neither helps, what can
    be written in GB 2312 is taken for simplified Chinese.
    """
    names = [unicodedata.name(char, "") for char in text]
    if any(name.startswith(("HIRAGANA LETTER", "KATAKANA LETTER")) for name in names):
        return "ja"
    if any(name.startswith("HANGUL") for name in names):
        return "ko"
    primary, *others = _LANGUAGE.get().split("-")
    if primary in ("ja", "ko"):
        return primary
    if {"hant", "tw", "hk", "mo"} & set(others):
        return "zh-hant"
    if {"hans", "cn", "sg"} & set(others):
        return "zh-hans"
    return "zh-hans" if _in_gb2312(text) else "zh-hant"


def _in_gb2312(text: str) -> bool:
    try:
        "".join(char for char in text if script_of(char)).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
