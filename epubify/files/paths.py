"""Where a book goes below the output folder: templates such as ``{author}/{title}``.

A template is read once and is pure data after that: parts of a path, each of them text,
fields, and groups in brackets. What it makes is safe on every file system (`output.safe_name`)
and never leads out of the output folder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from epubify.files.output import LONGEST, book_name, safe_name
from epubify.model import Metadata
from epubify.text.lazy_pattern import lazy
from epubify.text.naming import file_as
from epubify.text.nearest import unknown
from epubify.text.serial_titles import lasting_title

SUFFIX = ".epub"
_SUFFIXES = (".kepub.epub", SUFFIX)

LONGEST_PATH = 240
"""Bytes of UTF-8 of the longest path below the output folder; Windows allows 260 characters
for a whole path unless its registry allows more."""

_LIMITS = (LONGEST, 150, 120, 100, 80, 60, 45, 30, 20)
"""Bytes that the parts of a path are cut to, in turn, until the path is short enough."""

_TOKEN = lazy(r"\{(\w*)(?::0?([1-9]))?\}|[()\[\]]|[^{}()\[\]]+|[{}]")
_BRACKETS = {"(": ")", "[": "]"}
_NUMBERED = "series_index"


# ------------------------------------------------------------------------------- reading


class NameField(NamedTuple):
    """A field of a template."""

    name: str
    digits: int = 0
    """Digits that a number is filled up to with zeros."""


class NameGroup(NamedTuple):
    """What stands in brackets."""

    opening: str
    items: tuple[Item, ...]


Item = str | NameField | NameGroup
Part = tuple[Item, ...]


@lru_cache(maxsize=256)
def read_template(template: str) -> tuple[Part, ...]:
    """Return the parts of the path that a template describes.

    Raises ValueError, with what is wrong, for a template that cannot name a book.

    >>> read_template("{author}/{title}.epub")
    ((NameField(name='author', digits=0),), (NameField(name='title', digits=0),))
    >>> read_template("{titel}")
    Traceback (most recent call last):
    ValueError: unknown field “{titel}”; did you mean “{title}”?
    """
    path, _ = split_suffix(template)
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ".." in parts:
        raise ValueError("leads out of the output folder; write DIR/NAME with “/” between")
    if not parts[-1].strip(". "):
        raise ValueError("names no file")
    return tuple(_read_part(part) for part in parts if part.strip(". "))


def _read_part(text: str) -> Part:
    return tuple(_items(_TOKEN.finditer(text), ""))


def _items(tokens: Iterator[re.Match[str]], closing: str) -> Iterator[Item]:
    """Yield what the tokens say, up to the bracket that closes the group they are in."""
    for token in tokens:
        text = token[0]
        if text == closing:
            return
        if text in _BRACKETS:
            yield NameGroup(text, tuple(_items(tokens, _BRACKETS[text])))
        elif text in _BRACKETS.values():
            raise ValueError(f"a “{text}” without its partner")
        elif text[0] in "{}":
            yield _field(token)
        else:
            yield text
    if closing:
        raise ValueError(f"a “{closing}” is missing")


def _field(token: re.Match[str]) -> NameField:
    text, name, digits = token[0], token[1] or "", token[2]
    if len(text) == 1:
        raise ValueError(f"a “{text}” that is not part of a field such as {{title}}")
    if name not in FIELDS:
        raise ValueError("; ".join(unknown("field", text, [f"{{{one}}}" for one in FIELDS])))
    if digits and name != _NUMBERED:
        raise ValueError(f"{text}: only {{{_NUMBERED}}} takes a number of digits")
    return NameField(name, int(digits or 0))


# -------------------------------------------------------------------------------- making


def book_path(
    template: str, metadata: Metadata, stem: str, folder: str = "", suffix: str = SUFFIX
) -> str:
    """Return the path of a book below the output folder, with ``/`` between its parts.

    ``stem`` and ``folder`` are the name of its first input without suffix, and the folders
    that it was found in. An empty field takes the text next to it along, a group in brackets
    that is empty takes its brackets along, and a part of the path in which nothing is left
    disappears; where even the last one does, the stem stands in. Without a template it is the
    name that ``convert`` gives, in the folders of the input.

    Parts are cut, at words, where the path is longer than `LONGEST_PATH`.

    >>> from epubify.model import Contributor
    >>> nina = (Contributor("Nina"),)
    >>> dusk = Metadata("Dusk", contributors=nina, series="Days", series_index="2")
    >>> template = "{author}/{series} {series_index:02} - {title}.epub"
    >>> book_path(template, dusk, "x")
    'Nina/Days 02 - Dusk.epub'
    >>> book_path(template, Metadata("Dawn", contributors=nina), "x")
    'Nina/Dawn.epub'
    >>> book_path(template, Metadata(), "story 7")
    'story 7.epub'
    >>> book_path("", dusk, "x", "old/tales")
    'old/tales/Nina - Days 2 - Dusk.epub'
    """
    if template:
        values = _values(metadata, stem, folder)
        texts = [text for part in read_template(template) for text in _path_parts(part, values)]
        if not _says(read_template(template)[-1], values):
            texts.append(stem)
    else:
        texts = [*folder.split("/"), book_name(metadata, stem)]
    return _fitted(texts, suffix)


def _path_parts(part: Part, values: Mapping[str, str]) -> list[str]:
    """Return a part of a template as parts of a path: several only where it is ``{folder}``."""
    if part == (NameField("folder"),):
        return values["folder"].split("/")
    return [_rendered(part, values)]


def _says(part: Part, values: Mapping[str, str]) -> bool:
    return bool(safe_name(_rendered(part, values)))


def _rendered(items: Sequence[Item], values: Mapping[str, str]) -> str:
    """Return text and fields as one text, without the text that is next to an empty field.

    Text before the first field and after the last goes with that field; text between fields
    stands only where there is something on both sides of it, and of several such texts in a
    row the last one does.
    """
    if all(isinstance(item, str) for item in items):
        return "".join(map(str, items))
    out, between, first, fresh = "", "", True, True
    for item in items:
        if isinstance(item, str):
            between = item
            continue
        value = _value(item, values)
        if value:
            out += (between if out or first else "") + value
            between = ""
        first, fresh = False, bool(value)
    return out + between if fresh else out


def _value(item: NameField | NameGroup, values: Mapping[str, str]) -> str:
    if isinstance(item, NameGroup):
        inside = _rendered(item.items, values)
        return f"{item.opening}{inside}{_BRACKETS[item.opening]}" if inside.strip() else ""
    value = values[item.name]
    whole, point, rest = value.partition(".")
    return whole.zfill(item.digits) + point + rest if item.digits and value else value


def _fitted(texts: Sequence[str], suffix: str) -> str:
    """Return safe names as one path, cut as little as makes it short enough."""
    path = ""
    for limit in _LIMITS:
        names = [safe_name(text, limit - len(suffix)) for text in texts]
        path = "/".join(name for name in names if name) or "book"
        if len(path.encode()) + len(suffix) <= LONGEST_PATH:
            break
    return path + suffix


# -------------------------------------------------------------------------------- fields


def _values(metadata: Metadata, stem: str, folder: str) -> dict[str, str]:
    return {name: read(metadata, stem, folder) for name, read in FIELDS.items()}


def _series_index(metadata: Metadata) -> str:
    return safe_name(metadata.series_index or "", 20) if metadata.series else ""


def _authors(metadata: Metadata) -> str:
    names = metadata.authors
    return f"{names[0]} and others" if len(names) > 2 else " & ".join(names)


def _first_author(metadata: Metadata) -> str:
    """Return the person under whom a library shelves a book: of many authors the editor."""
    editors = [person.name for person in metadata.contributors if person.role == "edt"]
    if editors and len(metadata.authors) not in (1, 2):
        return editors[0]
    return metadata.authors[0] if metadata.authors else ""


FIELDS: dict[str, Callable[[Metadata, str, str], str]] = {
    "author": lambda book, *_: safe_name(_first_author(book), 60),
    "author_sort": lambda book, *_: safe_name(file_as(_first_author(book)), 60),
    "authors": lambda book, *_: safe_name(_authors(book), 90),
    "title": lambda book, *_: safe_name(lasting_title(book.title or ""), 100),
    "series": lambda book, *_: safe_name(book.series or "", 60),
    "series_index": lambda book, *_: _series_index(book),
    "language": lambda book, *_: safe_name(book.language or "", 20),
    "date": lambda book, *_: safe_name(book.date or "", 20),
    "year": lambda book, *_: (book.date or "")[:4] if (book.date or "")[:4].isdecimal() else "",
    "stem": lambda _book, stem, _folder: safe_name(stem, 100),
    "folder": lambda _book, _stem, folder: _inside(folder),
}
"""Every field of a template: what it stands for in a book."""


def _inside(folder: str) -> str:
    """Return the folders of an input as a path that leads nowhere else."""
    parts = PurePosixPath(folder.replace("\\", "/")).parts
    return "/".join(part for part in parts if part.strip("./"))


# ------------------------------------------------------------------------------- numbers


def split_suffix(path: str) -> tuple[str, str]:
    """Return the path of a book without its suffix, and the suffix.

    >>> split_suffix("Dusk.kepub.epub"), split_suffix("Dusk 1.5")
    (('Dusk', '.kepub.epub'), ('Dusk 1.5', ''))
    """
    suffix = next((one for one in _SUFFIXES if path.lower().endswith(one)), "")
    return path[: len(path) - len(suffix)], path[len(path) - len(suffix) :]


def numbered(path: str, number: int) -> str:
    """Return the path for the book that is the ``number``-th to ask for it.

    >>> numbered("Nina/Dusk.epub", 1), numbered("Nina/Dusk.kepub.epub", 2)
    ('Nina/Dusk.epub', 'Nina/Dusk (2).kepub.epub')
    """
    stem, suffix = split_suffix(path)
    return path if number < 2 else f"{stem} ({number}){suffix}"


def unnumbered(path: str) -> str:
    """Return the path without a number that was added to it.

    >>> unnumbered("Nina/Dusk (2).epub"), unnumbered("Dusk (late).epub")
    ('Nina/Dusk.epub', 'Dusk (late).epub')
    """
    stem, suffix = split_suffix(path)
    start, _, number = stem.removesuffix(")").rpartition(" (")
    if number.isdecimal() and numbered(start + suffix, int(number)) == path:
        return start + suffix
    return path
