"""Feeds in OPDS 1.2: Atom (RFC 4287) with a few relations more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from xml.sax.saxutils import escape, quoteattr

from epubify.batches.catalog.feeds import COMPLETE, CRAWLABLE, ROOT, Branch, Feed
from epubify.batches.catalog.library import Library, Volume, stem_of
from epubify.batches.catalog.listing import ListedBook, Person
from epubify.text.lazy_pattern import lazy
from epubify.text.xmltext import one_line

SUFFIX = ".xml"
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
EPUB = "application/epub+zip"

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/terms/"'
    ' xmlns:opds="http://opds-spec.org/2010/catalog" xmlns:thr="http://purl.org/syndication/thread/1.0"'
    ' xmlns:fh="http://purl.org/syndication/history/1.0"'
    ' xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
)
_LANGUAGE = lazy(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


class AtomRenderer:
    """Makes feeds of one library; each book becomes an entry once, for all feeds."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._entries = {one.urn: "\n".join(self._entry(one)) for one in library.volumes}

    def render(self, feed: Feed) -> bytes:
        """Return a page of a feed."""
        lines = chain((_HEAD,), self._head(feed), self._lines(feed), ("</feed>", ""))
        return "\n".join(lines).encode()

    # ------------------------------------------------------------------------------ feed

    def _head(self, feed: Feed) -> Iterator[str]:
        yield _element("id", self._library.urn(feed.stem))
        yield _element("title", feed.title)
        yield _element("updated", feed.updated)
        yield f"<author>{_element('name', self._library.title)}</author>"
        if feed.stem == COMPLETE:
            yield "<fh:complete/>"
        if feed.per_page:
            yield _element("opensearch:totalResults", str(feed.total))
            yield _element("opensearch:itemsPerPage", str(feed.per_page))
            yield _element("opensearch:startIndex", str((feed.page - 1) * feed.per_page + 1))
        yield self._to("self", feed.page_stem(feed.page), _type(feed), feed.title)
        yield self._to("start", ROOT, NAVIGATION, self._library.title)
        if feed.up:
            yield self._to("up", feed.up, NAVIGATION)
        yield self._to(CRAWLABLE, COMPLETE, ACQUISITION)
        for rel, page in around(feed):
            yield self._to(rel, feed.page_stem(page), _type(feed))

    def _to(self, rel: str, stem: str, media_type: str, title: str = "") -> str:
        return _link(rel, self._library.link(stem + SUFFIX), media_type, title=title)

    def _lines(self, feed: Feed) -> Iterator[str]:
        for branch in feed.branches:
            yield from self._branch(branch)
        for volume in feed.volumes:
            yield self._entries[volume.urn]

    def _branch(self, branch: Branch) -> Iterator[str]:
        href = self._library.link(branch.stem + SUFFIX)
        media_type = ACQUISITION if branch.has_books else NAVIGATION
        yield "<entry>"
        yield _element("id", self._library.urn(branch.stem))
        yield _element("title", branch.title)
        yield _element("updated", branch.updated)
        yield _element("content", branch.summary, type="text")
        count = {"thr:count": str(branch.count)}
        yield _link(branch.rel, href, media_type, **count)
        yield "</entry>"

    # ----------------------------------------------------------------------------- entry

    def _entry(self, volume: Volume) -> Iterator[str]:
        book = volume.book
        yield "<entry>"
        yield _element("id", volume.urn)
        yield _element("title", full_title(book))
        yield _element("updated", book.modified)
        yield from self._people(book)
        if _LANGUAGE.fullmatch(book.language):
            yield _element("dc:language", book.language)
        for name, text in (
            ("dc:issued", book.date),
            ("dc:publisher", book.publisher),
            ("dc:identifier", book.identifier),
            ("rights", book.rights),
        ):
            if text:
                yield _element(name, text)
        for subject in book.subjects:
            yield _empty("category", term=subject, label=subject)
        if book.description:
            yield _element("summary", book.description, type="text")
        # RFC 4287 (4.1.2) wants one, or a page about the book elsewhere.
        yield _element("content", full_description(book), type="text")
        yield from self._links(volume)
        yield "</entry>"

    def _people(self, book: ListedBook) -> Iterator[str]:
        authors = book.authors
        for person in authors:
            link = self._library.link(stem_of("author", person.name) + SUFFIX)
            parts = _element("name", person.name) + _element("uri", link)
            yield f"<author>{parts}</author>"
        for person in book.people:
            if person not in authors:
                yield f"<contributor>{_element('name', person.name)}</contributor>"

    def _links(self, volume: Volume) -> Iterator[str]:
        book, cover = volume.book, self._library.link(volume.cover)
        href = self._library.book_link(book.path)
        yield _link("http://opds-spec.org/image", cover, "image/jpeg")
        yield _link("http://opds-spec.org/image/thumbnail", cover, "image/jpeg")
        yield _link("http://opds-spec.org/acquisition", href, EPUB, length=str(book.size))
        if book.series:
            stem = stem_of("series", book.series)
            yield self._to("related", stem, ACQUISITION, f"Series: {book.series}")


def around(feed: Feed) -> Iterator[tuple[str, int]]:
    """Yield how the pages next to a page of a feed are called and their numbers (RFC 5005)."""
    if feed.pages == 1:
        return
    yield "first", 1
    if feed.page > 1:
        yield "previous", feed.page - 1
    if feed.page < feed.pages:
        yield "next", feed.page + 1
    yield "last", feed.pages


def full_title(book: ListedBook) -> str:
    """Return title and subtitle on one line, as a catalogue has them."""
    return f"{book.title}: {book.subtitle}" if book.subtitle else book.title


def full_description(book: ListedBook) -> str:
    """Return series and summary in one text, empty without both: Atom has no series.

    >>> full_description(ListedBook("a", 1, 1, "f", "i", "T", "", series="Days", series_index="2",
    ...             description="A day."))
    'Days 2. A day.'
    """
    series = f"{book.series} {book.series_index}".strip()
    return f"{series}. {book.description}".strip() if series else book.description


def names_of(people: tuple[Person, ...]) -> str:
    """Return the names of people on one line."""
    return ", ".join(person.name for person in people)


def _type(feed: Feed) -> str:
    return NAVIGATION if feed.is_navigation else ACQUISITION


def _element(name: str, text: str, **attributes: str) -> str:
    return f"<{name}{_attributes(attributes)}>{escape(one_line(text))}</{name}>"


def _empty(name: str, **attributes: str) -> str:
    return f"<{name}{_attributes(attributes)}/>"


def _link(rel: str, href: str, media_type: str, **more: str) -> str:
    return _empty("link", rel=rel, href=href, type=media_type, **more)


def _attributes(attributes: dict[str, str]) -> str:
    told = ((name, one_line(text)) for name, text in attributes.items() if text)
    return "".join(f" {name}={quoteattr(text)}" for name, text in told)
