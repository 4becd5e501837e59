"""Counts how lines end and begin inside paragraphs and between them.

Usage: python benchmarks/weigh_joints.py [CASE...]

The tables ``GOES_ON``, ``BEGINS`` and ``SENTENCE_ENDS`` of ``epubify/layout/habits.py`` say how
likely a line that ends in one way is followed by one that begins in another, inside a paragraph
and at its end. They are counted here over the paragraphs of the benchmark's dev books
(``truth.json``), wrapped at several widths. The tables in the code are smoothed by hand towards
texts that are less well edited: marks are lost there, and small letters begin paragraphs.
"""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from epubify.layout.habits import BEGINS, GOES_ON, SENTENCE_ENDS
from epubify.text.line_ends import SENTENCE_END, how_it_ends, how_it_opens

CASES = Path(__file__).parent.parent.parent / "shared" / "bench" / "cases" / "dev"
WIDTHS = (45, 55, 65, 70)
"""Columns at which paragraphs are wrapped: what people and programs use."""

Wording = tuple[str, str]
"""How a line ends, and how the next begins."""


def main() -> int:
    """Print the tables."""
    texts = asked_texts(__doc__)
    print(*shown("goes on", inside(texts), GOES_ON), sep="\n")
    print(*shown("begins", between(texts), BEGINS), sep="\n")
    print(*shown("sentence by sentence", sentences(texts), SENTENCE_ENDS), sep="\n")
    return 0


def asked_texts(about: str) -> list[str]:
    """Return the paragraphs of the cases that the command line names; of all dev cases else."""
    parser = argparse.ArgumentParser(description=about.split("\n", 1)[0])
    parser.add_argument("cases", nargs="*", type=Path, help="folders of cases; default: all dev")
    folders = parser.parse_args().cases or sorted(
        path.parent for path in CASES.glob("*/truth.json")
    )
    if not folders:
        sys.exit(f"no cases in {CASES}")
    return [text for truth in one_a_book(folders) for text in truth]


def one_a_book(folders: Sequence[Path]) -> Iterator[list[str]]:
    """Yield the paragraphs of each book once, whatever was done to it in how many cases."""
    seen = set()
    for folder in folders:
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        if truth["book"] not in seen:
            seen.add(truth["book"])
            yield [one["text"] for one in truth["blocks"] if one["kind"] == "paragraph"]


def inside(texts: Sequence[str]) -> Counter[Wording]:
    """Return how often each wording stands at a line's end inside a paragraph."""
    return Counter(
        wording(above, below)
        for text in texts
        for width in WIDTHS
        for above, below in pairwise(textwrap.wrap(text, width))
    )


def between(texts: Sequence[str]) -> Counter[Wording]:
    """Return how often each wording stands between two paragraphs."""
    return Counter(wording(above, below) for above, below in pairwise(texts) if above and below)


def sentences(texts: Sequence[str]) -> Counter[Wording]:
    """Return how often each wording stands between two sentences of a paragraph."""
    found: Counter[Wording] = Counter()
    for text in texts:
        words = text.split()
        ends = (n for n, word in enumerate(words[:-1]) if SENTENCE_END.search(word))
        found.update(wording(words[n], words[n + 1]) for n in ends)
    return found


def wording(above: str, below: str) -> Wording:
    """Return how one line ends and the next begins.

    >>> wording("and so it", "was."), wording("It was.", "“Go!”")
    (('open', 'lower'), ('stop', 'quote'))
    """
    return how_it_ends(above), how_it_opens(below)


def shown(name: str, counts: Counter[Wording], used: Mapping[Wording, float]) -> Iterator[str]:
    """Yield the lines of one table: counted share, and the value that the code uses."""
    yield f"\n{name + ':':24} {'counted':>8} {'used':>8}"
    total = sum(counts.values()) or 1
    for ending, opening in used:
        share = counts[ending, opening] / total
        yield f"{ending:>8} {opening:15} {share:8.4f} {used[ending, opening]:8.4f}"


if __name__ == "__main__":
    sys.exit(main())
