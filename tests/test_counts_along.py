"""What is counted as lines go by, and looked for by whole strings: the answers of the full look."""

from __future__ import annotations

import re
from collections import Counter
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epubify.layout import boxes, drawings, edges, habits, speakers, unwrap, verse
from epubify.layout.all_lines import all_lines
from epubify.layout.lines import make_line
from epubify.layout.rows import Row
from epubify.model import Place
from epubify.repair import spacing
from epubify.repair.characters import control
from epubify.repair.manner import Manner
from epubify.text import signs
from epubify.text.stretches import best_states, needed_states, one_state
from epubify.text.word_counts import WORD, count_words, frequencies
from epubify.typography import context as typed
from epubify.typography import mark_clues

AT = Place("x", 1, 1)
PIECES = (
    "ferry", "The", "Mara", "DR.", "van", "o", "a-b", "don't", "goin'", "ha-", "12", "“Oh", "ah”",
    " ", " ", "  ", "    ", "\t", "\xa0", "\n", "\n", ".", ",", " ,", "?", ";", ":", '"', "'", "’",
    "|", "#", "=====", "[off]", "(aside)", "=", "*so*", "//abc//", "are", "words in", "thoughts",
)  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)
LINE = TEXT.map(lambda text: " ".join(text.split()))
INDENTS = st.lists(st.sampled_from([0, 0, 0, 0, 2, 4, 4, 9]), min_size=1, max_size=160)


def rows_at(indents: list[int], **facts: int) -> list[Row]:
    """Return lines that stand in so far; every third goes on with the one above it."""
    rows = []
    for n, indent in enumerate(indents):
        line = make_line(" " * indent + ("the ferry" if n % 3 else "The bell rang."), AT)
        rows.append(Row(line, n, inset=indent, new=n % 3 == 0, **facts))
    return rows


@given(INDENTS)
def test_left_edges_are_those_of_the_lines_around(indents: list[int]) -> None:
    common, reach = edges.LeftmostCommon(indents), edges.EDGE_REACH
    for n, edge in enumerate(edges.left_edges(rows_at(indents))):
        above, below = common.within(max(0, n - reach), n + 1), common.within(n, n + reach + 1)
        low, high = sorted((above, below))
        assert edge == (high if high <= indents[n] else low)


@given(INDENTS)
def test_outer_edges_are_those_of_the_lines_around(indents: list[int]) -> None:
    rows, reach = rows_at(indents), edges.OUTER_REACH
    goes_on = [False, *(row.facts.ending == "open" for row in rows[:-1])]
    for n, edge in enumerate(edges.outer_edges(rows, all_lines(rows))):
        span = range(max(0, n - reach), min(len(rows), n + reach + 1))
        common = Counter(indents[k] for k in span).most_common(2)
        most, second = (*(times for _, times in common), 0)[:2]
        if second < max(edges.FEWEST_OUTER, most / edges.STRAY):
            assert edge is None
            continue
        outer, inner = sorted(indent for indent, _ in common)
        outside, inside = ([k for k in span if indents[k] == at] for at in (outer, inner))
        told = sum(goes_on[k] for k in inside) >= edges.MOST_GO_ON * len(inside)
        if len(outside) < max(edges.FEWEST_OUTSIDE, len(inside) / edges.SHARE_OF_FIRST_LINES):
            length, inner_length = (
                median(rows[k].facts.columns for k in ks) for ks in (outside, inside)
            )
            few = sum(goes_on[k] for k in outside) <= edges.FEW_GO_ON * len(outside)
            told = told and few and length >= edges.AS_LONG * inner_length
        assert edge == (outer if told else None)


