"""Contact sheets: the cover of one book in every style, side by side, to choose from."""

from __future__ import annotations

from math import ceil

from msgspec.structs import replace
from PIL import Image

from epubify.cover import draw
from epubify.cover.canvas import Frame
from epubify.cover.lettering import Box, Lettering, Typesetting
from epubify.cover.stack import Block, letter
from epubify.cover.styles import STYLES
from epubify.cover.typefaces import ROMAN
from epubify.model import Book
from epubify.model.records import Record
from epubify.options import Options
from epubify.report import Report

_HIGH = 640
"""Pixels of the height of a cover on the sheet."""
_GAP, _CAPTION = 36, 62
"""Pixels between covers, and below each for its name."""
_ACROSS = 4
"""Covers in a row."""
_GROUND, _INK = (58, 58, 60), (244, 244, 240)
"""Colours of the sheet and of the names on it."""


class Sheet(Record):
    """A contact sheet, and where on it the names of the styles stand."""

    image: Image.Image
    labels: tuple[Box, ...]


def contact_sheet(book: Book, options: Options, report: Report) -> Sheet:
    """Return the cover of a book in all styles, in the order of their names.

    The palette, the size given, and the findings are those of the book's own cover.
    """
    names = sorted(STYLES)
    first = _small(book, options, names[0], report)
    # What cannot be drawn is the same in every style: once is enough to be told.
    others = [_small(book, options, name, Report()) for name in names[1:]]
    cell = first.width + _GAP, _HIGH + _CAPTION + _GAP
    rows = ceil(len(names) / _ACROSS)
    size = cell[0] * min(_ACROSS, len(names)) + _GAP, cell[1] * rows + _GAP
    image = Image.new("RGB", size, _GROUND)
    labels: list[Box] = []
    for at, (name, cover) in enumerate(zip(names, [first, *others], strict=True)):
        left, top = _GAP + at % _ACROSS * cell[0], _GAP + at // _ACROSS * cell[1]
        image.paste(cover, (left, top))
        labels += _caption(image, name, left + cover.width / 2, top + _HIGH + 22)
    return Sheet(image, tuple(labels))


def _small(book: Book, options: Options, style: str, report: Report) -> Image.Image:
    """Return a cover as wide as it is at the height of the sheet."""
    image = draw(book, replace(options, cover_style=style), report).image
    size = max(1, round(image.width * _HIGH / image.height)), _HIGH
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _caption(image: Image.Image, name: str, middle: float, top: float) -> tuple[Box, ...]:
    """Write the name of a style; a frame of the usual size has a pixel to the unit."""
    line = [Block(Typesetting((name,), 34, Lettering(ROMAN[0])))]
    return letter(image, Frame(), line, middle, top, _INK)
