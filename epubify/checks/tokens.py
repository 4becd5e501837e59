"""Text as a sequence of canonical words, so that typography makes no difference.

Two texts have the same canonical words when they differ only in what a typesetter may
change: case of headings, quotes, apostrophes, dashes, dots, spaces, marks of emphasis,
ligatures and other compatibility forms (Unicode Standard Annex 15, form NFKC).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

REMOVED = "'’‘‛`´ʼʹ′″‴\"“”„‟«»‹›*_/⁄~=#^|\\¨¯¸˜״׳"
"""Marks inside or around words that may change or vanish without changing the word.

They are taken out before NFKC, which would turn some (the acute accent that people type for
an apostrophe) into a space with a combining mark."""

_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), 0x20E3)))
"""Marks that only say how a sign is drawn, as those behind a heart in colour."""
_STANDS_ALONE = ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC")
_STANDS_WITH_MARKS = ("THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")


class _Removal(dict[int, int | None]):
    """Translation that takes out marks and format characters (general category Cf)."""

    def __missing__(self, code: int) -> int | None:
        char = chr(code)
        gone = char in REMOVED or unicodedata.category(char) == "Cf" or char in _SELECTORS
        self[code] = None if gone else code
        return self[code]


class _Separation(dict[int, int | str]):
    """Translation that keeps letters, digits and combining marks and spaces out the rest."""

    def __missing__(self, code: int) -> int | str:
        self[code] = _separated(chr(code))
        return self[code]


def _separated(char: str) -> int | str:
    if not is_letter(char):
        return " "
    # Scripts written without spaces: a line end may or may not become a space there.
    name = unicodedata.name(char, "")
    if name.startswith(_STANDS_ALONE):
        return f" {char} "
    if name.startswith(_STANDS_WITH_MARKS) and char.isalnum():
        return f" {char}"
    return ord(char)


_REMOVAL = _Removal()
_SEPARATION = _Separation()
_SEPARATION_OF_LINES = _Separation({ord("\n"): "\n"})


def is_letter(char: str) -> bool:
    """Tell whether a character is part of a word: a letter, a digit, a combining mark."""
    return char.isalnum() or unicodedata.category(char).startswith("M")


def canonical(text: str) -> str:
    """Return the text case-folded in NFKC, without quotes, emphasis and format characters."""
    text = text.translate(_REMOVAL) if len(text) < _LONG or text.isascii() else _eased(text)
    if text.isascii():
        return text.lower()
    text = _LONG_ROW.sub(_with_sorted_marks, text) if _has_marks(text) else text
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


_LONG, _MOST_SIGNS = 2_000, 64
"""Characters of a text that is gone through sign by sign, and how many different signs may be taken
out of it so. With a smaller first one, short lines take longer; with a larger second one, texts
made of many strange signs do."""


def _eased(text: str) -> str:
    """Return a long text without marks, and with spaces for signs that NFKC would make separators.

    One sign after another: most texts have few of them, and ``normalize`` then has nothing to do.
    """
    signs = sorted(set(text))
    gone = [char for char in signs if _REMOVAL[ord(char)] is None]
    # A mark that combines with a sign makes another one of it.
    parting = [] if any(map(_CLASSES, signs)) else [*filter(_becomes_separator, signs)]
    if len(gone) + len(parting) > _MOST_SIGNS:
        return text.translate(_REMOVAL)
    for char in gone:
        text = text.replace(char, "")
    for char in parting:
        text = text.replace(char, " ")
    return text


def _becomes_separator(char: str) -> bool:
    """Tell whether NFKC makes other signs of a sign, none of which is part of a word."""
    plain = char if char.isalnum() else unicodedata.normalize("NFKC", char)
    return plain != char and not any(map(is_letter, plain))


def _has_marks(text: str) -> bool:
    return any(map(_CLASSES, set(text) if len(text) > _LONG else text))


_LONG_ROW = re.compile("[^\x00-\u02ff]{20,}")
_CLASSES = unicodedata.combining


def _with_sorted_marks(row: re.Match[str]) -> str:
    """Put the marks of each letter in their canonical order, which ``normalize`` does slowly."""
    if not any(map(_CLASSES, row[0])):
        return row[0]  # as most rows
    starter = 0
    places = []
    for char in row[0]:
        starter += _CLASSES(char) == 0
        places.append((starter, _CLASSES(char), char))
    return "".join(char for _, _, char in sorted(places, key=lambda place: place[:2]))


def words(text: str) -> list[str]:
    """Return the canonical words of a text.

    Whatever is not a letter, digit or combining mark separates, hyphens too, so that only a
    hyphen that vanishes on joining lines matters. Each ideograph and kana, and each letter
    of the scripts of South-East Asia, is a word of its own.

    >>> words("“_Don’t_,” she said—well-known words…")
    ['dont', 'she', 'said', 'well', 'known', 'words']
    >>> words('"Don`t", SHE SAID -- well-known words...')
    ['dont', 'she', 'said', 'well', 'known', 'words']
    """
    return _parted(text).split()


def spaced(text: str) -> str:
    """Return the canonical words of a text with one space between.

    >>> spaced("Well-known, she said.")
    'well known she said'
    """
    return single_spaced(_parted(text))


def single_spaced(text: str) -> str:
    """Return words that are parted by any number of spaces with one space between.

    >>> single_spaced("  well  known    she ")
    'well known she'
    """
    if 4 * text.count("  ") > text.count(" "):  # as where each letter is a word
        return " ".join(text.split())
    return " ".join(filter(None, map(str.strip, text.split("  "))))


def _parted(text: str) -> str:
    """Return the canonical words of a text with spaces between."""
    if text.isascii():
        return text.translate(_REMOVAL).lower().translate(_SEPARATION)
    for mark, stands in _USUAL:
        text = text.replace(mark, stands)
    if text.isascii():
        return _parted(text)
    # No word goes over a line end: where few lines have a sign that is slow to look up, it slows
    # its own line only.
    lines = [line for line in text.split("\n") if line]
    if 2 * sum(map(str.isascii, lines)) < len(lines):
        return canonical(text).translate(_SEPARATION)
    return " ".join(map(_parted_line, lines))


def _parted_line(line: str) -> str:
    return _parted(line) if line.isascii() else canonical(line).translate(_SEPARATION)


_USUAL = (*((mark, "") for mark in "’‘“”"), *((mark, " ") for mark in "–—…"))
"""The marks of typeset prose and what they come to. Text is ASCII without them, mostly, and that
is looked up ten times as fast."""


def separated(lines: Iterable[str]) -> list[str]:
    """Return lines that hold nothing but their canonical words, parted by spaces.

    All lines are gone through at once, which takes a third of what one after another take.

    >>> [line.split() for line in separated(["Well-known,", "", "so."])]
    [['well', 'known'], [], ['so']]
    """
    return canonical("\n".join(lines)).translate(_SEPARATION_OF_LINES).split("\n")


def letters(text: str) -> str:
    """Return the canonical letters of a text without anything between them.

    >>> letters("C H A P T E R 1") == letters("Chapter 1")
    True
    """
    return "".join(words(text))
