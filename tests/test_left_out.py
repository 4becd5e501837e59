"""Lines that were left out are looked at again, by code that does not know why they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from building import book_of
from msgspec.structs import replace

import epubify.readers.text_layout
from epubify.checks.left_out import story_like
from epubify.inspection.summary import describe
from epubify.model import Fate, SetApart

PAGE = """\
The keeper counted the hours on his fingers, and when he had counted them
all he began again, for the boat
{line}
did not come, and the tide went out without it, as it does.

In the morning he swept the jetty. Nobody asked him why he did it.
"""


def of(line: str, fate: Fate = Fate.FURNITURE) -> list[int]:
    lines = PAGE.format(line=line).split("\n")
    fates = {n: Fate.BODY if text else Fate.BLANK for n, text in enumerate(lines, 1)}
    return list(story_like(lines, {**fates, 3: fate}))


@pytest.mark.parametrize(
    "line",
    [
        "that he had built with his own hands",
        "which,",
        "The boat was late. He knew that it would be.",
    ],
)
@pytest.mark.parametrize("fate", [Fate.FURNITURE, Fate.ENVELOPE, Fate.BOILERPLATE, Fate.CONTENTS])
def test_what_reads_on_is_the_story(line: str, fate: Fate) -> None:
    assert of(f"{line} and" if line == "which," else line, fate) == [3]


@pytest.mark.parametrize(
    "line",
    [
        "12",
        "[continued in the next part, as it was]",
        "Write to ida@example.org if you liked it.",
        "THE LAMP AT ORRIN HEAD, A TALE.",
    ],
)
def test_what_stands_there_by_itself_is_not(line: str) -> None:
    assert of(line) == []


def test_what_is_in_the_book_is_not_looked_at() -> None:
    assert of("that he had built with his own hands", Fate.BODY) == []


def test_a_long_run_is_the_head_of_a_mail() -> None:
    lines = ["He went", "on and on,", "on and on,", "on and on,", "on and on,", "and slept."]
    fates = {1: Fate.BODY, **dict.fromkeys(range(2, 6), Fate.ENVELOPE), 6: Fate.BODY}
    assert list(story_like(lines, fates)) == []


def test_a_title_that_is_said_again_is_no_loss() -> None:
    lines = ["The long ebb of the sea", "", "He went", "the long ebb of the sea", "home."]
    fates = {1: Fate.HEADER, 2: Fate.BLANK, 3: Fate.BODY, 4: Fate.BOILERPLATE, 5: Fate.BODY}
    assert list(story_like(lines, fates)) == []


def test_what_was_left_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    true = epubify.readers.text_layout.set_apart

    def spoilt(*given: Any) -> Any:
        apart = true(*given)
        out, lines = apart.lines[2], list(apart.lines)
        lines[2] = replace(out, text="")
        taken = SetApart(out.at, Fate.FURNITURE, "running head")
        return replace(apart, lines=lines, taken=(*apart.taken, taken))

    monkeypatch.setattr(epubify.readers.text_layout, "set_apart", spoilt)
    text = PAGE.format(line="that he had built with his own hands")
    made = book_of(text.encode(), name="tale.txt", language="en", no_cover=True)
    found = [finding for finding in made.findings if finding.code == "W002"]
    assert [(f.at.first_line, "that he had built" in f.message) for f in found if f.at] == [
        (3, True)
    ]
    told = describe(["tale.txt"], made.report, status="read", book=made.book)
    assert told["words_left_out"] == 8


def test_an_honest_book_leaves_nothing_out(tmp_path: Path) -> None:
    made = book_of(PAGE.format(line="of his").encode(), name="tale.txt", language="en")
    assert made.report.doubtful_words() == 0
