"""The package document of a book: its files, their order, its cover, its contents."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct, field

from epubify.model import Metadata
from epubify.model.records import Record
from epubify.readers.containers import Container, damaged, parse_xml
from epubify.readers.epub_source.package_metadata import metadata_of
from epubify.readers.xml_tree import local_name, words_of

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTAINER = "META-INF/container.xml"
DEEPEST = 30
"""Levels of a contents list."""


class ContentsEntry(Record):
    """An entry of the contents of a book."""

    label: str
    href: str
    """The file in the container, and after ``#`` the name of the place in it."""
    depth: int
    """From 1."""


class BookPackage(Struct):
    """What a package document says."""

    metadata: Metadata
    spine: list[str]
    """Names of the documents in their order."""
    media_types: dict[str, str] = field(default_factory=dict)
    """Name of a file → its media type."""
    purposes: dict[str, str] = field(default_factory=dict)
    """Name of a document → what the guide or the landmarks call it."""
    contents: list[ContentsEntry] = field(default_factory=list)
    cover: str = ""
    """Name of the picture on the cover."""
    navigation: str = ""
    """Name of the document with the contents."""
    own: bool = False
    """It was made by this program."""


def read_package(container: Container) -> BookPackage:
    """Return what the package document of a book says; raises InputError where it has none."""
    path = package_path(container)
    root = parse_xml(container.name, container.read(path))
    base = posixpath.dirname(path)
    items = {one.get("id") or "": one for one in _named(root, "item")}
    files = {key: resolved(base, one.get("href") or "") for key, one in items.items()}
    order = (one.get("idref") or "" for one in _named(root, "itemref"))
    package = BookPackage(
        metadata_of(root),
        [files[one] for one in order if one in files and files[one] in container],
        {files[key]: one.get("media-type") or "" for key, one in items.items()},
        own=any(said.startswith("epubify") for said in _generators(root)),
    )
    if not package.spine:
        raise damaged(container.name, "no document of its spine is there")
    for reference in _named(root, "reference"):
        name = resolved(base, reference.get("href") or "").partition("#")[0]
        package.purposes[name] = (reference.get("type") or "").lower()
    package.cover = cover_of(root, files, package)
    read_contents(container, root, items, files, package)
    return package


def package_path(container: Container) -> str:
    """Return the name of the package document."""
    if CONTAINER in container:
        root = parse_xml(container.name, container.read(CONTAINER))
        paths = (unquote(one.get("full-path") or "") for one in _named(root, "rootfile"))
        found = next((path for path in paths if path in container), None)
    else:
        found = next((name for name in container.names if name.endswith(".opf")), None)
    if found is None:
        raise damaged(container.name, "no package document in it")
    return found


def resolved(base: str, href: str) -> str:
    """Return a link of a document in a folder as the name of a file, with its fragment.

    >>> resolved("OEBPS/text", "../a%20b.xhtml#c"), resolved("", "#c")
    ('OEBPS/a b.xhtml#c', '#c')
    """
    path, sign, fragment = href.partition("#")
    name = posixpath.normpath(posixpath.join(base, unquote(path))) if path else ""
    return f"{name}{sign}{unquote(fragment)}"


def cover_of(root: _Element, files: dict[str, str], package: BookPackage) -> str:
    """Return the name of the picture on the cover, "" where none is known."""
    for item in _named(root, "item"):
        if "cover-image" in (item.get("properties") or "").split():
            return files[item.get("id") or ""]
    for meta in _named(root, "meta"):
        if meta.get("name") == "cover":
            said = meta.get("content") or ""
            name = files.get(said, said)
            if package.media_types.get(name, "").startswith("image/"):
                return name
    return ""


def read_contents(
    container: Container,
    root: _Element,
    items: dict[str, _Element],
    files: dict[str, str],
    package: BookPackage,
) -> None:
    """Read the contents of a book from its navigation document, else from its NCX."""
    for key, item in items.items():
        if "nav" in (item.get("properties") or "").split() and files[key] in container:
            package.navigation = files[key]
            nav = parse_xml(container.name, container.read(files[key]))
            read_navigation(nav, posixpath.dirname(files[key]), package)
    if package.contents:
        return
    for key, item in items.items():
        ncx = (item.get("media-type") or "") == "application/x-dtbncx+xml"
        if ncx and files[key] in container:
            tree = parse_xml(container.name, container.read(files[key]))
            base = posixpath.dirname(files[key])
            for point_map in _named(tree, "navMap"):
                package.contents += points_in(point_map, base, 1)


def read_navigation(nav: _Element, base: str, package: BookPackage) -> None:
    """Read contents and landmarks of a navigation document."""
    for one in _named(nav, "nav"):
        kind = " ".join(str(v) for k, v in one.attrib.items() if str(k).endswith("type"))
        if "landmarks" in kind:
            for link in _named(one, "a"):
                said = [str(v) for k, v in link.attrib.items() if str(k).endswith("type")]
                name = resolved(base, link.get("href") or "").partition("#")[0]
                package.purposes.setdefault(name, " ".join(said).lower())
        elif "page-list" not in kind and not package.contents:
            package.contents = list(entries_in(one, base, 0))


def entries_in(element: _Element, base: str, depth: int) -> Iterator[ContentsEntry]:
    """Yield the entries of a list in a navigation document."""
    if depth > DEEPEST:
        return
    for child in element:
        name = local_name(child)
        if name == "a":
            yield ContentsEntry(words_of(child), resolved(base, child.get("href") or ""), depth)
        else:
            yield from entries_in(child, base, depth + (name == "ol"))


def points_in(element: _Element, base: str, depth: int) -> Iterator[ContentsEntry]:
    """Yield the entries of an NCX."""
    for point in element:
        if local_name(point) != "navPoint" or depth > DEEPEST:
            continue
        label = next((words_of(one) for one in point if local_name(one) == "navLabel"), "")
        sources = (one.get("src") or "" for one in point if local_name(one) == "content")
        yield ContentsEntry(label, resolved(base, next(sources, "")), depth)
        yield from points_in(point, base, depth + 1)


def _named(root: _Element, name: str) -> Iterator[_Element]:
    return (one for one in root.iter() if local_name(one) == name)


def _generators(root: _Element) -> Iterator[str]:
    metas = (one for one in _named(root, "meta") if one.get("name") == "generator")
    return (one.get("content") or "" for one in metas)
