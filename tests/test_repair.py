"""What ``repair`` changes, what it leaves alone, and what holds for any text."""

from __future__ import annotations

import pytest
from case_files import Case, Expect, case_params, expect_unless_unchanged
from hypothesis import given
from hypothesis import strategies as st

from epubify.checks.edits import is_sound
from epubify.model import Text
from epubify.options import Options
from epubify.repair import RULES, repair
from epubify.repair.manner import observe
from epubify.report import Report, apply_edits


def fixed(text: str, options: Options | None = None) -> str:
    return repair(Text(text, "utf-8", 1.0, "x"), options or Options(), Report()).text


CHANGES = [(rule, before, after) for rule in RULES for before, after in rule.changes]
KEEPS = [(rule, text) for rule in RULES for text in rule.keeps]


@pytest.mark.parametrize(("rule", "before", "after"), CHANGES, ids=lambda v: getattr(v, "name", ""))
def test_a_rule_changes_its_examples(rule, before, after):
    assert apply_edits(before, rule.edits(before, observe(before))) == after


@pytest.mark.parametrize(("rule", "text"), KEEPS, ids=lambda v: getattr(v, "name", ""))
def test_a_rule_keeps_what_it_leaves_alone(rule, text):
    assert rule.edits(text, observe(text)) == ()


@pytest.mark.parametrize("case", case_params("repair"))
def test_case(case: Case, expect: Expect) -> None:
    expect_unless_unchanged(case, fixed(case.text()), expect)


def test_every_rule_is_explained_and_named_once():
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    for rule in RULES:
        assert rule.summary.endswith(".")
        assert rule.leaves
        assert rule.changes
        assert rule.keeps


@pytest.mark.parametrize("name", [rule.name for rule in RULES])
def test_a_rule_that_is_disabled_makes_no_edits(name):
    rule = next(rule for rule in RULES if rule.name == name)
    report = Report()
    for before, _ in rule.changes:
        text = Text(before, "utf-8", 1.0, "x")
        repair(text, Options(disable=frozenset({name})), report)
    assert name not in report.repairs


def test_html_documents_keep_their_markup():
    page = "<!DOCTYPE html>\n<html><body><p>It&rsquo;s <i>late</i>.</p></body></html>\n"
    assert fixed(page) == page


def test_french_spacing_is_kept_where_it_is_a_habit():
    text = "Quoi ! dit-il. Non ? Si ! Oui ! Bon ; allons !"
    assert fixed(text) == text


CHARS = "abcÉßא.,;!?`'\"-_*´ \t\n=&<>[]\x00\x08\x0b\x0c\x1a\x92\x93\xa0\xad\u200b\u3000\ufeff“”’"
BITS = (
    *("``", "''", "=20\n", "=E2=80=99", "=\n", "&quot;", "&amp;", "&#8217;", "amp;", "<i>"),
    *("</i>", "<br>", "<hr>", "<p>", "[b]", "[/b]", "â€™", "Ã©", "Ã¢â‚¬Å“", "e\u0301", "ﬁ"),
    *("_\x08N", "e\x08'", "x\x08x", "\x1b[1m", "\x1b[3C", "\x1b(0", "\xad\n", "<br\n/>", "<i\n>"),
    *(
        "\u200c\u200d",
        "\u200e",
        "\ufffe",
        "\x00\x00",
        "［＃「b」に傍点］",
        "［＃傍点］",
        "［＃傍点終わり］",
    ),
    *("C H A P T E R   I", "late", " ,", '" ', ' "', "“ ", " ”", "\n\n"),
)
DIRT = st.lists(st.sampled_from([*CHARS, *BITS]), max_size=60).map("".join)


@given(DIRT)
def test_repairing_twice_is_repairing_once(text):
    once = fixed(text)
    assert fixed(once) == once


@given(DIRT)
def test_the_ledger_replays_to_the_repaired_text_and_lines_stay(text):
    report = Report()
    repaired = repair(Text(text, "utf-8", 1.0, "x"), Options(), report).text
    ledger = report.ledger("x")
    assert ledger.replay(text) == repaired
    assert repaired.count("\n") == text.count("\n")
    for rule, edits in ledger.steps:
        for edit in edits:
            assert is_sound(rule, edit.before, edit.after), edit


@given(st.text())
def test_any_text_can_be_repaired(text):
    text = text.replace("\r", "")
    assert fixed(text).count("\n") == text.count("\n")
