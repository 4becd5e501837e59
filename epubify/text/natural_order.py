"""Names in the order that a person would put them in: by the value of their numbers."""

from __future__ import annotations

from epubify.text.lazy_pattern import lazy

_DIGITS = lazy(r"([0-9]+)")

NaturalKey = tuple[tuple[int, int, str], ...]


def natural_key(name: str) -> NaturalKey:
    """Return a key that sorts numbers in names by their value, and letters without case.

    >>> sorted(["part 10.txt", "Part 2.txt"], key=natural_key)
    ['Part 2.txt', 'part 10.txt']
    """
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _DIGITS.split(name.casefold())
        if part
    )
