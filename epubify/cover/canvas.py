"""What all styles share: the measures of a cover, woven ground, paper, and gilding."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TypeVar

from PIL import Image, ImageChops, ImageFilter, ImageOps

from epubify.cover.palette import Colour, Palette, blend
from epubify.cover.text import Box

WIDTH, HEIGHT = 1600, 2560

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished picture, and where on it text stands."""

    image: Image.Image
    boxes: tuple[Box, ...]
    cut: tuple[str, ...] = ()
    """What there was no room for in full, as it stands on the cover."""


def pick(rng: Random, choices: tuple[T, ...]) -> T:
    """Return one of the choices.

    Of a generator only ``random()`` is promised to stay the same in later versions of Python.
    """
    return choices[int(rng.random() * len(choices))]


def cloth(palette: Palette, rng: Random) -> Image.Image:
    """Return book cloth: uneven threads both ways, a little darker towards the edges.

    Drawn at half size and enlarged, which is fast, looks softer and keeps the file small.
    """
    width, height = WIDTH // 2, HEIGHT // 2
    warp = _threads(width, rng).resize((width, height))
    weft = _threads(height, rng).transpose(Image.Transpose.ROTATE_90).resize((width, height))
    weave = ImageChops.add(warp, weft, scale=2)
    slubs = _slubs(width, height, rng)
    woven = ImageChops.add(weave, slubs, scale=1, offset=-128)
    shade = Image.radial_gradient("L").point(lambda value: max(0, value - 96) * 3 // 10)
    woven = ImageChops.subtract(woven, shade.resize((width, height), Image.Resampling.BILINEAR))
    dark, bright = blend(palette.deep, (0, 0, 0), 0.5), blend(palette.deep, palette.mid, 0.3)
    ground = ImageOps.colorize(woven, dark, bright, palette.deep, 0, 255, 128)
    return ground.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _threads(count: int, rng: Random) -> Image.Image:
    """Return a row of threads, each a little lighter or darker than its neighbours."""
    values = bytes(
        round(128 + (rng.random() + rng.random() - 1) * 46 + (10 if at % 2 else -10))
        for at in range(count)
    )
    return Image.frombytes("L", (count, 1), values)


def _slubs(width: int, height: int, rng: Random) -> Image.Image:
    """Return thick and thin places in the yarn: short streaks along the threads."""
    tile = 128
    across = bytes(round(128 + (rng.random() - 0.5) * 52) for _ in range(tile * tile // 8))
    streaks = Image.frombytes("L", (tile // 8, tile), across).resize(
        (tile * 2, tile), Image.Resampling.BICUBIC
    )
    down = streaks.transpose(Image.Transpose.ROTATE_90)
    whole = Image.new("L", (width, height), 128)
    for left in range(0, width, tile * 2):
        for top in range(0, height, tile * 2):
            both = ImageChops.add(
                _rolled(streaks, rng).resize((tile * 2, tile * 2)),
                _rolled(down, rng).resize((tile * 2, tile * 2)),
                scale=2,
            )
            whole.paste(both, (left, top))
    return whole


def _rolled(image: Image.Image, rng: Random) -> Image.Image:
    return ImageChops.offset(
        image, int(rng.random() * image.width), int(rng.random() * image.height)
    )


def gild(ground: Image.Image, mask: Image.Image, accent: Colour) -> None:
    """Stamp a mask into the ground in gold leaf: pressed in, with a sheen across the page."""
    pressed = ImageChops.offset(mask, -2, -2).filter(ImageFilter.BoxBlur(2))
    ground.paste((0, 0, 0), None, pressed.point(lambda value: value * 6 // 10))
    glint = ImageChops.subtract(ImageChops.offset(mask, 2, 2), mask)
    ground.paste(blend(accent, (255, 255, 255), 0.3), None, glint.point(lambda value: value // 7))
    ground.paste(_leaf(accent), None, mask)


def _leaf(accent: Colour) -> Image.Image:
    """Return gold leaf: bands of light across the page, never darker than the accent."""
    small = Image.new("L", (40, 64))
    small.putdata([_sheen(x / 40, y / 64) for y in range(64) for x in range(40)])
    sheen = small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    return ImageOps.colorize(sheen, accent, blend(accent, (255, 255, 255), 0.55))


def _sheen(x: float, y: float) -> int:
    """Return the light on a point of the leaf, 0 to 255; x and y go from 0 to 1."""
    near = 1 - abs(((x * 0.6 + y * 1.6) % 0.8) / 0.4 - 1)
    return round(255 * near * near * (3 - 2 * near))


def paper(palette: Palette, rng: Random) -> Image.Image:
    """Return uncoated paper: the light colour with a faint, wide mottle."""
    small = Image.new("L", (200, 320))
    small.putdata([round(128 + (rng.random() - 0.5) * 70) for _ in range(200 * 320)])
    soft = small.filter(ImageFilter.BoxBlur(1)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    dark, bright = blend(palette.light, palette.accent, 0.16), (255, 255, 255)
    return ImageOps.colorize(soft, dark, bright, palette.light, 0, 255, 128)
