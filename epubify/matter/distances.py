"""How far apart lines of a page stand, in words: as far as the pages of a print, or closer."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate, pairwise

from epubify.matter.page import Page
from epubify.text.middle import median
from epubify.text.once import once

SMALLEST_PAGE = 60
"""Words of a page. With more, large print keeps its page numbers; with fewer, stanzas are pages:
eight lines of verse have about 55 words."""


class Distances:
    """How many words lie between lines of a page, as they stood at first."""

    def __init__(self, page: Page) -> None:
        self._lines = tuple(page.lines)

    @once
    def words(self) -> list[int]:
        """The words above each line."""
        return list(accumulate((line.text.count(" ") + 1 for line in self._lines), initial=0))

    def are_pages(self, numbers: Mapping[int, int]) -> bool:
        """Tell whether lines (index → number) stand as far apart as the pages of a print."""
        steps = pairwise(sorted(numbers))
        sizes = [
            (self.words[b] - self.words[a]) / max(1, numbers[b] - numbers[a]) for a, b in steps
        ]
        return median(sizes) >= SMALLEST_PAGE
