"""Structure, links and device rules of any EPUB, not only of those made here.

The order of the file is the order of the checks: archive, package document, documents one
by one, then what only shows over all of them.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from epubify.check.codes import CODES
from epubify.check.container import (
    DC,
    OPF,
    XHTML_TYPE,
    BrokenBook,
    Item,
    Package,
    open_archive,
    parse_xml,
    read_entry,
    read_package,
    resolve,
)
from epubify.check.documents import Document, survey
from epubify.check.images import image_size
from epubify.check.languages import is_taken_by_kindle, language_fault
from epubify.check.styles import find_style_faults
from epubify.model import Finding, Place

MOST_PIXELS = 5_600_000
"""Pixels of a picture that Apple Books still takes."""

_NCX_TYPE = "application/x-dtbncx+xml"
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif"})
_COVERS = frozenset({"image/jpeg", "image/png"})
_META_FILES = frozenset({"mimetype", "META-INF/container.xml"})

Fault = tuple[str, str, int, str]
"""Finding code, entry of the archive, line (0 where there is none), what was found."""


@dataclass(slots=True)
class _Book:
    archive: zipfile.ZipFile
    package: Package
    names: frozenset[str]
    documents: dict[str, Document] = field(default_factory=dict)

    def items(self, *media_types: str) -> list[Item]:
        return [
            item
            for item in self.package.items
            if item.media_type in media_types and item.path in self.names
        ]


def check_book(file: Path) -> list[Finding]:
    """Return what is wrong with an EPUB, in the order of its files; empty where nothing is.

    The codes are explained in ``CODES``, with their severity. Reads each file once, executes
    and fetches nothing. Never raises for a bad book: what cannot be read is a finding.
    """
    faults: list[Fault] = []
    try:
        with open_archive(file) as archive:
            faults += _check_archive(archive)
            faults += _check_contents(archive)
    except BrokenBook as error:
        faults.append((error.code, error.entry, 0, error.problem))
    return [_finding(file, fault) for fault in dict.fromkeys(faults)]


def _finding(file: Path, fault: Fault) -> Finding:
    code, entry, line, what = fault
    name = f"{file}/{entry}" if entry else str(file)
    known = CODES[code]
    message = f"{known.title}: {what}" if what else known.title
    return Finding(code, Place(name, max(line, 1), max(line, 1)), message, known.advice)


# --------------------------------------------------------------------- the archive


def _check_archive(archive: zipfile.ZipFile) -> Iterator[Fault]:
    """Check mimetype and entry names (EPUB 3.3, 4.2.3 and 4.3.2)."""
    entries = archive.infolist()
    if not entries or entries[0].filename != "mimetype":
        yield "C002", "", 0, entries[0].filename if entries else "empty archive"
    else:
        yield from _check_mimetype(archive, entries[0])
    for name, count in Counter(entry.filename for entry in entries).items():
        if count > 1:
            yield "C021", name, 0, "in the archive twice"
        if " " in name:
            yield "C031", name, 0, ""


def _check_mimetype(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[Fault]:
    if entry.compress_type != zipfile.ZIP_STORED:
        yield "C003", "mimetype", 0, "compressed"
    # The directory at the end of the archive may differ from the head that readers look at.
    if entry.extra or _local_extra_length(archive, entry):
        yield "C003", "mimetype", 0, "with an extra field"
    if read_entry(archive, "mimetype", "C002") != b"application/epub+zip":
        yield "C003", "mimetype", 0, "not application/epub+zip"


def _local_extra_length(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    stream = archive.fp
    if stream is None:
        return 0
    stream.seek(entry.header_offset + 28)
    return int.from_bytes(stream.read(2), "little")


# ------------------------------------------------------------ the package document


def _check_contents(archive: zipfile.ZipFile) -> Iterator[Fault]:
    package = read_package(archive)
    book = _Book(archive, package, frozenset(archive.namelist()))
    yield from _check_metadata(package)
    yield from _check_manifest(book)
    yield from _check_spine(package)
    yield from _check_documents(book)
    yield from _check_links(book)
    yield from _check_navigation(book)
    yield from _check_styles(book)
    yield from _check_images(book)
    yield from _check_cover(book)


def _check_metadata(package: Package) -> Iterator[Fault]:
    for name in ("title", "identifier"):
        if not _texts(package, f"{DC}{name}"):
            yield "C016", package.path, 0, f"no dc:{name}"
    if package.version.startswith("3") and not any(
        meta.get("property") == "dcterms:modified" for meta in package.root.iter(f"{OPF}meta")
    ):
        yield "C016", package.path, 0, "no dcterms:modified"
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


def _check_manifest(book: _Book) -> Iterator[Fault]:
    package = book.package
    for name, count in Counter(item.id for item in package.items).items():
        if count > 1:
            yield "C021", package.path, 0, f"id {name!r}"
    for path, count in Counter(item.path for item in package.items).items():
        if count > 1:
            yield "C021", package.path, 0, path
        if path not in book.names and "://" not in path and ":/" not in path:
            yield "C006", path, 0, ""
    listed = {item.path for item in package.items} | _META_FILES | {package.path}
    for name in sorted(book.names - listed):
        if not name.endswith("/") and not name.startswith("META-INF/"):
            yield "C007", name, 0, ""


def _check_spine(package: Package) -> Iterator[Fault]:
    if not package.spine:
        yield "C008", package.path, 0, "empty"
    known = {item.id for item in package.items}
    for idref in package.spine:
        if idref not in known:
            yield "C008", package.path, 0, f"no item {idref!r}"


# ------------------------------------------------------------------- the documents


def _check_documents(book: _Book) -> Iterator[Fault]:
    for item in book.items(XHTML_TYPE):
        try:
            document = survey(item.path, read_entry(book.archive, item.path, "C006"))
        except BrokenBook as error:
            yield error.code, error.entry, 0, error.problem
            continue
        book.documents[item.path] = document
        for code, line, what in document.faults:
            yield code, item.path, line, what


def _check_links(book: _Book) -> Iterator[Fault]:
    for document in book.documents.values():
        for link in document.links:
            target = book.documents.get(link.path)
            if link.path not in book.names:
                yield "C010", document.path, link.line, link.href
            elif target and link.fragment and link.fragment not in target.ids:
                yield "C011", document.path, link.line, link.href
            elif target and link.fragment and link.fragment == target.body_id:
                yield "C024", document.path, link.line, link.href


def _check_navigation(book: _Book) -> Iterator[Fault]:
    package = book.package
    navs = [
        book.documents[item.path]
        for item in package.items
        if "nav" in item.properties and item.path in book.documents
    ]
    contents = sum(nav.toc_entries for nav in navs)
    if not package.version.startswith("3"):
        for item in book.items(_NCX_TYPE):
            points = _ncx_points(book, item)
            contents += len(points)
            yield from _check_ncx(book, item, points)
    if not contents:
        yield "C013", package.path, 0, ""
    guide = any(True for _ in package.root.iter(f"{OPF}reference"))
    if not guide and not any(nav.has_landmarks for nav in navs):
        yield "C014", package.path, 0, ""


def _ncx_points(book: _Book, item: Item) -> list[tuple[int, str]]:
    """Return line and target of the points of an NCX; none where it cannot be read."""
    try:
        root = parse_xml(read_entry(book.archive, item.path, "C006"), item.path, "C009")
    except BrokenBook:
        return []
    points = root.iter("{*}content")
    return [(point.sourceline or 0, point.get("src") or "") for point in points]


def _check_ncx(book: _Book, item: Item, points: list[tuple[int, str]]) -> Iterator[Fault]:
    for line, src in points:
        path, fragment = resolve(item.path, src)
        target = book.documents.get(path)
        if path not in book.names:
            yield "C010", item.path, line, src
        elif target and fragment and fragment not in target.ids:
            yield "C011", item.path, line, src


# ------------------------------------------------------------- styles and pictures


def _check_styles(book: _Book) -> Iterator[Fault]:
    for item in book.items("text/css"):
        css = read_entry(book.archive, item.path, "C006").decode("utf-8", "replace")
        for code, line, what in find_style_faults(css):
            yield code, item.path, line, what


def _check_images(book: _Book) -> Iterator[Fault]:
    for item in book.items(*_PICTURES):
        size = image_size(read_entry(book.archive, item.path, "C006"))
        if size and size[0] * size[1] > MOST_PIXELS:
            yield "C030", item.path, 0, f"{size[0]}×{size[1]}"


def _check_cover(book: _Book) -> Iterator[Fault]:
    package = book.package
    named = {
        meta.get("content")
        for meta in package.root.iter(f"{OPF}meta")
        if meta.get("name") == "cover"
    }
    covers = [
        item for item in package.items if "cover-image" in item.properties or item.id in named
    ]
    if not covers:
        yield "C033", package.path, 0, ""
    for item in covers:
        if item.media_type not in _COVERS:
            yield "C034", item.path, 0, item.media_type
