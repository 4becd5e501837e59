"""Blocks cut apart along the lines of their source, so that single lines can be corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import dedent

from msgspec.structs import replace

from epubify.errors import InputError
from epubify.headings.gaps import is_gap
from epubify.layout.lines import TAB_WIDTH, make_line
from epubify.model import (
    SOFT_BREAK,
    Block,
    BreakKind,
    Cue,
    Note,
    Paragraph,
    Place,
    Preformatted,
    SceneBreak,
    Span,
    Speech,
    Text,
    Verse,
    VerseLine,
    plain,
)
from epubify.text.blocks import cut


class SourcePage:
    """The lines of a source, by which its blocks can be cut apart again."""

    def __init__(self, text: Text, joined: Iterable[Place]) -> None:
        self.source = text.source
        self.lines = text.text.split("\n")
        self.hyphenations = frozenset(at.last_line for at in joined)

    def with_line_alone(self, blocks: list[Block], line: int) -> list[Block]:
        """Return the blocks with a line in a paragraph of its own, wherever it stood."""
        blocks = self.cut(self.cut(blocks, line), line + 1)
        at = Place(self.source, line, line)
        index = starting_at(blocks, line)
        if index is None:  # what was set apart comes back
            after = next((n for n, b in enumerate(blocks) if b.at.first_line > line), len(blocks))
            return [*blocks[:after], self.paragraph(at), *blocks[after:]]
        if not isinstance(blocks[index], Paragraph):
            blocks[index] = self.paragraph(at)
        return blocks

    def with_break(self, blocks: list[Block], line: int) -> list[Block]:
        """Return the blocks with a scene break before a line; a gap there becomes one."""
        blocks = self.cut(blocks, line)
        index = starting_at(blocks, line)
        if index is None:
            raise InputError(self.source, line, "no scene can begin at this line")
        before = blocks[:index]
        if before and isinstance(before[-1], SceneBreak):
            before.pop()
        mark = SceneBreak(BreakKind.ORNAMENT, Place(self.source, line, line))
        return [*before, mark, *blocks[index:]]

    def paragraph(self, at: Place) -> Paragraph:
        """Return a line of the source as a paragraph."""
        return Paragraph((Span(self.lines[at.first_line - 1].strip()),), at)

    def inset(self, line: int) -> int:
        """Return the columns that the text of a line stands in from the edge."""
        return make_line(self.lines[line - 1], Place(self.source, line, line)).indent

    def as_drawn(self, at: Place) -> tuple[str, ...]:
        """Return lines with the space in them, without what all have before them."""
        drawn = self.lines[at.first_line - 1 : at.last_line]
        return tuple(dedent("\n".join(line.expandtabs(TAB_WIDTH) for line in drawn)).split("\n"))

    def cut(self, blocks: Sequence[Block], line: int) -> list[Block]:
        """Return the blocks with the one that a line stands in cut in two before it."""
        cut: list[Block] = []
        for block in blocks:
            inside = block.at.first_line < line <= block.at.last_line
            cut += self.parted(block, line) if inside else [block]
        return cut

    def parted(self, block: Block, line: int) -> list[Block]:
        """Return the two parts of a block, the second from a line on."""
        above, below = self.places(block, line)
        if line - 1 in self.hyphenations or self.lines[line - 2].endswith(SOFT_BREAK):
            raise InputError(self.source, line, "shares a word with the line before")
        match block:
            case Paragraph():
                return self.parted_paragraph(block, above, below)
            case Verse(stanzas=stanzas):
                count = self.count(above)
                one, two = _parted_stanzas(stanzas, count)
                verse = replace(block, stanzas=one, at=above)
                return [verse, replace(block, stanzas=two, at=below)]
            case Cue(lines=lines):
                count = self.count(above)
                one_cue = replace(block, lines=lines[:count], at=above)
                return [one_cue, replace(block, lines=lines[count:], at=below)]
            case Preformatted(lines=drawn):
                first_drawn = line - block.at.first_line
                one_drawn = replace(block, lines=drawn[:first_drawn], at=above)
                return [one_drawn, replace(block, lines=drawn[first_drawn:], at=below)]
            case Speech(blocks=said):
                parts = self.cut(said, line)
                kept = tuple(part for part in parts if part.at.first_line < line)
                return [replace(block, blocks=kept, at=above), *parts[len(kept) :]]
            case Note(blocks=inner):
                pieces = self.cut(inner, line)
                first = [piece for piece in pieces if piece.at.first_line < line]
                rest = pieces[len(first) :]
                return [
                    replace(block, blocks=tuple(first), at=above),
                    replace(block, blocks=tuple(rest), at=below),
                ]
        raise InputError(self.source, line, "cannot be parted from what stands around it")

    def parted_paragraph(self, block: Paragraph, above: Place, below: Place) -> list[Block]:
        """Return a paragraph in two, parted where a line of the source begins."""
        text = plain(block.spans)
        wanted = self.lines[below.first_line - 1].strip()
        before = self.lines[above.first_line - 1 : above.last_line]
        expected = len(" ".join(" ".join(before).split()))
        offset = _nearest(text, wanted, expected)
        if offset is None:
            problem = "was changed when its lines were joined, and cannot be parted again"
            raise InputError(self.source, below.first_line, problem)
        one, two = cut(block.spans, 0, offset), cut(block.spans, offset, len(text))
        lines = self.count(above)
        first = replace(block.setting, lines=lines)
        last = replace(block.setting, lines=max(1, block.setting.lines - lines), gap_before=0)
        return [
            replace(block, spans=one, at=above, setting=first),
            replace(block, spans=two, at=below, setting=last),
        ]

    def places(self, block: Block, line: int) -> tuple[Place, Place]:
        """Return the places of the lines of a block before a line, and from it on."""
        last = line - 1
        while last > block.at.first_line and not self.lines[last - 1].strip():
            last -= 1
        return replace(block.at, last_line=last), replace(block.at, first_line=line)

    def count(self, at: Place) -> int:
        """Return the number of lines with text at a place."""
        return sum(bool(line.strip()) for line in self.lines[at.first_line - 1 : at.last_line])


def starting_at(blocks: Sequence[Block], line: int) -> int | None:
    """Return the index of the block that starts at a line; gaps have no text to start with."""
    for index, block in enumerate(blocks):
        if block.at.first_line == line and not is_gap(block):
            return index
    return None


def _parted_stanzas(
    stanzas: Iterable[tuple[VerseLine, ...]], count: int
) -> tuple[tuple[tuple[VerseLine, ...], ...], tuple[tuple[VerseLine, ...], ...]]:
    """Return the stanzas that hold the first lines, and those that hold the others."""
    one, two = [], []
    for stanza in stanzas:
        if stanza[:count]:
            one.append(stanza[:count])
        if stanza[count:]:
            two.append(stanza[count:])
        count = max(0, count - len(stanza))
    return tuple(one), tuple(two)


def _nearest(text: str, wanted: str, expected: int) -> int | None:
    """Return where a text has these words, as near as can be to a place."""
    best: int | None = None
    found = text.find(wanted)
    while found >= 0:
        if best is None or abs(found - expected) < abs(best - expected):
            best = found
        found = text.find(wanted, found + 1)
    return best
