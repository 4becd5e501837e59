"""The books in a folder, and what they say of themselves."""

from __future__ import annotations

import os
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from epubify.files.output import STRAY, read_existing
from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_DAMAGED = (
    *(KeyError, StopIteration, ValueError),
    *(zipfile.BadZipFile, zlib.error, ElementTree.ParseError),
)
"""What is raised by archives and package documents that something has spoilt."""
_EVENT = f"{_OPF}event"
_EPOCH = "1970-01-01T00:00:00Z"
"""The date of a book that has none: older than all others, and the same every time."""

_MODIFIED = lazy(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z")
"""What EPUB 3.3 (5.5.4) asks of the date of a book; such dates sort as text."""


class Person(Record):
    """Someone who made a book."""

    name: str
    file_as: str
    role: str = "aut"
    """MARC relator code."""


class ListedBook(Record):
    """A book in the folder."""

    path: str
    """Below the folder, with slashes."""
    size: int
    """In bytes."""
    changed: int
    """When the file was written, in nanoseconds; it says whether it must be read again."""
    fingerprint: str
    identifier: str
    title: str
    modified: str
    """When the book was made, as it says itself: the date that feeds show."""
    subtitle: str = ""
    people: tuple[Person, ...] = ()
    series: str = ""
    series_index: str = ""
    description: str = ""
    subjects: tuple[str, ...] = ()
    language: str = "und"
    date: str = ""
    publisher: str = ""
    rights: str = ""
    cover: str = ""
    """Name of the picture inside the book."""

    @property
    def authors(self) -> tuple[Person, ...]:
        """Return the authors; where there are none, as in an anthology, the editors."""
        authors = tuple(person for person in self.people if person.role == "aut")
        return authors or tuple(person for person in self.people if person.role == "edt")


def list_books(folder: Path, known: Mapping[str, ListedBook]) -> Iterator[ListedBook]:
    """Yield the books that epubify made in and below a folder, by path.

    ``known`` are books of an earlier listing: one whose size, date and fingerprint are still
    the same is taken from there and not unpacked. Other files, books of other programs and
    hidden folders are passed over.
    """
    for path in _epubs(folder):
        name = path.relative_to(folder).as_posix()
        try:
            book = _listed(path, name, known.get(name))
        except FileNotFoundError:  # another run has just replaced or removed it
            continue
        if book:
            yield book


def _epubs(folder: Path) -> Iterator[Path]:
    for above, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(".epub") and not name.startswith(STRAY):
                yield Path(above, name)


def _listed(path: Path, name: str, known: ListedBook | None) -> ListedBook | None:
    status = path.stat()
    stamp = read_existing(path)
    if stamp is None:
        return None
    if known and _file(known) == (status.st_size, status.st_mtime_ns, stamp.fingerprint):
        return known
    return read_book(path, name, stamp.fingerprint)


def _file(book: ListedBook) -> tuple[int, int, str]:
    return book.size, book.changed, book.fingerprint


def read_book(path: Path, name: str, fingerprint: str) -> ListedBook | None:
    """Return what the package document of a book says; None where it cannot be read.

    EPUB 3 and EPUB 2 are understood, as far as epubify writes them. ``name`` is what the book
    is called in the folder.
    """
    status = path.stat()
    try:
        with zipfile.ZipFile(path) as archive:
            container = ElementTree.fromstring(archive.read("META-INF/container.xml"))
            rootfile = next(container.iter(f"{_CONTAINER}rootfile")).get("full-path", "")
            package = _Package(ElementTree.fromstring(archive.read(rootfile)), rootfile)
    except _DAMAGED:
        return None
    series, place = package.series()
    return ListedBook(
        path=name,
        size=status.st_size,
        changed=status.st_mtime_ns,
        fingerprint=fingerprint,
        identifier=package.text("identifier") or fingerprint,
        title=package.text("title") or Path(name).stem,
        modified=package.modified(),
        subtitle=package.subtitle(),
        people=package.people(),
        series=series,
        series_index=place,
        description=package.text("description"),
        subjects=tuple(package.texts("subject")),
        language=package.text("language") or "und",
        date=package.date(),
        publisher=package.text("publisher"),
        rights=package.text("rights"),
        cover=package.cover(),
    )


class _Package:
    """A package document, read one thing at a time."""

    def __init__(self, root: ElementTree.Element, name: str) -> None:
        self._root = root
        self._folder = posixpath.dirname(name)
        self._refined: dict[tuple[str, str], str] = {}
        self._properties: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        for meta in root.iter(f"{_OPF}meta"):
            self._learn(meta)

    def _learn(self, meta: ElementTree.Element) -> None:
        name: str = meta.get("property") or meta.get("name") or ""
        text: str = meta.get("content") or meta.text or ""
        if target := meta.get("refines"):
            self._refined[target.removeprefix("#"), name] = text
        else:
            self._properties.setdefault(name, text)
            self._ids.setdefault(name, meta.get("id", ""))

    def property(self, name: str) -> str:
        """Return a property of the book, or what EPUB 2 has for it."""
        return self._properties.get(name, "")

    def modified(self) -> str:
        """Return when the book was made; EPUB 2 has one more date for that."""
        given = self.property("dcterms:modified") or self._date("modification")
        return given if _MODIFIED.fullmatch(given) else _EPOCH

    def date(self) -> str:
        return self._date("publication") or self._date("")

    def _date(self, event: str) -> str:
        dates = self._root.iter(f"{_DC}date")
        return next((one.text for one in dates if one.get(_EVENT, "") == event and one.text), "")

    def texts(self, name: str) -> list[str]:
        return [one.text for one in self._root.iter(f"{_DC}{name}") if one.text]

    def text(self, name: str) -> str:
        return next(iter(self.texts(name)), "")

    def subtitle(self) -> str:
        return next(iter(self.texts("title")[1:]), "")

    def people(self) -> tuple[Person, ...]:
        found = (*self._root.iter(f"{_DC}creator"), *self._root.iter(f"{_DC}contributor"))
        return tuple(self._person(one) for one in found if one.text)

    def _person(self, element: ElementTree.Element) -> Person:
        def told(name: str) -> str:
            refined = self._refined.get((element.get("id", ""), name))
            return refined or element.get(f"{_OPF}{name}") or ""

        fallback = "aut" if element.tag == f"{_DC}creator" else "ctb"
        name = element.text or ""
        return Person(name, told("file-as") or name, told("role") or fallback)

    def series(self) -> tuple[str, str]:
        """Return the series and the place in it, as EPUB 3 says it or as calibre does."""
        if name := self.property("belongs-to-collection"):
            target = self._ids["belongs-to-collection"]
            return name, self._refined.get((target, "group-position"), "")
        return self.property("calibre:series"), self.property("calibre:series_index")

    def cover(self) -> str:
        """Return the name of the cover's picture inside the archive."""
        target = self.property("cover")
        for item in self._root.iter(f"{_OPF}item"):
            if "cover-image" in item.get("properties", "").split() or item.get("id") == target:
                href = unquote(item.get("href", ""))
                return posixpath.normpath(posixpath.join(self._folder, href))
        return ""
