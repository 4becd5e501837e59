"""What a person says that lines are: kinds of text, what is no story, where paragraphs begin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from building import closely
from hypothesis import given, settings
from hypothesis import strategies as st

import epubify
from epubify.errors import InputError
from epubify.model import Letter, Note, Paragraph, Preformatted, Source, Verse, plain
from epubify.settings.sidecar_reading import read_sidecar
from epubify.text.blocks import blocks_of

STORY = """\
The Weir
by Ann Bee

Chapter 1

The weir was closed at noon, which nobody had ever
seen before, and the old men came to look.

Slow is the water,
  *slow* is the wheel,
and slow the night.

Nobody mends it,
nobody will.

* * *

Dear Tom,

The gate is stuck again, and Father will not have it touched.

Come home

EGGS  1.20
OATS  0.90

This line was written by the one who kept the page, not by her.

He went as far as the bridge.

Then he turned round and went back to the mill.

Chapter 2

In the morning it was open.
"""


def told(sidecar: str, text: str = STORY, name: str = "weir.txt"):
    source = Source(name, text.encode(), sidecar=Source("weir.toml", sidecar.encode()))
    return list(blocks_of(closely(source)[0].story.sections))


def block(lines: str, kind: str) -> str:
    return f'[[block]]\nlines = {lines}\nkind = "{kind}"\n'


def line_of(words: str) -> int:
    return STORY[: STORY.index(words)].count("\n") + 1


def is_verse(found: object) -> bool:
    return isinstance(found, Verse) and found.kind == "verse"


def text_of(found: object) -> str:
    assert isinstance(found, Paragraph)
    return plain(found.spans)


def test_paragraphs_become_verse_with_their_stanzas_indents_and_emphasis():
    [verse] = [one for one in told(block("[9, 14]", "verse")) if is_verse(one)]
    assert [[plain(line.spans) for line in stanza] for stanza in verse.stanzas] == [
        ["Slow is the water,", "slow is the wheel,", "and slow the night."],
        ["Nobody mends it,", "nobody will."],
    ]
    assert [line.indent for line in verse.stanzas[0]] == [0, 2, 0]
    assert "emphasis" in verse.stanzas[0][1].spans[0].marks


def test_verse_becomes_prose_a_paragraph_for_each_stanza():
    found = told(block("[9, 14]", "prose"))
    assert not [one for one in found if is_verse(one)]
    texts = [plain(one.spans) for one in found if isinstance(one, Paragraph)]
    assert "Slow is the water, slow is the wheel, and slow the night." in texts
    assert "Nobody mends it, nobody will." in texts


def test_lines_may_stay_lines_without_being_verse():
    found = told(block("[24, 25]", "lines"))
    kinds = [one.kind for one in found if isinstance(one, Verse) and one.at.first_line == 24]
    assert kinds == ["lines"]


def test_lines_that_are_drawn_keep_their_columns():
    [drawn] = [one for one in told(block("[24, 25]", "preformatted")) if one.at.first_line == 24]
    assert drawn == Preformatted(("EGGS  1.20", "OATS  0.90"), drawn.at)


def test_a_note_holds_the_paragraphs_that_it_had():
    [note] = [one for one in told(block("27", "note")) if isinstance(one, Note)]
    assert [text_of(one) for one in note.blocks] == [STORY.split("\n")[26]]


def test_a_letter_has_its_salutation():
    [letter] = [one for one in told(block("[18, 22]", "letter")) if isinstance(one, Letter)]
    assert [text_of(one) for one in letter.salutation] == ["Dear Tom,"]
    assert [text_of(one) for one in letter.body][-1] == "Come home"


def test_a_mark_between_scenes_is_a_line_of_verse_where_a_person_says_so():
    [verse] = [one for one in told(block("[13, 18]", "verse")) if is_verse(one)]
    assert [plain(stanza[0].spans) for stanza in verse.stanzas][1:] == ["* * *", "Dear Tom,"]


def test_what_was_taken_for_a_heading_is_text():
    lines = f"[{line_of('Chapter 2')}]"
    found = told(block(lines, "prose"))
    assert "Chapter 2" in [plain(one.spans) for one in found if isinstance(one, Paragraph)]


def test_a_paragraph_begins_where_a_person_says():
    found = told("new_paragraphs = [7]")
    texts = [plain(one.spans) for one in found if isinstance(one, Paragraph)]
    assert texts[1] == "seen before, and the old men came to look."


def test_a_paragraph_goes_on_where_a_person_says():
    found = told(f"not_paragraphs = [{line_of('Then he')}]")
    texts = [plain(one.spans) for one in found if isinstance(one, Paragraph)]
    assert [t for t in texts if t.startswith("He went")] == [
        "He went as far as the bridge. Then he turned round and went back to the mill."
    ]


def test_nothing_above_can_go_on_in_the_first_line():
    with pytest.raises(InputError, match=r"weir\.txt:4: no paragraph ends above"):
        told("not_paragraphs = [4]")


def test_what_is_left_out_is_named_and_nobody_is_asked_about_it():
    line = line_of("He went as far")
    sidecar = f"leave_out = [[{line}, {line + 2}]]".encode()
    given_story = Source("weir.txt", STORY.encode(), sidecar=Source("weir.toml", sidecar))
    book = epubify.convert(given_story, no_cover=True)
    report = epubify.inspect(given_story)
    assert not [one for one in book.findings if one.code == "W002"]
    assert "bridge" not in "".join(epubify_texts(book))
    fates = [one for one in report["fates"] if one["fate"] == "boilerplate"]
    assert [one["reason"] for one in fates] == ["left out, says the sidecar"]


def epubify_texts(book: epubify.Edition) -> list[str]:
    return [
        plain(one.spans)
        for story in book.book.stories
        for one in blocks_of(story.sections)
        if isinstance(one, Paragraph)
    ]


def test_a_header_line_comes_back_into_the_text():
    found = told(block("[1, 2]", "lines"))
    first = found[0]
    assert isinstance(first, Verse)
    assert [plain(line.spans) for stanza in first.stanzas for line in stanza] == [
        *("The Weir", "by Ann Bee")
    ]


def test_it_can_be_read_again_as_it_is_written():
    sidecar = "leave_out = [[27, 27]]\nnew_paragraphs = [7]\n" + block("[9, 14]", "verse")
    source = Source("weir.txt", STORY.encode(), sidecar=Source("weir.toml", sidecar.encode()))
    from epubify.inspection.sidecar_draft import draft_sidecar

    reading, _ = closely(source)
    before = read_sidecar(Source("weir.toml", sidecar.encode()))
    written = draft_sidecar(source, reading, reading.story.metadata, before)
    again = read_sidecar(Source("weir.toml", written.encode()))
    assert again.corrections == before.corrections
    assert again.reads[9] == "Slow is the water,"


@pytest.mark.parametrize("form", ["md", "html"])
def test_it_holds_for_other_forms(form: str):
    text = {
        "md": "# Weir\n\nSlow is the *water*,\\\nslow is the wheel.\n",
        "html": "<h1>Weir</h1><p>Slow is the <i>water</i>,<br>slow is the wheel.</p>",
    }[form]
    lines = {"md": "[3, 4]", "html": "[3, 4]"}[form]
    found = told(block(lines, "verse"), text, f"weir.{form}")
    [verse] = [one for one in found if isinstance(one, Verse)]
    assert [plain(line.spans) for stanza in verse.stanzas for line in stanza] == [
        *("Slow is the water,", "slow is the wheel.")
    ]
    assert [span.text for span in verse.stanzas[0][0].spans if span.marks] == ["water"]


LINES = STORY.rstrip("\n").split("\n")
KINDS = ("verse", "lines", "letter", "note", "preformatted", "prose")
with_text = st.sampled_from([n for n, line in enumerate(LINES, 1) if line and n > 4])


@settings(max_examples=25, deadline=None)
@given(ends=st.tuples(with_text, with_text), kind=st.sampled_from(KINDS))
def test_no_word_is_lost_whatever_a_person_says(tmp_path_factory, ends, kind):
    first, last = sorted(ends)
    sidecar = block(f"[{first}, {last}]", kind).encode()
    source = Source("weir.txt", STORY.encode(), sidecar=Source("weir.toml", sidecar))
    try:
        book = epubify.convert(source, no_cover=True)
    except InputError as error:
        assert re.search(r"weir\.txt:\d+", str(error))
        return
    target = Path(tmp_path_factory.mktemp("books")) / "weir.epub"
    assert book.save(target).lost == 0
    assert not [one for one in book.findings if one.code == "W001"]
