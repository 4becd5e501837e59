"""Texts at their full size that tempt to waste, for ``speed.py --full-size``.

Ten megabytes of one sign, of one word; 100,000 headings; a million short lines; 100,000 verses of
one line. Each is read at a tenth of its size and at its size, in a process of its own, with a bound
on its memory: a straight line has the same seconds per MB at both.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from growth import KINDS, in_story, row

MEGABYTES = 10_000_000
"""Characters of a text of ASCII that has ten megabytes."""
MOST_SECONDS = 200
"""Of processor time that one text may take; one that takes longer is given up."""
MOST_MEMORY = 8 * 1024**3
"""Bytes that one process may take; it fails before the machine does."""

VERSES = "The lamp burns low, night {n}\n\n"
FULL_SIZE: dict[str, tuple[Callable[[int], str], int]] = {
    **{
        name: (KINDS[name], MEGABYTES)
        for name in (
            *("novel", "one word", "one letter", "one line of equals", "one line of dashes"),
            *("one line of dots", "one line of quotes", "one line of tags"),
        )
    },
    "one han sign": (KINDS["one han sign"], MEGABYTES // 3),
    "100,000 headings": (KINDS["headings alone"], 100_000 * len("Chapter {n}\n\n")),
    "1,000,000 short lines": (KINDS["short lines"], 1_000_000 * len("rain\n")),
    "100,000 verses of one line": (row(VERSES), 100_000 * len(VERSES)),
}
"""What makes each text of a length, and the length that it has in full."""

Measure = Callable[[Path, float], Any]
"""Tells the seconds and the memory in bytes per byte that reading a text takes; None where it takes
too long."""


def full_size(measure: Measure, folder: Path, wanted: str = "") -> Iterator[tuple[str, Any]]:
    """Yield of each text whose name has some words its size, and what it costs by a tenth of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    for name, (make, length) in FULL_SIZE.items():
        if wanted not in name:
            continue
        text, costs = folder / "full.txt", []
        for size in (length // 10, length):
            text.write_text(in_story(make(size)), encoding="utf-8")
            costs.append((text.stat().st_size, measure(text, MOST_SECONDS)))
        yield name, costs


def rows_of(found: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what a table shows of each: megabytes, seconds per MB beside a tenth of it, memory.

    >>> list(rows_of({"x": [(100_000, (0.2, 30.0)), (1_000_000, (3.0, 20.0))]}))
    [('x', '1.0', '3.00 (1.50×)', '20')]
    >>> list(rows_of({"x": [(100_000, (0.2, 30.0)), (1_000_000, None)]}))
    [('x', '1.0', 'too long', '–')]
    """
    for name, ((tenth, of_tenth), (size, cost)) in found.items():
        megabytes = f"{size / 1e6:.1f}"
        if not (of_tenth and cost):
            yield name, megabytes, "too long", "–"
            continue
        each = cost[0] / size * 1e6
        ratio = each / (of_tenth[0] / tenth * 1e6)
        yield name, megabytes, f"{each:.2f} ({ratio:.2f}×)", f"{cost[1]:.0f}"
