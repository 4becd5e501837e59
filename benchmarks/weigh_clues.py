"""Counts how often each clue to a heading is right, and what weight its odds suggest.

Usage: python benchmarks/weigh_clues.py [CASE...] [--profile NAME]

A case of the shared benchmark (../shared/bench/cases/dev) is a folder with ``raw.txt`` and
``truth.json``, which says what the headings are. A candidate counts as right where a heading of the
truth has its words; so a page number that has the number of a chapter counts as right too, which
is rare. What a clue is worth is the logarithm of its odds over the odds of all candidates;
because clues overlap (a line in capitals is often centred as well) their sum would say too much,
and the weights in ``epubify/headings/weights.py`` are smaller. The range shows how far the worth
moves when each book is left out in turn: where it is wide, a single book speaks.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

from epubify.headings.candidate import Candidate
from epubify.headings.clues import candidates_in, weigh_likeness
from epubify.headings.evidence import evidence_in
from epubify.headings.run_ins import free_headings
from epubify.headings.weights import WEIGHTS
from epubify.matter import sort_matter
from epubify.model import Source
from epubify.options import Options
from epubify.readers import read
from epubify.report import Report
from epubify.text.title_words import fold_title

CASES = Path(__file__).parent.parent.parent / "shared" / "bench" / "cases" / "dev"
ALL = "(all candidates)"
SMOOTHING = 0.5
"""Added to both counts: with less, a clue that was seen twice looks certain; with more, rare
clues look worthless."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many candidates with a clue are headings, and how many are not."""

    right: int = 0
    wrong: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.wrong + other.wrong)

    def odds(self) -> float:
        """Return the logarithm of the odds that a candidate is a heading.

        >>> round(Tally(30, 10).odds(), 2), Tally().odds()
        (1.07, 0.0)
        """
        return log((self.right + SMOOTHING) / (self.wrong + SMOOTHING))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("cases", nargs="*", type=Path, help="folders of cases; default: all dev")
    parser.add_argument("--profile", help="only the cases of this profile")
    asked = parser.parse_args()
    folders = asked.cases or sorted(path.parent for path in CASES.glob("*/truth.json"))
    if not folders:
        sys.exit(f"no cases in {CASES}")
    books: defaultdict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    for folder in folders:
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        if asked.profile in (None, truth["profile"]):
            books[truth["book"]] += counted(folder, truth)
    print(*table(books), sep="\n")
    return 0


def counted(folder: Path, truth: dict[str, Any]) -> Counter[tuple[str, bool]]:
    """Return how often each clue stands on a heading, and how often on another line."""
    names = set(names_in(truth["blocks"]))
    counts: Counter[tuple[str, bool]] = Counter()
    for candidate in candidates_of(folder / "raw.txt"):
        right = candidate.facts.title_key in names
        counts.update((name, right) for name in (ALL, *(name for name, _ in candidate.clues)))
    return counts


def names_in(blocks: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the headings of a truth in the forms in which a line may say them."""
    for block in blocks:
        if block["kind"] == "heading":
            label, title = block["label"] or "", block["title"] or ""
            for said in (block["raw"], label, title, f"{label} {title}"):
                if fold_title(said):
                    yield fold_title(said)


def candidates_of(text: Path) -> Iterable[Candidate]:
    """Return the candidates of a text with their clues, undecided."""
    options, report = Options(), Report()
    read_from = read(Source(text.name, text.read_bytes()), options, report)
    manuscript = free_headings(sort_matter(read_from))
    evidence = evidence_in(manuscript, options)
    return weigh_likeness(candidates_in(evidence), evidence)


def table(books: dict[str, Counter[tuple[str, bool]]]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"{'clue':32} {'weight':>6} {'right':>6} {'wrong':>6} {'worth':>6}  range"
    for name in (ALL, *WEIGHTS):
        tally = sum((tally_of(book, name) for book in books.values()), Tally())
        if not (tally.right or tally.wrong):
            continue
        without = [worth(name, [b for n, b in books.items() if n != left]) for left in books]
        row = f"{name:32} {WEIGHTS.get(name, 0.0):6.1f} {tally.right:6} {tally.wrong:6}"
        span = f"{min(without):5.1f} to {max(without):4.1f}" if len(books) > 1 else ""
        yield f"{row} {worth(name, books.values()):6.1f}  {span}".rstrip()


def worth(name: str, books: Iterable[Counter[tuple[str, bool]]]) -> float:
    """Return the logarithm of a clue's odds over those of all candidates in some books."""
    books = list(books)
    own = sum((tally_of(book, name) for book in books), Tally())
    of_all = sum((tally_of(book, ALL) for book in books), Tally())
    return own.odds() - (of_all.odds() if name != ALL else 0.0)


def tally_of(book: Counter[tuple[str, bool]], name: str) -> Tally:
    """Return the tally of a clue in one book."""
    return Tally(book[name, True], book[name, False])


if __name__ == "__main__":
    sys.exit(main())
