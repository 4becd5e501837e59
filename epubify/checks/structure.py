"""Structure, links and device rules of any EPUB, not only of those made here.

The order of the file is the order of the checks: archive, package document, documents one
by one, then what only shows over all of them.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from epubify.checks.codes import CODES, is_about
from epubify.checks.container import (
    OPF,
    XHTML_TYPE,
    BrokenBook,
    ManifestItem,
    Package,
    open_archive,
    parse_xml,
    read_entry,
    read_package,
    resolve,
)
from epubify.checks.cover_faults import find_cover_faults
from epubify.checks.documents import survey
from epubify.checks.opf_metadata import find_metadata_faults
from epubify.checks.package_faults import NCX_TYPE, find_ncx_faults, find_package_faults
from epubify.checks.resources import find_resource_faults, find_size_faults
from epubify.checks.specimen import Fault, Specimen
from epubify.checks.text_faults import find_raw_faults
from epubify.checks.toc import TocLine, depth_of, find_contents_faults
from epubify.model import Finding, Place

if TYPE_CHECKING:
    from lxml.etree import _Element

_META_FILES = frozenset({"mimetype", "META-INF/container.xml"})


def check_book(file: Path, device: str | None = None) -> list[Finding]:
    """Return what is wrong with an EPUB, in the order of its files; empty where nothing is.

    The codes are explained in ``CODES``, with their severity. With a ``device``, what only
    matters on others is left out. Reads each file once, executes
    and fetches nothing. Never raises for a bad book: what cannot be read is a finding.
    """
    faults: list[Fault] = [*find_size_faults(file)]
    try:
        with open_archive(file) as archive:
            faults += _check_archive(archive)
            faults += _check_contents(archive)
    except BrokenBook as error:
        faults.append((error.code, error.entry, 0, error.problem))
    findings = [_finding(file, fault) for fault in dict.fromkeys(faults)]
    return [found for found in findings if device is None or is_about(found, device)]


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
        if not name.isascii():
            yield "C053", name, 0, ""


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
    book = Specimen(archive, package, frozenset(archive.namelist()))
    yield from find_package_faults(book)
    yield from find_metadata_faults(book)
    yield from _check_manifest(book)
    yield from _check_spine(package)
    yield from _check_documents(book)
    yield from _check_links(book)
    yield from _check_navigation(book)
    yield from find_contents_faults(book)
    yield from find_resource_faults(book)
    yield from find_cover_faults(book)


def _check_manifest(book: Specimen) -> Iterator[Fault]:
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


def _check_documents(book: Specimen) -> Iterator[Fault]:
    for item in book.items(XHTML_TYPE):
        try:
            data = read_entry(book.archive, item.path, "C006")
            for code, line, what in find_raw_faults(data):
                yield code, item.path, line, what
            document = survey(item.path, data)
        except BrokenBook as error:
            yield error.code, error.entry, 0, error.problem
            continue
        book.documents[item.path] = document
        for code, line, what in document.faults:
            yield code, item.path, line, what


def _check_links(book: Specimen) -> Iterator[Fault]:
    for document in book.documents.values():
        for link in document.links:
            target = book.documents.get(link.path)
            if link.path not in book.names:
                yield "C010", document.path, link.line, link.href
            elif target and link.fragment and link.fragment not in target.ids:
                yield "C011", document.path, link.line, link.href
            elif target and link.fragment and link.fragment == target.body_id:
                yield "C024", document.path, link.line, link.href


def _check_navigation(book: Specimen) -> Iterator[Fault]:
    package = book.package
    for item in book.items(NCX_TYPE):
        yield from _check_ncx(book, item)
    if not book.contents():
        yield "C013", package.path, 0, ""
    guide = any(True for _ in package.root.iter(f"{OPF}reference"))
    if not guide and not any(nav.landmarks for nav in book.navs()):
        yield "C014", package.path, 0, ""


def _check_ncx(book: Specimen, item: ManifestItem) -> Iterator[Fault]:
    """Read an NCX into the book, and check where its points lead."""
    try:
        root = parse_xml(read_entry(book.archive, item.path, "C006"), item.path, "C009")
    except BrokenBook as error:
        yield error.code, error.entry, 0, error.problem
        return
    for code, line, what in find_ncx_faults(root, book.package):
        yield code, item.path, line, what
    for content in root.iter("{*}content"):
        point = _ncx_line(content, item)
        book.ncx.append(point)
        target = book.documents.get(point.path)
        if point.path not in book.names:
            yield "C010", item.path, point.line, point.href
        elif target and point.fragment and point.fragment not in target.ids:
            yield "C011", item.path, point.line, point.href


def _ncx_line(content: _Element, item: ManifestItem) -> TocLine:
    src = content.get("src") or ""
    path, fragment = resolve(item.path, src)
    return TocLine(src, path, fragment, depth_of(content, "}navPoint"), content.sourceline or 0)
