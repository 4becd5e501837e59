"""A text that is laid out in another way, and says the same, is understood alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from building import untypeset
from case_files import read_cases
from notation import metadata_lines, section_lines

SEEDS = Path(__file__).parent.parent / "seeds"
IN_UTF_8 = ("the_bell_below", "the_mule_called_bishop", "what_the_orchard_kept")
FEWEST_LINES = 4
"""Lines of a text that says by itself that it stands in."""
FEWEST_BELOW = 16
"""Lines of a text that does so below the envelope of a post."""
NO_POSTS = frozenset({"a Japanese archive's notes"})
"""Texts of a form whose first lines are title and author, whatever they say."""


def inset(columns: int) -> Callable[[str], str]:
    """Return how the whole text stands in by so many columns."""
    return lambda line: " " * columns + line if line.strip() else line


def behind(sign: str) -> Callable[[str], str]:
    """Return how each line of the text stands behind a sign of quoting."""
    return lambda line: (sign + line).rstrip(" ")


LAYOUTS: dict[str, Callable[[str], str]] = {
    "inset by 1": inset(1),
    "inset by 4": inset(4),
    "behind > ": behind("> "),
    "behind > > ": behind("> > "),
    "behind | ": behind("| "),
    "with spaces at the ends": lambda line: line + "  ",
    "with the ends of another system": lambda line: line + "\r",
}
"""What each line of a text becomes."""


def texts() -> dict[str, str]:
    """Return all texts that cases of structure and seeds have, by what they are called."""
    cases = read_cases("structure")
    of_cases = {case.title: f"{case.text()}\n" for case in cases if case.get("text")}
    of_seeds = {name: (SEEDS / f"{name}.txt").read_text("utf-8") for name in IN_UTF_8}
    return of_cases | of_seeds


TEXTS = texts()


def outline(text: str) -> list[str]:
    """Return what is understood of a text."""
    story, _ = untypeset(text, "x.txt")
    sections = [line for section in story.sections for line in section_lines(section)]
    return metadata_lines(story.metadata) + sections


ENVELOPE = """\
From: someone@mail.example (A. Reader)
Newsgroups: alt.fiction
Subject: a story
Date: 3 May 1996 10:11:12 GMT

"""


def other_below(envelope: str, layout: str, fewest: int) -> list[str]:
    """Return which texts are understood in another way where they are laid out so.

    Each text is laid out in one of the ways only, the next one in the next: the layouts have
    nothing to do with what the cases are about.
    """
    turn, relaid = list(LAYOUTS).index(layout), LAYOUTS[layout]
    other = []
    for name, text in list(TEXTS.items())[turn :: len(LAYOUTS)]:
        lines = text.split("\n")
        again = envelope + "\n".join(map(relaid, lines))
        if sum(map(bool, map(str.strip, lines))) < fewest or name in NO_POSTS:
            continue
        if outline(again) != outline(envelope + text):
            other.append(name)
    return other


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_text_laid_out_anew_is_understood_alike(layout):
    assert not other_below("", layout, FEWEST_LINES)


@pytest.mark.parametrize("layout", ["inset by 1", "inset by 4", "behind > ", "behind | "])
def test_a_text_below_an_envelope_is_understood_alike(layout):
    assert not other_below(ENVELOPE, layout, FEWEST_BELOW)
