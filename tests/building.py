"""How the tests make books: the one place that knows how sources become stories and files.

What a test says of a text it says through these functions, so that the tests hold what comes out
and not by which calls.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from epubify.checks import WordProof
from epubify.files.inputs import Input, read_source
from epubify.model import Book, Finding, Source, Story
from epubify.options import Options
from epubify.pipeline import convert, read_story, write_book
from epubify.report import Report

Texts = str | bytes | Source | Iterable[str | bytes | Source]


@dataclass(frozen=True, slots=True)
class Made:
    """A book and what is known of its making."""

    book: Book
    report: Report
    options: Options
    sources: tuple[Source, ...]

    @property
    def findings(self) -> list[Finding]:
        return self.report.findings

    @property
    def story(self) -> Story:
        [story] = self.book.stories
        return story

    def write(self, file: Path) -> WordProof:
        """Write the book; raises where the finished file has lost a word."""
        return write_book(self.book, file, self.options, self.report, self.sources)


def sources_of(texts: Texts, name: str = "story.txt") -> tuple[Source, ...]:
    """Return sources of texts, bytes or sources; of several each has its number for a name."""
    if isinstance(texts, Source):
        return (texts,)
    if isinstance(texts, str | bytes):
        return (Source(name, _bytes(texts)),)
    return tuple(
        text if isinstance(text, Source) else Source(f"{number}.txt", _bytes(text))
        for number, text in enumerate(texts)
    )


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def source_at(path: Path) -> Source:
    """Return the source in a file, with the sidecar beside it."""
    return read_source(Input(path.name, path))


def book_of(texts: Texts, *, name: str = "story.txt", **options: Any) -> Made:
    """Make a book as the program does; without a cover unless ``no_cover=False``."""
    asked = Options(**{"no_cover": True, **options})
    report, sources = Report(), sources_of(texts, name)
    return Made(convert(sources, asked, report), report, asked, sources)


def epub_of(texts: Texts, file: Path, **options: Any) -> Path:
    """Make a book and write it; raises where a word is lost."""
    book_of(texts, **options).write(file)
    return file


def story_of(text: str | bytes | Source, **options: Any) -> tuple[Story, Report]:
    """Read one story, and return it with the report."""
    report, [source] = Report(), sources_of(text)
    return read_story(source, Options(**options), report), report
