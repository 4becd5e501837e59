"""How the tests make books: the one place that knows by which calls a text becomes a book."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from epubify.bind.kinds import Kind
from epubify.files.inputs import Input, read_source
from epubify.model import Source, Story
from epubify.options import Options
from epubify.pipeline import Reading as Reading
from epubify.pipeline import build, draft, read_closely, read_story, understand
from epubify.publish.edition import Edition
from epubify.report import Report
from epubify.settings.precedence import effective_for_book
from epubify.settings.sidecar import Sidecar

Texts = str | bytes | Source | Iterable[str | bytes | Source]


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


def book_of(
    texts: Texts, *, name: str = "story.txt", kind: Kind | None = None, **options: Any
) -> Edition:
    """Make a book as the program does: of several texts an anthology, where nothing is said.

    It has no cover unless it is asked for with ``no_cover=False``.
    """
    asked, sources = Options(**{"no_cover": True, **options}), sources_of(texts, name)
    kind = kind or (Kind.STORY if len(sources) == 1 else Kind.ANTHOLOGY)
    return build(sources, asked, Report(), kind)


def epub_of(texts: Texts, file: Path, **options: Any) -> Path:
    """Make a book and write it; raises where a word is lost."""
    book_of(texts, **options).write(file)
    return file


def story_of(text: str | bytes | Source, **options: Any) -> tuple[Story, Report]:
    """Read one story, and return it with the report."""
    report, [source] = Report(), sources_of(text)
    return read_story(source, Options(**options), report), report


def untypeset(text: str, name: str) -> tuple[Story, Report]:
    """Read one story, and return it as its author typed it, with the report."""
    report, [source] = Report(), sources_of(text, name)
    return understand(source, Options(), report, Sidecar("")).story, report


def closely(
    source: Source, options: Options | None = None, report: Report | None = None
) -> tuple[Reading, Report]:
    """Read one story, and return all that was thought on the way to it, with the report."""
    report = report or Report()
    return read_closely(source, options or Options(), report), report


def options_of(source: Source, options: Options) -> Options:
    """Return the options of the book of a source, those of its sidecar among them."""
    return effective_for_book(options, [source], Kind.STORY)


def fingerprint_of(inputs: Iterable[Input], options: Options) -> str:
    """Return the fingerprint that the book of these files gets."""
    return draft(inputs, options, Report()).fingerprint
