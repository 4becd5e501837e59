"""What the package document says of a book: title, language, series, accessibility."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from epubify.checks.container import DC, XML, Package
from epubify.checks.language_tags import is_taken_by_kindle, language_fault
from epubify.checks.specimen import Fault, Specimen

_ACCESSIBILITY = ("accessMode", "accessibilityFeature", "accessibilityHazard")
"""What EPUB Accessibility 1.1 (2.2) requires."""


def find_metadata_faults(book: Specimen) -> Iterator[Fault]:
    """Yield what is wrong with, or missing from, the metadata of a book."""
    package, metas = book.package, book.metas()
    for name in ("title", "identifier"):
        if not _texts(package, f"{DC}{name}"):
            yield "C016", package.path, 0, f"no dc:{name}"
    if book.is_new and "dcterms:modified" not in metas:
        yield "C016", package.path, 0, "no dcterms:modified"
    yield from _find_language_faults(package)
    missing = [name for name in _ACCESSIBILITY if f"schema:{name}" not in metas]
    if book.is_new and missing:
        yield "C054", package.path, 0, f"no {', '.join(missing)}"
    if book.is_new and not package.root.get(f"{XML}lang"):
        yield "C055", package.path, 0, ""
    if ("belongs-to-collection" in metas) != ("calibre:series" in metas) and book.is_new:
        yield "C057", package.path, 0, ""
    for text in _texts(package, f"{DC}*"):
        if not unicodedata.is_normalized("NFC", text):
            yield "C056", package.path, 0, text


def _find_language_faults(package: Package) -> Iterator[Fault]:
    languages = _texts(package, f"{DC}language")
    if not languages:
        yield "C017", package.path, 0, ""
    for tag in languages:
        if fault := language_fault(tag):
            yield "C018", package.path, 0, fault
        elif not is_taken_by_kindle(tag):
            yield "C023", package.path, 0, tag


def _texts(package: Package, tag: str) -> list[str]:
    texts = ((element.text or "").strip() for element in package.root.iter(tag))
    return [text for text in texts if text]
