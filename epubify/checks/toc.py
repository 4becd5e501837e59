"""Contents lists: how they are read, and what devices ask of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from epubify.model.records import Record

if TYPE_CHECKING:
    from lxml.etree import _Element

    from epubify.checks.specimen import Fault, Specimen

LEVELS = 2
"""Levels of contents that the Kindle shows."""
FEW = 5
"""Lines of contents up to which a book needs no page of them."""


class TocLine(Record):
    """A line of a contents list."""

    href: str
    path: str
    """The document it leads to."""
    fragment: str
    depth: int
    """1 for the highest level."""
    line: int
    """Where it stands in its file."""


def depth_of(element: _Element, list_name: str) -> int:
    """Return how many lists, or points, of a contents list an element stands in."""
    return sum(1 for above in element.iterancestors() if str(above.tag).endswith(list_name))


def find_contents_faults(book: Specimen) -> Iterator[Fault]:
    """Yield what is known to fail of the contents list of a book."""
    where = next((nav.path for nav in book.navs()), book.package.path)
    lines = book.contents()
    deepest = max((line.depth for line in lines), default=0)
    if deepest > LEVELS:
        yield "C036", where, 0, f"{deepest} levels"
    yield from _find_disorder(book, lines, where)
    yield from _find_missing_lists(book, lines)
    for path, count in Counter(path for path, _ in {(x.path, x.fragment) for x in lines}).items():
        if count > 1:
            yield "C041", path, 0, f"{count} places in it are listed"


def _find_disorder(book: Specimen, lines: list[TocLine], where: str) -> Iterator[Fault]:
    places = {item.path: place for place, item in enumerate(book.package.reading_order())}
    furthest = -1
    for line in lines:
        place = places.get(line.path, furthest)
        if place < furthest:
            yield "C035", where, line.line, line.href
            return
        furthest = place


def _find_missing_lists(book: Specimen, lines: list[TocLine]) -> Iterator[Fault]:
    package = book.package
    if book.is_new and not package.root.xpath("boolean(//*[local-name()='spine']/@toc)"):
        yield "C040", package.path, 0, ""
    places = book.places()
    pages = {item.path for item in package.reading_order() if "nav" in item.properties}
    if len(lines) > FEW and not pages and "toc" not in places:
        yield "C037", package.path, 0, ""
    if "bodymatter" not in places:
        yield "C039", package.path, 0, ""
    for nav in book.navs():
        for kind, link in nav.landmarks:
            if kind == "toc" and not link.fragment:
                yield "C038", nav.path, link.line, link.href
