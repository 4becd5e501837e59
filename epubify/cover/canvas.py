"""What all styles share: the measures of a cover, and a page to paint on.

A design is made in units of its own: every shape of cover, tall or square, has as many of them
as the usual one of 1600 by 2560, so that the words of a book find the same room on each. Only
``Frame`` knows how many pixels a unit has, and everything is drawn in final pixels: nothing is
enlarged or squeezed afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import ceil, floor
from random import Random
from typing import TypeVar

from msgspec.structs import force_setattr
from PIL import Image, ImageDraw

from epubify.cover.lettering import Box
from epubify.cover.palette import Colour
from epubify.model.records import Record

WIDTH, HEIGHT = 1600, 2560
"""Pixels of a cover where no other size is given."""

SHAPES = (0.5, 1.5)
"""The narrowest and the widest cover that can be composed, as width over height."""

FINER = 3
"""How many times too large the masks of shapes are drawn before they are reduced."""

Point = tuple[float, float]
T = TypeVar("T")


class Frame(Record):
    """The size of a cover in pixels, and what a unit of the design is in them."""

    width: int = WIDTH
    height: int = HEIGHT
    scale: float = 0.0
    """Pixels to a unit."""
    wide: float = 0.0
    """Width in units."""
    high: float = 0.0
    """Height in units."""

    def __post_init__(self) -> None:
        """Work out what follows from the size, which is asked for thousands of times a cover.

        >>> Frame().scale, Frame(800, 1280).scale
        (1.0, 0.5)
        """
        scale = float((self.width * self.height / (WIDTH * HEIGHT)) ** 0.5)
        force_setattr(self, "scale", scale)
        force_setattr(self, "wide", self.width / scale)
        force_setattr(self, "high", self.height / scale)

    def px(self, units: float) -> int:
        """Return a length in pixels."""
        return round(units * self.scale)


class Stencil(Record):
    """A mask, and the pixel where its upper left corner belongs."""

    mask: Image.Image
    left: int
    top: int


class Drawing(Record):
    """A finished picture, and where on it text stands."""

    image: Image.Image
    boxes: tuple[Box, ...]
    cut: tuple[str, ...] = ()
    """What there was no room for in full, as it stands on the cover."""


def pick(rng: Random, choices: Sequence[T]) -> T:
    """Return one of the choices.

    Of a generator only ``random()`` is promised to stay the same in later versions of Python.
    """
    return choices[int(rng.random() * len(choices))]


def between(rng: Random, low: float, high: float) -> float:
    """Return a number from ``low`` to ``high``."""
    return low + (high - low) * rng.random()


def _keep_memory() -> None:
    """Have the C library keep the memory of one page for the next.

    glibc gets blocks from the system, and gives them back, as long as it has seen none larger
    freed (mallopt(3), M_MMAP_THRESHOLD); asking again for a page takes as long as painting it. So
    a larger block is freed once. It is never written to and takes no memory; where there is
    another C library nothing changes.
    """
    bytes(31 << 20)


_keep_memory()


# ---------------------------------------------------------------------------- painting


def stamp(image: Image.Image, pieces: Iterable[Stencil], paint: Colour | int) -> None:
    """Fill masks with a colour, or in a greyscale picture with a tone."""
    for piece in pieces:
        press(image, piece.mask, (piece.left, piece.top), paint)


def press(
    image: Image.Image, mask: Image.Image, corner: tuple[int, int], paint: Colour | int
) -> None:
    """Fill a mask at a corner of a picture.

    Of a coloured picture Pillow asks for each point and channel anew whether it is to multiply;
    a strip of the colour, laid on through the same mask, gives the same in a third of the time.
    """
    size = mask.width * mask.height
    if image.mode != "RGB" or size <= _FEW:
        image.paste(paint, corner, mask)
        return
    piece = trimmed(Stencil(mask, *corner))
    mask, left, top = piece.mask, piece.left, piece.top
    if mask.getextrema() == (255, 255):
        image.paste(paint, (left, top, left + mask.width, top + mask.height))
        return
    high = max(1, _STRIP // mask.width)
    strip = Image.new("RGB", (mask.width, min(high, mask.height)), paint)
    for start in range(0, mask.height, high):
        part = mask.crop((0, start, mask.width, min(mask.height, start + high)))
        if part.height < strip.height:
            strip = strip.crop((0, 0, *part.size))
        image.paste(strip, (left, top + start), part)


def trimmed(piece: Stencil) -> Stencil:
    """Return a piece without the white round it, where that is most of it.

    >>> mask = Image.new("L", (300, 10))
    >>> mask.paste(255, (100, 5, 110, 6))
    >>> trimmed(Stencil(mask, 7, 0)).left
    107
    """
    wide, high = piece.mask.size
    left, top, right, bottom = box = piece.mask.getbbox() or (0, 0, 1, 1)
    if 2 * (right - left) * (bottom - top) > wide * high:
        return piece
    return Stencil(piece.mask.crop(box), piece.left + left, piece.top + top)


def squares(piece: Stencil) -> Iterator[Stencil]:
    """Yield the squares of a large shape, most of which are empty or filled.

    >>> mask = Image.new("L", (300, 10))
    >>> [(one.left, one.mask.size) for one in squares(Stencil(mask, 7, 0))]
    [(7, (192, 10)), (199, (108, 10))]
    """
    wide, high = piece.mask.size
    for top in range(0, high, _SQUARE):
        for left in range(0, wide, _SQUARE):
            box = (left, top, min(left + _SQUARE, wide), min(top + _SQUARE, high))
            yield Stencil(piece.mask.crop(box), piece.left + left, piece.top + top)


_SQUARE = 192
"""Side of such a square in pixels: of larger ones fewer are all of a kind; smaller ones are so many
that it takes longer to ask them."""


def printed_on(ground: Colour, mask: Image.Image, paint: Colour) -> Image.Image:
    """Return a colour laid through a mask upon one other, as `press` lays it there.

    As there are no more mixtures than greys in the mask, it is coloured like a ramp of tones, in
    a quarter of the time. The mask is used up.

    >>> printed_on((0, 0, 0), Image.new("L", (1, 1), 128), (255, 255, 255)).getpixel((0, 0))
    (128, 128, 128)
    """
    mask.putpalette(_mixtures(ground, paint))
    return mask.convert("RGB")


@lru_cache(maxsize=32)
def _mixtures(ground: Colour, paint: Colour) -> bytes:
    """Return what each grey of a mask makes of two colours, as Pillow mixes them."""
    strip = Image.new("RGB", (256, 1), ground)
    strip.paste(paint, (0, 0), Image.frombytes("L", (256, 1), bytes(range(256))))
    return strip.tobytes()


_FEW = 2000
"""Pixels of a mask that are filled at once: the strip for so few takes longer than they do."""
_STRIP = 1 << 17
"""Pixels of a strip of colour. With more, it no longer stays in the caches of the processor; with
fewer, there are too many."""


def fill(
    image: Image.Image,
    frame: Frame,
    corners: tuple[float, float, float, float],
    paint: Colour | int,
) -> None:
    """Fill a rectangle given by left, top, right and bottom in units."""
    left, top, right, bottom = (frame.px(edge) for edge in corners)
    if left < right and top < bottom:
        image.paste(paint, (left, top, right, bottom))


def polygon(frame: Frame, points: Sequence[Point]) -> Stencil:
    """Return the mask of a shape given in units; what lies beyond the page is cut off."""
    scale = frame.scale
    left = max(0, floor(min(x for x, _ in points) * scale))
    top = max(0, floor(min(y for _, y in points) * scale))
    right = min(frame.width, ceil(max(x for x, _ in points) * scale))
    bottom = min(frame.height, ceil(max(y for _, y in points) * scale))
    finer = 2
    mask = Image.new("L", (max(1, right - left) * finer, max(1, bottom - top) * finer))
    path = [((x * scale - left) * finer, (y * scale - top) * finer) for x, y in points]
    ImageDraw.Draw(mask).polygon(path, 255)
    return Stencil(mask.reduce(finer), left, top)


def disc(frame: Frame, centre: Point, radius: float) -> Stencil:
    """Return the mask of a filled circle given in units."""
    side = max(2, 2 * frame.px(radius))
    left, top = frame.px(centre[0]) - side // 2, frame.px(centre[1]) - side // 2
    return Stencil(_disc(side), left, top)


@lru_cache(maxsize=16)
def _disc(side: int) -> Image.Image:
    mask = Image.new("L", (side * FINER, side * FINER))
    ImageDraw.Draw(mask).ellipse((0, 0, side * FINER - 1, side * FINER - 1), 255)
    return mask.reduce(FINER)
