"""What was made of an input, as plain data: the JSON of a book, and what ``inspect`` shows.

Everything printed about a book is printed from this data, so that people and programs are
never shown different things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict

from epubify.errors import EpubifyError
from epubify.model import (
    LEFT_OUT,
    Book,
    BreakKind,
    Fate,
    SceneBreak,
    Section,
    Source,
    Story,
)
from epubify.report import Ledger, Report
from epubify.settings.sidecar_beside import sidecar_of
from epubify.text.blocks import block_texts, blocks_of
from epubify.text.word_counts import count_words

if TYPE_CHECKING:
    from epubify.headings import Candidate
    from epubify.inspection.scene_suggestions import Suggestion
    from epubify.pipeline import Reading


def describe(
    inputs: Sequence[str],
    report: Report,
    *,
    status: str,
    book: Book | None = None,
    output: str | None = None,
    words_lost: int | None = None,
    error: EpubifyError | None = None,
    seconds: float = 0.0,
) -> dict[str, Any]:
    """Return what there is to tell about one book; its keys are those of its JSON.

    ``status`` is ``written``, ``unchanged``, ``failed``, or ``read`` where nothing was to be
    written. What is not known, as the title of a book that failed, is None or empty.
    """
    return {
        "inputs": list(inputs),
        "output": output,
        "status": status,
        **_describe_book(book, words_lost),
        "stories_added": [],
        "chapters_added": [],
        "words_left_out": report.doubtful_words(),
        "lines": dict(report.line_counts().most_common()),
        "left_out": {str(kind): number for kind, number in report.left_out().most_common()},
        "repairs": dict(report.repairs.most_common()),
        "findings": [_finding(finding) for finding in report.findings],
        "error": str(error) if error else None,
        "seconds": round(seconds, 3),
    }


def _describe_book(book: Book | None, words_lost: int | None) -> dict[str, Any]:
    from epubify.text.naming import title_of

    metadata = book.metadata if book else None
    trees = [_story_node(story) for story in book.stories] if book else []
    breaks = [tree.pop("breaks") for tree in trees]
    return {
        "title": title_of(metadata, book.stories) if book and metadata else None,
        "authors": list(metadata.authors) if metadata else [],
        "language": metadata.language if metadata else None,
        "series": metadata.series if metadata else None,
        "series_index": metadata.series_index if metadata else None,
        "words": sum(tree["words"] for tree in trees) if book else None,
        "words_lost": words_lost,
        "stories": len(trees),
        "sections": _outermost(book, trees),
        "scene_breaks": sum(kinds.count(BreakKind.ORNAMENT) for kinds in breaks),
        "gaps": sum(kinds.count(BreakKind.GAP) for kinds in breaks),
    }


def _outermost(book: Book | None, trees: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the sections of a story, the stories of an anthology, or the parts that these are in.

    >>> from epubify.model import BookPart, Metadata
    >>> parts = BookPart("Nina", "author", 0, 0), BookPart("Days", "series", 1, 0)
    >>> book = Book(Metadata(), (), anthology=True, parts=parts)
    >>> [nina] = _outermost(book, [{"title": "Dusk", "words": 7}])
    >>> nina["title"], nina["words"], nina["sections"][0]["sections"][0]["title"]
    ('Nina', 7, 'Dusk')
    """
    if book is None or not book.anthology:
        return [section for tree in trees for section in tree["sections"]]
    roots: list[dict[str, Any]] = []
    parts, opened = list(book.parts), [roots]
    for number, tree in enumerate(trees):
        while parts and parts[0].before == number:
            part = parts.pop(0)
            del opened[part.depth + 1 :]
            node = {"role": "part", "label": None, "title": part.title, "line": None, "words": 0}
            opened[-1].append({**node, "sections": []})
            opened.append(opened[-1][-1]["sections"])
        for above in opened[:-1]:
            above[-1]["words"] += tree["words"]
        opened[-1].append(tree)
    return roots