@given(INDENTS)
def test_insets_of_paragraphs_are_those_of_the_lines_around(indents: list[int]) -> None:
    rows, reach = rows_at(indents), verse.REACH
    ended = [True, *(row.facts.ending != "open" for row in rows[:-1])]
    found = dict(verse.paragraph_insets(rows))
    assert [*found] == [n for n, inset in enumerate(indents) if inset >= verse.STANDS_IN]
    for n, inset in found.items():
        near = [k for k in range(len(rows)) if abs(k - n) <= reach and rows[k].new]
        after_ends = [indents[k] for k in near if ended[k] and indents[k] >= 1]
        usual = max(after_ends, key=after_ends.count) if after_ends else 0
        same = [k for k in near if indents[k] == usual]
        begin = sum(ended[k] for k in same) >= verse.MOST_AFTER_ENDS * len(same)
        told = begin and len(same) >= verse.MOST_ALIKE * len(near)
        assert inset == (usual if told else 0)


@given(st.floats(0, 1.4), st.floats(0, 1), st.booleans(), st.sampled_from([0, 1, 2, 5]))
def test_how_full_a_line_among_the_fuller_half_is_makes_no_difference(
    full: float, fuller: float, long: bool, gap: int
) -> None:
    joint = habits.Joint(gap, False, False, 0, full, long, "stop", "upper", fuller=fuller)
    least = habits.Joint(gap, False, False, 0, 0.1, long, "stop", "upper", fuller=fuller)
    assert len(habits.likelihoods(joint)) == len(habits.HABITS)
    if fuller >= habits.FULLER_HALF:
        assert habits.likelihoods(joint) == habits.likelihoods(least)
        assert habits.fullness(joint) == habits.fullness(least)


FITS = st.tuples(*[st.sampled_from([-3.0, -1.0, -1.0, 0.0])] * 4)


@given(st.lists(FITS, min_size=1, max_size=20))
def test_states_that_are_not_needed_are_never_the_best(fits: list[tuple[float, ...]]) -> None:
    rarities = (0.0, 0.0, 1.0, 2.0)
    steps = [(tuple(2.0 + rarity for rarity in rarities), fit) for fit in fits]
    best = best_states([-rarity for rarity in rarities], steps)
    kept = needed_states(rarities, fits)
    of_kept = [tuple(tuple(each[n] for n in kept) for each in step) for step in steps]
    assert [kept[n] for n in best_states([-rarities[n] for n in kept], of_kept)] == best


@given(st.lists(FITS, min_size=1, max_size=20), st.lists(st.sampled_from([1.0, 4.0]), min_size=20))
def test_a_state_that_is_surely_the_best_everywhere_is_so(
    fits: list[tuple[float, ...]], costs: list[float]
) -> None:
    start = (0.0, 0.0, -1.0, -2.0)
    prices = [tuple(cost - rarity for rarity in start) for cost, _ in zip(costs, fits)]  # noqa: B905
    same = one_state(start, prices, fits)
    if same is not None:
        assert best_states(start, zip(prices, fits, strict=True)) == [same] * len(fits)


@given(st.lists(LINE.filter(bool), max_size=8))
def test_lines_of_a_drawing_have_what_drawn_lines_have(lines: list[str]) -> None:
    lines += ["|__|  |__ \\", "|      |", "wait(tide);"][: len(lines) % 4]
    told = drawings.may_be_drawn(lines)
    drawn = [drawings.is_drawn(line) or drawings.is_sides(line) for line in lines]
    signed = [any(sign(line) for sign, _, _ in drawings.SIGNS) for line in lines]
    assert not [n for n, perhaps in enumerate(told) if not perhaps and (drawn[n] or signed[n])]


@given(st.lists(LINE.filter(bool), max_size=8))
def test_lines_without_any_sign_that_stands_in_a_text_are_no_key(lines: list[str]) -> None:
    if not any(signs.read_key(line) or signs.read_sample(line) for line in lines):
        assert signs.key_lines(lines) == [False] * len(lines)


