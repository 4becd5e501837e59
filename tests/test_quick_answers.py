"""Cheap questions that stand before dear ones: both must always have the same answer.

A gate that says no where the full question says yes would change books; one that says yes too
often only costs time.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epubify.headings import frames
from epubify.layout import openings, speakers
from epubify.layout.drawings import LETTERS, NO_LETTERS
from epubify.matter import credits as credit_lines
from epubify.matter import envelope
from epubify.matter.subject_lines import may_count, slice_title
from epubify.text import (
    heading_forms,
    lexicon,
    line_ends,
    log_lines,
    ornaments,
    serial_titles,
    signs,
)
from epubify.text.heading_openings import MARKS_OF_SPEECH, may_open_heading
from epubify.text.lexicon import folded
from epubify.text.numerals import leading_numeral
from epubify.text.ordinals import leading_ordinal
from epubify.text.word_patterns import NeedingPattern
from epubify.typography import mark_clues
from epubify.typography.context import Context
from epubify.typography.mark_clues import find_clues
from epubify.typography.quotes import read_marks
from epubify.typography.stage import RULES, example_setting

ROOT = Path(__file__).parent
OPENINGS = (
    "Chapter", "chapter", "Part", "PART", "Book", "Prologue", "Kapitel", "Erstes", "Глава", "first",
    "The", "the", "and", "One", "two", "twenty", "einundzwanzig", "IV", "iv", "XII.", "IIB", "Va",
    "12", "3.", "1.5", "12a", "went", "Mara", "second-hand", "l'uno", "won't", "Ünder", "第三章",
    "פרק", "Vol.", "No.", "#", "-", "(", "[", "~",
)  # fmt: skip
"""What lines open with: numbers, heading words, names, and words of prose."""
MIDST = ("", " ", "-", "'", "’", ". ", ": ", " - ", "\u3000", "12", " of ")


def lines_of_cases() -> list[str]:
    """Return lines of all text cases, the odd ones that people sent."""
    found: set[str] = set()
    for path in sorted((ROOT / "cases").rglob("*.txt")):
        found.update(map(str.strip, path.read_text(encoding="utf-8").splitlines()))
    return sorted(found)


LINES = lines_of_cases()
LINE = st.sampled_from(LINES)
BUILT = st.tuples(
    st.sampled_from(("", *MARKS_OF_SPEECH)), st.sampled_from(OPENINGS), st.sampled_from(MIDST),
    st.sampled_from(OPENINGS), st.sampled_from(MIDST), st.sampled_from(("", "The Inn", "he went.")),
).map("".join)  # fmt: skip
ANY = st.one_of(LINE, BUILT, st.text(max_size=60))
NEEDING = {name: one for name, one in vars(credit_lines).items() if isinstance(one, NeedingPattern)}


def ungated_form(core: str) -> heading_forms.HeadingForm | None:
    """Return the form of a line without asking first whether it may have one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heading_forms, "may_open_heading", lambda _: True)
        return heading_forms.form_of_core(core, ornamented=False)


def test_what_cannot_open_a_heading_has_no_form_and_no_number_in_any_case() -> None:
    asked = [line for line in LINES if line and not may_open_heading(line)]
    assert len(asked) > len(LINES) / 3, "the gate lets nearly all through, and saves nothing"
    assert [line for line in asked if ungated_form(line)] == []
    assert [line for line in asked if leading_numeral(line) or leading_ordinal(line)] == []


@given(ANY)
def test_what_cannot_open_a_heading_has_no_form_and_no_number(text: str) -> None:
    core = text.strip()
    if core and not may_open_heading(core):
        assert ungated_form(core) is None
        assert leading_numeral(core) is None
        assert leading_ordinal(core) is None


@given(ANY, st.sampled_from(("", " (2/5)", ", Part IV", " part 3 of 4", " [?/7]", ", 3 of 9")))
def test_a_line_without_a_counter_names_no_part(text: str, counter: str) -> None:
    line = text.strip() + counter
    if not may_count(line):
        assert slice_title(line)[1] is None


@given(ANY)
def test_folding_plain_letters_is_what_folding_any_does(text: str) -> None:
    assert lexicon.folded(text) == lexicon._folded(text)


