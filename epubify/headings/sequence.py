"""Numbered headings: the sequence of numbers that runs on best is chosen."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec.structs import replace

from epubify.headings.candidate import ACCEPT, Candidate, Candidates, updated
from epubify.headings.evidence import Evidence, among_open
from epubify.headings.gaps import notes_between, nothing_between, words_between
from epubify.model import Paragraph, plain
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.middle import median
from epubify.text.numerals import leading_numeral
from epubify.text.ordinals import leading_ordinal

LABEL_WORD = lazy(r"[^\W\d_]{2,}\.?(?=\s)")
"""The heading word of a label, before its number."""
RUNS_ON_REASON = "its number runs on"


@among_open
def set_repeats_aside(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Set headings aside that the next one repeats with nothing but notes between.

    ``Chapter 5``, then ``Chapter 5: The Mail``: the richer one is the heading.
    """
    return updated(
        candidates,
        (
            replace(a, said_below=True, reason="the heading below says the same")
            for a, b in pairwise(candidates)
            if says_no_more(a, b) and notes_between(evidence.blocks, a, b)
        ),
    )


def says_no_more(a: Candidate, b: Candidate) -> bool:
    """Tell whether a heading says nothing that the next one does not say."""
    same = a.form.number is not None and a.form.number == b.form.number
    titles = a.title is None or (b.title or "").startswith(a.title)
    return same and a.form.rank == b.form.rank and titles


