"""A book of several stories cut into small books, one for each of its top sections.

What begins in the middle of a document is cut there. Each slice has the metadata of the whole,
but its own title, and of several authors those whom it names above its text.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec.structs import replace

from epubify.errors import InputError
from epubify.model import Contributor, Metadata
from epubify.model.records import Record
from epubify.readers.containers import Container
from epubify.readers.epub_source.book_tree import body_of, id_of
from epubify.readers.epub_source.locked import refuse_locked
from epubify.readers.epub_source.package_document import (
    BookPackage,
    ContentsEntry,
    read_package,
    resolved,
)
from epubify.readers.html.page_tree import text_of
from epubify.text.lexicon import folded

if TYPE_CHECKING:
    from lxml.etree import _Element

FEW = 2
"""Sections that are worth a book each; one alone is the book that there is already."""
NAMED_WITHIN = 400
"""Letters at the beginning of a section in which its author is looked for. With more, people whom
a story speaks of would have written it; with fewer, a name below a long title is missed."""
_AROUND = frozenset({"cover", "toc", "titlepage", "title-page", "copyright-page", "copyright"})
"""What the guide or the landmarks call pages that are about the whole book."""


class BookSlice(Record):
    """A top section of a book, as a book by itself."""

    title: str
    data: bytes
    """An EPUB that is there to be read, not to be kept."""


def slices_of(name: str, data: bytes) -> list[BookSlice]:
    """Return the top sections of a book.

    Raises InputError for what is no EPUB, is damaged or locked, and for a book of one section.
    """
    container = Container(name, data)
    refuse_locked(container)
    package = read_package(container)
    bodies = {
        one: body
        for one in dict.fromkeys(package.spine)
        if (body := body_of(container, one, _sheet())) is not None
    }
    knife = _Knife(container, package, bodies)
    entries = knife.in_order(top_entries(package))
    if len(entries) < FEW:
        problem = "has no sections to split it by: its contents name one, or none"
        raise InputError(name, None, problem, "convert makes one book of it")
    return [knife.cut(entries, number) for number in range(len(entries))]


def _sheet() -> _Element:
    from lxml import etree

    return etree.Element("style")


def top_entries(package: BookPackage) -> list[ContentsEntry]:
    """Return the entries of the contents that a book is split by.

    Pages about the whole book are none; where one entry holds all others, these are taken.
    """
    entries = [one for one in package.contents if not _is_around(one, package)]
    for depth in range(1, 1 + max((one.depth for one in entries), default=0)):
        found = [one for one in entries if one.depth == depth]
        if len(found) >= FEW:
            return found
    return []


def _is_around(entry: ContentsEntry, package: BookPackage) -> bool:
    document = entry.href.partition("#")[0]
    purposes = package.purposes.get(document, "").split()
    return document == package.navigation or not _AROUND.isdisjoint(purposes)


class _Knife(Record):
    """Cuts a book at the places that entries of its contents lead to."""

    container: Container
    package: BookPackage
    bodies: dict[str, _Element]
    """Name of a document → its body, in reading order."""

    def in_order(self, entries: Sequence[ContentsEntry]) -> list[ContentsEntry]:
        """Return the entries that lead into the text, each to a place behind the one before."""
        kept, reached = [], (-1, -1)
        for one in entries:
            if one.href.partition("#")[0] in self.bodies:
                place, fragment = self._place(one)
                body = list(self.bodies.values())[place]
                ids = [id_of(element) for element in body.iter()]
                found = (place, ids.index(fragment) if fragment else -1)
                if found > reached:
                    kept.append(one)
                    reached = found
        return kept

    def cut(self, entries: Sequence[ContentsEntry], number: int) -> BookSlice:
        """Return the slice that begins at an entry; what stands before the first goes with it."""
        entry = entries[number]
        names = list(self.bodies)
        first, begin = self._place(entry) if number else (self._begin(), None)
        last, end = len(names), None
        if number + 1 < len(entries):
            last, end = self._place(entries[number + 1])
        documents: dict[str, _Element] = {}
        for place in range(first, last + (end is not None)):
            start = begin if place == first else None
            stop = end if place == last else None
            body = cut_body(self.bodies[names[place]], start, stop)
            documents[names[place]] = body
        below = self._below(entry, entries[number + 1 :])
        metadata = own_metadata(entry, documents.values(), self.package.metadata)
        tongue = language_of_page(self.bodies[names[first]])
        metadata = replace(metadata, language=tongue or metadata.language)
        cover = self._take_cover(documents)
        return BookSlice(entry.label, self._packed(metadata, documents, below, cover))

    def _take_cover(self, documents: dict[str, _Element]) -> str:
        """Return the picture that a slice begins with on a page of its own, and drop the page."""
        name, *_ = documents
        shown = list(self._shown({name: documents[name]}))
        if len(documents) > 1 and len(shown) == 1 and not text_of(documents[name]).strip():
            del documents[name]
            return shown[0]
        return ""

    def _begin(self) -> int:
        """Return the first document that is no page about the whole book."""
        for place, name in enumerate(self.bodies):
            purposes = self.package.purposes.get(name, "").split()
            if name != self.package.navigation and _AROUND.isdisjoint(purposes):
                return place
        return 0

    def _place(self, entry: ContentsEntry) -> tuple[int, str | None]:
        """Return the number of a document, and the place in it where it is to be cut."""
        document, _, fragment = entry.href.partition("#")
        place = list(self.bodies).index(document)
        body = self.bodies[document]
        target = next((one for one in body.iter() if fragment and id_of(one) == fragment), None)
        if target is None or not _before(body, target):
            return place, None
        return place, fragment

    def _below(
        self, entry: ContentsEntry, following: Sequence[ContentsEntry]
    ) -> list[ContentsEntry]:
        """Return the entries that stand below one, and itself."""
        contents = self.package.contents
        start = contents.index(entry)
        stop = contents.index(following[0]) if following else len(contents)
        return [one for one in contents[start:stop] if one is entry or one.depth > entry.depth]

    def _packed(
        self,
        metadata: Metadata,
        documents: dict[str, _Element],
        contents: list[ContentsEntry],
        cover: str,
    ) -> bytes:
        """Return a small EPUB of these documents, with all that they show."""
        from lxml import etree

        made = BytesIO()
        kinds = self.package.media_types
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as out:
            out.writestr(_entry("mimetype"), "application/epub+zip")
            out.writestr(_entry("META-INF/container.xml"), _CONTAINER)
            for name, body in documents.items():
                page = etree.tostring(body, encoding="unicode", method="xml", with_tail=False)
                out.writestr(_entry(name), _PAGE.format(page=page))
            shown = sorted({*self._shown(documents), *([cover] if cover else [])})
            sheets = [one for one, kind in kinds.items() if kind == "text/css"]
            for name in (*shown, *sheets):
                if name in self.container:
                    out.writestr(_entry(name), self.container.read(name))
            items = [(one, kinds.get(one, "")) for one in (*documents, *shown, *sheets)]
            out.writestr(_entry("slice.opf"), _package(metadata, items, list(documents), cover))
            out.writestr(_entry("slice-nav.xhtml"), _navigation(contents))
        return made.getvalue()

    def _shown(self, documents: dict[str, _Element]) -> Iterator[str]:
        for document, body in documents.items():
            for one in body.iter("img", "image"):
                href = one.get("src") or one.get("xlink:href") or one.get("href") or ""
                name = resolved(posixpath.dirname(document), href)
                if name in self.container and name in self.package.media_types:
                    yield name


def cut_body(body: _Element, begin: str | None, end: str | None) -> _Element:
    """Return the part of a body between two places; None stands for its beginning and end.

    >>> from lxml import etree
    >>> body = etree.fromstring('<body><p>A</p><div><p id="b">B</p>b<p id="c">C</p></div></body>')
    >>> etree.tostring(cut_body(body, "b", "c"))
    b'<body><div><p id="b">B</p>b</div></body>'
    """
    body = deepcopy(body)
    places = {id_of(one): one for one in body.iter() if id_of(one)}
    if end in places:
        _drop_from(body, places[end])
    if begin in places:
        _drop_before(body, places[begin])
    return body


def _drop_from(body: _Element, target: _Element) -> None:
    _drop_after(body, target)
    _remove(target)


def _drop_after(body: _Element, target: _Element) -> None:
    """Remove all that follows an element, and no text before it."""
    element = target
    while element is not body:
        for one in list(element.itersiblings()):
            _remove(one)
        element.tail = None
        element = _above(element)


def _drop_before(body: _Element, target: _Element) -> None:
    element = target
    while element is not body:
        for one in list(element.itersiblings(preceding=True)):
            _remove(one)
        element = _above(element)
        element.text = None


def _above(element: _Element) -> _Element:
    above = element.getparent()
    if above is None:
        raise ValueError("an element that stands in no body")
    return above


def _remove(element: _Element) -> None:
    """Remove an element and the text behind it."""
    _above(element).remove(element)


def _before(body: _Element, target: _Element) -> bool:
    """Tell whether any text or picture stands before an element."""
    for one in body.iter():
        if one is target:
            return False
        if (one.text or "").strip() or one.tag in ("img", "image", "svg"):
            return True
        tail = one.tail or ""
        if tail.strip() and target not in {*one.iter()}:
            return True
    return False


# ------------------------------------------------------------------------- what it says


def language_of_page(body: _Element) -> str | None:
    """Return the language that a document says it is in."""
    for one in (body, body.getparent()):
        for name in ("xml:lang", "lang"):
            if one is not None and (said := one.get(name)):
                return str(said)
    return None


def own_metadata(entry: ContentsEntry, bodies: Iterable[_Element], whole: Metadata) -> Metadata:
    """Return what is known of a section: its title, and who of the authors wrote it."""
    opening = ""
    for body in bodies:
        opening += f" {' '.join(text_of(body).split())[:NAMED_WITHIN]}"
        if len(opening) >= NAMED_WITHIN:
            break
    said = folded(f"{entry.label} {opening[:NAMED_WITHIN]}")
    authors = [one for one in whole.contributors if one.role == "aut"]
    named = [one for one in authors if folded(one.name) in said]
    title = entry.label
    for one in named:
        for sign in (" by ", " – ", " — ", " - ", ": "):
            title = title.removesuffix(f"{sign}{one.name}").removeprefix(f"{one.name}{sign}")
    people: list[Contributor] = named or (authors if len(authors) == 1 else [])
    return replace(
        whole,
        title=title,
        subtitle=None,
        contributors=tuple(people),
        series=None,
        series_index=None,
        description=None,
    )


_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" '
    'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
    'full-path="slice.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_IS_COVER = ' properties="cover-image"'
_PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
    "<head><title></title></head>{page}</html>"
)


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name)


def _package(
    metadata: Metadata, items: Sequence[tuple[str, str]], spine: Sequence[str], cover: str
) -> str:
    said = [("title", metadata.title), ("language", metadata.language)]
    said += [("creator", one.name) for one in metadata.contributors]
    said += [("publisher", metadata.publisher), ("rights", metadata.rights)]
    said += [("date", metadata.date), *(("subject", one) for one in metadata.subjects)]
    told = "".join(f"<dc:{name}>{escape(text)}</dc:{name}>" for name, text in said if text)
    manifest = "".join(
        f'<item id="i{n}" href="{quote(name)}" media-type="{escape(kind)}"'
        f"{_IS_COVER if name == cover else ''}/>"
        for n, (name, kind) in enumerate(items)
    )
    order = "".join(f'<itemref idref="i{n}"/>' for n, _ in enumerate(spine))
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{told}</metadata><manifest>{manifest}'
        '<item id="nav" href="slice-nav.xhtml" media-type="application/xhtml+xml" '
        f'properties="nav"/></manifest><spine>{order}</spine></package>'
    )


def _navigation(contents: Sequence[ContentsEntry]) -> str:
    lines = []
    for one in contents:
        href = quote(one.href, safe="/#")
        depth = one.depth - contents[0].depth
        link = f'<a href="{escape(href)}">{escape(one.label)}</a>'
        lines.append(f"{'<li><ol>' * depth}<li>{link}</li>{'</ol></li>' * depth}")
    return f'<html><body><nav epub:type="toc"><ol>{"".join(lines)}</ol></nav></body></html>'