def _story_node(story: Story) -> dict[str, Any]:
    """Return a story as the topmost node of a tree of sections."""
    from epubify.text.naming import title_of

    sections = [_section_node(section) for section in story.sections]
    blocks = list(blocks_of(story.sections))
    return {
        "role": "story",
        "label": None,
        "title": title_of(story.metadata, [story]),
        "authors": list(story.metadata.authors),
        "source": next((block.at.source for block in blocks), None),
        "line": next((node["line"] for node in sections), None),
        "words": sum(node["words"] for node in sections),
        "sections": sections,
        "breaks": [block.kind for block in blocks if isinstance(block, SceneBreak)],
    }


def _section_node(section: Section) -> dict[str, Any]:
    """Return a section with those in it; its words are also theirs."""
    inner = [_section_node(child) for child in section.sections]
    places = [section.at] if section.at else [block.at for block in section.blocks[:1]]
    lines = [place.first_line for place in places] or [node["line"] for node in inner[:1]]
    words = sum(count_words(text) for text in block_texts(section.blocks))
    return {
        "role": section.role,
        "label": section.label,
        "title": section.title,
        "line": lines[0] if lines else None,
        "words": words + sum(node["words"] for node in inner),
        "sections": inner,
    }


def _finding(finding: Any) -> dict[str, Any]:
    return {
        "code": finding.code,
        "source": finding.at.source if finding.at else None,
        "line": finding.at.first_line if finding.at else None,
        "message": finding.message,
        "advice": finding.advice,
    }


# ------------------------------------------------------------------------------- inspect


def describe_reading(
    source: Source,
    reading: Reading,
    book: Book,
    report: Report,
    seconds: float,
) -> dict[str, Any]:
    """Return all that was understood of one input, with the reasons."""
    from epubify.inspection.origins import origins_of

    sidecar = sidecar_of(source)
    ledger = report.ledger(source.name)
    return {
        **describe([source.name], report, status="read", book=book, seconds=seconds),
        "sidecar": sidecar.name or None,
        "encoding": reading.text.encoding,
        "encoding_confidence": reading.text.confidence,
        "metadata": {**_metadata(book), "origins": as_data(origins_of(book.metadata))},
        "headings": [_candidate(candidate) for candidate in reading.headings.candidates],
        "suggested_breaks": as_data(suggested_breaks(reading, book)),
        "fates": list(_runs(ledger)),
        "samples": {
            rule: [
                {"line": sample.at.first_line, "before": sample.before, "after": sample.after}
                for sample in samples
            ]
            for rule, samples in report.samples.items()
        },
    }


def suggested_breaks(reading: Reading, book: Book) -> list[Suggestion]:
    """Return where a scene may change though no mark says so."""
    from epubify.inspection.scene_suggestions import suggest_breaks

    accepted = reading.headings.accepted
    taken = {c.index for c in accepted} | {
        c.title_index for c in accepted if c.title_index is not None
    }
    return suggest_breaks(reading.manuscript, book.metadata.language, frozenset(taken))


def _metadata(book: Book) -> dict[str, Any]:
    return {name: as_data(value) for name, value in asdict(book.metadata).items()}


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "line": candidate.at.first_line,
        "text": candidate.text,
        "accepted": candidate.accepted,
        "level": candidate.level if candidate.accepted else None,
        "label": candidate.form.label,
        "title": candidate.title,
        "score": round(candidate.score, 3),
        "reason": candidate.reason,
        "clues": [{"clue": name, "weight": weight} for name, weight in candidate.clues],
    }


def _runs(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Yield runs of lines that met the same fate for the same reason; blank lines are none."""
    told = (
        (line, str(fate), ledger.reasons.get(line))
        for line, fate in sorted(ledger.fates.items())
        if fate is not Fate.BLANK
    )
    for (fate, reason), group in groupby(told, key=lambda item: item[1:]):
        numbers = [line for line, _, _ in group]
        yield {
            "first_line": numbers[0],
            "last_line": numbers[-1],
            "fate": fate,
            "reason": reason,
        }


def left_out(fates: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the runs of lines that are not in the book."""
    return [run for run in fates if run["fate"] in LEFT_OUT]


def as_data(value: Any) -> Any:
    """Return a value as what JSON knows; a `Place` becomes its source and first line."""
    if isinstance(value, Struct):
        data = {name: as_data(one) for name, one in asdict(value).items()}
        place = data.pop("at", None)
        return {**data, **({"line": place["first_line"]} if place else {})}
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, dict):
        return {key: as_data(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_data(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(as_data(item) for item in value)
    return value
