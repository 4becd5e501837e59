"""How headings nest: volumes over parts over chapters, matter beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from epubify.headings.candidate import Candidate, Candidates, updated
from epubify.headings.evidence import Evidence, among_open
from epubify.headings.gaps import nothing_between
from epubify.model import Block, Note, Paragraph, SceneBreak
from epubify.text.lexicon import folded, word_set
from epubify.text.numerals import ends_in_number
from epubify.text.recogniser import recogniser
from epubify.text.roles import role_of

FEWEST_COUNTED = 3
"""Chapters that count and that markup marks, where titles that it does not mark divide these at
most. With more, short books list each diary; with fewer, the rest of a book of which someone marked
two chapters is not listed."""
UNCOUNTED = frozenset({"title", "entry"})
"""Ranks of headings that have no number."""
FEWEST_TITLED = 2
"""Titled headings without a number that make bare numerals divide them. With fewer, the title of
the story swallows its chapters; with more, two tales with numbered parts fall flat."""


@among_open
def set_levels(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Give each heading its level: what holds numbered headings stands above them."""
    accepted = [c for c in candidates if c.accepted]
    ranks = {c.form.rank for c in accepted}
    has_volume, has_part = "volume" in ranks, "part" in ranks
    chapters = [c for c in accepted if c.form.rank not in ("volume", "part")]
    base = 1 + has_volume * bool(has_part or chapters) + has_part * bool(chapters)
    nested = nested_numerals(accepted, evidence)
    levelled = []
    for c in accepted:
        level = base + 1 if c.nested or c.index in nested else base
        level = {"volume": 1, "part": 1 + has_volume}.get(c.form.rank, level)
        levelled.append(replace(c, level=level))
    if base > 1:
        levelled = updated(levelled, levels_of_matter(levelled, evidence, base))
    return updated(candidates, levelled)


def nested_numerals(accepted: Candidates, evidence: Evidence) -> set[int]:
    """Return the indices of numerals of a run that starts right under a titled heading.

    Where several headings have titles or dates and no numbers, bare numerals divide one of them; so
    do those with a title that the contents list does not name, under one that it does.
    """
    nested: set[int] = set()
    if sum(c.form.rank in UNCOUNTED for c in accepted) < FEWEST_TITLED:
        return nested
    held = started = listed = False
    for c in accepted:
        if c.form.rank in UNCOUNTED:
            held, started, listed = True, False, evidence.titles.has(c.facts)
        elif c.form.rank == "numeral" and (
            not c.title or (listed and not evidence.titles.has(c.facts))
        ):
            started = started or (held and c.form.number == 1)
            if started:
                nested.add(c.index)
    return nested


def levels_of_matter(accepted: Candidates, evidence: Evidence, base: int) -> Iterator[Candidate]:
    """Yield front and back matter at the top level, unless a part opens with it."""
    holders = [c.index for c in accepted if c.level < base]
    for n, c in enumerate(accepted):
        if c.form.rank != "named":
            continue
        outside = not holders or c.index < holders[0]
        last = role_of(c.form.role).stands == "after" and (
            not has_chapters(accepted[n + 1 :]) or holds_the_rest(accepted[n:], evidence)
        )
        if outside or last:
            yield replace(c, level=1)
        elif role_of(c.form.role).stands == "before" and not opens_holder(
            accepted, n, holders, evidence
        ):
            yield replace(c, level=base)


def holds_the_rest(accepted: Candidates, evidence: Evidence) -> bool:
    """Tell whether the first of some headings holds the others: they count from one right below
    it, as chapters of a part do."""
    above, *below = accepted
    counted = all(c.form.rank in ("chapter", "numeral") for c in below)
    anew = bool(below) and below[0].form.number == 1
    return counted and anew and nothing_between(evidence.blocks, above, below[0])


def has_chapters(accepted: Candidates) -> bool:
    """Tell whether there are chapters among headings."""
    return any(c.form.rank in ("chapter", "numeral") for c in accepted)


def opens_holder(accepted: Candidates, n: int, holders: list[int], evidence: Evidence) -> bool:
    """Tell whether a heading stands right under a volume or part."""
    above: Candidate | None = accepted[n - 1] if n else None
    return (
        above is not None
        and above.index in holders
        and nothing_between(evidence.blocks, above, accepted[n])
    )


