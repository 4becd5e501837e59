"""A story as a list and a query see it: what is known about it, in named fields."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from epubify.collection.measuring import measured
from epubify.model import Metadata, Story
from epubify.model.records import Record
from epubify.text.field_dates import field_date


class StoryRecord(Record):
    """One story or finished book among many."""

    metadata: Metadata
    file: str = ""
    """What the user calls it."""
    form: str = ""
    """Name of the form that it was read from: ``text``, ``epub`` …"""
    words: int | None = None
    """Words of its text; None where only the head of a book was read."""
    chapters: int | None = None
    """Chapters, prologues and the like; None likewise."""


def record_of(story: Story, file: str = "", form: str = "") -> StoryRecord:
    """Return the record of a story that was read.

    >>> from epubify.model import Section
    >>> record_of(Story(Metadata("Dusk"), (Section("chapter", "I", None, ()),))).chapters
    1
    """
    return StoryRecord(story.metadata, file, form, *measured((story,)))


class FieldKind(StrEnum):
    """How the values of a field are compared."""

    TEXT = "text"
    PERSON = "person"
    LANGUAGE = "language"
    NUMBER = "number"
    DATE = "date"


class RecordField(Record):
    """A field of a record: what a query, a column and an order name."""

    name: str
    about: str
    values: Callable[[StoryRecord], tuple[str, ...]]
    """All that it says of a story; nothing where it is not known."""
    kind: FieldKind = FieldKind.TEXT
    many: bool = False
    """A story may have several."""
    also: tuple[str, ...] = ()
    """Other names of it."""

    def data(self, record: StoryRecord) -> Any:
        """Return what a field says as JSON knows it: a list where there may be several.

        >>> dusk = StoryRecord(Metadata("Dusk", subjects=("Rain",)), words=7)
        >>> [FIELDS[name].data(dusk) for name in ("title", "subject", "words", "series")]
        ['Dusk', ['Rain'], 7, None]
        """
        values = self.values(record)
        if self.many:
            return list(values)
        if not values:
            return None
        return _as_number(values[0]) if self.kind is FieldKind.NUMBER else values[0]


def _as_number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


# --------------------------------------------------------------------------- what they say


def _entry(name: str) -> Callable[[StoryRecord], tuple[str, ...]]:
    def values(record: StoryRecord) -> tuple[str, ...]:
        value = getattr(record.metadata, name)
        return (value,) if value else ()

    return values


def _people(*roles: str) -> Callable[[StoryRecord], tuple[str, ...]]:
    def values(record: StoryRecord) -> tuple[str, ...]:
        return tuple(one.name for one in record.metadata.contributors if one.role in roles)

    return values


def _others(record: StoryRecord) -> tuple[str, ...]:
    return tuple(one.name for one in record.metadata.contributors if one.role != "aut")


def _header(key: str) -> Callable[[StoryRecord], tuple[str, ...]]:
    """Return what reads a field of the header as it stands, each value once."""

    def values(record: StoryRecord) -> tuple[str, ...]:
        said = (one.value.strip() for one in record.metadata.fields if one.key == key)
        return tuple(dict.fromkeys(value for value in said if value))

    return values


def _listed(key: str) -> Callable[[StoryRecord], tuple[str, ...]]:
    """Return what reads a field of the header that lists several things."""

    def values(record: StoryRecord) -> tuple[str, ...]:
        from epubify.matter.header_metadata import subjects_of

        return tuple(dict.fromkeys(subjects_of(record.metadata.fields, key)))

    return values


def _date(record: StoryRecord) -> tuple[str, ...]:
    date = field_date(record.metadata.date or "")
    return (date,) if date else ()


def _number(name: str) -> Callable[[StoryRecord], tuple[str, ...]]:
    def values(record: StoryRecord) -> tuple[str, ...]:
        value = getattr(record, name)
        return () if value is None else (str(value),)

    return values


_ALL = (
    RecordField("title", "title", _entry("title")),
    RecordField("subtitle", "subtitle", _entry("subtitle")),
    RecordField("author", "authors", _people("aut"), FieldKind.PERSON, True, ("authors", "by")),
    RecordField("editor", "editors", _people("edt"), FieldKind.PERSON, True, ("editors",)),
    RecordField(
        "translator", "translators", _people("trl"), FieldKind.PERSON, True, ("translators",)
    ),
    RecordField(
        "contributor", "all but the authors", _others, FieldKind.PERSON, True, ("contributors",)
    ),
    RecordField("series", "series", _entry("series")),
    RecordField(
        "index", "place in the series", _entry("series_index"), FieldKind.NUMBER,
        also=("series_index", "part"),
    ),
    RecordField("language", "language tag", _entry("language"), FieldKind.LANGUAGE, also=("lang",)),
    RecordField(
        "subject", "subjects: category, keywords, fandom, characters, pairing",
        lambda record: record.metadata.subjects, many=True, also=("subjects", "tag", "tags"),
    ),
    RecordField("category", "category or genre", _listed("category"), many=True, also=("genre",)),
    RecordField("keyword", "keywords", _listed("keywords"), many=True, also=("keywords",)),
    RecordField("fandom", "fandom", _listed("fandom"), many=True, also=("fandoms",)),
    RecordField(
        "character", "characters", _listed("characters"), many=True, also=("characters",)
    ),
    RecordField(
        "pairing", "pairings", _listed("pairing"), many=True, also=("pairings", "ship")
    ),
    RecordField("rating", "rating", _header("rating"), many=True),
    RecordField("warning", "warnings", _header("warnings"), many=True, also=("warnings",)),
    RecordField("status", "finished or not, as the header says", _header("status"), many=True),
    RecordField("date", "when it was published", _date, FieldKind.DATE),
    RecordField("publisher", "publisher", _entry("publisher")),
    RecordField("rights", "copyright or licence", _entry("rights")),
    RecordField(
        "description", "summary", _entry("description"), also=("summary",)
    ),
    RecordField("identifier", "ISBN, Message-ID or the like", _entry("identifier")),
    RecordField("source", "where it was posted", _entry("source_url"), also=("url",)),
    RecordField("words", "words of the text", _number("words"), FieldKind.NUMBER),
    RecordField("chapters", "chapters", _number("chapters"), FieldKind.NUMBER),
    RecordField("format", "form of the file: text, html, epub …", lambda one: (one.form,)),
    RecordField("file", "path of the file", lambda one: (one.file,)),
)  # fmt: skip

FIELDS = {field.name: field for field in _ALL}
"""Every field by its name, in the order in which they are listed."""

_NAMES = {name: field for field in _ALL for name in (field.name, *field.also)}


def find_field(name: str) -> RecordField | None:
    """Return the field of a name, whatever its case; a hyphen is as good as an underscore.

    >>> find_field("Authors").name, find_field("series-index").name, find_field("size")
    ('author', 'index', None)
    """
    return _NAMES.get(name.lower().replace("-", "_"))
