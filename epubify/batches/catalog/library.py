"""The books of a catalogue in order, and the names that feeds and links use for them."""

from __future__ import annotations

import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from math import inf, isfinite
from urllib.parse import quote

from epubify.batches.catalog.listing import ListedBook
from epubify.epub.identity import NAMESPACE
from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy
from epubify.text.xmltext import one_line

FOLDER = "catalog"
"""Where all files of the catalogue lie but the page itself, below the folder of books."""
NO_COVER = "covers/none.jpg"
"""The picture of books that have none: OPDS wants one of each."""

_COVERS = "1"
"""Part of the name of every thumbnail: it changes when thumbnails are made in another way."""
_UUID = lazy(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = lazy(r"[0-9]+")
_NO_SLUG = lazy(r"[^a-z0-9]+")
_LONGEST_SLUG = 40
"""Characters of a name in an address; longer ones are cut, with fewer, titles of a series meet."""


class Volume(Record):
    """A book of the library with the name that feeds know it by."""

    book: ListedBook
    urn: str

    @property
    def stem(self) -> str:
        """Return the name of the file that describes this book alone."""
        return f"book-{short_hash(self.urn)}"

    @property
    def cover(self) -> str:
        """Return the name of the thumbnail, below the catalogue's folder."""
        return cover_name(self.book) if self.book.cover else NO_COVER


class Library(Record):
    """All books, the newest first."""

    title: str
    volumes: tuple[Volume, ...]
    base_url: str = ""
    """Where the folder of books is found on the web, with a slash at its end; without it links
    are relative."""

    @property
    def updated(self) -> str:
        """Return the date of the newest book: a catalogue of the same books is the same."""
        return newest(self.volumes)

    def book_link(self, path: str) -> str:
        """Return the link from a feed to a file in the folder of books."""
        return (self.base_url or "../") + quoted(path)

    def link(self, name: str) -> str:
        """Return the link from a feed to another file of the catalogue."""
        return f"{self.base_url}{FOLDER}/{name}" if self.base_url else name

    def urn(self, key: str) -> str:
        """Return an identifier for a part of this catalogue.

        >>> Library("Mine", ()).urn("new") == Library("Yours", ()).urn("new")
        False
        """
        parts = ("catalog", self.base_url, self.title, key)
        return uuid.uuid5(NAMESPACE, "\x1f".join(parts)).urn


def library_of(books: Iterable[ListedBook], title: str, base_url: str = "") -> Library:
    """Return the books in order, the newest first and those of one date by title."""
    volumes = [Volume(book, urn) for book, urn in _with_urns(books)]
    volumes.sort(key=lambda volume: (by_title(volume), volume.book.path))
    volumes.sort(key=lambda volume: volume.book.modified, reverse=True)
    return Library(one_line(title), tuple(volumes), base_url)


def _with_urns(books: Iterable[ListedBook]) -> Iterable[tuple[ListedBook, str]]:
    """Yield books with a UUID each: the one they have, or one made from what identifies them.

    Two files may hold the same story, made for two devices; the second is known by its path.
    """
    taken: set[str] = set()
    for book in sorted(books, key=lambda book: book.path):
        urn = book.identifier
        if not _UUID.fullmatch(urn):
            urn = uuid.uuid5(NAMESPACE, urn).urn
        if urn in taken:
            urn = uuid.uuid5(NAMESPACE, f"{urn}\x1f{book.path}").urn
        taken.add(urn)
        yield book, urn


def newest(volumes: Iterable[Volume]) -> str:
    """Return the latest date among books; the beginning of time where there are none."""
    return max((volume.book.modified for volume in volumes), default="1970-01-01T00:00:00Z")


def by_title(volume: Volume) -> tuple[str, ...]:
    """Return what books are sorted by in a list by title."""
    return sort_key(volume.book.title), sort_key(volume.book.subtitle)


def by_place(volume: Volume) -> tuple[float, tuple[str, ...]]:
    """Return what books are sorted by within a series; those without a place come last."""
    place = place_of(volume.book)
    return (inf if place is None else place), by_title(volume)


def place_of(book: ListedBook) -> float | int | None:
    """Return the place of a book in its series, whole where it can be; None where it has none.

    >>> from msgspec.structs import replace
    >>> book = ListedBook("a.epub", 1, 1, "f", "i", "T", "", series="Days", series_index="2")
    >>> place_of(book), place_of(replace(book, series_index="1.5"))
    (2, 1.5)
    >>> place_of(replace(book, series_index="II"))
    """
    try:
        place = float(book.series_index)
    except ValueError:
        return None
    if not isfinite(place):
        return None
    return int(place) if place.is_integer() else place


def grouped(
    volumes: Iterable[Volume], names: Callable[[ListedBook], Iterable[str]]
) -> dict[str, list[Volume]]:
    """Return books by the names that each goes under, in the order in which they come."""
    groups: defaultdict[str, list[Volume]] = defaultdict(list)
    for volume in volumes:
        for name in dict.fromkeys(names(volume.book)):
            groups[name].append(volume)
    return dict(groups)


# --------------------------------------------------------------------------------- names


def quoted(path: str) -> str:
    r"""Return a path as part of an address; of names that are not UTF-8 the very bytes.

    >>> quoted("Zoë/50% #1.epub"), quoted("a\udcff")
    ('Zo%C3%AB/50%25%20%231.epub', 'a%FF')
    """
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")


@lru_cache(maxsize=1 << 16)
def stem_of(kind: str, name: str) -> str:
    """Return the name of a feed's file: ASCII, readable, the same for the same name.

    >>> stem_of("author", "Zoë Ångström"), stem_of("author", "Ночь")
    ('author-zoe-angstrom-d91ffefb', 'author-d082fbec')
    """
    slug = _NO_SLUG.sub("-", folded(name).encode("ascii", "ignore").decode())
    slug = slug[:_LONGEST_SLUG].strip("-")
    return "-".join(part for part in (kind, slug, short_hash(name)[:8]) if part)


def cover_name(book: ListedBook) -> str:
    """Return the name of a book's thumbnail: another one as soon as the book is another."""
    return f"covers/{short_hash(f'{_COVERS} {book.fingerprint}')}.jpg"


def short_hash(text: str) -> str:
    """Return 16 hexadecimal digits that stand for a text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def sort_key(text: str) -> str:
    """Return what text is sorted by: without case and accents, and numbers as people count.

    >>> sorted(["Part 10", "part 9"], key=sort_key)
    ['part 9', 'Part 10']
    """
    return _NUMBER.sub(lambda number: number[0].zfill(9), folded(text))


def folded(text: str) -> str:
    """Return text without case and accents.

    >>> folded("Élan Vital")
    'elan vital'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))