@among_open
def take_marked_titles(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Give numbers that markup makes headings the marked line right below them as their title."""
    taken: dict[int, Candidate] = {}
    dividing = dividing_levels(evidence.blocks)
    for a, b in pairwise(candidates):
        levels = marked_level(a, evidence), marked_level(b, evidence)
        below = 0 < levels[0] <= levels[1] and b.form.rank in ("named", "title")
        below = below and not (levels[0] < levels[1] and levels[1] in dividing)
        bare = b.form.label is None and b.title_index is None
        if below and bare and is_label(a) and nothing_between(evidence.blocks, a, b):
            form = a.form if a.form.label else replace(a.form, label=a.facts.core, title=None)
            taken[b.index] = replace(a, form=form, title=b.facts.core, title_index=b.index)
    kept = [c for c in candidates if c.index not in taken]
    return updated(kept, taken.values())


def is_label(c: Candidate) -> bool:
    """Tell whether a heading counts, and has no title yet."""
    if c.title_index is not None:
        return False
    if c.form.number is not None:
        return c.form.title is None
    return c.form.rank in ("named", "title") and ends_in_number(c.facts.core)


@among_open
def accept_marked(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept what markup makes a heading, whatever its words."""
    return [
        c.taken("a heading by its markup") if marked_level(c, evidence) and not c.accepted else c
        for c in candidates
    ]


@among_open
def leave_lone_divisions(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Turn down an act or a part right below a chapter that markup heads, where it is the only one.

    The page of a chapter says so which part of the work it is from; it divides nothing.
    """
    accepted = [c for c in candidates if c.accepted]
    marked = [c for c in accepted if marked_level(c, evidence)]
    others = [c for c in accepted if not marked_level(c, evidence)]
    if len(marked) != 1 or len(others) != 1 or not is_label(marked[0]):
        return candidates
    [chapter], [division] = marked, others
    larger = chapter.form.rank == "chapter" and division.form.rank in ("part", "volume")
    between = evidence.blocks[chapter.last_index + 1 : division.index]
    if not larger or any(not isinstance(block, Note | SceneBreak) for block in between):
        return candidates
    reason = "the only one of its kind, right below the heading of a chapter"
    return updated(candidates, [replace(division, accepted=False, reason=reason)])


@among_open
def leave_lone_sentences(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Turn down a sentence that markup sets off below chapters that count, alone of its level.

    So pages make a line of a story stand out; divisions have others beside them.
    """
    accepted = [c for c in candidates if c.accepted]
    marked = {c.index: level for c in accepted if (level := marked_level(c, evidence))}
    counted = [marked[c.index] for c in accepted if c.index in marked and c.form.number is not None]
    if len(counted) < FEWEST_COUNTED:
        return candidates
    often = Counter(marked.values())
    lone = [c for c in accepted if often[marked.get(c.index, 0)] == 1 and c.form.rank == "title"]
    said = [
        replace(c, accepted=False, reason="a sentence, alone of its level")
        for c in lone
        if marked[c.index] > max(counted) and c.facts.is_terminal and not c.facts.is_title_case
    ]
    return updated(candidates, said)


@among_open
def set_marked_levels(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Give headings the levels of their markup, where it has more than one.

    One that markup does not mark stands where those with its form do, else below the one above.
    """
    accepted = [c for c in candidates if c.accepted]
    marked = {c.index: level for c in accepted if (level := marked_level(c, evidence))}
    ranks = {level: n for n, level in enumerate(sorted(set(marked.values())), 1)}
    if len(ranks) < 2:
        return updated(candidates, below_one(accepted, marked))
    by_form = {c.form.rank: ranks[marked[c.index]] for c in accepted if c.index in marked}
    levelled, above = [], 0
    for c in accepted:
        if c.index in marked:
            above = ranks[marked[c.index]]
            levelled.append(replace(c, level=above))
        else:
            levelled.append(replace(c, level=by_form.get(c.form.rank, above + 1)))
    return updated(candidates, levelled)


def below_one(accepted: Candidates, marked: Mapping[int, int]) -> Iterator[Candidate]:
    """Yield headings with their levels, where markup marks most, and numbers divide one of them.

    Questions below one of thirty rounds are no rounds; chapters below a marked foreword are more.
    """
    others = [c for c in accepted if c.index not in marked]
    above = {max((n for n in marked if n < c.index), default=-1) for c in others}
    counted = len(others) > 1 and all(c.form.number is not None for c in others)
    if not counted or len(above) > 1 or -1 in above or len(marked) < FEWEST_COUNTED:
        return
    if len(others) < len(marked):
        for c in accepted:
            below = c.index not in marked
            yield replace(c, level=1 + below, nested=below)


@among_open
def set_unlisted(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Keep out of the contents what divides chapters for the eye alone.

    That is what stands deeper than all that the contents of the source name; and titles without a
    number that markup does not mark, below chapters that count and that it marks.
    """
    accepted = [c for c in candidates if c.accepted]
    marked = [c for c in accepted if marked_level(c, evidence)]
    counted = sum(c.form.number is not None and c.form.role == "chapter" for c in marked)
    changed, above = [], None
    for c in accepted:
        if marked_level(c, evidence):
            above = c
            block = evidence.blocks[c.index]
            named = block.setting.listed if isinstance(block, Paragraph) else None
            changed.append(replace(c, listed=named is not False, marked=named is None))
        elif counted >= FEWEST_COUNTED and above and divides_for_the_eye(c, above):
            changed.append(replace(c, level=max(c.level, above.level + 1), listed=False))
    return updated(candidates, changed)


def divides_for_the_eye(c: Candidate, above: Candidate) -> bool:
    """Tell whether a heading is a mere title below a chapter that counts."""
    bare = c.form.rank == "title" and c.form.number is None
    return bare and above.form.role == "chapter"


@among_open
def make_acts_chapters(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Make chapters of the acts of a play that has no scenes: nothing divides it further.

    So the scrolls of an old collection, below which stand tales with a title and no number. A
    prologue or epilogue stands beside acts that are chapters.
    """
    accepted = [c for c in candidates if c.accepted]
    acts = [c for c in accepted if c.form.role == "part" and is_act(c.form.label or "")]
    if not acts:
        return candidates
    level = acts[0].level or 0
    below = [c for c in accepted if (c.level or 0) > level]
    beside = [c for c in below if c.form.rank == "named"]
    deeper = [c for c in below if c.form.rank != "named"]
    scrolls = all(is_scroll(c.form.label or "") for c in acts)
    if deeper and not (scrolls and all(c.form.rank == "title" for c in deeper)):
        return candidates
    chapters = [replace(c, form=replace(c.form, role="chapter")) for c in acts]
    chapters += [replace(c, level=level) for c in beside]
    return updated(candidates, [*chapters, *(replace(c, nested=True) for c in deeper)])


@recogniser(takes=("Act Five", "Erster Akt", "卷九"), spares=("Part Two", "Actual Facts", "第二部"))
def is_act(label: str) -> bool:
    """Tell whether a label is that of an act, or of a scroll."""
    return not word_set("acts").isdisjoint(folded(label).split()) or is_scroll(label)


@recogniser(takes=("卷九", "巻之三", "第一卷"), spares=("第二部", "Act Five"))
def is_scroll(label: str) -> bool:
    """Tell whether a label is that of a scroll, as old books of East Asia are divided."""
    return any(sign in label for sign in word_set("scrolls"))


def marked_level(c: Candidate, evidence: Evidence) -> int:
    """Return the level that markup gives a heading, 0 where it gives none."""
    return block_level(evidence.blocks[c.index])


def block_level(block: Block) -> int:
    """Return the level that markup gives a block as a heading, 0 where it gives none."""
    return block.setting.level if isinstance(block, Paragraph) else 0


def dividing_levels(blocks: Sequence[Block]) -> frozenset[int]:
    """Return the levels of headings that divide the text: not all of them name the one above.

    A level divides where one of its headings stands elsewhere than right below a higher one.
    """
    levels = [0, *map(block_level, blocks)]
    return frozenset(own for above, own in pairwise(levels) if own and not 0 < above < own)


@among_open
def set_asked_levels(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Give headings the levels that a person set."""
    return [evidence.wishes.levelled(c) for c in candidates]
