"""Which lists a catalogue has and how they hang together, in no format yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from msgspec.structs import replace

from epubify.batches.catalog.library import (
    Library,
    Volume,
    by_place,
    by_title,
    grouped,
    newest,
    sort_key,
    stem_of,
)
from epubify.batches.catalog.listing import ListedBook
from epubify.model.records import Record

ROOT = "opds"
NEW = "new"
ALL = "all"
COMPLETE = "complete"

BOOKS_A_PAGE = 50
"""Books on a page of a feed. With more, readers on slow devices wait; with fewer, people leaf."""
BRANCHES_A_PAGE = 200
"""Lines of a list of lists: they are short, and people leaf through all of them."""

SORTED_NEW = "http://opds-spec.org/sort/new"
CRAWLABLE = "http://opds-spec.org/crawlable"
SUBSECTION = "subsection"


class Branch(Record):
    """A line that leads to another list."""

    stem: str
    title: str
    summary: str
    updated: str
    count: int
    """Number of what is listed there."""
    rel: str = SUBSECTION
    has_books: bool = True
    """Whether books are listed there, or more lists."""


class Feed(Record):
    """A list of books or a list of lists, cut into pages."""

    stem: str
    """Name of its file, without the ending."""
    title: str
    updated: str
    up: str | None
    branches: tuple[Branch, ...] = ()
    volumes: tuple[Volume, ...] = ()
    total: int = 0
    """Lines on all pages together."""
    page: int = 1
    pages: int = 1
    per_page: int = 0
    """Lines of a full page; 0 where the list is not cut."""

    @property
    def is_navigation(self) -> bool:
        """Tell whether lists are listed and not books."""
        return bool(self.branches) or self.stem == ROOT

    def page_stem(self, number: int) -> str:
        """Return the name of a page's file, without the ending."""
        return self.stem if number == 1 else f"{self.stem}-p{number}"


class _Kind(Record):
    """A way to sort books into lists."""

    stem: str
    singular: str
    title: str
    names: Callable[[ListedBook], Iterable[str]]
    sort_name: Callable[[str], str]
    order: Callable[[Volume], object]


def feeds(library: Library) -> Iterator[Feed]:
    """Yield every page of every list: root, new, all, complete, and by what books share.

    The root leads to lists that are not empty only. Books in "all" come newest first, under an
    author and a subject by title, in a series by their place. ``complete`` holds all books
    on one page, for programs that copy catalogues (OPDS 1.2, 2.5).
    """
    kinds = [(kind, _groups(library, kind)) for kind in _kinds(library)]
    branches = [*_whole(library), *(_index(kind, groups) for kind, groups in kinds if groups)]
    yield Feed(ROOT, library.title, library.updated, None, tuple(branches), total=len(branches))
    everything = _books(ALL, "All books", ROOT, library.volumes)
    recent = library.volumes[:BOOKS_A_PAGE]
    yield from _paged(_books(NEW, "New books", ROOT, recent))
    yield from _paged(everything)
    yield replace(everything, stem=COMPLETE, title="The complete catalog")
    for kind, groups in kinds:
        yield from _kind_feeds(kind, groups)


def _kinds(library: Library) -> tuple[_Kind, ...]:
    people = chain.from_iterable(volume.book.authors for volume in library.volumes)
    file_as = {person.name: person.file_as for person in people}
    return (
        _Kind("authors", "author", "Authors", author_names, lambda n: file_as[n], by_title),
        _Kind("series", "series", "Series", series_names, lambda n: n, by_place),
        _Kind("subjects", "subject", "Subjects", lambda book: book.subjects, str, by_title),
    )


def author_names(book: ListedBook) -> Iterable[str]:
    """Yield the names that a book is listed under among authors."""
    return (person.name for person in book.authors)


def series_names(book: ListedBook) -> Iterable[str]:
    """Yield the series that a book is listed under."""
    return (book.series,) if book.series else ()


def _groups(library: Library, kind: _Kind) -> dict[str, list[Volume]]:
    groups = grouped(library.volumes, kind.names)
    names = sorted(groups, key=lambda name: (sort_key(kind.sort_name(name)), name))
    return {name: sorted(groups[name], key=kind.order) for name in names}  # type: ignore[arg-type]


def _whole(library: Library) -> Iterator[Branch]:
    """Yield the lists that there are in every catalogue."""
    count, updated = len(library.volumes), library.updated
    recent = min(count, BOOKS_A_PAGE)
    yield Branch(NEW, "New books", "What was made last", updated, recent, SORTED_NEW)
    yield Branch(ALL, "All books", f"{counted(count, 'book')}, the newest first", updated, count)


def _index(kind: _Kind, groups: dict[str, list[Volume]]) -> Branch:
    updated = newest(chain.from_iterable(groups.values()))
    summary = f"Books by {kind.singular}"
    return Branch(kind.stem, kind.title, summary, updated, len(groups), has_books=False)


def _kind_feeds(kind: _Kind, groups: dict[str, list[Volume]]) -> Iterator[Feed]:
    branches = []
    for name, volumes in groups.items():
        feed = _books(stem_of(kind.singular, name), name, kind.stem, volumes)
        summary = counted(len(volumes), "book")
        branches.append(Branch(feed.stem, name, summary, feed.updated, len(volumes)))
        yield from _paged(feed)
    if branches:
        updated = max(branch.updated for branch in branches)
        index = Feed(kind.stem, kind.title, updated, ROOT, tuple(branches), total=len(branches))
        yield from _paged(index)


def _books(stem: str, title: str, up: str, volumes: Sequence[Volume]) -> Feed:
    return Feed(stem, title, newest(volumes), up, volumes=tuple(volumes), total=len(volumes))


def _paged(feed: Feed) -> Iterator[Feed]:
    """Yield the pages of a list; an empty list has one."""
    size = BRANCHES_A_PAGE if feed.is_navigation else BOOKS_A_PAGE
    pages = max(1, -(-feed.total // size))
    for page in range(1, pages + 1):
        lines = slice((page - 1) * size, page * size)
        yield replace(
            feed,
            branches=feed.branches[lines],
            volumes=feed.volumes[lines],
            page=page,
            pages=pages,
            per_page=size,
        )


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "book"), counted(2500, "book")
    ('1 book', '2,500 books')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
