"""Lines → paragraphs, verse and breaks, by the paragraph habit of each stretch.

In come lines with what is not story set apart; out go blocks that know how they stood on the
page. No word changes; whether a paragraph is a heading, a note or a cue is left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mode

from epubify.layout.joints import find_joints
from epubify.layout.lines import Line
from epubify.layout.rows import Row, rows_of
from epubify.layout.unwrap import joined, vocabulary
from epubify.layout.verse import is_set_as_lines, mark_verse, verse_of
from epubify.model import Block, BreakKind, Fate, Paragraph, Place, SceneBreak, Setting, Span, Verse

__all__ = ["Layout", "lay_out"]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the lines of a text make."""

    blocks: tuple[Block, ...]
    underlines: tuple[Place, ...]
    """Lines that only underline the line above them; they are in no block."""
    joined: tuple[Place, ...]
    """Lines whose last hyphen went when the next line was joined on."""


def lay_out(
    lines: Sequence[Line],
    cut: dict[int, Fate],
    seams: frozenset[int],
    titles: frozenset[str],
) -> Layout:
    """Return the blocks of a text whose matter has been taken out.

    ``cut`` and ``seams`` are indices of lines: of those taken out, and of those where a new
    post, scan or paste begins. ``titles`` are folded titles known from a contents list: such
    a line stands alone. Every line with text ends up in exactly one block; only underlines
    and signs for a paragraph's end are not in the blocks.
    """
    rows = rows_of(lines, cut, seams, titles)
    find_joints(rows)
    mark_verse(rows)
    words = vocabulary([row.line.text for row in rows])
    laid = [block_of(group, words) for group in groups_of(rows)]
    return Layout(
        tuple(with_breaks([block for block, _ in laid], rows)),
        tuple(at for row in rows for at in row.underlines),
        tuple(at for _, joined_lines in laid for at in joined_lines),
    )


def groups_of(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows of each block."""
    group: list[Row] = []
    for row in rows:
        together = group and group[-1].verse and row.verse
        if group and (row.verse != group[-1].verse or (row.new and not together)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def block_of(group: list[Row], words: frozenset[str]) -> tuple[Block, list[Place]]:
    """Return the block that a group of rows makes, and its lines that lost their last hyphen."""
    at = group[0].line.at.to(group[-1].line.at)
    if group[0].ornament:
        return SceneBreak(BreakKind.ORNAMENT, at, group[0].line.text), []
    if group[0].verse or is_set_as_lines(group):
        return verse_of(group, at), []
    text, joined_lines = joined([row.line for row in group], words)
    return Paragraph((Span(text),), at, setting=setting_of(group)), joined_lines


def setting_of(group: Sequence[Row]) -> Setting:
    """Return how a paragraph stood on the page."""
    first = group[0]
    return Setting(
        lines=len(group),
        inset=first.inset,
        gap_before=first.gap,
        underlined=bool(first.underlines),
        page_before=first.page or first.seam,
        single=first.habit is None or not first.habit.wrapped,
        unit=first.habit.unit if first.habit else 0,
    )


# -------------------------------------------------------------------------------- breaks


def with_breaks(blocks: Sequence[Block], rows: Sequence[Row]) -> Iterator[Block]:
    """Yield the blocks with a gap where the author left a wider space than usual."""
    order = {row.line.number: n for n, row in enumerate(rows)}
    usual = usual_gaps(rows)
    for n, block in enumerate(blocks):
        index = order[block.at.first_line]
        row = rows[index]
        if n and is_gap(row, usual[index], blocks[n - 1]) and not row.alone:
            at = Place(block.at.source, row.line.number - 1, row.line.number - 1)
            yield SceneBreak(BreakKind.GAP, at)
        yield block


def usual_gaps(rows: Sequence[Row], reach: int = 40) -> list[int]:
    """Return for each line how many blank lines usually stand between paragraphs around it."""
    gaps = []
    for n, row in enumerate(rows):
        around = [
            r.gap
            for r in rows[max(1, n - reach) : n + reach + 1]
            if r.new and not (r.alone or r.cut or r.seam or r.verse) and r.habit is row.habit
        ]
        if row.habit and row.habit.mark == "indent":
            gaps.append(row.habit.unit)
        else:
            gaps.append(mode(sorted(around)) if around else 1)
    return gaps


def is_gap(row: Row, usual: int, before: Block) -> bool:
    """Tell whether the space before a block is wider than between paragraphs."""
    if (
        row.cut
        or row.seam
        or isinstance(before, SceneBreak)
        or row.verse
        or isinstance(before, Verse)
    ):
        return False
    return row.gap > usual
