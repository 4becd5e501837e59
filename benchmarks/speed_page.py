"""docs/performance.md and its chart, made of what `speed.py` measured."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from math import log10
from pathlib import Path
from typing import Any

from full_size import rows_of

Numbers = Mapping[str, Any]

CHARTED = (
    *("novel", "verses", "speeches", "headings", "short lines", "one letter"),
    *("one han sign", "contents"),
)
"""The kinds of text that the chart shows; all are in the table."""
COLOURS = ("#1b6ca8", "#b3541e", "#3c7a3b", "#7d3c98", "#8a6d00", "#444444", "#b0305c", "#007c7c")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 64, 190, 24, 48
STRAIGHT = 1.3
"""Times the cost per MB of a text ten times as long, up to which a line counts as straight."""

HEAD = """\
# Performance

What epubify costs, in terms of what no program can do without. Written by
`python benchmarks/speed.py`, which measures all of it in one run on one machine; only ratios mean
anything. What is compared runs in turn, and of each the least processor time counts; of a batch
that is the time of both its processes. The *text floor* is reading the file, decoding it and
deflating it at level 6; the *cover floor* is encoding one ready picture of 1600 × 2560 as JPEG; the
*start floor* is `python -c "import click"`. The texts are made of the words of the stories in
`seeds/`, and deflate as those do. The same run as data is in
[speed.json](../benchmarks/speed.json).

A *bare program* uses the same packages and does nothing else: it makes a paragraph of what stands
between blank lines, has EbookLib write it and Pillow draw a title on one colour. It repairs,
understands and proves nothing (`benchmarks/bare.py`); in a batch with nothing changed it reads and
hashes each text, and the first bytes of its book.

"""


DOCS = Path(__file__).resolve().parent.parent / "docs"
RESULT, PAGE = Path(__file__).with_name("speed.json"), DOCS / "performance.md"
CHART = DOCS / "images" / "performance.svg"


def write_page(result: Numbers) -> None:
    """Write the result, its page and its chart."""
    data = json.dumps(result, indent=1) + "\n"
    RESULT.write_text(data, encoding="utf-8")
    shown = json.loads(data)
    PAGE.write_text(page(shown), encoding="utf-8")
    CHART.write_text(chart(shown), encoding="utf-8")


def page(result: Numbers) -> str:
    """Return the page, in Markdown."""
    stages = sorted(result["stages"].items(), key=lambda item: -item[1])
    parts = [
        *table(("Work", "Asked at most", "Reached", "Bare program"), targets(result)),
        "## Stages",
        "The share of each stage in making the book of a novel with its cover, by a profile.",
        *table(("Stage", "Share"), ((name, f"{100 * share:.0f} %") for name, share in stages)),
        "## Memory",
        "What prose of a length takes at the most, in bytes per byte of the text: until it is "
        "understood, and until its book is written and proved.",
        *table(("Length", "Understood", "Written"), memory(result)),
        "## Cost against length",
        "Reading a text up to its story: seconds per MB at each length in those at the first one, "
        "and memory at the last in bytes per byte of the text. 1 is a straight line; it may be "
        "less, because what is read once weighs less in a long text.",
        "![Seconds per MB against length](images/performance.svg)",
        *table(("Text", *map(length_of, result["lengths"][1:]), "Memory"), grown(result)),
        *(at_full_size(result["full"]) if result.get("full") else ()),
    ]
    return HEAD + "\n\n".join(parts) + "\n"


def kept() -> Numbers:
    """Return the result that was written last; nothing where there is none."""
    return json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}


def at_full_size(found: Numbers) -> Iterator[str]:
    """Yield what the largest texts cost."""
    yield "## At full size"
    yield (
        "Texts that tempt to waste, measured by `python benchmarks/speed.py --full-size`: seconds "
        "per MB, in parentheses beside those of a tenth of the same text, and memory in bytes per "
        "byte."
    )
    yield from table(("Text", "MB", "Seconds per MB", "Memory"), rows_of(found))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield a table, as one paragraph of Markdown."""
    head = tuple(head)
    lines = (head, ("---",) * len(head), *rows)
    yield "\n".join(f"| {' | '.join(line)} |" for line in lines)


