"""The text of a sidecar, changed entry by entry."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epubify.editing.sidecar_text import SidecarText

WRITTEN = '''\
# mine
title = "Dusk" # the title
subject = [
  "a",  # one
  "b",
]
description = """
Two lines,
# and no comment.
"""
cover-style = "cloth"

# the headings
[[heading]]
line = 4 # here
level = 1
reads = "Chapter 1"

# about the second
[[heading]]
line = 9

# what was read
[check]
sha256 = "x"

[check.lines]
4 = "Chapter 1"
'''


def test_what_is_not_changed_stays_as_it_was_written():
    assert str(SidecarText(WRITTEN)) == WRITTEN
    text = SidecarText(WRITTEN)
    text.set_tables("heading", [{"line": 4, "level": 1}, {"line": 9}])
    assert str(text) == WRITTEN


def test_a_value_of_several_lines_is_replaced_as_one():
    text = SidecarText(WRITTEN)
    text.set_option("description", "description", "One.")
    text.set_option("subjects", "subject", ["c"])
    now = str(text)
    assert 'description = "One."\n' in now
    assert 'subject = ["c"]\n' in now
    assert "Two lines" not in now


def test_an_option_is_known_by_each_of_its_names():
    text = SidecarText(WRITTEN)
    text.set_option("cover_style", "cover_style", "label")
    assert 'cover-style = "label"\n' in str(text)
    text.set_option("cover_style", "cover_style", None)
    assert "cover" not in str(text)


def test_a_remark_behind_a_value_stays():
    text = SidecarText(WRITTEN)
    text.set_option("title", "title", "Dawn # 2")
    assert 'title = "Dawn # 2" # the title\n' in str(text)
    text.set_option("title", "title", "Day")
    assert 'title = "Day" # the title\n' in str(text)


def test_tables_come_and_go_and_comments_stay():
    text = SidecarText(WRITTEN)
    text.set_tables("heading", [{"line": 9, "level": 2}, {"line": 12}])
    text.set_tables("break", [{"line": 20}])
    text.set_tables("block", [{"lines": [3, 5], "kind": "verse"}])
    text.set_check("y", {9: "Chapter 2", 12: 'a "b"'})
    now = str(text)
    said = tomllib.loads(now)
    assert said["heading"] == [{"line": 9, "level": 2}, {"line": 12}]
    assert said["break"] == [{"line": 20}]
    assert said["block"] == [{"lines": [3, 5], "kind": "verse"}]
    assert said["check"] == {"sha256": "y", "lines": {"9": "Chapter 2", "12": 'a "b"'}}
    for comment in ("# mine", "# the headings", "# about the second", "# what was read"):
        assert comment in now.splitlines()
    assert now.index("[[block]]") < now.index("# what was read")


@pytest.mark.parametrize("before", ["", "# only a comment\n", "# one\n\n[[break]]\nline = 3\n"])
def test_a_key_stands_above_all_tables(before):
    text = SidecarText(before)
    text.set_list("not_headings", [5])
    text.set_option("title", "title", "Dusk")
    said = tomllib.loads(str(text))
    assert (said["not_headings"], said["title"]) == ([5], "Dusk")
    assert all(line in str(text).splitlines() for line in before.splitlines() if line)


def test_a_key_goes_below_the_comment_that_shows_it():
    text = SidecarText('# title = "X"   # Title of the book.\n# author = "Y"\n\n# more\n')
    text.set_option("title", "title", "Dusk")
    assert str(text).splitlines()[:2] == ['# title = "X"   # Title of the book.', 'title = "Dusk"']


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.lists(st.integers(1, 99), unique=True, max_size=6))
def test_whatever_is_said_can_be_read_back(title, lines):
    text = SidecarText(WRITTEN)
    text.set_option("title", "title", title)
    text.set_tables("break", [{"line": line} for line in lines])
    text.set_list("not_breaks", lines)
    try:
        said = tomllib.loads(str(text))
    except tomllib.TOMLDecodeError:
        raise AssertionError(str(text)) from None
    assert said["title"] == title
    assert [one["line"] for one in said.get("break", [])] == lines
    assert said.get("not_breaks", []) == lines
    text.set_tables("break", [])
    text.set_list("not_breaks", [])
    text.set_option("title", "title", "Dusk")
    assert str(text) == WRITTEN
