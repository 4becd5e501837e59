"""Values that people write, on the command line or in a file: checked, with what is wrong in words.

Every function returns the value as the program uses it, or raises ValueError with a message
that names the value and, where there is one, the nearest that would be right.
"""

from __future__ import annotations

import datetime
import re
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from epubify.epub import devices
from epubify.model import Contributor, limits
from epubify.readers import READERS
from epubify.text.lazy_pattern import lazy
from epubify.text.nearest import did_you_mean, unknown

_INDEX = lazy(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_WHOLE = lazy(r"[1-9][0-9]{0,14}")
_BYTES = lazy(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*([kmg]?)(i?)b?", re.IGNORECASE)
_DATE = lazy(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
_SIZE = lazy(r"([0-9]{1,5})[x×]([0-9]{1,5})")

FORMS = tuple(reader.name for reader in READERS)
FORM_HELP = f"Form of the input: {', '.join(FORMS)}."
"""What the option format is for, on the command line and in a sidecar."""
NOTES = ("inline", "end", "drop", "gathered")
DEVICES = tuple(devices.DEVICES)
COLLECTION_TYPES = ("series", "set")
COVER_FITS = ("crop", "pad", "keep")
SIDES = (300, 5000)
"""Pixels of the shortest and the longest side that a cover may have."""


def encoding_name(value: str) -> str:
    """Return Python's name of an encoding."""
    from epubify.decode import codec_names

    return codec_names.encoding_name(value)


def byte_count(value: str) -> int:
    """Return a number of bytes.

    >>> byte_count("40MB"), byte_count("1.5 GiB"), byte_count("9000")
    (40000000, 1610612736, 9000)
    """
    found = _BYTES.fullmatch(value.strip())
    step = 1024 if found and found[3] else 1000
    count = float(found[1]) * step ** " kmg".index(found[2].lower() or " ") if found else 0
    if count < 1:
        raise ValueError(f"{value!r} is not a size such as 40MB or 500kB.")
    return int(count)


def story_count(value: int | str) -> int:
    """Return a number of stories, from 1.

    >>> story_count(50)
    50
    """
    if isinstance(value, bool) or not _WHOLE.fullmatch(str(value)):
        raise ValueError(f"{value!r} is not a number of stories such as 50.")
    return int(value)


def language_tag(value: str) -> str:
    """Return a BCP 47 tag in its normal form.

    >>> language_tag("EN-gb")
    'en-GB'
    """
    from epubify.text.languages import normal_tag

    tag = normal_tag(value)
    if tag is None:
        raise ValueError(f"{value!r} is not a language tag such as en, en-GB or de.")
    return tag


def pattern(value: str) -> str:
    """Return a regular expression that compiles."""
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression: {error}.") from error
    return value


def series_index(value: str) -> str:
    """Return a place in a series (EPUB 3.3, D.3.3: a decimal number)."""
    if value and not _INDEX.fullmatch(value):
        raise ValueError(f"{value!r} is not a number such as 2 or 1.5.")
    return value


def date(value: str) -> str:
    """Return a date, a month or a year in the form of ISO 8601.

    >>> date("2004-07")
    '2004-07'
    >>> date("2003-02-29")
    Traceback (most recent call last):
    ValueError: '2003-02-29' is not a date such as 2004, 2004-07 or 2004-07-15.
    """
    if value and not (_DATE.fullmatch(value) and _is_in_calendar(value)):
        raise ValueError(f"{value!r} is not a date such as 2004, 2004-07 or 2004-07-15.")
    return value


def _is_in_calendar(value: str) -> bool:
    try:
        datetime.date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        return False
    return True


def size(value: str) -> tuple[int, int]:
    """Return a width and a height in pixels.

    >>> size("1264x1680")
    (1264, 1680)
    """
    found = _SIZE.fullmatch(value)
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(SIDES[0] <= side <= SIDES[1] for side in (width, height)):
        low, high = SIDES
        raise ValueError(f"{value!r} is not a size such as 1264x1680, each side {low} to {high}.")
    return width, height


def font(value: str, folder: Path = Path()) -> str | Path:
    """Return the path of a font file, or the name of a package that holds fonts.

    What ends as font files do is a file, in this folder unless its path says otherwise.

    >>> font("fontpkg_eb_garamond")
    'fontpkg_eb_garamond'
    """
    from epubify.epub.fonts import FONT_SUFFIXES

    if not value.lower().endswith(FONT_SUFFIXES):
        return value
    path = folder / value
    if not path.exists():
        raise ValueError(f"no such font file: {path}.")
    return plain_file(path)


def plain_file(path: Path) -> Path:
    """Return the path of something that can be read to its end: no pipe, no device.

    >>> plain_file(Path("/dev/zero"))
    Traceback (most recent call last):
    ValueError: /dev/zero is a pipe or a device, not a file.
    """
    if path.exists() and not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
        raise ValueError(f"{path} is a pipe or a device, not a file.")
    return path


def page_text(value: str) -> str:
    """Return a text that has a page of its own, as a dedication has.

    >>> page_text(" ")
    Traceback (most recent call last):
    ValueError: nothing stands in it: write a text, or leave it out.
    """
    if not value.strip():
        raise ValueError("nothing stands in it: write a text, or leave it out.")
    return value


def page_file(value: str, folder: Path = Path()) -> Path:
    """Return the path of a file whose text is to stand around the stories of a book.

    >>> page_file("gone.txt", Path("/nowhere"))
    Traceback (most recent call last):
    ValueError: no such file: /nowhere/gone.txt.
    """
    path = folder / value
    if path.is_dir():
        raise ValueError(f"{path} is a folder, not a file: name one with a text in it.")
    if not path.exists():
        meant = did_you_mean(path.name, _names_in(path.parent))
        raise ValueError(f"no such file: {path}" + (f"; {meant}" if meant else "."))
    return plain_file(path)


def _names_in(folder: Path) -> list[str]:
    try:
        return sorted(one.name for one in folder.iterdir() if one.is_file())
    except OSError:
        return []


def only_one(given: Sequence[str]) -> str | None:
    """Return the one value that was given, None where none was; a book has no two introductions.

    >>> only_one(["a.txt", "b.txt"])
    Traceback (most recent call last):
    ValueError: “a.txt” and “b.txt”: a book has only one; put both into one.
    """
    if len(given) > 1:
        first, second = given[0].strip()[:40], given[1].strip()[:40]
        raise ValueError(f"“{first}” and “{second}”: a book has only one; put both into one.")
    return given[0] if given else None


def choice(value: str, choices: Iterable[str]) -> str:
    """Return a value that is one of several words."""
    choices = tuple(choices)
    if value not in choices:
        raise ValueError("; ".join(unknown("value", value, choices)))
    return value


def credits_of(given: Iterable[str]) -> tuple[Contributor, ...]:
    """Return people with their roles."""
    given = tuple(given)
    if not given:
        return ()
    from epubify.collection.marc_roles import read_credit

    return tuple(map(read_credit, given))


def groupings(given: Iterable[str]) -> tuple[str, ...]:
    """Return what an anthology is grouped by, level by level.

    >>> groupings(["author", "series"])
    ('author', 'series')
    """
    from epubify.bind.grouping import DEEPEST
    from epubify.bind.kinds import GROUPINGS

    levels = tuple(choice(one, GROUPINGS) for one in given)
    if len(set(levels)) < len(levels):
        raise ValueError("the same grouping twice.")
    if len(levels) > DEEPEST:
        raise ValueError(f"more than {DEEPEST} levels of parts.")
    return levels


def columns(value: str) -> tuple[str, ...]:
    """Return the names of fields of a story, which come in one text with commas between.

    >>> columns("title, authors")
    ('title', 'author')
    """
    from epubify.collection.story_record import FIELDS, find_field

    names = [name.strip() for name in value.split(",") if name.strip()]
    if names == ["all"]:
        return tuple(FIELDS)
    found = [find_field(name) for name in names]
    for name, field in zip(names, found, strict=True):
        if field is None:
            raise ValueError("; ".join(unknown("column", name, FIELDS)))
    return tuple(field.name for field in found if field)


def query(value: str) -> str:
    """Return a query over what is known of stories, which is checked and left as it is."""
    from epubify.collection.query import read_query

    read_query(value)
    return value


def limit(value: str) -> str:
    """Return what sets a limit of the readers: its name and a whole number.

    >>> limit("entries = 50000")
    'entries=50000'
    """
    name, _, number = (part.strip() for part in value.partition("="))
    choice(name, limits.NAMES)
    if not _WHOLE.fullmatch(number):
        raise ValueError(f"{value!r} is not a limit such as entries=50000.")
    return f"{name}={number}"


def limit_set(given: Iterable[str]) -> frozenset[str]:
    """Return what sets several limits."""
    return frozenset(map(limit, given))


def rule_names(values: Iterable[str]) -> frozenset[str]:
    """Return names of rules, which may come several in one text, with commas between."""
    names = [name.strip() for part in values for name in part.split(",") if name.strip()]
    known = all_rules() if names else {}
    for name in names:
        if name not in known:
            raise ValueError("; ".join(unknown_rule(name)))
    return frozenset(names)


def rule_name(value: str) -> str:
    """Return the name of one rule."""
    if value not in all_rules():
        raise ValueError("; ".join(unknown_rule(value)))
    return value


def unknown_rule(name: str) -> tuple[str, str]:
    """Return what is wrong with the name of a rule, and the name that was perhaps meant."""
    return unknown("rule", name, all_rules(), "`epubify rules` lists them")


def rules_of_stages() -> dict[str, tuple[Any, ...]]:
    """Return the rules of each stage, in the order in which they run."""
    from epubify import repair, typography

    return {"repair": tuple(repair.RULES), "typography": tuple(typography.RULES)}


def all_rules() -> dict[str, Any]:
    """Return every rule by its name."""
    return {rule.name: rule for rules in rules_of_stages().values() for rule in rules}
