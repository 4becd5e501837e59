"""A step that looks only at lines with some sign takes what it would take of all lines."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from epubify.layout.lines import lines_of
from epubify.matter import contents, furniture, posting
from epubify.matter.page import Page
from epubify.matter.separation import Separation, set_apart
from epubify.matter.written_lines import LONGEST_TOLD, WrittenLines
from epubify.model import Matter, Text
from epubify.options import Options
from epubify.report import Report
from epubify.text.facts import facts_of, formless, opens_prose
from epubify.text.lexicon import folded, folded_apart
from epubify.text.recogniser import RECOGNISERS
from epubify.text.title_words import fold_title, fold_titles

PROSE = (
    "The rain had stopped, and the road to the ford was dry.",
    "they went home in the evening,",
    "A paragraph that nobody wrapped, of the rain and the road to the ford, goes on and on, "
    "past the mill and the quay, and to the end of the line.",
)
EXAMPLES = sorted({
    text for one in RECOGNISERS for text in (*one.takes, *one.spares) if isinstance(text, str)
})  # fmt: skip
POSTED = (
    *("Ann Berg <ann@mail.example> wrote:\n> Rain.", "On Monday the 3rd Ann wrote:\n> Rain."),
    *("ann@mail.example said on Monday that ...", "\nReview to ann@mail.example please\n"),
    *("\nTo unsubscribe, write to them.\n", "\n* EOF *\n\n\nTitle: Dusk\nRating: PG"),
    *("\nTBC\nand so on", "(more)", "-- more --", "\nby: Ann\nRating: PG", "End of part 3"),
    *("--- cut here ---", "cut here", "END PART 2 OF 3 CUT-HERE", "\nSent from my mill\n"),
    *("[Prev] [Next]", "SEEN-BY: 12/30", "Msg # 12", "Article 12 of alt.salt:", "-- \nAnn\na@b.de"),
    *("Part 2 of 3", "The Salt Road (2/3)", "The Salt Road, Part 2", "The Salt Road\nby Ann Berg"),
    *("Chapter 5 (cont.)", "Contents: Rain; Sun; Snow; Salt", "12   SALT ROAD", "\f13   SALT ROAD"),
    *("From ann@mail.example Mon Jan  1 1990\nSubject: Salt\nTo: you", "*** START OF IT ***"),
)
QUOTED = [re.sub("^", "> ", text, flags=re.MULTILINE) for text in (*EXAMPLES, *POSTED)]
PIECES = st.sampled_from(
    [*EXAMPLES, *POSTED, *QUOTED, *PROSE, "", "\f", "  ", "12", "12\u00a0\u00a0\u00a0Salt"]
)
MANY = 16
"""Examples that stand in one text."""
TITLES = ("Contents\n\n", "Title: The Salt Road\n\n", "Subject: The Salt Road (1/2)\n\n", "")


def apart(text: str) -> Separation:
    source = Text(text, "utf-8", 1.0, source="the_salt_road.txt")
    return set_apart(lines_of(source), Report(), Options())


def all_lines(page: Page | WrittenLines, *_: object, **__: object) -> list[int]:
    lines = page.lines if isinstance(page, Page) else page.texts
    return list(range(len(lines)))


def all_free(page: Page) -> list[int]:
    return [n for n, line in enumerate(page.lines) if line and page.is_free(n)]


def within(page: Page, *limits: int) -> Iterable[int]:
    *start, end = limits
    return [n for n in range(*start, min(end, len(page.lines))) if page.lines[n]]


def apart_unspared(text: str) -> Separation:
    """Take a text apart with each step looking at all lines."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("having", "saying", "beginning"):
            patch.setattr(WrittenLines, name, all_lines)
        patch.setattr(Page, "free", all_free)
        patch.setattr(posting, "may_be_marks", all_lines)
        patch.setattr(contents, "_may_begin", within)
        patch.setattr(contents, "_may_announce", within)
        return apart(text)


@pytest.mark.parametrize("between", ["\n", "\n\n" + "\n".join(6 * PROSE) + "\n\n"])
@pytest.mark.parametrize("title", TITLES)
def test_no_line_of_any_example_is_held_back(title, between):
    shown = [*EXAMPLES, *POSTED]
    for start in range(len(shown))[::MANY]:
        text = title + between.join(shown[start : start + MANY])
        assert apart(text) == apart_unspared(text)


@given(st.sampled_from(TITLES), st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n"]))))
def test_no_line_is_held_back(title, pieces):
    text = title + "".join(piece + end for piece, end in pieces) + "The end of it."
    assert apart(text) == apart_unspared(text)


ODD = ("Él  dijo", "’Tis — so", "\u00b4", "İstanbul ıı", "ﬁn", "Ünï\u00a0code", "The 3rd", "")
LINES = st.lists(st.text(st.characters(codec="utf-8")) | st.sampled_from([*EXAMPLES, *ODD]))


@given(LINES)
@example(["a\nb", "c"])
def test_many_lines_are_told_of_as_each_is(texts):
    assert folded_apart(texts) == [folded(text) for text in texts]
    assert fold_titles(texts) == [fold_title(text) for text in texts]
    assert [n for n, one in enumerate(formless(texts)) if one and facts_of(texts[n]).form] == []
    assert [n for n, one in enumerate(formless(texts)) if not one and opens_prose(texts[n])] == []


def test_all_lines_are_told_of_whose_words_a_step_looks_at():
    assert max(furniture.LONGEST, contents.LONGEST_ENTRY) <= LONGEST_TOLD


@given(st.lists(st.sampled_from([*PROSE, "", "- 12 -", "@", "a@b"])), st.sampled_from("@-zo"))
def test_signs_are_found_where_they_stand(texts, sign):
    written = WrittenLines(lines_of(Text("\n".join(texts), "utf-8", 1.0)))
    texts = written.texts
    assert written.having([sign]) == [n for n, text in enumerate(texts) if sign in text]
    assert written.beginning([sign]) == [n for n, text in enumerate(texts) if text[:1] == sign]


@pytest.mark.parametrize("letter", "abcdefghijklmnopqrstuvwxyzéñсчо底【*")
def test_lines_begin_as_patterns_without_case_compare(letter):
    signs = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    alike = re.findall(re.escape(letter), "".join(signs), re.IGNORECASE)
    written = WrittenLines(lines_of(Text("\n".join(alike), "utf-8", 1.0)))
    assert len(written.beginning([letter])) == len(alike)


@given(
    st.lists(st.sampled_from([*PROSE, "", "> quoted", "- 12 -"])),
    st.lists(st.integers(0, 20)),
    st.lists(st.integers(0, 20)),
)
def test_lines_are_told_of_as_they_are_now(texts, taken, shortened):
    page = Page(lines_of(Text("\n".join(texts), "utf-8", 1.0)))
    page.take_out([n for n in taken if n < len(page.lines)], Matter.FOOTER)
    for n in shortened:
        if n < len(page.lines) and page.lines[n]:
            page.shorten(n, 1)
    for anew in (False, True):
        if anew:
            page.look_anew()
        assert_told(page)


def assert_told(page: Page) -> None:
    assert page.free() == all_free(page)
    left = [n for n, line in enumerate(page.lines) if 0 < len(line.text) <= LONGEST_TOLD]
    assert [page.folded()[n] for n in left] == [folded(page.lines[n].text) for n in left]
    assert {n for n in left if page.lines[n].text[0] in "->"} <= {*page.beginning("->")}
