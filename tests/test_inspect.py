"""What `inspect` shows, and that its JSON has all of it."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from epubify.cli import run
from epubify.cli.inspect_view import tell_reading

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))

STORY = """\
Title: The Ferry
Author: Ann Bee
Rating: G

Chapter 1

"The ferry left at six," she said, and nobody had thought to wake the dog.

The next morning it barked at the empty jetty until the tide came in.

*** The Dog Alone, as Ever, Said No Word at All ***

It slept.

Chapter 2

In the morning there were two dogs, and neither of them would look at the sea.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("story.txt").write_text(STORY, encoding="utf-8")


def told(capsys, *arguments: str) -> dict[str, Any]:
    assert run(["inspect", "--json", "story.txt", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def shown(capsys, *arguments: str) -> str:
    assert run(["inspect", "story.txt", *arguments]) == 0
    return capsys.readouterr().out


def test_each_entry_of_the_metadata_says_where_it_is_from(capsys):
    origins = told(capsys, "--series", "Tides")["metadata"]["origins"]
    assert origins["title"] == {"by": "header", "line": 1}
    assert origins["contributors"] == {"by": "header", "line": 2}
    assert origins["series"] == {"by": "command line", "line": None}
    assert origins["language"] == {"by": "text", "line": None}


def test_a_title_of_opening_words_says_so(capsys):
    Path("story.txt").write_text("The ferry left at six. Nobody woke the dog.\n", encoding="utf-8")
    assert told(capsys)["metadata"]["origins"]["title"] == {"by": "opening words", "line": 1}
    assert "first words, line 1" in shown(capsys)


POSTED = """\
From: ann@mail.example
Subject: FIC: Salt, part 3 of 4
Date: 1 May 1999

The ferry left at six, and nobody had thought to wake the dog on the jetty.

In the morning there were two dogs, and neither of them would look at the sea.
"""


def test_a_title_from_a_subject_line_says_so(capsys):
    Path("story.txt").write_text(POSTED, encoding="utf-8")
    assert told(capsys)["metadata"]["origins"]["title"] == {"by": "subject line", "line": 2}


def test_what_the_name_of_the_file_tells_says_so(capsys):
    body = STORY.partition("\n\n")[2]
    Path("Ann Bee - [Tides 2] - The Ferry.txt").write_text(body, encoding="utf-8")
    assert run(["inspect", "--json", "Ann Bee - [Tides 2] - The Ferry.txt"]) == 0
    origins = json.loads(capsys.readouterr().out)["metadata"]["origins"]
    for entry in ("title", "contributors", "series", "series_index"):
        assert origins[entry] == {"by": "file name", "line": None}


def test_a_title_over_two_lines_says_where_it_begins(capsys):
    titles = "The Long Way of\nthe Ferry\nby Ann Bee\n\n"
    Path("story.txt").write_text(titles + STORY.partition("\n\n")[2], encoding="utf-8")
    read = told(capsys)["metadata"]
    assert read["title"] == "The Long Way of the Ferry"
    assert read["origins"]["title"] == {"by": "header", "line": 1}
    assert read["origins"]["contributors"] == {"by": "header", "line": 3}


def test_each_heading_has_score_clues_reason_and_level(capsys):
    accepted = [h for h in told(capsys)["headings"] if h["accepted"]]
    assert [h["line"] for h in accepted if h["label"]] == [5, 15]
    for heading in accepted:
        assert heading["reason"]
        assert heading["level"] == 1
        assert heading["score"] == pytest.approx(sum(c["weight"] for c in heading["clues"]))


def test_the_sections_and_lines_add_up(capsys):
    data = told(capsys)
    assert sum(data["lines"].values()) == STORY.count("\n")
    covered = sum(r["last_line"] - r["first_line"] + 1 for r in data["fates"])
    assert covered + data["lines"]["blank"] >= STORY.count("\n")
    assert sum(node["words"] for node in data["sections"]) == data["words"]


def test_a_suggested_break_is_shown_and_not_made(capsys):
    data = told(capsys)
    assert data["suggested_breaks"] == [{"line": 9, "words": "The next morning"}]
    assert data["scene_breaks"] == 0
    assert "a paragraph begins “The next morning”" in shown(capsys)


def test_every_line_is_shown_with_its_fate(capsys):
    listing = shown(capsys, "-v").partition("Line by line\n")[2]
    assert "     5  heading     Chapter 1" in listing
    assert "     1  header      Title: The Ferry" in listing
    numbers = [row[:6].strip() for row in listing.split("\n") if row[:6].strip().isdigit()]
    assert numbers == [str(n) for n in range(1, STORY.count("\n") + 1)]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
@pytest.mark.parametrize("verbose", [[], ["-v"]], ids=["short", "verbose"])
def test_it_keeps_to_eighty_columns(seed, verbose, capsys):
    assert run(["inspect", str(seed), *verbose]) == 0
    rows = capsys.readouterr().out.split("\n")[2:]
    assert [row for row in rows if columns(row) > 80] == []


def columns(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def test_a_heading_like_the_one_above_it_is_not_explained_again(capsys):
    data = told(capsys)
    chapter = next(h for h in data["headings"] if h["accepted"])
    node = {"role": "chapter", "label": "Chapter 1", "title": None, "words": 3, "sections": []}
    data["headings"] = [{**chapter, "line": n} for n in (1, 2)]
    data["sections"] = [{**node, "line": n} for n in (1, 2)]
    assert tell_reading(data).count(chapter["reason"]) == 1
