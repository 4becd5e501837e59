"""The styles a cover can be drawn in, and which one a book gets.

A style takes words, colours, chance and a frame, and gives a drawing; it decides neither what
the words are nor which files come of it. One module a style, one line each in ``STYLES``.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from epubify.cover.canvas import Drawing, Frame
from epubify.cover.palette import Palette
from epubify.cover.styles import (
    cloth,
    horizon,
    initial,
    label,
    spines,
    tiles,
    waves,
)
from epubify.cover.wording import Wording
from epubify.errors import UsageError
from epubify.model import Book
from epubify.text.nearest import unknown

Style = Callable[[Wording, Palette, Random, Frame], Drawing]

STYLES: dict[str, Style] = {
    "cloth": cloth.draw,
    "horizon": horizon.draw,
    "initial": initial.draw,
    "label": label.draw,
    "spines": spines.draw,
    "tiles": tiles.draw,
    "waves": waves.draw,
}
"""Every style by the name that the option cover-style takes."""

FOR_ANTHOLOGIES = "spines"
"""A stack of books stands for many stories."""
FOR_STORIES = tuple(name for name in STYLES if name != FOR_ANTHOLOGIES)
"""Styles that a single story may get where none is named."""


def choose(book: Book, lot: float) -> str:
    """Return the style of a book with no style named; ``lot`` from 0 to 1 decides among several.

    >>> from epubify.model import Metadata
    >>> choose(Book(Metadata(), (), anthology=True), 0.5)
    'spines'
    """
    return FOR_ANTHOLOGIES if book.anthology else FOR_STORIES[int(lot * len(FOR_STORIES))]


def find_style(name: str) -> Style:
    """Return the style of this name; raises UsageError for an unknown one."""
    if name in STYLES:
        return STYLES[name]
    raise UsageError("", None, *unknown("cover style", name, sorted(STYLES)))
