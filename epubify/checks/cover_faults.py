"""The cover of a book: how it is marked, what picture it is, and the page that shows it."""

from __future__ import annotations

from collections.abc import Iterator

from epubify.checks.container import OPF, ManifestItem, read_entry
from epubify.checks.images import image_size
from epubify.checks.specimen import Fault, Specimen

_COVERS = frozenset({"image/jpeg", "image/png"})
_SMALLEST, _LARGEST = (625, 1000), 10_000
"""Pixels of a cover's sides that Amazon takes: width and height at least, either at most."""
_HEAVIEST = 50_000_000
"""Bytes of a cover that Amazon takes."""


def find_cover_faults(book: Specimen) -> Iterator[Fault]:
    """Yield what is known to fail of a book's cover."""
    named = set(book.metas().get("cover", ()))
    items = book.package.items
    covers = [item for item in items if "cover-image" in item.properties or item.id in named]
    if not covers:
        yield "C033", book.package.path, 0, ""
    for item in covers:
        if book.is_new and ("cover-image" in item.properties) != (item.id in named):
            yield "C043", item.path, 0, ""
        if item.media_type not in _COVERS:
            yield "C034", item.path, 0, item.media_type
        elif item.path in book.names:
            yield from _find_size_faults(book, item)
    yield from _find_page_faults(book, {item.path for item in covers})


def _find_size_faults(book: Specimen, item: ManifestItem) -> Iterator[Fault]:
    size = image_size(read_entry(book.archive, item.path, "C006"))
    if size and (size[0] < _SMALLEST[0] or size[1] < _SMALLEST[1] or max(size) > _LARGEST):
        yield "C044", item.path, 0, f"{size[0]}×{size[1]}"
    if book.size(item.path) >= _HEAVIEST:
        yield "C044", item.path, 0, f"{book.size(item.path) // 1_000_000} MB"


def _find_page_faults(book: Specimen, covers: set[str]) -> Iterator[Fault]:
    named, _ = book.places().get("cover", ("", ""))
    outside = {
        itemref.get("idref")
        for itemref in book.package.root.iter(f"{OPF}itemref")
        if itemref.get("linear") == "no"
    }
    for item in book.package.reading_order():
        page = book.documents.get(item.path)
        if page and not page.has_text and covers.intersection(page.pictures):
            if item.path != named:
                yield "C042", item.path, 0, ""
            if item.id in outside:
                yield "C048", item.path, 0, ""
