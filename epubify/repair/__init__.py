"""Characters and spacing put right, line by line: the second stage.

In comes a `Text`, out goes a `Text`, and every edit in the report. The rules run in the order of
``RULES``, over the whole text, and again until nothing changes, so that a repaired text is left
alone. None adds or removes a line end; only those that undo an encoding (and say so in their
names) change letters. Marks of emphasis, quotation marks and dashes are not touched: they need
finished paragraphs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Sequence
from itertools import groupby

from msgspec.structs import replace

from epubify.model import Edit, Place, Text
from epubify.options import BlockKind, Options
from epubify.repair.aozora_notes import aozora
from epubify.repair.box_drawing import frames
from epubify.repair.characters import (
    acute,
    backticks,
    c1_bytes,
    control,
    entities,
    fancy_letters,
    nfc,
)
from epubify.repair.encoding import mojibake
from epubify.repair.heading_signs import heading_signs, stray_sign
from epubify.repair.kakuyomu_marks import kakuyomu_dots
from epubify.repair.layers import margin, quoting, tab_stops
from epubify.repair.manner import Manner, observe
from epubify.repair.pixiv_marks import pixiv
from epubify.repair.quotedprintable import quoted_printable
from epubify.repair.spacing import (
    glued_numbers,
    indent_spaces,
    joined_underline,
    space_before_mark,
    space_in_quotes,
    spaced_letters,
    spaces,
    trailing_space,
)
from epubify.repair.tags import tags
from epubify.repair.terminals import overstrike, terminal_codes
from epubify.report import Report, apply_edits
from epubify.text.rule import Rule
from epubify.text.unwanted import UnwantedChanges

RULES: tuple[Rule[Manner], ...] = (
    # Layers of encoding, the outermost first.
    quoted_printable,
    entities,
    mojibake,
    # What the whole text stands in.
    quoting,
    tab_stops,
    margin,
    tags,
    aozora,
    pixiv,
    kakuyomu_dots,
    c1_bytes,
    # What was meant for machines; it must be read before ``control`` drops the rest.
    terminal_codes,
    overstrike,
    control,
    nfc,
    fancy_letters,
    frames,
    stray_sign,
    heading_signs,
    # Characters typed for others.
    backticks,
    acute,
    # Spaces; spaced letters need the wide gaps that ``spaces`` squeezes.
    indent_spaces,
    trailing_space,
    spaced_letters,
    glued_numbers,
    joined_underline,
    spaces,
    space_before_mark,
    space_in_quotes,
)
"""Every repair rule, in the order in which they run."""

OF_COLUMNS = (spaced_letters, spaces, space_before_mark, space_in_quotes)
"""Rules that move what stands below one another: not in lines that a person says are drawn."""

PASSES = 4
"""A repair may uncover another (``&amp;quot;``); more layers than these do not occur."""


def repair(
    text: Text, options: Options, report: Report, only: Container[str] | None = None
) -> Text:
    """Return a text whose characters and spaces are right; every edit is in the report.

    ``only`` names the rules that run, where not all may.

    Lines of which nothing may be made stay as they are. Line N stays line N. Correctly typeset
    text comes out as it went in.

    >>> dirty = Text("I don`t  know .\\n", "utf-8", 1.0, "x")
    >>> repair(dirty, Options(), Report()).text
    "I don't know.\\n"
    """
    wanted = (rule for rule in RULES if only is None or rule.name in only)
    rules = [rule for rule in wanted if options.wants(rule.name, by_default=rule.by_default)]
    now = text.text
    drawn = options.corrections.lines_of(BlockKind.PREFORMATTED)
    unwanted = UnwantedChanges(options.corrections.unchanged)
    told_apart = bool(unwanted) or report.samples_kept > report.SAMPLES
    for again in range(PASSES):
        before = now
        manner = observe(now)
        for rule in rules:
            spared = text.plain | drawn if rule in OF_COLUMNS else text.plain
            edits, numbers = sparing(spared, rule.edits(now, manner), now), tuple[int, ...]()
            if edits and told_apart:
                edits, numbers = _told_apart(unwanted, edits, now, again=again > 0)
            if edits:
                report.edited(text.source, rule.name, now, edits, numbers)
                now = apply_edits(now, edits)
        if now == before:
            break
    return replace(text, text=now)


def _told_apart(
    unwanted: UnwantedChanges, edits: Sequence[Edit], text: str, *, again: bool
) -> tuple[Sequence[Edit], tuple[int, ...]]:
    """Return the edits of a rule that are wanted, and which of its edits in its line each is.

    What was left alone is asked for once more when a rule runs again: then nothing of it is
    changed in a line where anything was not wanted.
    """
    ends = [n for n, char in enumerate(text) if char == "\n"]
    kept: list[tuple[int, Edit]] = []
    for line, group in groupby(edits, lambda edit: bisect_left(ends, edit.start) + 1):
        of_line = list(group)
        at = Place("", line, line)
        if not (again and unwanted.spares(of_line[0].rule, at)):
            kept += unwanted.wanted(of_line, at)
    return [edit for _, edit in kept], tuple(number for number, _ in kept)


def sparing(plain: frozenset[int], edits: Sequence[Edit], text: str) -> Sequence[Edit]:
    """Return the edits that touch none of these lines.

    >>> edit = Edit("dots", 4, 6, "..", "…")
    >>> sparing(frozenset({1}), [edit], "Oh\\nA..")
    [Edit(rule='dots', start=4, end=6, before='..', after='…')]
    >>> sparing(frozenset({2}), [edit], "Oh\\nA..")
    []
    """
    if not plain or not edits:
        return edits
    ends = [n for n, char in enumerate(text) if char == "\n"]
    return [
        edit
        for edit in edits
        if plain.isdisjoint(
            range(bisect_left(ends, edit.start) + 1, bisect_left(ends, edit.end) + 2)
        )
    ]
