"""What a FictionBook says about itself: title, people, series, cover."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from epubify.model import Contributor, Metadata, Origin, OriginKind, Picture
from epubify.readers.xml_tree import local_name, words_of

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADER = Origin(OriginKind.HEADER)


class BookDescription(Struct):
    """What a book says about itself, and what lies behind it."""

    metadata: Metadata
    annotation: list[str] = field(default_factory=list)
    """Paragraphs of the summary."""
    coverpage: str = ""
    """Name of the picture on the cover."""
    binaries: dict[str, _Element] = field(default_factory=dict)


def read_description(root: _Element) -> BookDescription:
    """Return what a book says about itself."""
    binaries = {b.get("id") or "": b for b in root.iter() if local_name(b) == "binary"}
    head = next(_named(root, "title-info"), None)
    if head is None:
        return BookDescription(Metadata(), binaries=binaries)
    publisher = next(_named(root, "publish-info"), None)
    annotation = [w for p in _summary(head) if (w := words_of(p))]
    sequence = next(_named(head, "sequence"), None)
    image = next((i for page in _named(head, "coverpage") for i in _named(page, "image")), None)
    metadata = Metadata.with_origin(
        HEADER,
        title=_said(head, "book-title"),
        contributors=tuple(_people(head)),
        language=_said(head, "lang"),
        subjects=tuple(_genres(head)),
        description="\n\n".join(annotation) or None,
        date=_date(head),
        series=(sequence.get("name") or "").strip() or None if sequence is not None else None,
        series_index=_place(sequence),
        publisher=_said(publisher, "publisher"),
    )
    return BookDescription(metadata, annotation, target_of(image), binaries)


def target_of(element: _Element | None) -> str:
    """Return the name that a link or a picture leads to within its file."""
    if element is None:
        return ""
    values = (v for k, v in element.attrib.items() if str(k).rpartition("}")[2] == "href")
    return str(next(values, "")).strip()


def picture_of(name: str, book: BookDescription) -> Picture | None:
    """Return a picture of the book, None where it is missing or damaged."""
    binary = book.binaries.get(name.removeprefix("#"))
    if binary is None:
        return None
    try:
        data = base64.b64decode("".join((binary.text or "").split()), validate=False)
    except (binascii.Error, ValueError):
        return None
    kind = (binary.get("content-type") or "image/jpeg").strip().lower()
    kind = "image/jpeg" if kind == "image/jpg" else kind
    return Picture(name.removeprefix("#"), data, kind) if data else None


def cover_of(book: BookDescription) -> Picture | None:
    """Return the picture on the cover."""
    return picture_of(book.coverpage, book) if book.coverpage else None


def _named(element: _Element | None, name: str) -> Iterator[_Element]:
    if element is not None:
        yield from (one for one in element.iter() if local_name(one) == name)


def _said(head: _Element | None, name: str) -> str | None:
    return next((words for one in _named(head, name) if (words := words_of(one))), None)


def _people(head: _Element) -> Iterator[Contributor]:
    for role, kind in (("author", "aut"), ("translator", "trl")):
        for person in _named(head, role):
            parts = [_said(person, p) for p in ("first-name", "middle-name", "last-name")]
            name = " ".join(part for part in parts if part) or _said(person, "nickname")
            if name:
                yield Contributor(name, kind, _filed(parts))


def _filed(parts: list[str | None]) -> str | None:
    *given, last = parts
    first = " ".join(part for part in given if part)
    return f"{last}, {first}" if last and first else None


def _genres(head: _Element) -> Iterator[str]:
    for one in (*_named(head, "genre"), *_named(head, "keywords")):
        words = words_of(one)
        listed = words.split(",") if local_name(one) == "keywords" else [words.replace("_", " ")]
        yield from (word.strip() for word in listed if word.strip())


def _summary(head: _Element) -> Iterator[_Element]:
    for annotation in _named(head, "annotation"):
        inner = [one for one in annotation.iter() if local_name(one) in ("p", "v", "subtitle")]
        yield from inner or [annotation]


def _date(head: _Element) -> str | None:
    found: Any = next(_named(head, "date"), None)
    return None if found is None else found.get("value") or words_of(found) or None


def _place(sequence: _Element | None) -> str | None:
    number = (sequence.get("number") or "").strip() if sequence is not None else ""
    return number if number.replace(".", "", 1).isdigit() else None
