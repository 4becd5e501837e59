"""Titles that nothing but their place sets off: the text begins with one, and others are like it.

A line alone in capitals, or with those of a title, may be a sign, a cry, the head of a memo. Where
a text begins with one, and all lines that are set like it divide the text into pieces of a like
length, each long enough to be one, they are the titles of its sections. Centred lines are, too,
where an introduction stands above the first.
"""

from __future__ import annotations

from itertools import pairwise

from epubify.headings.candidate import ACCEPT, Candidate, Candidates, updated
from epubify.headings.division import SURE
from epubify.headings.evidence import Evidence, among_open
from epubify.headings.gaps import nothing_between, words_between
from epubify.matter.people import is_name
from epubify.model import Block, Note, Paragraph, SceneBreak, Verse, plain
from epubify.text.facts import facts_of
from epubify.text.middle import median

FEWEST = 4
"""Titles that divide a text. With fewer, the title of a story and two signs in it do; with more,
short collections are not divided."""
FEWEST_SET_OFF = 6
"""Titles in the middle that divide a text whatever its pieces are. With fewer, headlines that a
story quotes do; with more, short reports are not divided."""
SHORTEST, SHORTEST_POEM = 100, 12
"""Words of the shortest section, and of one of verse. With fewer, memos and lists are sections;
with more, collections of very short pieces are not divided."""
UNEVEN = 5
"""How many times longer than the usual section the longest may be. With more, signs that stand
close together in one chapter divide the book; with less, a novella among tales hides all titles."""
AGAIN = "stands again and again"
REASON = "set like the title with which the text begins"
CENTRED_REASON = "centred like all others"
SIGNS = frozenset(':;()[]"“”«»/!.,')
"""What none of these titles has: labels, cries and entries of lists do."""


@among_open
def choose_from_top(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept the titles set like the one with which an undivided text begins, or all centred."""
    first = next((c for c in candidates if c.form.rank == "title"), None)
    others = [c for c in candidates if c.accepted and c is not first and c.form.rank != "named"]
    if first is None or others or not (is_centred(first) or _is_on_top(first, evidence)):
        return candidates
    for may_be, once in ((_is_plain, True), (_is_name, False)):
        family = [c for c in candidates if may_be(c) and _is_like(c, first)]
        times = {c.facts.title_key for c in family}
        several = len(times) == len(family) if once else len(times) > 1
        sure = may_be(first) and (first.score >= ACCEPT or is_centred(first) or not once)
        if sure and several and len(family) >= FEWEST and _divide(family, evidence):
            reason = REASON if _is_on_top(first, evidence) else CENTRED_REASON
            return updated(candidates, (c.taken(reason) for c in family))
    return candidates


@among_open
def choose_set_off(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept the titles in the middle of an undivided text that stand between whole paragraphs.

    Reports and lists are divided so, into sections of any length. Signs and cries in a story stand
    in capitals, or amid its sentences.
    """
    family = [c for c in candidates if _is_plain(c) and is_centred(c) and not c.facts.is_shouted]
    others = [c for c in candidates if c.accepted and c not in family and c.form.rank != "named"]
    once = len({c.facts.title_key for c in family}) == len(family)
    if others or not once or len(family) < FEWEST_SET_OFF:
        return candidates
    if not all(_is_between_paragraphs(c, evidence) for c in family):
        return candidates
    alike = (c for c in candidates if is_centred(c) and c.facts.is_title_case)
    whole = [c for c in alike if c.form.rank == "title" and _is_between_paragraphs(c, evidence)]
    return updated(candidates, (c.taken(CENTRED_REASON) for c in whole))


def _is_between_paragraphs(c: Candidate, evidence: Evidence) -> bool:
    """Tell whether a paragraph ends above a title, and one of several lines begins below it."""
    own, above, below = (
        next((block for block in blocks if not isinstance(block, SceneBreak)), None)
        for blocks in (
            evidence.blocks[c.index :],
            evidence.blocks[: c.index][::-1],
            evidence.blocks[c.index + 1 :],
        )
    )
    if not (isinstance(own, Paragraph) and isinstance(below, Paragraph)):
        return False
    if isinstance(above, Paragraph) and not facts_of(plain(above.spans)).is_terminal:
        return False
    return below.setting.lines > 1 and below.setting.inset < own.setting.inset


def _is_on_top(first: Candidate, evidence: Evidence) -> bool:
    """Tell whether nothing but notes stands above a title."""
    return all(isinstance(block, Note) for block in evidence.blocks[: first.index])


def _is_plain(c: Candidate) -> bool:
    """Tell whether a line may be a title by itself, and nothing speaks against it."""
    title = c.form.rank == "title" and (c.facts.is_title_case or c.facts.is_shouted)
    words = " " in c.text or is_centred(c)
    return title and words and SIGNS.isdisjoint(c.text) and all(w > 0 for _, w in c.clues)


def is_centred(c: Candidate) -> bool:
    """Tell whether a line stands in the middle, so that even one word is more than a cry."""
    return c.has_clue("centred")


def _is_name(c: Candidate) -> bool:
    """Tell whether a line is but the name of somebody, through whose eyes its section is told."""
    title = c.form.rank == "title" and c.text.count(" ") < 2 and is_name(c.text)
    return title and all(weight > 0 or name == AGAIN for name, weight in c.clues)


def _is_like(c: Candidate, first: Candidate) -> bool:
    """Tell whether two titles are set alike."""
    same = c.text.isupper() == first.text.isupper()
    return same and c.form.ornamented == first.form.ornamented


def _divide(family: list[Candidate], evidence: Evidence) -> bool:
    """Tell whether titles, each of its own, cut a text into pieces of a like length."""
    blocks = evidence.blocks
    ends = [*(c.index for c in family), len(blocks)]
    sizes = [words_between(blocks, a, b) for a, b in pairwise(ends)]
    verse = all(_is_verse(blocks[a + 1 : b]) for a, b in pairwise(ends))
    shortest = SHORTEST_POEM if verse else SHORTEST
    return min(sizes) >= shortest and max(sizes) <= UNEVEN * median(sizes)


def _is_verse(blocks: tuple[Block, ...] | list[Block]) -> bool:
    return any(isinstance(block, Verse) for block in blocks)


@among_open
def leave_names_below(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Turn down the name of a person right below a title: who wrote the piece is no piece of it."""
    accepted = [c for c in candidates if c.accepted]
    names = [
        b.turned_down("it says who wrote what the title above heads")
        for a, b in pairwise(accepted)
        if a.form.rank == b.form.rank == "title" and is_sure(a) and not is_sure(b)
        if " " in b.text and is_name(b.text) and nothing_between(evidence.blocks, a, b)
    ]
    return updated(candidates, names)


def is_sure(c: Candidate) -> bool:
    """Tell whether the contents list has a title."""
    return c.has_clue(*SURE)
