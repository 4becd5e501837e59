"""Spines: a stack of books on a shelf, one for each story of an anthology."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from epubify.cover.canvas import HEIGHT, WIDTH, Drawing, paper, pick
from epubify.cover.fonts import DISPLAY, ROMAN, drawable
from epubify.cover.palette import Colour, Palette, blend, contrast, most_legible
from epubify.cover.stack import (
    Stack,
    byline,
    cut_in,
    draw_stack,
    height,
    italic,
    small_capitals,
    stacked,
    title_block,
)
from epubify.cover.text import Box, Lettering, draw_line, width_of
from epubify.cover.wording import Wording, shorten

LEFT, TOP, RIGHT = 170, 210, WIDTH - 170
"""The field of the words above the stack."""
SMALLEST, _LARGEST = 66, 270
"""Sizes of the title in pixels to the em."""
_THINNEST, _THICKEST = 104, 168
"""Height of a lying book."""
_FEWEST, _MOST = 5, 11
"""Books in a stack; what an anthology lacks in stories stands without lettering,
and without a title all do."""
_GAP = 150
"""Least space between the words and the stack."""
_SPINE_SIZES = (42, 62)


def draw(words: Wording, palette: Palette, rng: Random) -> Drawing:
    """Return the cover; the books get thinner, then fewer, as the title needs more room."""
    page = paper(palette, rng)
    foot = byline(words, width=RIGHT - LEFT) if words.title else []
    shelf = HEIGHT - max(240, round(height(foot) + 210))
    head = _head(words, shelf - TOP - _GAP - 4 * _THINNEST) if words.title else []
    room = shelf - TOP - height(head) - (_GAP if head else 0)
    books = _books(words, room, rng, _cloths(palette))
    ImageDraw.Draw(page).rectangle((0, shelf, WIDTH, HEIGHT), palette.deep)
    spine_boxes = _lay(page, books, shelf, palette)
    tallness = sum(book.thickness for book in books)
    top = TOP + max(0.0, room - tallness) * 0.42
    boxes = _letter(page, head, top, palette.ink)
    middle = (HEIGHT - shelf - height(foot)) / 2
    boxes += _letter(page, foot, shelf + middle, palette.accent)
    return Drawing(page, boxes + spine_boxes, cut_in(head + foot))


def _head(words: Wording, room: float) -> Stack:
    """Return series line, title and subtitle."""
    width = RIGHT - LEFT
    series = small_capitals(words.series, words, (40, 50), width=width)
    subtitle = italic(words.subtitle, (50, 78), width=width, above=80)
    above = 90.0 if series else 0.0
    left = room - height(stacked(series)) - (subtitle.height if subtitle else 0) - above
    shown = drawable(words.title or "", DISPLAY)
    title = title_block(
        shown.text,
        Lettering(shown.face, 0.0, 1.12),
        width=width,
        sizes=(SMALLEST, _LARGEST),
        room=lambda size: left - max(0.0, size - 90) * 2.4,
        above=above,
    )
    return stacked(series, title, subtitle)


def _letter(page: Image.Image, stack: Stack, top: float, colour: Colour) -> tuple[Box, ...]:
    mask = Image.new("L", page.size)
    boxes = draw_stack(mask, stack, top)
    page.paste(colour, None, mask)
    return boxes


# --------------------------------------------------------------------------- the books


@dataclass(frozen=True, slots=True)
class _Spine:
    """A book that lies with its back to the reader."""

    title: str
    left: int
    right: int
    thickness: int
    cloth: Colour
    bands: str


def _cloths(palette: Palette) -> tuple[Colour, ...]:
    """Return the colours of the books: light and dark ones in turn, all good to letter on."""
    pale = blend(palette.accent, palette.light, 0.45)
    deeper = blend(palette.mid, palette.deep, 0.35)
    cloths = (palette.deep, palette.accent, palette.mid, pale, palette.ink, deeper)
    return tuple(_legible(cloth, palette) for cloth in cloths)


def _legible(cloth: Colour, palette: Palette) -> Colour:
    """Return the colour, darkened until paper colour or ink has 4.5:1 upon it (WCAG AA)."""
    while max(contrast(palette.light, cloth), contrast(palette.ink, cloth)) < 4.6:
        cloth = blend(cloth, palette.deep, 0.08)
    return cloth


def _books(words: Wording, room: float, rng: Random, cloths: tuple[Colour, ...]) -> list[_Spine]:
    """Return the books from the top of the stack down, as many as the room holds."""
    titles = list(words.stories) if words.title else [""] * _MOST
    titles = [""] * (_FEWEST - len(titles)) + titles
    titles = titles[: max(3, int(room // _THINNEST))]
    usual = max(_THINNEST, min(_THICKEST, int(room / len(titles))))
    first = int(rng.random() * len(cloths))
    books = []
    for place, title in enumerate(titles):
        wide = 1020 + int(rng.random() * 170)
        left = (WIDTH - wide) // 2 + int((rng.random() - 0.5) * 130)
        thin = int(rng.random() * 0.16 * usual) if usual > _THINNEST + 20 else 0
        cloth = cloths[(first + place) % len(cloths)]
        bands = pick(rng, ("double", "broad", "lines", "triple"))
        books.append(_Spine(title, left, left + wide, usual - thin, cloth, bands))
    return books


def _lay(page: Image.Image, books: list[_Spine], shelf: int, palette: Palette) -> tuple[Box, ...]:
    boxes: tuple[Box, ...] = ()
    bottom = shelf
    for book in reversed(books):
        top = bottom - book.thickness
        picture, mask, box = _book(book, palette)
        page.paste(picture, (book.left, top), mask)
        boxes += tuple(_moved(found, book.left, top) for found in box)
        bottom = top
    return boxes


def _moved(box: Box, x: int, y: int) -> Box:
    return Box(box.text, box.size, box.left + x, box.top + y, box.right + x, box.bottom + y)


_Painted = tuple[Image.Image, Image.Image, tuple[Box, ...]]
"""A picture, the mask of its outline, and the boxes of its lettering."""


def _book(book: _Spine, palette: Palette) -> _Painted:
    """Return one spine, with its lettering."""
    size = (book.right - book.left, book.thickness)
    picture = Image.new("RGB", size, book.cloth)
    ink = most_legible((palette.light, palette.ink), book.cloth)
    trim = palette.accent if contrast(palette.accent, book.cloth) > 2 else palette.ink
    _bands(ImageDraw.Draw(picture), book, trim)
    picture.paste((0, 0, 0), None, _roundness(size))
    mask = Image.new("L", (size[0] * 3, size[1] * 3))
    box = (0, 0, mask.width - 1, mask.height - 4)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius=42, fill=255)
    boxes = _title(picture, book, ink)
    return picture, mask.reduce(3), boxes


def _roundness(size: tuple[int, int]) -> Image.Image:
    """Return the shade of a rounded back: none in the middle, some below, little above."""
    column = Image.new("L", (1, 32))
    column.putdata(
        [
            round(70 * max(0.0, at / 31 - 0.72) + 16 * max(0.0, 0.2 - at / 31) * 5)
            for at in range(32)
        ]
    )
    return column.resize(size, Image.Resampling.BILINEAR)


def _bands(draw: ImageDraw.ImageDraw, book: _Spine, colour: Colour) -> None:
    """Draw the stripes across both ends of a spine."""
    stripes = {
        "double": ((60, 12), (84, 12)),
        "broad": ((64, 40),),
        "lines": ((56, 4), (68, 4), (104, 4), (116, 4)),
        "triple": ((56, 5), (70, 22), (101, 5)),
    }[book.bands]
    wide = book.right - book.left
    for start, width in stripes:
        draw.rectangle((start, 0, start + width - 1, book.thickness), colour)
        draw.rectangle((wide - start - width, 0, wide - start - 1, book.thickness), colour)


def _title(picture: Image.Image, book: _Spine, colour: Colour) -> tuple[Box, ...]:
    """Letter a spine; a title too long for it at a legible size is cut."""
    if not book.title:
        return ()
    room = picture.width - 2 * 150
    shown = drawable(book.title, ROMAN)
    lettering = Lettering(shown.face, 0.015)
    text = shown.text
    while width_of(text, lettering) * _SPINE_SIZES[0] > room:
        text = shorten(text, len(text) - 1)
    size = min(_SPINE_SIZES[1], int(room / width_of(text, lettering)))
    mask = Image.new("L", picture.size)
    # Lower-case letters carry the line: its middle lies a little below that of the capitals.
    box = draw_line(
        mask, text, size, lettering, picture.width / 2, picture.height / 2 + size * 0.27
    )
    picture.paste(colour, None, mask)
    return (box,)
