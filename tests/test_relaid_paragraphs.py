"""A story is understood alike however its paragraphs are told: by blank lines, indents, or both.

The stories of seeds/ are laid out anew in each way, wrapped by hand as old files are. What is no
paragraph stands in the same way in all of them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from building import untypeset
from notation import block_line, heading_line, metadata_lines

from epubify.model import Block, BreakKind, Cue, Note, Paragraph, SceneBreak, Section, Verse, plain

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
WIDTH = 68
"""Columns of a line."""


@dataclass(frozen=True)
class Layout:
    """One way to tell paragraphs."""

    first: str = ""
    """What stands before the first line of each."""
    rest: str = ""
    """What stands before the others."""
    gap: int = 0
    """Blank lines between paragraphs."""


PARTED = Layout(gap=1)
LAYOUTS = {
    "an indent of two": Layout("  "),
    "an indent of three": Layout("   "),
    "an indent of four": Layout("    "),
    "an indent of five": Layout("     "),
    "an indent of eight": Layout("        "),
    "a tab": Layout("\t"),
    "an indent and a blank line": Layout("    ", gap=1),
    "a narrow indent and a blank line": Layout("  ", gap=1),
    "lines that hang below a blank line": Layout(rest="    ", gap=1),
}


EXCEPTIONS = {("what_the_orchard_kept", "lines that hang below a blank line")}
"""Where it begins, few lines near show that they hang, and a stop that happens to end a full one
ends a paragraph."""


@pytest.mark.parametrize(
    ("seed", "layout"),
    [
        (seed.stem, layout)
        for seed in SEEDS
        for layout in LAYOUTS
        if (seed.stem, layout) not in EXCEPTIONS
    ],
)
def test_paragraphs_are_told_alike(seed: str, layout: str) -> None:
    """Metadata, headings and blocks are those of the text that blank lines part."""
    assert understood(seed, LAYOUTS[layout]) == understood(seed, PARTED)


def test_no_layout_is_that_of_another() -> None:
    """The texts that are compared do differ."""
    texts = {relaid("the_bell_below", layout) for layout in (PARTED, *LAYOUTS.values())}
    assert len(texts) == 1 + len(LAYOUTS)


@cache
def understood(seed: str, layout: Layout) -> tuple[str, ...]:
    """Return what a relaid text is understood as; a gap says only how far lines stand apart."""
    story, _ = untypeset(relaid(seed, layout), "story.txt")
    told = (line for section in story.sections for line in said_in(section))
    return *metadata_lines(story.metadata), *told


def said_in(section: Section) -> Iterator[str]:
    """Yield the heading of a section and its blocks."""
    yield heading_line(section, 1)
    yield from (block_line(block) for block in section.blocks if not is_gap(block))
    for inner in section.sections:
        yield from said_in(inner)


def is_gap(block: Block) -> bool:
    """Tell whether a block is a break of which nothing but space tells."""
    return isinstance(block, SceneBreak) and block.kind is BreakKind.GAP


# ----------------------------------------------------------------------------- laying out


def relaid(seed: str, layout: Layout) -> str:
    """Return a story of seeds/ as a text that is laid out in a way."""
    path = next(path for path in SEEDS if path.stem == seed)
    story, _ = untypeset(path.read_bytes(), path.name)
    said = story.metadata
    top = [f"Title: {said.title}", *(f"Author: {name}" for name in said.authors)]
    lines = [line for section in story.sections for line in lines_of(section, layout)]
    return "\n".join([*top, "", "", *lines]) + "\n"


def lines_of(section: Section, layout: Layout) -> Iterator[str]:
    """Yield the lines of a section: its heading, and its blocks."""
    if section.heading:
        yield from ("", "", section.heading, "", "")
    above: Block | None = None
    for block in section.blocks:
        told_by_layout = isinstance(block, Paragraph) and isinstance(above, Paragraph)
        yield from [""] * (layout.gap if told_by_layout else 1)
        yield from lines_in(block, layout)
        above = block
    for inner in section.sections:
        yield from lines_of(inner, layout)


def lines_in(block: Block, layout: Layout) -> Sequence[str]:
    """Return the lines of a block."""
    if isinstance(block, Paragraph):
        return textwrap.wrap(
            plain(block.spans),
            WIDTH,
            initial_indent=layout.first,
            subsequent_indent=layout.rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
    if isinstance(block, Verse):
        stanzas = [[plain(line.spans) for line in stanza] for stanza in block.stanzas]
        return [20 * " " + line if line else "" for stanza in stanzas for line in (*stanza, "")]
    if isinstance(block, Cue):
        return [plain(line) for line in block.lines]
    if isinstance(block, Note):
        return [line for inner in block.blocks for line in ("", *lines_in(inner, layout))]
    if isinstance(block, SceneBreak):
        return ["", "* * *", ""]
    return []
