"""Tells whether reading a text costs in proportion to its length, whatever it is a row of.

Usage: python benchmarks/linear.py [--length N] [--most RATIO]

Each stage reads a row of one sign, and one ten times as long, in the same run; so does reading
rows of whole parts: headings, notes, lines that come again. The ratio of the two times is 10 where
the cost is a straight line. Ratios above ``--most`` are named, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
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
PARTS = {
    "words": "rain ",
    "blank lines": "\n\n\n",
    "headings": "Chapter {n}\n\nIt rained.\n\n",
    "titles": "THE {n} STORM\n\nIt rained all day.\n\n",
    "verses": "The lamp is low, the tide is near\nAnd nobody will come {n}\n\n",
    "scenes": "It rained all day.\n\n* * *\n\n",
    "fields": "Name{n}: value {n}\n",
    "mails": "From: a@b.org\nSubject: x {n}\nMessage-ID: <{n}@b>\n\nIt rained.\n\n",
    "pages": "It rained all day, and nobody came to see it. {n}\n\n\f{n}   THE STORM\n\n",
    "notes": "[Author's note: I am sorry.]\n\n",
    "speeches": '"No," he said.\n\n',
    "chapters of china": "第{n}章 灯\n\n港口很暗，没有人说话。\n\n",
}
"""What texts are rows of, beside single signs; ``{n}`` is a number that rises."""
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


def row_of(part: str, length: int) -> str:
    """Return a text of that part, again and again."""
    return "".join(part.format(n=n) for n in range(1, length // len(part)))


def rows(length: int) -> Iterator[tuple[str, Callable[[str], None], str, str]]:
    """Yield what is measured: a name, a stage, and the short and the long text."""
    for stage in (decoding, repairing, reading):
        for sign in SIGNS:
            short, long = (f"a{sign * (times * length // len(sign))}" for times in (1, 10))
            yield repr(sign), stage, short, long
    for name, part in PARTS.items():
        yield name, reading, row_of(part, length), row_of(part, 10 * length)
    again = row_of("It rained {n} times\n", 5 * length)
    yield "a text twice", reading, again[: length // 2] * 2, again * 2


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
    for name, stage, *texts in rows(asked.length):
        one, ten = (seconds(stage, f"It rained.\n\n{text}\n\nIt stopped.\n") for text in texts)
        ratio = ten / max(one, TOO_FAST)
        bent += ratio > asked.most
        mark = "  above the limit" if ratio > asked.most else ""
        print(f"{stage.__name__:10} {name:22} {one:8.3f} {ten:8.3f} {ratio:6.1f}{mark}")
    print(f"{bent} ratios above {asked.most:g}")
    return 1 if bent else 0


if __name__ == "__main__":
    sys.exit(main())
