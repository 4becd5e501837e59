"""Parts whose posts were pasted together in another order than they are counted in.

Files are joined as they are listed: ``IX`` stands before ``V`` there. Such a heading fits no
sequence, but its number is the one that the sequence misses.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import chain

from epubify.headings.candidate import ACCEPT, Candidate, Candidates, updated
from epubify.headings.evidence import Evidence, among_open
from epubify.headings.gaps import words_between
from epubify.headings.sequence import FEWEST_WORDS
from epubify.model import Paragraph

OUT_OF_ORDER = "the number that is missing: its post stands out of order"
FEWEST_IN_ORDER = 3
"""Headings of the same rank whose numbers run on; with fewer, two numbers that happen to fit make a
third one a part, with more, stories in four posts keep a stray part in the text."""


@among_open
def accept_out_of_order(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept a heading on top of a post or page that has the one number which is missing."""
    ranks = ("volume", "part", "chapter")
    taken = chain.from_iterable(missing_in(candidates, rank, evidence) for rank in ranks)
    return updated(candidates, taken)


def missing_in(candidates: Candidates, rank: str, evidence: Evidence) -> list[Candidate]:
    """Return the headings of a rank that stand out of order, accepted."""
    numbered = [c for c in candidates if c.form.rank == rank and c.form.number is not None]
    known = [c.form.number or 0 for c in numbered if c.accepted]
    if len(known) < FEWEST_IN_ORDER:
        return []
    times = Counter(c.form.number for c in numbered)
    missing = {*range(min(known), max(known))} - {*known}
    marks = [*(c.index for c in candidates if c.accepted), len(evidence.blocks)]
    return [
        c.taken(OUT_OF_ORDER)
        for c in numbered
        if c.form.number in missing and times[c.form.number] == 1 and c.score >= ACCEPT
        if opens_post(c, evidence)
        if words_between(evidence.blocks, c.last_index, marks[bisect_right(marks, c.index)])
        >= FEWEST_WORDS
    ]


def opens_post(c: Candidate, evidence: Evidence) -> bool:
    """Tell whether a post or a page begins with a heading."""
    block = evidence.blocks[c.index]
    return isinstance(block, Paragraph) and block.setting.page_before
