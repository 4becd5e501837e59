"""Titles without a number, judged by how they would divide the whole text.

A line set apart in capitals may be a chapter's title, a cry, the head of a memo or of a notice.
Its own look does not tell; how much text stands below it, and whether numbers divide the text
already, does. What a contents list names, and what a person has set, is not judged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import inf

from msgspec.structs import replace

from epubify.headings.candidate import Candidate, Candidates, Clue, updated
from epubify.headings.evidence import Evidence, among_open
from epubify.headings.gaps import CountedBlocks, words_between
from epubify.headings.levels import block_level
from epubify.headings.sequence import SHORTEST_NESTED
from epubify.headings.wishes import CERTAIN
from epubify.model import Block, Paragraph, SceneBreak, Speech, Verse, plain
from epubify.text.facts import Facts, facts_of
from epubify.text.middle import median
from epubify.text.title_words import fold_title

FEWEST_NUMBERED = 3
"""Numbered chapters that make a division of the whole text; with fewer, two numbers of a list
turn all titles down, with more, short novels keep the cries among their chapters."""
MOST_OF_THE_TEXT = 0.5
"""Share of the words below the first numbered chapter; with a smaller share, numbers in a
later tale turn down the titles of those before, with a larger one, a long preface saves cries."""
SMALL_PART = 0.25
"""Share of the usual length of a numbered chapter that a titled section among them has. With a
smaller share, memo heads become chapters; with a larger one, short chapters with a title and
no number are lost."""
SHORTEST_TITLED = 45
"""Words that half of the sections have where titles alone divide a text. With fewer, lists and
noises are chapters; with more, books of very short pieces are not divided."""
SHORTEST_POEM = 8
"""The same where verse stands below each title. With fewer, lists set as lines are poems; with
more, the shortest poems of a collection lose their titles."""
FEWEST_UNDERLINED, SHORTEST_UNDERLINED = 3, 12
"""Titles with a line drawn below each that are headings of short pieces, and the words that half of
these have. With fewer titles or words, labels of a table are chapters; with more, the jokes of a
list have no titles."""
FEWEST_TURNS = 3
"""Times that a line comes, with a few words below, which make it the name of a speaker; with
fewer, the two scenes at one place are, with more, small parts are chapters."""
FEWEST_SPOKEN, SPOKEN = 12, 0.25
"""Speeches, and their share of the paragraphs, that make a text a play. With fewer, a novel with a
scene in lines loses its titles; with more, names and places divide plays with long directions."""
WIDE_SPACE = 2
"""Blank lines up to which the space above a title says nothing of its rank. With fewer, titles in
a chapter are chapters where all headings have a little more space than paragraphs; with more, an
interlude between chapters that stand closely is a part of the one before."""
MOST_OF_A_FRAME = 0.5
"""Share of the lines in one frame (``** … **``) that are titles, below which none of them is. With
a smaller share, some of the places and times between scenes are chapters; with a larger one, a few
notices in stars take the titles of a whole book."""
MOST_BESIDE = 0.5
"""Share of the titles that markup sets beside the chapters, below which they are no part of these.
With more, the titles of a book with one level of markup are no divisions; with less, none is
beside."""
UNNUMBERED = frozenset({"title", "named"})
"""Ranks of headings among which titles are no sections of numbered chapters, whatever follows."""
SURE = frozenset({"in the contents list"})
"""Clues that need no confirmation by the text."""


@among_open
def weigh_division(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Turn down the titles that divide nothing."""
    for judge in (
        _same_below,
        _of_speakers,
        _few_of_a_frame,
        _inside_numbers,
        _of_lists,
        _sole_title,
    ):
        candidates = updated(candidates, judge(candidates, evidence))
    return candidates


def _titles(candidates: Candidates, sure: frozenset[str] = SURE) -> list[Candidate]:
    """Return the accepted titles that are open to doubt."""
    return [
        c
        for c in candidates
        if c.accepted
        and c.form.rank == "title"
        and not any(_is_sure(clue, sure) for clue in c.clues)
    ]


def _is_sure(clue: Clue, sure: frozenset[str]) -> bool:
    name, weight = clue
    return name in sure or weight >= CERTAIN


def _sizes(accepted: Candidates, blocks: CountedBlocks) -> dict[int, int]:
    """Return the words below each heading, up to the next one."""
    ends = [*(c.index for c in accepted), len(blocks)]
    return {
        c.index: words_between(blocks, c.last_index, end)
        for c, end in zip(accepted, ends[1:], strict=True)
    }


def _same_below(candidates: Candidates, evidence: Evidence) -> list[Candidate]:
    """Return the titles that come again with the same text below: heads of notices."""
    heads = [c for c in candidates if c.accepted and c.form.rank in ("title", "named")]
    below = {c.index: _text_below(c, evidence.blocks) for c in heads}
    times = Counter((c.facts.title_key, below[c.index]) for c in heads)
    return [
        c.turned_down("the same text comes again below it")
        for c in heads
        if times[c.facts.title_key, below[c.index]] > 1
    ]


