"""From the file of a sidecar to what it says; what cannot be used is named with its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from epubify.errors import InputError
from epubify.model import Source
from epubify.options import BlockFix, Corrections, HeadingFix, Unchanged
from epubify.settings.sidecar import Sidecar
from epubify.settings.sidecar_keys import (
    CHECK,
    ENTRY_KEYS,
    LEAVE_OUT,
    LINE_KEYS,
    LISTS,
    OPTION_KEYS,
    RANGES,
    TABLES,
    is_ranges,
)
from epubify.settings.tomlfile import Line, TomlFile


def read_sidecar(file: Source) -> Sidecar:
    """Return what a sidecar says.

    >>> read_sidecar(Source("a.toml", b'title = "Dusk"')).options
    {'title': 'Dusk'}
    >>> read_sidecar(Source("a.toml", b'titel = "Dusk"'))
    Traceback (most recent call last):
    epubify.errors.InputError: a.toml:1: unknown key “titel”; did you mean “title”?
    """
    return _Reader(TomlFile.read(file)).sidecar()


class _Reader:
    """Turns the data of one sidecar into values, and names the line of what it cannot use."""

    def __init__(self, file: TomlFile) -> None:
        self.file = file
        self.name = file.name
        self.data = file.data
        self.places: dict[int, int] = {}
        self.reads: dict[int, str] = {}

    def sidecar(self) -> Sidecar:
        said = dict(self._options())
        check = self._table(CHECK, self.data.get(CHECK, {}))
        self.reads.update(self._recorded(check.get("lines", {})))
        corrections = Corrections(
            tuple(_heading(entry) for entry in self._entries("heading")),
            self._numbers("not_headings"),
            tuple(entry["line"] for entry in self._entries("break")),
            self._numbers("not_breaks"),
            self._ranges("keep"),
            tuple(_block(entry) for entry in self._entries("block", "lines")),
            self._ranges(LEAVE_OUT),
            self._numbers("new_paragraphs"),
            self._numbers("not_paragraphs"),
            tuple(_unchanged(entry) for entry in self._entries("unchanged")),
        )
        self._refuse_contradictions(corrections)
        sha256, outside = check.get("sha256"), tuple(self._outside(said))
        return Sidecar(self.name, said, corrections, sha256, self.reads, self.places, outside)

    def _outside(self, said: Mapping[str, Any]) -> Iterator[InputError]:
        """Yield an error for each file, of those named, that does not lie below the sidecar.

        A story that comes with a sidecar comes from a stranger: it must not be able to put
        any file of this machine into a book that is then passed on.
        """
        home = Path(self.name).parent.resolve()
        for key in self.data:
            option = OPTION_KEYS.get(key.replace("-", "_"))
            value = said.get(option.option) if option else None
            for path in value if isinstance(value, tuple) else (value,):
                if isinstance(path, Path) and not path.resolve().is_relative_to(home):
                    problem = f"{key}: {path} lies outside the folder of the sidecar"
                    advice = "move it there, or allow it with the option trust-sidecars"
                    line = self.file.line(("", 0, key))
                    yield InputError(self.name, line, problem, advice)

    def _options(self) -> Iterator[tuple[str, Any]]:
        folder = Path(self.name).parent
        for key, value in self.data.items():
            name = key.replace("-", "_")
            if name == "keep" and is_ranges(value):
                continue
            if name in LINE_KEYS or (name in TABLES and not isinstance(value, str)):
                continue
            if name not in OPTION_KEYS:
                self._unknown(("", 0, key), [*OPTION_KEYS, *TABLES, *LINE_KEYS])
            option = OPTION_KEYS[name]
            yield option.option, self.file.value(option, value, ("", 0, key), folder)

    def _table(self, name: str, table: Any, nth: int = 0) -> dict[str, Any]:
        """Return a table, its values checked."""
        if not isinstance(table, dict):
            self.file.refuse(
                ("", 0, name), f"{name} is not a table", f"write [{name}] above its keys"
            )
        known = ENTRY_KEYS[name]
        for key in table:
            if key not in known:
                self._unknown((name, nth, key), known)
        return {
            key: self.file.value(known[key], value, (name, nth, key), Path())
            for key, value in table.items()
        }

    def _entries(self, name: str, where: str = "line") -> Iterator[dict[str, Any]]:
        """Yield the tables of a name, each with the key that says which lines it is about."""
        entries = self.data.get(name, [])
        if name in OPTION_KEYS and isinstance(entries, str):
            return
        if not isinstance(entries, list):
            self.file.refuse(("", 0, name), f"{name} is not a list of tables", f"write [[{name}]]")
        for nth, entry in enumerate(entries):
            table = self._table(name, entry, nth)
            if where not in table:
                self.file.refuse((name, nth, ""), f"this {name} has no {where}", f"add {where} = …")
            named = table[where]
            lines = named if isinstance(named, tuple) else (named,)
            for line in lines:
                self._note(line, (name, nth, where))
            if "reads" in table:
                self.reads[lines[0]] = table["reads"]
            yield table

    def _numbers(self, key: str) -> tuple[int, ...]:
        numbers = self.file.value(LISTS[key], self.data.get(key, []), ("", 0, key), Path())
        for number in numbers:
            self._note(number, ("", 0, key))
        return tuple(numbers)

    def _ranges(self, key: str) -> tuple[tuple[int, int], ...]:
        """Return first and last lines; ``keep`` may name kinds of lines in their place."""
        value = self.data.get(key, [])
        if key == "keep" and not is_ranges(value):
            return ()
        found: tuple[tuple[int, int], ...] = self.file.value(RANGES, value, ("", 0, key), Path())
        for number in (line for lines in found for line in lines):
            self._note(number, ("", 0, key))
        return found

    def _recorded(self, lines: dict[str, str]) -> Iterator[tuple[int, str]]:
        for number, said in lines.items():
            if not number.isdecimal() or not isinstance(said, str):
                advice = 'each is a line number and a text: 12 = "Chapter 1"'
                if number in {*OPTION_KEYS, *LINE_KEYS}:
                    advice = "move it up, above the first line in brackets"
                self.file.refuse(
                    ("check.lines", 0, number), f"{number} is not a line number", advice
                )
            yield int(number), said

    def _note(self, number: int, at: Line) -> None:
        self.places.setdefault(number, self.file.line(at) or 1)

    def _refuse_contradictions(self, corrections: Corrections) -> None:
        said = Counter(fix.line for fix in corrections.headings)
        said.update(set(corrections.not_headings))
        ranges = [(fix.first, fix.last) for fix in corrections.blocks]
        for first, last in (*ranges, *corrections.leave_out):
            said.update(range(first, last + 1))
        for line in sorted(line for line, times in said.items() if times > 1):
            near = max((n for n in self.places if n <= line), default=line)
            problem = f"line {line} is corrected twice"
            raise InputError(self.name, self.places.get(near), problem, "leave one of the two")

    def _unknown(self, at: Line, known: Iterable[str]) -> NoReturn:
        table, _, key = at
        advice = ""
        if table and key in {*OPTION_KEYS, *LINE_KEYS}:
            advice = "it belongs to the story: move it up, above the first line in brackets"
        self.file.unknown(at, known, advice)


def _block(entry: dict[str, Any]) -> BlockFix:
    first, last = entry["lines"]
    return BlockFix(first, last, entry["kind"])


def _unchanged(entry: dict[str, Any]) -> Unchanged:
    return Unchanged(entry["line"], entry.get("rule"), entry.get("change"))


def _heading(entry: dict[str, Any]) -> HeadingFix:
    return HeadingFix(entry["line"], entry.get("level"), entry.get("label"), entry.get("title"))
