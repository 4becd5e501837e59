"""A book as an EPUB file, through EbookLib: EPUB 3.3, or 2.0.1 for a device that knows no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ebooklib import epub
from lxml import etree
from msgspec.structs import replace

from epubify.collection.measuring import Measuring
from epubify.epub.archive import BookArchive
from epubify.epub.devices import device_of
from epubify.epub.embedding import Embedding
from epubify.epub.publication import (
    COVER_ID,
    FONT_OPTIONS,
    FONT_OPTIONS_FILE,
    FONT_PREFIX,
    IDENTIFIER_ID,
    PREFIX,
    MetadataItem,
    describe,
    sizes,
    specified_fonts,
)
from epubify.epub.stamp import NAME as STAMP_NAME
from epubify.epub.stamp import stamp_of
from epubify.model import Book, Picture, Stories
from epubify.model.records import Record
from epubify.options import Options
from epubify.render import (
    GUIDE_TYPES,
    NAV_FILE,
    OWN_SHEET,
    THEME_SHEET,
    Document,
    Landmark,
    NavPoint,
    flatten,
    image_file,
    landmarks_of,
    load_templates,
    outline,
    render_book,
    render_nav,
    render_ncx,
)
from epubify.render.chapters import render_story
from epubify.render.markup import picture_file
from epubify.text.languages import direction
from epubify.text.naming import language_of, title_of

if TYPE_CHECKING:
    from epubify.epub.story_keeper import StoryKeeper, StoryOrigin

_DC = "http://purl.org/dc/elements/1.1/"
_OPF = "http://www.idpf.org/2007/opf"
_PREFIXES = {"dc": _DC, "opf": _OPF, "xml": "http://www.w3.org/XML/1998/namespace"}


def write_epub(
    book: Book,
    file: Path | BinaryIO,
    options: Options,
    *,
    modified: datetime,
    fingerprint: str,
    findings: int = 0,
    markup: bool = False,
    origins: Sequence[StoryOrigin] = (),
    texts: ReadyTexts | None = None,
    known: frozenset[str] | None = None,
) -> None:
    """Write a book to an EPUB file.

    The stories are walked through once, and one document at a time is in memory. The same
    book, options, date and fingerprint give the same bytes. ``file`` is written in place:
    give a temporary name and rename it after all went well. ``modified`` is a point of time
    with its time zone; ``findings`` is how many the book was made with (see `stamp`);
    ``markup`` says that a story came with markup, which needs styles of its own. With
    ``origins``, in the order of its stories, an anthology keeps what its stories need to become
    books again; ``texts`` are the documents of a story that was bound; what is not ``known`` is
    marked in the contents.

    Raises OSError where the file cannot be written, and UsageError for templates that do not
    fit.
    """
    writer = _Writer(file, book, options, modified.astimezone(UTC), fingerprint)
    writer.markup = markup
    writer.texts = texts
    writer.known = known
    if book.anthology and origins:
        from epubify.epub.story_keeper import StoryKeeper

        otherwise = book.matter.shared or options.notes == "gathered"
        alone = writer.alone if otherwise else None
        writer.keeper = StoryKeeper(origins, writer.book.FOLDER_NAME, alone)
    writer.process()
    writer.write(findings)


class ReadyTexts(Record):
    """The text of a story as documents that are finished already."""

    documents: Iterable[Document]
    words: int
    chapters: int


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """EbookLib's writer, where it would not give a valid book or the same bytes twice.

    The text is written before the package document: a document can be forgotten as soon as
    it is in the archive, and manifest, spine and contents need only its name and its label.
    """

    def __init__(
        self,
        file: Path | BinaryIO,
        book: Book,
        options: Options,
        modified: datetime,
        fingerprint: str,
    ) -> None:
        shell = epub.EpubBook()
        # First of all, because it wipes other identifiers; a fixed one keeps it deterministic.
        shell.IDENTIFIER_ID = IDENTIFIER_ID
        shell.set_identifier(IDENTIFIER_ID)
        super().__init__(file, shell, {"epub3_pages": False, "mtime": modified})
        self.content = book
        self.book_options = options
        self.fingerprint = fingerprint
        self.device = device_of(options)
        self.items = tuple(describe(book, fingerprint, cover_page=self.device.cover_page))
        self.templates = load_templates(options)
        self.fonts = Embedding(options.fonts)
        self.pictures: set[str] = set()
        self.sizes: dict[int, tuple[int, int]] = {}
        """Number of a story that was written → its words and chapters."""
        self.markup = False
        self.texts: ReadyTexts | None = None
        self.known: frozenset[str] | None = None
        self.keeper: StoryKeeper | None = None
        self.language = language_of(book.metadata)
        if direction(self.language) == "rtl" and not self.device.is_old:
            shell.set_direction("rtl")

    def write(self, findings: int) -> None:
        """Write the archive, its parts in the order in which they become known."""
        with BookArchive(self.file_name, "w") as out:
            self.out = out
            out.seen = self.keeper.see_file if self.keeper else None
            out.writestr("mimetype", "application/epub+zip")
            stamp = stamp_of(self.content, self.items[0].text, self.fingerprint, findings)
            out.writestr(STAMP_NAME, stamp)
            self._write_container()
            self._write_resources()
            documents = [self._write_document(d) for d in self._documents()]
            self._write_contents(documents)
            self._write_fonts()
            self._write_opf()
            for name, content in self.keeper.files(self.sizes) if self.keeper else ():
                out.writestr(name, content)

    def _write_container(self) -> None:
        super()._write_container()
        if self._tells_of_fonts():
            self.out.writestr(FONT_OPTIONS_FILE, FONT_OPTIONS)

    def _tells_of_fonts(self) -> bool:
        return bool(self.book_options.fonts) and self.device.font_options

    def _documents(self) -> Iterator[Document]:
        shown = self.content if self.device.cover_page else replace(self.content, cover=None)
        if self.texts:
            self.sizes[0] = (self.texts.words, self.texts.chapters)
            return render_book(shown, self.book_options, self.templates, self.texts.documents)
        stories: Stories = Measuring(shown.stories, self.sizes)
        stories = self.keeper.watched(stories) if self.keeper else stories
        return render_book(replace(shown, stories=stories), self.book_options, self.templates)

    def alone(self, book: Book) -> Iterator[Document]:
        """Yield the documents of a story as its own book has them, finished."""
        story = next(iter(book.stories))
        title = title_of(book.metadata, [story])
        for document in render_story(story, self.templates, title, notes=self.book_options.notes):
            yield replace(document, content=self.device.page(document.content))

    def _write_resources(self) -> None:
        sheet = self.fonts.sheet() + self.templates.theme
        more = f"\n{self.templates.markup}" if self.markup else ""
        self._add_sheet("theme", THEME_SHEET, sheet + more)
        if self.templates.own is not None:
            self._add_sheet("own-style", OWN_SHEET, self.templates.own)
        if cover := self.content.cover:
            picture = self._add(COVER_ID, image_file(cover), cover.media_type, cover.data)
            self._set_property(picture, "cover-image")

    def _write_document(self, document: Document) -> Document:
        """Write a document into archive, manifest and spine; return it without its content."""
        name = Path(document.name).stem
        self.book.spine.append(self._add_page(name, document))
        for picture in document.pictures:
            self._write_picture(picture)
        return replace(document, content=b"", pictures=())

    def _write_picture(self, picture: Picture) -> None:
        """Write a picture of the text, once however often it is shown."""
        file = picture_file(picture)
        if file not in self.pictures:
            self.pictures.add(file)
            self._add(Path(file).stem, file, picture.media_type, picture.data)

    def _write_contents(self, documents: list[Document]) -> None:
        if self.known is not None:
            from epubify.epub.contents_news import marked

            identities = self.keeper.identities if self.keeper else ()
            documents = marked(documents, self.known, identities)
        title = title_of(self.content.metadata, self.content.stories)
        entries = flatten(outline(documents, title), self.device.levels)
        # A list of one line is not a page to read through, though one may jump to it.
        shown = len(entries) > 1 or bool(entries[0].entries)
        landmarks = landmarks_of(documents, self.language, NAV_FILE)
        self._write_nav(documents, entries, landmarks, shown=shown)
        if not shown and not self.device.landmarks:
            landmarks = [mark for mark in landmarks if mark.type != "toc"]
        self._write_ncx(entries, title)
        self.book.guide = [
            {"type": GUIDE_TYPES.get(mark.type, mark.type), "title": mark.label, "href": mark.href}
            for mark in landmarks
        ]

    def _write_nav(
        self,
        documents: list[Document],
        entries: list[NavPoint],
        landmarks: list[Landmark],
        *,
        shown: bool,
    ) -> None:
        """Write the contents page; one that nobody is to read only where a link leads to it."""
        if self.device.is_old and not shown:
            return
        nav = render_nav(entries, landmarks, self.language, self.templates)
        item = self._add_page("nav", nav)
        self._set_property(item, "nav")
        before = next((n for n, d in enumerate(documents) if not d.made), len(documents))
        if shown or self.device.landmarks:
            self.book.spine.insert(before, item if shown else (item, "no"))

    def _write_fonts(self) -> None:
        """Write the fonts last, when all the characters that they are to draw were seen."""
        for number, font in enumerate(self.fonts.files(), 1):
            self._add(f"font{number}", font.name, font.media_type, font.data)

    def _write_ncx(self, entries: list[NavPoint], title: str) -> None:
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

    def _add_page(self, name: str, document: Document) -> Any:
        self.fonts.see(document.content)
        content = document.content if document.finished else self.device.page(document.content)
        if self.keeper:
            self.keeper.see_document(document, content)
        return self._add(name, document.name, "application/xhtml+xml", content)

    def _add_sheet(self, name: str, file: str, sheet: str) -> Any:
        self.fonts.see(sheet.encode())
        return self._add(name, file, "text/css", self.device.sheet(sheet.encode()))

    def _set_property(self, item: Any, name: str) -> None:
        """Say in the manifest what an item is; EPUB 2 has no such properties."""
        item.properties = [] if self.device.is_old else [name]

    def _add(self, name: str, file: str, media_type: str, content: bytes) -> Any:
        """Write a resource; the manifest keeps all of it but its content."""
        self.out.writestr(f"{self.book.FOLDER_NAME}/{file}", content)
        item = epub.EpubItem(uid=name, file_name=file, media_type=media_type)
        return self.book.add_item(item)

    def _write_root_attributes(self, root: Any) -> None:
        root.set("version", self.device.version)
        if self.device.is_old:
            del root.attrib["prefix"]
            return
        root.set(_qualified("xml:lang"), self.language)
        root.set("prefix", f"{PREFIX} {FONT_PREFIX}" if self._tells_of_fonts() else PREFIX)

    def _write_opf_metadata(self, root: Any) -> None:
        """Write the metadata in our order and, on the root element, what EbookLib forgets."""
        self._write_root_attributes(root)
        modified = self.options["mtime"].strftime("%Y-%m-%dT%H:%M:%SZ")
        words, chapters = map(sum, zip(*self.sizes.values(), strict=True))
        changed = MetadataItem("meta", modified, (("property", "dcterms:modified"),))
        items = [*self.items, *sizes(words, chapters), changed]
        if self._tells_of_fonts():
            items.append(specified_fonts())
        metadata = etree.SubElement(root, "metadata", nsmap={"dc": _DC, "opf": _OPF})
        for item in self.device.metadata(items):
            _append(metadata, item)


def _append(metadata: Any, item: MetadataItem) -> None:
    element = etree.SubElement(metadata, _qualified(item.name))
    for name, value in item.attributes:
        element.set(_qualified(name), value)
    element.text = item.text or None


def _qualified(name: str) -> str:
    """Return a name with prefix as lxml writes it; one without is in no namespace of its own."""
    prefix, colon, local = name.partition(":")
    return f"{{{_PREFIXES[prefix]}}}{local}" if colon else name
