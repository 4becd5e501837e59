"""Gaps that mean something: a wider space than this author leaves between paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from epubify.layout.rows import Row
from epubify.layout.windows import counts_around, most_frequent, within
from epubify.model import (
    Block,
    BreakKind,
    Paragraph,
    Place,
    Preformatted,
    SceneBreak,
    Speech,
    Verse,
    plain,
)
from epubify.text.facts import facts_of

MOST_SHOWN, LINES_SHOWN = 3, 8
"""Paragraphs and lines between two gaps that only set off what is shown. With more, short scenes
are lost; with fewer, each sign that somebody reads makes two scenes."""
SEAM = 12
"""Blank lines that are a break whatever the habit. With fewer, pages that were padded are scenes;
with more, the seams of files that were glued together are lost."""
MOST_GAPS, FEWEST_TO_TELL = 0.3, 12
"""Share of paragraphs with a wider space before them from which the space says nothing, and how
many paragraphs must stand near to tell. With a larger share every pause of a dialogue is a scene;
with a smaller one short scenes have no breaks."""
FEWEST_OF_HABIT = 10
"""Paragraphs near that are set alike, below which they do not show by themselves what space is
usual. With more, scenes of a pasted page run together; with fewer, a few lines without space
between them have a break of scene above and below."""
LONGEST_TITLE = 60
"""Characters of a line that may be a title. With more, gaps after a long line without an end are
lost; with fewer, gaps stand below long titles."""


def with_breaks(blocks: Sequence[Block], rows: Sequence[Row]) -> Iterator[Block]:
    """Yield the blocks with a gap where the author left a wider space than usual."""
    order = {row.line.at.first_line: n for n, row in enumerate(rows)}
    starts = [order[block.at.first_line] for block in blocks]
    usual = usual_gaps(rows, starts)
    gaps = meaning_something(
        [
            n > 0
            and not (rows[k].alone or rows[k].set_in or rows[k - 1].set_in)
            and is_gap(rows[k], usual[n], blocks[n - 1])
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


def usual_gaps(rows: Sequence[Row], places: Iterable[int], reach: int = 40) -> list[int]:
    """Return how many blank lines usually stand between paragraphs around the lines at places."""
    told = [k for k, r in enumerate(rows) if r.new and not (r.alone or r.cut or r.seam or r.verse)]
    spaces = [rows[k].gap for k in told]
    one_habit = len({id(row.habit) for row in rows}) < 2
    gaps = []
    for n in places:
        row = rows[n]
        if row.habit and row.habit.mark == "indent":
            gaps.append(row.habit.unit)
            continue
        near = within(told, range(max(1, n - reach), n + reach + 1))
        around = spaces[near] if one_habit else [
            rows[k].gap for k in told[near] if rows[k].habit is row.habit]  # fmt: skip
        least = row.habit.unit + 1 if row.habit and row.habit.mark == "gap" else 0
        if 0 < len(around) < FEWEST_OF_HABIT and not one_habit:
            least = max(least, _usual(spaces[near]))
        gaps.append(max(least, _usual(around)) if around else 1)
    return gaps


def _usual(spaces: Sequence[int]) -> int:
    """Return the space that comes most often, the least of several."""
    first = spaces[0]
    most = 2 * spaces.count(first) > len(spaces)  # as nearly always
    return first if most else most_frequent(sorted(spaces))


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

    Where every third paragraph has one, it does not change the scene.
    """
    kept = list(gaps)
    shown, around = around_what_is_shown(gaps, rows), counts_around(gaps, reach)
    for n in (n for n, gap in enumerate(gaps) if gap):
        near = min(n + reach + 1, len(gaps)) - max(0, n - reach)
        many = near >= FEWEST_TO_TELL and around[n] > MOST_GAPS * near
        kept[n] = rows[n].gap >= SEAM or not (many or n in shown)
    return kept


def around_what_is_shown(gaps: Sequence[bool], rows: Sequence[Row]) -> set[int]:
    """Return the gaps around a few lines in quotes or capitals: a sign, an order that is read."""
    marked = [n for n, gap in enumerate(gaps) if gap]
    shown: set[int] = set()
    for n, m in pairwise(marked):
        few = m - n <= MOST_SHOWN and rows[m].index - rows[n].index <= LINES_SHOWN
        quoted = rows[n].facts.opening == "quote" or rows[n].facts.is_shouted
        if few and quoted and n not in shown:
            shown |= {n, m}
    return shown
