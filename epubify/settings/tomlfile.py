"""TOML files that people write: every mistake in them is reported with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import tomli
from msgspec import field

from epubify.errors import InputError
from epubify.model import Source
from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy
from epubify.text.nearest import unknown

Line: TypeAlias = tuple[str, int, str]
"""Where a key stands: table, which of the tables of that name, key."""

Read: TypeAlias = Callable[[Any, Path], Any]
"""Returns a value as the program uses it, or raises ValueError; paths are of this folder."""

_TOML_PLACE = lazy(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_HEADER = lazy(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?\s*(?:#|$)")
_LONG_QUOTES = ('"""', "'''")
_KEY = lazy(r"\s*([\"']?)([\w-]+)\1\s*=")


class TomlValue(Record):
    """What may stand at a key."""

    option: str
    """Name of the option that it sets."""
    read: Read
    about: str = ""
    """What it is for, as the sidecar that `inspect` writes explains it."""


class TomlFile(Record):
    """The data of a TOML file, and the lines that its keys stand in."""

    name: str
    data: dict[str, Any]
    lines: dict[Line, int] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Source) -> TomlFile:
        """Return what a file says.

        Raises InputError, with the line, for what is not UTF-8 and what is not TOML.

        >>> TomlFile.read(Source("a.toml", b"title = Dusk"))
        Traceback (most recent call last):
        epubify.errors.InputError: a.toml:1: not TOML: Invalid value; a text needs quotation
        marks, a list brackets: see toml.io
        """
        text = _decoded(file)
        try:
            data = tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            place = _TOML_PLACE.search(str(error))
            problem = _TOML_PLACE.sub("", str(error))
            advice = "a text needs quotation marks, a list brackets: see toml.io"
            line = int(place[1] or text.rstrip().count("\n") + 1) if place else None
            raise InputError(file.name, line, f"not TOML: {problem}", advice) from error
        except (ValueError, RecursionError) as error:
            problem = "a number too long, or lists too deep in one another, to be read"
            raise InputError(file.name, None, problem, "no key needs such a value") from error
        return cls(file.name, data, dict(_key_lines(text)))

    def value(self, kind: TomlValue, value: Any, at: Line, folder: Path) -> Any:
        """Return a value as the program uses it; raises InputError for one of another kind."""
        try:
            return kind.read(value, folder)
        except ValueError as error:
            self.refuse(at, f"{at[2]}: {error}".rstrip("."))

    def unknown(self, at: Line, known: Iterable[str], advice: str = "") -> NoReturn:
        """Raise InputError for an unknown key; the nearest known one is named."""
        problem, listed = unknown("key", at[2], known)
        self.refuse(at, problem, advice or listed)

    def refuse(self, at: Line, problem: str, advice: str = "") -> NoReturn:
        """Raise InputError for what stands at a place."""
        raise InputError(self.name, self.line(at), problem, advice)

    def line(self, at: Line) -> int | None:
        """Return the line of a key; that of its table where it stands in the table's line."""
        table, nth, key = at
        for wanted in (at, (table, nth, ""), ("", 0, key), (key, 0, ""), ("", 0, table)):
            if wanted in self.lines:
                return self.lines[wanted]
        return None


def _decoded(file: Source) -> str:
    try:
        return file.data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = file.data.count(b"\n", 0, error.start) + 1
        problem, advice = "not UTF-8, as TOML must be", "save it as UTF-8"
        raise InputError(file.name, line, problem, advice) from error


def _key_lines(text: str) -> Iterator[tuple[Line, int]]:
    """Yield where each key stands; ``tomli`` does not say.

    >>> dict(_key_lines('a = 1\\n[[b]]\\nc = 2'))
    {('', 0, 'a'): 1, ('b', 0, ''): 2, ('b', 0, 'c'): 3}
    """
    table, counts = "", dict[str, int]()
    for number, line in _lines_of_keys(text):
        if header := _HEADER.match(line):
            table = header[1]
            counts[table] = counts.get(table, -1) + 1
            yield (table, counts[table], ""), number
        elif key := _KEY.match(line):
            yield (table, counts.get(table, 0), key[2]), number


def _lines_of_keys(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers, but for those inside a text of several lines."""
    closing = ""
    for number, line in enumerate(text.split("\n"), 1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if line.lstrip().startswith("#"):
            continue
        yield number, line
        closing = next((mark for mark in _LONG_QUOTES if line.count(mark) % 2), "")
