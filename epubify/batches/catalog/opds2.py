"""Feeds in OPDS 2.0: JSON after the model of the Readium Web Publication Manifest."""

from __future__ import annotations

import json
from typing import Any

from epubify.batches.catalog.feeds import BOOKS_A_PAGE, COMPLETE, CRAWLABLE, NEW, ROOT, Branch, Feed
from epubify.batches.catalog.library import Library, Volume, place_of, stem_of
from epubify.batches.catalog.listing import ListedBook, Person
from epubify.batches.catalog.opds1 import EPUB, around
from epubify.text.lazy_pattern import lazy

SUFFIX = ".json"
FEED = "application/opds+json"
PUBLICATION = "application/opds-publication+json"
FEATURED = 12
"""New books that the root shows without a list."""

_DAY = lazy(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ROLES = {"trl": "translator", "edt": "editor", "ill": "illustrator", "nrt": "narrator"}


class JsonRenderer:
    """Makes feeds of one library; each book is put into JSON once, for all feeds."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._books = {one.urn: _json(self._publication(one)) for one in library.volumes}

    def render(self, feed: Feed) -> bytes:
        """Return a page of a feed; every book stands on a line of its own."""
        parts = [f'"metadata": {_json(_metadata(feed))}', f'"links": {_json(self._links(feed))}']
        if feed.is_navigation:
            branches = [self._branch(branch) for branch in feed.branches]
            parts.append(f'"navigation": {_json(branches)}')
        else:
            parts.append(f'"publications": {self._list(feed.volumes)}')
        if feed.stem == ROOT and self._library.volumes:
            parts.append(f'"groups": [{self._featured()}]')
        return ("{" + ",\n".join(parts) + "}\n").encode()

    def publication(self, volume: Volume) -> bytes:
        """Return the document that describes one book."""
        return f"{self._books[volume.urn]}\n".encode()

    def _list(self, volumes: tuple[Volume, ...]) -> str:
        return "[" + ",\n".join(self._books[volume.urn] for volume in volumes) + "]"

    def _featured(self) -> str:
        count = min(len(self._library.volumes), BOOKS_A_PAGE)
        head = _json({"title": "New books", "numberOfItems": count})
        links = _json([self._to(NEW, "self")])
        books = self._list(self._library.volumes[:FEATURED])
        return f'{{"metadata": {head}, "links": {links}, "publications": {books}}}'

    def _links(self, feed: Feed) -> list[dict[str, Any]]:
        links = [self._to(feed.page_stem(feed.page), "self"), self._to(ROOT, "start")]
        if feed.up:
            links.append(self._to(feed.up, "up"))
        links.append(self._to(COMPLETE, CRAWLABLE))
        return links + [self._to(feed.page_stem(page), rel) for rel, page in around(feed)]

    def _to(self, stem: str, rel: str) -> dict[str, Any]:
        return {"rel": rel, "href": self._library.link(stem + SUFFIX), "type": FEED}

    def _branch(self, branch: Branch) -> dict[str, Any]:
        count = {"numberOfItems": branch.count}
        return {**self._to(branch.stem, branch.rel), "title": branch.title, "properties": count}

    # ----------------------------------------------------------------------- publication

    def _publication(self, volume: Volume) -> dict[str, Any]:
        book = volume.book
        description = self._library.link(volume.stem + SUFFIX)
        acquisition = "http://opds-spec.org/acquisition/open-access"
        href = self._library.book_link(book.path)
        return {
            "metadata": self._book_metadata(volume),
            "links": [
                {"rel": "self", "href": description, "type": PUBLICATION},
                {"rel": acquisition, "href": href, "type": EPUB},
            ],
            "images": [{"href": self._library.link(volume.cover), "type": "image/jpeg"}],
        }

    def _book_metadata(self, volume: Volume) -> dict[str, Any]:
        book = volume.book
        metadata = {
            "@type": "http://schema.org/Book",
            "identifier": volume.urn,
            "title": book.title,
            "subtitle": book.subtitle,
            "author": [self._person(one, "author") for one in book.people if one.role == "aut"],
            "language": book.language,
            "modified": book.modified,
            "published": book.date if _DAY.fullmatch(book.date) else "",
            "publisher": book.publisher,
            "description": book.description,
            "subject": [self._subject(name) for name in book.subjects],
            "belongsTo": self._series(book),
        }
        for role, key in _ROLES.items():
            others = [one for one in book.people if one.role == role]
            metadata[key] = [self._person(one, key) for one in others]
        return {key: value for key, value in metadata.items() if value}

    def _person(self, person: Person, key: str) -> dict[str, Any]:
        told: dict[str, Any] = {"name": person.name, "sortAs": person.file_as}
        if key == "author":
            told["links"] = self._list_of("author", person.name)
        return told

    def _subject(self, name: str) -> dict[str, Any]:
        return {"name": name, "links": self._list_of("subject", name)}

    def _series(self, book: ListedBook) -> dict[str, Any]:
        if not book.series:
            return {}
        series: dict[str, Any] = {"name": book.series}
        if (place := place_of(book)) is not None:
            series["position"] = place
        return {"series": {**series, "links": self._list_of("series", book.series)}}

    def _list_of(self, kind: str, name: str) -> list[dict[str, Any]]:
        href = self._library.link(stem_of(kind, name) + SUFFIX)
        return [{"href": href, "type": FEED}]


def _metadata(feed: Feed) -> dict[str, Any]:
    told: dict[str, Any] = {"title": feed.title, "modified": feed.updated}
    told["numberOfItems"] = feed.total
    if feed.per_page:
        told |= {"itemsPerPage": feed.per_page, "currentPage": feed.page}
    return told


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ": "))
