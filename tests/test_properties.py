"""What holds for every text: generated stories in all their layouts and dirt, and the seeds.

The stories are composed of the things that real files are made of; where a property fails,
hypothesis finds the smallest story for which it does.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import building
import pytest
from building import Reading, book_of
from hypothesis import given, settings
from hypothesis import strategies as st

from epubify.decode import decode
from epubify.errors import EpubifyError, WordsLost
from epubify.files.inputs import Input, read_source
from epubify.model import Block, Letter, Manuscript, SceneBreak, Section, Source, Text
from epubify.options import Options
from epubify.repair import repair
from epubify.report import Ledger, Report
from epubify.typography import typeset

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
OPTIONS = Options(no_cover=True)

FEW = settings(max_examples=25)
"""Where each example is made into a book."""

# ----------------------------------------------------------------------- generated stories

SENTENCES = [
    "The lamp went out at six",
    "Nobody had thought to feed the harbourmaster's dog",
    'she said, "I`ll go if you won`t"',
    "It was ``not'' the wind -- or so they said",
    "'Twas the '90s, and rock 'n' roll was dead",
    "He measured it: 5'10\" and no more . . . perhaps",
    "_Never_ again, he thought, *never*, and not /now/ either",
    "The café on the Straße was shut",
    "“Already set,” said the printer’s boy—and it was…",
    "She wrote 3 x 4 = 12 on the wall, then 7 &amp; 8 and <i>left</i>",
    "don\u00e2\u20ac\u2122t look now",
    "He came to see the well-\nknown man, the well-known one",
    "– No, dijo ella. «Nunca»",
    "C H A P T E R and verse",
    "春の夜の夢の浮橋",
    "http://example.org/~ann/index.html is where it was",
    "AND THEN SHE SHOUTED",
    "I",
]
ENDS = [".", "!", "?", "...", ",", "--", '."', "?'", ""]
HEADINGS = [
    "Chapter {n}",
    "CHAPTER {n}: The Keeper",
    "{n}",
    "{n}.",
    "Part {n}",
    "-= {n} =-",
    "Prologue",
    "The Long Way Round",
    "Chapter {n} (cont.)",
    "Epilogue",
]
BREAKS = ["* * *", "***", "~*~", "oOo", "-----", "#", "", "\f", "<hr>"]
MATTER = [
    "Title: The Lamp",
    "by Ann Bee",
    "Author: Ann Bee <ann@example.org>",
    "Disclaimer: not mine, all\ntheirs.",
    "Rating: PG",
    "A/N: please review!",
    "(Author's note: this is short.)",
    "Contents\n\nChapter 1\nChapter 2",
    "From: ann@example.org\nSubject: The Lamp (1/2)",
    "-- \nAnn",
    "THE END",
    "*flashback*",
    "    Roses are red,\n      violets blue,\n    so are the others,\n    and so are you",
    "Page 12",
    "> quoted once\n> and again",
]


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    sentences = st.tuples(st.sampled_from(SENTENCES), st.sampled_from(ENDS))
    parts = draw(st.lists(sentences, min_size=1, max_size=5))
    return " ".join(sentence + end for sentence, end in parts)


@st.composite
def pieces(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["paragraph"] * 6 + ["heading", "break", "matter"]))
    if kind == "paragraph":
        return draw(paragraphs())
    if kind == "heading":
        number = draw(st.sampled_from(["1", "2", "3", "4", "IV", "Two"]))
        return draw(st.sampled_from(HEADINGS)).format(n=number)
    return draw(st.sampled_from(BREAKS if kind == "break" else MATTER))


@dataclass(frozen=True)
class Layout:
    """How a typist set paragraphs."""

    width: int
    gap: str
    indent: str = ""
    double: bool = False

    def of(self, parts: list[str]) -> str:
        text = self.gap.join(self._set(part) for part in parts) + "\n"
        return text.replace("\n", "\n\n") if self.double else text

    def _set(self, part: str) -> str:
        if not self.width or "\n" in part or len(part) < self.width:
            return part if "\n" in part else self.indent + part
        return textwrap.fill(part, self.width, initial_indent=self.indent, break_on_hyphens=True)


LAYOUTS = [
    Layout(0, "\n\n"),
    Layout(0, "\n"),
    Layout(64, "\n\n"),
    Layout(40, "\n", "    "),
    Layout(72, "\n\n\n"),
    Layout(60, "\n\n", double=True),
    Layout(0, "\n", "\t"),
]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "utf-8 twice"]
NEWLINES = ["\n", "\r\n", "\r"]


def encoded(text: str, encoding: str) -> bytes:
    if encoding == "utf-8 twice":
        return text.encode().decode("latin-1").encode()
    return text.encode(encoding, "xmlcharrefreplace")


@st.composite
def stories(draw: st.DrawFn) -> Source:
    parts = draw(st.lists(pieces(), min_size=1, max_size=14))
    habits = draw(st.lists(st.sampled_from(LAYOUTS), min_size=1, max_size=2))
    half = len(parts) // len(habits)
    halves = [parts] if len(habits) == 1 else [parts[:half], parts[half:]]
    text = "\n".join(h.of(p) for h, p in zip(habits, halves, strict=True) if p)
    newline = draw(st.sampled_from(NEWLINES))
    data = encoded(text.replace("\n", newline), draw(st.sampled_from(ENCODINGS)))
    return Source("story.txt", data)


seeds = pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)


# ---------------------------------------------------------------------------- the readings


@cache
def read_seed(path: Path) -> tuple[Source, Reading, Report]:
    source = read_source(Input(path.name, path))
    reading, report = closely(source)
    assert reading is not None
    return source, reading, report


def closely(source: Source) -> tuple[Reading | None, Report]:
    """Return the reading of a source, None where it is refused as it should be."""
    report = Report()
    try:
        return building.closely(source, OPTIONS, report)
    except EpubifyError:
        return None, report


def repaired(source: Source) -> tuple[Text, Ledger] | None:
    report = Report()
    try:
        text = repair(decode(source, OPTIONS, report), OPTIONS, report)
    except EpubifyError:
        return None
    return text, report.ledger(source.name)


# ------------------------------------------------------------------------------ repairing


def assert_repaired_once(text: Text) -> None:
    again = Report()
    assert repair(text, OPTIONS, again).text == text.text
    assert not again.repairs


@given(stories())
def test_repairing_twice_equals_once(source):
    if found := repaired(source):
        assert_repaired_once(found[0])


@seeds
def test_repairing_a_seed_twice_equals_once(seed):
    _, reading, _ = read_seed(seed)
    assert_repaired_once(reading.text)


def decoded_again(ledger: Ledger) -> str:
    """Return the text of the bytes, as the ledger says that they were read."""
    parts = (ledger.data[p.start : p.end].decode(p.encoding, "replace") for p in ledger.pieces)
    text = "".join(parts).removeprefix("\ufeff")
    for newline in ("\r\n", "\r", "\u2028", "\x85"):
        text = text.replace(newline, "\n")
    return text


@given(stories())
def test_the_recorded_edits_give_the_repaired_text(source):
    if found := repaired(source):
        text, ledger = found
        assert ledger.replay(decoded_again(ledger)) == text.text


@seeds
def test_the_recorded_edits_give_the_repaired_seed(seed):
    source, reading, report = read_seed(seed)
    ledger = report.ledger(source.name)
    assert ledger.replay(decoded_again(ledger)) == reading.text.text


@given(stories())
def test_repairs_never_move_a_line(source):
    if found := repaired(source):
        text, ledger = found
        assert text.text.count("\n") == decoded_again(ledger).count("\n")


# ----------------------------------------------------------------------------- typesetting


@given(stories())
def test_typesetting_what_is_typeset_changes_nothing(source):
    reading, _ = closely(source)
    if reading:
        assert typeset(reading.story, OPTIONS, Report()) == reading.story


@seeds
def test_typesetting_a_typeset_seed_changes_nothing(seed):
    _, reading, _ = read_seed(seed)
    assert typeset(reading.story, OPTIONS, Report()) == reading.story


# --------------------------------------------------------------------- sections and lines


def text_blocks(blocks: tuple[Block, ...]) -> list[tuple[type, int, int]]:
    """Return the blocks without scene breaks, by kind and place: typography changes their text."""
    return [
        (type(block), block.at.first_line, block.at.last_line)
        for block in blocks
        if not isinstance(block, SceneBreak)
    ]


def joined(sections: tuple[Section, ...]) -> tuple[Block, ...]:
    """Return all blocks in reading order; those of a letter stand for it."""
    return tuple(
        inner
        for section in sections
        for block in (*section.blocks, *joined(section.sections))
        for inner in (chain(*block.parts.values()) if isinstance(block, Letter) else (block,))
    )


def assert_sections_make_the_manuscript(reading: Reading) -> None:
    manuscript: Manuscript = reading.manuscript
    accepted = reading.headings.accepted
    taken = {c.index for c in accepted} | {c.title_index for c in accepted}
    taken |= reading.headings.repeated  # said twice in the source, and named in the report
    rest = tuple(b for n, b in enumerate(manuscript.blocks) if n not in taken)
    sections = joined(reading.story.sections)
    assert text_blocks(sections) == text_blocks(rest)
    marks = [block.at for block in rest if isinstance(block, SceneBreak)]
    kept = [block.at for block in sections if isinstance(block, SceneBreak)]
    assert [at for at in marks if at in set(kept)] == kept


@given(stories())
def test_the_sections_joined_equal_the_manuscript(source):
    reading, _ = closely(source)
    if reading:
        assert_sections_make_the_manuscript(reading)


@seeds
def test_the_sections_of_a_seed_joined_equal_the_manuscript(seed):
    assert_sections_make_the_manuscript(read_seed(seed)[1])


def assert_every_line_has_a_fate(reading: Reading, report: Report) -> None:
    lines = reading.text.text.removesuffix("\n").split("\n")
    fates = report.ledger(reading.text.source).fates
    assert sorted(fates) == list(range(1, len(lines) + 1))


@given(stories())
def test_every_line_has_one_fate(source):
    reading, report = closely(source)
    if reading:
        assert_every_line_has_a_fate(reading, report)


@seeds
def test_every_line_of_a_seed_has_one_fate(seed):
    _, reading, report = read_seed(seed)
    assert_every_line_has_a_fate(reading, report)


# ------------------------------------------------------------------------------ the book


def assert_proved_or_refused(source: Source) -> None:
    """Either a book comes about, and then its proof holds, or the source is refused.

    That words were lost is the one refusal that must never be met.
    """
    with TemporaryDirectory() as folder:
        target = Path(folder, "book.epub")
        try:
            book_of(source).write(target)
        except WordsLost:
            raise
        except EpubifyError as error:
            assert str(error)
            assert not target.exists()
        else:
            assert target.stat().st_size


@FEW
@given(stories())
def test_a_story_becomes_a_proved_book_or_is_refused(source):
    assert_proved_or_refused(source)


@FEW
@given(st.text(max_size=300), st.sampled_from(ENCODINGS))
def test_any_text_becomes_a_proved_book_or_is_refused(text, encoding):
    data = encoded(text.encode("utf-8", "ignore").decode(), encoding)
    assert_proved_or_refused(Source("story.txt", data))


@FEW
@given(st.binary(max_size=200))
def test_any_bytes_become_a_proved_book_or_are_refused(data):
    assert_proved_or_refused(Source("story.txt", data))


@FEW
@given(stories())
def test_the_same_story_is_read_in_the_same_way_twice(source):
    one, two = closely(source), closely(source)
    assert one[0] == two[0] or (one[0] and two[0] and one[0].story == two[0].story)
    assert one[1].findings == two[1].findings
