"""Numbered headings: the sequence of numbers that runs on best is chosen."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from epubify.headings.candidate import ACCEPT, Candidate
from epubify.headings.gaps import nothing_between, words_between
from epubify.model import Block

Repeat = tuple[Candidate, Candidate]
"""A heading, and the one after it that says the same and perhaps more."""


def take_repeats(candidates: list[Candidate], blocks: Sequence[Block]) -> list[Repeat]:
    """Take out headings that the next one repeats with nothing between; return both.

    ``Chapter 5``, then ``Chapter 5: The Mail``: the richer one is the heading.
    """
    repeats = []
    for a, b in pairwise(candidates):
        same = a.form.number is not None and a.form.number == b.form.number
        poorer = same and a.form.rank == b.form.rank and not (a.title and not b.title)
        if poorer and nothing_between(blocks, a, b):
            repeats.append((a, b))
    poorer_ones = {a.index for a, _ in repeats}
    candidates[:] = [c for c in candidates if c.index not in poorer_ones]
    return repeats


def leave_out_repeats(repeats: Sequence[Repeat]) -> None:
    """Mark what was repeated to be left out, where the one that repeats it is a heading."""
    for a, b in reversed(repeats):
        a.repeated, a.reason = b.accepted or b.repeated, "the heading below says the same"


def choose_numbered(candidates: list[Candidate], blocks: Sequence[Block]) -> None:
    """Accept the numbered headings whose numbers run on best."""
    volumes = [c for c in candidates if c.form.rank == "volume" and c.form.number is not None]
    parts = [c for c in candidates if c.form.rank == "part" and c.form.number is not None]
    choose_parts(volumes, [])
    choose_parts(parts, [c for c in volumes if c.accepted])
    parents = [c for c in candidates if c.accepted or is_strong_title(c)]
    keyed = [c for c in candidates if c.form.rank == "chapter" and c.form.number is not None]
    numerals = [c for c in candidates if c.form.rank == "numeral" and c.form.number is not None]
    sure = best_chain(keyed, parents)
    both = best_chain(sorted(keyed + numerals, key=lambda c: c.index), parents)
    complete = len(sure) >= 2 and has_no_gaps(sure, parents)
    kept = sum(c.form.rank == "chapter" for c in both)
    chain = sure if complete or kept < len(sure) else both
    chain = without_strays(chain, parents)
    for c in chain:
        c.accepted, c.reason = True, "its number runs on"
    accept_slips(keyed)
    nested = [c for c in numerals if not c.accepted]
    take_nested(nested, candidates, blocks)


def accept_slips(keyed: Sequence[Candidate]) -> None:
    """Accept a heading with a heading word whose number is a slip: it stands just where one
    number is missing (``XXV``, ``XVI``, ``XXVII``)."""
    for a, c, b in zip(keyed, keyed[1:], keyed[2:], strict=False):
        gap = (b.form.number or 0) - (a.form.number or 0)
        if a.accepted and b.accepted and not c.accepted and gap == 2 and c.score >= ACCEPT:
            c.accepted, c.reason = True, "it stands where a number is missing"


def is_strong_title(c: Candidate) -> bool:
    """Tell whether a heading without a number is sure enough to hold numbered ones."""
    return c.form.number is None and c.score >= ACCEPT


def choose_parts(candidates: list[Candidate], volumes: Sequence[Candidate]) -> None:
    """Accept the volumes or parts whose numbers run on, anew in each volume.

    One alone is a heading only if it is the first: otherwise the file says which part it is.
    """
    chain = best_chain(candidates, volumes)
    alone = len({c.form.number for c in chain}) == 1
    for c in chain:
        if alone and (c.form.number or 0) > 1 and not c.title:
            c.reason = "a part alone, and not the first"
        else:
            c.accepted, c.reason = True, "its number runs on"


RUNS_ON, MISSING, RESTART, ASTRAY = 2.0, -0.8, 1.5, -4.5
FARTHEST_STEP = 4


def best_chain(candidates: Sequence[Candidate], parents: Sequence[Candidate]) -> list[Candidate]:
    """Return the chain of numbered candidates with the highest sum of scores and transitions.

    Dynamic programming over the candidates in reading order; linear in their number, because
    only the best chain that ends in each number is kept.
    """
    best: list[tuple[float, int | None]] = []
    by_number: dict[int, int] = {}
    overall: int | None = None
    marks = sorted(p.index for p in parents)
    for n, c in enumerate(candidates):
        value, origin = start_value(c), None
        for j in {
            *(by_number.get((c.form.number or 0) - step) for step in range(FARTHEST_STEP + 1)),
            overall,
        }:
            if j is not None:
                reached = best[j][0] + transition(candidates[j], c, marks)
                if reached > value:
                    value, origin = reached, j
        best.append((value + min(c.score, 6.0), origin))
        number = c.form.number or 0
        if number not in by_number or best[n][0] >= best[by_number[number]][0] - 0.5:
            by_number[number] = n
        if overall is None or best[n][0] >= best[overall][0]:
            overall = n
    chain: list[Candidate] = []
    at = max(range(len(best)), key=lambda n: best[n][0], default=None)
    while at is not None and (best[at][0] > 0 or chain):
        chain.append(candidates[at])
        at = best[at][1]
    return chain[::-1]


def start_value(c: Candidate) -> float:
    """Return what it is worth for a chain to begin with a candidate."""
    number = c.form.number or 0
    return 1.0 if number <= 1 else -0.3 * min(number - 1, 6)


def transition(a: Candidate, b: Candidate, marks: Sequence[int]) -> float:
    """Return what it is worth that one numbered heading follows another."""
    step = (b.form.number or 0) - (a.form.number or 0)
    if step == 1:
        return RUNS_ON
    divided = bisect_right(marks, a.index) < bisect_left(marks, b.index)
    if b.form.number == 1 and divided:
        return RESTART
    if 1 < step <= FARTHEST_STEP:
        return MISSING * (step - 1)
    return ASTRAY


def has_no_gaps(chain: Sequence[Candidate], parents: Sequence[Candidate]) -> bool:
    """Tell whether the numbers of a chain run on without a missing one."""
    marks = sorted(p.index for p in parents)
    worth = [transition(a, b, marks) for a, b in pairwise(chain)]
    return (chain[0].form.number or 0) <= 1 and all(value > 0 for value in worth)


def without_strays(chain: list[Candidate], parents: Sequence[Candidate]) -> list[Candidate]:
    """Return a chain without bare numerals that have no neighbour in it."""
    marks = sorted(p.index for p in parents)
    kept = []
    for n, c in enumerate(chain):
        neighbours = pairwise(chain[max(0, n - 1) : n + 2])
        linked = any(transition(a, b, marks) == RUNS_ON for a, b in neighbours)
        if c.form.rank != "numeral" or linked or c.score >= ACCEPT:
            kept.append(c)
        else:
            c.reason = "a number alone, with none before or after it"
    return kept


SHORTEST_NESTED = 120
"""Words that a numbered division inside a chapter has at least; stanzas have fewer."""


def take_nested(
    numerals: list[Candidate], candidates: list[Candidate], blocks: Sequence[Block]
) -> None:
    """Accept bare numerals that start anew inside sections, unless they number stanzas."""
    parents = [c for c in candidates if c.accepted or is_strong_title(c)]
    if not parents:
        return
    chain = without_strays(best_chain(numerals, parents), parents)
    if len(chain) < 2:
        return
    marks = sorted({c.index for c in parents} | {c.index for c in chain} | {len(blocks)})
    sizes = [words_between(blocks, c.index, marks[bisect_right(marks, c.index)]) for c in chain]
    if sum(sizes) / len(sizes) < SHORTEST_NESTED:
        for c in chain:
            c.reason = "it numbers a stanza or a short passage, not a section"
        return
    for c in chain:
        c.accepted, c.nested = True, True
        c.reason = "its number runs on inside a section"
