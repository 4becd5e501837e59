"""Ellipses and primes: dots that are one sign, and the marks of feet, inches and minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule
from epubify.text.word_patterns import either
from epubify.typography.context import Context
from epubify.typography.tables import english_words

LONGEST_TOKEN = 24
"""Characters looked at for the abbreviation before two dots. With fewer, long ones get an ellipsis;
more only take time."""

_DOTS = lazy(r"\.(?<![.…].)(?<!\. .)(?:[ \u00A0\u2009\u202F]?\.){1,8}(?![ \u00A0]?\.)")
_TWO_DOTS = ("..", *(f".{space}." for space in " \u00a0\u2009\u202f"))
_TOKEN = lazy(r"\w+(?:\.\w+)*$")


@rule(
    "ellipses",
    leaves="Two dots after an abbreviation (`etc..`, `T.C..`), paths, rows of ten dots and more.",
    changes=(
        ("Well... no", "Well… no"),
        ("Well . . . no", "Well … no"),
        ("so..", "so…"),
        ("It was over....", "It was over.…"),
        ("It was over. . . . Then", "It was over. … Then"),
    ),
    keeps=("Well… no", "Smith, Jones, etc..", "W.B..", "../up", "Total .......... 5"),
    needs=_TWO_DOTS,
)
def ellipses(text: str, context: Context) -> Iterator[Change]:
    """Dots in a row, also spaced, become an ellipsis; of four the first ends the sentence.

    The Chicago Manual of Style 13.53: the full stop comes before the ellipsis.
    """
    for match in _DOTS.finditer(text):
        dots = match.group()
        number = dots.count(".")
        if number > 2:
            yield match.start(), match.end(), _ellipsis(text, match)
        elif dots == ".." and not _is_stop(text, match, context):
            yield match.start(), match.end(), "…"


def _ellipsis(text: str, match: re.Match[str]) -> str:
    before = text[match.start() - 1 : match.start()]
    if match.group().count(".") != 4 or not before or before.isspace():
        return "…"
    return ".…" if match.group()[1] == "." else ". …"


def _is_stop(text: str, match: re.Match[str], context: Context) -> bool:
    """Tell whether two dots are an abbreviation's and the sentence's, or part of a path."""
    token = _TOKEN.search(text[max(0, match.start() - LONGEST_TOKEN) : match.start()])
    word = token.group() if token else ""
    if text[match.end() : match.end() + 1] in ("/", "\\"):
        return True
    return (
        "." in word
        or (len(word) == 1 and word.isupper())
        or (word.lower() in context.words.abbreviations)
    )


_FEET_AND_INCHES = lazy(r"(?<![\w.,])(\d{1,3})(['’])( ?)(\d{1,2}(?:½|¼|¾|\.\d)?)(\"|”|''|’’)(?!\w)")
_FEET_INCHES_BARE = lazy(r"(?<![\w.,])\d{1,2}(['’])(?=\d{1,2}(?![\w'’\"”]))")
_DEGREES = lazy(r"\d°\s?\d{1,2}(['’])(?:\s?\d{1,2}(?:[.,]\d+)?(\"|”|''))?", needs="°")
_TIMES = either(english_words().times)
_BY = lazy(rf"\d(\"|”|'|’)(?= ?(?:{_TIMES}) ?\d)|(?:{_TIMES}) ?\d+(\"|”|'|’)(?!\w)")
_LONE_INCHES = lazy(r"(?<![\w.,\"'])\d{1,2}(?:[½¼¾]|\.\d)?(\")(?= [a-z])")
_LONE_FEET = lazy(rf"(?<![\w.,\"'])\d{{1,3}}(')(?= (?:{either(english_words().measured)})\b)()")
_DOUBLE = lazy(r"[\"“”]")
_BEHIND_NUMBER = lazy(r"['\"’”](?<=[\d½¼¾].)")
"""A mark right behind a number, without which there are no primes."""


@rule(
    "primes",
    leaves='A mark after a lone number where a quotation is open: it may close it (`in 1990"`).',
    changes=(
        ("He was 6'2\" tall.", "He was 6′2″ tall."),
        ("a 5' 11\" man", "a 5′ 11″ man"),
        ('an 8" x 10" print', "an 8″ x 10″ print"),
        ("a 12\" ruler, 6' wide", "a 12″ ruler, 6′ wide"),
        ("at 51° 28' 40\" north", "at 51° 28′ 40″ north"),
    ),
    keeps=('"It was in 1990"', "the '90s", "6′2″"),
    needs="'\"’”",
)
def primes(text: str, context: Context) -> Iterator[Change]:
    """Marks of feet, inches and minutes become primes where digits say what they are."""
    if not _BEHIND_NUMBER.search(text):  # as nearly always
        return
    found: dict[int, Change] = {}
    for match in _FEET_AND_INCHES.finditer(text):
        for group, prime in ((2, "′"), (5, "″")):
            found[match.start(group)] = (*match.span(group), prime)
    for match in _FEET_INCHES_BARE.finditer(text):
        found.setdefault(match.start(1), (*match.span(1), "′"))
    for match in _LONE_INCHES.finditer(text):
        if len(_DOUBLE.findall(text, 0, match.start())) % 2 == 0:
            found.setdefault(match.start(1), (*match.span(1), "″"))
    for pattern in (_DEGREES, _BY, _LONE_FEET):
        for match in pattern.finditer(text):
            for group in (1, 2):
                if match.group(group):
                    prime = "′" if match.group(group) in "'’" else "″"
                    found.setdefault(match.start(group), (*match.span(group), prime))
    yield from (found[start] for start in sorted(found))
