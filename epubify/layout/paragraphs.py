"""Paragraphs out of the rows that they were set in."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.layout.rows import Row
from epubify.layout.unwrap import joined
from epubify.model import Paragraph, Place, Setting, Span


def paragraph_of(
    group: Sequence[Row], at: Place, words: frozenset[str]
) -> tuple[Paragraph, list[Place]]:
    """Return the paragraph that rows make, and its lines that lost their last hyphen."""
    text, joined_lines = joined([row.line for row in group], words)
    return Paragraph((Span(text),), at, setting=setting_of(group)), joined_lines


def setting_of(group: Sequence[Row]) -> Setting:
    """Return how a paragraph stood on the page."""
    first = group[0]
    return Setting(
        lines=len(group),
        inset=first.inset,
        gap_before=first.gap,
        underlined=bool(first.underlines),
        page_before=first.page or first.seam,
        single=first.habit is None or not first.habit.wrapped,
        unit=first.habit.unit if first.habit else 0,
        plain=first.line.plain,
        level=first.line.markup.level if first.line.markup else 0,
    )
