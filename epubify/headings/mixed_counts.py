"""Parts and chapters mixed, as in stories that were posted piece by piece.

``Part 1``, ``Part 2``, ``Chapter 3``: the word changed, and one count goes on. ``The Quay, part 2``
in the midst of chapter 4: what was posted was a piece, and the chapters know nothing of it.
"""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from epubify.headings.candidate import Candidate, Candidates, updated
from epubify.headings.evidence import Evidence, among_open
from epubify.headings.gaps import words_between
from epubify.headings.sequence import FEWEST_WORDS, numbered
from epubify.model import Paragraph, SceneBreak

FEWEST_IN_A_ROW = 3
"""Headings of one count under two words. With fewer, a part and the chapter below it are; with
more, a short story whose last piece has another name loses it."""

FEWEST_PIECES, MOST_ON_TOP = 2, 0.7
"""Parts that are pieces of a posting, and the share of them on top of a post or page. With fewer
parts or a smaller share, a novel whose parts have one chapter each loses its parts; with more or a
larger one, stories posted in two pieces, or with a letter above one, keep two counts."""
MOST_ABOVE = 5
"""Lines above the part on top of a post: title, byline, a rule. With more, the last words of the
post before are such; with fewer, posts with title and byline keep two counts."""
GOES_ON = "its number goes on where the chapters with a word before it stop"
PIECE = "it counts what was posted; the chapters count on over it"


@among_open
def join_counts(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Make one count of parts and chapters whose numbers run on as if they had one word."""
    both = numbered(candidates, "part", "chapter")
    chapters = sum(c.form.rank == "chapter" for c in both)
    if len(both) < FEWEST_IN_A_ROW or chapters in (0, len(both)):
        return candidates
    numbers = [c.form.number or 0 for c in both]
    if numbers != [*range(1, len(both) + 1)]:
        return candidates
    blocks = evidence.blocks
    ends = [*(c.index for c in both[1:]), len(blocks)]
    if any(
        words_between(blocks, c.index, end) < FEWEST_WORDS
        for c, end in zip(both, ends, strict=True)
    ):
        return candidates
    rank = "chapter" if 2 * chapters >= len(both) else "part"
    return updated(candidates, (with_rank(c, rank) for c in both))


@among_open
def go_on_without_word(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept titled numbers that go on where the count of chapters with a word stops.

    ``ADVENTURE VI. THE MAN``, then ``VII. THE STONE`` and so on to the last one.
    """
    chapters = [c for c in candidates if c.accepted and c.form.rank == "chapter" and c.form.number]
    numbers = [c.form.number or 0 for c in chapters]
    if len(chapters) < FEWEST_IN_A_ROW or numbers != [*range(1, len(numbers) + 1)]:
        return candidates
    if not all(c.title for c in chapters):
        return candidates
    later: list[Candidate] = []
    for c in numbered(candidates, "numeral"):
        above = later[-1] if later else chapters[-1]
        apart = c.index > above.index and words_between(evidence.blocks, above.index, c.index)
        next_one = c.title and c.form.number == (above.form.number or 0) + 1
        alike = c.facts.is_shouted == chapters[-1].facts.is_shouted
        if next_one and alike and apart >= FEWEST_WORDS:
            later.append(c)
    if len(later) < FEWEST_IN_A_ROW:
        return candidates
    return updated(candidates, (with_rank(c, "chapter").taken(GOES_ON) for c in later))


def with_rank(c: Candidate, rank: str) -> Candidate:
    """Return a heading as one of another rank."""
    return replace(c, form=replace(c.form, rank=rank, role=rank))


@among_open
def leave_out_pieces(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Leave out the parts that count what was posted, where chapters count on over them.

    Each stands after the title of the story or on top of a post, and holds one chapter at most: the
    rest of one that began above, or the next. One that has a title is a chapter, too.
    """
    parts = [c for c in candidates if c.accepted and c.form.rank == "part"]
    chapters = [c for c in candidates if c.accepted and c.form.rank == "chapter"]
    numbers = [c.form.number or 0 for c in chapters]
    counts_on = len(numbers) > 1 and all(b == a + 1 for a, b in pairwise(numbers))
    if not counts_on or not _are_pieces(parts, chapters, evidence):
        return candidates
    bare = [replace(c, accepted=False, repeated=True, reason=PIECE) for c in parts if not c.title]
    return updated(candidates, [*bare, *(with_rank(c, "chapter") for c in parts if c.title)])


def _are_pieces(parts: Candidates, chapters: Candidates, evidence: Evidence) -> bool:
    """Tell whether parts are the pieces in which a story was posted."""
    marks = [*(c.index for c in parts), len(evidence.blocks)]
    held = [sum(a < c.index < b for c in chapters) for a, b in pairwise(marks)]
    if len(parts) < FEWEST_PIECES or max(held) > 1:
        return False
    if all(c.story_title for c in parts):
        return chapters[0].index < parts[0].index
    tops = sum(_is_on_top(c, evidence) for c in parts)
    return tops >= MOST_ON_TOP * len(parts)


def _is_on_top(c: Candidate, evidence: Evidence) -> bool:
    """Tell whether a post or page begins with a heading, or with a few lines above it."""
    for block in reversed(evidence.blocks[max(0, c.index - MOST_ABOVE) : c.index + 1]):
        if isinstance(block, SceneBreak):
            continue
        if not isinstance(block, Paragraph) or block.setting.lines > 1:
            return False
        if block.setting.page_before:
            return True
    return False
