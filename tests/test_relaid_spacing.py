"""A text that is laid out in another way is understood alike, if that way says the same."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from building import untypeset
from case_files import Case, case_params
from notation import metadata_lines, section_lines

Relay = Callable[[list[str]], list[str]]
"""Returns lines laid out in another way that says the same."""

TOO_FEW_GAPS = frozenset({"beginnings: a date above the title"})
"""Texts with one gap or two: nothing says that these are wide."""


def outline(text: str, name: str) -> tuple[list[str], list[str]]:
    """Return what a text is understood as: its metadata and its sections."""
    story, _ = untypeset(text, name)
    sections = [line for section in story.sections for line in section_lines(section)]
    return metadata_lines(story.metadata), sections


def hold_alike(case: Case, relaid: Relay) -> None:
    """Fail unless a text is understood as it is when it is laid out in another way."""
    text, name = f"{case.text()}\n", case.keys.get("file", "x.txt")
    other = "\n".join(relaid(text.split("\n")))
    assert outline(other, name) == outline(text, name)


def repeated(lines: list[str], times: int) -> list[str]:
    """Return the lines, each blank one so many times; form feeds end a page but once."""
    more = [""] * (times - 1)
    return [x for line in lines for x in ([line] if line.strip(" \t") else [line, *more])]


def cases(fit: Callable[[Case], bool]) -> list[object]:
    """Return the cases with an outline that a question can be asked of."""
    return [case for case in case_params("structure", section="outline") if fit(case.values[0])]


def shows_doubling(case: Case) -> bool:
    """Tell whether enough lines run on, and enough are parted, to show that lines are spaced."""
    lines = case.text().split("\n")
    runs_on = sum(30 < len(line) < 110 and after[:1].islower() for line, after in pairwise(lines))
    return 10 * runs_on > len(lines) and lines.count("") >= 3


@pytest.mark.parametrize("times", [2, 3])
@pytest.mark.parametrize("case", cases(lambda case: case.id not in TOO_FEW_GAPS))
def test_several_blank_lines_for_one(case: Case, times: int) -> None:
    hold_alike(case, lambda lines: repeated(lines, times))


@pytest.mark.parametrize("case", case_params("structure", section="outline"))
def test_blank_lines_of_spaces(case: Case) -> None:
    hold_alike(case, lambda lines: [line or "   " for line in lines])


@pytest.mark.parametrize("case", cases(shows_doubling))
def test_typed_double_spaced(case: Case) -> None:
    hold_alike(case, lambda lines: [x for line in lines for x in (line, "")])
