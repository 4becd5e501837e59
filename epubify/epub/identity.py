"""The identifier of a book: the same for every edition of the same story."""

from __future__ import annotations

import uuid

from epubify.model import Book, Metadata, Story
from epubify.text.lazy_pattern import lazy
from epubify.text.naming import opening_words
from epubify.text.normal_form import normal_form
from epubify.text.serial_titles import lasting_title

NAMESPACE = uuid.UUID("8f2f5b0e-6d0c-5d3b-9a51-5e6f7a9c1b42")
"""Namespace of the UUIDs (RFC 9562, version 5) that epubify makes; it must never change."""

_MESSAGE_ID = lazy(r"<([^<>\s@]+@[^<>\s@]+)>")
_UUID = lazy(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def book_identifier(book: Book) -> str:
    """Return what identifies a book; it stays the same when chapters are added.

    In this order: the identifier that was given or read; the address the story came from; a
    UUID made from authors, place in the series, and title without how far the story has come.
    The opening words stand in where the title or the author is not known; an anthology goes by
    its title and its editors.

    >>> from epubify.model import Metadata
    >>> book_identifier(Book(Metadata(identifier="<42@news.example>"), ()))
    'mid:42@news.example'
    >>> tale = Book(Metadata(title="Tides", language="en"), ())
    >>> book_identifier(tale) == book_identifier(Book(Metadata(title="TIDES "), ()))
    True
    """
    metadata = book.metadata
    given = " ".join((metadata.identifier or metadata.source_url or "").split())
    if given:
        return _as_uri(given)
    parts = _anthology_parts(book) if book.anthology else _story_parts(book)
    return uuid.uuid5(NAMESPACE, "\x1f".join(map(_normal, parts))).urn


def volume_identifier(metadata: Metadata, number: int) -> str:
    """Return what identifies a volume of the anthology that has these metadata.

    The first is the anthology itself, so that it stays the same book when a second is needed.
    """
    whole = book_identifier(Book(metadata, (), anthology=True))
    return whole if number == 1 else uuid.uuid5(NAMESPACE, f"{whole}\x1f{number}").urn


def _as_uri(identifier: str) -> str:
    """Return Message-IDs (RFC 2392) and bare UUIDs as URIs; all else as it is."""
    if message := _MESSAGE_ID.fullmatch(identifier):
        return f"mid:{message[1]}"
    return f"urn:uuid:{identifier.lower()}" if _UUID.fullmatch(identifier) else identifier


def _story_parts(book: Book) -> list[str]:
    metadata = book.metadata
    parts = [lasting_title(metadata.title or ""), "/".join(metadata.authors)]
    parts += [metadata.series or "", metadata.series_index or ""]
    return parts if all(parts[:2]) else [*parts, _opening(book)]


def _anthology_parts(book: Book) -> list[str]:
    metadata: Metadata = book.metadata
    editors = [person.name for person in metadata.contributors if person.role == "edt"]
    parts = ["anthology", metadata.title or "", "/".join(editors)]
    return parts if metadata.title else [*parts, _opening(book)]


def _opening(book: Book) -> str:
    first: Story | None = next(iter(book.stories), None)
    return " ".join(opening_words(first)) if first else ""


def _normal(text: str) -> str:
    """Return text without the differences that nobody means: case, spacing, composition."""
    return " ".join(normal_form("NFC", text).casefold().split())
