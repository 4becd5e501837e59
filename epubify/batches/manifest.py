"""``library.toml``: which stories become which books, and how.

A manifest is checked as a whole before anything is made: one that has a mistake makes no
book. Which files there are it does not know; `batch.plan` looks for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import field

from epubify.bind.kinds import Kind
from epubify.errors import InputError, UsageError
from epubify.files.inputs import Input, read_source
from epubify.files.paths import read_template
from epubify.model.records import Record
from epubify.options import ONE_BOOK_ONLY
from epubify.settings.sidecar_keys import (
    BINDING_KEYS,
    OPTION_KEYS,
    RUN_KEYS,
    text,
    texts,
)
from epubify.settings.tomlfile import Line, TomlFile, TomlValue

DEFAULTS = "defaults"
BY_FOLDER = "folders"
"""Value of ``join``: the files of each folder are the parts of one story."""


def _template(template: str) -> str:
    read_template(template)
    return template


def _join(value: Any, _: Path) -> bool | str:
    if not isinstance(value, bool) and value != BY_FOLDER:
        raise ValueError(f'neither true, false nor "{BY_FOLDER}"')
    return value  # type: ignore[no-any-return]


TOP_KEYS = {
    "output": TomlValue("", text(), "Folder that the books go below."),
    "name": TomlValue("", text(_template), "Names of the books: a template."),
}
"""Keys above the first table."""

_ENTRY_KEYS = {
    "exclude": TomlValue("", texts, "Files to leave out: paths and globs."),
    "name": TomlValue("", text(_template), "Name of the book, or of each: a template."),
}
STORY_KEYS = {
    "input": TomlValue("", texts, "Story files: paths, folders, globs, URLs; several as a list."),
    "join": TomlValue(
        "",
        _join,
        'true: the files are parts of one story; "folders": those of each folder are.',
    ),
    "where": BINDING_KEYS["where"],
    "keep_doubles": BINDING_KEYS["keep_doubles"],
    **_ENTRY_KEYS,
}
ANTHOLOGY_KEYS = {
    "inputs": TomlValue("", texts, "Stories to bind, as for a story."),
    "editor": BINDING_KEYS["editor"],
    **{
        key: BINDING_KEYS[key]
        for key in ("order", "by", "where", "keep_doubles", "max_size", "max_stories")
    },
    **_ENTRY_KEYS,
}
"""Keys of an entry besides those of the book and its reading."""

TABLES = {"story": STORY_KEYS, "anthology": ANTHOLOGY_KEYS}
_ALL_OPTIONS = {**OPTION_KEYS, **RUN_KEYS}


class ManifestEntry(Record):
    """One ``[[story]]`` or ``[[anthology]]``."""

    inputs: tuple[str, ...]
    """As they are written."""
    kind: Kind = Kind.STORY
    by_folder: bool = False
    """Each folder is a story, and its files are the parts."""
    exclude: tuple[str, ...] = ()
    name: str = ""
    """Template of names; empty it is that of the manifest."""
    options: dict[str, Any] = field(default_factory=dict)
    """Name of an option → its value."""
    line: int = 1
    """Where the entry begins."""
    lines: dict[str, int] = field(default_factory=dict)
    """Name of an option for one book only → the line that says it."""


class Manifest(Record):
    """What a manifest says."""

    path: Path
    """All other paths are relative to its folder."""
    entries: tuple[ManifestEntry, ...]
    output: str = ""
    name: str = ""
    defaults: dict[str, Any] = field(default_factory=dict)
    """Name of an option → its value for every book that says nothing else."""


def load_manifest(path: Path) -> Manifest:
    """Return what the manifest at a path says.

    Raises UsageError, with the line, for the first mistake in it; MissingInput or
    UnreadableInput where it cannot be read.
    """
    file = read_source(Input(str(path), path))
    try:
        return _Reader(TomlFile.read(file), path).manifest()
    except InputError as error:
        raise UsageError(error.name, error.line, error.problem, error.advice) from error


class _Reader:
    """Turns the data of a manifest into values, and names the line of what it cannot use."""

    def __init__(self, file: TomlFile, path: Path) -> None:
        self.file = file
        self.path = path

    def manifest(self) -> Manifest:
        data = self.file.data
        top = {key: value for key, value in data.items() if key not in (DEFAULTS, *TABLES)}
        for key in top:
            if key not in TOP_KEYS:
                advice = "it belongs below [defaults] or [[story]]" if key in _ALL_OPTIONS else ""
                self.file.unknown(("", 0, key), [*TOP_KEYS, DEFAULTS, *TABLES], advice)
        said = self._values(top, TOP_KEYS, "", 0)
        defaults = self._defaults(data.get(DEFAULTS, {}))
        entries = [entry for name in TABLES for entry in self._entries(name)]
        if not entries:
            raise InputError(self.file.name, None, "names no stories", "add [[story]] input = …")
        entries.sort(key=lambda entry: entry.line)
        return Manifest(
            self.path, tuple(entries), said.get("output", ""), said.get("name", ""), defaults
        )

    def _defaults(self, table: Any) -> dict[str, Any]:
        at: Line = ("", 0, DEFAULTS)
        if not isinstance(table, dict):
            self.file.refuse(at, f"{DEFAULTS} is not a table", f"write [{DEFAULTS}] above its keys")
        options = self._options(table, DEFAULTS, 0, {})
        for key in table:
            if _normal(key) in ONE_BOOK_ONLY:
                problem, advice = f"{key} would be the same for every book", "set it in a [[story]]"
                self.file.refuse((DEFAULTS, 0, key), problem, advice)
        return options

    def _entries(self, name: str) -> Iterator[ManifestEntry]:
        entries = self.file.data.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            advice = f"write [[{name}]] above its keys"
            self.file.refuse(("", 0, name), f"{name} is not a list of tables", advice)
        for nth, entry in enumerate(entries):
            yield self._entry(name, nth, entry)

    def _entry(self, table: str, nth: int, data: dict[str, Any]) -> ManifestEntry:
        keys = TABLES[table]
        options = self._options(data, table, nth, keys)
        own = {key: value for key, value in data.items() if key in keys}
        said = self._values(own, keys, table, nth)
        options.update({keys[key].option: said[key] for key in said if keys[key].option})
        needed = ("input",) if table == "story" else ("title", "inputs")
        for key in needed:
            if not data.get(key):
                self.file.refuse((table, nth, ""), f"this {table} has no {key}", f"add {key} = …")
        return ManifestEntry(
            said[needed[-1]],
            _kind(table, joined=bool(said.get("join", False))),
            said.get("join") == BY_FOLDER,
            said.get("exclude", ()),
            said.get("name", ""),
            options,
            self.file.line((table, nth, "")) or 1,
            {
                _normal(key): self.file.line((table, nth, key)) or 1
                for key in data
                if _normal(key) in ONE_BOOK_ONLY
            },
        )

    def _options(
        self, data: dict[str, Any], table: str, nth: int, besides: dict[str, TomlValue]
    ) -> dict[str, Any]:
        """Return the options among the keys of a table; other keys than ``besides`` are wrong."""
        options: dict[str, Any] = {}
        for key, value in data.items():
            at, option = (table, nth, key), _ALL_OPTIONS.get(_normal(key))
            if key in besides:
                continue
            if option is None:
                advice = "it belongs above the first table" if key in TOP_KEYS else ""
                self.file.unknown(at, [*besides, *_ALL_OPTIONS], advice)
            options[option.option] = self.file.value(option, value, at, self.path.parent)
        return options

    def _values(
        self, data: dict[str, Any], keys: dict[str, TomlValue], table: str, nth: int
    ) -> dict[str, Any]:
        folder = self.path.parent
        return {
            key: self.file.value(keys[key], value, (table, nth, key), folder)
            for key, value in data.items()
        }


def _normal(key: str) -> str:
    return key.replace("-", "_")


def _kind(table: str, *, joined: bool) -> Kind:
    if table == "anthology":
        return Kind.ANTHOLOGY
    return Kind.JOINED if joined else Kind.STORY
