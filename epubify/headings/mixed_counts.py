"""Parts and chapters mixed, as in stories that were posted piece by piece.

``Part 1``, ``Part 2``, ``Chapter 3``: the word changed, and one count goes on. ``The Quay, part 2``
in the midst of chapter 4: what was posted was a piece, and the chapters know nothing of it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from epubify.headings.candidate import Candidate, Candidates, updated
from epubify.headings.evidence import Evidence, among_open
from epubify.headings.gaps import nothing_between, words_between
from epubify.headings.sequence import FEWEST_WORDS, numbered

FEWEST_IN_A_ROW = 3
"""Headings of one count under two words. With fewer, a part and the chapter below it are; with
more, a short story whose last piece has another name loses it."""


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
    return updated(candidates, (_with_rank(c, rank) for c in both))


def _with_rank(c: Candidate, rank: str) -> Candidate:
    return replace(c, form=replace(c.form, rank=rank, role=rank))


@among_open
def leave_out_pieces(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Leave out the story's title with a part where pieces cut chapters that count on over them."""
    parts = [c for c in candidates if c.accepted and c.form.rank == "part"]
    chapters = [c for c in candidates if c.accepted and c.form.rank == "chapter"]
    numbers = [c.form.number or 0 for c in chapters]
    counts_on = all(b == a + 1 for a, b in pairwise(numbers))
    if not parts or len(chapters) < 2 or not counts_on or chapters[0].index > parts[0].index:
        return candidates
    if not all(c.story_title and _cuts_a_chapter(c, chapters, evidence) for c in parts):
        return candidates
    reason = "the title of the story with the piece that was posted, in the midst of a chapter"
    return updated(
        candidates, (replace(c, accepted=False, repeated=True, reason=reason) for c in parts)
    )


def _cuts_a_chapter(c: Candidate, chapters: Candidates, evidence: Evidence) -> bool:
    """Tell whether text stands right below a part, not a chapter."""
    below = next((one for one in chapters if one.index > c.index), None)
    return below is None or not nothing_between(evidence.blocks, c, below)