def _of_speakers(candidates: Candidates, evidence: Evidence) -> list[Candidate]:
    """Return the titles that are names of speakers, or stand among them: a play has acts.

    Who speaks is known from the layout, or comes again and again with few words below.
    """
    known = speakers_in(evidence.blocks)
    ends = [*(c.index for c in candidates), len(evidence.blocks)]
    below: defaultdict[str, list[int]] = defaultdict(list)
    for c, end in zip(candidates, ends[1:], strict=True):
        below[_speaker_key(c.text)].append(words_between(evidence.blocks, c.last_index, end))
    turns = {
        key: len(sizes)
        for key, sizes in below.items()
        if len(sizes) >= FEWEST_TURNS and median(sizes) < SHORTEST_TITLED
    }
    paragraphs = sum(isinstance(block, Paragraph | Speech) for block in evidence.blocks)
    spoken = sum(known.values()) + sum(turns.values())
    play = spoken >= FEWEST_SPOKEN and spoken >= SPOKEN * paragraphs
    if play:
        others = [*_titles(candidates), *_shot_numbers(candidates)]
        return [c.turned_down("in a play, acts and scenes divide the text") for c in others]
    names = (c for c in _titles(candidates) if _speaker_key(c.text) in {*known, *turns})
    return [c.turned_down("it is the name of who speaks") for c in names]


def _shot_numbers(candidates: Candidates) -> list[Candidate]:
    """Return the bare numbers in a play with acts that count shots: not all have a line alone."""
    numerals = [c for c in candidates if c.accepted and c.form.rank == "numeral"]
    acts = any(c.accepted and c.form.rank in ("part", "chapter") for c in candidates)
    steps = ((b.form.number or 0) - (a.form.number or 0) for a, b in pairwise(numerals))
    scenes = all(step == 1 or step < 0 for step in steps) and len(numerals) > 1
    return numerals if acts and not scenes else []


def speakers_in(blocks: Sequence[Block]) -> Counter[str]:
    """Return how often each speaks in a play, by name."""
    return Counter(_speaker_key(plain(b.speaker)) for b in blocks if isinstance(b, Speech))


def _speaker_key(text: str) -> str:
    return fold_title(text.partition("(")[0].strip(" :."))


def _text_below(c: Candidate, blocks: Sequence[Block]) -> str:
    for block in blocks[c.last_index + 1 :]:
        if not isinstance(block, SceneBreak):
            return plain(block.spans) if isinstance(block, Paragraph) else str(block.at)
    return ""


def _few_of_a_frame(candidates: Candidates, evidence: Evidence) -> list[Candidate]:
    """Return the titles in a frame in which most lines stand that are no headings.

    Places and times are set so above scenes; some of them have the capitals of a title.
    """
    if sum(c.accepted and c.form.number is not None for c in candidates) < FEWEST_NUMBERED:
        return []
    framed = [c for c in _titles(candidates) if _frame(c.facts)]
    lines = (b for b in evidence.blocks if isinstance(b, Paragraph) and b.setting.lines == 1)
    times = Counter(_frame(facts_of(plain(b.spans).strip())) for b in lines) if framed else {}
    taken = Counter(_frame(c.facts) for c in framed)
    return [
        c.turned_down("most lines that are framed like it are no headings")
        for c in framed
        if taken[_frame(c.facts)] < MOST_OF_A_FRAME * times[_frame(c.facts)]
    ]


def _frame(facts: Facts) -> tuple[str, str] | None:
    """Return the signs before and after the words of a line, None where they are on one side."""
    before, found, after = facts.text.partition(facts.core)
    if not found or not before.strip() or not after.strip():
        return None
    return before.strip(), after.strip(" .:")


