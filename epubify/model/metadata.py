"""What is known about a story or a book, and where each thing comes from."""

from __future__ import annotations

from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from epubify.model.records import Record, names_of

if TYPE_CHECKING:
    from epubify.model import Place


class Contributor(Record):
    """A person who made the book; ``role`` is a MARC relator code (aut, edt, trl, bkp)."""

    name: str
    role: str = "aut"
    file_as: str | None = None


class Field(Record):
    """A header field as it stood in the source."""

    key: str
    """The canonical name in lower case: ``rating``, ``disclaimer``, ``fandom`` …"""
    label: str
    """The key as the source wrote it, empty for a bare line such as a byline."""
    value: str
    at: Place


class OriginKind(StrEnum):
    """Who said what is known about a book."""

    HEADER = "header"
    """A line of a header block or of a title page."""
    SUBJECT = "subject line"
    """The subject of the mail or post that the story came in."""
    FILE_NAME = "file name"
    FILE_WORD = "word in file name"
    """Nobody named a title: the one word that the file is called by stands in."""
    OPENING_WORDS = "opening words"
    """Nobody named a title: the first words of the story stand in."""
    WARNING = "warning"
    """Nobody named a title: that of the work stands in of which a warning says that it is told."""
    TEXT = "text"
    """The text as a whole shows it."""
    SIDECAR = "sidecar"
    OPTION = "command line"
    """An option of the book says so."""
    UNKNOWN = "unknown"


STANDING_IN = (OriginKind.FILE_WORD, OriginKind.OPENING_WORDS, OriginKind.WARNING)
"""Who says what stands in for a title that nobody gave."""


class Origin(Record):
    """Where an entry of the metadata comes from."""

    by: OriginKind
    line: int | None = None
    """Line of the source that says it, from 1."""

    @property
    def stands_in(self) -> bool:
        """It is no title that somebody gave, but what stands in for one."""
        return self.by in STANDING_IN


class Metadata(Record):
    """What is known about a story or a book; None or empty where nothing is."""

    title: str | None = None
    subtitle: str | None = None
    contributors: tuple[Contributor, ...] = ()
    language: str | None = None
    """A BCP 47 tag."""
    series: str | None = None
    series_index: str | None = None
    """A decimal number as text: ``2``, ``1.5``."""
    collection_type: str | None = None
    """``set`` where the series is a whole that is complete (EPUB 3.3, D.3.2); ``series`` or None
    otherwise."""
    subjects: tuple[str, ...] = ()
    description: str | None = None
    publisher: str | None = None
    date: str | None = None
    rights: str | None = None
    identifier: str | None = None
    source_url: str | None = None
    fields: tuple[Field, ...] = ()
    """Every header field read from the source, also those that the entries above came from."""
    origins: tuple[tuple[str, Origin], ...] = ()
    """Name of an entry above, and where it comes from. Nothing in a book depends on it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Metadata) and _said_by(self) == _said_by(other)

    def __hash__(self) -> int:
        return hash(_said_by(self))

    @classmethod
    def with_origin(cls, origin: Origin, **entries: Any) -> Metadata:
        """Return metadata of entries that come from one place.

        >>> Metadata.with_origin(Origin(OriginKind.TEXT), language="fr").origin("language").by.value
        'text'
        """
        origins = tuple((name, origin) for name, value in entries.items() if value)
        return cls(**entries, origins=origins)

    def entries(self) -> dict[str, Any]:
        """Return what is known by the name of its entry, without what is empty.

        >>> Metadata(title="Dusk").entries()
        {'title': 'Dusk'}
        """
        told = zip(ENTRIES, _entries_of(self), strict=True)
        return {name: value for name, value in told if value}

    def origin(self, entry: str) -> Origin:
        """Return where an entry comes from."""
        return dict(self.origins).get(entry, Origin(OriginKind.UNKNOWN))

    @property
    def authors(self) -> tuple[str, ...]:
        """Names of the contributors whose role is author."""
        return tuple(c.name for c in self.contributors if c.role == "aut")

    def over(self, other: Metadata) -> Metadata:
        """Return this metadata, with what it lacks taken from ``other``, origins included.

        >>> Metadata(title="New").over(Metadata(title="Old", series="S")).series
        'S'
        """
        own, others = self.entries(), other.entries()
        told = [(name, origin) for name, origin in self.origins if name in own]
        told += [(name, origin) for name, origin in other.origins if name not in own]
        said = self.fields or other.fields
        return Metadata(**{**others, **own}, fields=said, origins=tuple(told))


ENTRIES = tuple(name for name in names_of(Metadata) if name not in ("fields", "origins"))
"""Names of the entries, in their order."""
_entries_of = attrgetter(*ENTRIES)
_said_by = attrgetter(*(name for name in names_of(Metadata) if name != "origins"))
