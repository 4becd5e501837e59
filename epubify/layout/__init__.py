"""Lines → paragraphs, verse and breaks, by the paragraph habit of each stretch.

In come lines with what is not story set apart; out go blocks that know how they stood on the
page. No word changes; whether a paragraph is a heading, a note or a cue is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import mode

from epubify.layout.boxes import without_boxes
from epubify.layout.drawn import as_typed, mark_drawn
from epubify.layout.joints import find_joints, join_quotations
from epubify.layout.lines import Line
from epubify.layout.rows import Row, rows_of
from epubify.layout.speakers import mark_speakers
from epubify.layout.unwrap import joined, vocabulary
from epubify.layout.verse import is_list, is_set_as_lines, mark_verse, verse_of
from epubify.model import (
    Block,
    BreakKind,
    Fate,
    Paragraph,
    Place,
    Preformatted,
    SceneBreak,
    Setting,
    Span,
    Speech,
    Verse,
    plain,
)
from epubify.text.facts import facts_of

MOST_SHOWN, LINES_SHOWN = 3, 8
"""Paragraphs and lines between two gaps that only set off what is shown. With more, short scenes
are lost; with fewer, each sign that somebody reads makes two scenes."""
STANZA_SLACK = 12
"""Columns by which a stanza may be longer than those around it. With more, a paragraph between two
songs is verse; with fewer, the stanza with the longest line is joined."""
SEAM = 12
"""Blank lines that are a break whatever the habit. With fewer, pages that were padded are scenes;
with more, the seams of files that were glued together are none."""
MOST_GAPS, FEWEST_TO_TELL = 0.3, 12
"""Share of paragraphs with a wider space before them from which the space says nothing, and how
many paragraphs must stand near to tell. With a larger share every pause of a dialogue is a scene;
with a smaller one short scenes have no breaks."""
LONGEST_TITLE = 60
"""Characters of a line that may be a title. With more, gaps after a long line without an end are
lost; with fewer, gaps stand below long titles."""
FARTHEST_BELOW = 3
"""Lines from a name to what is said below it. With fewer, double-spaced speeches stand apart from
their speakers; with more, directions are spoken."""
__all__ = ["Layout", "lay_out"]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the lines of a text make."""

    blocks: tuple[Block, ...]
    underlines: tuple[Place, ...]
    """Lines that only underline the line above them; they are in no block."""
    joined: tuple[Place, ...]
    """Lines whose last hyphen went when the next line was joined on."""
    frames: tuple[Place, ...] = ()
    """Lines that only draw a box around others; they are in no block."""


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
    lines, frames = without_boxes(lines)
    rows = rows_of(lines, cut, seams, titles)
    mark_drawn(rows)
    mark_speakers(rows)
    find_joints(rows)
    mark_verse(rows)
    join_quotations(rows)
    words = vocabulary([row.line.text for row in rows if not row.drawn])
    laid = [block_of(group, words) for group in groups_of(rows)]
    return Layout(
        tuple(with_names_above(with_breaks([block for block, _ in laid], rows))),
        tuple(at for row in rows for at in row.underlines),
        tuple(at for _, joined_lines in laid for at in joined_lines),
        tuple(frames),
    )


