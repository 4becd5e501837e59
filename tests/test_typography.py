"""Typography: cases as text, the examples of every rule, and properties of any text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from case_files import Case, Expect, case_params, expect_unless_unchanged
from hypothesis import given
from hypothesis import strategies as st

from epubify.model import (
    Cue,
    Letter,
    Metadata,
    Note,
    Paragraph,
    Place,
    Section,
    Span,
    Spans,
    Story,
    Verse,
    VerseLine,
    plain,
)
from epubify.options import Options
from epubify.report import Report, apply_edits
from epubify.text.rule import Rule
from epubify.typography import RULES, Context, example_setting, typeset, typeset_line
from epubify.typography.tables import english_words, language_of

AT = Place("story.txt", 1, 1)


def story_of(*blocks: object, language: str | None = None, title: str | None = None) -> Story:
    section = Section("chapter", None, title, tuple(blocks))  # type: ignore[arg-type]
    return Story(Metadata(language=language), (section,))


def set_texts(
    texts: list[str], language: str | None = None, notes: Sequence[str] = ()
) -> list[str]:
    note = Note(tuple(Paragraph((Span(text),), AT) for text in notes), AT)
    story = story_of(note, *(Paragraph((Span(text),), AT) for text in texts), language=language)
    blocks = typeset(story, Options(), Report()).sections[0].blocks
    return [tagged(block.spans) for block in blocks if isinstance(block, Paragraph)]


def tagged(spans: Spans) -> str:
    out = ""
    for span in spans:
        text = span.text
        for mark, tag in (("emphasis", "em"), ("strong", "strong")):
            if mark in span.marks:
                text = f"<{tag}>{text}</{tag}>"
        out += text
    return out


# ---------------------------------------------------------------------------- cases


@pytest.mark.parametrize("case", case_params("typography"))
def test_case(case: Case, expect: Expect) -> None:
    made = set_texts(case.lines("text"), case.keys.get("language"), case.lines("notes"))
    expect_unless_unchanged(case, "\n".join(made), expect)


@pytest.mark.parametrize("case", case_params("typography", section="notes"))
def test_signs_of_a_key_are_obeyed_once(case: Case) -> None:
    note = Note(tuple(Paragraph((Span(text),), AT) for text in case.lines("notes")), AT)
    texts = [Paragraph((Span(text),), AT) for text in case.lines("text")]
    once = typeset(story_of(note, *texts, language=case.keys.get("language")), Options(), Report())
    assert typeset(once, Options(), Report()) == once


# ---------------------------------------------------------------------------- rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_examples_of_rules_hold(rule: Rule[Context]) -> None:
    setting = example_setting(rule)
    assert rule.changes and rule.keeps and rule.summary.endswith(".") and rule.leaves
    for before, after in rule.changes:
        assert apply_edits(before, rule.edits(before, setting)) == after
        assert not rule.edits(after, setting)
    for text in rule.keeps:
        assert not rule.edits(text, setting), text


def test_rules_have_names_of_their_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_disabled_rule_does_nothing(rule: Rule[Context]) -> None:
    text = '_So_ -- he\'s "6\'2" -- the 1914-18 man- said Mr. B----... "'
    report = Report()
    typeset(story_of(Paragraph((Span(text),), AT)), Options(disable=frozenset({rule.name})), report)
    assert rule.name not in report.repairs


def test_changes_are_told_to_the_report() -> None:
    report = Report()
    typeset(story_of(Paragraph((Span('"So--" he said... "so."'),), AT)), Options(), report)
    assert report.repairs == {"quotes": 4, "double-hyphens": 1, "ellipses": 1}
    shown = report.samples["double-hyphens"][0]
    assert (shown.at, shown.before[:6], shown.after[:5]) == (AT, '"So--"', '"So—"')


# --------------------------------------------------------------------------- blocks


def test_every_kind_of_block_is_set() -> None:
    spans = (Span("it's"),)
    story = story_of(
        Paragraph(spans, AT),
        Verse(((VerseLine(spans), VerseLine(spans, 2)), (VerseLine(spans),)), AT),
        Cue((spans, spans), AT),
        Note((Paragraph(spans, AT),), AT),
        Note((Note((Paragraph(spans, AT),), AT),), AT),
        Letter(*(((Paragraph(spans, AT),),) * 6), AT),
        title="it's",
    )
    done = repr(typeset(story, Options(), Report()))
    assert done.count("it’s") == repr(story).count("it's") == 15
    assert "it's" not in done


def test_a_quotation_runs_over_lines_of_verse() -> None:
    lines = (VerseLine((Span('"Go down,'),)), VerseLine((Span('go home."'),), 2))
    done = typeset(story_of(Verse((lines,), AT)), Options(), Report()).sections[0].blocks[0]
    assert isinstance(done, Verse)
    assert [(plain(x.spans), x.indent) for x in done.stanzas[0]] == [
        ("“Go down,", 0),
        ("go home.”", 2),
    ]


def test_emphasis_runs_over_lines_of_verse() -> None:
    lines = (VerseLine((Span("_Go down,"),)), VerseLine((Span("go home._"),)))
    done = typeset(story_of(Verse((lines,), AT)), Options(), Report()).sections[0].blocks[0]
    assert isinstance(done, Verse)
    assert [tagged(x.spans) for x in done.stanzas[0]] == ["<em>Go down,</em>", "<em>go home.</em>"]


def test_marks_that_were_read_from_markup_are_kept_and_stars_stay_stars() -> None:
    spans = (Span("It's "), Span("so", frozenset({"emphasis"})), Span("--a *star*"))
    story = story_of(Paragraph(spans, AT, preformatted=True))
    done = typeset(story, Options(), Report()).sections[0].blocks[0]
    assert isinstance(done, Paragraph)
    assert tagged(done.spans) == "It’s <em>so</em>—a *star*"


def test_titles_lose_marks_of_emphasis_because_they_cannot_carry_them() -> None:
    done = typeset(story_of(title="The _Heron_'s Nest"), Options(), Report())
    assert done.sections[0].title == "The Heron’s Nest"


def test_a_line_for_itself() -> None:
    assert typeset_line("The Fox's Tale") == "The Fox’s Tale"
    assert typeset_line('L"ami', "zh") == 'L"ami'


def test_asked_for_language_wins() -> None:
    story = story_of(Paragraph((Span('"Ja"'),), AT), language="en")
    done = typeset(story, Options(language="de"), Report()).sections[0].blocks[0]
    assert isinstance(done, Paragraph) and plain(done.spans) == "„Ja“"


# --------------------------------------------------------------------------- tables


@pytest.mark.parametrize("tag", ["de", "fr-CA", "FR_ch", "en-GB", "xx", "zh-Hant", None])
def test_languages_have_four_quotation_marks(tag: str | None) -> None:
    assert len(language_of(tag).quotes) == 4


def test_word_lists_are_lower_case_and_a_word_stands_in_one_list_of_elisions() -> None:
    words = english_words()
    assert all(word == word.lower() for word in words.elisions | words.likely_elisions)
    assert not words.elisions & words.likely_elisions


# ----------------------------------------------------------------------- properties

PIECES = [*"aBs \"'`“”‘’—–-.…*_/=~!?,5x°\n«»¡", "tis", " 'em", "--", " - ", "etc", "Mr. "]
DIRTY = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
ANY = st.lists(st.one_of(DIRTY, st.text(max_size=30)), min_size=1, max_size=4)
LANGUAGES = st.sampled_from([None, "en", "de", "fr", "es", "sv", "ru", "zh", "eo"])


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@given(ANY, LANGUAGES)
def test_letters_are_kept_and_twice_is_once(texts: list[str], language: str | None) -> None:
    story = story_of(
        *(Paragraph((Span(text),), AT) for text in texts),
        Verse((tuple(VerseLine((Span(text),)) for text in texts),), AT),
        Cue(tuple((Span(text),) for text in texts), AT),
        language=language,
        title=texts[0],
    )
    once = typeset(story, Options(), Report())
    for text, block in zip(texts, once.sections[0].blocks, strict=False):
        assert isinstance(block, Paragraph)
        assert letters(plain(block.spans)) == letters(text)
        assert all(span.text for span in block.spans)
    assert typeset(once, Options(), Report()) == once


@given(DIRTY, st.lists(st.integers(0, 60), max_size=4), LANGUAGES)
def test_spans_do_not_change_what_is_set(text: str, cuts: list[int], language: str | None) -> None:
    bounds = [0, *sorted(cut for cut in cuts if cut < len(text)), len(text)]
    spans = tuple(Span(text[a:b]) for a, b in pairwise(bounds))
    whole, cut = (
        typeset(story_of(Paragraph(s, AT), language=language), Options(), Report())
        for s in ((Span(text),), spans)
    )
    first, second = whole.sections[0].blocks[0], cut.sections[0].blocks[0]
    assert isinstance(first, Paragraph) and isinstance(second, Paragraph)
    assert plain(first.spans) == plain(second.spans)


@given(DIRTY)
def test_edits_rise_and_do_not_overlap(text: str) -> None:
    for rule in RULES:
        edits = rule.edits(text, example_setting(rule))
        assert all(before.end <= after.start for before, after in pairwise(edits))
        assert all(text[edit.start : edit.end] == edit.before for edit in edits)
