"""The stamp of a book: what a later run asks of it, where one short read finds it.

It is a small file at the very beginning of the archive, stored and not compressed, so that
the first bytes of a book tell what it was made from. EPUB readers pass over it: EPUB 3.3
(4.2.6) lets any other file stand in META-INF.
"""

from __future__ import annotations

import json
import struct
from typing import Any

from epubify.model import Book, Contributor, Metadata
from epubify.model.records import Record
from epubify.text.naming import title_of
from epubify.text.xmltext import one_line

NAME = "META-INF/epubify.txt"

HEAD = 1024
"""Bytes from the beginning of a book that hold the stamp of nearly every one."""

_FORMAT = "epubify 1"
_LOCAL = struct.Struct("<4s2xHH8xIIHH")
"""Local file header (APPNOTE 6.3, 4.3.7): signature, flags, method, both sizes, the lengths of
name and extra field."""
_SIGNATURE = b"PK\x03\x04"
_SIZE_FOLLOWS = 0x08
"""Bit of the flags that says so: the sizes stand behind the data (APPNOTE 6.3, 4.4.4)."""
_PEOPLE = {"authors": "aut", "editors": "edt"}
_NAMING = ("title", "series", "series_index", "language", "date")


class CutShort(ValueError):
    """The stamp goes on behind the bytes that were read."""

    def __init__(self, needed: int) -> None:
        super().__init__(needed)
        self.needed = needed
        """Bytes from the beginning of the book that hold all of it."""


class Stamp(Record):
    """What a book says of itself."""

    fingerprint: str
    identifier: str
    facts: str = "{}"
    """JSON; read only when it is needed."""

    @property
    def findings(self) -> int:
        """Return the number of findings that the book was made with."""
        return int(self._facts().get("findings", 0))

    @property
    def metadata(self) -> Metadata | None:
        """Return the metadata that names of files are made from; None where it is not known."""
        facts = self._facts()
        if "title" not in facts:
            return None
        people = tuple(
            Contributor(name, role) for key, role in _PEOPLE.items() for name in facts.get(key, ())
        )
        said: dict[str, Any] = {name: facts.get(name) for name in _NAMING}
        return Metadata(contributors=people, **said)

    def _facts(self) -> dict[str, Any]:
        facts = json.loads(self.facts)
        return facts if isinstance(facts, dict) else {}


def stamp_of(book: Book, identifier: str, fingerprint: str, findings: int) -> bytes:
    r"""Return the stamp of a book: four lines, of which the last is JSON.

    >>> book = Book(Metadata("Dusk", contributors=(Contributor("Nina"),)), ())
    >>> read_lines(stamp_of(book, "urn:x:1", "aa-11", 2)).findings
    2
    """
    metadata = book.metadata
    facts: dict[str, Any] = {"findings": findings}
    for key, role in _PEOPLE.items():
        if names := [person.name for person in metadata.contributors if person.role == role]:
            facts[key] = names
    facts.update({name: getattr(metadata, name) for name in _NAMING if getattr(metadata, name)})
    facts["title"] = title_of(metadata, book.stories)
    lines = (_FORMAT, fingerprint, one_line(identifier), json.dumps(facts, sort_keys=True))
    return "".join(f"{line}\n" for line in lines).encode(errors="replace")


def read_stamp(head: bytes) -> Stamp | None:
    """Return the stamp in the first bytes of a book; None where there is none.

    Raises CutShort where the stamp is longer than what was given of the book.
    """
    first = _entry(head, 0)
    entry = _entry(head, first[2]) if first and first[0] == b"mimetype" else None
    if entry is None or entry[0] != NAME.encode():
        return None
    _, start, end = entry
    if end > len(head):
        raise CutShort(end)
    return read_lines(head[start:end])


def read_lines(data: bytes) -> Stamp | None:
    """Return the stamp in the content of its file; None where it is of another format."""
    lines = data.decode("utf-8", "replace").split("\n")
    if len(lines) < 4 or lines[0] != _FORMAT or not lines[1]:
        return None
    return Stamp(lines[1], lines[2], lines[3])


def _entry(head: bytes, offset: int) -> tuple[bytes, int, int] | None:
    """Return name, start and end of the stored file at an offset; None where there is none."""
    if len(head) < offset + _LOCAL.size:
        return None
    signature, flags, method, size, _, name, extra = _LOCAL.unpack_from(head, offset)
    if signature != _SIGNATURE or method != 0 or flags & _SIZE_FOLLOWS:
        return None
    at = offset + _LOCAL.size
    start = at + name + extra
    return head[at : at + name], start, start + size
