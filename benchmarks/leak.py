"""Tells whether memory grows when one process makes thousands of books.

Usage: python benchmarks/leak.py [--books N] [--covers] [--largest]

Makes N small books (10,000 if nothing is said), no two alike: every title, name and number is
another, so that whatever is remembered by its words is remembered anew. After each tenth of them it
prints the memory that the process holds and the time that a book took. The exit code is 1 where
the last tenth holds more than `MOST` times what the second held; during the first, modules are
loaded and caches fill up. ``--covers`` draws the covers too, ``--largest`` lists what is cached
in the end, by the number of entries.
"""

from __future__ import annotations

import argparse
import functools
import gc
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import epubify
from epubify.errors import EpubifyError

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from odd_stories import OddStory

MOST = 1.1
"""Times of the memory of the second tenth that the last may hold. With more, a leak of two
kilobytes a book goes unseen; with less, the heap of the C library, which is never quite full, is
called a leak."""
TENTHS = 10
"""Stretches that are compared."""
PAGE = resource.getpagesize()
"""Bytes."""
STORY = (
    "The Road {n}\nby Ann{n} Bee{n}\n\nSummary: What happened to Max{n} on day {n}.\n\n"
    "Chapter {n}: The Ferry {n}\n\nIt rained on ferry{n}, “and no,” said Max{n}, “not--ever.”\n"
    "\n* * *\n\nChapter {m}: Home {m}\n\nShe *never* told harbour{n} of it{n}...\n"
)


def story(number: int) -> bytes:
    """Return a story like no other: every second one is odd."""
    if number % 2:
        return f"{OddStory(number).text()}\n\nIt was word{number}.\n".encode()
    return STORY.format(n=number, m=number + 1).encode()


def held() -> float:
    """Return the megabytes that this process holds in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


def tenths(books: int, *, covers: bool) -> Iterator[tuple[float, float, int]]:
    """Yield megabytes, seconds a book and how many were refused, after each tenth."""
    for nth in range(TENTHS):
        refused, start = 0, perf_counter()
        for number in range(nth * books // TENTHS, (nth + 1) * books // TENTHS):
            try:
                epubify.convert(story(number), no_cover=not covers).to_bytes()
            except EpubifyError:
                refused += 1
        taken = (perf_counter() - start) / (books // TENTHS)
        gc.collect()
        yield held(), taken, refused


def caches() -> list[tuple[int, int | None, str]]:
    """Return what is cached: entries, the most there may be, function."""
    found = (one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper))
    told = ((one.cache_info(), one) for one in found)
    return sorted(
        ((info.currsize, info.maxsize, f"{one.__module__}.{one.__name__}") for info, one in told),
        key=lambda row: -row[0],
    )


def main() -> int:
    """Print what each tenth holds; return 1 where it grows."""
    parser = argparse.ArgumentParser(description=__doc__, add_help=True)
    parser.add_argument("--books", type=int, default=10_000)
    parser.add_argument("--covers", action="store_true")
    parser.add_argument("--largest", action="store_true")
    asked = parser.parse_args()
    curve = []
    for nth, (memory, seconds, refused) in enumerate(tenths(asked.books, covers=asked.covers), 1):
        curve.append(memory)
        made = nth * asked.books // TENTHS
        print(f"{made:>6} books {memory:7.1f} MB {seconds * 1000:6.1f} ms each, {refused} refused")
        sys.stdout.flush()
    if asked.largest:
        for entries, most, name in caches()[:25]:
            print(f"{entries:>7} of {'any' if most is None else most:>6}  {name}")
    grown = curve[-1] / curve[1]
    print(f"the last tenth holds {grown:.3f} times what the second held")
    return int(grown > MOST)


if __name__ == "__main__":
    sys.exit(main())
