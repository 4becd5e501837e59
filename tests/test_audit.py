"""The audit of the structure: it finds what is odd, and leaves good stories alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_files import Case, Expect, case_params, expect_findings

from epubify.files.inputs import Input, read_source
from epubify.model import Finding, Source
from epubify.options import Options
from epubify.pipeline import read_story
from epubify.report import Report

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))


def audited(source: Source) -> list[Finding]:
    report = Report()
    read_story(source, Options(language="en", title="T", authors=("A",)), report)
    return [finding for finding in report.findings if finding.code.startswith("H")]


@pytest.mark.parametrize("case", case_params("audit"))
def test_what_is_odd_is_found_and_nothing_else(case: Case, expect: Expect) -> None:
    found = audited(Source("story.txt", f"{case.text()}\n".encode()))
    assert all(finding.advice for finding in found)
    expect_findings(case, found, expect)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_a_seed_gives_no_alarm(seed):
    assert audited(read_source(Input(seed.name, seed))) == []


def test_opening_words_are_no_heading():
    """A title that is made of the opening words comes from the story, not from a heading."""
    text = "Chapter 1\n\nThe ferry left. It was six.\n\nChapter 2\n\nThe dog slept all day long.\n"
    report = Report()
    story = read_story(Source("story.txt", text.encode()), Options(language="en"), report)
    assert story.metadata.title == "The ferry left"
