"""What is wrong with the parts of a story together: missing ones, doubled ones, strangers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath

from epubify.bind.file_headings import form_of_file
from epubify.bind.own_titles import own_title
from epubify.bind.part_order import (
    MOST_NAMED,
    NUMBERED,
    first_number,
    part_number,
    part_total,
    source_name,
)
from epubify.collection.doubles import Double, DoubleFinder, DoubleKind
from epubify.collection.persons import person_key
from epubify.collection.plain_forms import plain_form
from epubify.collection.shingles import sketch_of
from epubify.collection.story_record import record_of
from epubify.collection.telling_doubles import reason_of
from epubify.errors import InputError
from epubify.model import OriginKind, Place, Story
from epubify.report import Report
from epubify.text.lazy_pattern import lazy
from epubify.text.naming import list_names

NAMED_BY = frozenset(
    {OriginKind.HEADER, OriginKind.SUBJECT, OriginKind.SIDECAR, OriginKind.TEXT, OriginKind.OPTION}
)
"""Origins of a title that somebody gave a part."""
_NUMBERS = lazy(r"\d+")
_STEM = lazy(r"(?P<head>.*?)(?P<number>\d{1,4})(?P<tail>\D*)")


def doubled_parts(stories: Sequence[Story], report: Report) -> set[int]:
    """Return the places of parts that are there twice, and tell of them and of what is like them.

    Of parts that are the same text, or of which most words are the same, only one is bound,
    unless both have numbers that differ: then both are, and a person is told.
    """
    finder = DoubleFinder()
    names = [source_name(story) for story in stories]
    for story, name in zip(stories, names, strict=True):
        finder.add(record_of(story, name), sketch_of(story))
    dropped = set()
    for double in finder.doubles():
        name = names[double.dropped]
        reason = reason_of(double, names[double.kept], "part")
        if _differs(double, stories):
            message = f"{name} may be {reason}; both are in the book"
            report.find("M048", message, Place(name, 1, 1))
        else:
            report.find("M047", f"left out of the story: {reason}", Place(name, 1, 1))
            dropped.add(double.dropped)
    return dropped


def _differs(double: Double, stories: Sequence[Story]) -> bool:
    """Tell whether two parts that are alike say of themselves that they are not the same.

    They do by the number of the part, by that of the first chapter, or by a heading that is the
    name of the file; by what they are called, unless they are the same word for word.
    """
    one, other = stories[double.kept], stories[double.dropped]
    if double.kind is DoubleKind.REVISION and _called_apart(one, other):
        return True
    said = (part_number, first_number, _file_heading)
    pairs = ((tell(one), tell(other)) for tell in said)
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)


def _called_apart(one: Story, other: Story) -> bool:
    """Tell whether two parts have titles of which none is a longer form of the other."""
    names = [_own_heading(story) for story in (one, other)]
    return all(names) and names[0] not in names[1] and names[1] not in names[0]


def _own_heading(story: Story) -> str:
    titles = (section.title for section in story.sections if section.title)
    return plain_form(next(titles, None) or own_title(story) or "")


def _file_heading(story: Story) -> str | None:
    form = form_of_file(story)
    return form.label if form else None


# ------------------------------------------------------------------------------- numbers


def tell_numbers(stories: Sequence[Story], report: Report) -> None:
    """Record which numbers the parts lack, and which two of them have.

    The numbers are those of the headers. Where neither headers nor chapters have any, those in
    the names of the files count; chapters are looked at in the whole book.
    """
    numbers = [part_number(story) for story in stories]
    known = [number for number in numbers if number is not None]
    if len(set(known)) >= NUMBERED * len(stories) and len(known) > 1:
        _tell_doubled(stories, numbers, report)
        last = max((total for story in stories if (total := part_total(story))), default=0)
        _tell_missing([0, *sorted({int(one) for one in known}), last + 1], stories, report)
    elif not any(first_number(story) is not None for story in stories):
        found = numbers_in_names([source_name(story) for story in stories])
        _tell_missing(found, stories, report)


def _tell_doubled(
    stories: Sequence[Story], numbers: Sequence[float | None], report: Report
) -> None:
    for number in sorted({one for one in numbers if one is not None}):
        same = [source_name(s) for s, n in zip(stories, numbers, strict=True) if n == number]
        if len(same) > 1:
            message = f"{list_names(same, 'en')} say that they are part {number:g}"
            report.find("M054", message, Place(same[-1], 1, 1))


def _tell_missing(numbers: Sequence[int], stories: Sequence[Story], report: Report) -> None:
    gaps = [range(a + 1, b) for a, b in pairwise(numbers) if b > a + 1]
    if gaps:
        lost = ", ".join(_listed(gap) for gap in gaps[:MOST_NAMED])
        more = " …" if len(gaps) > MOST_NAMED else ""
        noun = "part" if len(gaps) == len(gaps[0]) == 1 else "parts"
        message = f"no {noun} {lost}{more} among {len(stories)} files"
        report.find("M049", message, Place(source_name(stories[0]), 1, 1))


def _listed(gap: Sequence[int]) -> str:
    return str(gap[0]) if len(gap) == 1 else f"{gap[0]} to {gap[-1]}"


def numbers_in_names(names: Sequence[str]) -> list[int]:
    """Return the numbers of files that are named alike but for a number, else nothing.

    >>> numbers_in_names(["old/tide01.txt", "old/tide03.txt"])
    [1, 3]
    >>> numbers_in_names(["tide 1.txt", "ebb 3.txt"])
    []
    """
    found = [_STEM.fullmatch(PurePath(name.replace("\\", "/")).stem) for name in names]
    if not all(found) or len({(one["head"], one["tail"]) for one in found if one}) != 1:
        return []
    return sorted({int(one["number"]) for one in found if one})


# ------------------------------------------------------------------------------ strangers


def refuse_strangers(stories: Sequence[Story]) -> None:
    """Raise InputError where parts are clearly of different stories.

    They are where each has a title and an author that somebody gave it, both differ, and no
    series or number puts them together.
    """
    told = [one for one in stories if _identity(one)]
    for other in told[1:]:
        if _are_strangers(told[0], other):
            problem = f"{_called(other)} is another story than {_called(told[0])}"
            where = source_name(told[0])
            advice = "anthology binds stories; if they are one, give its name with the option title"
            raise InputError(source_name(other), None, f"{problem} in {where}", advice)


def _identity(story: Story) -> tuple[str, frozenset[tuple[str, ...] | str]] | None:
    """Return the title of a story without its numbers, and its authors; None where one lacks."""
    metadata = story.metadata
    if metadata.origin("title").by not in NAMED_BY or not metadata.authors:
        return None
    title = _NUMBERS.sub("", plain_form(metadata.title or "")).strip(" .,:-()/#")
    people = frozenset(person_key(name) for name in metadata.authors)
    return (title, people) if title else None


def _are_strangers(one: Story, other: Story) -> bool:
    mine, theirs = _identity(one), _identity(other)
    if mine is None or theirs is None or mine[1] & theirs[1]:
        return False
    if mine[0] in theirs[0] or theirs[0] in mine[0]:
        return False
    series = {plain_form(story.metadata.series or "") for story in (one, other)}
    return series == {""} or len(series) == 2


def _called(story: Story) -> str:
    names = list_names(story.metadata.authors, "en")
    return f"“{story.metadata.title}” by {names}"
