"""Page furniture of scans and printouts: page numbers and running heads amid the text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from epubify.lexicon import folded
from epubify.matter.apart import Page
from epubify.model import Fate

PAGE_NUMBER = re.compile(r"[-–—\[({|*~. ]*(?:p(?:age|g)?\.?\s*)?(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\])}|*~. ]*", re.IGNORECASE)
NUMBERED_HEAD = re.compile(r"(?:(\d{1,4})\s+(\D{2,60})|(\D{2,60}?)\s+(\d{1,4}))")
FEWEST = 3
"""Page numbers in a row that make a series."""
LARGEST_STEP = 3
"""Pages between two numbers of a series; a scan may have lost some."""
INTERRUPTING = 0.15
"""Share of a series that must stand inside sentences when it could be chapter numbers."""
NEAR_PAGE_NUMBER = 3
"""Lines between a running head and its page number."""


def take_furniture(page: Page) -> None:
    """Take out page numbers and running heads.

    A number alone may be a chapter's: a series counts as pages when it does not start near 1,
    or when it breaks into sentences as no chapter does.
    """
    numbers = {i: n for i, n in page_numbers(page)}
    for series in rising_series(sorted(numbers.items())):
        if is_pages(page, series):
            page.take_out((i for i, _ in series), Fate.FURNITURE, "page number")
    take_numbered_heads(page)
    take_running_heads(page)


def page_numbers(page: Page) -> list[tuple[int, int]]:
    """Return index and number of the lines that are only a number."""
    found = []
    for i, line in enumerate(page.lines):
        match = PAGE_NUMBER.fullmatch(line.text) if 0 < len(line.text) < 24 else None
        if match:
            found.append((i, int(match[1])))
    return found


def rising_series(numbers: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Return runs of numbers that rise in small steps, other numbers between them left out.

    >>> rising_series([(3, 7), (40, 8), (55, 1), (80, 9)])
    [[(3, 7), (40, 8), (80, 9)]]
    """
    series: list[list[tuple[int, int]]] = []
    for index, number in numbers:
        fitting = [s for s in series if 0 < number - s[-1][1] <= LARGEST_STEP]
        if fitting:
            min(fitting, key=lambda s: number - s[-1][1]).append((index, number))
        else:
            series.append([(index, number)])
    return [s for s in series if len(s) >= FEWEST]


def is_pages(page: Page, series: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a rising series numbers pages, not chapters."""
    inside = sum(interrupts(page, i) for i, _ in series)
    if inside >= max(2, INTERRUPTING * len(series)):
        return True
    decorated = sum(not page.lines[i].text.isdecimal() for i, _ in series) > len(series) / 2
    return series[0][1] > 20 and (inside > 0 or decorated or len(series) > 8)


def interrupts(page: Page, index: int) -> bool:
    """Tell whether a line stands inside a sentence."""
    before, after = page.previous_text(index), page.next_text(index + 1)
    if before is None or after is None:
        return False
    last = page.lines[before].text[-1]
    first = page.lines[after].text.lstrip("\"'“‘*_")[:1]
    return (last.isalnum() or last in ",;-") and first.islower()


def take_numbered_heads(page: Page) -> None:
    """Take out lines such as ``12   NAME OF THE BOOK`` that come again with other numbers."""
    heads: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, line in enumerate(page.lines):
        match = NUMBERED_HEAD.fullmatch(line.text) if len(line.text) <= 80 else None
        if match and ("  " in line.text or line.page or "\t" in line.text):
            heads[folded(match[2] or match[3])].append((i, int(match[1] or match[4])))
    for found in heads.values():
        if len(found) >= 2 and all(a[1] < b[1] for a, b in zip(found, found[1:], strict=False)):
            page.take_out((i for i, _ in found), Fate.FURNITURE, "running head with page number")


def take_running_heads(page: Page) -> None:
    """Take out short lines that stand again and again beside page breaks and page numbers."""
    pages = {i for i, line in enumerate(page.lines) if line.page}
    pages |= {i for i, fate in page.cut.items() if fate is Fate.FURNITURE}
    if len(pages) < FEWEST:
        return
    near = {j for i in pages for j in range(i - NEAR_PAGE_NUMBER, i + NEAR_PAGE_NUMBER + 1)}
    spots: defaultdict[str, list[int]] = defaultdict(list)
    for i in near:
        if 0 <= i < len(page.lines) and 0 < len(page.lines[i].text) <= 70:
            spots[folded(page.lines[i].text)].append(i)
    counts = Counter({text: len(found) for text, found in spots.items()})
    for text, count in counts.items():
        if count >= FEWEST and any(c.isalpha() for c in text):
            page.take_out(spots[text], Fate.FURNITURE, "running head")
