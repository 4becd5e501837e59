"""What a package document says about a book, as plain data; no EbookLib here."""

from __future__ import annotations

from collections.abc import Iterator

from epubify import __version__
from epubify.collection.listed_keys import LISTED_KEYS
from epubify.collection.title_filing import file_title
from epubify.epub.identity import book_identifier
from epubify.model import Book, Contributor, Metadata
from epubify.model.records import Record
from epubify.text.field_dates import field_date
from epubify.text.naming import file_as, language_of, series_number, title_of
from epubify.text.xmltext import one_line

PREFIX = "epubify: urn:x-epubify:"
"""Declares the prefix of epubify's own property (EPUB 3.3, D.1.4)."""
FONT_PREFIX = "ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"
FONT_OPTIONS_FILE = "META-INF/com.apple.ibooks.display-options.xml"
FONT_OPTIONS = (
    '<?xml version="1.0" encoding="utf-8"?>\n<display_options>\n<platform name="*">\n'
    '<option name="specified-fonts">true</option>\n</platform>\n</display_options>\n'
)
"""What tells older versions of Apple Books to show the fonts of a book."""
IDENTIFIER_ID = "book-id"
COVER_ID = "cover-image"

_SUMMARY = (
    "A text book with a table of contents, headings for its divisions and a logical reading "
    "order; type, size and colours follow the reader’s own settings."
)


class MetadataItem(Record):
    """An element of the metadata: its name, text and attributes."""

    name: str
    """With prefix, such as ``dc:title``; or ``meta``."""
    text: str
    attributes: tuple[tuple[str, str], ...] = ()


def describe(book: Book, fingerprint: str, *, cover_page: bool = True) -> Iterator[MetadataItem]:
    """Yield the metadata of a book (EPUB 3.3, 5.5), identifier first, in a fixed order.

    What is no date and a place in a series that is not a number are left out, because
    reading systems take such a book for broken; the pages before the text show them all the
    same. ``fingerprint`` goes into the property ``epubify:fingerprint``; without a ``cover_page``
    no picture stands in the text that could have a text alternative.
    """
    metadata = book.metadata
    yield _item("dc:identifier", book_identifier(book), id=IDENTIFIER_ID)
    yield from _titles(metadata, title_of(metadata, book.stories))
    language = language_of(metadata)
    yield _item("dc:language", language)
    for other in book.languages:
        if other != language:
            yield _item("dc:language", other)
    yield from _people(metadata)
    yield from _plain(metadata)
    yield from _series(metadata)
    yield from _accessibility(with_cover=book.cover is not None and cover_page)
    for field in metadata.fields:
        if field.key in LISTED_KEYS and field.value.strip():
            yield _property(f"epubify:{field.key}", field.value)
    yield _property("epubify:fingerprint", fingerprint)
    yield _item("meta", "", name="generator", content=f"epubify {__version__}")
    if book.cover:
        yield _item("meta", "", name="cover", content=COVER_ID)


def sizes(words: int, chapters: int) -> tuple[MetadataItem, ...]:
    """Return what a list of books says of a book's size without reading it."""
    return _property("epubify:words", str(words)), _property("epubify:chapters", str(chapters))


def specified_fonts() -> MetadataItem:
    """Return what tells Apple Books to show the fonts of a book."""
    return _property("ibooks:specified-fonts", "true")


def _item(element: str, text: str, **attributes: str) -> MetadataItem:
    """Return an element whose text and attributes hold only what XML allows."""
    cleaned = tuple((key, one_line(value)) for key, value in attributes.items())
    return MetadataItem(element, one_line(text), cleaned)


def _property(name: str, text: str, **attributes: str) -> MetadataItem:
    return _item("meta", text, property=name, **attributes)


def _refine(target: str, name: str, text: str, **attributes: str) -> MetadataItem:
    return _item("meta", text, refines=f"#{target}", property=name, **attributes)


def _titles(metadata: Metadata, title: str) -> Iterator[MetadataItem]:
    yield _item("dc:title", title, id="title")
    yield _refine("title", "title-type", "main")
    if filed := file_title(title, metadata.language):
        yield _refine("title", "file-as", filed)
    if metadata.subtitle:
        yield _item("dc:title", metadata.subtitle, id="subtitle")
        yield _refine("subtitle", "title-type", "subtitle")


def _people(metadata: Metadata) -> Iterator[MetadataItem]:
    """Yield authors as creators and everyone else as contributors, numbered apart."""
    authors = [person for person in metadata.contributors if person.role == "aut"]
    others = [person for person in metadata.contributors if person.role != "aut"]
    for kind, people in (("creator", authors), ("contributor", others)):
        for number, person in enumerate(people, 1):
            yield from _person(person, kind, f"{kind}{number}")


def _person(person: Contributor, kind: str, name: str) -> Iterator[MetadataItem]:
    yield _item(f"dc:{kind}", person.name, id=name)
    yield _refine(name, "role", person.role, scheme="marc:relators")
    yield _refine(name, "file-as", person.file_as or file_as(person.name))


def _plain(metadata: Metadata) -> Iterator[MetadataItem]:
    for subject in dict.fromkeys(metadata.subjects):
        yield _item("dc:subject", subject)
    date = field_date(metadata.date or "")
    for name, text in (
        ("dc:description", metadata.description),
        ("dc:publisher", metadata.publisher),
        ("dc:date", date),
        ("dc:rights", metadata.rights),
        ("dc:source", metadata.source_url),
    ):
        if text:
            yield _item(name, text)


def _series(metadata: Metadata) -> Iterator[MetadataItem]:
    """Yield the series as EPUB 3 says it, then as calibre and many readers look for it."""
    if not metadata.series:
        return
    number = series_number(metadata)
    yield _property("belongs-to-collection", metadata.series, id="series")
    yield _refine("series", "collection-type", metadata.collection_type or "series")
    if number:
        yield _refine("series", "group-position", number)
    yield _item("meta", "", name="calibre:series", content=metadata.series)
    if number:
        yield _item("meta", "", name="calibre:series_index", content=number)


def _accessibility(*, with_cover: bool) -> Iterator[MetadataItem]:
    """Yield what EPUB Accessibility 1.1 (section 2) asks for, as far as it is true.

    The cover has a text alternative and carries no meaning of its own, so text alone is
    enough to read the book. No conformance is claimed: nobody has evaluated it.
    """
    yield _property("schema:accessMode", "textual")
    yield _property("schema:accessModeSufficient", "textual")
    features = ["displayTransformability", "readingOrder", "structuralNavigation"]
    features.append("tableOfContents")
    if with_cover:
        features.insert(0, "alternativeText")
    for feature in features:
        yield _property("schema:accessibilityFeature", feature)
    yield _property("schema:accessibilityHazard", "none")
    yield _item("meta", _SUMMARY, property="schema:accessibilitySummary", **{"xml:lang": "en"})
