"""Line breaking for titles: even lines by dynamic programming.

Paragraph breaking fills lines of a given measure. A title has no measure: what looks right
are lines of like length whose breaks fall where one would breathe. Everything here counts
in the units of the widths it is given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

_THREE_LETTERS = """
    the and for but nor der die das den dem und von mit les des aux une sur una uno las los del
    por con per het een van och med det για του της των στο στη και для над под при или
"""
_SMALL = frozenset(_THREE_LETTERS.split())
"""Words of three letters that should not end a line; of two letters, none should."""

_AFTER_BREAKABLE = re.compile(r"(?<=[\w.][-‐–—/])(?=\w)")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a line that is never broken."""

    text: str
    spaced: bool = True
    """Whether a space parts it from the word before, when both stand on one line."""


def words(text: str) -> tuple[Word, ...]:
    """Return the words of a text; hyphens, dashes and slashes inside one allow a break.

    >>> [word.text for word in words("Twenty-one days")]
    ['Twenty-', 'one', 'days']
    """
    found = []
    for run in text.split():
        first, *others = _AFTER_BREAKABLE.split(run)
        found.append(Word(first))
        found.extend(Word(other, spaced=False) for other in others)
    return tuple(found)


def line_text(line: Sequence[Word]) -> str:
    """Return the words of a line as one string.

    >>> line_text(words("Twenty-one days"))
    'Twenty-one days'
    """
    return "".join(
        f" {word.text}" if word.spaced and place else word.text for place, word in enumerate(line)
    )


def even_lines(
    parts: Sequence[Word], widths: Sequence[float], space: float, most: int
) -> list[tuple[tuple[Word, ...], ...]]:
    """Return the best way to set the words in 1, 2, … ``most`` lines, one way for each.

    Best is the least sum of squared widths, which for a given number of lines is least when
    all are equal, plus a penalty for each line that ends in a small word or is one; the
    penalty is set against the square of a usual line, of three words. Takes time in
    proportion to ``most`` times the square of the number of words.

    >>> [" / ".join(map(line_text, way)) for way in even_lines(
    ...     words("The End of the Year"), [3, 3, 2, 3, 4], 1, 3)]
    ['The End of the Year', 'The End / of the Year', 'The End / of the / Year']
    """
    count = len(parts)
    ends = [0.0, *accumulate(widths)]
    gaps = [0.0, *accumulate(space if word.spaced else 0.0 for word in parts)]
    total = ends[-1] or 1.0
    penalty = 0.22 / max(2.0, count / 3) ** 2

    def cost(start: int, end: int) -> float:
        width = ends[end] - ends[start] + gaps[end] - gaps[start + 1]
        return (width / total) ** 2 + penalty * _awkwardness(parts, start, end)

    costs = [cost(0, end) for end in range(1, count + 1)]
    starts = [[0] * count]
    for line in range(1, min(most, count)):
        earlier, costs = costs, [float("inf")] * count
        starts.append([0] * count)
        for end in range(line + 1, count + 1):
            costs[end - 1], starts[line][end - 1] = min(
                (earlier[start - 1] + cost(start, end), start) for start in range(line, end)
            )
    return [_trace(parts, starts, lines) for lines in range(1, len(starts) + 1)]


def _awkwardness(parts: Sequence[Word], start: int, end: int) -> float:
    """Return how bad a line is: 1 where it ends in a small word, 2 where it is one."""
    if end == len(parts):
        return 1.0 if start and end - start == 1 and _is_small(parts[start]) else 0.0
    if not _is_small(parts[end - 1]):
        return 0.0 if parts[end].spaced else 0.2
    return 2.0 if end - start == 1 else 1.0


def small_ends(lines: Sequence[Sequence[Word]]) -> int:
    """Return how many lines but the last end in a small word.

    >>> small_ends([words("The End of"), words("the Year")])
    1
    """
    return sum(_is_small(line[-1]) for line in lines[:-1])


def _is_small(word: Word) -> bool:
    return word.text.isalpha() and (len(word.text) <= 2 or word.text.lower() in _SMALL)


def _trace(
    parts: Sequence[Word], starts: Sequence[Sequence[int]], lines: int
) -> tuple[tuple[Word, ...], ...]:
    found: list[tuple[Word, ...]] = []
    end = len(parts)
    for line in reversed(range(lines)):
        start = starts[line][end - 1]
        found.append(tuple(parts[start:end]))
        end = start
    return tuple(reversed(found))
