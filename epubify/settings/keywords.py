"""Options as keyword arguments of Python: the same names, and checked as in a sidecar."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

from msgspec.structs import replace

from epubify.errors import UsageError
from epubify.options import Options
from epubify.settings.sidecar_keys import BINDING_KEYS, BOOK_KEYS, READING_KEYS, RUN_KEYS
from epubify.settings.tomlfile import TomlValue
from epubify.settings.validation import refuse_unusable
from epubify.text.nearest import unknown

PathName = str | os.PathLike[str]


class OptionKeywords(TypedDict, total=False):
    """What may be given, and in which types; `Options` says what each is for."""

    title: str | None
    authors: str | Sequence[str]
    editors: str | Sequence[str]
    language: str | None
    series: str | None
    series_index: str | float | None
    collection_type: str | None
    credits: str | Sequence[str]
    subjects: str | Sequence[str]
    description: str | None
    publisher: str | None
    date: str | None
    rights: str | None
    identifier: str | None
    cover: PathName | None
    cover_style: str | None
    cover_palette: str | None
    cover_fit: str
    cover_size: str | tuple[int, int] | None
    no_cover: bool
    theme: str
    css: PathName | None
    templates: PathName | None
    fonts: PathName | Sequence[PathName]
    device: str
    new_in: bool
    colophon: bool
    dedication: str | None
    epigraph: str | None
    introduction: PathName | None
    afterword: PathName | None
    sources: bool
    encoding: str | None
    format: str | None
    heading: str | None
    enable: str | Collection[str]
    disable: str | Collection[str]
    notes: str
    keep: str | Collection[str]
    trust_sidecars: bool
    limits: str | Collection[str]
    join: bool
    order: str
    by: str | Sequence[str]
    keep_doubles: bool
    max_size: str | int | None
    max_stories: int | None
    where: str | None


KEYWORDS: dict[str, TomlValue] = {
    value.option: value
    for value in (
        *BOOK_KEYS.values(),
        *READING_KEYS.values(),
        *BINDING_KEYS.values(),
        *RUN_KEYS.values(),
    )
}
"""Name of an option → how a value that people write for it is read."""


def options_with(options: Options | None, keywords: Mapping[str, Any]) -> Options:
    """Return options with those given as keywords over them; None sets nothing.

    Raises UsageError for an unknown name, with the nearest known one, and for a value that
    no book can be made with.

    >>> options_with(None, {"language": "EN-gb", "authors": "Nina"}).authors
    ('Nina',)
    >>> options_with(None, {"langauge": "en"})
    Traceback (most recent call last):
    epubify.errors.UsageError: unknown option “langauge”; did you mean “language”?
    >>> options_with(None, {"date": "yesterday"})
    Traceback (most recent call last):
    epubify.errors.UsageError: date: 'yesterday' is not a date such as 2004, 2004-07 or 2004-07-15
    """
    for name in keywords:
        if name not in KEYWORDS:
            raise UsageError("", None, *unknown("option", name, KEYWORDS))
    said = {name: _checked(name, value) for name, value in keywords.items() if value is not None}
    options = options or Options()
    options = replace(options, **said, choices=options.choices.union(said))
    refuse_unusable(options)
    return options


def _checked(name: str, value: Any) -> Any:
    try:
        return KEYWORDS[name].read(_as_written(value), Path())
    except ValueError as error:
        raise UsageError(name, None, str(error).rstrip(".")) from error


def _as_written(value: Any) -> Any:
    """Return a value of Python as a TOML file would give it.

    >>> _as_written((600, 960)), _as_written(("a", Path("b.ttf"))), _as_written(True)
    ('600x960', ['a', 'b.ttf'], True)
    """
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, tuple) and len(value) == 2 and all(type(one) is int for one in value):
        return f"{value[0]}x{value[1]}"
    if isinstance(value, tuple | list | set | frozenset):
        return [_as_written(one) for one in value]
    return value
