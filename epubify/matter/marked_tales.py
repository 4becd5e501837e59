"""Headings by their markup that head tales, of which each counts its chapters anew."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.layout.lines import Line


def heads_first_tale(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a heading is that of a tale, and others of its rank head tales like it.

    Below each of them stands a heading of a lower rank, which is the first: the title of a book has
    none beside it.
    """
    top = level_of(lines[index])
    headings = (
        [n for n in range(index, len(lines)) if lines[n] and level_of(lines[n])] if top else []
    )
    tales = [n for n, at in enumerate(headings) if level_of(lines[at]) == top]
    below = [lines[at] for n in tales for at in headings[n + 1 : n + 2]]
    return len(tales) > 1 and len(below) == len(tales) and all(is_first(one, top) for one in below)


def level_of(line: Line) -> int:
    """Return the level of the heading that markup makes of a line, 0 where it makes none."""
    return line.markup.level if line.markup else 0


def is_first(line: Line, top: int) -> bool:
    """Tell whether a heading below another rank is that of a first chapter."""
    form = line.facts.form
    return level_of(line) > top and form is not None and form.number == 1