def _inside_numbers(candidates: Candidates, evidence: Evidence) -> list[Candidate]:
    """Return the titles among numbered chapters that are not chapters beside them, decided.

    Those that have far less text are turned down. Where titles are more than the chapters, they
    divide these, if there is text enough below them. Others divide the chapter that they stand in,
    unless they are set off as the chapters are: numbers that miss none out know nothing of them.
    """
    accepted = [c for c in candidates if c.accepted]
    ranks = ("chapter", "numeral")
    chapters = [c for c in accepted if c.form.rank in ranks and c.form.number and not c.nested]
    blocks = evidence.blocks
    if len(chapters) < FEWEST_NUMBERED:
        return []
    first = next((c.index for c in accepted if c.form.rank not in UNNUMBERED), len(blocks))
    whole = words_between(blocks, -1, len(blocks))
    if words_between(blocks, first, len(blocks)) < MOST_OF_THE_TEXT * whole:
        return []
    usual = median(_sizes(chapters, blocks).values())
    sizes = _sizes(accepted, blocks)
    sure = frozenset[str]() if evidence.titles.counts >= FEWEST_NUMBERED else SURE
    titles = [c for c in _titles(candidates, sure) if c.index > first]
    divide = len(titles) > len(chapters)
    listed = [c for c in titles if evidence.titles.has(c.facts)]
    if len(listed) > len(chapters):  # a contents list has the numbers, and the titles below them
        return [replace(c, nested=True) for c in listed]
    if divide and median(sizes[c.index] for c in titles) >= SHORTEST_NESTED:
        beside = {c.index for c in _marked_beside(titles, chapters, blocks)}
        return [replace(c, nested=True) for c in titles if c.index not in beside]
    small = [c for c in titles if divide or sizes[c.index] < SMALL_PART * usual]
    large = [c for c in titles if not divide and sizes[c.index] >= SMALL_PART * usual]
    within = large if _counts_all(chapters) else []
    named = {fold_title(c.title) for c in chapters if c.title}
    space = median(_space_above(c, blocks) for c in chapters)
    small += [c for c in within if c.facts.title_key in named]
    within = [c for c in within if c not in small]
    return [
        *(c.turned_down("numbers divide the text") for c in small),
        *(replace(c, nested=True) for c in within if not _stands_beside(c, space, blocks)),
    ]


def _marked_beside(titles: Candidates, chapters: Candidates, blocks: Sequence[Block]) -> Candidates:
    """Return the titles that markup sets beside the chapters, where it does so with few.

    A note behind the last chapter is no part of it, though titles that nothing marks divide all.
    """
    level = max(block_level(blocks[c.index]) for c in chapters)
    beside = [c for c in titles if 0 < block_level(blocks[c.index]) <= level]
    return beside if len(beside) < MOST_BESIDE * len(titles) else []


def _counts_all(chapters: Candidates) -> bool:
    """Tell whether numbers behind a heading word run from one on and miss none out.

    Bare numbers may divide the first tale of several that have titles.
    """
    numbers = [c.form.number for c in chapters if c.form.rank == "chapter"]
    return numbers == [*range(1, len(chapters) + 1)]


def _stands_beside(c: Candidate, space: float, blocks: Sequence[Block]) -> bool:
    """Tell whether a title is set off as the numbered chapters are, more widely than text is.

    Where these do not begin on new pages, the pages say nothing of it. What markup makes a heading
    has its level from there.
    """
    block = blocks[c.index]
    if isinstance(block, Paragraph) and block.setting.level:
        return True
    own = _space_above(c, blocks, pages=space == inf)
    return own >= space and own > WIDE_SPACE


def _space_above(c: Candidate, blocks: Sequence[Block], *, pages: bool = True) -> float:
    """Return the blank lines above a heading; a new page is more than any, or says nothing."""
    block = blocks[c.index]
    if not isinstance(block, Paragraph):
        return 0
    if block.setting.page_before:
        return inf if pages else 0
    return block.setting.gap_before


def _of_lists(candidates: Candidates, evidence: Evidence) -> list[Candidate]:
    """Return the titles of a family that has hardly any text below it."""
    accepted = [c for c in candidates if c.accepted]
    titles = _titles(candidates)
    sizes = _sizes(accepted, evidence.blocks)
    below = [sizes[c.index] for c in titles]
    poems = all(heads_poem(c, evidence.blocks) for c in titles)
    ruled = len(titles) >= FEWEST_UNDERLINED and all(is_underlined(c, evidence) for c in titles)
    shortest = SHORTEST_POEM if poems else SHORTEST_UNDERLINED if ruled else SHORTEST_TITLED
    family = len(titles) > 1 and median(below) < shortest
    followed = {a.index for a, b in pairwise(accepted) if b.form.rank == "title"}
    return [
        c.turned_down("hardly any text stands below it")
        for c in titles
        if family or (sizes[c.index] == 0 and c.index in followed)
    ]


def is_underlined(c: Candidate, evidence: Evidence) -> bool:
    """Tell whether a line is drawn below a heading."""
    block = evidence.blocks[c.index]
    return isinstance(block, Paragraph) and block.setting.underlined


def heads_poem(c: Candidate, blocks: Sequence[Block]) -> bool:
    """Tell whether verse follows right below a heading."""
    below = c.last_index + 1
    return below < len(blocks) and isinstance(blocks[below], Verse)


def _sole_title(candidates: Candidates, evidence: Evidence) -> list[Candidate]:
    """Return the only heading of a text where it is a title: one line divides nothing."""
    accepted = [c for c in candidates if c.accepted]
    titles = _titles(candidates)
    alone = len(accepted) == len(titles) == 1
    return [titles[0].turned_down("the only title in an undivided text")] if alone else []
