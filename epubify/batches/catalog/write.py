"""A catalogue into a folder: only what differs is written, only what is our own replaced."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

from epubify.batches.catalog import catalog_page, opds1, opds2
from epubify.batches.catalog.feeds import feeds
from epubify.batches.catalog.library import FOLDER, NO_COVER, Library, Volume, library_of
from epubify.batches.catalog.listing import ListedBook, list_books
from epubify.batches.catalog.state import NAME as STATE
from epubify.batches.catalog.state import State, read_state, state_bytes
from epubify.errors import OutputError, UsageError
from epubify.files.output import remove_strays, replacing, unwritable
from epubify.model.records import Record

TITLE = "Books"
_PATH = "/%:@!$&'()*+,;=~"
"""Signs that stay as they are in the path of an address (RFC 3986, 3.3)."""
LARGEST_COVER = 100_000_000
"""Bytes of the largest picture that is unpacked: what has more may be a bomb."""

_ASSETS = ("catalog.css", "catalog.js", "icon.svg")


class CatalogResult(Record):
    """What became of a catalogue."""

    books: int
    written: int
    """Files that are new or differ."""
    removed: int
    """Files that no book needs any longer."""
    page: Path
    """The page to open in a browser."""


def write_catalog(
    folder: Path, *, base_url: str | None = None, title: str = TITLE
) -> CatalogResult:
    """Write a page and OPDS feeds over the books in and below a folder, beside them.

    Made are ``index.html`` and the folder ``catalog``. ListedBook are the books that epubify
    made. With ``base_url``, where the folder is found on the web, links in the feeds are
    absolute. The same books give the same bytes, and what is there already is not written
    again; files that no book needs any longer are removed.

    Raises UsageError for what is not an address, and OutputError where a file is in the way
    that epubify did not make: nothing is written then, and no such file is ever replaced.
    """
    base = _base_url(base_url) if base_url else ""
    home = folder / FOLDER
    remembered = read_state(home)
    try:
        books = list(list_books(folder, remembered.books))
    except OSError as error:
        raise _unreadable(folder, error) from error
    library = library_of(books, title, base)
    return _Writer(folder, remembered).write(library, books)


def _base_url(given: str) -> str:
    """Return an address with a slash at its end.

    >>> _base_url("https://example.org/my books")
    'https://example.org/my%20books/'
    """
    address = urlsplit(given)
    if address.scheme not in ("http", "https") or not address.netloc:
        advice = "give one such as https://example.org/books/"
        raise UsageError("", None, f"not the address of a web server: {given}", advice)
    path = quote(address.path.rstrip("/"), safe=_PATH)
    return f"{address.scheme}://{address.netloc}{path}/"


class _Writer:
    """Writes one catalogue once, and counts what it does."""

    def __init__(self, folder: Path, remembered: State) -> None:
        self._page = folder / catalog_page.PAGE
        self._folder = folder
        self._home = folder / FOLDER
        self._remembered = remembered
        self._written = 0

    def write(self, library: Library, books: list[ListedBook]) -> CatalogResult:
        """Write all files; what is remembered is written before them and after them.

        Before, so that a run that is killed halfway leaves no file that it doesn't know.
        """
        covers = {volume.cover: volume for volume in library.volumes}
        texts = dict(_texts(library))
        wanted = {*texts, *covers, NO_COVER}
        self._refuse_foreign(wanted)
        if not wanted <= self._remembered.files:
            both = self._remembered.files | wanted
            self._put(self._home / STATE, state_bytes(both, self._remembered.books.values()))
        for name, make in texts.items():
            self._put(self._home / name, make())
        self._put_covers(covers)
        self._put(self._page, catalog_page.index_page(library))
        removed = self._remove(self._remembered.files - wanted)
        self._put(self._home / STATE, state_bytes(wanted, books))
        for place in (self._folder, self._home, self._home / "covers"):
            remove_strays(place)
        return CatalogResult(len(books), self._written, removed, self._page)

    def _refuse_foreign(self, wanted: Iterable[str]) -> None:
        advice = "move it elsewhere, or write the books to another folder"
        if self._page.exists() and not catalog_page.is_ours(_content(self._page) or b""):
            raise OutputError(str(self._page), None, "exists, and epubify did not make it", advice)
        for name in sorted(set(wanted) - self._remembered.files):
            if (self._home / name).exists():
                problem = "exists, and is not a known part of a catalog"
                raise OutputError(str(self._home / name), None, problem, advice)

    def _put(self, path: Path, data: bytes) -> None:
        self._written += _put(path, data)

    def _put_covers(self, covers: dict[str, Volume]) -> None:
        """Make the thumbnails that are not there, several at a time.

        The name of a thumbnail stands for the book it was made from: one that is there, and
        is known, is the right one.
        """
        from epubify.cover.thumbnail import no_cover

        missing = [
            (name, volume)
            for name, volume in covers.items()
            if name != NO_COVER and not self._is_there(name)
        ]
        with ThreadPoolExecutor() as pool:
            self._written += sum(pool.map(self._put_cover, missing))
        self._put(self._home / NO_COVER, no_cover())

    def _put_cover(self, cover: tuple[str, Volume]) -> bool:
        name, volume = cover
        return _put(self._home / name, _thumbnail(self._folder, volume.book))

    def _is_there(self, name: str) -> bool:
        path = self._home / name
        return name in self._remembered.files and path.is_file() and path.stat().st_size > 0

    def _remove(self, names: Iterable[str]) -> int:
        removed = 0
        for name in sorted(names):
            try:
                (self._home / name).unlink()
                removed += 1
            except FileNotFoundError:  # a run that was ended has removed it already
                continue
            except OSError as error:
                raise unwritable(str(self._home / name), error) from error
        return removed


def _put(path: Path, data: bytes) -> bool:
    """Write a file unless the very same lies there; tell whether it was written."""
    if _content(path) == data:
        return False
    with replacing(path) as temporary:
        temporary.write_bytes(data)
    return True


def _texts(library: Library) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the name of every file but the thumbnails, and what makes its content."""
    atom, opds = opds1.AtomRenderer(library), opds2.JsonRenderer(library)
    for feed in feeds(library):
        stem = feed.page_stem(feed.page)
        yield stem + opds1.SUFFIX, partial(atom.render, feed)
        yield stem + opds2.SUFFIX, partial(opds.render, feed)
    for volume in library.volumes:
        yield volume.stem + opds2.SUFFIX, partial(opds.publication, volume)
    yield "books.js", partial(catalog_page.books_script, library)
    yield "list.html", partial(catalog_page.list_page, library)
    for name in _ASSETS:
        yield name, partial(catalog_page.asset, name)


def _thumbnail(folder: Path, book: ListedBook) -> bytes:
    """Return the thumbnail of a book; a plain one where its cover is not a picture."""
    from epubify.cover.thumbnail import no_cover, thumbnail

    data = _cover(folder / book.path, book.cover)
    try:
        return thumbnail(data)
    except (OSError, ValueError):  # what Pillow raises for what is not a picture
        return no_cover()


def _cover(path: Path, name: str) -> bytes:
    """Return the cover inside a book; nothing where the book is damaged or gone."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(name) if archive.getinfo(name).file_size < LARGEST_COVER else b""
    except (KeyError, zipfile.BadZipFile, zlib.error, FileNotFoundError):
        return b""
    except OSError as error:  # a lost share must not become a lost cover
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> OutputError:
    return OutputError(str(path), None, f"cannot be read: {(error.strerror or str(error)).lower()}")


def _content(path: Path) -> bytes | None:
    """Return the content of a file; None where there is none to read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unwritable(str(path), error) from error
