"""The keys of a sidecar: what each is for, and what may stand there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from epubify import values
from epubify.tomlfile import Read, Value


def text(check: Callable[[str], Any] = str) -> Read:
    """Return what reads a text, and may check or change it."""

    def read(value: Any, _: Path) -> Any:
        if not isinstance(value, str):
            raise ValueError(f'not a text: write "{value}", with quotation marks')
        return check(value)

    return read


def _number_or_text(value: Any, _: Path) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("not a number such as 2 or 1.5")
    return values.series_index(str(value))


def texts(value: Any, _: Path) -> tuple[str, ...]:
    """Return one text or a list of texts as a tuple."""
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise ValueError('not a text, nor a list of texts: ["one", "two"]')
    return tuple(found)


def _rules(value: Any, folder: Path) -> frozenset[str]:
    return values.rule_names(texts(value, folder))


def flag(value: Any, _: Path) -> bool:
    """Return what is true or false."""
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


def _fonts(value: Any, folder: Path) -> tuple[str | Path, ...]:
    return tuple(values.font(name, folder) for name in texts(value, folder))


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


def choice(known: tuple[str, ...]) -> Read:
    """Return what reads one of several known words."""
    return text(lambda value: values.choice(value, known))


BOOK_KEYS = {
    "title": Value("title", text(), "Title of the book."),
    "author": Value("authors", texts, 'Author; several as a list: ["A", "B"].'),
    "language": Value("language", text(values.language_tag), "Language tag: en, en-GB, de."),
    "series": Value("series", text(), "Series that the book belongs to."),
    "series_index": Value("series_index", _number_or_text, "Place in the series: 2, 1.5."),
    "subject": Value("subjects", texts, "Subject; several as a list."),
    "description": Value("description", text(), "What it is about, in a paragraph."),
    "publisher": Value("publisher", text(), "Publisher."),
    "date": Value("date", text(values.date), "When it was published: 2004-07-15."),
    "rights": Value("rights", text(), "Copyright or licence."),
    "identifier": Value("identifier", text(), "ISBN, URL or the like."),
    "cover": Value("cover", _path, "Picture to use as cover, beside this file."),
    "cover_style": Value("cover_style", text(), "Style of the cover that is drawn."),
    "cover_fit": Value(
        "cover_fit", choice(values.COVER_FITS), "A picture of another shape: crop, pad, keep."
    ),
    "cover_size": Value("cover_size", text(values.size), "Size of the cover: 1264x1680."),
    "no_cover": Value("no_cover", flag, "true: no cover."),
    "theme": Value("theme", text(), "Style of the pages."),
    "css": Value("css", _path, "Style sheet to add after the theme."),
    "templates": Value("templates", _path, "Folder with templates of your own."),
    "font": Value("fonts", _fonts, "Font to embed: a package or a file; several as a list."),
    "device": Value("device", choice(values.DEVICES), "Reader to make it for."),
    "colophon": Value("colophon", flag, "false: no line that says how it was made."),
}

READING_KEYS = {
    "encoding": Value("encoding", text(values.encoding_name), "Encoding of the story."),
    "format": Value("format", text(), "Form of the story: text."),
    "heading_pattern": Value(
        "heading", text(values.pattern), "Lines that match this regular expression are headings."
    ),
    "enable": Value("enable", _rules, "Rules to run that are off; see `epubify rules`."),
    "disable": Value("disable", _rules, "Rules not to run."),
    "notes": Value("notes", choice(values.NOTES), "Where author's notes go: inline, end, drop."),
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
        "label": Value("", text()),
        "title": Value("", text()),
        "reads": Value("", text()),
    },
    "break": {"line": Value("", _line), "reads": Value("", text())},
    CHECK: {"sha256": Value("", text()), "lines": Value("", _table)},
}
