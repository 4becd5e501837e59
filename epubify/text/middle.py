"""The middle of some numbers.

``statistics`` has it too, and loads fractions and decimals with it, which takes longer than to read
the headings of a short story.
"""

from __future__ import annotations

from collections.abc import Iterable


def median(numbers: Iterable[float]) -> float:
    """Return the number in the middle, and of an even count the mean of the two there.

    Raises IndexError where there are none.

    >>> median([9, 1, 5]), median([1, 2, 4, 9])
    (5, 3.0)
    """
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
