"""The format of the cases: what it can say, what it refuses, and what ``--accept`` writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_files import (
    CASES,
    TOPICS,
    BadCase,
    Case,
    Section,
    accept,
    escaped,
    read_cases,
    read_file,
)
from hypothesis import given
from hypothesis import strategies as st
from notation import stands_in

FILE = r"""What it is about.

====== the first
known-failure: not yet mended
language: de
=== text
One\x92s line.
\=== not a section
{3 words}

=== becomes
A line.

====== the second
=== bytes a.bin
\x00\xff * 3
a\n
=== rows
left => right
alone
"""


def read(tmp_path: Path, text: str) -> list[Case]:
    file = tmp_path / "cases.txt"
    file.write_text(text, "utf-8")
    return read_file(file, "text becomes bytes rows", "language")


def test_a_file_is_read(tmp_path: Path) -> None:
    first, second = read(tmp_path, FILE)
    assert (first.title, first.keys["language"]) == ("the first", "de")
    assert first.text() == "One\x92s line.\n=== not a section\nThe ferry left"
    assert first.text("becomes") == "A line."
    assert second.sections[0].data == b"\x00\xff\x00\xff\x00\xffa\n"
    assert second.sections[0].name == "a.bin"
    assert second.rows == [("left", "right"), ("alone", "")]


def test_a_known_failure_is_strict(tmp_path: Path) -> None:
    first, second = read(tmp_path, FILE)
    [mark] = first.marks
    assert mark.name == "xfail"
    assert mark.kwargs == {"strict": True, "reason": "not yet mended"}
    assert not second.marks


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("=== becomes", "=== becames", "the first: becames"),
        ("language: de", "langauge: de", "the first: langauge"),
        ("the second", "the first", "the first: there are 2 of that name"),
        ("What it is about.\n", "", "begins with what it is about"),
        ("=== bytes a.bin", "\\=== bytes a.bin", "the second"),
    ],
)
def test_what_is_misspelt_is_refused(before: str, after: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(BadCase, match=message):
        read(tmp_path, FILE.replace(before, after))


def test_every_folder_of_cases_is_a_topic_and_has_cases() -> None:
    assert {path.name for path in CASES.iterdir()} == set(TOPICS)
    assert all(read_cases(topic) for topic in TOPICS)
    assert len(read_cases("layout")) > 40


INPUTS = frozenset({"text", "file", "bytes", "base64", "options"})
"""Sections that say what goes in."""


@pytest.mark.parametrize(
    "topic", ["structure", "forms", "trouble", "layout", "sidecar", "manifest"]
)
def test_every_case_says_what_must_come_out(topic: str) -> None:
    """One without a fact holds whatever is made of it."""
    empty = [case.id for case in read_cases(topic) if {s.kind for s in case.sections} <= INPUTS]
    assert not empty


def test_what_is_accepted_is_written_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TOPICS, tmp_path.name, ("text becomes bytes rows", "language"))
    first, second = read(tmp_path, FILE)
    accept(first, "becomes", "Other\xa0lines.\n====== not a case")
    accept(second, "becomes", "new")
    text = first.path.read_text("utf-8")
    assert text == FILE.replace("{3 words}\n\n", "{3 words}\n").replace(
        "A line.", "Other\\xa0lines.\n\\====== not a case"
    ).replace("alone\n", "alone\n=== becomes\nnew\n")


@given(st.text(st.sampled_from("ax=\\\xa0\u200b\tn0 9\n\u3000"), max_size=30))
def test_what_is_written_is_read_again(text: str) -> None:
    assert Section("becomes", "", escaped(text)).text == text


@pytest.mark.parametrize(
    ("wanted", "stands"),
    [
        (["p one", "p two"], True),
        (["p one", "p three"], False),
        (["p one", "...", "p three"], True),
        (["p three", "...", "p one"], False),
        (["p t …", "p th …"], True),
        (["p two"], True),
        (["p tw"], False),
    ],
)
def test_a_run_of_blocks_stands_in_a_book(wanted: list[str], stands: bool) -> None:
    assert stands_in(wanted, ["p one", "p two", "p three"]) is stands
