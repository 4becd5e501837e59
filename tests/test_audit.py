"""The audit of the structure: it finds what is odd, and leaves good stories alone."""

from __future__ import annotations

import re
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from epubify.files.inputs import Input, read_source
from epubify.model import Finding, Source
from epubify.options import Options
from epubify.pipeline import read_story
from epubify.report import Report

CASES = Path(__file__).parent / "cases" / "audit" / "findings.txt"
SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))

PROSE = (
    "The ferry left at six, and nobody had thought to wake the dog before it did. "
    "It barked at the jetty until the tide came in, and then it slept. "
)
PER_PARAGRAPH = 100
_STANDS_FOR = re.compile(r"\{(\d+) words( in one paragraph)?\}")


def prose(found: re.Match[str]) -> str:
    """Return as many words as asked for, in paragraphs of a hundred."""
    words = list(islice(cycle(PROSE.split()), int(found[1])))
    step = len(words) if found[2] else PER_PARAGRAPH
    return "\n\n".join(" ".join(words[n : n + step]) for n in range(0, len(words), step))


def audited(source: Source) -> list[Finding]:
    report = Report()
    read_story(source, Options(language="en", title="T", authors=("A",)), report)
    return [finding for finding in report.findings if finding.code.startswith("H")]


def cases() -> list[Any]:
    found = []
    for case in CASES.read_text(encoding="utf-8").split("\n=== ")[1:]:
        name, _, rest = case.partition("\n")
        text, _, wanted = rest.partition("---")
        lines = [line for line in wanted.split("\n") if line]
        found.append(pytest.param(_STANDS_FOR.sub(prose, text), lines, id=name))
    return found


@pytest.mark.parametrize(("text", "wanted"), cases())
def test_what_is_odd_is_found_and_nothing_else(text, wanted):
    found = audited(Source("story.txt", text.encode()))
    assert [finding.code for finding in found] == [line.partition(" ")[0] for line in wanted]
    for finding, line in zip(found, wanted, strict=True):
        assert line.partition(" ")[2] in finding.message
        assert finding.advice


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_a_seed_gives_no_alarm(seed):
    assert audited(read_source(Input(seed.name, seed))) == []


def test_opening_words_are_no_heading():
    """A title that is made of the opening words comes from the story, not from a heading."""
    text = "Chapter 1\n\nThe ferry left. It was six.\n\nChapter 2\n\nThe dog slept all day long.\n"
    report = Report()
    story = read_story(Source("story.txt", text.encode()), Options(language="en"), report)
    assert story.metadata.title == "The ferry left"
