"""Tells whether reading a text costs in proportion to its length, whatever it is a row of.

Usage: python benchmarks/linear.py [--length N] [--most RATIO]

Each stage reads a row of one sign, and one ten times as long, in the same run; the ratio of
the two times is 10 where the cost is a straight line. Ratios above ``--most`` are named, and
the exit code is 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from time import process_time

from epubify.decode import decode
from epubify.model import Source, Text
from epubify.options import Options
from epubify.readers import read
from epubify.repair import repair
from epubify.report import Report

SIGNS = (
    *("=", "-", "_", "*", ".", "a", "é", "漢", "<", "&", "'", '"', "[", "(", " ", "\t", "~", "#"),
    *("`", "\u0301\u0323", "a\x08", "\xa0 ", "│", "\u200d", "<i>", "［＃", "\xad\n", "a\n", "=\n"),
)
TOO_FAST = 0.02
"""Seconds of processor time; below these a ratio says nothing."""


def decoding(text: str) -> None:
    """Read the bytes of a text."""
    decode(Source("row", text.encode()), Options(), Report())


def repairing(text: str) -> None:
    """Repair a decoded text."""
    repair(Text(text, "utf-8", 1.0, "row"), Options(), Report())


def reading(text: str) -> None:
    """Read a text up to its manuscript."""
    read(Source("row", text.encode()), Options(), Report())


def seconds(stage: Callable[[str], None], text: str) -> float:
    """Return the processor time that a stage takes for a text."""
    start = process_time()
    stage(text)
    return process_time() - start


def main() -> int:
    """Print the ratio of every stage and sign; return 1 where one is above the limit."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--length", type=int, default=20_000, help="characters of the short row")
    parser.add_argument("--most", type=float, default=20.0, help="largest ratio that is a line")
    asked = parser.parse_args()
    bent = 0
    for stage in (decoding, repairing, reading):
        for sign in SIGNS:
            short = f"It rained.\n\na{sign * (asked.length // len(sign))}\n\nIt stopped.\n"
            long = f"It rained.\n\na{sign * (10 * asked.length // len(sign))}\n\nIt stopped.\n"
            one, ten = seconds(stage, short), seconds(stage, long)
            ratio = ten / max(one, TOO_FAST)
            bent += ratio > asked.most
            mark = "  above the limit" if ratio > asked.most else ""
            print(f"{stage.__name__:10} {sign!r:22} {one:8.3f} {ten:8.3f} {ratio:6.1f}{mark}")
    print(f"{bent} ratios above {asked.most:g}")
    return 1 if bent else 0


if __name__ == "__main__":
    sys.exit(main())
