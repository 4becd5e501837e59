"""The documents of a book put together as one page, so that a chapter may go over several."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from msgspec import Struct, field

from epubify.errors import NoStory
from epubify.readers.containers import Container
from epubify.readers.epub_source.package_document import BookPackage, resolved
from epubify.readers.html.page_tree import parse_page
from epubify.text.lazy_pattern import lazy
from epubify.text.xmltext import legal

if TYPE_CHECKING:
    from lxml.etree import _Element

TYPE = "data-type"
"""Attribute of the element that holds a document, with the types of its body."""
_DECLARED = lazy(rb"(?:encoding|charset)\s*=\s*[\"']?([\w.-]+)")
_CHARACTERS = lazy(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_EMPTY = lazy(r"<(title|script|style|iframe|template|noframes|object)\b([^<>]*)/>", re.IGNORECASE)
_LINKS = ("href", "src", "xlink:href")


class BookTree(Struct):
    """All documents of a book below one root."""

    root: _Element
    documents: dict[str, _Element] = field(default_factory=dict)
    """Name of a document → the element that holds what is in it."""
    places: dict[str, _Element] = field(default_factory=dict)
    """Name of a document and of a place in it → the element there."""


def tree_of(container: Container, package: BookPackage) -> BookTree:
    """Return the documents of a spine as one page, with its style sheets."""
    from lxml import etree

    root = etree.Element("body")
    tree = BookTree(root)
    sheets = etree.SubElement(root, "style")
    sheets.text = legal("\n".join(sheets_of(container, package)))
    for name in dict.fromkeys(package.spine):
        if (body := body_of(container, name, sheets)) is not None:
            holder = etree.SubElement(root, "div")
            holder.set("class", body.get("class") or "")
            holder.set("id", body.get("id") or "")
            holder.set(TYPE, f"{body.get('epub:type') or ''} {body.get('role') or ''}")
            holder.text = body.text
            holder.extend(list(body))
            tree.documents[name] = holder
    connect(tree)
    return tree


def sheets_of(container: Container, package: BookPackage) -> Iterator[str]:
    """Yield the style sheets of a book."""
    for name, kind in package.media_types.items():
        if kind == "text/css" and name in container:
            yield container.read(name).decode("utf-8", "replace")


def body_of(container: Container, name: str, sheets: _Element) -> _Element | None:
    """Return the body of a document, its own styles added to those of the book."""
    text = _CHARACTERS.sub(lambda found: escape(found[1]), text_of_document(container.read(name)))
    text = _EMPTY.sub(r"<\1\2></\1>", text)
    try:
        page = parse_page(name, text)
    except NoStory:
        return None
    for style in page.iter("style"):
        sheets.text = f"{sheets.text}\n{style.text or ''}"
    return page if page.tag == "body" else page.find(".//body")


def text_of_document(data: bytes) -> str:
    """Return the text of a document: UTF-8 but where it says otherwise and is not."""
    declared = _DECLARED.search(data[:400])
    names = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig"]
    names += [declared[1].decode("ascii")] if declared else []
    for encoding in (*names, "cp1252"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("utf-8", "replace")


def connect(tree: BookTree) -> None:
    """Make all links between documents lead to their places in the one page.

    Names that several documents have are told apart; links to files get their full names.
    """
    count = Counter(
        name for body in tree.documents.values() for one in body.iter() if (name := id_of(one))
    )
    for number, (document, body) in enumerate(tree.documents.items()):
        tree.places[document] = body
        for one in body.iter():
            if name := id_of(one):
                tree.places.setdefault(f"{document}#{name}", one)
                one.set("id", name if count[name] == 1 else f"{name}--{number}")
                one.attrib.pop("name", None)
        body.set("id", body.get("id") or f"document--{number}")
    for document, body in tree.documents.items():
        for one in body.iter():
            for key in _LINKS:
                if href := one.get(key):
                    one.set(key.removeprefix("xlink:"), led(href, document, tree))


def led(href: str, document: str, tree: BookTree) -> str:
    """Return a link as it leads within the one page, or to a file."""
    if re.match(r"[a-zA-Z][\w+.-]*:", href):
        return href
    full = resolved(posixpath.dirname(document), href)
    full = f"{document}{full}" if full.startswith("#") else full
    place = tree.places.get(full)
    if place is None:
        place = tree.places.get(full.partition("#")[0])
    return full if place is None else f"#{place.get('id')}"


def id_of(element: _Element) -> str:
    """Return what links lead to an element by."""
    if not isinstance(element.tag, str):
        return ""
    return element.get("id") or (element.get("name") if element.tag == "a" else "") or ""
