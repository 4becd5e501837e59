"""What a raw text is understood as: small texts of every kind, with the outline wanted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from case_files import Case, Expect, case_params, row_params

from epubify.matter.cues import cue_kind
from epubify.matter.fields import field_line
from epubify.matter.filename import Named, read_file_name
from epubify.matter.notes import is_note
from epubify.model import (
    Block,
    Cue,
    Note,
    Paragraph,
    SceneBreak,
    Section,
    Source,
    Story,
    Verse,
    plain,
)
from epubify.options import Options
from epubify.pipeline import understand
from epubify.report import Report
from epubify.settings.sidecar import Sidecar
from epubify.text.heading_forms import heading_form
from epubify.text.ornaments import is_ornament

WORDS = 3
"""Words of a block that an outline shows."""


# ------------------------------------------------------------------------- whole texts


def outline(text: str, name: str) -> tuple[list[str], list[str], list[str]]:
    """Return what a text is understood as: its metadata, its sections, the findings."""
    report, options = Report(), Options()
    source = Source(name, text.encode("utf-8"))
    story = understand(source, options, report, Sidecar("")).story
    sections = [line for section in story.sections for line in section_lines(section, 1)]
    return metadata_lines(story), sections, sorted({f.code for f in report.findings})


def metadata_lines(story: Story) -> list[str]:
    said = story.metadata
    pairs = [("title", said.title), ("subtitle", said.subtitle)]
    pairs += [
        (f"person {c.role}" if c.role != "aut" else "author", c.name) for c in said.contributors
    ]
    pairs += [("series", " ".join(filter(None, (said.series, said.series_index))))]
    pairs += [("subjects", ", ".join(said.subjects)), ("description", said.description)]
    pairs += [("language", said.language), ("url", said.source_url)]
    pairs += [(f"field {f.key}", " / ".join(f.value.split("\n"))) for f in said.fields]
    return [f"{key}: {value}" for key, value in pairs if value]


def section_lines(section: Section, level: int) -> Iterator[str]:
    parts = " | ".join(part for part in (section.label, section.title) if part)
    yield f"{'#' * level} {section.role}" + (f" {parts}" if parts else "")
    for block in section.blocks:
        yield block_line(block)
    for inner in section.sections:
        yield from section_lines(inner, level + 1)


def block_line(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"p {first_words(plain(block.spans))}"
    if isinstance(block, SceneBreak):
        return f"{'break' if block.kind == 'ornament' else 'gap'} {block.mark}".strip()
    if isinstance(block, Cue):
        return f"cue({block.kind}) " + " / ".join(plain(line) for line in block.lines)
    if isinstance(block, Note):
        return "note " + " / ".join(block_line(b).partition(" ")[2] for b in block.blocks)
    if isinstance(block, Verse):
        lines = [plain(line.spans) for stanza in block.stanzas for line in stanza]
        return f"{block.kind} " + " / ".join(first_words(line) for line in lines)
    return type(block).__name__.lower()


def first_words(text: str) -> str:
    words = text.split()
    return " ".join(words[:WORDS]) + (" …" if len(words) > WORDS else "")


@pytest.mark.parametrize("case", case_params("structure", section="text"))
def test_outline(case: Case, expect: Expect) -> None:
    made = outline(f"{case.text()}\n", case.keys.get("file", "x.txt"))
    for section, lines in zip(("metadata", "outline", "findings"), made, strict=True):
        if case.get(section):
            expect(case, section, lines)


# --------------------------------------------------------------------------- single lines


def rows(name: str) -> list[object]:
    return row_params("structure", f"rows-{name}")


@pytest.mark.parametrize(("line", "wanted"), rows("headings"))
def test_heading_form(line, wanted):
    form = heading_form(line)
    parts = (form.rank, form.label, form.title, form.number) if form else ()
    assert "; ".join("-" if part is None else str(part) for part in parts) == wanted


@pytest.mark.parametrize(("line", "wanted"), rows("ornaments"))
def test_ornament(line, wanted):
    assert is_ornament(line) == (wanted == "break")


@pytest.mark.parametrize(("line", "wanted"), rows("fields"))
def test_field(line, wanted):
    found = field_line(line)
    assert (f"{found.key}; {found.value}" if found and found.key else "") == wanted


@pytest.mark.parametrize(("line", "wanted"), rows("cues"))
def test_cue(line, wanted):
    kind, _, where = wanted.partition(" at the ")
    assert (cue_kind(line, near_end=where == "end") or "") == kind


@pytest.mark.parametrize(("line", "wanted"), rows("notes"))
def test_note(line, wanted):
    assert is_note(line) == (wanted == "note")


@pytest.mark.parametrize(("line", "wanted"), rows("filenames"))
def test_file_name(line, wanted):
    named = read_file_name(line)
    parts = (named.title, named.author, named.series, named.series_index)
    assert "; ".join(part or "-" for part in parts if part or named != Named()) == wanted
