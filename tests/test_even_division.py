"""Titles that nothing sets off, in a text whose other titles are set off by space."""

from __future__ import annotations

import pytest
from building import untypeset
from notation import heading_lines

PARAGRAPHS = 8
"""Paragraphs of a tale; each has ten words."""


def tale(number: int, paragraphs: int = PARAGRAPHS) -> str:
    """Return paragraphs that no other tale has."""
    lines = (
        f"The boat number {number} sailed past quay {n} before the evening."
        for n in range(paragraphs)
    )
    return "\n\n".join(lines)


def headings_of(text: str) -> list[str]:
    story, _ = untypeset(text, "x.txt")
    return [*heading_lines(story.sections)]


def collection(*lines_in_long: str) -> str:
    """Return tales under titles with wide space, and one of several times their length."""
    apart = [f"\n\n\n{name}\n\n{tale(n)}" for n, name in enumerate(NAMES)]
    pasted = [tale(10 + n) for n, _ in enumerate((None, *lines_in_long))]
    inner = pasted[0] + "".join(
        f"\n\n{line}\n\n{body}" for line, body in zip(lines_in_long, pasted[1:], strict=True)
    )
    return "\n\n\n".join(
        ["Tales of the Quay\nby Ann Bee", *apart, f"\n\n\nThe Long Ferry\n\n{inner}", "\n"]
    )


NAMES = ("The Salt Road", "The Green Lamp", "The Lost Oar", "The Cold Bell")


@pytest.mark.parametrize(
    "lines", [("The Red Buoy",), ("The Red Buoy", "The Last Ebb"), ("A Man from the Ford",)]
)
def test_lines_that_divide_a_long_section_evenly_are_titles(lines):
    found = " ".join(headings_of(collection(*lines)))
    assert all(line in found for line in lines)


def test_a_sign_that_cuts_off_a_short_piece_is_text():
    text = collection("The Red Buoy").replace(
        "The boat number 10 sailed past quay 0",
        "He read the sign.\n\nMarsh Apartments\n\nThe boat number 10 sailed past quay 0",
    )
    found = " ".join(headings_of(text))
    assert "The Red Buoy" in found
    assert "Marsh Apartments" not in found


def test_a_label_is_no_title():
    assert "Strike" not in " ".join(headings_of(collection("Next: The Strike")))


def test_a_line_in_a_section_of_the_usual_length_is_text():
    text = collection().replace(
        "The boat number 2 sailed past quay 4", "Marsh Apartments\n\nThe boat 2 sailed past 4"
    )
    assert "Marsh Apartments" not in " ".join(headings_of(text))


def test_numbers_that_divide_the_text_know_nothing_of_such_a_line():
    text = "\n\n\n".join(f"Chapter {n}\n\n{tale(n)}" for n in range(1, 6))
    text += f"\n\nThe Red Buoy\n\n{tale(9)}\n"
    assert "The Red Buoy" not in " ".join(headings_of(text))
