"""Spines: a stack of books on a shelf, one for each story of an anthology."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageDraw

from epubify.cover.canvas import FINER, Drawing, Frame, fill, pick
from epubify.cover.ground import BLACK, paper
from epubify.cover.lettering import CAPITAL, Box, Lettering, Typesetting, width_of
from epubify.cover.palette import Colour, Palette, blend, contrast, luminance, most_legible
from epubify.cover.stack import Block, Stack, byline, cut_in, display_head, height, letter
from epubify.cover.typefaces import ROMAN, drawable
from epubify.cover.wording import Wording, shorten
from epubify.model.records import Record

_SIDE, _TOP = 170, 210
"""From the edges of the page to the words above the stack."""
_WIDEST = 1500
"""Width of lettering beyond which a line would run as on a poster."""
SMALLEST, _LARGEST = 66, 270
"""Sizes of the title in units to the em."""
_THINNEST, _THICKEST = 104, 168
"""Height of a lying book."""
_FEWEST, _MOST = 5, 11
"""Books in a stack; what an anthology lacks in stories stands without lettering,
and without a title, or with a single story, all do."""
_GAP = 150
"""Least space between the words and the stack."""
_SPINE_SIZES = (42, 62)
"""Smallest and largest size of the words on a spine; smaller ones cannot be read at 160 pixels."""


def draw(words: Wording, palette: Palette, rng: Random, frame: Frame) -> Drawing:
    """Return the cover; the books get thinner, then fewer, as the title needs more room."""
    page = paper(palette, frame)
    width, middle = min(_WIDEST, frame.wide - 2 * _SIDE), frame.wide / 2
    foot = byline(words, width=width) if words.title else []
    shelf = frame.high - max(240.0, height(foot) + 210)
    head = _head(words, width, shelf - _TOP - _GAP - 4 * _THINNEST) if words.title else []
    room = shelf - _TOP - height(head) - (_GAP if head else 0)
    books = _books(words, (frame.wide, room), rng, _cloths(palette))
    fill(page, frame, (0, shelf, frame.wide, frame.high), palette.deep)
    spine_boxes = _lay(page, frame, books, shelf, palette)
    tallness = sum(book.thickness for book in books)
    boxes = letter(page, frame, head, middle, _TOP + max(0.0, room - tallness) * 0.42, palette.ink)
    low = shelf + (frame.high - shelf - height(foot)) / 2
    boxes += letter(page, frame, foot, middle, low, palette.accent, ground=palette.deep)
    return Drawing(page, boxes + spine_boxes, cut_in(head + foot))


def _head(words: Wording, width: float, room: float) -> Stack:
    return display_head(
        words,
        width,
        room,
        sizes=(SMALLEST, _LARGEST),
        leading=1.12,
        subtitle=((50, 78), 80),
        kept=lambda size, _: max(0.0, size - 90) * 2.4,
        above=90,
    )


# --------------------------------------------------------------------------- the books


class _Spine(Record):
    """A book that lies with its back to the reader."""

    title: str
    left: float
    right: float
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
    """Return the colour, made darker or lighter until paper or ink has 7:1 upon it."""
    aim = palette.deep if luminance(cloth) < 0.3 else palette.light
    while max(contrast(palette.light, cloth), contrast(palette.ink, cloth)) < 7.4:
        cloth = blend(cloth, aim, 0.08)
    return cloth


def _books(
    words: Wording, room: tuple[float, float], rng: Random, cloths: tuple[Colour, ...]
) -> list[_Spine]:
    """Return the books from the top of the stack down, as many as the room holds."""
    wide, high = room
    titles = list(words.stories) if words.title else [""] * _MOST
    titles = [""] * (_FEWEST - len(titles)) + titles
    titles = titles[: max(3, int(high // _THINNEST))]
    usual = max(_THINNEST, min(_THICKEST, int(high / len(titles))))
    first = int(rng.random() * len(cloths))
    books = []
    for place, title in enumerate(titles):
        long = 1020 + int(rng.random() * 170)
        left = (wide - long) / 2 + (rng.random() - 0.5) * 130
        thin = int(rng.random() * 0.16 * usual) if usual > _THINNEST + 20 else 0
        cloth = cloths[(first + place) % len(cloths)]
        bands = pick(rng, ("double", "broad", "lines", "triple"))
        books.append(_Spine(title, left, left + long, usual - thin, cloth, bands))
    return books


def _lay(
    page: Image.Image, frame: Frame, books: list[_Spine], shelf: float, palette: Palette
) -> tuple[Box, ...]:
    boxes: tuple[Box, ...] = ()
    bottom = shelf
    for book in reversed(books):
        top = bottom - book.thickness
        _paint(page, frame, book, (top, bottom), palette)
        boxes += _title(page, frame, book, (top + bottom) / 2, palette)
        bottom = top
    return boxes


def _paint(
    page: Image.Image, frame: Frame, book: _Spine, ends: tuple[float, float], palette: Palette
) -> None:
    """Lay one book, without its lettering, between two heights of the page."""
    left, right = frame.px(book.left), frame.px(book.right)
    top, bottom = frame.px(ends[0]), frame.px(ends[1])
    picture = _rounded(book.cloth, (right - left, bottom - top))
    trim = palette.accent if contrast(palette.accent, book.cloth) > 2 else palette.ink
    _bands(picture, frame, book, trim)
    _lay_down(page, picture, (left, top), frame.px(14))


def _lay_down(
    page: Image.Image, picture: Image.Image, corner: tuple[int, int], radius: int
) -> None:
    """Lay a book on the page: its corners are rounded, and its last row is left out.

    Only its two ends need a mask.
    """
    wide, high = picture.size
    end = min(radius + 1, wide // 2)
    mask = _outline((2 * end, high), radius)
    left, top = corner
    page.paste(picture.crop((end, 0, wide - end, high - 1)), (left + end, top))
    for start, edge in ((0, 0), (end, wide - end)):
        part = picture.crop((edge, 0, edge + end, high))
        page.paste(part, (left + edge, top), mask.crop((start, 0, start + end, high)))


def _outline(size: tuple[int, int], radius: int) -> Image.Image:
    mask = Image.new("L", (size[0] * FINER, size[1] * FINER))
    box = (0, 0, mask.width - 1, mask.height - 4)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius=radius * FINER, fill=255)
    return mask.reduce(FINER)


def _rounded(colour: Colour, size: tuple[int, int]) -> Image.Image:
    """Return a rounded back: its colour in the middle, darker below, a little darker above."""
    column = Image.new("RGB", (1, 32))
    column.putdata([blend(colour, BLACK, shade) for shade in _SHADES])
    tall = column.resize((1, size[1]), Image.Resampling.BILINEAR)
    return tall.resize(size, Image.Resampling.NEAREST)


_SHADES = [0.275 * max(0.0, at / 31 - 0.72) + 0.31 * max(0.0, 0.2 - at / 31) for at in range(32)]
"""How much darker a back is from its upper to its lower edge."""


def _bands(picture: Image.Image, frame: Frame, book: _Spine, colour: Colour) -> None:
    """Draw the stripes across both ends of a spine."""
    stripes = {
        "double": ((60, 12), (84, 12)),
        "broad": ((64, 40),),
        "lines": ((56, 4), (68, 4), (104, 4), (116, 4)),
        "triple": ((56, 5), (70, 22), (101, 5)),
    }[book.bands]
    for start, width in stripes:
        near, far = frame.px(start), max(frame.px(start) + 1, frame.px(start + width))
        band = _rounded(colour, (far - near, picture.height))
        picture.paste(band, (near, 0))
        picture.paste(band, (picture.width - far, 0))


def _title(
    page: Image.Image, frame: Frame, book: _Spine, middle: float, palette: Palette
) -> tuple[Box, ...]:
    """Letter a spine; a title too long for it at a legible size is cut."""
    if not book.title:
        return ()
    room = book.right - book.left - 2 * 150
    shown = drawable(book.title, ROMAN)
    lettering = Lettering(shown.face, 0.015)
    text = shown.text
    while width_of(text, lettering) * _SPINE_SIZES[0] > room:
        text = shorten(text, len(text) - 1)
    size = min(_SPINE_SIZES[1], int(room / width_of(text, lettering)))
    # Lower-case letters carry the line: its middle lies a little below that of the capitals.
    top = middle + size * (0.27 - CAPITAL)
    line = [Block(Typesetting((text,), size, lettering))]
    ink = most_legible((palette.light, palette.ink), book.cloth)
    return letter(page, frame, line, (book.left + book.right) / 2, top, ink)