@given(st.lists(LINE.filter(bool), max_size=8))
def test_the_words_of_lines_are_those_of_each_line(lines: list[str]) -> None:
    words: set[str] = set()
    for line in map(str.casefold, lines):
        found = unwrap.WORD.findall(line)
        words.update(found[1 : len(found) - line.endswith("-")], unwrap.COMPOUND.findall(line))
    asked = any(line.endswith("-") and line[-2:-1].isalpha() for line in lines)
    assert unwrap.vocabulary(lines) == (words if asked else set())


@given(LINE, LINE)
def test_lines_that_a_space_parts_neither_stick_nor_end_in_mid_word(above: str, line: str) -> None:
    if above and line and unwrap.parts_words(above[-1], line[0]):
        assert not unwrap.sticks(above, line)
        assert not (unwrap.cuts_word(above, line, frozenset()) or unwrap.ends_in_sign(above, line))


@given(LINE)
def test_a_line_that_begins_as_no_box_does_is_of_none(line: str) -> None:
    if line and not boxes.may_be_of_box(line):
        assert not boxes.is_of_box(line)


@given(LINE)
def test_a_line_with_so_many_spaces_names_nobody_above_a_speech(line: str) -> None:
    if not speakers.may_stand_above(line):
        assert speakers.ABOVE.fullmatch(line) is None


@given(LINE)
def test_what_may_be_no_key_has_no_entry_of_one(line: str) -> None:
    if line and not signs.may_be_key(line):
        assert not any(map(signs._entry, [next(signs._entries(line), "")]))


@given(st.lists(TEXT, max_size=4))
def test_words_are_counted_as_a_look_at_all_of_the_text_counts_them(texts: list[str]) -> None:
    word = re.compile(r"[^\W\d_]+")
    assert frequencies(texts, word) == Counter(w for text in texts for w in word.findall(text))


@given(TEXT)
def test_words_are_as_many_as_are_found(text: str) -> None:
    assert count_words(text) == len(WORD.findall(text))


@given(st.lists(TEXT, max_size=4))
def test_words_of_passages_are_those_that_are_found_in_each(texts: list[str]) -> None:
    counts: Counter[str] = Counter()
    for word in (word for text in texts for word in typed._WORD.findall(text)):
        bare = word.strip("'’").lower()
        counts["'" + bare if word[0] in "'’" else bare] += 1
        counts[bare + "'"] += word[-1] in "'’"
    assert typed.count_words(texts) == counts


@given(TEXT)
def test_a_text_has_quotation_marks_where_one_is_found(text: str) -> None:
    assert mark_clues.has_quotation_marks(text) == bool(mark_clues.MARK.search(text))


@given(TEXT)
def test_blanks_side_by_side_are_the_gaps_of_a_text_without_other_spaces(text: str) -> None:
    text = re.sub(r"[\t\xa0]", " ", text)
    gaps, blanks = (list(p.finditer(text)) for p in (spacing._GAP, spacing._BLANKS))
    assert [one.span() for one in gaps] == [one.span() for one in blanks]


@given(TEXT)
def test_spaces_before_marks_are_found_wherever_they_stand(text: str) -> None:
    found = spacing.space_before_mark.edits(text, Manner())
    said = [m.span("space") for m in spacing._BEFORE_MARK.finditer(text)
            if not spacing._AFTER_DOT.match(text, m.end())]  # fmt: skip
    assert [(edit.start, edit.end) for edit in found] == said


@given(st.text("ab \n\x00\x0b\x1a\xad\u200b\ufeff\ud800\uffff", max_size=12))
def test_controls_go_wherever_they_stand(text: str) -> None:
    edits = control.edits(text, Manner())
    left = [c for n, c in enumerate(text) if not any(e.start <= n < e.end for e in edits)]
    assert set(left) <= set("ab \n")


@pytest.mark.parametrize("text", ["The horse, the 'orse, goin' on", "he's goin' home, goin'.", ""])
def test_clipped_words_are_counted_with_the_mark_before_a_small_letter(text: str) -> None:
    counts = typed.count_words([text])
    assert counts["goin'"] == len(re.findall("goin' (?=[a-z])", text))
