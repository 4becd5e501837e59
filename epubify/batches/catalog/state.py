"""What a catalogue remembers of itself: which files are its own, which books it knows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import field
from msgspec.structs import asdict

from epubify.batches.catalog.listing import ListedBook, Person
from epubify.model.records import Record, names_of
from epubify.text.lazy_pattern import lazy

NAME = "state.json"
"""Lies in the catalogue's folder. It may be deleted with the folder, and all is made again."""
_FORMAT = "epubify catalog 1"
_FIELDS = names_of(ListedBook)
_OWN = lazy(r"(?:covers/)?[a-z0-9][a-z0-9-]*\.(?:xml|json|html|css|js|svg|jpg)")


class State(Record):
    """What a catalogue remembers."""

    files: frozenset[str] = frozenset()
    """Files of the catalogue, below its folder: only these are ever replaced or removed."""
    books: Mapping[str, ListedBook] = field(default_factory=dict)
    """Path of a book to what it says of itself: it saves unpacking books that are the same."""


def read_state(folder: Path) -> State:
    """Return what the catalogue in a folder remembers; an empty state where there is none.

    A file that is not a state, or of another format, counts as none. Names that lead out of the
    folder or are none of a catalogue are passed over, so that no edit of the file can make a
    catalogue remove what isn't its own.
    """
    try:
        data = json.loads((folder / NAME).read_bytes())
        if data["format"] != _FORMAT:
            return State()
        files = frozenset(name for name in data["files"] if _OWN.fullmatch(name))
        return State(files, {one["path"]: _book(one) for one in data["books"]})
    except (OSError, ValueError, TypeError, KeyError):
        return State()


def state_bytes(files: Iterable[str], books: Iterable[ListedBook]) -> bytes:
    """Return what a catalogue is to remember, a line for each book and each file.

    >>> print(state_bytes({"opds.xml"}, ()).decode())
    {"format": "epubify catalog 1",
    "files": ["opds.xml"],
    "books": []}
    """
    names = ",\n".join(_json(name) for name in sorted(files))
    lines = ",\n".join(_json(_told(book)) for book in sorted(books, key=lambda one: one.path))
    head = f'"format": {_json(_FORMAT)}'
    return f'{{{head},\n"files": [{names}],\n"books": [{lines}]}}\n'.encode()


def _told(book: ListedBook) -> dict[str, Any]:
    told = {name: getattr(book, name) for name in _FIELDS}
    told["people"] = [asdict(person) for person in book.people]
    return {name: value for name, value in told.items() if value not in ("", (), [])}


def _book(told: dict[str, Any]) -> ListedBook:
    people = tuple(Person(**person) for person in told.pop("people", ()))
    subjects = tuple(told.pop("subjects", ()))
    return ListedBook(people=people, subjects=subjects, **told)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
