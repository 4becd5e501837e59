"""The styles a cover can be drawn in, and which one a book gets.

A style takes words, colours, chance and a frame, and gives a drawing; it decides neither what
the words are nor which files come of it. One module a style, one line each in ``STYLES``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from random import Random
from typing import TYPE_CHECKING

from epubify.errors import UsageError
from epubify.model import Book
from epubify.text.nearest import unknown

if TYPE_CHECKING:
    from epubify.cover.canvas import Drawing, Frame
    from epubify.cover.palette import Palette
    from epubify.cover.wording import Wording

Style = Callable[["Wording", "Palette", Random, "Frame"], "Drawing"]


def _of(name: str) -> Style:
    """Return the style that a module draws, which is imported when it draws."""

    def draw(words: Wording, palette: Palette, rng: Random, frame: Frame) -> Drawing:
        style: Style = import_module(f"epubify.cover.styles.{name}").draw
        return style(words, palette, rng, frame)

    return draw


STYLES: dict[str, Style] = {
    "cloth": _of("cloth"),
    "horizon": _of("horizon"),
    "initial": _of("initial"),
    "label": _of("label"),
    "spines": _of("spines"),
    "tiles": _of("tiles"),
    "waves": _of("waves"),
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
