"""Label: boards in patterned paper with a cloth spine, and a printed label pasted on."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

from epubify.cover import ornament
from epubify.cover.canvas import FINER, Drawing, Frame, fill, pick, stamp
from epubify.cover.lettering import Lettering
from epubify.cover.palette import Colour, Palette, blend
from epubify.cover.stack import (
    Block,
    Stack,
    cut_in,
    height,
    italic,
    leading_side,
    letter,
    lowered,
    names,
    plain,
    small_capitals,
    stacked,
    title_block,
)
from epubify.cover.typefaces import ROMAN, drawable
from epubify.cover.wording import Wording

_SPINE = 150
"""Width of the strip of cloth."""
_MARGIN = 120
"""Least width of the patterned paper round the label."""
_WIDEST = 1240
"""Widest the label gets; on a wider page there is more paper round it."""
_PADDING = (120, 150)
"""White in the label beside and above its words."""
SMALLEST, _LARGEST = 66, 230
"""Sizes of the title in units to the em."""
_LOWEST = 620
"""Least height of the label."""


def draw(words: Wording, palette: Palette, rng: Random, frame: Frame) -> Drawing:
    """Return the cover; the label grows with what stands on it."""
    image = _boards(frame, palette, rng)
    middle = (frame.wide + _SPINE) / 2
    if leading_side(words.title or "") == "right":
        # Books that are read from right to left have their spine on the right.
        image, middle = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), frame.wide - middle
    wide = min(_WIDEST, frame.wide - _SPINE - 2 * _MARGIN)
    width = wide - 2 * _PADDING[0]
    stack = _words(words, width, frame.high - 2 * (_MARGIN + _PADDING[1])) if words.title else []
    high = max(_LOWEST, height(stack) + 2 * _PADDING[1])
    top = max(_MARGIN, min(frame.high * 0.4 - high / 2, frame.high - high - _MARGIN))
    top = max(top, min(300.0, (frame.high - high) / 2))
    _paste_label(image, frame, (middle - wide / 2, top, middle + wide / 2, top + high), palette)
    if not stack:
        centre = (middle, top + high / 2)
        stamp(image, [ornament.medallion(frame, centre, 210, rng)], palette.ink)
    start = top + (high - height(stack)) / 2
    boxes = letter(image, frame, stack, middle, start, palette.ink, ground=palette.light)
    return Drawing(image, boxes, cut_in(stack))


def _words(words: Wording, width: float, room: float) -> Stack:
    """Return the authors, the title, its subtitle and the series line, as on a title page."""

    def name(text: str, sizes: tuple[int, int]) -> Block | None:
        return plain(text, sizes, width=width, above=34)

    series = small_capitals(words.series, words, (42, 58), width=width, above=100)
    subtitle = italic(words.subtitle, (50, 74), width=width, above=72)
    foot = lowered(names(words, name, width=width, largest=80), 130)
    fixed = height(foot) + sum(block.height for block in (series, subtitle) if block)
    shown = drawable(words.title or "", ROMAN)
    title = title_block(
        shown.text,
        Lettering(shown.face, 0.0, 1.1),
        width=width,
        sizes=(SMALLEST, _LARGEST),
        room=lambda size: room - fixed - min(max(0.0, size - 80) * 8, room * 0.4),
    )
    return stacked(title, subtitle, *foot, series)


def _paste_label(
    image: Image.Image, frame: Frame, corners: tuple[float, float, float, float], palette: Palette
) -> None:
    """Paste the label on: its shadow, its paper, and a thick and a thin rule inside."""
    left, top, right, bottom = corners
    shade = blend(palette.ink, palette.mid, 0.4)
    fill(image, frame, (left + 4, top + 6, right + 4, bottom + 6), shade)
    for inset, paint in (
        (0, palette.light), (34, palette.ink), (42, palette.light),
        (54, palette.ink), (57, palette.light),
    ):  # fmt: skip
        fill(image, frame, (left + inset, top + inset, right - inset, bottom - inset), paint)


# ---------------------------------------------------------------------------- the boards


def _boards(frame: Frame, palette: Palette, rng: Random) -> Image.Image:
    """Return the patterned paper and the spine, without the label."""
    kind, period = pick(rng, tuple(_PATTERNS)), frame.px(pick(rng, (128, 160, 200)))
    ground, figure = _colours(palette, rng)
    repeat = _pattern(kind, period)
    tile = Image.new("RGB", repeat.size, ground)
    tile.paste(figure, (0, 0), repeat)
    image = Image.new("RGB", (frame.width, frame.height))
    for left in range(0, frame.width, tile.width):
        for top in range(0, frame.height, tile.height):
            image.paste(tile, (left, top))
    cloth = palette.deep if ground != palette.deep else palette.mid
    fill(image, frame, (0, 0, _SPINE, frame.high), cloth)
    fill(image, frame, (_SPINE - 26, 0, _SPINE - 18, frame.high), blend(cloth, (0, 0, 0), 0.3))
    fill(image, frame, (_SPINE - 3, 0, _SPINE, frame.high), blend(cloth, palette.light, 0.35))
    return image


def _colours(palette: Palette, rng: Random) -> tuple[Colour, Colour]:
    """Return the colours of the paper and of what is printed on it."""
    pale = blend(palette.light, palette.accent, 0.45)
    return pick(
        rng,
        (
            (palette.mid, pale),
            (blend(palette.mid, palette.light, 0.25), palette.deep),
            (palette.spot, palette.deep),
            (pale, palette.spot),
            (pale, palette.mid),
            (palette.deep, palette.accent),
        ),
    )


@lru_cache(maxsize=8)
def _pattern(kind: str, period: int) -> Image.Image:
    """Return the mask of one repeat of a pattern, whose edges meet those of the next."""
    side = period * FINER
    mask = Image.new("L", (side, side))
    _PATTERNS[kind](ImageDraw.Draw(mask), float(side))
    return mask.reduce(FINER)


def _scales(draw: ImageDraw.ImageDraw, side: float) -> None:
    """Draw fans of rings in rows that cover one another, like waves on Japanese paper."""
    radius = side / 2
    for row in range(-3, 9):
        y = row * radius / 2
        for column in range(-1, 3):
            x = column * side + (row % 2) * radius
            for share, value in (
                (1, 0),
                (0.97, 255),
                (0.87, 0),
                (0.7, 255),
                (0.6, 0),
                (0.42, 255),
                (0.3, 0),
            ):
                r = radius * share
                draw.ellipse((x - r, y - r, x + r, y + r), value)


def _flowers(draw: ImageDraw.ImageDraw, side: float) -> None:
    """Draw flowers of six petals, staggered, with a dot between."""
    for x, y in ((0.25, 0.25), (0.75, 0.75)):
        for petal in range(6):
            angle = petal * pi / 3
            cx, cy = (x + 0.095 * sin(angle)) * side, (y + 0.095 * cos(angle)) * side
            r = 0.05 * side
            draw.ellipse((cx - r, cy - r, cx + r, cy + r), 255)
        _dot(draw, side, x, y, 0.035, 255)
    for x, y in ((0.75, 0.25), (0.25, 0.75)):
        _dot(draw, side, x, y, 0.035, 255)


def _rings(draw: ImageDraw.ImageDraw, side: float) -> None:
    """Draw circles that run through one another, with a dot in each gap."""
    line = max(2, round(side * 0.03))
    for x in (-0.5, 0, 0.5, 1, 1.5):
        for y in (-0.5, 0, 0.5, 1, 1.5):
            if (x + y) % 1 == 0:
                r = 0.5 * side
                box = (x * side - r, y * side - r, x * side + r, y * side + r)
                draw.ellipse(box, None, 255, line)
            else:
                _dot(draw, side, x, y, 0.05, 255)


def _chevrons(draw: ImageDraw.ImageDraw, side: float) -> None:
    """Draw zigzag lines, a thick one and a thin one in turn."""
    for y, thick in ((-1, 0.11), (-0.5, 0.035), (0, 0.11), (0.5, 0.035), (1, 0.11)):
        for at in (0, 0.5):
            low, high = (y + 0.25) * side, (y + 0.5) * side
            left, middle, right = at * side, (at + 0.25) * side, (at + 0.5) * side
            drop = thick * side
            draw.polygon(
                [(left, high), (middle, low), (right, high), (right, high + drop),
                 (middle, low + drop), (left, high + drop)],
                255,
            )  # fmt: skip


def _leaves(draw: ImageDraw.ImageDraw, side: float) -> None:
    """Draw leaves in pairs up a stem, the next stem half a step lower."""
    for x, shift in ((0.25, 0.0), (0.75, 0.25)):
        stem = max(2, round(side * 0.014))
        draw.line((x * side, 0, x * side, side), 255, stem)
        for at in (-0.5, 0.0, 0.5, 1.0):
            for way in (-1, 1):
                points = []
                for step in range(25):
                    share = step / 12 if step <= 12 else (24 - step) / 12
                    bulge = 0.052 * sin(pi * share) * (1 if step <= 12 else -1)
                    along = 0.215 * share
                    px = x + way * (along * 0.82 + bulge * 0.57)
                    py = at + shift + 0.2 - along * 0.57 + bulge * 0.82
                    points.append((px * side, py * side))
                draw.polygon(points, 255)


def _dot(
    draw: ImageDraw.ImageDraw, side: float, x: float, y: float, radius: float, value: int
) -> None:
    draw.ellipse(
        ((x - radius) * side, (y - radius) * side, (x + radius) * side, (y + radius) * side), value
    )


_PATTERNS: dict[str, Callable[[ImageDraw.ImageDraw, float], None]] = {
    "scales": _scales,
    "flowers": _flowers,
    "rings": _rings,
    "chevrons": _chevrons,
    "leaves": _leaves,
}
"""What draws a repeat of each pattern on a square of a side in pixels."""
