"""The order of parts: by what they say of themselves, where the names of their files say less."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from epubify.model import Place, Section, Story
from epubify.report import Report

MOST_NAMED = 6
"""Files that a finding names; more tell nobody anything, with fewer, some have to be looked for."""


def in_order(stories: Sequence[Story], report: Report) -> list[Story]:
    """Return the parts in the order of their numbers, where each has one of its own.

    The number is that of the part in its header, else that of its first chapter. Where one has
    none, or two have the same, the order in which they came stands. Another order is a finding.
    """
    for number_of in (part_number, first_number):
        order = order_by([number_of(story) for story in stories])
        if order is None:
            continue
        if order != sorted(order):
            tell(stories, order, number_of, report)
        return [stories[n] for n in order]
    return list(stories)


def order_by(numbers: Sequence[float | None]) -> list[int] | None:
    """Return the indices in the order of their numbers, None where that is not sure.

    >>> order_by([2, 1, 3]), order_by([1, None]), order_by([1, 1])
    ([1, 0, 2], None, None)
    """
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or len(set(known)) < len(known):
        return None
    return sorted(range(len(known)), key=known.__getitem__)


def part_number(story: Story) -> float | None:
    """Return which part of the whole a story says it is."""
    try:
        return float(story.metadata.series_index or "")
    except ValueError:
        return None


def first_number(story: Story) -> float | None:
    """Return the number of the first chapter or part of a story that has one."""
    return next((n for section in story.sections if (n := _number(section)) is not None), None)


def _number(section: Section) -> float | None:
    if section.number is not None:
        return section.number
    return next((n for inner in section.sections if (n := _number(inner)) is not None), None)


def tell(
    stories: Sequence[Story],
    order: Sequence[int],
    number_of: Callable[[Story], float | None],
    report: Report,
) -> None:
    """Report the order in which the parts were put."""
    told = [(_source(stories[n]), number_of(stories[n]) or 0) for n in order]
    shown = ", ".join(f"{source} ({number:g})" for source, number in told[:MOST_NAMED])
    more = f" and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    message = f"the numbers in the parts say another order than their names: {shown}{more}"
    report.find("M042", message, Place(told[0][0], 1, 1))


def _source(story: Story) -> str:
    sections = list(story.sections)
    while sections:
        section = sections.pop(0)
        places = [section.at] if section.at else [block.at for block in section.blocks[:1]]
        if places:
            return places[0].source
        sections = [*section.sections, *sections]
    return ""
