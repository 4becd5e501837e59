"""What in a package document makes readers refuse a book, beside files that are missing.

The rules are those of EPUB 3.3 (5, Package document) and of the OPF 2.0.1; `docs/robustness.md`
says which message of EPUBCheck each of them stands for.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from epubify.checks.container import DC, OPF, XHTML_TYPE, Package
from epubify.checks.specimen import Fault, Specimen

if TYPE_CHECKING:
    from lxml.etree import _Element

NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
NCX_TYPE = "application/x-dtbncx+xml"
_NCX_VERSION = "2005-1"
_VERSIONS = {"2.0", "3.0"}
_NAME = re.compile(r"[^\W\d][\w.\-·]*")
"""A name of XML without a colon; lxml gives the letters as they are."""
_TEXTS = {XHTML_TYPE, "image/svg+xml", "application/x-dtbook+xml", "text/x-oeb1-document"}
"""Types of what may stand in a spine without a fallback."""
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d).*)?)?)?")
_MODIFIED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def find_package_faults(book: Specimen) -> Iterator[Fault]:
    """Yield what is wrong with the package document itself."""
    package = book.package
    for code, line, what in (
        *_find_root_faults(package),
        *_find_id_faults(package.root),
        *_find_item_faults(package),
        *_find_spine_faults(book),
        *_find_empty_metadata(package),
        *_find_date_faults(package),
    ):
        yield code, package.path, line, what


_Found = tuple[str, int, str]
"""A fault within one file: code, line, what was found."""


def _find_root_faults(package: Package) -> Iterator[_Found]:
    root = package.root
    if root.tag != f"{OPF}package":
        yield "C070", 1, str(root.tag)
    elif package.version not in _VERSIONS:
        yield "C070", 1, f"version {package.version!r}"
    name = root.get("unique-identifier")
    if unique_identifier(package) is None:
        yield "C069", 1, f"nothing with the id {name!r}" if name else ""


def unique_identifier(package: Package) -> str | None:
    """Return the identifier by which readers know the book; None where it is not named."""
    name = package.root.get("unique-identifier")
    for element in package.root.iter(f"{DC}identifier"):
        if name and element.get("id") == name:
            return (element.text or "").strip()
    return None


def _find_id_faults(root: _Element) -> Iterator[_Found]:
    """Yield ids that are no names, and those that stand twice."""
    seen: set[str] = set()
    for element in root.iter():
        name = element.get("id")
        if name is None:
            continue
        line = element.sourceline or 1
        if not _NAME.fullmatch(name.strip()):
            yield "C072", line, repr(name)
        if name in seen and element.tag != f"{OPF}item":  # of items another finding tells
            yield "C012", line, f"id {name!r}"
        seen.add(name)


def _find_item_faults(package: Package) -> Iterator[_Found]:
    for element in package.root.iter(f"{OPF}item"):
        line = element.sourceline or 1
        missing = [name for name in ("id", "href", "media-type") if not element.get(name)]
        if missing:
            yield "C075", line, f"{element.get('id') or element.get('href') or ''}: no {missing[0]}"
        href = element.get("href") or ""
        if "#" in href:
            yield "C080", line, href
    for item in package.items:
        if item.path == package.path or item.path.startswith("../") or item.path[:1] == "/":
            yield "C080", 1, item.path


def _find_spine_faults(book: Specimen) -> Iterator[_Found]:
    package = book.package
    for idref, count in Counter(filter(None, package.spine)).items():
        if count > 1:
            yield "C076", 1, f"{idref!r} stands {count} times in the spine"
    fallbacks = {
        element.get("id"): element.get("fallback") for element in package.root.iter(f"{OPF}item")
    }
    for item in package.reading_order():
        if item.media_type not in _TEXTS and not fallbacks.get(item.id):
            yield "C076", 1, f"{item.path} in the spine is {item.media_type or 'of no type'}"
    yield from _find_contents_named(book)


def _find_contents_named(book: Specimen) -> Iterator[_Found]:
    """Yield what is wrong with how contents lists are named."""
    package = book.package
    navs = sum("nav" in item.properties for item in package.items)
    if book.is_new and navs > 1:
        yield "C076", 1, f"{navs} navigation documents"
    lists = {item.id for item in package.items if item.media_type == NCX_TYPE}
    spine = package.root.find(f"{OPF}spine")
    named = spine.get("toc") if spine is not None else None
    if named is not None and named not in lists:
        yield "C076", 1, f"toc of the spine: no NCX {named!r}"
    elif named is None and lists and not book.is_new:
        yield "C076", 1, "the spine names no NCX"


def _find_empty_metadata(package: Package) -> Iterator[_Found]:
    metadata = package.root.find(f"{OPF}metadata")
    ids = {element.get("id") for element in package.root.iter()}
    for element in metadata if metadata is not None else ():
        if not isinstance(element.tag, str):
            continue
        line, name = element.sourceline or 1, element.tag.rpartition("}")[2]
        says = (element.text or "").strip() or element.get("content") or element.get("href")
        if not (says or "").strip() and len(element) == 0:
            shown = element.get("property") or element.get("name") or name
            yield "C077", line, shown if element.tag != f"{OPF}meta" else f"meta {shown}"
        refined = element.get("refines") or ""
        if refined.startswith("#") and refined[1:] not in ids:
            yield "C078", line, refined


def _find_date_faults(package: Package) -> Iterator[_Found]:
    for element in package.root.iter(f"{DC}date"):
        text = (element.text or "").strip()
        if text and not _is_date(text):
            yield "C079", element.sourceline or 1, text
    for element in package.root.iter(f"{OPF}meta"):
        text = (element.text or "").strip()
        modified = element.get("property") == "dcterms:modified"
        if modified and text and not (_MODIFIED.fullmatch(text) and _is_date(text)):
            yield "C079", element.sourceline or 1, text


def _is_date(text: str) -> bool:
    """Tell whether a text is a date of W3C's profile of ISO 8601, and one of the calendar.

    >>> _is_date("2004-02-29"), _is_date("2003-02-29"), _is_date("1 May 2004")
    (True, False, False)
    """
    found = _DATE.fullmatch(text)
    if not found:
        return False
    year, month, day, hour, minute = (int(part) if part else None for part in found.groups())
    try:
        datetime.datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0)
    except ValueError:
        return False
    return True


def find_ncx_faults(root: _Element, package: Package) -> Iterator[_Found]:
    """Yield what is wrong with an NCX as a whole (OPF 2.0.1, 2.4.1)."""
    if root.tag != f"{NCX}ncx" or root.get("version") != _NCX_VERSION:
        yield "C074", 1, f"version {root.get('version')!r}"
    for name in ("head", "docTitle", "navMap"):
        if root.find(f"{{*}}{name}") is None:
            yield "C074", 1, f"no {name}"
    said = [
        meta.get("content") or "" for meta in root.iter("{*}meta") if meta.get("name") == "dtb:uid"
    ]
    wanted = unique_identifier(package)
    if wanted is not None and [uid.strip() for uid in said] != [wanted]:
        yield "C073", 1, said[0] if said else "no dtb:uid"
    yield from _find_id_faults(root)
