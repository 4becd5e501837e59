"""The page that a book was put together as, set on a galley."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from epubify.errors import InputError
from epubify.layout.breaks import SEAM
from epubify.matter.fields import key_of
from epubify.model import Field, Picture, Place, Span
from epubify.readers.containers import Container
from epubify.readers.epub_source.package_document import BookPackage
from epubify.readers.epub_source.whole_book import WholeBook
from epubify.readers.html.page_setter import PageSetter, is_sign
from epubify.readers.html.page_tree import classes_of, text_of
from epubify.text.title_words import fold_title

if TYPE_CHECKING:
    from lxml.etree import _Element

KINDS = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif"}
"""Media types of pictures, by the ending of their names."""


class BookPageSetter(PageSetter):
    """Walks through a book and sets what it says."""

    def __init__(self, book: WholeBook, container: Container, package: BookPackage) -> None:
        super().__init__(book.page)
        self.book = book
        self.container = container
        self.media_types = package.media_types
        metadata = package.metadata
        self.joined = {one for several in book.heads.values() for one in several[1:]}
        """Elements that stand in the heading above them."""
        self.starts["image"] = self.image
        told = (metadata.title, metadata.subtitle, metadata.publisher, *metadata.authors)
        self.told = {fold_title(one) for one in told if one}
        """What the metadata says, and need not be shown again."""
        self.series = fold_title(metadata.series or "")

    def element(self, element: _Element) -> None:
        """Set an element with all that is in it."""
        if element in self.joined:
            return
        if element in self.book.entitled:
            self.flush()
            self.galley.entitled = self.book.entitled[element]
        if element in self.book.title_lines:
            self.title_line(" ".join(text_of(element).split()))
        elif element in self.book.summaries:
            self.flush()
            words = " ".join(text_of(element).split())
            line = self.galley.header(words, "description of the package")
            self.known.append((self.book.summaries[element], words, line))
        elif element in self.book.heads and element not in self.page.verdicts:
            self.flush()
            lines = [" ".join(text_of(one).split()) for one in self.book.heads[element]]
            self.galley.paragraph([Span("\n".join(lines))], level=self.book.levels[element])
        else:
            super().element(element)

    def title_line(self, words: str) -> None:
        """Set a line of a title page; what the metadata does not say is shown beside it."""
        self.flush()
        line = self.galley.header(words, "title page")
        folded = fold_title(words)
        series = bool(self.series) and self.series in folded
        if folded and not series and folded not in self.told:
            self.known.append(("", words, line))

    @contextmanager
    def around(self, element: _Element, name: str) -> Iterator[None]:
        """Let what an element says hold for all in it."""
        with super().around(element, name):
            self.level = self.book.levels.get(element, self.level)
            yield

    def inline(self, element: _Element, name: str) -> None:
        """Set an element that stands in a line; in a heading one shown apart is a line."""
        apart = self.level and self.page.styles.of(element).get("display") == "block"
        if apart and any(isinstance(p, Span) and p.text.strip() for p in self.parts):
            self.parts.append(Span("\n"))
        super().inline(element, name)
        if apart:
            self.parts.append(Span("\n"))

    def rule(self, element: _Element) -> None:
        """Set a rule; what this program sets as space is space."""
        if self.book.own and "gap" in classes_of(element):
            self.flush()
            for _ in range(SEAM):
                self.galley.blank()
        elif not (self.book.own and "ornament" in classes_of(element)):
            super().rule(element)

    def image(self, element: _Element) -> None:
        """Set a picture of the book; that on its cover is set there."""
        name = element.get("src") or element.get("href") or ""
        if name == self.book.cover:
            return
        words = (element.get("alt") or "").strip()
        if not is_sign(words) and (picture := self.picture(name)):
            self.flush()
            self.galley.figure(picture, words)
        else:
            super().image(element)

    def picture(self, name: str) -> Picture | None:
        """Return a picture of the book, None where it has none of that name."""
        kind = self.media_types.get(name) or KINDS.get(posixpath.splitext(name)[1].lower(), "")
        if name not in self.container or not kind.startswith("image/"):
            return None
        try:
            return Picture(name, self.container.read(name), kind)
        except InputError:
            return None

    def fields_at(self, source: str) -> Iterator[Field]:
        """Yield what the book says of itself in lists of fields."""
        for key, value, line in self.known:
            name = key_of(key) or key.lower() or "imprint"
            yield Field(name, key, value, Place(source, line, line))
