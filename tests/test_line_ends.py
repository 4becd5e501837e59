"""How lines begin and end is told as these patterns tell it, which take longer."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

import pytest

from epubify.text import line_ends

SIGNS = "a,.:-—'\"’”»“«)]*_/」『。）\n !"
OPENINGS = "aA1 \n\t\u3000\x85\"'“»『—(*¡-."
STOP = re.compile(r"(?:[.!?…:]|--|[—–―-])[)\]*_/]*$|[。！？）]$")
CLOSED = re.compile(r"(?:['\"’”»」』]|[.!?…,][“‘«])[)\]*_/]*$")
TERMINAL = re.compile(r"(?:[.!?…:]|--|[—–―-])['\"’”»“‘«)\]*_/]*$|['\"’”»」』。！？）]$")
SENTENCE_END = re.compile(r"[.!?…]['\"’”)]*$")
OPENING = re.compile(r"[\s\"'“‘«„»「『—–―(\[*_/¡¿<`-]*")


def rows(signs: str) -> list[str]:
    """Return all texts of up to three of some signs."""
    return ["".join(row) for length in range(4) for row in product(signs, repeat=length)]


def ending(text: str) -> str:
    if not line_ends.ends_in_sign(text):
        return "open"
    return "quote" if CLOSED.search(text) else "stop" if STOP.search(text) else "open"


def opening(text: str) -> str:
    before = OPENING.match(text)[0]
    first = text[len(before) : len(before) + 1]
    if line_ends.QUOTE_SIGNS & set(before):
        return "quote"
    return "lower" if first.islower() else "upper" if first.isalpha() else "other"


@pytest.mark.parametrize(
    ("told", "meant", "signs"),
    [
        (line_ends.how_it_ends, ending, SIGNS),
        (
            line_ends.ends_sentence_or_speech,
            lambda text: line_ends.ends_in_sign(text) and TERMINAL.search(text) is not None,
            SIGNS,
        ),
        (line_ends.closes_sentence, lambda text: SENTENCE_END.search(text) is not None, SIGNS),
        (line_ends.how_it_opens, opening, OPENINGS),
    ],
    ids=["ending", "terminal", "sentence", "opening"],
)
def test_what_stands_at_the_edges_of_a_line_is_told(
    told: Callable[[str], object], meant: Callable[[str], object], signs: str
) -> None:
    assert [text for text in rows(signs) if told(text) != meant(text)] == []
