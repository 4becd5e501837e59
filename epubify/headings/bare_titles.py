"""Headings without a number of their own, and titles below numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from epubify.headings.beside_markup import heads_by_markup, is_lone_bold
from epubify.headings.candidate import (
    ACCEPT,
    NEAR_MISS,
    NO_SEQUENCE,
    TOO_LITTLE,
    Candidate,
    Candidates,
    updated,
)
from epubify.headings.clues import CENTRED, FEWEST_ALIKE, LONGEST_TITLE, clue, may_be_title
from epubify.headings.entries import FEWEST as FEWEST_ENTRIES
from epubify.headings.evidence import Evidence, among_open
from epubify.headings.gaps import is_gap, nothing_between, words_between
from epubify.headings.levels import block_level, dividing_levels
from epubify.headings.lines_below import (
    QUOTED,
    WIDEST_GAP,
    is_told,
    stopped_titles,
    title_below,
)
from epubify.model import BreakKind, Paragraph, SceneBreak, plain
from epubify.text.facts import Facts, facts_of
from epubify.text.lexicon import folded, heading_ranks
from epubify.text.title_words import fold_title, label_of

MOST_OF_THEM = 0.7
"""Share of the numbered headings with a line below that may be a title, from which these lines
are believed without capitals of a title. With a smaller share first sentences become titles; with
a larger one a few headings without title spoil those of all others."""
FEWEST_TITLED = 2
"""Such headings that it takes; with fewer, one says nothing of a habit, with more, books of two
chapters lose their titles."""


@among_open
def take_titles_below(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Give numbered headings the title that stands on a line of its own below them.

    A line is such a title when the contents list has it, or when it has the capitals of a
    title; one in the capitals of a sentence is believed when most headings have one.
    """
    bare = [c for c in candidates if c.form.number is not None and c.form.title is None]
    bare = [c for c in bare if c.title_index is None]
    apart = {*evidence.wishes.apart, *evidence.lists}
    below = {c.index: found for c in bare if (found := title_below(c, evidence))}
    split = {c.index for c in bare if c.index in below and is_split(c, below[c.index][1], evidence)}
    candidates = [c for c in candidates if c.index not in split]
    bare = [c for c in bare if c.index not in split]
    stopped = stopped_titles(bare, below, evidence)
    below |= stopped
    apart |= divisions_below(below, evidence)
    apart |= chapters_below(bare, below, evidence)
    apart |= {n for n, facts in below.values() if facts.title_key in evidence.titles.separate}
    times = Counter(facts.title_key for _, facts in below.values())
    twice = [(n, facts) for n, facts in below.values() if times[facts.title_key] > 1]
    apart |= {n for n, facts in twice if tells_the_author(facts, evidence)}
    plausible = [c for c in bare if c.index in below and below[c.index][0] not in apart]
    usual = len(plausible) >= FEWEST_TITLED and len(plausible) >= MOST_OF_THEM * len(bare)
    titled = []
    for c in plausible:
        index, facts = below[c.index]
        quoted = QUOTED.fullmatch(facts.text) is not None
        shown = not quoted and (facts.is_title_case or facts.is_shouted)
        shown = shown or block_level(evidence.blocks[index]) > 0
        shown = shown and len(facts.text) <= LONGEST_TITLE
        if c.index in stopped:
            titled.append(replace(c, title=facts.text.rstrip("."), title_index=index))
        elif evidence.titles.has(facts) or shown or usual or is_told(facts.text):
            titled.append(replace(c, title=facts.core, title_index=index))
    taken = {c.title_index for c in titled}
    return [c for c in updated(candidates, titled) if c.index not in taken]


def is_split(c: Candidate, below: Facts, evidence: Evidence) -> bool:
    """Tell whether a number is but the first word of the title of the story, whose others stand
    below it: the article in ``I / PROMESSI SPOSI``."""
    return fold_title(f"{c.facts.text} {below.text}") in evidence.names


def tells_the_author(facts: Facts, evidence: Evidence) -> bool:
    """Tell whether a line names the story or its author, and no list has it as a title."""
    key = facts.title_key
    return not evidence.titles.has(facts) and any(name in key for name in evidence.names)


def divisions_below(below: Mapping[int, tuple[int, Facts]], evidence: Evidence) -> set[int]:
    """Return the lines below headings that markup makes headings of a level that divides."""
    dividing = dividing_levels(evidence.blocks)
    levels = {
        n: block_level(evidence.blocks[n]) for two in below.items() for n in (two[0], two[1][0])
    }
    return {
        index
        for upper, (index, _) in below.items()
        if 0 < levels[upper] < levels[index] and levels[index] in dividing
    }


def chapters_below(
    bare: Candidates, below: Mapping[int, tuple[int, Facts]], evidence: Evidence
) -> set[int]:
    """Return the lines below parts that markup makes headings, as it does with others.

    The part itself is a line that markup does not know: the heading is that of its first chapter.
    """
    levels = [block_level(block) for block in evidence.blocks]
    parts = [c for c in bare if c.form.rank == "part" and c.index in below and not levels[c.index]]
    found = {below[c.index][0] for c in parts}
    others = {level for n, level in enumerate(levels) if level and n not in found}
    return {n for n in found if levels[n] in others}


