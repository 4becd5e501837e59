"""The head of a finished book: what its package document says, and nothing else is read."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from epubify.errors import MissingInput, UnreadableInput
from epubify.model import Field, Metadata, Place
from epubify.model.records import Record
from epubify.readers.containers import Container, parse_xml
from epubify.readers.epub_source.package_document import package_path
from epubify.readers.epub_source.package_metadata import metadata_of
from epubify.readers.xml_tree import local_name, words_of

OWN = "epubify:"
"""What the properties begin with that only books of this program have."""


class BookHead(Record):
    """What a finished book says of itself."""

    metadata: Metadata
    words: int | None
    """None where it is no book of this program's."""
    chapters: int | None


def read_head(name: str, path: Path) -> BookHead:
    """Return what the package document of a book says.

    Raises MissingInput where there is no such file, and InputError where it is no EPUB or is
    damaged.
    """
    try:
        with path.open("rb") as file:
            container = Container(name, file)
            root = parse_xml(name, container.read(package_path(container)))
    except FileNotFoundError as error:
        raise MissingInput(name, None, "no such file") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableInput(name, None, f"cannot be read: {reason}") from error
    told: dict[str, list[str]] = {}
    for one in root.iter():
        said = (one.get("property") or one.get("name") or "") if local_name(one) == "meta" else ""
        if said.startswith(OWN):
            value = words_of(one) or (one.get("content") or "").strip()
            told.setdefault(said.removeprefix(OWN), []).append(value)
    words, chapters = (_whole(told.pop(key, [])) for key in ("words", "chapters"))
    at = Place(name, 1, 1)
    fields = tuple(Field(key, "", value, at) for key, values in told.items() for value in values)
    return BookHead(replace(metadata_of(root), fields=fields), words, chapters)


def _whole(said: list[str]) -> int | None:
    return int(said[0]) if said and said[0].isdecimal() else None
