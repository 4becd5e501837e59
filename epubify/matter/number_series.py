"""Numbers that rise through a text, and the signs by which they are those of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from epubify.matter.page import Page
from epubify.text.middle import median

FEWEST = 3
"""Page numbers in a row that make a series; with fewer, two dates do, with more, short prints
keep theirs."""
LARGEST_STEP = 3
"""Pages between two numbers of a series; a scan may have lost some. With more, any numbers make a
series; with fewer, a lost page ends it."""
NEAR_PAGE_NUMBER = 3
"""Lines between a running head and its page number; with more, prose counts as a head, with
fewer, double-spaced prints keep theirs."""
FEWEST_EVEN = 5
"""Numbers that it takes to see that they come evenly; with fewer, chapters of like length are
pages, with more, short prints keep theirs."""
LARGEST_PAGE = 120
"""Lines of a page; with more, short chapters look like pages, with fewer, pages of small print
are missed."""
UNEVEN = 1.35
"""How many times longer or shorter than the usual page a page may be. A larger factor takes
chapters for pages, a smaller one misses pages of ragged scans."""


def rising_series(numbers: Sequence[tuple[int, int, str]]) -> Iterator[dict[int, int]]:
    """Yield runs (index → number) of one shape that rise in small steps.

    >>> list(rising_series([(3, 7, ""), (40, 8, ""), (55, 1, ""), (60, 9, "-"), (80, 9, "")]))
    [{3: 7, 40: 8, 80: 9}]
    """
    runs: list[dict[int, int]] = []
    reached: dict[tuple[str, int], dict[int, int]] = {}
    for index, number, shape in numbers:
        before = ((shape, number - step) for step in range(1, LARGEST_STEP + 1))
        run = next((reached.pop(end) for end in before if end in reached), None)
        if run is None:
            run = {}
            runs.append(run)
        run[index] = number
        reached[shape, number] = run
    yield from (run for run in runs if len(run) >= FEWEST)


def beside_heads(
    page: Page, series: dict[int, int], heads: Iterable[Sequence[int]]
) -> dict[int, int]:
    """Return a series without the number that it begins with, where all others stand beside the
    same running head: that one is a chapter's."""
    first, *others = series
    for head in heads if len(others) >= FEWEST else ():
        near = {j for i in head for j in range(i - NEAR_PAGE_NUMBER, i + NEAR_PAGE_NUMBER + 1)}
        if first not in near and near.issuperset(others):
            return {i: series[i] for i in others}
    return series


def ending_pages(page: Page, series: Mapping[int, int]) -> list[int]:
    """Return those of some numbers that stand right before a page break, or last of all.

    None are returned where most do not: a chapter's number may open a series of pages'.
    """
    if len(page.paged()) < FEWEST - 1:
        return []
    below = {i: page.next_text(i + 1) for i in series}
    found = [i for i, at in below.items() if at is None or page.lines[at].page]
    return found if len(found) >= FEWEST and len(found) > len(series) / 2 else []


def comes_evenly(series: dict[int, int]) -> bool:
    """Tell whether numbers come at the even distances of pages; chapters differ in length.

    >>> comes_evenly({40: 1, 82: 2, 120: 3, 159: 4, 201: 5})
    True
    >>> comes_evenly({40: 1, 132: 2, 160: 3, 239: 4, 301: 5})
    False
    """
    if len(series) < FEWEST_EVEN:
        return False
    sizes = [(b - a) / (series[b] - series[a]) for a, b in pairwise(series)]
    usual = median(sizes)
    return usual <= LARGEST_PAGE and all(usual / UNEVEN <= size <= usual * UNEVEN for size in sizes)