def groups_of(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows of each block."""
    groups: list[list[Row]] = []
    for row in rows:
        if groups and is_same_block(groups[-1][-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    mark_stanzas(groups)
    for group in groups:
        yield from parted(group)


def mark_stanzas(groups: Sequence[list[Row]]) -> None:
    """Mark what stands among stanzas and is no longer than they: one with small letters."""
    kept = [is_kept(group) for group in groups]
    for n, group in enumerate(groups):
        beside = [k for k in (*range(n - 2, n), *range(n + 1, n + 3)) if 0 <= k < len(groups)]
        stanzas = [groups[k] for k in beside if kept[k] and len(groups[k]) > 1]
        others = [k for k in beside if not kept[k] and len(groups[k]) > 1]
        if kept[n] or len(group) < 2 or len(stanzas) < 2 or others:
            continue
        longest = max(row.facts.columns for stanza in stanzas for row in stanza)
        if not group[0].play and all(row.facts.columns <= longest + STANZA_SLACK for row in group):
            for row in group:
                row.verse = True


def is_kept(group: list[Row]) -> bool:
    """Tell whether the lines of a group stay lines."""
    return group[0].verse or group[0].drawn or is_set_as_lines(group) or is_list(group)


def is_same_block(above: Row, row: Row) -> bool:
    """Tell whether a row goes on with the block of the row above it."""
    if above.drawn or row.drawn:
        return above.drawn and row.drawn and not row.drawn_anew
    return (above.verse and row.verse) or (above.verse == row.verse and not row.new)


def parted(group: list[Row]) -> Iterator[list[Row]]:
    """Yield a group whole where its lines are kept, else cut where a line ends for a reason."""
    if is_kept(group):
        yield group
        return
    start = 0
    for n in range(1, len(group)):
        if group[n].parted:
            yield group[start:n]
            start = n
    yield group[start:]


def block_of(group: list[Row], words: frozenset[str]) -> tuple[Block, list[Place]]:
    """Return the block that a group of rows makes, and its lines that lost their last hyphen."""
    at = group[0].line.at.to(group[-1].line.at)
    if group[0].ornament:
        return SceneBreak(BreakKind.ORNAMENT, at, group[0].line.text), []
    if group[0].drawn:
        return Preformatted(as_typed(group), at), []
    if group[0].speaker:
        return speech_of(group, at, words)
    if group[0].verse or is_set_as_lines(group):
        return verse_of(group, at), []
    if is_list(group):
        return verse_of(group, at, "lines"), []
    text, joined_lines = joined([row.line for row in group], words)
    return Paragraph((Span(text),), at, setting=setting_of(group)), joined_lines


def speech_of(group: list[Row], at: Place, words: frozenset[str]) -> tuple[Block, list[Place]]:
    """Return a speech that begins with its speaker's name, and its lines that lost a hyphen."""
    first = group[0].line
    name = " ".join(first.text[: group[0].speaker].split())
    said = first.text[group[0].speaker :].strip()
    rest = [replace(group[0], line=replace(first, text=said), speaker=0), *group[1:]]
    rest = rest if said else rest[1:]
    if not rest:
        return Speech((Span(name),), (), at, above=True), []
    if is_set_as_lines(rest):
        return Speech((Span(name),), (verse_of(rest, at, "verse"),), at, above=not said), []
    text, joined_lines = joined([row.line for row in rest], words)
    paragraph = Paragraph((Span(text),), at, setting=setting_of(group))
    return Speech((Span(name),), (paragraph,), at, above=not said), joined_lines


def with_names_above(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks, those that are spoken below a name in the speech that it heads.

    That is what stands right below it: directions in brackets, and a paragraph or verse.
    """
    open_speech: Speech | None = None
    for block in blocks:
        if open_speech is None:
            pass
        elif isinstance(block, Paragraph | Verse) and is_close(open_speech, block):
            held = (*open_speech.blocks, block)
            open_speech = replace(open_speech, blocks=held, at=open_speech.at.to(block.at))
            if is_direction(block):
                continue
            yield open_speech
            open_speech = None
            continue
        else:
            yield open_speech
            open_speech = None
        if isinstance(block, Speech) and not block.blocks:
            open_speech = block
        else:
            yield block
    if open_speech is not None:
        yield open_speech


def is_close(speech: Speech, block: Block) -> bool:
    """Tell whether a block stands right below what there is of a speech."""
    return block.at.first_line - speech.at.last_line <= FARTHEST_BELOW


def is_direction(block: Block) -> bool:
    """Tell whether a paragraph is only a direction in brackets."""
    if not isinstance(block, Paragraph):
        return False
    text = plain(block.spans)
    return text[0] + text[-1] in ("()", "[]")


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
        plain=first.line.plain,
    )


# -------------------------------------------------------------------------------- breaks


def with_breaks(blocks: Sequence[Block], rows: Sequence[Row]) -> Iterator[Block]:
    """Yield the blocks with a gap where the author left a wider space than usual."""
    order = {row.line.number: n for n, row in enumerate(rows)}
    usual = usual_gaps(rows)
    starts = [order[block.at.first_line] for block in blocks]
    gaps = meaning_something(
        [
            n > 0
            and not (rows[k].alone or rows[k].set_in or rows[k - 1].set_in)
            and is_gap(rows[k], usual[k], blocks[n - 1])
            for n, k in enumerate(starts)
        ],
        [rows[k] for k in starts],
    )
    for n, block in enumerate(blocks):
        row = rows[starts[n]]
        if n and gaps[n]:
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
            least = row.habit.unit + 1 if row.habit and row.habit.mark == "gap" else 0
            gaps.append(max(least, mode(sorted(around))) if around else 1)
    return gaps


def is_gap(row: Row, usual: int, before: Block) -> bool:
    """Tell whether the space before a block is wider than between paragraphs."""
    if row.cut or row.seam or isinstance(before, SceneBreak):
        return False
    if row.gap >= SEAM:
        return True
    beside = row.verse or row.drawn or row.play or row.speaker
    if beside or isinstance(before, Verse | Preformatted | Speech):
        return False
    return row.gap > usual and not is_title(before, row.gap)


def is_title(block: Block, gap: int) -> bool:
    """Tell whether a paragraph looks like a title, which has as much space above as below."""
    if not isinstance(block, Paragraph):
        return False
    text = plain(block.spans)
    one = block.setting.lines == 1 and block.setting.gap_before >= gap
    return one and len(text) <= LONGEST_TITLE and facts_of(text).ending == "open"


def meaning_something(gaps: Sequence[bool], rows: Sequence[Row], reach: int = 40) -> list[bool]:
    """Return the gaps without those that are the habit of the stretch around them.

    Where every third paragraph has one, it is no change of scene.
    """
    kept = []
    shown = around_what_is_shown(gaps, rows)
    for n, gap in enumerate(gaps):
        near = gaps[max(0, n - reach) : n + reach + 1]
        many = len(near) >= FEWEST_TO_TELL and sum(near) > MOST_GAPS * len(near)
        kept.append(gap and (rows[n].gap >= SEAM or not (many or n in shown)))
    return kept


def around_what_is_shown(gaps: Sequence[bool], rows: Sequence[Row]) -> set[int]:
    """Return the gaps above and below a few lines: a sign, a note, an order that someone reads."""
    marked = [n for n, gap in enumerate(gaps) if gap]
    shown: set[int] = set()
    for n, m in pairwise(marked):
        few = m - n <= MOST_SHOWN and rows[m].line.number - rows[n].line.number <= LINES_SHOWN
        if few and n not in shown:
            shown |= {n, m}
    return shown
