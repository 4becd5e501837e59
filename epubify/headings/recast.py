"""What a person says that lines are: verse, a note, prose and so on, put in place of what was read.

Each line keeps its words and its emphasis; only the block that it stands in is another. What was
set apart comes back where a person says what it is, and what a person leaves out is set apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from epubify.errors import InputError
from epubify.headings.gaps import is_gap
from epubify.headings.source_page import SourcePage, starting_at
from epubify.model import (
    Block,
    Cue,
    Fate,
    Note,
    Paragraph,
    Place,
    Preformatted,
    SetApart,
    Setting,
    Span,
    Spans,
    Speech,
    Verse,
    VerseLine,
)
from epubify.options import BlockFix, BlockKind, Corrections

ASKED = "left out, says the sidecar"
_SPACE = Span(" ")


def recast(page: SourcePage, blocks: list[Block], corrections: Corrections) -> list[Block]:
    """Return the blocks with lines as the kinds of text that a person says they are.

    Raises InputError for lines that cannot be parted from what stands around them.
    """
    for fix in corrections.blocks:
        blocks = _with_kind(page, blocks, fix)
    for line in corrections.new_paragraphs:
        blocks = _parted(page, blocks, line)
    for line in corrections.not_paragraphs:
        blocks = _carried_on(page, blocks, line)
    for first, last in corrections.leave_out:
        above, _, below = _stretch(page, blocks, first, last)
        blocks = [*above, *below]
    return blocks


def set_apart_anew(
    apart: Iterable[SetApart], source: str, corrections: Corrections
) -> Iterator[SetApart]:
    """Yield what is set apart when all is as a person says."""
    named = corrections.lines_of()
    for one in apart:
        yield from _outside(one, named)
    for first, last in corrections.leave_out:
        yield SetApart(Place(source, first, last), Fate.BOILERPLATE, ASKED)


def _outside(apart: SetApart, named: frozenset[int]) -> Iterator[SetApart]:
    """Yield the parts of what is set apart whose lines a person says nothing of."""
    lines = range(apart.at.first_line, apart.at.last_line + 1)
    if named.isdisjoint(lines):
        yield apart
        return
    for stays, run in groupby(lines, lambda n: n not in named):
        if stays:
            numbers = list(run)
            at = replace(apart.at, first_line=numbers[0], last_line=numbers[-1])
            yield replace(apart, at=at)


# --------------------------------------------------------------------------------- kinds


def _with_kind(page: SourcePage, blocks: list[Block], fix: BlockFix) -> list[Block]:
    above, inside, below = _stretch(page, blocks, fix.first, fix.last)
    at = Place(page.source, fix.first, fix.last)
    match fix.kind:
        case BlockKind.PREFORMATTED:
            made: list[Block] = [Preformatted(page.as_drawn(at), at)]
        case BlockKind.NOTE:
            made = [Note(_with_all_lines(page, inside, at), at)]
        case BlockKind.LETTER:
            made = [_as_plain(one) for one in _with_all_lines(page, inside, at)]
        case BlockKind.PROSE:
            made = list(_prose(page, inside, at))
        case BlockKind.VERSE | BlockKind.LINES:
            made = [Verse(_stanzas(page, inside, at), at, kind=fix.kind.value)]
    return [*above, *made, *below]


def _stretch(
    page: SourcePage, blocks: Sequence[Block], first: int, last: int
) -> tuple[list[Block], list[Block], list[Block]]:
    """Return the blocks before a stretch of lines, in it and after it."""
    cut = page.cut(page.cut(blocks, first), last + 1)
    before = [block for block in cut if block.at.first_line < first]
    inside = [block for block in cut if first <= block.at.first_line <= last]
    return before, inside, [block for block in cut if block.at.first_line > last]


def _lines(page: SourcePage, blocks: list[Block], at: Place) -> Iterator[tuple[int, Spans]]:
    """Yield the number and the spans of each line with text, those that stood in no block too."""
    for line in range(at.first_line + 1, at.last_line + 1):
        blocks = page.cut(blocks, line)
    for line in range(at.first_line, at.last_line + 1):
        if page.lines[line - 1].strip():
            index = starting_at(blocks, line)
            whole = page.paragraph(Place(page.source, line, line))
            yield line, (_spans(blocks[index]) if index is not None else ()) or whole.spans


def _spans(block: Block) -> Spans:
    """Return the text of one line from the block that it stood in; empty where it was drawn."""
    match block:
        case Paragraph(spans=spans):
            return spans
        case Verse(stanzas=((line,),)):
            return line.spans
        case Cue(lines=(spans,)):
            return spans
        case Note(blocks=(one,)):
            return _spans(one)
        case Speech(speaker=speaker, blocks=said):
            spoken = [_spans(one) for one in said]
            return (*speaker, *(span for spans in spoken for span in (_SPACE, *spans)))
    return ()


def _stanzas(page: SourcePage, blocks: list[Block], at: Place) -> tuple[tuple[VerseLine, ...], ...]:
    """Return lines in stanzas, which blank lines part; each stands in as far as it is typed."""
    found = list(_lines(page, blocks, at))
    edge = min((page.inset(line) for line, _ in found), default=0)
    return tuple(
        tuple(VerseLine(spans, page.inset(line) - edge) for line, spans in run)
        for run in _runs(found)
    )


def _runs(lines: Sequence[tuple[int, Spans]]) -> Iterator[list[tuple[int, Spans]]]:
    """Yield the lines that follow one another, which blank lines part from others."""
    for _, run in groupby(enumerate(lines), lambda pair: pair[1][0] - pair[0]):
        yield [line for _, line in run]


def _prose(page: SourcePage, blocks: list[Block], at: Place) -> Iterator[Block]:
    """Yield paragraphs of lines; a blank line ends one, and so does the end of one as read."""
    if blocks and all(isinstance(block, Paragraph) for block in blocks):
        yield from (_as_plain(one) for one in _with_all_lines(page, blocks, at))
        return
    for lines in _runs(list(_lines(page, blocks, at))):
        spans = [span for _, spans in lines for span in (_SPACE, *spans)][1:]
        place = Place(page.source, lines[0][0], lines[-1][0])
        yield Paragraph(tuple(spans), place, Setting(lines=len(lines), plain=True))


def _as_plain(block: Block) -> Block:
    """Return a block of which nothing else is to be made."""
    if isinstance(block, Paragraph):
        return replace(block, setting=replace(block.setting, plain=True))
    return block


def _with_all_lines(page: SourcePage, blocks: Sequence[Block], at: Place) -> tuple[Block, ...]:
    """Return blocks together with paragraphs of the lines around them that stood in none."""
    held = {n for block in blocks for n in range(block.at.first_line, block.at.last_line + 1)}
    lines = range(at.first_line, at.last_line + 1)
    loose = [n for n in lines if n not in held and page.lines[n - 1].strip()]
    back = [page.paragraph(Place(page.source, n, n)) for n in loose]
    return tuple(sorted((*blocks, *back), key=lambda block: block.at.first_line))


# ---------------------------------------------------------------------------- paragraphs


def _parted(page: SourcePage, blocks: list[Block], line: int) -> list[Block]:
    """Return the blocks with one that begins at a line."""
    blocks = page.cut(blocks, line)
    if starting_at(blocks, line) is None:
        raise InputError(page.source, line, "no paragraph can begin at this line")
    return blocks


def _carried_on(page: SourcePage, blocks: list[Block], line: int) -> list[Block]:
    """Return the blocks with the paragraph that begins at a line joined to the one above it."""
    index = starting_at(blocks, line)
    above = [n for n in range(index or 0) if not is_gap(blocks[n])]
    one, two = (blocks[above[-1]], blocks[index]) if above and index else (None, None)
    if index is None or not (isinstance(one, Paragraph) and isinstance(two, Paragraph)):
        problem = "no paragraph ends above this line that could go on in it"
        raise InputError(page.source, line, problem)
    setting = replace(one.setting, lines=one.setting.lines + two.setting.lines)
    joined = replace(
        one, spans=(*one.spans, _SPACE, *two.spans), at=one.at.to(two.at), setting=setting
    )
    return [*blocks[: above[-1]], joined, *blocks[index + 1 :]]
