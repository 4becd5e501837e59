"""The book of a story as a reader would see it, before it is made: its files, and its places.

The pages are those of the book, but that their headings and blocks say which lines of the source
they were read from. Nothing is proved and no cover drawn until somebody asks for it.
"""

from __future__ import annotations

import zipfile
from functools import cached_property
from io import BytesIO
from mimetypes import guess_type
from typing import Any

from msgspec.structs import replace

from epubify.collection.measuring import measured
from epubify.errors import MissingInput
from epubify.model import Cover
from epubify.model.records import Record
from epubify.publish.edition import Edition
from epubify.render import Document, NavPoint, load_templates, outline
from epubify.render.chapters import render_story
from epubify.report import Report
from epubify.text.lazy_pattern import lazy
from epubify.text.naming import title_of

_LINES = lazy(rb' data-line="(\d+)" data-last="(\d+)"')
_COVER = "images/cover."
_XHTML = "application/xhtml+xml"


class PreviewFile(Record):
    """A file of a book that is not made yet."""

    data: bytes
    media_type: str


class Preview:
    """The files of the book of one story."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        [self._story] = edition.book.stories
        self._metadata = edition.book.metadata.over(self._story.metadata)
        self._title = title_of(self._metadata, [self._story])
        story = replace(self._story, metadata=self._metadata)
        templates, notes = load_templates(edition.options), edition.options.notes
        self.texts: tuple[Document, ...] = tuple(
            render_story(story, templates, self._title, notes=notes, marked=True)
        )
        """The documents of the text, in reading order."""

    @cached_property
    def places(self) -> dict[int, str]:
        """Return the documents in which the lines of the source are that begin a block."""
        found: dict[int, str] = {}
        for document in self.texts:
            for lines in _LINES.finditer(document.content):
                for line in range(int(lines[1]), int(lines[2]) + 1):
                    found.setdefault(line, document.name)
        return found

    def place_of(self, line: int) -> dict[str, Any] | None:
        """Return where a line stands in the book, or the next that is in it; None after the last.

        The element there has the attribute ``data-line`` of that value.
        """
        following = [number for number in self.places if number >= line]
        if not following:
            return None
        name = self.places[min(following)]
        [document] = [one for one in self.texts if one.name == name]
        starts = [int(found[1]) for found in _LINES.finditer(document.content)]
        at = max(start for start in starts if start <= min(following))
        return {"href": name, "line": at, "fragment": f'[data-line="{at}"]'}

    def line_of(self, href: str) -> int | None:
        """Return the first line that a document shows, None where it shows none."""
        lines = [line for line, name in self.places.items() if name == href.partition("#")[0]]
        return min(lines, default=None)

    def contents(self) -> list[dict[str, Any]]:
        """Return the contents list as a tree."""
        return [self._entry(point) for point in outline(self.texts, self._title)]

    def _entry(self, point: NavPoint) -> dict[str, Any]:
        inner = [self._entry(one) for one in point.entries]
        return {
            "title": point.label,
            "href": point.href,
            "line": self.line_of(point.href),
            "items": inner,
        }

    def documents(self) -> list[dict[str, str]]:
        """Return the pages in reading order."""
        return [{"href": name, "title": self._titles.get(name, "")} for name in self._spine]

    def file(self, name: str) -> PreviewFile:
        """Return a file by its place counted from the package document.

        Raises MissingInput where the book has no such file.
        """
        if name.startswith(_COVER) and (cover := self._cover):
            return PreviewFile(cover.data, cover.media_type)
        if name not in self._files:
            raise MissingInput(name, None, "the book has no such file")
        kind = _XHTML if name.endswith(".xhtml") else guess_type(name)[0]
        return PreviewFile(self._files[name], kind or "application/octet-stream")

    # ----------------------------------------------------------------------------- packed

    @cached_property
    def _cover(self) -> Cover | None:
        from epubify.cover import draw_cover

        return draw_cover(self._edition.book, self._edition.options, Report())

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {one.name: one.label for one in self.texts}

    @cached_property
    def _files(self) -> dict[str, bytes]:
        with zipfile.ZipFile(BytesIO(self._packed)) as archive:
            inside = (name for name in archive.namelist() if name.startswith("EPUB/"))
            return {name.removeprefix("EPUB/"): archive.read(name) for name in inside}

    @cached_property
    def _spine(self) -> list[str]:
        """Return the names of the pages in the order of the book."""
        from xml.etree import ElementTree

        package = ElementTree.fromstring(self._files["content.opf"])
        items = package.iterfind(".//{*}manifest/{*}item")
        files = {one.get("id"): one.get("href", "") for one in items}
        return [files[one.get("idref")] for one in package.iterfind(".//{*}spine/{*}itemref")]

    @cached_property
    def _packed(self) -> bytes:
        from epubify.epub.package import ReadyTexts, write_epub

        edition, file = self._edition, BytesIO()
        book = replace(edition.book, cover=self._stand_in())
        words, chapters = measured((self._story,))
        write_epub(
            book,
            file,
            edition.options,
            modified=edition.provenance.modified(),
            fingerprint=edition.fingerprint,
            markup=any(ledger.galley is not None for ledger in edition.report.ledgers.values()),
            texts=ReadyTexts(self.texts, words, chapters),
        )
        return file.getvalue()

    def _stand_in(self) -> Cover | None:
        """Return what stands for a cover that is not drawn before somebody looks at it."""
        from epubify.cover import frame_of
        from epubify.cover.wording import alternative

        options = self._edition.options
        if options.no_cover:
            return None
        frame = frame_of(options.cover_size)
        alt = alternative(self._edition.book.metadata)
        return Cover(b"", "image/jpeg", frame.width, frame.height, alt)