@among_open
def take_titles_above(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Give bare numerals the title that stands on a line of its own above them.

    Only where most of them have one, set as they are: a line above a number may as well be the
    last of the section before.
    """
    numerals = [c for c in candidates if c.form.rank == "numeral" and c.title is None]
    above = {c.index: found for c in numerals if (found := title_above(c, evidence)) is not None}
    after_first = len({c.form.number for c in numerals}) - 1  # its title may stand as the story's
    if len(above) < FEWEST_TITLED or len(above) < MOST_OF_THEM * after_first:
        return candidates
    titled = [
        with_line_above(c, index, facts)
        for c in numerals
        if (found := above.get(c.index)) is not None
        for index, facts in [found]
    ]
    taken = {c.title_index for c in titled}
    return [c for c in updated(candidates, titled) if c.index not in taken]


def with_line_above(c: Candidate, index: int, facts: Facts) -> Candidate:
    """Return a bare numeral with its title above it, or with the heading word that it lacks."""
    if folded(facts.core) not in heading_ranks():
        return replace(c, title=facts.core, title_index=index)
    label = f"{label_of(facts.core)} {c.form.label}"
    return replace(c, form=replace(c.form, label=label), title_index=index)


def title_above(c: Candidate, evidence: Evidence) -> tuple[int, Facts] | None:
    """Return a block that may be the title of the numeral right below it: index and line."""
    blocks = evidence.blocks
    index = c.index - 1
    while index >= 0 and is_gap(blocks[index]):
        index -= 1
    numeral, block = blocks[c.index], blocks[index] if index >= 0 else None
    if not isinstance(block, Paragraph) or not isinstance(numeral, Paragraph):
        return None
    facts = facts_of(plain(block.spans).strip())
    apart = block.setting.gap_before > numeral.setting.gap_before or block.setting.page_before
    first = not any(isinstance(b, Paragraph) for b in blocks[:index])
    alike = (block.setting.inset >= CENTRED) == (numeral.setting.inset >= CENTRED)
    set_off = block.setting.inset >= CENTRED or apart or first
    is_title = block.setting.lines == 1 and facts.form is None and may_be_title(facts)
    near = numeral.setting.gap_before <= WIDEST_GAP and index not in evidence.wishes.apart
    named = facts.title_key in evidence.names
    taken = alike and set_off and is_title and near and not named
    return (index, facts) if taken else None


@among_open
def choose_titled(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept headings without a number whose own clues are enough."""
    marked = heads_by_markup(candidates)
    return [
        c.taken(max(c.clues, key=lambda clue: clue[1])[0]) if is_enough(c, marked=marked) else c
        for c in candidates
    ]


def is_enough(c: Candidate, *, marked: bool) -> bool:
    """Tell whether the clues of a heading without a number are enough by themselves."""
    asked = not c.accepted and c.form.number is None and c.form.rank != "entry"
    return asked and c.score >= ACCEPT and not (marked and is_lone_bold(c))


@among_open
def choose_alike(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept titles that are half sure where the story is known to have titled sections.

    Not where markup makes headings, nor where there are more numbered chapters: between these
    stands what is set in capitals.
    """
    sure = [c for c in candidates if c.accepted and c.form.rank == "title"]
    numbered = sum(c.accepted and c.form.number is not None for c in candidates)
    if len(sure) < max(FEWEST_ALIKE, numbered) or heads_by_markup(candidates):
        return candidates
    return [one_of_titled(c) for c in candidates]


def one_of_titled(c: Candidate) -> Candidate:
    """Return a candidate as it stands in a story that has titled sections."""
    capitals = c.facts.is_title_case or c.text.lower() == c.text.upper()
    if c.accepted or c.form.rank != "title" or not capitals:
        return c
    name = "the story has titled sections"
    c = c.with_clue(*clue(name, c.score >= NEAR_MISS))
    return c.taken(name) if c.score >= ACCEPT else c


@among_open
def choose_first_numbers(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept a number 1 right under a heading: it opens a division, though none follows."""
    judged: list[Candidate] = []
    last: Candidate | None = None
    for c in candidates:
        first = not c.accepted and c.form.rank == "numeral" and c.form.number == 1 and c.score > 0
        if first and last and nothing_between(evidence.blocks, last, c):
            c = c.taken("a number 1 right under a heading")
        judged.append(c)
        last = c if c.accepted else last
    return judged


@among_open
def choose_entries(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept the heads of entries where no number and no title divides the text."""
    entries = [c for c in candidates if c.form.rank == "entry"]
    others = [c for c in candidates if c.accepted and c.form.rank != "named"]
    numbered = sum(c.form.number is not None for c in others)
    divided = len(others) >= FEWEST_ENTRIES and not leave_most_whole(others, evidence)
    if divided or numbered * FEWEST_ENTRIES > len(entries):
        return candidates
    return updated(candidates, (c.taken("entries divide the text") for c in entries))


MOST_WHOLE = 0.5
"""Share of the words of a text that headings leave in one section, from which they do not divide
it. With more, the chapters of a story told in one letter hide all letters behind it; with less, a
diary in the last chapter of a novel is divided as the novel is."""


def leave_most_whole(others: Sequence[Candidate], evidence: Evidence) -> bool:
    """Tell whether most of a text stands below a single one of its headings."""
    ends = [-1, *(c.index for c in others), len(evidence.blocks)]
    sizes = [words_between(evidence.blocks, a, b) for a, b in pairwise(ends)]
    return max(sizes) > MOST_WHOLE * sum(sizes)


FEWEST_ABOVE_ENTRIES = 2
"""Titles below a rule and right above a heading. With fewer, the name of whom a letter goes to is
one; with more, a diary in two books is not divided by their titles."""


@among_open
def choose_above_entries(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept the titles between a rule and a heading of a text that heads of entries divide."""
    if not any(c.accepted and c.form.rank == "entry" for c in candidates):
        return candidates
    titles = [
        a
        for a, b in pairwise(candidates)
        if a.form.rank == "title" and not a.accepted and b.accepted and a.facts.is_title_case
        if nothing_between(evidence.blocks, a, b) and stands_on_mark(a, evidence)
    ]
    if len(titles) < FEWEST_ABOVE_ENTRIES:
        return candidates
    return updated(candidates, (c.taken("between a rule and the head of an entry") for c in titles))


def stands_on_mark(c: Candidate, evidence: Evidence) -> bool:
    """Tell whether a mark stands right above a candidate."""
    above = evidence.blocks[c.index - 1] if c.index else None
    return isinstance(above, SceneBreak) and above.kind is BreakKind.ORNAMENT


TITLE_PAGE_WORDS = 100
"""A line of a title page has fewer words than this below it. With more, short prefaces are
turned down; with fewer, the lines of a page with a long motto become sections."""


@among_open
def drop_title_page(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Turn down the lines of a title page: titles before the first numbered heading, with
    hardly a word below them, when hardly a section after it has a title alone. A line that goes
    on with a short one above (``TO``, ``MY DEAR FRIEND``) is of a dedication.
    """
    accepted = [c for c in candidates if c.accepted]
    first = next((c for c in accepted if c.form.rank != "title"), None)
    if first is None:
        return candidates
    later = [c for c in accepted if c.form.rank == "title" and c.index > first.index]
    return updated(
        candidates,
        (
            c.turned_down("a line of the title page")
            for c, after in pairwise(accepted)
            if c.index < first.index
            if goes_on_from_above(c, evidence)
            or (
                len(later) < FEWEST_ALIKE
                and words_between(evidence.blocks, c.index, after.index) < TITLE_PAGE_WORDS
            )
        ),
    )


SHORT_LINE = 25
"""Characters of a line of a dedication; with more, subtitles are such, with fewer, names
are not."""


def goes_on_from_above(c: Candidate, evidence: Evidence) -> bool:
    """Tell whether a short line in capitals that nothing ends stands right above a title."""
    above = evidence.blocks[c.index - 1] if c.index else None
    if not isinstance(above, Paragraph):
        return False
    facts = facts_of(plain(above.spans).strip())
    own = evidence.blocks[c.index]
    near = isinstance(own, Paragraph) and own.setting.gap_before <= 1
    short = above.setting.lines == 1 and len(facts.text) <= SHORT_LINE
    return near and short and facts.text.isupper() and facts.form is None


@among_open
def leave_out_running_titles(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Leave out the story's title where it only stands again right above a heading."""
    accepted = [c for c in candidates if c.accepted]
    below = {a.index: b for a, b in next_accepted(candidates, accepted)}
    return [
        replace(c, repeated=True, reason="the title of the story again, above a heading")
        if not c.accepted
        and c.facts.title_key == fold_title(evidence.titles.story)
        and (heading := below.get(c.index))
        and nothing_between(evidence.blocks, c, heading)
        else c
        for c in candidates
    ]


def next_accepted(
    candidates: Candidates, accepted: Candidates
) -> Iterator[tuple[Candidate, Candidate]]:
    """Yield each candidate with the first heading below it."""
    waiting = list(accepted)[::-1]
    for c in candidates:
        while waiting and waiting[-1].index <= c.index:
            waiting.pop()
        if waiting:
            yield c, waiting[-1]


@among_open
def drop_names(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Turn down lines that only name the author or the story again."""
    return [
        c.turned_down("it only names the author or the story again")
        if c.accepted and c.form.rank == "title" and c.facts.title_key in evidence.names
        else c
        for c in candidates
    ]


@among_open
def note_rejections(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Say of each candidate that was turned down why."""
    return [
        c.turned_down(TOO_LITTLE if c.form.number is None else NO_SEQUENCE)
        if not c.accepted and not c.reason
        else c
        for c in candidates
    ]
