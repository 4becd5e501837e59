"""Where two sequences of words differ, in close to linear time."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

Difference = tuple[int, int, int, int]
"""``a[i1:i2]`` stands where the other sequence has ``b[j1:j2]``; one of them may be empty."""

_GRAM = 4
"""Words in a row that hold two texts together. With fewer, chance does; with more, texts with many
small differences are compared by the square."""
_SQUARE = 250_000
"""Most cells of a comparison with difflib, whose cost grows with the square."""


def differences(a: Sequence[str], b: Sequence[str]) -> list[Difference]:
    """Return the places where two sequences differ, rising.

    What begins and ends alike is passed over first; what is left is cut at runs of words
    that occur once in each (as patience diff does), and only the short pieces in between go
    to difflib. A long piece without any common ground counts as replaced as a whole.

    >>> differences("to be or not to be".split(), "to be or to be".split())
    [(3, 4, 3, 3)]
    """
    return [
        difference
        for piece in _pieces_between_anchors(a, b, _strip(a, b, (0, len(a), 0, len(b))))
        for difference in _compare(a, b, _strip(a, b, piece))
    ]


def _strip(a: Sequence[str], b: Sequence[str], window: Difference) -> Difference:
    """Return the window without what its two sides have in common at start and end."""
    i1, i2, j1, j2 = window
    while i1 < i2 and j1 < j2 and a[i1] == b[j1]:
        i1, j1 = i1 + 1, j1 + 1
    while i1 < i2 and j1 < j2 and a[i2 - 1] == b[j2 - 1]:
        i2, j2 = i2 - 1, j2 - 1
    return i1, i2, j1, j2


def _pieces_between_anchors(
    a: Sequence[str], b: Sequence[str], window: Difference
) -> Iterator[Difference]:
    i1, i2, j1, j2 = window
    if (i2 - i1) * (j2 - j1) <= _SQUARE:
        yield window
        return
    for i, j in _anchors(a, b, window):
        if i >= i1 and j >= j1:
            yield i1, i, j1, j
            i1, j1 = i + _GRAM, j + _GRAM
    yield i1, i2, j1, j2


def _anchors(a: Sequence[str], b: Sequence[str], window: Difference) -> list[tuple[int, int]]:
    """Return positions of grams that occur once in each side, rising in both."""
    i1, i2, j1, j2 = window
    in_a, in_b = _unique_grams(a, i1, i2), _unique_grams(b, j1, j2)
    pairs = [(i, in_b[gram]) for gram, i in in_a.items() if gram in in_b]
    return _longest_rising(pairs)


def _unique_grams(words: Sequence[str], start: int, end: int) -> dict[tuple[str, ...], int]:
    grams = [tuple(words[i : i + _GRAM]) for i in range(start, end - _GRAM + 1)]
    counts = Counter(grams)
    return {gram: start + n for n, gram in enumerate(grams) if counts[gram] == 1}


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs, given rising in the first, that rises in the second."""
    tops: list[int] = []
    top_pairs: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        height = bisect_left(tops, j)
        before.append(top_pairs[height - 1] if height else -1)
        tops[height : height + 1] = [j]
        top_pairs[height : height + 1] = [n]
    chain = []
    n = top_pairs[-1] if top_pairs else -1
    while n >= 0:
        chain.append(pairs[n])
        n = before[n]
    return chain[::-1]


def _compare(a: Sequence[str], b: Sequence[str], window: Difference) -> Iterator[Difference]:
    i1, i2, j1, j2 = window
    if i1 == i2 and j1 == j2:
        return
    if (i2 - i1) * (j2 - j1) > _SQUARE:
        yield window
        return
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, a[i1:i2], b[j1:j2], autojunk=False)
    for tag, k1, k2, m1, m2 in matcher.get_opcodes():
        if tag != "equal":
            yield i1 + k1, i1 + k2, j1 + m1, j1 + m2
