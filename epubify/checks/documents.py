"""One content document, surveyed: its ids, its links, and what is wrong inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, field

from epubify.checks.container import OPS, XHTML, XML, parse_xml, resolve
from epubify.checks.language_tags import language_fault
from epubify.checks.stylesheets import find_inline_faults, find_style_faults
from epubify.checks.text_faults import Fault, find_markup_faults
from epubify.checks.toc import TocLine, depth_of
from epubify.model.records import Record

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST = 250 * 1024
"""Bytes of a document that old Adobe readers still take."""

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^<>]*\bencoding\s*=")
_SVG = "{http://www.w3.org/2000/svg}"
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


class Link(Record):
    """A reference from a document into the book."""

    line: int
    path: str
    fragment: str
    href: str


class ContentDocument(Struct):
    """What the checks of the whole book need to know of one document."""

    path: str
    ids: set[str] = field(default_factory=set)
    body_id: str | None = None
    links: list[Link] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    contents: list[TocLine] = field(default_factory=list)
    """The lines of its nav of type toc."""
    landmarks: list[tuple[str, Link]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    """Paths of the pictures that it shows."""
    has_text: bool = False


def survey(path: str, data: bytes) -> ContentDocument:
    """Return what is to know about an XHTML document; raises BrokenBook (C009)."""
    root = parse_xml(data, path, "C009")
    document = ContentDocument(path)
    document.faults += _find_file_faults(data, root)
    for element in root.iter():
        if isinstance(element.tag, str):
            _survey_element(element, document)
    body = root.find(f"{XHTML}body")
    if body is not None:
        document.has_text = any(str(text).strip() for text in body.itertext())
        document.faults += find_markup_faults(body)
    return document


def _find_file_faults(data: bytes, root: _Element) -> Iterator[Fault]:
    if root.tag != f"{XHTML}html":
        yield "C071", 1, str(root.tag)
    if len(data) > LARGEST and b'class="koboSpan"' not in data:
        yield "C032", 1, f"{len(data) // 1024} KB"
    if not _DECLARATION.match(data):
        yield "C026", 1, "no encoding declared"
    tag = root.get(f"{XML}lang") or root.get("lang")
    if not tag:
        yield "C019", 1, "no xml:lang"
    elif fault := language_fault(tag):
        yield "C018", 1, fault


def _survey_element(element: _Element, document: ContentDocument) -> None:
    line = _line(element)
    name = str(element.tag).removeprefix(XHTML)
    identifier = element.get("id")
    if identifier:
        if identifier in document.ids:
            document.faults.append(("C012", line, f"id {identifier!r}"))
        document.ids.add(identifier)
        if name == "body":
            document.body_id = identifier
    _survey_links(element, name, line, document)
    if name == "img":
        document.faults += _find_image_faults(element, line)
    elif name == f"{_SVG}image":
        document.faults.append(("C047", line, ""))
    elif name == "nav":
        _survey_nav(element, document)
    faults = [
        *(find_inline_faults(element.get("style") or "")),
        *(find_style_faults(element.text or "") if name == "style" else ()),
    ]
    document.faults += [(code, line + n - 1, what) for code, n, what in faults]


def _line(element: _Element) -> int:
    return element.sourceline or 1


def _survey_links(element: _Element, name: str, line: int, document: ContentDocument) -> None:
    for attribute in ("href", "src", "{http://www.w3.org/1999/xlink}href"):
        href = (element.get(attribute) or "").strip()
        if not href:
            continue
        if _SCHEME.match(href):
            if name != "a" and not href.startswith("data:"):
                document.faults.append(("C022", line, href))
            continue
        path, fragment = resolve(document.path, href.partition("?")[0] if "?" in href else href)
        document.links.append(Link(line, path, fragment, href))
        if name in {"img", f"{_SVG}image"}:
            document.pictures.append(path)


def _find_image_faults(element: _Element, line: int) -> Iterator[Fault]:
    if not (element.get("src") or "").strip():
        yield "C025", line, "img without src"
    if element.get("alt") is None:
        yield "C015", line, f"img {element.get('src') or ''} without alt"


def _survey_nav(nav: _Element, document: ContentDocument) -> None:
    types = (nav.get(f"{OPS}type") or "").split()
    for a in nav.iter(f"{XHTML}a"):
        href = (a.get("href") or "").strip()
        path, fragment = resolve(document.path, href)
        if href and "toc" in types:
            depth = depth_of(a, "}ol")
            document.contents.append(TocLine(href, path, fragment, depth, _line(a)))
        if href and "landmarks" in types:
            link = Link(_line(a), path, fragment, href)
            document.landmarks.append((a.get(f"{OPS}type") or "", link))
