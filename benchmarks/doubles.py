"""How well doubles are found in a library of thousands with planted revisions.

Usage: python benchmarks/doubles.py [--stories 5000] [--planted 100] [--write FOLDER]

The stories are made of words drawn as in a language, most of them from a common stock and some
from a stock of the story's own; all begin with one notice, as stories of an archive do. A planted
revision has a share of its words replaced, dropped or added, in runs as people edit, and a few
stand under another name. Reported are precision and recall, and the time and memory it took.
``--write`` writes the stories into a folder instead, for `epubify list --doubles`.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from epubify.collection.doubles import DoubleFinder
from epubify.collection.shingles import sketch_of_words
from epubify.collection.story_record import StoryRecord
from epubify.model import Metadata

STOCK = 20_000
OWN = 300
LENGTHS = (300, 3_000)
NOTICE = "these people belong to others and no money is made of them do not archive"
EDITED = (0.02, 0.20)
"""The least and the most of its words that a revision has changed."""
RUNS = (1, 12)
"""Words that are edited together."""


def main() -> None:
    options = _options()
    chance = random.Random(12)
    library = list(_library(options.stories, options.planted, chance))
    if options.write:
        _write(library, options.write)
        return
    began = time.perf_counter()
    finder = DoubleFinder()
    for name, _, words in library:
        finder.add(StoryRecord(Metadata(name)), sketch_of_words(words))
    found = {frozenset((one.kept, one.dropped)) for one in finder.doubles()}
    took = time.perf_counter() - began
    planted = {
        frozenset((of, number)) for number, (_, of, _) in enumerate(library) if of is not None
    }
    right = len(found & planted)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(library):,} stories, {len(planted)} planted, {len(found)} found, {right} right")
    print(f"precision {right / max(1, len(found)):.3f}, recall {right / max(1, len(planted)):.3f}")
    print(f"{took:.1f} s, {megabytes:.0f} MB with all texts in memory")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--stories", type=int, default=5_000)
    parser.add_argument("--planted", type=int, default=100)
    parser.add_argument("--write", type=Path)
    return parser.parse_args()


def _library(
    stories: int, planted: int, chance: random.Random
) -> Iterator[tuple[str, int | None, list[str]]]:
    """Yield title, number of the story that it is a revision of, and words."""
    weights = list(accumulate(1 / (rank + 3) for rank in range(STOCK)))
    stock = [_word(chance) for _ in range(STOCK)]
    older: list[list[str]] = []
    for number in range(stories - planted):
        length = chance.randint(*LENGTHS)
        own = [_word(chance) for _ in range(OWN)]
        drawn = chance.choices(stock, cum_weights=weights, k=length)
        words = [chance.choice(own) if chance.random() < 0.05 else word for word in drawn]
        older.append(NOTICE.split() + words)
        yield f"Story {number}", None, older[-1]
    for number, of in enumerate(chance.sample(range(len(older)), planted)):
        title = f"Story {of}" if number % 3 else f"Renamed {number}"
        yield title, of, _revised(older[of], chance.uniform(*EDITED), stock, chance)


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bcdfghklmnprstvw") + chance.choice("aeiou") for _ in range(3))


def _revised(words: list[str], share: float, stock: list[str], chance: random.Random) -> list[str]:
    out, left = list(words), int(share * len(words))
    while left > 0:
        run = min(left, chance.randint(*RUNS))
        at = chance.randrange(max(1, len(out) - run))
        kind = chance.random()
        new = [] if kind < 0.25 else chance.choices(stock, k=run)
        out[at : at + (0 if kind > 0.75 else run)] = new
        left -= run
    return out


def _write(library: list[tuple[str, int | None, list[str]]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, (title, _, words) in enumerate(library):
        paragraphs = (" ".join(words[at : at + 80]) for at in range(0, len(words), 80))
        text = "\n\n".join(f"{one.capitalize()}." for one in paragraphs)
        header = f"Title: {title}\nAuthor: Writer {number % 200}\n\n"
        (folder / f"{number:05}.txt").write_text(header + text, encoding="utf-8")


if __name__ == "__main__":
    main()
