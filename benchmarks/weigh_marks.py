"""Counts what stands beside opening and closing quotation marks in typeset books.

Usage: python benchmarks/weigh_marks.py [CASE...]

The table ``NEIGHBOURS`` of ``epubify/typography/mark_clues.py`` says what it costs to read a mark
as opening and as closing, by what stands before and after it. Here the marks of the benchmark's dev
books (``truth.json``) are counted, whose direction is known: what a reading would cost is the
logarithm of how rare it is, 0 for the usual one. A closing single mark is left out, because it may
be an apostrophe. The table in the code is smoothed by hand towards raw text: there spaces are lost
and doubled, and what never comes in a book still comes.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log

from weigh_joints import asked_texts

from epubify.typography.mark_clues import NEIGHBOURS, neighbours

OPENERS, CLOSERS = "“‘", "”"
SMOOTHING = 0.5
"""Marks added to each count, so that what was never met is rare and not impossible."""


def main() -> int:
    """Print the table."""
    texts = asked_texts(__doc__)
    opening, closing = counted(texts, OPENERS), counted(texts, CLOSERS)
    print(f"{'':4} {'marks':>7} {'opening':>16} {'closing':>16}")
    print(f"{'':4} {'':7} {'counted':>8} {'used':>7} {'counted':>8} {'used':>7}")
    print(*shown(opening, closing), sep="\n")
    return 0


def counted(texts: Sequence[str], marks: str) -> Counter[str]:
    """Return how often each pair of neighbours stands around some marks.

    >>> counted(["“So,” he said."], "“"), counted(["“So,” he said."], "”")
    (Counter({'sw': 1}), Counter({'ps': 1}))
    """
    return Counter(
        neighbours(text, at) for text in texts for at, sign in enumerate(text) if sign in marks
    )


def shown(opening: Counter[str], closing: Counter[str]) -> Iterator[str]:
    """Yield a line for each pair of neighbours: what readings cost as counted, and as used."""
    for sides, (opens, closes) in NEIGHBOURS.items():
        counts = (opening[sides] + SMOOTHING, closing[sides] + SMOOTHING)
        first, last = (log(max(counts) / count) for count in counts)
        total = opening[sides] + closing[sides]
        yield f"{sides:4} {total:7} {first:8.1f} {opens:7.1f} {last:8.1f} {closes:7.1f}"


if __name__ == "__main__":
    sys.exit(main())