def targets(result: Numbers) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is wanted, what is reached, and what a bare program reaches, where it is known."""
    for row in result["rows"]:
        reached, bare = (
            times(seconds / row["floor"]) if seconds else "–"
            for seconds in (row["seconds"], row.get("bare"))
        )
        yield row["work"], times(row["asked"]), reached, bare
    if real := result["real"]:
        yield f"{real['files']} real files, s per MB, median", "1.5", f"{real['median']:.2f}", "–"
        yield "the worst of them", "3", f"{real['worst']:.2f}", "–"


def memory(result: Numbers) -> Iterator[tuple[str, str, str]]:
    """Yield what memory a text of each length takes."""
    for row in result["memory"]:
        yield length_of(row["bytes"]), f"{row['understood']:.0f}", f"{row['written']:.0f}"


def times(ratio: float) -> str:
    """Return a ratio as the page shows it.

    >>> times(0.4567), times(23.4)
    ('0.46×', '23×')
    """
    return f"{ratio:.2f}×" if ratio < 10 else f"{ratio:.0f}×"


def grown(result: Numbers) -> Iterator[list[str]]:
    """Yield for each kind of text how its cost grows, and its memory."""
    for name, costs in result["growth"].items():
        each = per_mb(costs, result["lengths"])
        rest = [f"{one / each[0]:.2f}" for one in each[1:]]
        missing = ["too long"] * (len(result["lengths"]) - 1 - len(rest))
        yield [name, *rest, *missing, f"{costs[len(each) - 1][1]:.0f}"]


def per_mb(costs: Iterable[tuple[float, float] | None], lengths: Iterable[int]) -> list[float]:
    """Return the seconds per MB at each length that was reached.

    >>> per_mb([(0.2, 30.0), (1.0, 20.0), None], [100_000, 1_000_000, 10_000_000])
    [2.0, 1.0]
    """
    measured = zip(costs, lengths, strict=False)
    return [cost[0] / length * 1_000_000 for cost, length in measured if cost]


def length_of(characters: int) -> str:
    """Return a length of text as people say it.

    >>> length_of(100_000), length_of(1_034_000), length_of(10_000_000)
    ('100 kB', '1.03 MB', '10 MB')
    """
    if characters < 1_000_000:
        return f"{round(characters / 1000)} kB"
    return f"{characters / 1_000_000:.3g} MB"


# ---------------------------------------------------------------------------------- chart


def chart(result: Numbers) -> str:
    """Return the chart: seconds per MB against the length, in those of prose at the first."""
    lengths = result["lengths"]
    unit = per_mb(result["growth"]["novel"], lengths)[0]
    shown = [name for name in CHARTED if name in result["growth"]]
    lines = [
        _line(n, name, [one / unit for one in per_mb(result["growth"][name], lengths)], lengths)
        for n, name in enumerate(shown)
    ]
    marks = [_across(value) for value in (0.1, 1, 10)]
    marks += [_below(n, length, len(lengths)) for n, length in enumerate(lengths)]
    return "\n".join([_START, *marks, *lines, "</svg>", ""])


_START = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
    'font-family="sans-serif" font-size="13">\n'
    "<title>Seconds per MB against the length of a text, in those of short prose</title>\n"
    f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
)


def _x(n: int, many: int) -> float:
    return LEFT + n * (WIDTH - LEFT - RIGHT) / (many - 1)


def _y(value: float) -> float:
    """Return the height of a value between 0.1 and 10; what is beyond stands at the edge."""
    share = (1 - log10(min(10.0, max(0.1, value)))) / 2
    return TOP + share * (HEIGHT - TOP - BOTTOM)


def _across(value: float) -> str:
    y, end = _y(value), WIDTH - RIGHT
    line = f'<path d="M{LEFT} {y:.1f}H{end}" stroke="#ddd"/>'
    return f'{line}<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}×</text>'


def _below(n: int, length: int, many: int) -> str:
    x = _x(n, many)
    return f'<text x="{x:.1f}" y="{HEIGHT - 20}" text-anchor="middle">{length_of(length)}</text>'


def _line(n: int, name: str, values: list[float], lengths: Iterable[int]) -> str:
    many = len(tuple(lengths))
    places = [f"{_x(k, many):.1f},{_y(value):.1f}" for k, value in enumerate(values)]
    colour = COLOURS[n % len(COLOURS)]
    key = TOP + 20 * n + 12
    x = WIDTH - RIGHT + 24
    return (
        f'<polyline points="{" ".join(places)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        f'<path d="M{x} {key - 4}h20" stroke="{colour}" stroke-width="3"/>'
        f'<text x="{x + 28}" y="{key}">{name}</text>'
    )
