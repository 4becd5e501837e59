"""The sequence of states that explains all signs best, when a change of state has its price.

Files are glued together from parts: a stretch has one encoding, one habit of paragraphs, one
kind of quotation marks, and single lines may lie. So no line is judged alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Step = tuple[Sequence[float], Sequence[float]]
"""For each state: what it costs to take it up here, and how well it fits what is seen here."""


def best_states(start: Sequence[float], steps: Iterable[Step]) -> list[int]:
    """Return the state at each step, by the Viterbi algorithm; time grows with the steps alone.

    ``start`` says how likely each state is before the first step, as a score. Of states that
    explain all equally well the first is taken, and a state is not left without need.

    >>> best_states((0, 0), [((2, 2), fit) for fit in ((3, 0), (0, 1), (3, 0), (0, 3), (0, 3))])
    [0, 0, 0, 1, 1]
    """
    scores, states = list(start), range(len(start))
    came_from: list[list[int]] = []
    for prices, fits in steps:
        most = max(scores)
        best = scores.index(most)
        taken_up = [most - price for price in prices]
        stays = [score >= taken for score, taken in zip(scores, taken_up, strict=True)]
        came_from.append([n if stay else best for n, stay in zip(states, stays, strict=True)])
        scores = [
            (score if stay else taken) + fit
            for stay, score, taken, fit in zip(stays, scores, taken_up, fits, strict=True)
        ]
    state = max(states, key=scores.__getitem__)
    found: list[int] = []
    for origins in reversed(came_from):
        found.append(state)
        state = origins[state]
    return found[::-1]
