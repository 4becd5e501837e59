"""Titles that nothing sets off, found by the even pieces into which they divide a long section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, pairwise

from epubify.headings.candidate import Candidate, Candidates, updated
from epubify.headings.evidence import Evidence, among_open
from epubify.headings.gaps import words_between
from epubify.text.middle import median

FEWEST_TITLED = 4
"""Sections with a title of their own that show how long one is; with fewer, chance decides, with
more, small collections keep a lost title as a line of text."""
SHORTEST, LONGEST = 0.7, 1.4
"""Lengths of a piece, by that of the usual section. Wider bounds make the wording of a sign a
title where it stands by chance in the middle; narrower ones find nothing in what people wrote."""
MOST_LINES = 8
"""Lines with the capitals of a title in one section, above which none is taken: a text of lists and
signs has so many that some division by them is even. With fewer, one sign in a long section hides
the titles beside it."""
SIGNS = frozenset(':;()[]"“”«»/')
"""What no such title has: with fewer, labels and entries of lists are titles; with more, questions
are none."""


@among_open
def choose_even(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept the plain titles that divide a long section as evenly as titles divide the others.

    A text put together from pastes sets its titles off in one stretch and not in the next. Where
    numbers divide the text, they tell all of it.
    """
    accepted = [c for c in candidates if c.accepted]
    titled = [c for c in accepted if c.form.rank == "title"]
    plain = [c for c in candidates if is_plain_title(c)]
    if not plain or len(titled) < FEWEST_TITLED or 2 * len(titled) <= len(accepted):
        return candidates
    ends = [*(c.index for c in accepted), len(evidence.blocks)]
    sections = [*pairwise(ends)]
    usual = median(words_between(evidence.blocks, a, b) for a, b in sections)
    inside = ([c for c in plain if a < c.index < b] for a, b in sections)
    found = (
        even_titles(lines, section, usual, evidence)
        for lines, section in zip(inside, sections, strict=True)
    )
    return updated(
        candidates, (c.taken("it divides the text evenly") for c in chain.from_iterable(found))
    )


def is_plain_title(c: Candidate) -> bool:
    """Tell whether a line has the capitals of a title, and nothing speaks against it."""
    words = " " in c.text and SIGNS.isdisjoint(c.text)
    title = c.form.rank == "title" and c.facts.is_title_case and words
    return title and not c.accepted and c.score > 0 and all(weight > 0 for _, weight in c.clues)


def even_titles(
    lines: Sequence[Candidate], section: tuple[int, int], usual: float, evidence: Evidence
) -> tuple[Candidate, ...]:
    """Return the lines of a section that cut it into pieces of the usual length, if any do."""
    count = round(words_between(evidence.blocks, *section) / usual) - 1 if usual else 0
    if len(lines) > MOST_LINES or not 0 < count <= len(lines):
        return ()
    for chosen in combinations(lines, count):
        places = [section[0], *(c.index for c in chosen), section[1]]
        if all(SHORTEST * usual <= size <= LONGEST * usual for size in sizes(places, evidence)):
            return chosen
    return ()


def sizes(places: Sequence[int], evidence: Evidence) -> Iterator[int]:
    """Yield the words between blocks that follow one another."""
    return (words_between(evidence.blocks, a, b) for a, b in pairwise(places))
