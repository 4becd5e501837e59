"""What a raw text is understood as: small texts of every kind, with the outline wanted."""

from __future__ import annotations

import pytest
from building import untypeset
from case_files import Case, Expect, case_params, row_params
from notation import metadata_lines, section_lines

from epubify.matter.cues import cue_kind
from epubify.matter.fields import field_line
from epubify.matter.filename import FileNameFacts, read_file_name
from epubify.matter.notes import is_note
from epubify.text.heading_forms import heading_form
from epubify.text.ornaments import is_ornament

# ------------------------------------------------------------------------- whole texts


def outline(text: str, name: str) -> tuple[list[str], list[str], list[str]]:
    """Return what a text is understood as: its metadata, its sections, the findings."""
    story, report = untypeset(text, name)
    sections = [line for section in story.sections for line in section_lines(section)]
    return metadata_lines(story.metadata), sections, sorted({f.code for f in report.findings})


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
    assert "; ".join(part or "-" for part in parts if part or named != FileNameFacts()) == wanted
