"""Books made by hand, and what the tests read back from finished files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree

from epubify.epub.package import write_epub
from epubify.matter.letters import set_letters
from epubify.matter.readings import mark_readings
from epubify.model import (
    Block,
    Book,
    Contributor,
    Cover,
    Metadata,
    Paragraph,
    Place,
    Section,
    Span,
    Story,
)
from epubify.options import Options

AT = Place("story.txt", 1, 1)
MODIFIED = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
NAMESPACES = {
    "html": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
}


def paragraph(text: str) -> Paragraph:
    return Paragraph((Span(text),), AT)


def prose(*texts: str) -> tuple[Block, ...]:
    return tuple(paragraph(text) for text in texts)


def chapter(number: int, title: str | None, *blocks: Block) -> Section:
    label = f"Chapter {number}"
    return Section("chapter", label, title, blocks or prose(f"Text of {number}."), at=AT)


def story(*sections: Section, **metadata: Any) -> Story:
    given = {"title": "Tides", "contributors": (Contributor("Ann Lee"),), "language": "en"}
    return understood(Story(Metadata(**{**given, **metadata}), sections))


def understood(one: Story) -> Story:
    """Return a story as it comes to be rendered: letters and readings in it are known."""
    return set_letters(mark_readings(one), Options())


def undivided(*texts: str, **metadata: Any) -> Story:
    return story(Section("bodymatter", None, None, prose(*texts)), **metadata)


def book_of(one: Story, cover: Cover | None = None) -> Book:
    return Book(one.metadata, (one,), cover)


def small_cover() -> Cover:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (60, 96), (40, 60, 90)).save(picture, "JPEG")
    return Cover(picture.getvalue(), "image/jpeg", 60, 96, "Cover of Tides by Ann Lee")


def make(book: Book, file: Path, fingerprint: str = "f00d", **options: Any) -> Path:
    write_epub(book, file, Options(**options), modified=MODIFIED, fingerprint=fingerprint)
    return file


def entry(file: Path, name: str) -> bytes:
    with zipfile.ZipFile(file) as archive:
        return archive.read(name)


def names(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as archive:
        return archive.namelist()


def tree(file: Path, name: str) -> Any:
    return etree.fromstring(entry(file, name))


def find(node: Any, path: str) -> list[Any]:
    return list(node.xpath(path, namespaces=NAMESPACES))


def opf(file: Path) -> Any:
    return tree(file, "EPUB/content.opf")


def meta(file: Path, name: str) -> list[str]:
    """Return the texts of a property, or the contents of a named meta element."""
    by_property = find(opf(file), f'//opf:meta[@property="{name}"]/text()')
    return by_property or find(opf(file), f'//opf:meta[@name="{name}"]/@content')


def dc(file: Path, name: str) -> list[str]:
    return find(opf(file), f"//dc:{name}/text()")


def body(file: Path, name: str) -> Any:
    return find(tree(file, f"EPUB/text/{name}.xhtml"), "//html:body")[0]


def text(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())


def spine(file: Path) -> list[str]:
    """Return the stems of the documents in reading order."""
    package = opf(file)
    hrefs = {item.get("id"): item.get("href") for item in find(package, "//opf:item")}
    refs = find(package, "//opf:itemref/@idref")
    return [Path(hrefs[ref]).stem for ref in refs]


def contents(file: Path) -> list[Any]:
    """Return the contents list as nested pairs of label and link."""
    lists = find(tree(file, "EPUB/text/nav.xhtml"), '//html:nav[@epub:type="toc"]/html:ol')
    return _entries(lists)


def _entries(lists: Iterable[Any]) -> list[Any]:
    entries = []
    for line in (line for one in lists for line in find(one, "html:li")):
        link = find(line, "html:a")[0]
        below = _entries(find(line, "html:ol"))
        pair = (text(link), link.get("href"))
        entries.append((*pair, below) if below else pair)
    return entries
