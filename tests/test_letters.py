"""Letters inside a story: found with both their ends, in their parts, no word lost."""

from __future__ import annotations

import pytest
from epub_tools import AT, prose
from hypothesis import given
from hypothesis import strategies as st

from epubify.bind.joining import join
from epubify.matter.letters import set_letters, with_letters
from epubify.model import (
    Block,
    BreakKind,
    Letter,
    Metadata,
    Note,
    Paragraph,
    SceneBreak,
    Section,
    Story,
    plain,
)
from epubify.options import Options
from epubify.text.blocks import block_texts

LETTER = ("Ferry House", "3rd of May", "My dear Ada,", "I wait.", "Ever your friend,", "Tom")
NOTE = Note(prose("A/N: Sorry!"), AT)


def letters_of(*blocks: Block, notes: str = "inline") -> list[dict[str, list[str]]]:
    """Return the texts of each letter among blocks, part by part, empty parts left out."""
    found = [one for one in with_letters(blocks, notes=notes) if isinstance(one, Letter)]
    return [{name: texts_of(part) for name, part in one.parts.items() if part} for one in found]


def texts_of(blocks: tuple[Block, ...]) -> list[str]:
    return [plain(one.spans) if isinstance(one, Paragraph) else type(one).__name__
            for one in blocks]  # fmt: skip


def test_a_letter_has_its_parts() -> None:
    told = prose("She read.", *LETTER, "P.S. Bring a towel.", "She wept.")
    assert letters_of(*told) == [
        {
            "head": ["Ferry House", "3rd of May"],
            "salutation": ["My dear Ada,"],
            "body": ["I wait."],
            "closing": ["Ever your friend,"],
            "signature": ["Tom"],
            "postscript": ["P.S. Bring a towel."],
        }
    ]
    assert [type(block).__name__ for block in with_letters(told)] == [
        "Paragraph", "Letter", "Paragraph",
    ]  # fmt: skip


def test_two_letters_do_not_share_their_lines() -> None:
    first, second = letters_of(*prose(*LETTER, *LETTER))
    assert first == second


@pytest.mark.parametrize(
    "texts",
    [
        ("My dear Ada,", "I wait.", "She put it down.", "It was late."),
        ("I wait.", "Ever your friend,", "Tom"),
        ("My dear Ada,", "I wait.", "Ever your friend,", "he had written, and nothing else."),
        ("“My dear Ada,” he said,", "I wait.", "Ever your friend,", "Tom"),
        ("My dear Ada,", "I wait.", "Dear Bo,", "I do not.", "That is all."),
    ],
)
def test_without_both_ends_there_is_no_letter(texts: tuple[str, ...]) -> None:
    assert letters_of(*prose(*texts)) == []


def test_a_scene_break_or_a_note_ends_what_might_have_been_a_letter() -> None:
    for between in (SceneBreak(BreakKind.GAP, AT), NOTE):
        blocks = (*prose("My dear Ada,", "I wait."), between, *prose("Ever your friend,", "Tom"))
        assert letters_of(*blocks) == []


def test_a_note_that_will_stand_elsewhere_does_not_interrupt() -> None:
    one, two, three, four = prose("My dear Ada,", "I wait.", "Ever your friend,", "Tom")
    blocks = (NOTE, one, NOTE, two, three, NOTE, four, NOTE)
    parts = {
        "salutation": ["My dear Ada,"],
        "body": ["Note", "I wait."],
        "closing": ["Ever your friend,"],
        "signature": ["Note", "Tom"],
    }
    for notes in ("end", "drop"):
        assert letters_of(*blocks, notes=notes) == [parts]
    assert [type(block) for block in with_letters(blocks, notes="end")] == [Note, Letter, Note]


def test_a_letter_in_a_note_or_in_an_inner_section_is_found() -> None:
    inside = Section("chapter", "1", None, (Note(prose(*LETTER), AT),))
    story = Story(Metadata(), (Section("part", "I", None, prose(*LETTER), (inside,)),))
    part = set_letters(story, Options()).sections[0]
    (note,) = part.sections[0].blocks
    assert isinstance(note, Note)
    assert [type(one) for one in (*part.blocks, *note.blocks)] == [Letter, Letter]


def test_a_letter_runs_on_from_slice_to_slice() -> None:
    slices = [
        Story(Metadata("Long"), (Section(role, label, None, prose(*texts)),))
        for role, label, texts in (
            ("chapter", "Chapter 1", LETTER[:4]),
            ("bodymatter", None, LETTER[4:]),
        )
    ]
    (block,) = join([set_letters(story, Options()) for story in slices]).sections[0].blocks
    assert isinstance(block, Letter)


@given(st.lists(st.sampled_from([*LETTER, "Prose.", "P.S. Yes."]), max_size=30))
def test_no_word_is_lost_or_moved_and_letters_are_found_once(texts: list[str]) -> None:
    blocks = with_letters(prose(*texts))
    assert list(block_texts(blocks)) == texts
    assert with_letters(blocks) == blocks
