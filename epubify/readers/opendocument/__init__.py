"""OpenDocument texts (ODT), in a container or flat: styles, notes, changes, comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epubify.errors import InputError
from epubify.model import Manuscript, Metadata, Source
from epubify.options import Options
from epubify.readers.containers import ZIPPED, Container, holds_entry
from epubify.readers.form import Reader, delivering
from epubify.report import Report

if TYPE_CHECKING:
    from lxml.etree import _Element

    from epubify.readers.galley import Delivery

__all__ = ["OPEN_DOCUMENT"]

MIMETYPE = b"application/vnd.oasis.opendocument.text"
HEAD = 4000
"""Bytes in which a document says what it is."""
_ENTRIES = {
    "title": "title",
    "creator": "author",
    "initial-creator": "author",
    "language": "language",
    "keyword": "subjects",
    "description": "description",
}


def is_open_document(source: Source) -> bool:
    """Tell whether a source is an OpenDocument text: its first entry, or its root, says so.

    One that was packed anew by another program says it in its list of entries.
    """
    head = source.data[:HEAD]
    if MIMETYPE in head and (head.startswith(ZIPPED) or b"office:document" in head):
        return True
    return holds_entry(source.data, "content.xml") and is_listed_as_text(source)


def is_listed_as_text(source: Source) -> bool:
    """Tell whether the list of entries of a container says that it is a text."""
    try:
        return MIMETYPE + b'"' in Container(source.name, source.data).read("META-INF/manifest.xml")
    except (InputError, KeyError):
        return False


def read_open_document(source: Source, options: Options, report: Report) -> Manuscript:
    """Return the manuscript in an OpenDocument text."""
    return delivering("odt", set_open_document)(source, options, report)


def set_open_document(source: Source, options: Options, report: Report) -> Delivery:
    """Return an OpenDocument text as it is set: its text, then heads and feet of its pages."""
    from epubify.readers.office import set_document
    from epubify.readers.office.skipped_pictures import name_skipped
    from epubify.readers.opendocument.open_package import CONTENT, META, STYLES, OpenPackage
    from epubify.readers.opendocument.open_styles import styles_in
    from epubify.readers.opendocument.page_heads import heads_in
    from epubify.readers.opendocument.text_reader import TextReader
    from epubify.readers.word.word_package import local

    package = OpenPackage(source.name, source.data)
    content, named = package.root(CONTENT), package.root(STYLES)
    styles = styles_in([named, content])
    skipped: list[str] = []
    reader = TextReader(package, styles, skipped)
    for body in content if content is not None else ():
        if local(body) == "body":
            reader.content(body)
    pieces = [*reader.pieces, *heads_in(named, package, styles)]
    delivery = set_document(source.name, pieces, properties_in(package.root(META)))
    name_skipped(skipped, source.name, report)
    return delivery


def properties_in(root: _Element | None) -> Metadata:
    """Return what the properties of a document say."""
    from epubify.readers.office.properties import metadata_of_properties
    from epubify.readers.word.word_package import child, local

    said: dict[str, str] = {}
    meta = child(root, "meta")
    for one in meta if meta is not None else ():
        entry = _ENTRIES.get(local(one))
        if entry == "subjects":
            said[entry] = "; ".join(filter(None, (said.get(entry), one.text)))
        elif entry and (one.text or "").strip():
            said[entry] = one.text or ""
    return metadata_of_properties(said)


OPEN_DOCUMENT = Reader("odt", (".odt", ".ott", ".fodt"), is_open_document, read_open_document)
