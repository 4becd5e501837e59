"""The keys of a sidecar: what each is for, and what may stand there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from epubify import values

Line: TypeAlias = tuple[str, int, str]
"""Where a key stands: table, which of the tables of that name, key."""

Read: TypeAlias = Callable[[Any, Path], Any]
"""Returns a value as the program uses it, or raises ValueError; paths are of this folder."""


@dataclass(frozen=True, slots=True)
class Value:
    """What may stand at a key."""

    option: str
    """Name of the option that it sets."""
    read: Read
    about: str = ""
    """What it is for, as the sidecar that `inspect` writes explains it."""


def _text(check: Callable[[str], str] = str) -> Read:
    def read(value: Any, _: Path) -> str:
        if not isinstance(value, str):
            raise ValueError(f'not a text: write "{value}", with quotation marks')
        return check(value)

    return read


def _number_or_text(value: Any, _: Path) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("not a number such as 2 or 1.5")
    return values.series_index(str(value))


def _texts(value: Any, _: Path) -> tuple[str, ...]:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise ValueError('not a text, nor a list of texts: ["one", "two"]')
    return tuple(found)


def _rules(value: Any, folder: Path) -> frozenset[str]:
    return values.rule_names(_texts(value, folder))


def _flag(value: Any, _: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")
    return value


def _path(value: Any, folder: Path) -> Path:
    if not isinstance(value, str):
        raise ValueError("not the name of a file, in quotation marks")
    path = folder / value
    if not path.exists():
        raise ValueError(f"there is no {path}")
    return path


def _line(value: Any, _: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError("not a line number: lines count from 1")
    return value


def _lines(value: Any, folder: Path) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise ValueError("not a list of line numbers: [12, 88]")
    return tuple(_line(item, folder) for item in value)


def _level(value: Any, _: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 6:
        raise ValueError("not a level: 1 is the highest, 6 the lowest")
    return value


def _table(value: Any, _: Path) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not a table")
    return value


def _choice(known: tuple[str, ...]) -> Read:
    return _text(lambda value: values.choice(value, known))


BOOK_KEYS = {
    "title": Value("title", _text(), "Title of the book."),
    "author": Value("authors", _texts, 'Author; several as a list: ["A", "B"].'),
    "language": Value("language", _text(values.language_tag), "Language tag: en, en-GB, de."),
    "series": Value("series", _text(), "Series that the book belongs to."),
    "series_index": Value("series_index", _number_or_text, "Place in the series: 2, 1.5."),
    "subject": Value("subjects", _texts, "Subject; several as a list."),
    "description": Value("description", _text(), "What it is about, in a paragraph."),
    "publisher": Value("publisher", _text(), "Publisher."),
    "date": Value("date", _text(values.date), "When it was published: 2004-07-15."),
    "rights": Value("rights", _text(), "Copyright or licence."),
    "identifier": Value("identifier", _text(), "ISBN, URL or the like."),
    "cover": Value("cover", _path, "Picture to use as cover, beside this file."),
    "cover_style": Value("cover_style", _text(), "Style of the cover that is drawn."),
    "no_cover": Value("no_cover", _flag, "true: no cover."),
    "theme": Value("theme", _text(), "Style of the pages."),
    "css": Value("css", _path, "Style sheet to add after the theme."),
    "templates": Value("templates", _path, "Folder with templates of your own."),
    "device": Value("device", _choice(values.DEVICES), "Reader to make it for."),
    "colophon": Value("colophon", _flag, "false: no line that says how it was made."),
}

READING_KEYS = {
    "encoding": Value("encoding", _text(values.encoding_name), "Encoding of the story."),
    "format": Value("format", _text(), "Form of the story: text."),
    "heading_pattern": Value(
        "heading", _text(values.pattern), "Lines that match this regular expression are headings."
    ),
    "enable": Value("enable", _rules, "Rules to run that are off; see `epubify rules`."),
    "disable": Value("disable", _rules, "Rules not to run."),
    "notes": Value("notes", _choice(values.NOTES), "Where author's notes go: inline, end, drop."),
}

OPTION_KEYS = {
    **BOOK_KEYS,
    **READING_KEYS,
    "authors": BOOK_KEYS["author"],
    "subjects": BOOK_KEYS["subject"],
    "heading": READING_KEYS["heading_pattern"],
}
"""Every key of an option. ``heading`` may be a pattern too, as on the command line, but TOML
lets it not be one beside ``[[heading]]``."""

LISTS = {"not_headings": Value("", _lines), "not_breaks": Value("", _lines)}
CHECK = "check"
TABLES = ("heading", "break", CHECK)
ENTRY_KEYS = {
    "heading": {
        "line": Value("", _line),
        "level": Value("", _level),
        "label": Value("", _text()),
        "title": Value("", _text()),
        "reads": Value("", _text()),
    },
    "break": {"line": Value("", _line), "reads": Value("", _text())},
    CHECK: {"sha256": Value("", _text()), "lines": Value("", _table)},
}
