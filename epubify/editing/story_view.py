"""What a person is shown of a story that is being corrected, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from epubify.editing.corrected import told
from epubify.editing.suggestions import suggest_facts
from epubify.headings.candidate import ACCEPT, Candidate
from epubify.inspection.origins import origins_of
from epubify.inspection.summary import as_data, suggested_breaks
from epubify.model import BreakKind, Fate, SceneBreak, Section
from epubify.model.records import Record
from epubify.pipeline import Reading
from epubify.publish.edition import Edition
from epubify.report import Ledger, Report
from epubify.settings.sidecar import Sidecar
from epubify.text.blocks import block_texts
from epubify.text.word_counts import count_words

FACTS = (
    *("title", "authors", "series", "series_index", "language", "description", "subjects"),
    *("publisher", "date", "rights", "identifier"),
)
"""What is known about a book, in the order in which it is asked for."""


class Understood(Record):
    """All that was understood of a story at one time."""

    reading: Reading
    edition: Edition
    report: Report
    sidecar: Sidecar
    places: Mapping[int, str]
    """Line → the document of the book that it stands in."""

    @property
    def ledger(self) -> Ledger:
        """Return the account of the lines."""
        return self.report.ledger(self.reading.text.source)


def view(found: Understood) -> dict[str, Any]:
    """Return what was understood: facts, lines, outline, near misses, repairs, findings."""
    sections = list(_outline(found))
    return {
        "encoding": found.reading.text.encoding,
        "words": sum(section["own_words"] for section in sections),
        "facts": facts(found),
        "suggestions": suggest_facts(found.reading, found.report),
        "lines": list(_lines(found)),
        "outline": sections,
        "near": [_near(one) for one in found.reading.headings.candidates if not one.accepted],
        "breaks": list(_breaks(found)),
        "suggested_breaks": as_data(suggested_breaks(found.reading, found.edition.book)),
        "repairs": [
            {
                "rule": rule,
                "line": one.at.first_line,
                "before": one.before,
                "after": one.after,
                "number": one.number,
            }
            for rule, samples in found.report.samples.items()
            for one in samples
        ],
        "repair_counts": dict(found.report.repairs.most_common()),
        "findings": [_finding(one) for one in found.report.findings],
        "corrections": told(found.sidecar.corrections),
        "look": {name: _plain(value) for name, value in found.sidecar.options.items()},
    }


def facts(found: Understood) -> dict[str, Any]:
    """Return what is known about the book, and where each thing comes from."""
    metadata = found.edition.book.metadata
    origins = origins_of(metadata)
    known: dict[str, Any] = {}
    for name in FACTS:
        origin = origins.get("contributors" if name == "authors" else name)
        known[name] = {
            "value": as_data(getattr(metadata, name)),
            "origin": str(origin.by) if origin else None,
            "line": origin.line if origin else None,
            "corrected": name in found.sidecar.options,
        }
    return known


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return value.name
    found = as_data(value)
    return found if isinstance(found, str | int | float | bool | list | dict) else str(found)


def _lines(found: Understood) -> Iterator[list[Any]]:
    ledger = found.ledger
    near = {c.at.first_line: c for c in found.reading.headings.candidates if not c.accepted}
    for number, text in enumerate(found.reading.text.text.split("\n"), 1):
        fate = ledger.fates.get(number, Fate.BLANK)
        miss = round(near[number].score, 1) if number in near else None
        yield [number, text, str(fate), ledger.reasons.get(number), miss]


def _outline(found: Understood) -> Iterator[dict[str, Any]]:
    """Yield the sections in reading order, each with its level."""
    candidates = {c.at.first_line: c for c in found.reading.headings.accepted}
    for story in found.edition.book.stories:
        for section, level in _walk(story.sections, 1):
            line = section.at.first_line if section.at else None
            yield _entry(section, level, line, candidates.get(line or 0), found.places)


def _walk(sections: tuple[Section, ...], level: int) -> Iterator[tuple[Section, int]]:
    for section in sections:
        yield section, level
        yield from _walk(section.sections, level + 1)


def _entry(
    section: Section,
    level: int,
    line: int | None,
    candidate: Candidate | None,
    places: Mapping[int, str],
) -> dict[str, Any]:
    first = line or next((block.at.first_line for block in section.blocks), None)
    return {
        "id": f"line-{first}",
        "line": first,
        "level": level,
        "role": section.role,
        "label": section.label,
        "title": section.title,
        "heading": section.heading or None,
        "own_words": sum(count_words(text) for text in block_texts(section.blocks)),
        "words": _words(section),
        "score": round(candidate.score, 1) if candidate else None,
        "clues": [list(clue) for clue in candidate.clues] if candidate else [],
        "href": places.get(first or 0),
    }


def _words(section: Section) -> int:
    own = sum(count_words(text) for text in block_texts(section.blocks))
    return own + sum(_words(inner) for inner in section.sections)


def _near(candidate: Candidate) -> dict[str, Any]:
    return {
        "line": candidate.at.first_line,
        "title": candidate.text,
        "score": round(candidate.score, 1),
        "needed": ACCEPT,
        "why": candidate.reason,
    }


def _breaks(found: Understood) -> Iterator[dict[str, Any]]:
    for block in found.reading.manuscript.blocks:
        if isinstance(block, SceneBreak):
            kind = "mark" if block.kind is BreakKind.ORNAMENT else "gap"
            yield {"line": block.at.first_line, "last": block.at.last_line, "kind": kind}


def _finding(finding: Any) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": "warning",
        "line": finding.at.first_line if finding.at else None,
        "message": finding.message,
        "advice": finding.advice,
    }
