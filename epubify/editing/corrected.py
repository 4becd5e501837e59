"""What a person says of lines, put into the corrections of a sidecar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from epubify.errors import UsageError
from epubify.model.records import Record
from epubify.options import BlockFix, BlockKind, Corrections, HeadingFix, Unchanged
from epubify.text.nearest import unknown


class Wish(Record):
    """What lines of a story are to be."""

    kind: str
    """One of `KINDS`."""
    first: int
    last: int
    label: str | None = None
    title: str | None = None
    level: int | None = None
    rule: str | None = None
    change: int | None = None


class LinesSaid(Record):
    """The lines of a story, and what is known of them when a person speaks."""

    lines: Sequence[str]
    headings: Mapping[int, int]
    """Line of each heading → its level."""
    starts: Sequence[int] = ()
    """Lines that paragraphs begin with, in their order."""

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
        raise UsageError("", None, f"there is no line with text at line {line}")

    def is_mark(self, line: int) -> bool:
        """Tell whether a line has text and no word, as a row of stars."""
        text = self.lines[line - 1]
        return bool(text.strip()) and not any(char.isalnum() for char in text)


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
    """Return corrections that say nothing of what these lines are; signs stay as asked."""

    def outside(lines: Sequence[int]) -> tuple[int, ...]:
        return tuple(line for line in lines if not first <= line <= last)

    blocks = (
        replace(fix, first=a, last=b)
        for fix in old.blocks
        for a, b in _outside([(fix.first, fix.last)], first, last)
    )
    return Corrections(
        tuple(fix for fix in old.headings if not first <= fix.line <= last),
        outside(old.not_headings),
        outside(old.breaks),
        outside(old.not_breaks),
        _outside(old.keep, first, last),
        tuple(blocks),
        _outside(old.leave_out, first, last),
        outside(old.new_paragraphs),
        outside(old.not_paragraphs),
        old.unchanged,
    )


Range = tuple[int, int]
"""First and last line."""


def _outside(ranges: Sequence[Range], first: int, last: int) -> tuple[Range, ...]:
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
    rest = _with_heading(without(old, line, line), HeadingFix(line, level, label, title))
    below = [number for number in story.headings if number > line and wish.kind == "part"]
    for number in below if level == story.headings.get(below[0] if below else line) else ():
        other = next((fix for fix in rest.headings if fix.line == number), HeadingFix(number))
        deeper = min(6, story.headings[number] + 1)
        rest = _with_heading(rest, replace(other, level=deeper))
    return rest


def _with_heading(old: Corrections, fix: HeadingFix) -> Corrections:
    others = (one for one in old.headings if one.line != fix.line)
    return replace(old, headings=tuple(sorted((*others, fix), key=lambda one: one.line)))


def _level(kind: str, line: int, story: LinesSaid) -> int:
    """Return the level of a heading of a kind, from the levels of the others.

    A chapter is as high as most headings are; a part stands above, a section below.
    """
    others = [level for number, level in story.headings.items() if number != line]
    usual = max(set(others), key=lambda level: (others.count(level), level), default=1)
    return {"part": max(1, usual - 1), "chapter": usual}.get(kind, min(6, usual + 1))


def _title_of(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    """Make a line the title of the heading above it; it is then said there alone."""
    line = story.with_text(wish.first)
    above = [number for number in story.headings if number < line]
    if not above:
        raise UsageError("", None, f"no heading stands above line {line}", "make it one first")
    at = max(above)
    was = next((fix for fix in old.headings if fix.line == at), HeadingFix(at, story.headings[at]))
    title = wish.title or story.lines[line - 1].strip()
    rest = _with_heading(without(old, line, line), replace(was, title=title))
    return replace(rest, leave_out=_added(rest.leave_out, (line, line)))


def _not_heading(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    rest = without(old, wish.first, wish.last)
    lines = [n for n in range(wish.first, wish.last + 1) if story.lines[n - 1].strip()]
    return replace(rest, not_headings=_added(rest.not_headings, *lines))


def _scene_break(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    """Let the scene change before a line; a mark there goes, and the break is our own."""
    line = story.with_text(wish.first)
    rest = without(old, wish.first, line)
    if line in old.not_breaks:
        return rest
    if story.is_mark(line):
        rest = replace(rest, leave_out=_added(rest.leave_out, (line, line)))
        line = story.with_text(line + 1)
    return replace(rest, breaks=_added(rest.breaks, line))


def _not_break(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    line = story.with_text(wish.first)
    if line in old.breaks:
        return replace(old, breaks=tuple(one for one in old.breaks if one != line))
    rest = without(old, wish.first, wish.last)
    return replace(rest, not_breaks=_added(rest.not_breaks, wish.first))


def _keep(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    first, last = _with_text_at_ends(wish, story)
    rest = without(old, wish.first, wish.last)
    return replace(rest, keep=_added(rest.keep, (first, last)))


def _leave_out(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    first, last = _with_text_at_ends(wish, story)
    rest = without(old, wish.first, wish.last)
    return replace(rest, leave_out=_added(rest.leave_out, (first, last)))


def _block(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    first, last = _with_text_at_ends(wish, story)
    rest = without(old, wish.first, wish.last)
    blocks = (*rest.blocks, BlockFix(first, last, BlockKind(wish.kind)))
    return replace(rest, blocks=tuple(sorted(blocks, key=lambda fix: fix.first)))


def _split(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    line = story.with_text(wish.first)
    rest = replace(old, not_paragraphs=tuple(n for n in old.not_paragraphs if n != line))
    if line in old.not_paragraphs:
        return rest
    return replace(rest, new_paragraphs=_added(rest.new_paragraphs, line))


def _join(old: Corrections, wish: Wish, story: LinesSaid) -> Corrections:
    """Join the paragraphs of a stretch; a single line is joined with the paragraph after it."""
    inside = [line for line in story.starts if wish.first < line <= wish.last]
    lines = inside or [line for line in story.starts if line > wish.last][:1]
    if not lines:
        raise UsageError("", None, f"no paragraph follows line {wish.last}")
    undone = [line for line in lines if line in old.new_paragraphs]
    rest = replace(old, new_paragraphs=tuple(n for n in old.new_paragraphs if n not in lines))
    joined = [line for line in lines if line not in undone]
    return replace(rest, not_paragraphs=_added(rest.not_paragraphs, *joined))


def _as_read(old: Corrections, wish: Wish, _: LinesSaid) -> Corrections:
    rest = without(old, wish.first, wish.last)
    unchanged = (one for one in rest.unchanged if not wish.first <= one.line <= wish.last)
    return replace(rest, unchanged=tuple(unchanged))


def _unchanged(old: Corrections, wish: Wish, _: LinesSaid) -> Corrections:
    """Let a change of signs not be made; 0 stands for all changes of its rule in the place."""
    one = Unchanged(wish.first, wish.rule, wish.change or None)
    others = [said for said in old.unchanged if said != one]
    return replace(old, unchanged=tuple(sorted((*others, one), key=_place_of)))


def _changed(old: Corrections, wish: Wish, _: LinesSaid) -> Corrections:
    """Let a change of signs be made after all."""
    one = Unchanged(wish.first, wish.rule, wish.change or None)
    return replace(old, unchanged=tuple(said for said in old.unchanged if said != one))


def _place_of(one: Unchanged) -> tuple[int, str, int]:
    return one.line, one.rule or "", one.change or 0


def _with_text_at_ends(wish: Wish, story: LinesSaid) -> Range:
    return story.with_text(wish.first), story.with_text(wish.last, -1)


One = TypeVar("One", int, Range)


def _added(old: Sequence[One], *new: One) -> tuple[One, ...]:
    every: set[One] = set(old).union(new)
    return tuple(sorted(every))


KINDS: dict[str, Callable[[Corrections, Wish, LinesSaid], Corrections]] = {
    **dict.fromkeys(("chapter", "part", "section"), _heading),
    "title-of": _title_of,
    "not-heading": _not_heading,
    "scene-break": _scene_break,
    "not-break": _not_break,
    **dict.fromkeys((str(kind) for kind in BlockKind), _block),
    "leave-out": _leave_out,
    "keep": _keep,
    "join": _join,
    "split": _split,
    "as-read": _as_read,
    "unchanged": _unchanged,
    "changed": _changed,
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
        ("split", corrections.new_paragraphs),
        ("join", corrections.not_paragraphs),
    ):
        found += ({"kind": kind, "first": line, "last": line} for line in lines)
    blocks = ((str(fix.kind), fix.first, fix.last) for fix in corrections.blocks)
    out = (("leave-out", *lines) for lines in corrections.leave_out)
    kept = (("keep", *lines) for lines in corrections.keep)
    found += ({"kind": kind, "first": a, "last": b} for kind, a, b in (*blocks, *out, *kept))
    found += (
        {"kind": "unchanged", "first": one.line, "last": one.line,
         "rule": one.rule, "change": one.change}
        for one in corrections.unchanged
    )  # fmt: skip
    return sorted(found, key=lambda one: (one["first"], one["last"], one["kind"]))


def write_corrections(corrections: Corrections) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the lists and the tables of a sidecar that say these corrections."""
    lists: dict[str, Any] = {
        "not_headings": corrections.not_headings,
        "not_breaks": corrections.not_breaks,
        "new_paragraphs": corrections.new_paragraphs,
        "not_paragraphs": corrections.not_paragraphs,
        "leave_out": [list(lines) for lines in corrections.leave_out],
    }
    tables: dict[str, Any] = {
        "heading": [_entry(fix) for fix in corrections.headings],
        "break": [{"line": line} for line in corrections.breaks],
        "block": [
            {"lines": [fix.first, fix.last], "kind": str(fix.kind)} for fix in corrections.blocks
        ],
        "unchanged": [_entry_of_unchanged(one) for one in corrections.unchanged],
    }
    return lists, tables


def _entry(fix: HeadingFix) -> dict[str, Any]:
    said = {"line": fix.line, "level": fix.level, "label": fix.label, "title": fix.title}
    return {key: value for key, value in said.items() if value is not None}


def _entry_of_unchanged(one: Unchanged) -> dict[str, Any]:
    said = {"line": one.line, "rule": one.rule, "change": one.change}
    return {key: value for key, value in said.items() if value is not None}


def lines_named(corrections: Corrections) -> set[int]:
    """Return the lines that corrections speak of."""
    return {line for one in told(corrections) for line in (one["first"], one["last"])}
