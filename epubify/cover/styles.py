"""The styles a cover can be drawn in, and which one a book gets."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from epubify.cover import (
    style_cloth,
    style_horizon,
    style_initial,
    style_label,
    style_spines,
    style_tiles,
    style_waves,
)
from epubify.cover.canvas import Drawing, Frame
from epubify.cover.palette import Palette
from epubify.cover.wording import Wording
from epubify.errors import UsageError
from epubify.model import Book
from epubify.values import did_you_mean

Style = Callable[[Wording, Palette, Random, Frame], Drawing]

STYLES: dict[str, Style] = {
    "cloth": style_cloth.draw,
    "horizon": style_horizon.draw,
    "initial": style_initial.draw,
    "label": style_label.draw,
    "spines": style_spines.draw,
    "tiles": style_tiles.draw,
    "waves": style_waves.draw,
}
"""Every style by the name that ``--cover-style`` knows it by."""

FOR_STORIES = ("cloth", "horizon", "initial", "label", "tiles", "waves")
"""Styles that a single story may get; a stack of books stands for an anthology."""


def choose(book: Book, lot: float) -> str:
    """Return the style of a book that asks for none; ``lot`` from 0 to 1 decides among several.

    >>> from epubify.model import Metadata
    >>> choose(Book(Metadata(), (), anthology=True), 0.5)
    'spines'
    """
    return "spines" if book.anthology else FOR_STORIES[int(lot * len(FOR_STORIES))]


def find_style(name: str) -> Style:
    """Return the style of this name; raises UsageError where there is none."""
    if name in STYLES:
        return STYLES[name]
    question, listed = did_you_mean(name, STYLES), f"choose one of {', '.join(sorted(STYLES))}"
    advice = f"{question} Or {listed}" if question else listed
    raise UsageError("", None, f"there is no cover style “{name}”", advice)
