"""Lines → paragraphs, verse and breaks, by the paragraph habit of each stretch.

In come lines with what is not story set apart; out go blocks that know how they stood on the
page. No word changes; whether a paragraph is a heading, a note or a cue is left open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from epubify.layout.among_lines import join_among_lines
from epubify.layout.bibliographies import mark_bibliographies
from epubify.layout.boxes import without_boxes
from epubify.layout.breaks import with_breaks
from epubify.layout.bullets import mark_bullets
from epubify.layout.drawings import as_typed, mark_drawn
from epubify.layout.far_apart import part_columns
from epubify.layout.glossaries import mark_glossaries, part_headwords
from epubify.layout.indented import mark_indented
from epubify.layout.items import mark_items
from epubify.layout.joints import find_joints
from epubify.layout.labelled import mark_labelled
from epubify.layout.lines import Line
from epubify.layout.openings import join_quotations, mark_dashes, mark_ideographic
from epubify.layout.paragraphs import paragraph_of
from epubify.layout.rows import Row, rows_of
from epubify.layout.speakers import mark_speakers
from epubify.layout.speeches import speech_of, with_couplets, with_names_above
from epubify.layout.stanzas import with_stanzas
from epubify.layout.unwrap import vocabulary
from epubify.layout.verse import is_list, is_set_as_lines, mark_verse, verse_of
from epubify.model import Block, BreakKind, Fate, Place, Preformatted, SceneBreak
from epubify.model.records import Record

__all__ = ["Layout", "lay_out"]

PASSES: tuple[Callable[[Sequence[Row]], list[Row]], ...] = (
    mark_drawn,
    mark_speakers,
    mark_glossaries,
    find_joints,
    join_among_lines,
    mark_indented,
    part_columns,
    mark_items,
    mark_bibliographies,
    part_headwords,
    mark_labelled,
    mark_dashes,
    mark_ideographic,
    mark_verse,
    join_quotations,
    mark_bullets,
)
"""What is judged of lines, in this order: each returns the rows with what it adds to them."""


class Layout(Record):
    """What the lines of a text make."""

    blocks: tuple[Block, ...]
    underlines: tuple[Place, ...]
    """Lines that only underline the line above them; they are in no block."""
    hyphenations: tuple[Place, ...]
    """Lines whose last hyphen went when the next line was joined on."""
    frames: tuple[Place, ...] = ()
    """Lines that only draw a box around others; they are in no block."""


def lay_out(
    lines: Sequence[Line],
    cut: dict[int, Fate],
    seams: frozenset[int],
    titles: frozenset[str],
    edges: frozenset[int] = frozenset(),
) -> Layout:
    """Return the blocks of a text whose matter has been taken out.

    ``cut`` and ``seams`` are indices of lines: of those taken out, and of those where a new
    post, scan or paste begins; no block goes on over ``edges``. ``titles`` are folded titles
    known from a contents list: such a line stands alone. Every line with text ends up in exactly
    one block; only underlines and signs for a paragraph's end are not in the blocks.
    """
    lines, frames = without_boxes(lines)
    rows = rows_of(lines, cut, seams, titles, edges)
    for judge in PASSES:
        rows = judge(rows)
    words = vocabulary([row.line.text for row in rows if not row.drawn])
    groups = with_couplets(with_stanzas(groups_of(rows)))
    rows = [row for group, _ in groups for row in group]
    laid = [
        block_of(part, words, joined=not kept and part is group)
        for group, kept in groups
        for part in ([group] if kept else parted(group))
    ]
    return Layout(
        tuple(with_names_above(with_breaks([block for block, _ in laid], rows), rows)),
        tuple(at for row in rows for at in row.underlines),
        tuple(at for _, joined_lines in laid for at in joined_lines),
        tuple(frames),
    )


def groups_of(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the rows of each block."""
    groups: list[list[Row]] = []
    for row in rows:
        if groups and is_same_block(groups[-1][-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def is_same_block(above: Row, row: Row) -> bool:
    """Tell whether a row goes on with the block of the row above it."""
    if row.edge:
        return False
    if above.drawn or row.drawn:
        return above.drawn and row.drawn and not row.drawn_anew
    if above.item or row.item:
        return above.item and row.item and not row.gap
    return (above.verse and row.verse) or (above.verse == row.verse and not row.new)


def parted(group: list[Row]) -> Iterator[list[Row]]:
    """Yield a group whose lines are joined, cut where a line ends for a reason."""
    start = 0
    for n in range(1, len(group)):
        if group[n].parted:
            yield group[start:n]
            start = n
    yield group[start:] if start else group


def block_of(group: list[Row], words: frozenset[str], *, joined: bool) -> tuple[Block, list[Place]]:
    """Return the block that a group of rows makes, and its lines that lost their last hyphen.

    ``joined`` says that it is known that the lines of the group are not kept.
    """
    first = group[0]
    at = first.line.at if len(group) == 1 else first.line.at.to(group[-1].line.at)
    if first.ornament:
        return SceneBreak(BreakKind.ORNAMENT, at, first.line.text), []
    if first.drawn:
        return Preformatted(as_typed(group), at), []
    if first.speaker:
        return speech_of(group, at, words)
    if first.item:
        return verse_of(group, at, "lines"), []
    listed = len(group) > 1 and group[-1].labelled
    if first.verse or (not joined and not listed and is_set_as_lines(group)):
        return verse_of(group, at), []
    if not joined and (listed or is_list(group)):
        return verse_of(group, at, "lines"), []
    return paragraph_of(group, at, words)


# -------------------------------------------------------------------------------- breaks
