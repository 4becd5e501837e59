"""The keys of a sidecar: what each is for, and what may stand there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from epubify.bind.kinds import GROUPINGS, ORDERS
from epubify.model import Contributor
from epubify.options import KEEP_KINDS, BlockKind
from epubify.settings import values
from epubify.settings.tomlfile import Read, TomlValue


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


def _bytes(value: Any, _: Path) -> int:
    return values.byte_count(str(value))


def _stories(value: Any, _: Path) -> int:
    return values.story_count(value)


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
        raise ValueError(f"no such file: {path}")
    return values.plain_file(path)


def _page_file(value: Any, folder: Path) -> Path:
    return values.page_file(_one_text(value, folder), folder)


def _page_text(value: Any, folder: Path) -> str:
    return values.page_text(_one_text(value, folder))


def _one_text(value: Any, folder: Path) -> str:
    """Return the text of what a book has only one of, whether it came in a list or not."""
    one = values.only_one(texts(value, folder))
    if one is None:
        raise ValueError("an empty list: write a text, or leave it out")
    return one


def _fonts(value: Any, folder: Path) -> tuple[str | Path, ...]:
    return tuple(values.font(name, folder) for name in texts(value, folder))


def _kinds(value: Any, folder: Path) -> frozenset[str]:
    return frozenset(values.choice(kind, KEEP_KINDS) for kind in texts(value, folder))


def _credits(value: Any, folder: Path) -> tuple[Contributor, ...]:
    return values.credits_of(texts(value, folder))


def _groupings(value: Any, folder: Path) -> tuple[str, ...]:
    return values.groupings(texts(value, folder))


def _limits(value: Any, folder: Path) -> frozenset[str]:
    return values.limit_set(texts(value, folder))


def is_ranges(value: Any) -> bool:
    """Tell whether a value of ``keep`` names lines of the story, not kinds of lines.

    >>> is_ranges([[120, 131]]), is_ranges(["page-numbers"])
    (True, False)
    """
    return isinstance(value, list) and any(isinstance(one, list) for one in value)


def _ranges(value: Any, folder: Path) -> tuple[tuple[int, int], ...]:
    """Return ranges of lines: ``[[120, 131]]``, or ``[[120]]`` for one line."""
    if not isinstance(value, list) or not all(isinstance(one, list) for one in value):
        raise ValueError("not a list of first and last lines: [[120, 131]]")
    found = [tuple(_line(line, folder) for line in one) for one in value]
    for one in found:
        if not 1 <= len(one) <= 2 or one[0] > one[-1]:
            raise ValueError("not first and last lines: [[120, 131]]")
    return tuple((one[0], one[-1]) for one in found)


def _range(value: Any, folder: Path) -> tuple[int, int]:
    """Return the first and the last of some lines: ``[12, 20]``, or ``12`` for one."""
    lines = [value] if isinstance(value, int) else value
    if not isinstance(lines, list) or any(isinstance(one, list) for one in lines):
        raise ValueError("not the first and the last line: [12, 20]")
    [found] = _ranges([lines], folder)
    return found


def _line(value: Any, _: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError("not a line number: lines count from 1")
    return value


def _change(value: Any, _: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError("not which of the changes of its rule: they count from 1")
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
    "title": TomlValue("title", text(), "Title of the book."),
    "author": TomlValue("authors", texts, 'Author; several as a list: ["A", "B"].'),
    "language": TomlValue("language", text(values.language_tag), "Language tag: en, en-GB, de."),
    "series": TomlValue("series", text(), "Series that the book belongs to."),
    "series_index": TomlValue("series_index", _number_or_text, "Place in the series: 2, 1.5."),
    "collection_type": TomlValue(
        "collection_type", choice(values.COLLECTION_TYPES), "series, or set for one that is whole."
    ),
    "credit": TomlValue(
        "credits", _credits, 'Others with their roles: "translator: Ann Berg"; several as a list.'
    ),
    "subject": TomlValue("subjects", texts, "Subject; several as a list."),
    "description": TomlValue("description", text(), "What it is about, in a paragraph."),
    "publisher": TomlValue("publisher", text(), "Publisher."),
    "date": TomlValue("date", text(values.date), "When it was published: 2004-07-15."),
    "rights": TomlValue("rights", text(), "Copyright or licence."),
    "identifier": TomlValue("identifier", text(), "ISBN, URL or the like."),
    "cover": TomlValue("cover", _path, "Picture to use as cover, beside this file."),
    "cover_style": TomlValue("cover_style", text(), "Style of the cover that is drawn."),
    "cover_palette": TomlValue("cover_palette", text(), "Colours of the cover that is drawn."),
    "cover_fit": TomlValue(
        "cover_fit", choice(values.COVER_FITS), "A picture of another shape: crop, pad, keep."
    ),
    "cover_size": TomlValue("cover_size", text(values.size), "Size of the cover: 1264x1680."),
    "no_cover": TomlValue("no_cover", flag, "true: no cover."),
    "theme": TomlValue("theme", text(), "Style of the pages."),
    "css": TomlValue("css", _path, "Style sheet to add after the theme."),
    "templates": TomlValue("templates", _path, "Folder with templates of your own."),
    "font": TomlValue("fonts", _fonts, "Font to embed: a package or a file; several as a list."),
    "device": TomlValue("device", choice(values.DEVICES), "Reader to make it for."),
    "new_in": TomlValue("new_in", flag, "true: mark in the contents what the book had not yet."),
    "colophon": TomlValue("colophon", flag, "false: no line that says how it was made."),
    "dedication": TomlValue("dedication", _page_text, "Dedication, on a page of its own."),
    "epigraph": TomlValue(
        "epigraph", _page_text, 'Quotation at the front: "So it goes. -- Ann Berg".'
    ),
    "introduction": TomlValue(
        "introduction", _page_file, "File whose text stands before the stories."
    ),
    "afterword": TomlValue("afterword", _page_file, "File whose text stands after the stories."),
    "sources": TomlValue("sources", flag, "true: a page says which files the stories came from."),
}

READING_KEYS = {
    "encoding": TomlValue("encoding", text(values.encoding_name), "Encoding of the story."),
    "format": TomlValue("format", text(), values.FORM_HELP),
    "heading_pattern": TomlValue(
        "heading", text(values.pattern), "Lines that match this regular expression are headings."
    ),
    "enable": TomlValue("enable", _rules, "Rules to run that are off; see `epubify rules`."),
    "disable": TomlValue("disable", _rules, "Rules not to run."),
    "notes": TomlValue(
        "notes", choice(values.NOTES), f"Where author's notes go: {', '.join(values.NOTES)}."
    ),
    "keep": TomlValue(
        "keep", _kinds, 'Lines to leave in: kinds, ["page-numbers"], or places, [[120, 131]].'
    ),
}

BINDING_KEYS = {
    "editor": TomlValue("editors", texts, "Editor; several as a list."),
    "order": TomlValue("order", choice(ORDERS), "Order of the stories."),
    "by": TomlValue(
        "by",
        _groupings,
        f"Parts with title pages of their own: {', '.join(GROUPINGS)}; levels as a list.",
    ),
    "keep_doubles": TomlValue(
        "keep_doubles", flag, "true: what is there twice is printed twice: stories, parts, notices."
    ),
    "max_size": TomlValue("max_size", _bytes, 'Size of a volume: "40MB"; more become several.'),
    "max_stories": TomlValue(
        "max_stories", _stories, "Stories of a volume: 50; more become several."
    ),
    "join": TomlValue("join", flag, "true: the files are the parts of one story."),
    "where": TomlValue(
        "where", text(values.query), "Only stories of which this is true: 'author = \"Nina\"'."
    ),
}
"""Keys that say which stories become a book, and how."""

RUN_KEYS = {
    "limit": TomlValue("limits", _limits, 'What a file may cost: ["entries=50000"].'),
    "trust_sidecars": TomlValue(
        "trust_sidecars", flag, "true: sidecars may name files outside their folders."
    ),
}
"""Keys of the person who runs epubify: what comes with a story may not loosen what holds for it."""

OPTION_KEYS = {
    **BOOK_KEYS,
    **READING_KEYS,
    "authors": BOOK_KEYS["author"],
    "subjects": BOOK_KEYS["subject"],
    "heading": READING_KEYS["heading_pattern"],
}
"""Every key of an option. ``heading`` may be a pattern too, as on the command line, but TOML
lets it not be one beside ``[[heading]]``."""

BLOCK_KINDS = tuple(str(kind) for kind in BlockKind)
RANGES = TomlValue("", _ranges)
"""First and last lines that ``keep`` may name in place of kinds."""
LISTS = {
    "not_headings": TomlValue("", _lines),
    "not_breaks": TomlValue("", _lines),
    "new_paragraphs": TomlValue("", _lines),
    "not_paragraphs": TomlValue("", _lines),
}
LEAVE_OUT = "leave_out"
LINE_KEYS = (*LISTS, LEAVE_OUT)
"""Keys whose value names lines of the story."""
CHECK = "check"
TABLES = ("heading", "break", "block", "unchanged", CHECK)
ENTRY_KEYS = {
    "heading": {
        "line": TomlValue("", _line),
        "level": TomlValue("", _level),
        "label": TomlValue("", text()),
        "title": TomlValue("", text()),
        "reads": TomlValue("", text()),
    },
    "break": {"line": TomlValue("", _line), "reads": TomlValue("", text())},
    "block": {
        "lines": TomlValue("", _range),
        "kind": TomlValue("", text(lambda kind: BlockKind(values.choice(kind, BLOCK_KINDS)))),
        "reads": TomlValue("", text()),
    },
    "unchanged": {
        "line": TomlValue("", _line),
        "rule": TomlValue("", text(values.rule_name)),
        "change": TomlValue("", _change),
        "reads": TomlValue("", text()),
    },
    CHECK: {"sha256": TomlValue("", text()), "lines": TomlValue("", _table)},
}
