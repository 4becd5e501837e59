"""Values that people write, on the command line or in a file: checked, and told what is wrong.

Every function returns the value as the program uses it, or raises ValueError with a message
that names the value and, where there is one, the nearest that would be right.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from epubify.epub.fonts import FONT_SUFFIXES
from epubify.text.nearest import did_you_mean

_INDEX = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
_SIZE = re.compile(r"([0-9]{1,5})[x×]([0-9]{1,5})")
_COMMON_ENCODINGS = ("utf-8", "utf-16", "windows-1252", "latin-1", "mac-roman", "gbk")

NOTES = ("inline", "end", "drop")
DEVICES = ("generic", "kindle", "kobo", "apple", "legacy")
COVER_FITS = ("crop", "pad", "keep")
SIDES = (300, 5000)
"""Pixels of the shortest and the longest side that a cover may have."""


def _message(problem: str, question: str) -> str:
    """Return a problem and a question as sentences."""
    return f"{problem}. {question[:1].upper()}{question[1:]}" if question else f"{problem}."


def encoding_name(value: str) -> str:
    """Return Python's name of an encoding.

    >>> encoding_name("Latin-1")
    'iso8859-1'
    """
    try:
        "".encode(value)
        return codecs.lookup(value).name
    except (LookupError, UnicodeError, ValueError) as error:
        problem = f"{value!r} is no encoding that Python knows"
        raise ValueError(_message(problem, did_you_mean(value, _COMMON_ENCODINGS))) from error


def language_tag(value: str) -> str:
    """Return a BCP 47 tag in its normal form.

    >>> language_tag("EN-gb")
    'en-GB'
    """
    from epubify.text.languages import normal_tag

    tag = normal_tag(value)
    if tag is None:
        raise ValueError(f"{value!r} is no language tag such as en, en-GB or de.")
    return tag


def pattern(value: str) -> str:
    """Return a regular expression that compiles."""
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression: {error}.") from error
    return value


def series_index(value: str) -> str:
    """Return a place in a series (EPUB 3.3, D.3.3: a decimal number)."""
    if value and not _INDEX.fullmatch(value):
        raise ValueError(f"{value!r} is no number such as 2 or 1.5.")
    return value


def date(value: str) -> str:
    """Return a date, a month or a year in the form of ISO 8601."""
    if value and not _DATE.fullmatch(value):
        raise ValueError(f"{value!r} is no date such as 2004, 2004-07 or 2004-07-15.")
    return value


def size(value: str) -> tuple[int, int]:
    """Return a width and a height in pixels.

    >>> size("1264x1680")
    (1264, 1680)
    """
    found = _SIZE.fullmatch(value)
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(SIDES[0] <= side <= SIDES[1] for side in (width, height)):
        low, high = SIDES
        raise ValueError(f"{value!r} is no size such as 1264x1680, each side {low} to {high}.")
    return width, height


def font(value: str, folder: Path = Path()) -> str | Path:
    """Return the path of a font file, or the name of a package that holds fonts.

    What ends as font files do is a file, in this folder unless its path says otherwise.

    >>> font("fontpkg_eb_garamond")
    'fontpkg_eb_garamond'
    """
    if not value.lower().endswith(FONT_SUFFIXES):
        return value
    path = folder / value
    if not path.is_file():
        raise ValueError(f"there is no font file {path}.")
    return path


def choice(value: str, known: Iterable[str]) -> str:
    """Return one of several known words."""
    known = tuple(known)
    if value not in known:
        raise ValueError(f"{value!r} is none of {', '.join(known)}.")
    return value


def rule_names(values: Iterable[str]) -> frozenset[str]:
    """Return names of rules, which may come several in one text, with commas between."""
    names = [name.strip() for part in values for name in part.split(",") if name.strip()]
    known = all_rules() if names else {}
    for name in names:
        if name not in known:
            question = did_you_mean(name, known) or "`epubify rules` lists them."
            raise ValueError(_message(f"there is no rule {name!r}", question))
    return frozenset(names)


def rules_of_stages() -> dict[str, tuple[Any, ...]]:
    """Return the rules of each stage, in the order in which they run."""
    from epubify import repair, typography

    return {"repair": tuple(repair.RULES), "typography": tuple(typography.RULES)}


def all_rules() -> dict[str, Any]:
    """Return every rule by its name."""
    return {rule.name: rule for rules in rules_of_stages().values() for rule in rules}
