"""Line breaking for titles: even lines by dynamic programming.

Paragraph breaking fills lines of a given measure. A title has no measure: what looks right
are lines of like length whose breaks fall where one would breathe. Everything here counts
in the units of the widths it is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from math import inf
from operator import add

from epubify.cover.kinsoku import TORN, cjk_pieces
from epubify.cover.scripts import script_of
from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import table

AFTER_HYPHEN = 0.2
"""How unwelcome a break inside a compound is."""

_AFTER_BREAKABLE = lazy(r"(?<=[\w.][-‐–—/])(?=\w)", needs="-‐–—/")


class Word(Record):
    """A piece of a line that is never broken."""

    text: str
    spaced: bool = True
    """Whether a space parts it from the word before, when both stand on one line."""
    reluctance: float = 0.0
    """How unwelcome a break before it is, 0 to 1; 1 is as bad as a small word at the end."""


def words(text: str) -> tuple[Word, ...]:
    """Return the words of a text; hyphens, dashes and slashes inside one allow a break.

    Chinese and Japanese may break between characters, but for those that may not end or begin
    a line; Korean breaks at spaces.

    >>> [word.text for word in words("Twenty-one days")]
    ['Twenty-', 'one', 'days']
    >>> [word.text for word in words("「銀河」の夜")]
    ['「銀', '河」', 'の', '夜']
    """
    found = []
    for run in text.split():
        for at, part in enumerate(_AFTER_BREAKABLE.split(run)):
            (first, _), *others = cjk_pieces(part)
            found.append(Word(first, not at, AFTER_HYPHEN if at else 0.0))
            found.extend(Word(piece, False, reluctance) for piece, reluctance in others)
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
    parts: Sequence[Word],
    widths: Sequence[float],
    space: float,
    most: int,
    widest: float = inf,
) -> list[tuple[tuple[Word, ...], ...]]:
    """Return the best way to set the words in 1, 2, … ``most`` lines, one way for each.

    Best is the least sum of squared widths, which for a given number of lines is least when
    all are equal, plus a penalty for each line that ends in a small word or is one; the
    penalty is set against the square of a usual line, of three words. No line of several words
    is wider than ``widest``, unless that many lines cannot hold the text. Takes time in
    proportion to ``most`` times the number of words times those that a line can hold.

    >>> [" / ".join(map(line_text, way)) for way in even_lines(
    ...     words("The End of the Year"), [3, 3, 2, 3, 4], 1, 3)]
    ['The End of the Year', 'The End / of the Year', 'The End / of the / Year']
    """
    count = len(parts)
    ends = [0.0, *accumulate(widths)]
    gaps = [0.0, *accumulate(space if word.spaced else 0.0 for word in parts)]
    total = ends[-1] or 1.0
    penalty = 0.22 / max(2.0, _weight(parts) / 3) ** 2
    # How bad a line is, by its end, where it is one word and where it is several.
    alone = [_awkwardness(parts, end - 1, end) for end in range(1, count + 1)]
    joined = [_awkwardness(parts, max(0, end - 2), end) for end in range(1, count + 1)]

    def costs_of(begin: int, end: int) -> Iterator[float]:
        """Yield what a line costs that ends there, from a first word at ``begin`` to the last."""
        right, gap = ends[end], gaps[end]
        for start in range(begin, end):
            awkwardness = (alone if end - start == 1 else joined)[end - 1]
            width = right - ends[start] + gap - gaps[start + 1]
            yield (width / total) ** 2 + penalty * awkwardness

    first = _first_starts(ends, gaps, widest)
    costs = [inf if first[end] else next(costs_of(0, end)) for end in range(1, count + 1)]
    starts = [[0] * count]
    for line in range(1, min(most, count)):
        earlier, costs = costs, [inf] * count
        starts.append([0] * count)
        for end in range(line + 1, count + 1):
            begin = max(line, first[end])
            sums = list(map(add, earlier[begin - 1 : end - 1], costs_of(begin, end)))
            costs[end - 1] = min(sums)
            starts[line][end - 1] = begin + sums.index(costs[end - 1])
    return [_trace(parts, starts, lines) for lines in range(1, len(starts) + 1)]


def _first_starts(ends: Sequence[float], gaps: Sequence[float], widest: float) -> list[int]:
    """Return for each end of a line the first word that the line may begin with."""
    found = [0]
    start = 0
    for end in range(1, len(ends)):
        while start < end - 1 and ends[end] - ends[start] + gaps[end] - gaps[start + 1] > widest:
            start += 1
        found.append(start)
    return found


def _weight(parts: Sequence[Word]) -> float:
    """Return the number of words; a word of Chinese or Japanese has about two characters."""
    return sum(1.0 if part.spaced or not script_of(part.text[0]) else 0.5 for part in parts)


def _awkwardness(parts: Sequence[Word], start: int, end: int) -> float:
    """Return how bad a line is: 1 where it ends in a small word, 2 where it is one."""
    if end == len(parts):
        return 1.0 if start and _is_alone(parts[start:end]) else 0.0
    if not _is_small(parts[end - 1]):
        return parts[end].reluctance
    return 2.0 if end - start == 1 else 1.0


def uneasiness(lines: Sequence[Sequence[Word]]) -> float:
    """Return how ill at ease a reader is with the breaks, from 0 to 2.

    It is the share of lines that end in a small word, and 1 for each that ends inside a word,
    whatever the others do.

    >>> uneasiness([words("The End of"), words("the Year")])
    0.5
    """
    small = sum(_is_small(line[-1]) for line in lines[:-1])
    torn = sum(line[0].reluctance >= TORN for line in lines[1:])
    return min(2.0, small / len(lines) + torn)


def leaves_alone(lines: Sequence[Sequence[Word]]) -> bool:
    """Tell whether a small word is a line of its own, where there are several.

    >>> leaves_alone([words("The"), words("Lighthouse")]), leaves_alone([words("The")])
    (True, False)
    """
    return len(lines) > 1 and any(map(_is_alone, lines))


def _is_small(word: Word) -> bool:
    return _is_small_text(word.text)


@lru_cache(maxsize=4096)
def _is_small_text(text: str) -> bool:
    """Tell whether a word is small; a syllable of Korean is, a character of Chinese is not."""
    if script_of(text[0]) == "cjk":
        return len(text) == 1 and "\uac00" <= text <= "\ud7a3"
    return text.lower() in _small_words() or (text.isalpha() and len(text) <= 2)


def _is_alone(line: Sequence[Word]) -> bool:
    return len(line) == 1 and (_is_small(line[0]) or len(line[0].text) == 1)


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


@cache
def _small_words() -> frozenset[str]:
    """Return the words that should not end a line; of two letters, none should."""
    return frozenset(table("covers")["small_words"]["words"].split())
