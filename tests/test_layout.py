"""Layout: lines in, blocks out. Cases as text, and properties of any text.

The blocks of a case are written on one line each: ``p:`` a paragraph, ``verse:`` lines with
`` / `` between them, ``break:`` an ornament, ``gap`` a wider space.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from case_files import Case, Expect, case_params
from hypothesis import given, settings
from hypothesis import strategies as st

from epubify.headings import Headings
from epubify.headings.fates import account_lines
from epubify.layout import lay_out
from epubify.layout.lines import lines_of
from epubify.matter.contents import take_contents
from epubify.matter.envelope import open_envelopes
from epubify.matter.furniture import take_furniture
from epubify.matter.page import Page
from epubify.model import (
    LEFT_OUT,
    SOFT_BREAK,
    Block,
    BreakKind,
    Fate,
    Manuscript,
    Metadata,
    Paragraph,
    Preformatted,
    SceneBreak,
    Speech,
    Text,
    Verse,
    plain,
)
from epubify.text.title_words import fold_title


def understood(text: str) -> Manuscript:
    """Return a text laid out after all that is no story has been taken out."""
    source = Text(text, "utf-8", 1.0, "case")
    page = Page(lines_of(source))
    open_envelopes(page)
    titles = frozenset(fold_title(entry) for entry in take_contents(page))
    take_furniture(page)
    layout = lay_out(page.lines, page.cut, frozenset(page.seams), titles)
    return Manuscript(Metadata(), layout.blocks, text=source, set_apart=tuple(page.taken))


def laid_out(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text."""
    return understood(text).blocks


def fates_of(text: str) -> Mapping[int, Fate]:
    """Return what became of each line of a text in which no headings were sought."""
    return account_lines(understood(text), Headings(())).fates


def notation(block: Block) -> str:
    """Return a block as the cases write it."""
    if isinstance(block, Paragraph):
        return f"p: {plain(block.spans)}"
    if isinstance(block, Verse):
        stanzas = (" / ".join(plain(line.spans) for line in stanza) for stanza in block.stanzas)
        return "verse: " + " // ".join(stanzas)
    if isinstance(block, Preformatted):
        return "as typed: " + " / ".join(block.lines)
    if isinstance(block, Speech):
        return f"{plain(block.speaker)} | " + " // ".join(map(notation, block.blocks))
    assert isinstance(block, SceneBreak)
    return "gap" if block.kind is BreakKind.GAP else f"break: {block.mark}"


@pytest.mark.parametrize("case", case_params("layout"))
def test_case(case: Case, expect: Expect) -> None:
    """The text of a case comes out in the blocks that it names."""
    expect(case, "blocks", [notation(block) for block in laid_out(f"{case.text()}\n")])


WORDS = st.sampled_from(
    [
        "and",
        "the",
        "old",
        "sea",
        "Nora",
        "“Yes.”",
        "gone.",
        "she",
        "said--",
        "*",
        "12",
        "IV",
        ">",
        "|",
        "wind-",
        "mill",
        "Chapter",
        "2",
        "¶",
        "-",
        "--",
        "\\",
        "山",
        "。",
    ]
)
BREAKS = st.sampled_from(
    ["\n", "\n\n", "\n\n\n", "\n    ", "\n\t", "\n\n\n\n\n", "\f", f"{SOFT_BREAK}\n", "\n> "]
)
SCRIBBLES = st.lists(st.one_of(WORDS, WORDS, WORDS, BREAKS), max_size=120).map(" ".join)
ANYTHING = st.one_of(SCRIBBLES, st.text(max_size=300).map(lambda text: text.replace("\r", "\n")))


def tokens(text: str) -> list[str]:
    """Return the letters and digits of a text, all else left out."""
    return [c for c in text if c.isalnum()]


@settings(max_examples=150)
@given(ANYTHING)
def test_every_line_has_one_fate(text: str) -> None:
    """Every line of a text has a fate, and only those without text are blank."""
    fates = fates_of(text)
    lines = text.removesuffix("\n").split("\n") if text else []
    assert sorted(fates) == list(range(1, len(lines) + 1))
    for number, line in enumerate(lines, 1):
        if fates[number] is Fate.BLANK:
            assert not tokens(line.replace(SOFT_BREAK, "")) or line.endswith(SOFT_BREAK)


@settings(max_examples=150)
@given(ANYTHING)
def test_words_stay_in_order(text: str) -> None:
    """The letters of all lines that are not left out stand in the blocks, in their order."""
    blocks, fates = laid_out(text), fates_of(text)
    kept = [
        line
        for number, line in enumerate(text.split("\n"), 1)
        if fates.get(number, Fate.BLANK) not in LEFT_OUT
    ]
    have = tokens("".join(notation(block).partition(":")[2] for block in blocks))
    prefixes = [c for c in "".join(kept) if c.isalnum()]
    assert have == prefixes


@given(SCRIBBLES)
def test_layout_is_stable(text: str) -> None:
    """The same text gives the same blocks every time."""
    assert laid_out(text) == laid_out(text)


def test_a_row_of_crosses_is_the_number_after_the_one_that_stands_alone_too():
    text = "{}\n\nHe left.\n\nXXX\n\nShe stayed."
    counted = lay_out(
        lines_of(Text(text.format("XXIX"), "utf-8", 1.0)), {}, frozenset(), frozenset()
    )
    alone = lay_out(lines_of(Text(text.format("Rain"), "utf-8", 1.0)), {}, frozenset(), frozenset())
    assert not any(isinstance(block, SceneBreak) for block in counted.blocks)
    assert [type(block) for block in alone.blocks].count(SceneBreak) == 1
