"""What covers are printed on: cloth, paper, gold leaf, and pictures in one ramp of tones.

Grounds are greyscale maps of tones that a ramp of colours is laid on, which is ten times as
fast as mixing colours. The maps do not depend on the book (cloth is cloth), so each is made
once for a size and kept; the books differ in colour and in what is printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from random import Random

from PIL import Image, ImageChops, ImageFilter

from epubify.cover.canvas import Frame, Stencil, trimmed
from epubify.cover.palette import Colour, Palette, blend

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
"""Colours."""

Stop = tuple[int, Colour]
"""A tone, 0 to 255, and the colour it has."""

_KEPT = 2
"""Maps kept for sizes; each has a byte a pixel."""


def tinted(tones: Image.Image, *stops: Stop) -> Image.Image:
    """Return a greyscale picture in colours that run evenly between the stops.

    Afterwards the greyscale picture is used up: a copy would cost as much as the colouring.
    """
    tones.putpalette(_ramp(stops))
    return tones.convert("RGB")


@lru_cache(maxsize=32)
def _ramp(stops: tuple[Stop, ...]) -> bytes:
    colours: list[int] = []
    for (low, dark), (high, bright) in pairwise(stops):
        for tone in range(low, high):
            colours += blend(dark, bright, (tone - low) / (high - low))
    return bytes([*colours, *stops[-1][1]])


# ------------------------------------------------------------------------------- cloth


def cloth(palette: Palette, frame: Frame, pieces: Iterable[Stencil] = ()) -> Image.Image:
    """Return book cloth, with pieces blocked into it in gold leaf.

    Uneven threads both ways, a little darker towards the edges; the gold is pressed in: above
    and left of it lies a shadow.
    """
    tones = _weave(frame.width, frame.height).copy()
    pieces = tuple(pieces)
    depth = max(1, frame.px(2))
    inked = [trimmed(piece) for piece in pieces]
    for piece in inked:
        corner = piece.left - depth, piece.top - depth
        tones.paste(0, corner, piece.mask.point(_SHADOW))
    dark, bright = blend(palette.deep, BLACK, 0.55), blend(palette.deep, palette.mid, 0.3)
    ground = tinted(tones, (0, dark), (128, palette.deep), (255, bright))
    for piece, ink in zip(pieces, inked, strict=True):
        leaf = _leaf(palette.accent, frame, piece)
        if ink is not piece:
            left, top = ink.left - piece.left, ink.top - piece.top
            leaf = leaf.crop((left, top, left + ink.mask.width, top + ink.mask.height))
        ground.paste(leaf, (ink.left, ink.top), ink.mask)
    return ground


_SHADOW = [value * 6 // 10 for value in range(256)]


@lru_cache(maxsize=_KEPT)
def _weave(width: int, height: int) -> Image.Image:
    """Return the tones of cloth, 128 on average, threads two pixels wide."""
    rng = Random(1893)
    across, down = -(-width // 2), -(-height // 2)
    warp = _threads(across, down, rng)
    weft = _threads(down, across, rng).transpose(Image.Transpose.ROTATE_90)
    weave = ImageChops.add(warp, weft, scale=2)
    woven = ImageChops.add(weave, _slubs(across, down, rng), scale=1, offset=-128)
    shade = Image.radial_gradient("L").point(lambda value: max(0, value - 96) * 3 // 10)
    woven = ImageChops.subtract(woven, shade.resize(woven.size, Image.Resampling.BILINEAR))
    return woven.resize((width, height), Image.Resampling.BICUBIC)


def _threads(count: int, length: int, rng: Random) -> Image.Image:
    """Return threads side by side, each a little lighter or darker than its neighbours."""
    values = bytes(
        round(128 + (rng.random() + rng.random() - 1) * 32 + (7 if at % 2 else -7))
        for at in range(count)
    )
    return Image.frombytes("L", (count, length), values * length)


def _slubs(width: int, height: int, rng: Random) -> Image.Image:
    """Return thick and thin places in the yarn: short streaks along the threads."""
    tile = 128
    across = bytes(round(128 + (rng.random() - 0.5) * 44) for _ in range(tile * tile // 8))
    streaks = Image.frombytes("L", (tile // 8, tile), across).resize(
        (tile * 2, tile), Image.Resampling.BICUBIC
    )
    down = streaks.transpose(Image.Transpose.ROTATE_90)
    whole = Image.new("L", (width, height), 128)
    for left in range(0, width, tile * 2):
        wide = min(tile * 2, width - left)  # the last tiles are cut off
        for top in range(0, height, tile * 2):
            lying, standing = _rolled(streaks, rng), _rolled(down, rng)
            both = ImageChops.add(
                lying.crop((0, 0, wide, tile)).resize((wide, tile * 2)),
                standing.resize((wide, tile * 2), box=(0, 0, wide / 2, tile * 2)),
                scale=2,
            )
            whole.paste(both, (left, top))
    return whole


def _rolled(image: Image.Image, rng: Random) -> Image.Image:
    return ImageChops.offset(
        image, int(rng.random() * image.width), int(rng.random() * image.height)
    )


def _leaf(accent: Colour, frame: Frame, piece: Stencil) -> Image.Image:
    """Return gold leaf for a piece: bands of light across the page, never below the accent."""
    sheen = _sheen()
    across, down = sheen.width / frame.width, sheen.height / frame.height
    left, top = max(0.0, piece.left * across), max(0.0, piece.top * down)
    right = min(float(sheen.width), left + piece.mask.width * across)
    bottom = min(float(sheen.height), top + piece.mask.height * down)
    width, height = piece.mask.size
    small = (-(-width // 4), -(-height // 4))
    light = sheen.resize(small, Image.Resampling.BILINEAR, box=(left, top, right, bottom))
    leaf = tinted(light, (0, accent), (255, blend(accent, WHITE, 0.55)))
    return leaf.resize((width, height), Image.Resampling.NEAREST)


@lru_cache(maxsize=1)
def _sheen() -> Image.Image:
    """Return the light on gold leaf in small."""
    across, down = [x / 80 * 0.6 for x in range(80)], [y / 128 * 1.6 for y in range(128)]
    places = [x + y for y in down for x in across]
    tones = {place: _gleam(place) for place in set(places)}
    return Image.frombytes("L", (80, 128), bytes(map(tones.__getitem__, places)))


def _gleam(place: float) -> int:
    """Return the tone of the light at a place across the bands, each of which is 0.8 wide."""
    near = 1 - abs((place % 0.8) / 0.4 - 1)
    return round(255 * near * near * (3 - 2 * near))


# ------------------------------------------------------------------------------- paper


def paper(palette: Palette, frame: Frame) -> Image.Image:
    """Return uncoated paper: the light colour with a faint, wide mottle."""
    dark = blend(palette.light, palette.accent, 0.16)
    tones = mottle(frame).copy()
    return tinted(tones, (0, dark), (128, palette.light), (255, WHITE))


def mottle(frame: Frame) -> Image.Image:
    """Return the tones of paper, 128 on average."""
    return _mottle(frame.width, frame.height)


@lru_cache(maxsize=_KEPT)
def _mottle(width: int, height: int) -> Image.Image:
    return _small_mottle().resize((width, height), Image.Resampling.BICUBIC)


@lru_cache(maxsize=1)
def _small_mottle() -> Image.Image:
    chance = Random(1751).random
    tones = bytes([int(93.5 + chance() * 70) for _ in range(200 * 320)])
    return Image.frombytes("L", (200, 320), tones).filter(ImageFilter.BoxBlur(1))


# ------------------------------------------------------------------------------- grain


@lru_cache(maxsize=_KEPT)
def grain(width: int, height: int) -> Image.Image:
    """Return fine noise, -3 to 3 modulo 256, which keeps wide gradients from showing steps."""
    rng = Random(1826)
    chance, side = rng.random, 192
    tones = bytes([_GRAINS[int(chance() * 7)] for _ in range(side * side)])
    tile = Image.frombytes("L", (side, side), tones)
    whole = Image.new("L", (width, height))
    for left in range(0, width, side):
        for top in range(0, height, side):
            whole.paste(_rolled(tile, rng), (left, top))
    return whole


_GRAINS = tuple(step % 256 for step in range(-3, 4))
"""What a grain adds to a tone; with more, flat ground looks dirty, with fewer, steps show."""
