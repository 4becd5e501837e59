"""Opening an EPUB: container → package document → manifest and spine (EPUB 3.3, 4 and 5)."""

from __future__ import annotations

import posixpath
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import unquote

from epubify.model.limits import limits_held
from epubify.model.records import Record

if TYPE_CHECKING:
    from lxml.etree import _Element

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
OPS = "{http://www.idpf.org/2007/ops}"
XHTML = "{http://www.w3.org/1999/xhtml}"
CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
XML = "{http://www.w3.org/XML/1998/namespace}"
XHTML_TYPE = "application/xhtml+xml"


class BrokenBook(Exception):
    """A book that cannot be read far enough to be checked: finding code, entry, what is wrong."""

    def __init__(self, code: str, entry: str, problem: str) -> None:
        super().__init__(code, entry, problem)
        self.code = code
        self.entry = entry
        self.problem = problem


class ManifestItem(Record):
    """An entry of the manifest."""

    id: str
    path: str
    """Name of the file inside the archive."""
    media_type: str
    properties: frozenset[str]


class Package(Record):
    """A package document, read as far as checks need it."""

    path: str
    root: _Element
    items: tuple[ManifestItem, ...]
    spine: tuple[str, ...]
    """The idrefs in reading order, also those that no item answers to."""

    @property
    def version(self) -> str:
        """Version of EPUB that the book claims, such as ``3.0``."""
        return self.root.get("version") or ""

    def reading_order(self) -> list[ManifestItem]:
        """Return the items of the spine that the manifest knows."""
        by_id = {item.id: item for item in self.items}
        return [by_id[idref] for idref in self.spine if idref in by_id]


def open_archive(file: object) -> zipfile.ZipFile:
    """Open a book; raises BrokenBook where it is not a readable zip archive, or is a bomb."""
    try:
        archive: zipfile.ZipFile = zipfile.ZipFile(file)  # type: ignore[call-overload]
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BrokenBook("C001", "", str(error)) from error
    # What an entry says of its size is what zipfile unpacks of it at the most.
    size = sum(entry.file_size for entry in archive.infolist())
    limits = limits_held()
    if size > limits.book or len(archive.infolist()) > limits.entries:
        archive.close()
        problem = f"{len(archive.infolist()):,} entries, {size:,} bytes when unpacked"
        raise BrokenBook("C081", "", problem)
    return archive


def read_entry(archive: zipfile.ZipFile, entry: str, code: str) -> bytes:
    """Return the bytes of an entry; raises BrokenBook with ``code`` where it is missing."""
    try:
        most = limits_held().entry
        if archive.getinfo(entry).file_size > most:
            raise BrokenBook("C081", entry, f"more than {most:,} bytes when unpacked")
        return archive.read(entry)
    except KeyError as error:
        raise BrokenBook(code, entry, "not in the archive") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise BrokenBook("C020", entry, str(error)) from error
    except BrokenBook:
        raise
    except Exception as error:  # zlib.error is not a subclass of the above
        raise BrokenBook("C020", entry, str(error)) from error


def parse_xml(data: bytes, entry: str, code: str) -> _Element:
    """Return the root of an XML file; raises BrokenBook with ``code`` where it has errors.

    Neither DTDs nor entities are loaded, so that a hostile book reads no other file and
    cannot blow up in memory.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenBook(code, entry, str(error)) from error


def resolve(base: str, href: str) -> tuple[str, str]:
    """Return the archive path and the fragment that an href in ``base`` points to.

    >>> resolve("EPUB/text/one.xhtml", "../text/two.xhtml#s1")
    ('EPUB/text/two.xhtml', 's1')
    >>> resolve("EPUB/text/one.xhtml", "#s1")
    ('EPUB/text/one.xhtml', 's1')
    """
    path, _, fragment = href.partition("#")
    if not path:
        return base, unquote(fragment)
    joined = posixpath.join(posixpath.dirname(base), unquote(path))
    return posixpath.normpath(joined), unquote(fragment)


def find_package_path(archive: zipfile.ZipFile) -> str:
    """Return the path of the package document that the container names."""
    entry = "META-INF/container.xml"
    root = parse_xml(read_entry(archive, entry, "C004"), entry, "C004")
    for rootfile in root.iter(f"{CONTAINER}rootfile"):
        path = rootfile.get("full-path")
        if path:
            return path
    raise BrokenBook("C004", entry, "it names no package document")


def read_package(archive: zipfile.ZipFile) -> Package:
    """Return the package document of a book; raises BrokenBook."""
    path = find_package_path(archive)
    root = parse_xml(read_entry(archive, path, "C005"), path, "C005")
    items = tuple(_read_item(path, item) for item in root.iter(f"{OPF}item"))
    spine = tuple(itemref.get("idref") or "" for itemref in root.iter(f"{OPF}itemref"))
    return Package(path, root, items, spine)


def _read_item(package_path: str, element: _Element) -> ManifestItem:
    path, _ = resolve(package_path, element.get("href") or "")
    properties = frozenset((element.get("properties") or "").split())
    return ManifestItem(element.get("id") or "", path, element.get("media-type") or "", properties)