@given(ANY)
def test_letters_of_plain_text_are_counted_by_taking_out_all_else(text: str) -> None:
    if text.isascii():
        assert len(text.translate(NO_LETTERS)) == sum(map(len, LETTERS.findall(text)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_changes_no_text_that_it_says_it_need_not_see(rule) -> None:
    context = example_setting(rule)
    texts = [*LINES, *(text for text, _ in rule.changes)]
    runs = rule.where is None or rule.where(context)
    seen = [
        text
        for text in texts
        if runs and (not rule.needs or any(map(text.__contains__, rule.needs)))
    ]
    assert seen, "a rule that sees none of its examples is never run"
    unseen = set(texts).difference(seen)
    assert [t for t in unseen if rule.edits(t, context) or rule.stretches(t, context)] == []


QUOTED = st.text(st.sampled_from("ab A\"'“”‘’.,-…\n ("), max_size=30)


@given(QUOTED)
def test_sides_and_ends_of_marks_are_those_of_the_full_look(text: str) -> None:
    for at, char in enumerate(text):
        if char not in mark_clues.KINDS:
            continue
        before = text[max(0, at - 4) : at].rstrip("".join(mark_clues.KINDS))
        after = text[at + 1 : at + 5].lstrip("".join(mark_clues.KINDS))
        sides = mark_clues._side(before[-1:], "([{<") + mark_clues._side(after[:1], "")
        assert mark_clues.neighbours(text, at) == sides
        above, below = text[max(0, at - 3) : at].strip(" "), text[at + 1 : at + 4].strip(" ")
        starts = (above == "" and at <= 3) or above.endswith("\n")
        ends = (below == "" and at + 4 >= len(text)) or below.startswith("\n")
        assert mark_clues._starts_line(text, at) == starts
        assert mark_clues._ends_line(text, at) == ends


@given(QUOTED)
def test_a_reading_of_marks_is_remembered_as_it_was_worked_out(text: str) -> None:
    roles = read_marks(text, Context())
    assert read_marks(text, Context()) == roles
    assert [at for at, _, _ in roles] == [clue.at for clue in find_clues(text, Context())]


@pytest.mark.parametrize("name", NEEDING)
def test_a_pattern_that_needs_a_word_matches_nothing_without_one(name: str) -> None:
    quick = NEEDING[name]
    some = LINES[::5]
    lines = [line for line in some if not quick.search(line)]
    assert len(lines) > len(some) / 2
    assert [line for line in lines if quick.pattern.search(line)] == []


def test_what_has_no_sign_before_it_does_not_say_how_far_a_story_has_come() -> None:
    without = [line for line in LINES if not set(serial_titles.BEFORE_STANDING) & set(line)]
    assert [line for line in without if serial_titles.standing_pattern().search(line)] == []


@given(ANY, st.text(lexicon.UNCHANGED + "ſŁé… ", max_size=9))
def test_a_text_with_signs_of_typesetting_is_folded_as_any_other(text: str, signs: str) -> None:
    said = f"{text}{signs}x{text}"
    assert lexicon.folded(said) == lexicon.typewritten(lexicon.unaccented(said))


NOT_ASKED = {
    "a name before a speech": (
        lambda text: speakers.begins_prose(text) and not "a" <= text[0] <= "z",
        (speakers.ABOVE.fullmatch, *(form.match for form in speakers.FORMS.values())),
    ),
    "a mark of a scene break": (
        lambda text: text[1:2] not in signs._IN_BREAK or not any(map(str.isalnum, text)),
        (signs._BREAK.match,),
    ),
    "a line of a log": (
        lambda text: not any(map(folded(text).__contains__, log_lines._words())),
        (lambda text: log_lines._log_line().fullmatch(folded(text)),),
    ),
    "a dash before a speech": (
        lambda text: text[0] not in openings.DASHES,
        (openings.SPEECH_DASH.match,),
    ),
    "a sign before a heading": (
        lambda text: text[0].isalnum() or text[0] in frames.NO_SIGNS,
        (frames.SIGN.match,),
    ),
    "what programs put around a message": (
        lambda text: not envelope.may_be_wrapper(text),
        (envelope.ARMOUR.fullmatch, envelope.BOUNDARY.fullmatch, envelope.BOARD.fullmatch),
    ),
}
"""What is asked of a line: when it is not asked, and the questions that are spared then."""


@pytest.mark.parametrize("asked", NOT_ASKED)
def test_what_a_line_is_not_asked_it_is_not_in_any_case(asked: str) -> None:
    spared, questions = NOT_ASKED[asked]
    lines = [line for line in LINES if line and spared(line)]
    assert len(lines) > len(LINES) / 20, "hardly any line is spared"
    assert [line for line in lines if any(question(line) for question in questions)] == []


@given(ANY, st.sampled_from(sorted(NOT_ASKED)))
def test_what_a_line_is_not_asked_it_is_not(text: str, asked: str) -> None:
    spared, questions = NOT_ASKED[asked]
    line = text.strip()
    if line and spared(line):
        assert not any(question(line) for question in questions)


def test_what_says_something_is_drawn_in_no_case() -> None:
    said = [line for line in LINES if not ornaments.SAYS_SOMETHING.isdisjoint(line)]
    assert [line for line in said if ornaments._is_of_marks(line)] == []
    assert ornaments.SAYS_SOMETHING.isdisjoint(lexicon.table("ornaments")["characters"])
    assert ornaments.SAYS_SOMETHING.isdisjoint(lexicon.table("ornaments")["alone"])


@pytest.mark.parametrize("many", [line_ends.openings_of, line_ends.endings_of])
def test_many_lines_are_answered_as_one_is(many) -> None:
    one = {"openings_of": line_ends.how_it_opens, "endings_of": line_ends.how_it_ends}
    assert many(LINES) == list(map(one[many.__name__], LINES))
    assert line_ends.have_small_letters(LINES) == list(map(line_ends.has_small_letters, LINES))


@given(st.lists(ANY))
def test_lines_of_any_text_are_answered_as_one_is(texts: list[str]) -> None:
    assert line_ends.openings_of(texts) == list(map(line_ends.how_it_opens, texts))
    assert line_ends.endings_of(texts) == list(map(line_ends.how_it_ends, texts))
    assert line_ends.have_small_letters(texts) == list(map(line_ends.has_small_letters, texts))
