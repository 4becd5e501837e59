"""Two heading words of one rank, of which one divides the other: ``Chapter 1``, ``Section 1``.

Which word holds which differs from book to book, so no list can say it: episodes have scenes, and
chapters of web novels have episodes that count on over them. The order on the page tells.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from epubify.headings.candidate import Candidate, Candidates, updated
from epubify.headings.evidence import Evidence, among_open
from epubify.headings.gaps import nothing_between
from epubify.headings.mixed_counts import with_rank
from epubify.headings.sequence import counting_word, numbered
from epubify.text.wide_signs import columns

FEWEST_HOLDERS = 2
"""Headings with one word, right below which stands one with the other, that show which holds which.
With fewer, a chapter that was called an episode by mistake makes the others its divisions; with
more, a book of two parts loses them."""
HOLDING = 0.5
"""Share of the holding headings right below which one with the other word stands. With less, two
counts that run side by side, as of posts and of chapters, nest; with more, books whose chapters
often begin with a few words before their first section fall flat."""
MOST_FAULTS = 0.2
"""Share of steps in either count that may be wrong: a heading lost, a number typed twice. With
more, words that count different things nest; with fewer, a slip of the author undoes the order."""
ABOVE = {"numeral": "chapter", "chapter": "part", "part": "volume"}


@among_open
def rank_by_words(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Make parts of the chapters that hold others with another word, and volumes of parts above.

    Numbers without a word, which count on over the chapters, are such others, too. Where no heading
    has a word, numbers with a title hold those without one.
    """
    keyed = numbered(candidates, "chapter")
    words = [heading_word(c.form.label or "") for c in keyed]
    if len(set(words) - {""}) > 1:
        holder, held = _two_words(words)
        above = [c for c, word in zip(keyed, words, strict=True) if word == holder]
        below = [c for c, word in zip(keyed, words, strict=True) if word == held]
    else:
        numerals = numbered(candidates, "numeral")
        titled = counted_over(numerals)
        bare = [c for c in numerals if not c.title]
        above, below = (keyed, titled) if keyed else (titled, bare)
    parts = numbered(candidates, "part")
    if not _holds(above, below, evidence) or (parts and numbered(candidates, "volume")):
        return candidates
    return updated(candidates, (with_rank(c, ABOVE[c.form.rank]) for c in (*above, *parts)))


def counted_over(numerals: list[Candidate]) -> list[Candidate]:
    """Return bare numbers with titles where each is the next one, else none of them."""
    titled = [c for c in numerals if c.title]
    numbers = [c.form.number for c in titled]
    return titled if numbers == [*range(1, len(numbers) + 1)] else []


def heading_word(label: str) -> str:
    """Return the word that a label counts, also where it sticks to the number; else nothing.

    >>> heading_word("Scene Two"), heading_word("第12話"), heading_word("II")
    ('scene', '話', '')
    """
    wide = label[-1:] if columns(label[-1:]) > 1 else ""
    return counting_word(label) or wide


def _two_words(words: list[str]) -> tuple[str, str]:
    """Return the two words that count most, that which comes first before the other."""
    often = Counter(filter(None, words)).most_common(2)
    first, second = sorted((word for word, _ in often), key=words.index)
    return first, second


def _holds(above: list[Candidate], below: list[Candidate], evidence: Evidence) -> bool:
    """Tell whether headings hold those of another word: these stand right below, and are more."""
    if len(below) <= len(above) or not _count_on(above, above):
        return False
    by_place = sorted((*above, *below), key=lambda c: c.index)
    holders = {c.index for c in above}
    holding = sum(
        a.index in holders and b.index not in holders and nothing_between(evidence.blocks, a, b)
        for a, b in pairwise(by_place)
    )
    enough = holding >= max(FEWEST_HOLDERS, HOLDING * len(above))
    return enough and _count_on(below, by_place)


def _count_on(counted: list[Candidate], by_place: list[Candidate]) -> bool:
    """Tell whether numbers run on, or start again at one where another heading stands between."""
    if len(counted) < FEWEST_HOLDERS or counted[0].form.number != 1:
        return False
    place = {c.index: n for n, c in enumerate(by_place)}
    wrong = 0
    for a, b in pairwise(counted):
        parted = place[b.index] > place[a.index] + 1
        next_one = (a.form.number or 0) + 1
        wrong += b.form.number not in ((1, next_one) if parted else (next_one,))
    return wrong <= MOST_FAULTS * len(counted)
