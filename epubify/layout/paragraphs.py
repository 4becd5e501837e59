"""Paragraphs out of the rows that they were set in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from epubify.layout.rows import Row
from epubify.layout.unwrap import joined
from epubify.model import Paragraph, Place, Setting, Span

MOST_KNOWN = 1_024
"""Settings that are known, about 200 kB. With fewer, those of a long book are made again and again,
with more, nothing is gained."""


def paragraph_of(
    group: Sequence[Row], at: Place, words: frozenset[str]
) -> tuple[Paragraph, list[Place]]:
    """Return the paragraph that rows make, and its lines that lost their last hyphen."""
    text, joined_lines = joined([row.line for row in group], words)
    return Paragraph((Span(text),), at, setting=setting_of(group)), joined_lines


def setting_of(group: Sequence[Row]) -> Setting:
    """Return how a paragraph stood on the page."""
    first = group[0]
    return _setting(
        len(group),
        first.inset,
        first.gap,
        bool(first.underlines),
        first.page or first.seam,
        first.habit is None or not first.habit.wrapped,
        first.habit.unit if first.habit else 0,
        first.line.plain,
        first.line.markup.level if first.line.markup else 0,
    )


@lru_cache(maxsize=MOST_KNOWN)
def _setting(
    lines: int, inset: int, gap: int, underlined: bool, page: bool, single: bool, unit: int,
    plain: bool, level: int,
) -> Setting:  # fmt: skip
    """Return a setting, the same one for all paragraphs that stood alike, as most do."""
    return Setting(
        lines=lines,
        inset=inset,
        gap_before=gap,
        underlined=underlined,
        page_before=page,
        single=single,
        unit=unit,
        plain=plain,
        level=level,
    )
