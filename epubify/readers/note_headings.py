"""Headings above nothing but footnotes: these stand where they are referred to, and pop up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from epubify.layout.lines import Line
from epubify.model import GroupKind, Matter, SetApart
from epubify.readers.contents_names import level_of

EVIDENCE = "the heading of footnotes, which stand where they are referred to"


def headings_of_notes(lines: Sequence[Line]) -> Iterator[SetApart]:
    """Yield the headings that markup makes above footnotes, and above nothing else."""
    shown = [line for line in lines if line and not (line.markup and line.markup.kind == "break")]
    headings = [n for n, line in enumerate(shown) if level_of(line) and not is_footnote(line)]
    for start, end in pairwise([*headings, len(shown)]):
        below = shown[start + 1 : end]
        if below and all(map(is_footnote, below)) and not shown[start].plain:
            kind = Matter.BOILERPLATE
            yield SetApart(shown[start].at, kind.fate, f"{kind.noun}, {EVIDENCE}", kind)


def is_footnote(line: Line) -> bool:
    """Tell whether a line is of a footnote."""
    frames = line.markup.within if line.markup else ()
    return any(frame.kind is GroupKind.FOOTNOTE for frame in frames)
