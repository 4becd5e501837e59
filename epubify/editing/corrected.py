"""What a person says of lines, put into the corrections of a sidecar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from epubify.errors import UsageError
from epubify.options import Corrections, HeadingFix
from epubify.text.nearest import unknown


@dataclass(frozen=True, slots=True)
class Wish:
    """What lines of a story are to be."""

    kind: str
    """One of `KINDS`."""
    first: int
    last: int
    label: str | None = None
    title: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class LinesSaid:
    """The lines of a story, and what is known of them when a person speaks."""

    lines: Sequence[str]
    headings: Mapping[int, int]
    """Line of each heading → its level."""

    def with_text(self, line: int, step: int = 1) -> int:
        """Return the nearest line with text, from a line on; raise UsageError where there is none.

        >>> LinesSaid(["a", "", "b"], {}).with_text(2)
        3
        """
        number = line
        while 1 <= number <= len(self.lines):
            if self.lines[number - 1].strip():
                return number
            number += step
        raise UsageError("", line, "there is no line with text to say this of")


def corrected(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    """Return corrections with a wish among them; what was said of the same lines before gives way.

    >>> said = LinesSaid(["One", "", "It was dark."], {1: 1})
    >>> corrected(Corrections(), Wish("not-heading", 1, 1), said).not_headings
    (1,)
    >>> corrected(Corrections(not_headings=(1,)), Wish("chapter", 1, 1), said).headings
    (HeadingFix(line=1, level=1, label=None, title=None),)

    Raises UsageError for a kind that there is not, and for lines that the story has not.
    """
    if wish.kind not in KINDS:
        raise UsageError("", None, *unknown("kind", wish.kind, KINDS))
    if not 1 <= wish.first <= wish.last <= len(story.lines):
        raise UsageError("", None, f"the story has no lines {wish.first} to {wish.last}")
    return KINDS[wish.kind](old, wish, story)


def without(old: Corrections, first: int, last: int) -> Corrections:
    """Return corrections that say nothing of these lines."""

    def stays(line: int) -> bool:
        return not first <= line <= last

    return replace(
        old,
        headings=tuple(fix for fix in old.headings if stays(fix.line)),
        not_headings=tuple(filter(stays, old.not_headings)),
        breaks=tuple(filter(stays, old.breaks)),
        not_breaks=tuple(filter(stays, old.not_breaks)),
        keep=_outside(old.keep, first, last),
    )


def _outside(
    ranges: Sequence[tuple[int, int]], first: int, last: int
) -> tuple[tuple[int, int], ...]:
    """Return ranges of lines without those between two.

    >>> _outside([(1, 9)], 4, 5)
    ((1, 3), (6, 9))
    """
    parts = [part for a, b in ranges for part in ((a, min(b, first - 1)), (max(a, last + 1), b))]
    return tuple(dict.fromkeys((a, b) for a, b in parts if a <= b))


# --------------------------------------------------------------------------------- kinds


def _heading(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    line = story.with_text(wish.first)
    was = next((fix for fix in old.headings if fix.line == line), HeadingFix(line))
    level = wish.level or _level(wish.kind, line, story)
    label = was.label if wish.label is None else wish.label
    title = was.title if wish.title is None else wish.title
    rest = without(old, line, line)
    fixes = sorted((*rest.headings, HeadingFix(line, level, label, title)), key=lambda f: f.line)
    return replace(rest, headings=tuple(fixes))


def _level(kind: str, line: int, story: LinesSaid) -> int:
    """Return the level of a heading of a kind, from the levels of the others.

    A chapter is as high as most headings are; a part stands above, a section below.
    """
    others = [level for number, level in story.headings.items() if number != line]
    usual = max(set(others), key=lambda level: (others.count(level), level), default=1)
    return {"part": max(1, usual - 1), "chapter": usual}.get(kind, min(6, usual + 1))


def _not_heading(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    rest = without(old, wish.first, wish.last)
    lines = {n for n in range(wish.first, wish.last + 1) if story.lines[n - 1].strip()}
    return replace(rest, not_headings=tuple(sorted({*rest.not_headings, *lines})))


def _scene_break(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    line = story.with_text(wish.first)
    rest = without(old, wish.first, line)
    return replace(rest, breaks=tuple(sorted({*rest.breaks, line})))


def _not_break(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    if wish.first in old.breaks:
        return replace(old, breaks=tuple(line for line in old.breaks if line != wish.first))
    rest = without(old, wish.first, wish.last)
    return replace(rest, not_breaks=tuple(sorted({*rest.not_breaks, wish.first})))


def _keep(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    first, last = story.with_text(wish.first), story.with_text(wish.last, -1)
    rest = without(old, wish.first, wish.last)
    return replace(rest, keep=tuple(sorted({*rest.keep, (first, last)})))


def _as_read(old: Corrections, wish: Wish, _: LinesSaid) -> Corrections:
    return without(old, wish.first, wish.last)


KINDS: dict[str, Callable[[Corrections, Wish, LinesSaid], Corrections]] = {
    "chapter": _heading,
    "part": _heading,
    "section": _heading,
    "not-heading": _not_heading,
    "scene-break": _scene_break,
    "not-break": _not_break,
    "keep": _keep,
    "as-read": _as_read,
}
"""What a person may say that lines are; ``as-read`` takes back what was said of them."""


# ------------------------------------------------------------------------------- as data


def told(corrections: Corrections) -> list[dict[str, Any]]:
    """Return corrections as data: what was said, and of which lines.

    >>> told(Corrections(breaks=(12,)))
    [{'kind': 'scene-break', 'first': 12, 'last': 12}]
    """
    found: list[dict[str, Any]] = [
        {"kind": "heading", "first": f.line, "last": f.line, "level": f.level,
         "label": f.label, "title": f.title}
        for f in corrections.headings
    ]  # fmt: skip
    for kind, lines in (
        ("not-heading", corrections.not_headings),
        ("scene-break", corrections.breaks),
        ("not-break", corrections.not_breaks),
    ):
        found += ({"kind": kind, "first": line, "last": line} for line in lines)
    found += ({"kind": "keep", "first": a, "last": b} for a, b in corrections.keep)
    return sorted(found, key=lambda one: (one["first"], one["last"], one["kind"]))


def write_corrections(corrections: Corrections) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the lists and the tables of a sidecar that say these corrections."""
    lists: dict[str, Any] = {
        "not_headings": corrections.not_headings,
        "not_breaks": corrections.not_breaks,
    }
    tables: dict[str, Any] = {
        "heading": [_entry(fix) for fix in corrections.headings],
        "break": [{"line": line} for line in corrections.breaks],
    }
    return lists, tables


def _entry(fix: HeadingFix) -> dict[str, Any]:
    said = {"line": fix.line, "level": fix.level, "label": fix.label, "title": fix.title}
    return {key: value for key, value in said.items() if value is not None}


def lines_named(corrections: Corrections) -> set[int]:
    """Return the lines that corrections speak of."""
    return {line for one in told(corrections) for line in (one["first"], one["last"])}
