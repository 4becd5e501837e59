"""Colours: the curated palettes, and the contrast between two colours."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from epubify.errors import UsageError
from epubify.model.data_tables import read_table
from epubify.model.records import Record
from epubify.text.nearest import unknown

Colour = tuple[int, int, int]
"""Red, green and blue of sRGB, each from 0 to 255."""


class Palette(Record):
    """Six colours that go together."""

    name: str
    deep: Colour
    mid: Colour
    accent: Colour
    """Lettering and ornament on ``deep``, at least 7:1 against it."""
    spot: Colour
    """A colour of another hue, for surfaces that are to catch the eye; never for lettering."""
    light: Colour
    ink: Colour
    """Lettering on ``light``, at least 7:1 against it."""


@cache
def palettes() -> tuple[Palette, ...]:
    """Return the palettes that ship with epubify, in the order of their file."""
    return tuple(_palette(entry) for entry in read_table("palettes")["palette"])


def find_palette(name: str) -> Palette:
    """Return the palette of this name; raises UsageError for an unknown one.

    >>> find_palette("slaet")
    Traceback (most recent call last):
    epubify.errors.UsageError: unknown palette “slaet”; did you mean “slate”? known: midnight,
    claret, forest, aubergine, peacock, tobacco, slate, silver, rose, olive
    """
    known = {one.name: one for one in palettes()}
    if name not in known:
        raise UsageError("", None, *unknown("palette", name, known))
    return known[name]


def _palette(entry: dict[str, str]) -> Palette:
    colours = {key: from_hex(value) for key, value in entry.items() if key != "name"}
    return Palette(entry["name"], **colours)


def from_hex(code: str) -> Colour:
    """Return the colour that ``#rrggbb`` stands for.

    >>> from_hex("#ff8000")
    (255, 128, 0)
    """
    red, green, blue = bytes.fromhex(code.removeprefix("#"))
    return red, green, blue


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """Return ``one`` with that share of ``other`` mixed in.

    >>> blend((0, 0, 0), (200, 100, 0), 0.5)
    (100, 50, 0)
    """
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def luminance(colour: Colour) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").

    >>> luminance((255, 255, 255))
    1.0
    """
    red, green, blue = (_linear(value / 255) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").

    >>> contrast((0, 0, 0), (255, 255, 255))
    21.0
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def most_legible(colours: Iterable[Colour], ground: Colour) -> Colour:
    """Return the colour that stands out most from the ground.

    >>> most_legible([(0, 0, 0), (250, 250, 250)], (20, 20, 60))
    (250, 250, 250)
    """
    return max(colours, key=lambda colour: contrast(colour, ground))
