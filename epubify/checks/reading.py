"""The book side of the proof: the words that a finished EPUB holds, read on our own.

Documents are told apart by their body's ``epub:type`` or class, made text by
``data-made="epubify"``, author's notes by ``<aside class="note">``. EPUB 2 has none of these:
there it is ``class="epub-TYPE"``, ``class="made-epubify"`` and ``<div class="aside note">``.
The style sheet and the templates are of no concern: what counts is text in the order of the
spine.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from epubify.checks.container import (
    DC,
    OPF,
    OPS,
    XHTML,
    XHTML_TYPE,
    Package,
    open_archive,
    parse_xml,
    read_entry,
    read_package,
)
from epubify.checks.lists import word_list
from epubify.checks.tokens import spaced, words

if TYPE_CHECKING:
    from lxml.etree import _Element

_MADE = frozenset({"cover", "titlepage", "toc", "colophon"})
"""epub:type of documents that hold nothing of the story's text."""
_STORY = "story-title"
"""Class of the document that a story of several begins with."""
_FRONT = frozenset({"about", _STORY, "part-title", "contents", "colophon"})
"""Class of documents that show header matter, or nothing of the story's text either."""
_HEAD = "front-words"
"""Class of what shows header matter within a document of text: the byline of an introduction."""
_SHARED = "shared"
"""Class of notes that stand in several stories, and are printed once."""
_NONE: frozenset[str] = frozenset()


class BookText(Struct):
    """What a finished book says."""

    body: list[str] = field(default_factory=list)
    """Words of the story or stories, in the order of the spine: those of each document, with a
    space between."""
    notes: list[str] = field(default_factory=list)
    """Words of the author's notes, in the same way."""
    footnotes: list[str] = field(default_factory=list)
    """Words of the footnotes, in the same way."""
    shared: list[list[str]] = field(default_factory=list)
    """Words of the notices that are printed once for several stories."""
    front: list[str] = field(default_factory=list)
    """Front pages and metadata, one string each: words with a space before and after each."""


class _Text(Struct):
    """The words of a document, by the kind of page that they stand on."""

    body: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    front: list[str] = field(default_factory=list)
    shared: list[list[str]] = field(default_factory=list)


def read_book(file: Path) -> BookText:
    """Return the words of a finished book; raises BrokenBook where it cannot be read."""
    reading = BookText()
    with open_archive(file) as archive:
        package = read_package(archive)
        for document in _documents(archive, package):
            _read_document(document, reading)
        reading.front.append(_spaced(words(" ; ".join(_metadata(package)))))
    return reading


def read_stories(file: Path) -> Iterator[BookText]:
    """Yield what a bound book says before its first story, then the words of each story.

    One story at a time is in memory. Raises BrokenBook where the book cannot be read.
    """
    reading = BookText()
    with open_archive(file) as archive:
        package = read_package(archive)
        reading.front.append(_spaced(words(" ; ".join(_metadata(package)))))
        for document in _documents(archive, package):
            body = document.find(f"{XHTML}body")
            if body is not None and _STORY in _classes(body):
                yield reading
                reading = BookText()
            _read_document(document, reading)
    yield reading


def _documents(archive: zipfile.ZipFile, package: Package) -> Iterator[_Element]:
    for item in package.reading_order():
        if item.media_type == XHTML_TYPE and "nav" not in item.properties:
            data = read_entry(archive, item.path, "C006")
            yield parse_xml(data, item.path, "C009")


def _metadata(package: Package) -> Iterator[str]:
    for metadata in package.root.iter(f"{OPF}metadata"):
        for element in metadata.iter(f"{OPF}meta", f"{DC}*"):
            yield element.text or element.get("content") or ""


def _read_document(document: _Element, reading: BookText) -> None:
    body = document.find(f"{XHTML}body")
    if body is None:
        return
    text = _text_of(body)
    told = _classes(body) - ({"about"} if "backmatter" in _types(body) else set())  # of the author
    if told & _FRONT or _types(body) & _MADE:
        reading.front.append(_spaced(words("".join(text.body + text.notes))))
    else:
        for said, found in (
            (reading.body, text.body),
            (reading.notes, text.notes),
            (reading.footnotes, text.footnotes),
        ):
            said += filter(None, [spaced("".join(found))])
        reading.shared += (words("".join(notice)) for notice in text.shared)
        if text.front:
            reading.front.append(_spaced(words("".join(text.front))))


def _types(element: _Element) -> set[str]:
    types = set((element.get(f"{OPS}type") or "").split())
    return types | {name[5:] for name in _classes(element) if name.startswith("epub-")}


def _classes(element: _Element) -> Set[str]:
    classes = element.get("class")
    return frozenset(classes.split()) if classes else _NONE


def _spaced(found: list[str]) -> str:
    return f" {' '.join(found)} "


def _text_of(body: _Element) -> _Text:
    """Return the text below an element: inline elements join, all others separate."""
    text = _Text()
    _walk(body, _name(body), text, text.body)
    return text


def _walk(element: _Element, name: str, text: _Text, out: list[str]) -> None:
    separator = "" if name in word_list("markup", "inline") else "\n"
    out.append(separator)
    if element.text and not callable(element.tag):
        out.append(element.text)
    for child in element:
        below, classes = _name(child), _classes(child)
        silent = below in word_list("markup", "silent")
        if not (silent or child.get("data-made") == "epubify" or "made-epubify" in classes):
            _walk(child, below, text, _stream_of(below, classes, text, out))
        elif not silent:
            out.append("\n")
        if child.tail:
            out.append(child.tail)
    out.append(separator)


def _name(element: _Element) -> str:
    """Return the local name; comments and processing instructions count as inline."""
    tag = element.tag
    return tag.removeprefix(XHTML) if isinstance(tag, str) else "span"


def _stream_of(name: str, classes: Set[str], text: _Text, out: list[str]) -> list[str]:
    """Return where the words of an element belong: to the notes, or where those around it do."""
    if not classes and name != "aside":
        return out  # as of nearly all
    if _HEAD in classes:
        return text.front
    if any(out is notice for notice in text.shared):
        return out
    if name != "aside" and "aside" not in classes:
        return out
    if "footnote" in classes:
        return text.footnotes
    if _SHARED in classes:
        text.shared.append([])
        return text.shared[-1]
    return text.notes if "note" in classes else out
