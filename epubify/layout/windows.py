"""What stands around each of many values, without looking at all of it for each anew."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Hashable, Iterator, Sequence
from itertools import accumulate, chain, repeat
from operator import sub
from typing import TypeVar

Kind = TypeVar("Kind", bound=Hashable)
Number = TypeVar("Number", int, float)


def sorted_windows(
    values: Sequence[Number | None], before: int, after: int
) -> Iterator[list[Number]]:
    """Yield for each value those around it that are not None, and itself, from low to high.

    It is one list, which changes as the window moves on: who keeps it, or changes it, copies it.

    >>> [list(window) for window in sorted_windows([3, 1, None, 2], 1, 1)]
    [[1, 3], [1, 3], [1, 2], [2]]
    """
    window: list[Number] = sorted(value for value in values[:after] if value is not None)
    enters = chain(values[after:], repeat(None, after))
    leaves = chain(repeat(None, before + 1), values)
    for entered, gone, _ in zip(enters, leaves, values, strict=False):
        if entered is not None:
            insort(window, entered)
        if gone is not None:
            del window[bisect_left(window, gone)]
        yield window


def counts_around(told: Sequence[bool], reach: int) -> list[int]:
    """Return for each value how many around it, within a reach, are true.

    >>> counts_around([True, False, False, True], 1)
    [1, 1, 1, 1]
    """
    if True not in told:  # as of most that is asked
        return [0] * len(told)
    sums = [*[0] * (reach + 1), *accumulate(told)]
    sums += [sums[-1]] * reach
    return list(map(sub, sums[2 * reach + 1 :], sums))


def counts_beside(told: Sequence[bool], reach: int) -> tuple[list[int], list[int]]:
    """Return for each value how many within a reach before it, and after it, are true, with itself.

    >>> counts_beside([True, False, False, True], 1)
    ([1, 1, 0, 1], [1, 0, 1, 1])
    """
    sums = [0, *accumulate(told)]
    before = map(sub, sums[1:], [*[0] * reach, *sums])
    after = map(sub, [*sums[reach + 1 :], *[sums[-1]] * reach], sums)
    return list(before)[: len(told)], list(after)[: len(told)]


def counts_in_windows(values: Sequence[Kind], reach: int) -> Iterator[dict[Kind, int]]:
    """Yield for each value how often each of those around it, within a reach, comes there.

    It is one table, which changes as the window moves on.

    >>> [dict(counts) for counts in counts_in_windows([4, 4, 0], 1)]
    [{4: 2}, {4: 2, 0: 1}, {4: 1, 0: 1}]
    """
    counts: dict[Kind, int] = {}
    for value in values[:reach]:
        counts[value] = counts.get(value, 0) + 1
    for n in range(len(values)):
        if n + reach < len(values):
            entered = values[n + reach]
            counts[entered] = counts.get(entered, 0) + 1
        if n > reach:
            gone = values[n - reach - 1]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
        yield counts


class RunningCounts:
    """How often a value comes in a stretch of others; each that is asked for is counted once.

    >>> counts = RunningCounts([4, 4, None, 4])
    >>> counts.within(4, range(1, 4)), counts.within(2, range(4))
    (2, 0)
    """

    def __init__(self, values: Sequence[Hashable]) -> None:
        self._values = values
        self._sums: dict[Hashable, list[int]] = {}

    def within(self, value: Hashable, span: range) -> int:
        """Return how often a value comes in a span."""
        sums = self._sums.get(value)
        if sums is None:
            sums = [0, *accumulate(one == value for one in self._values)]
            self._sums[value] = sums
        return sums[span.stop] - sums[span.start]


def most_frequent(values: Sequence[int]) -> int:
    """Return the value that comes most often, the first of several; values must not be empty.

    >>> most_frequent([2, 4, 4]), most_frequent([4, 2]), most_frequent([3])
    (4, 4, 3)
    """
    first = values[0]
    if values.count(first) * 2 >= len(values):  # as nearly always
        return first
    times: dict[int, int] = {}
    for value in values:
        times[value] = times.get(value, 0) + 1
    return max(times, key=times.__getitem__)


def within(places: Sequence[int], span: range) -> slice:
    """Return which of some rising places are in a span.

    >>> [1, 4, 6, 9][within([1, 4, 6, 9], range(4, 9))]
    [4, 6]
    """
    return slice(bisect_left(places, span.start), bisect_left(places, span.stop))
