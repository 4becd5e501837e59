"""Books that are EPUBs already: their documents in the order of the spine, set as one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epubify.errors import NoStory
from epubify.model import Source
from epubify.options import Options
from epubify.readers.containers import Container, holds_entry
from epubify.readers.form import Reader, delivering
from epubify.report import Report

if TYPE_CHECKING:
    from epubify.readers.galley import Delivery

__all__ = ["EPUB"]

MEDIA_TYPE = b"mimetypeapplication/epub+zip"
HEAD = 200
"""Bytes of an archive within which its first entry says that it is a book."""


def is_epub(source: Source) -> bool:
    """Tell whether a source is an EPUB: the first entry of its archive says so, or another does."""
    head = source.data[:HEAD]
    first = head.startswith(b"PK") and (MEDIA_TYPE in head or b"META-INF/container.xml" in head)
    return first or holds_entry(source.data, "META-INF/container.xml")


def set_book(source: Source, options: Options, report: Report) -> Delivery:
    """Return a book as it is set."""
    from msgspec.structs import replace

    from epubify.matter.header import Header
    from epubify.matter.header_metadata import series_of
    from epubify.readers.epub_source.book_setter import BookPageSetter
    from epubify.readers.epub_source.book_tree import tree_of
    from epubify.readers.epub_source.locked import refuse_locked
    from epubify.readers.epub_source.package_document import read_package
    from epubify.readers.epub_source.whole_book import read_book, titled
    from epubify.readers.galley import Delivery
    from epubify.readers.noted_facts import said_by_people

    container = Container(source.name, source.data)
    refuse_locked(container)
    package = read_package(container)
    if not package.own:
        package.metadata = said_by_people(package.metadata)
    book = read_book(tree_of(container, package), package)
    setter = BookPageSetter(book, container, package)
    setter.content(book.page.root)
    setter.flush()
    if not any(setter.galley.markup):
        raise NoStory(source.name, None, "a book without text", "give a book with a story in it")
    metadata = titled(package.metadata, book)
    metadata = replace(metadata, fields=tuple(setter.fields_at(source.name)))
    if told := series_of(Header(), metadata.fields, metadata):
        metadata = metadata.over(told)
    contents = tuple(entry.label for entry in package.contents)
    cover = setter.picture(package.cover)
    return Delivery(setter.galley, metadata, cover=cover, contents=contents)


EPUB = Reader("epub", (".epub",), is_epub, delivering("epub", set_book))
