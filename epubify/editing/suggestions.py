"""What a book may be called and who may have written it: said, and not taken for sure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from epubify.headings.split import opening_words
from epubify.matter.filename import read_file_name
from epubify.model import OriginKind
from epubify.pipeline import Reading
from epubify.report import Report
from epubify.text.blocks import blocks_of

POSTED = "M005"
"""The finding that somebody posted a story whose author nobody names."""
Suggested = tuple[str, str, str]
"""Name of what is known about a book, what it may be, and where that is said."""


def suggest_facts(reading: Reading, report: Report) -> dict[str, list[dict[str, str]]]:
    """Return what may be true of a book, and is not said of it yet, with where it comes from."""
    metadata = reading.story.metadata
    known = {
        ("title", _letters(metadata.title)),
        ("series", _letters(metadata.series)),
        ("series_index", _letters(metadata.series_index)),
        *(("authors", _letters(name)) for name in metadata.authors),
    }
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for name, value, origin in (*_of_file_name(reading), *_of_text(reading), *_of_poster(report)):
        told = {"value": value, "origin": origin}
        if (name, _letters(value)) not in known and told not in found[name]:
            found[name].append(told)
    return {name: values for name, values in found.items() if values}


def _of_file_name(reading: Reading) -> Iterator[Suggested]:
    said = read_file_name(reading.text.source)
    for name, value in (
        ("title", said.title),
        ("authors", said.author),
        ("series", said.series),
        ("series_index", said.series_index),
    ):
        if value:
            yield name, value, "file name"


def _of_text(reading: Reading) -> Iterator[Suggested]:
    if reading.story.metadata.origin("title").by is OriginKind.HEADER:
        return
    words, _ = opening_words([*blocks_of(reading.story.sections)])
    if words:
        yield "title", words, "opening words"


def _of_poster(report: Report) -> Iterator[Suggested]:
    for finding in report.findings:
        if finding.code == POSTED:
            for name in finding.message.removeprefix("posted by ").split(" / "):
                yield "authors", name, "posted by"


def _letters(text: str | None) -> str:
    return "".join(char for char in (text or "").casefold() if char.isalnum())
