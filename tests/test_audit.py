"""The audit of the structure: it finds what is odd, and leaves good stories alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from building import source_at, story_of
from case_files import Case, Expect, case_params, expect_findings

from epubify.model import Finding, Source

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))


def audited(text: str | Source) -> list[Finding]:
    _, report = story_of(text, language="en", title="T", authors=("A",))
    return [finding for finding in report.findings if finding.code.startswith("H")]


@pytest.mark.parametrize("case", case_params("audit"))
def test_what_is_odd_is_found_and_nothing_else(case: Case, expect: Expect) -> None:
    found = audited(f"{case.text()}\n")
    assert all(finding.advice for finding in found)
    expect_findings(case, found, expect)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_a_seed_gives_no_alarm(seed):
    assert audited(source_at(seed)) == []


def test_opening_words_are_no_heading():
    """A title that is made of the opening words comes from the story, not from a heading."""
    text = "Chapter 1\n\nThe ferry left. It was six.\n\nChapter 2\n\nThe dog slept all day long.\n"
    story, _ = story_of(text, language="en")
    assert story.metadata.title == "The ferry left"
