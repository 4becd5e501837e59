"""The sequence of states that explains all signs best, when a change of state has its price.

Files are glued together from parts: a stretch has one encoding, one habit of paragraphs, one
kind of quotation marks, and single lines may lie. So no line is judged alone.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Sequence
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


SURELY = 1e-3
"""By how much a sequence of states must be the better one, so that no rounding of a long sum tells
otherwise. With more, texts are gone through in full for nothing; with less, a sum may lie."""


def one_state(
    start: Sequence[float], prices: Sequence[Sequence[float]], fits: Sequence[Sequence[float]]
) -> int | None:
    """Return the state that is surely the best at each of some steps, None where none is.

    It is the one that `best_states` would return for all of them, told in a tenth of the time: it
    is not worth while to leave it even for one that fits as well as the best of the others do.

    >>> one_state((0, 0), [(2, 2)] * 3, [(3, 0), (0, 1), (3, 0)])
    0
    >>> one_state((0, 0), [(2, 2)] * 3, [(3, 0), (0, 3), (0, 3)]) is None
    True
    """
    columns = zip(*fits, strict=True)
    sums = [before + sum(column) for before, column in zip(start, columns, strict=True)]
    if len(sums) < 2:
        return 0
    best = sums.index(max(sums))
    others = [state for state in range(len(sums)) if state != best]
    # Most come again and again.
    leads = {key: max([fit[n] for n in others]) - fit[best] for key, fit in _by_id(fits)}
    tolls = {key: (min([cost[n] for n in others]), cost[best]) for key, cost in _by_id(prices)}
    # How much any sequence that is elsewhere now is ahead of the one that was here all along.
    ahead = max([start[n] for n in others]) - start[best]
    for price, fit in zip(prices, fits, strict=True):
        away, back = tolls[id(price)]
        if ahead >= back - SURELY:
            return None
        ahead = (ahead if ahead > -away else -away) + leads[id(fit)]
    return best if ahead < -SURELY else None


def needed_states(costs: Sequence[float], fits: Iterable[Sequence[float]]) -> list[int]:
    """Return the states that can be the best: the others need not be looked at.

    A state can not that costs at least as much as one before it, and never fits better: what is
    lost to that is never made up. In most texts few are left.

    >>> needed_states((0, 0, 2, 0), [(3, 2, 3, 1), (1, 1, 1, 4)])
    [0, 3]
    """
    columns = list(zip(*(fit for _, fit in _by_id(fits)), strict=True))
    if not columns:
        return list(range(len(costs)))
    return [
        n
        for n, column in enumerate(columns)
        if not any(costs[k] <= costs[n] and all(map(ge, columns[k], column)) for k in range(n))
    ]


def _by_id(values: Iterable[Sequence[float]]) -> ItemsView[int, Sequence[float]]:
    """Return each of some values once, with what tells it from the others at once."""
    return {id(value): value for value in values}.items()
