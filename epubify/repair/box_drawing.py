"""The rule of ``repair`` about frames that old text files were drawn into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from epubify.repair.manner import Manner
from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule

WHOLE = 0.5
"""With this share of all lines in frames they hold the text itself. With a smaller share, a box
of figures inside a story loses its form; with a larger one, a framed story with a long foot stays
framed."""

_DRAWN = lazy("[\u2500-\u259f]")
_RULE = lazy("[ \t]*[\u2500-\u259f]{3,}[ \t]*")
_ROW = lazy("[\u2500-\u259f]{3,}")
_BARS = "│┃║▌▐█▒░▓"


@rule(
    "frames",
    leaves="Frames amid a story, which are boxes that someone in it reads; frames of ASCII "
    "signs, which may be tables; bars and rules that frame nothing.",
    changes=(
        ("┌──────┐\n│ Rain │\n└──────┘\n\nIt rained.", "\n Rain\n\n\nIt rained."),
        ("▄▄▄▄▄▄▄▄\n░░░Rain Ann\n▀▀▀▀▀▀▀▀", "\n   Rain Ann\n"),
        ("╔══════╗\n║ It   ║\n║      ║\n╚══════╝", "\n It\n\n"),
    ),
    keeps=(
        "It rained.\n┌──────┐\n│ Rain │\n└──────┘\nIt rained.\nAnd rained.\nOn.",
        "│ Rain │",
        "────",
    ),
)
def frames(text: str, manner: Manner) -> Iterator[Change]:
    """Take away the frame around a title at the head or foot of a text, or around the whole."""
    del manner
    if text.isascii() or not _DRAWN.search(text):
        return
    lines = text.split("\n")
    found = list(_frames(lines))
    full = [number for number, line in enumerate(lines) if line.strip()]
    inside = sum(end - start for start, end in found)
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    for start, end in found:
        if start == full[0] or end == full[-1] + 1 or inside >= WHOLE * len(full):
            for number in range(start, end):
                yield from _unframed(lines[number], starts[number])


def _frames(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield first line and end of each frame: a rule, lines between bars, a rule."""
    start: int | None = None
    for number, line in enumerate(lines):
        if _RULE.fullmatch(line):
            if start is not None and number > start + 1:
                yield start, number + 1
                start = None
            else:
                start = number
        elif not _is_framed(line):
            start = None


def _is_framed(line: str) -> bool:
    bare = line.strip(" \t")
    between_bars = len(bare) > 1 and bare[0] in _BARS and bare[-1] in _BARS
    return between_bars or _ROW.search(line) is not None


def _unframed(line: str, offset: int) -> Iterator[Change]:
    """Yield what takes away the bars at both ends, with the space outside, and rows between."""
    if _RULE.fullmatch(line):
        yield offset, offset + len(line), ""
        return
    if line.strip()[0] not in _BARS or line.strip()[-1] not in _BARS:
        for row in _ROW.finditer(line):
            yield offset + row.start(), offset + row.end(), " " * len(row[0])
        return
    bare = line.lstrip(" \t").lstrip(_BARS)
    inside = bare.rstrip(" \t").rstrip(_BARS).rstrip(" \t")
    start = offset + len(line) - len(bare)
    yield offset, start, ""
    yield start + len(inside), offset + len(line), ""
