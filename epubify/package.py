"""A book as an EPUB 3.3 file, through EbookLib."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ebooklib import epub
from lxml import etree

from epubify.languages import direction
from epubify.model import Book
from epubify.naming import language_of, title_of
from epubify.options import Options
from epubify.publication import COVER_ID, IDENTIFIER_ID, PREFIX, Item, describe
from epubify.render import (
    GUIDE_TYPES,
    NAV_FILE,
    OWN_SHEET,
    THEME_SHEET,
    Document,
    Entry,
    Landmark,
    image_file,
    landmarks_of,
    load_templates,
    outline,
    render_book,
    render_nav,
    render_ncx,
)

_DC = "http://purl.org/dc/elements/1.1/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a ZIP file can hold: the same book has the same bytes."""
_COMPRESSED_ALREADY = (".jpeg", ".png", ".gif", ".webp")


def write_epub(
    book: Book, file: Path, options: Options, *, modified: datetime, fingerprint: str
) -> None:
    """Write a book to an EPUB file.

    The stories are walked through once, and one document at a time is in memory. The same
    book, options, date and fingerprint give the same bytes. ``file`` is written in place:
    give a temporary name and rename it after all went well. ``modified`` is a point of time
    with its time zone.

    Raises OSError where the file cannot be written, and UsageError for templates that do not
    fit.
    """
    writer = _Writer(file, book, options, modified.astimezone(UTC), fingerprint)
    writer.process()
    writer.write()


class _Archive(zipfile.ZipFile):
    """A ZIP file whose entries tell nothing of the time and the machine they were made on."""

    def writestr(  # type: ignore[override]
        self, name: str, data: str | bytes, compress_type: int | None = None
    ) -> None:
        info = zipfile.ZipInfo(name, _ZIP_DATE)
        info.create_system = 3
        info.external_attr = 0o100644 << 16
        packed = compress_type == zipfile.ZIP_STORED or name.endswith(_COMPRESSED_ALREADY)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        super().writestr(info, data)


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """EbookLib's writer, where it would not give a valid book or the same bytes twice.

    The text is written before the package document: a document can be forgotten as soon as
    it is in the archive, and manifest, spine and contents need only its name and its label.
    """

    def __init__(
        self, file: Path, book: Book, options: Options, modified: datetime, fingerprint: str
    ) -> None:
        shell = epub.EpubBook()
        # First of all, because it wipes other identifiers; a fixed one keeps it deterministic.
        shell.IDENTIFIER_ID = IDENTIFIER_ID
        shell.set_identifier(IDENTIFIER_ID)
        super().__init__(file, shell, {"epub3_pages": False, "mtime": modified})
        self.content = book
        self.asked = options
        self.items = tuple(describe(book, fingerprint))
        self.templates = load_templates(options)
        self.language = language_of(book.metadata)
        if direction(self.language) == "rtl":
            shell.set_direction("rtl")

    def write(self) -> None:
        """Write the archive, its parts in the order in which they become known."""
        with _Archive(self.file_name, "w", compresslevel=self.options["compresslevel"]) as out:
            self.out = out
            out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            self._write_container()
            self._write_resources()
            documents = [self._write_document(d) for d in self._documents()]
            self._write_contents(documents)
            self._write_opf()

    def _documents(self) -> Iterator[Document]:
        return render_book(self.content, self.asked, self.templates)

    def _write_resources(self) -> None:
        self._add("theme", THEME_SHEET, "text/css", self.templates.theme.encode())
        if self.templates.own is not None:
            self._add("own-style", OWN_SHEET, "text/css", self.templates.own.encode())
        if cover := self.content.cover:
            picture = self._add(COVER_ID, image_file(cover), cover.media_type, cover.data)
            picture.properties = ["cover-image"]

    def _write_document(self, document: Document) -> Document:
        """Write a document into archive, manifest and spine; return it without its content."""
        name = Path(document.name).stem
        item = self._add(name, document.name, "application/xhtml+xml", document.content)
        self.book.spine.append(item)
        return replace(document, content=b"")

    def _write_contents(self, documents: list[Document]) -> None:
        title = title_of(self.content.metadata, self.content.stories)
        entries = outline(documents, title)
        # A list of one line is no page to read through, though one may jump to it.
        shown = len(entries) > 1 or bool(entries[0].entries)
        landmarks = landmarks_of(documents, self.language, NAV_FILE)
        self._write_nav(documents, entries, landmarks, shown=shown)
        self._write_ncx(entries, title)
        self.book.guide = [
            {"type": GUIDE_TYPES.get(mark.type, mark.type), "title": mark.label, "href": mark.href}
            for mark in landmarks
        ]

    def _write_nav(
        self,
        documents: list[Document],
        entries: list[Entry],
        landmarks: list[Landmark],
        *,
        shown: bool,
    ) -> None:
        nav = render_nav(entries, landmarks, self.language, self.templates)
        item = self._add("nav", nav.name, "application/xhtml+xml", nav.content)
        item.properties = ["nav"]
        before = next((n for n, d in enumerate(documents) if not d.made), len(documents))
        self.book.spine.insert(before, item if shown else (item, "no"))

    def _write_ncx(self, entries: list[Entry], title: str) -> None:
        ncx = render_ncx(
            entries,
            identifier=self.items[0].text,
            title=title,
            authors=self.content.metadata.authors,
            language=self.language,
        )
        item = epub.EpubNcx()
        self.out.writestr(f"{self.book.FOLDER_NAME}/{item.file_name}", ncx)
        self.book.add_item(item)

    def _add(self, name: str, file: str, media_type: str, content: bytes) -> Any:
        """Write a resource; the manifest keeps all of it but its content."""
        self.out.writestr(f"{self.book.FOLDER_NAME}/{file}", content)
        item = epub.EpubItem(uid=name, file_name=file, media_type=media_type)
        return self.book.add_item(item)

    def _write_opf_metadata(self, root: Any) -> None:
        """Write the metadata in our order, and what EbookLib forgets on the root element."""
        root.set(_XML_LANG, self.language)
        root.set("prefix", PREFIX)
        metadata = etree.SubElement(root, "metadata", nsmap={"dc": _DC})
        for item in self.items:
            _append(metadata, item)
        modified = self.options["mtime"].strftime("%Y-%m-%dT%H:%M:%SZ")
        _append(metadata, Item("meta", modified, (("property", "dcterms:modified"),)))


def _append(metadata: Any, item: Item) -> None:
    element = etree.SubElement(metadata, item.name.replace("dc:", f"{{{_DC}}}"))
    for name, value in item.attributes:
        element.set(_XML_LANG if name == "xml:lang" else name, value)
    element.text = item.text or None
