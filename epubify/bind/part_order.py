"""The order of parts: by what they say of themselves, where the names of their files say less."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from epubify.bind.file_headings import sources_in
from epubify.model import Place, Section, Story
from epubify.report import Report
from epubify.text.lazy_pattern import lazy
from epubify.text.numerals import leading_numeral

MOST_NAMED = 6
"""Files that a finding names; more tell nobody anything, with fewer, some have to be looked for."""
NUMBERED = 0.7
"""Share of the parts that must have a number of their own for their order to be that of the
numbers, where not all have. With less, a few numbers move parts that say nothing; with more, one
part without a number leaves all in the order of their names."""

_PLACE = lazy(r"#?(\d{1,4})(?:\s*[^\d\s]{1,3}\s*(\d{1,4}))?")

Number = Callable[[Story], float | None]
"""Tells what number a part gives itself."""


def in_order(stories: Sequence[Story], report: Report) -> list[Story]:
    """Return the parts in the order of their numbers, where they have numbers of their own.

    The number is that of the part in its header, else that of its first chapter. Where most
    have one, a part without stays behind the part that it stood behind. Where fewer have, or
    many have the same, the order in which they came stands. Another order is a finding.
    """
    for share in (1.0, NUMBERED):
        for number_of in (part_number, first_number):
            order = order_by([number_of(story) for story in stories], share)
            if order is None:
                continue
            if order != sorted(order):
                tell(stories, order, number_of, report)
            return [stories[n] for n in order]
    return list(stories)


def order_by(numbers: Sequence[float | None], share: float = 1.0) -> list[int] | None:
    """Return the indices in the order of their numbers, None where that is not sure.

    ``share`` of them must have a number that no other has.

    >>> order_by([2, 1, 3]), order_by([1, None]), order_by([1, 1])
    ([1, 0, 2], None, None)
    >>> order_by([None, 3, None, 1, 2, 4, 5, 6, 7], 0.7)
    [0, 3, 4, 1, 2, 5, 6, 7, 8]
    """
    known = [number for number in numbers if number is not None]
    if len(known) < 2 or len(set(known)) < share * len(numbers):
        return None
    places: list[float] = []
    for number in numbers:
        before = places[-1] if places else float("-inf")
        places.append(before if number is None else number)
    return sorted(range(len(places)), key=places.__getitem__)


def part_number(story: Story) -> float | None:
    """Return which part of the whole a story says it is: its place in a series, or a field.

    >>> from epubify.model import Field, Metadata
    >>> told = Field("part", "Part", "2 of 7", Place("a.txt", 3, 3))
    >>> part_number(Story(Metadata(fields=(told,)), ())), part_total(Story(Metadata(), ()))
    (2, None)
    """
    try:
        return float(story.metadata.series_index or "")
    except ValueError:
        return next((place for place, _ in _counted(story)), None)


def part_total(story: Story) -> int | None:
    """Return how many parts there are, as one of them says it."""
    return next((total for _, total in _counted(story) if total), None)


def _counted(story: Story) -> Iterator[tuple[int, int | None]]:
    """Yield place and count of what a field says of a part: ``2``, ``2/7``, ``Two``."""
    for said in story.metadata.fields:
        if said.key != "part":
            continue
        if found := _PLACE.fullmatch(said.value.strip()):
            yield int(found[1]), int(found[2]) if found[2] else None
        elif (numeral := leading_numeral(said.value)) and not numeral[1].strip(" ."):
            yield numeral[0].value, None


def first_number(story: Story) -> float | None:
    """Return the number of the first chapter or part of a story that has one."""
    return next((n for section in story.sections if (n := _number(section)) is not None), None)


def _number(section: Section) -> float | None:
    if section.number is not None:
        return section.number
    return next((n for inner in section.sections if (n := _number(inner)) is not None), None)


def tell(stories: Sequence[Story], order: Sequence[int], number_of: Number, report: Report) -> None:
    """Report the order in which the parts were put."""
    told = [(source_name(stories[n]), number_of(stories[n])) for n in order]
    shown = ", ".join(f"{source} ({_shown(number)})" for source, number in told[:MOST_NAMED])
    more = f" and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    said = "the numbers in the parts say another order than their names, and are followed"
    report.find("M042", f"{said}: {shown}{more}", Place(told[0][0], 1, 1))


def _shown(number: float | None) -> str:
    return "no number" if number is None else f"{number:g}"


def source_name(story: Story) -> str:
    """Return the name of the source of a story, empty where it has no text."""
    sections = list(story.sections)
    while sections:
        section = sections.pop(0)
        if section.at:
            return section.at.source
        if name := next(sources_in([section]), ""):
            return name
        sections = [*section.sections, *sections]
    return ""
