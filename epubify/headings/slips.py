"""Numbers that authors got wrong: one that comes twice, one that stands for another."""

from __future__ import annotations

from collections import Counter

from epubify.headings.candidate import ACCEPT, Candidate, Candidates, updated
from epubify.headings.evidence import Evidence, among_open
from epubify.headings.gaps import words_between
from epubify.headings.sequence import FEWEST_WORDS, numbered

MOST_TIMES = 2
"""Times that a heading comes word for word and is still a chapter each time; with more, the head
of each page is one, with fewer, a chapter posted under the number before it is lost."""


@among_open
def accept_repeats(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept a heading that has the number of its neighbour: authors miscount, and text stands
    below it. A number alone stands between its twin and the next one. The audit tells of the
    number that comes twice."""
    keyed = [c for c in numbered(candidates, "chapter", "numeral") if not c.form.continued]
    times = Counter(c.facts.title_key for c in keyed)
    taken = []
    for n, c in enumerate(keyed):
        before, after = (keyed[n - 1] if n else None), next(iter(keyed[n + 1 :]), None)
        twins = [t for t in (before, after) if t and t.accepted and is_twin(t, c)]
        alone = c.form.rank == "numeral"
        sure = counts_on(before, c, after) if alone else c.score >= ACCEPT
        if c.accepted or not (twins and sure) or times[c.facts.title_key] > MOST_TIMES:
            continue
        end = after.index if after else len(evidence.blocks)
        above = words_between(evidence.blocks, before.index, c.index) if before else FEWEST_WORDS
        below = words_between(evidence.blocks, c.index, end)
        if min(above, below) >= FEWEST_WORDS:
            taken.append(c.taken("the number of its neighbour once more, with text below"))
    return updated(candidates, taken)


def counts_on(before: Candidate | None, c: Candidate, after: Candidate | None) -> bool:
    """Tell whether a number alone stands beside the same number, where all around count on."""
    if before is None or after is None or not (before.accepted and after.accepted):
        return False
    alike = any(
        twin.facts.title_key == c.facts.title_key and twin.form.rank == c.form.rank
        for twin in (before, after)
    )
    return alike and after.form.number == (before.form.number or 0) + 1


def is_twin(a: Candidate, b: Candidate) -> bool:
    """Tell whether two headings have the same number, whatever their titles."""
    return a.form.number == b.form.number and a.form.letter == b.form.letter


@among_open
def accept_slips(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept a heading with a heading word whose number is a slip: it stands just where one
    number is missing (``XXV``, ``XVI``, ``XXVII``)."""
    keyed = numbered(candidates, "chapter")
    for n in range(1, len(keyed) - 1):
        a, c, b = keyed[n - 1 : n + 2]
        gap = (b.form.number or 0) - (a.form.number or 0)
        if a.accepted and b.accepted and not c.accepted and gap == 2 and c.score >= ACCEPT:
            keyed[n] = c.taken("it stands where a number is missing")
    return updated(candidates, keyed)
