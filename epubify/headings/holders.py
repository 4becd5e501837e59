"""Titles without a number that hold chapters: these begin anew below each of them.

``THE RIVER``, ``Chapter 1``, ``Chapter 2``, ``THE ROAD``, ``Chapter 1``: what stands right above
each number 1 is the title of a part, however it is set.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from epubify.headings.candidate import Candidate, Candidates, updated
from epubify.headings.evidence import Evidence, among_open
from epubify.headings.gaps import nothing_between


@among_open
def choose_holders(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept the titles right above each chapter 1 as parts, where chapters count anew.

    Not one may be missing where the count begins again; that above the first may stand as the
    title of the story.
    """
    if any(c.accepted and c.form.rank in ("volume", "part") for c in candidates):
        return candidates
    starts = list(_starts(candidates))
    above = [_title_above(c, candidates, evidence) for c in starts]
    titles = [c for c in above if c]
    if len(titles) < 2 or not all(above[1:]):
        return candidates
    keys = {c.facts.title_key for c in titles}
    if len(keys) < len(titles):
        return candidates
    return updated(candidates, map(_as_part, titles))


def _starts(candidates: Candidates) -> Iterator[Candidate]:
    """Yield the chapters with the number 1."""
    return (c for c in candidates if c.accepted and c.form.rank == "chapter" and c.form.number == 1)


def _title_above(c: Candidate, candidates: Candidates, evidence: Evidence) -> Candidate | None:
    """Return the title with nothing between itself and a heading below it, if there is one."""
    above = [one for one in candidates if one.index < c.index][-1:]
    for one in above:
        named = one.facts.title_key in evidence.names
        if one.form.rank == "title" and not named and nothing_between(evidence.blocks, one, c):
            return one
    return None


def _as_part(c: Candidate) -> Candidate:
    form = replace(c.form, rank="part", role="part")
    return replace(c, form=form).taken("chapters count anew below it")
