"""The sequence of states that explains all signs best, when a change of state has its price.

Files are glued together from parts: a stretch has one encoding, one habit of paragraphs, one
kind of quotation marks, and single lines may lie. So no line is judged alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import ge

Step = tuple[Sequence[float], Sequence[float]]
"""For each state: what it costs to take it up here, and how well it fits what is seen here."""


def best_states(start: Sequence[float], steps: Iterable[Step]) -> list[int]:
    """Return the state at each step, by the Viterbi algorithm; time grows with the steps alone.

    ``start`` says how likely each state is before the first step, as a score. Of states that
    explain all equally well the first is taken, and a state is not left without need.

    >>> best_states((0, 0), [((2, 2), fit) for fit in ((3, 0), (0, 1), (3, 0), (0, 3), (0, 3))])
    [0, 0, 0, 1, 1]
    """
    scores = list(start)
    stays: list[bytes] = []
    bests: list[int] = []
    for prices, fits in steps:
        most = max(scores)
        taken_up = [most - price for price in prices]
        bests.append(scores.index(most))
        stays.append(bytes(map(ge, scores, taken_up)))  # a byte for each state: 1 where it is kept
        given = zip(scores, taken_up, fits, strict=True)
        scores = [(kept if kept > taken else taken) + fit for kept, taken, fit in given]
    state = max(range(len(scores)), key=scores.__getitem__)
    found: list[int] = []
    for stay, best in zip(reversed(stays), reversed(bests), strict=True):
        found.append(state)
        state = state if stay[state] else best
    return found[::-1]


def needed_states(costs: Sequence[float], fits: Iterable[Sequence[float]]) -> list[int]:
    """Return the states that can be the best: the others need not be looked at.

    A state can not that costs at least as much as one before it, and never fits better: what is
    lost to that is never made up. In most texts few are left.

    >>> needed_states((0, 0, 2, 0), [(3, 2, 3, 1), (1, 1, 1, 4)])
    [0, 3]
    """
    columns = list(zip(*{id(fit): fit for fit in fits}.values(), strict=True))
    if not columns:
        return list(range(len(costs)))
    return [
        n
        for n, column in enumerate(columns)
        if not any(costs[k] <= costs[n] and all(map(ge, columns[k], column)) for k in range(n))
    ]