def leave_out_repeats(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Leave out what was repeated, where the one that repeats it is a heading."""
    left_out: list[Candidate] = []
    below: Candidate | None = None
    for c in reversed([c for c in candidates if not c.refused]):
        below_is_heading = below is not None and (below.accepted or below.repeated)
        repeated = c.repeated or (c.said_below and below_is_heading)
        below = c if repeated == c.repeated else replace(c, repeated=repeated)
        left_out.append(below)
    return updated(candidates, left_out)


# ------------------------------------------------------------------------ what is numbered


def numbered(candidates: Candidates, *ranks: str) -> list[Candidate]:
    """Return the candidates of these ranks that have a number, members of lists left out."""
    found = (c for c in candidates if c.form.rank in ranks and not c.in_list)
    return [c for c in found if c.form.number is not None]


FEWEST_LISTED = 3
"""Numbered lines right below each other that are a list. With fewer, a heading of two lines is one;
with more, short lists of things are chapters."""

FEWEST_COUNTED = 25
"""Words between two numbers in words that are headings. With fewer, numbers that somebody counts
aloud between other words are chapters; with more, the shortest chapters are counted aloud."""


@among_open
def set_lists_aside(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Set numbered lines with words aside that follow each other with nothing between.

    So are numbers in words that somebody counts aloud: ``One``, ``Two``.
    """
    counted = counted_aloud(candidates, evidence)
    runs: list[list[Candidate]] = [[]]
    for c in (c for c in candidates if c.form.rank == "numeral" and c.title):
        last = runs[-1][-1] if runs[-1] else None
        next_one = last and (c.form.number or 0) == (last.form.number or 0) + 1
        if last and not (next_one and nothing_between(evidence.blocks, last, c)):
            runs.append([])
        runs[-1].append(c)
    lengths = [len(run) + (bool(run) and goes_on_below(run[-1], evidence)) for run in runs]
    listed = [
        c for run, length in zip(runs, lengths, strict=True) if length >= FEWEST_LISTED for c in run
    ]
    return updated(
        candidates, (replace(c, in_list=True, reason="a line of a list") for c in listed + counted)
    )


def counted_aloud(candidates: Candidates, evidence: Evidence) -> list[Candidate]:
    """Return numbers in words and nothing else that count on with hardly a word between."""
    bare = [c for c in candidates if c.form.style == "word" and c.form.rank == "numeral"]
    bare = [c for c in bare if c.title is None]
    close = (
        (a, b)
        for a, b in pairwise(bare)
        if words_between(evidence.blocks, a.index, b.index) < FEWEST_COUNTED
    )
    counting = [(a, b) for a, b in close if b.form.number == (a.form.number or 0) + 1]
    return list({c.index: c for pair in counting for c in pair}.values())


def goes_on_below(last: Candidate, evidence: Evidence) -> bool:
    """Tell whether the paragraph right below a numbered line has the next number, and is longer."""
    at = last.last_index + 1
    below = next((one for one in evidence.blocks[at : at + 2] if isinstance(one, Paragraph)), None)
    number = (last.form.number or 0) + 1
    return below is not None and plain(below.spans).startswith((f"{number}. ", f"{number}) "))


def parents_in(candidates: Candidates) -> list[Candidate]:
    """Return the headings below which numbers may start again: those accepted, and titles that
    are as good as accepted."""
    return [c for c in candidates if c.accepted or is_strong_title(c)]


def is_strong_title(c: Candidate) -> bool:
    """Tell whether a heading without a number is sure enough to hold numbered ones."""
    return c.form.number is None and c.form.rank != "entry" and c.score >= ACCEPT


@among_open
def choose_volumes(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept the volumes whose numbers run on."""
    return updated(candidates, running_on(numbered(candidates, "volume"), [], evidence))


@among_open
def choose_parts(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept the parts whose numbers run on, counted from one in each volume."""
    volumes = [c for c in numbered(candidates, "volume") if c.accepted]
    parts = running_on(numbered(candidates, "part"), volumes, evidence)
    loose = [c for c in parts if not c.accepted]  # those whose numbers do not run on
    dividing = among_chapters(loose, numbered(candidates, "chapter"), evidence)
    taken = [c.taken("it stands among chapters") for c in parts if c.index in dividing]
    return updated(candidates, [*(c for c in parts if c.index not in dividing), *taken])


def among_chapters(parts: Candidates, chapters: Candidates, evidence: Evidence) -> set[int]:
    """Return the parts between two chapters, the second of which is right below them.

    It counts anew, or on from the first.
    """
    dividing: set[int] = set()
    for c in parts:
        above = [one for one in chapters if one.index < c.index]
        below = next((one for one in chapters if one.index > c.index), None)
        if not above or below is None:
            continue
        counted = below.form.number == 1 or (below.form.number or 0) > (above[-1].form.number or 0)
        if counted and nothing_between(evidence.blocks, c, below):
            dividing.add(c.index)
    return dividing


def running_on(candidates: Candidates, volumes: Candidates, evidence: Evidence) -> list[Candidate]:
    """Return the volumes or parts whose numbers run on, decided.

    One alone is a heading only if it is the first: otherwise the file says which part it is, or,
    where hardly a word stands below, which part comes next.
    """
    chain = best_chain(candidates, volumes)
    if len({c.form.number for c in chain}) != 1:
        return [c.taken(RUNS_ON_REASON) for c in chain]
    alone = "a part alone, and not the first"
    return [
        c.taken(RUNS_ON_REASON) if may_stand_alone(c, evidence) else replace(c, reason=alone)
        for c in chain
    ]


def may_stand_alone(c: Candidate, evidence: Evidence) -> bool:
    """Tell whether a part divides a text though no other part has a heading.

    It is the first, it has a title, or it is the second with a whole part above.
    """
    blocks = evidence.blocks
    below = words_between(blocks, c.index, len(blocks))
    if c.form.number == 2 and min(below, words_between(blocks, -1, c.index)) >= SHORTEST_PART:
        return True
    return (c.form.number or 0) <= 1 or (c.title is not None and below >= FEWEST_WORDS)


SHORTEST_PART = 500
"""Words above and below a second part whose first has no heading. With fewer, a title page that
says which part this is divides it; with more, the second half of a short story is lost."""


@among_open
def choose_chapters(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept the chapters whose numbers run on, with a heading word or as bare numbers.

    Bare numbers are left out where the headings with a word are complete without them.
    """
    parents = parents_in(candidates)
    keyed = without_lone_words(numbered(candidates, "chapter"))
    sure = best_chain(keyed, parents)
    bare = numbered(candidates, "numeral")
    both = best_chain(sorted([*keyed, *bare], key=lambda c: c.index), parents)
    complete = len(sure) >= 2 and has_no_gaps(sure, parents) and not goes_on(sure, both, evidence)
    kept = sum(c.form.rank == "chapter" for c in both)
    chain, strays = without_strays(sure if complete or kept < len(sure) else both, parents)
    return updated(candidates, [*strays, *(c.taken(RUNS_ON_REASON) for c in chain)])


def without_lone_words(keyed: Sequence[Candidate]) -> list[Candidate]:
    """Return headings without those whose word counts nothing else, above another's number 1.

    ``Episode 1``, then ``Scene 1``, ``Scene 2``: what is counted is the scenes.
    """
    words = [counting_word(c.form.label or "") for c in keyed]
    times = Counter(words)
    return [
        c
        for n, c in enumerate(keyed)
        if n + 1 == len(keyed)
        or not words[n]
        or times[words[n]] > 1
        or not (c.form.number == keyed[n + 1].form.number == 1 and times[words[n + 1]] > 1)
    ]


@lru_cache(maxsize=2048)
def counting_word(label: str) -> str:
    """Return the word before the number of a label, nothing where there is none.

    >>> counting_word("Scene Two"), counting_word("Second Night"), counting_word("II")
    ('scene', '', '')
    """
    found = LABEL_WORD.match(label)
    if not found or leading_numeral(label) or leading_ordinal(label):
        return ""
    return folded(found[0])


def goes_on(sure: Candidates, both: Candidates, evidence: Evidence) -> bool:
    """Tell whether bare numbers take a count up where the heading word is dropped.

    ``TALE I``, ``TALE II``, then ``III. THE TALE OF THE FORD``: the numbers run on from the last
    heading with a word, none stands before it, and they have titles or whole sections below.
    """
    added = [c for c in both if c.form.rank == "numeral"]
    if not added or added[0].index < sure[-1].index:
        return False
    numbers = [c.form.number or 0 for c in (sure[-1], *added)]
    ends = [*(c.index for c in added[1:]), len(evidence.blocks)]
    sizes = [words_between(evidence.blocks, c.index, n) for c, n in zip(added, ends, strict=True)]
    whole = len(added) >= 2 and median(sizes) >= SHORTEST_NESTED
    return all(b == a + 1 for a, b in pairwise(numbers)) and (whole or all(c.title for c in added))


FEWEST_WORDS = 40
"""Words above and below a heading with the number of its neighbour that make it a chapter; with
fewer, a line of a contents list is one, with more, a short chapter counted twice is lost."""


SHORTEST_NESTED = 120
"""Words that a numbered division inside a chapter has on average. Stanzas have fewer: with a
smaller limit they become sections; with a larger one the short divisions of a chapter are lost."""


@among_open
def choose_nested(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept bare numerals that start again inside sections, unless they number stanzas."""
    numerals = [c for c in numbered(candidates, "numeral") if not c.accepted]
    parents = parents_in(candidates)
    if not parents:
        return candidates
    chain, strays = without_strays(best_chain(numerals, parents), parents)
    chain = from_one(chain, parents, evidence)
    candidates = updated(candidates, strays)
    if len(chain) < 2:
        return candidates
    blocks = evidence.blocks
    marks = sorted({c.index for c in parents} | {c.index for c in chain} | {len(blocks)})
    sizes = [words_between(blocks, c.index, marks[bisect_right(marks, c.index)]) for c in chain]
    if sum(sizes) / len(sizes) < SHORTEST_NESTED:
        stanza = "it numbers a stanza or a short passage, not a section"
        return updated(candidates, (replace(c, reason=stanza) for c in chain))
    inside = "its number runs on inside a section"
    return updated(candidates, (replace(c.taken(inside), nested=True) for c in chain))


def from_one(chain: Candidates, parents: Candidates, evidence: Evidence) -> list[Candidate]:
    """Return the members of a chain whose section counts from one, or goes on with the count right
    below the heading of the section: notes go on with it somewhere."""
    by_index = {c.index: c for c in parents}
    marks = sorted(by_index)
    groups: dict[int, list[Candidate]] = {}
    for c in chain:
        groups.setdefault(bisect_right(marks, c.index), []).append(c)
    kept: list[Candidate] = []
    for n, group in groups.items():
        above = by_index[marks[n - 1]] if n else None
        goes_on = kept and group[0].form.number == (kept[-1].form.number or 0) + 1
        below = above is not None and nothing_between(evidence.blocks, above, group[0])
        kept += group if group[0].form.number == 1 or (goes_on and below) else []
    return kept


# ------------------------------------------------------------------------------ the chain

RUNS_ON = 2.0
"""Worth of a number that follows the one before. With more, a bare number that happens to fit
counts for a heading; with less, numbers no longer hold each other up."""
MISSING = -0.8
"""Worth of each number that is missing between two. Nearer to zero, stray numbers join the
chain; further below, a chapter that lost its heading breaks it."""
RESTART = 1.5
"""Worth of a number 1 after a heading that holds others. If it were larger than running on,
counts that go on through parts would be cut; smaller, each part would need more proof."""
ASTRAY = -4.5
"""Worth of any other step. Nearer to zero, lists inside the text are taken up; further below,
stories whose numbers have faults fall apart."""
FARTHEST_STEP = 4
"""Numbers that one step may go up. With more, stray numbers find a place anywhere and it takes
longer; with fewer, a gap of several lost headings breaks the chain."""
FIRST, LATE_START = 1.0, -0.3
"""Worth of beginning with the number 1, and of each number above it. With larger ones, lists that
begin anywhere become chapters; with smaller ones, the second half of a story, posted alone, finds
no sequence."""
LATEST_START = 6
"""Numbers above 1 that count as a late start. With more, the posted second half of a story finds
no sequence; with fewer, page numbers make one."""
MOST_SCORE = 6.0
"""Score of one candidate that counts in a chain. Larger, and a single heading in the contents
list outweighs a whole sequence; smaller, and sure headings count no more than bare numbers."""
NEARLY_AS_GOOD = 0.5
"""What a later end of a chain may be worse than an earlier one with the same number. Zero would
cling to an early stray; much more would prefer strays near the end."""


def best_chain(candidates: Candidates, parents: Candidates) -> list[Candidate]:
    """Return the chain of numbered candidates with the highest sum of scores and transitions.

    Dynamic programming over the candidates in reading order; linear in their number, because
    only the best chain that ends in each number is kept.
    """
    best: list[tuple[float, int | None]] = []
    by_number: dict[int, int] = {}
    overall: int | None = None
    marks = marks_of(parents)
    for n, c in enumerate(candidates):
        number = c.form.number or 0
        value, origin = start_value(c), None
        ends = (by_number.get(number - step) for step in range(FARTHEST_STEP + 1))
        for j in sorted({j for j in (*ends, overall) if j is not None}):
            reached = best[j][0] + transition(candidates[j], c, marks)
            if reached > value:
                value, origin = reached, j
        best.append((value + min(c.score, MOST_SCORE), origin))
        before = by_number.get(number)
        if before is None or best[n][0] >= best[before][0] - NEARLY_AS_GOOD:
            by_number[number] = n
        if overall is None or best[n][0] >= best[overall][0]:
            overall = n
    return chain_back(candidates, best)


def chain_back(candidates: Candidates, best: Sequence[tuple[float, int | None]]) -> list[Candidate]:
    """Return the chain that ends in the best value, followed back to its beginning."""
    chain: list[Candidate] = []
    at = max(range(len(best)), key=lambda n: best[n][0], default=None)
    while at is not None and (best[at][0] > 0 or chain):
        chain.append(candidates[at])
        at = best[at][1]
    return chain[::-1]


def marks_of(parents: Candidates) -> list[int]:
    """Return where numbers may start again."""
    return sorted(p.index for p in parents)


def start_value(c: Candidate) -> float:
    """Return what it is worth for a chain to begin with a candidate."""
    number = c.form.number or 0
    return FIRST if number <= 1 else LATE_START * min(number - 1, LATEST_START)


def transition(a: Candidate, b: Candidate, marks: Sequence[int]) -> float:
    """Return what it is worth that one numbered heading follows another."""
    step = (b.form.number or 0) - (a.form.number or 0)
    if step == 1 or is_next_letter(a, b):
        return RUNS_ON
    divided = bisect_right(marks, a.index) < bisect_left(marks, b.index)
    if b.form.number == 1 and (divided or opens_volume(a, b)):
        return RESTART
    if 1 < step <= FARTHEST_STEP:
        return MISSING * (step - 1)
    return ASTRAY


def is_next_letter(a: Candidate, b: Candidate) -> bool:
    """Tell whether two headings are pieces of one number: ``IIA``, ``IIB``."""
    return a.form.number == b.form.number and 0 < b.form.letter == a.form.letter + 1


def opens_volume(a: Candidate, b: Candidate) -> bool:
    """Tell whether a heading names a later volume than the one before: ``Vol. 2 Ch. 1``."""
    return (b.form.within or 0) > (a.form.within or 0)


def has_no_gaps(chain: Candidates, parents: Candidates) -> bool:
    """Tell whether the numbers of a chain run on without a missing one."""
    marks = marks_of(parents)
    worth = [transition(a, b, marks) for a, b in pairwise(chain)]
    return (chain[0].form.number or 0) <= 1 and all(value > 0 for value in worth)


def without_strays(
    chain: Candidates, parents: Candidates
) -> tuple[list[Candidate], list[Candidate]]:
    """Return a chain without bare numerals that have no neighbour in it, and those, turned down."""
    marks = marks_of(parents)
    kept, strays = [], []
    for n, c in enumerate(chain):
        neighbours = pairwise(chain[max(0, n - 1) : n + 2])
        linked = any(transition(a, b, marks) == RUNS_ON for a, b in neighbours)
        if c.form.rank != "numeral" or linked or c.score >= ACCEPT:
            kept.append(c)
        else:
            strays.append(replace(c, reason="a number alone, with none before or after it"))
    return kept, strays
