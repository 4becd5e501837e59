"""Tells how the cost of reading grows with the length, for each kind of input that tempts to waste.

Usage: python benchmarks/growth.py [KIND]... [--length N]

Each kind is read at a length, and at four times that length. Where the cost is a straight line
the ratio is 4, whatever the machine; less where a fixed cost weighs. Above `MOST` it is named as
bent, and the exit code is 1. ``linear.py`` does the same for single stages and shorter rows.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from time import process_time

from epubify.model import Source
from epubify.options import Options
from epubify.pipeline import read_story
from epubify.report import Report

MOST = 5.5
"""Ratio of the costs from which a line is bent: a quadratic cost has 16, one that is half so 10."""


def row(part: str) -> Callable[[int], str]:
    """Return what makes a text of a length of one part; ``{n}`` in it is a number that rises."""
    return lambda length: "".join(part.format(n=n) for n in range(1, length // len(part) + 1))


def within(before: str, part: str, after: str) -> Callable[[int], str]:
    """Return what makes a text of a length of one part between two others."""
    return lambda length: before + row(part)(length) + after


KINDS: dict[str, Callable[[int], str]] = {
    "novel": row(
        "It was the {n}th day of the rain, and nobody on the quay said anything of it; the boats\n"
        "lay where they had lain since the autumn.\n\n“Will it stop?” she asked.\n\n"
    ),
    "one word": row("rain "),
    "one letter": row("a"),
    "one han sign": row("漢"),
    "one line of equals": row("="),
    "equals in a mail": within("From: a@b.org\nSubject: x\n\n", "=", "\n\nIt rained.\n"),
    "one line of dashes": row("-"),
    "one line of dots": row("."),
    "one line of stars": row("*"),
    "one line of quotes": row('"'),
    "one line of tags": row("<i>"),
    "blanks": row("\n"),
    "stacked marks": within("a", "\u0301\u0323", "\n"),
    "headings": row("Chapter {n}\n\nIt rained.\n\n"),
    "headings alone": row("Chapter {n}\n\n"),
    "short lines": row("rain\n"),
    "short lines that differ": row("rain {n}\n"),
    "verses": row("The lamp is low and burns for {n}\nAnd nobody has come again\n\n"),
    "notes": row("[Author's note: I am sorry.]\n\n"),
    "fields of mail": row("Subject: rain {n}\n"),
    "fields": row("Name{n}: value\n"),
    "mails": row("From: a@b.org\nSubject: x {n}\nMessage-ID: <{n}@b>\n\nIt rained.\n\n"),
    "scenes": row("It rained all day.\n\n* * *\n\n"),
    "quotations": row("> It rained on day {n}.\n"),
    "speeches": row('"No," he said.\n\n'),
    "contents": row("The Road {n} .......... {n}\n"),
    "footnotes": row("It rained[{n}] here.\n\n[{n}] It did.\n\n"),
}
"""What texts are made of, by the name of the kind."""


def in_story(text: str) -> str:
    """Return a text within a story, so that there is one whatever the text is."""
    return f"It rained.\n\n{text}\n\nIt stopped.\n"


def cost(text: str) -> float:
    """Return the seconds of processor time that it takes to read a text, with all its stages."""
    source = Source("row", in_story(text).encode())
    start = process_time()
    read_story(source, Options(), Report())
    return process_time() - start


def main() -> int:
    """Print cost and ratio of every kind; return 1 where one is bent."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("kinds", nargs="*", help="kinds to measure; all without")
    parser.add_argument("--length", type=int, default=25_000, help="characters of the short text")
    asked = parser.parse_args()
    cost(KINDS["novel"](2_000))  # what is read and compiled once is no part of it
    bent = 0
    for name in asked.kinds or KINDS:
        one, four = (cost(KINDS[name](times * asked.length)) for times in (1, 4))
        ratio = four / one
        bent += ratio > MOST
        mark = "  bent" if ratio > MOST else ""
        print(f"{name:24} {one:8.3f} {four:8.3f} {ratio:6.1f}{mark}", flush=True)
    return 1 if bent else 0


if __name__ == "__main__":
    sys.exit(main())
