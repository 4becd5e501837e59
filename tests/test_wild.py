"""Facts about real texts: how what is found is compared with what was read off by eye."""

from __future__ import annotations

import sys

import pytest
from test_docs import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))  # its worker processes import it by name

import wild


def test_a_story_may_lie_in_several_files(tmp_path):
    folder = tmp_path / "serial"
    folder.mkdir()
    for number in (1, 2):
        text = f"The Ferry\nby Ann Lee\n\nChapter {number}\n\nThe boat went over.\n"
        (folder / f"{number}.txt").write_text(text, "utf-8")
    found = wild.look_at(wild.files_of(folder), ())
    assert (found["title"], found["author"], found["chapters"]) == ("The Ferry", "Ann Lee", "2")


def test_what_is_no_text_must_be_refused(tmp_path):
    file = tmp_path / "a.txt"
    entry = {"encoding": "binary", "language": "en", "expected": {"title": "Sight"}}
    file.write_bytes(bytes(range(256)) * 40)
    assert [fact.right for fact in wild.compare(file, entry)] == [True]
    file.write_text("It rained all day in the town.\n", "utf-8")
    assert [fact.right for fact in wild.compare(file, entry)] == [False]


@pytest.mark.parametrize(
    ("name", "wanted", "found", "right"),
    [
        ("language", "zh-Hans", "zh", True),
        ("language", "zh-Hant", "zh", False),
        ("encoding", "x-unknown-8bit", "mac-roman", True),
        ("encoding", "x-unknown-8bit", "binary", False),
        ("encoding", "ascii", "utf-8", True),
        ("encoding", "cp437", "cp1252", False),
        ("last_section", "II", "Chapter II", False),
        ("title", "The Ferry", "THE FERRY.", True),
    ],
)
def test_a_value_is_right_where_it_says_what_the_facts_say(name, wanted, found, right):
    assert wild.is_right(name, wanted, found) is right


def test_files_are_chosen_by_the_ends_of_their_names(tmp_path):
    notes = tmp_path / "aside.txt"
    notes.write_text("# set aside\n\nwild/more/x/a.txt\nwild/more/serial/\n", "utf-8")
    names = wild.names_in(notes)
    files = ["more/x/a.txt", "more/y/a.txt", "more/serial/"]
    assert [file in wild.Choice(names) for file in files] == [True, False, True]
    assert [file in wild.Choice(without=names) for file in files] == [False, True, False]
