"""Tiles: a panel with the title in heavy sans letters above a floor of geometric tiles."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from random import Random

from PIL import Image, ImageDraw

from epubify.cover.canvas import FINER, Drawing, Frame, pick, press, printed_on
from epubify.cover.lettering import Lettering
from epubify.cover.palette import Colour, Palette, blend
from epubify.cover.stack import (
    Block,
    Stack,
    cut_in,
    height,
    leading_side,
    letter,
    lowered,
    names,
    plain,
    stacked,
    title_block,
)
from epubify.cover.typefaces import DISPLAY, ROMAN, Chain, Typeface, drawable
from epubify.cover.wording import Wording

_NOTO = ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf")
HEAVY: Chain = (Typeface(*_NOTO, (800, 100)), *DISPLAY)
MEDIUM: Chain = (Typeface(*_NOTO, (500, 100)), *ROMAN)

_SIDE, _TOP = 130, 165
"""From the edges of the page to the words."""
_WIDEST = 1500
"""Widest the words are set; on a wider page there is more paper beside them."""
_GAP = 120
"""Least space between the words and the tiles."""
SMALLEST, _LARGEST = 66, 235
"""Sizes of the title in units to the em."""
_FLOOR = 0.52
"""Share of the height that the tiles take unless the words need more than is left."""


def draw(words: Wording, palette: Palette, rng: Random, frame: Frame) -> Drawing:
    """Return the cover; rows of tiles give way as the words need more room."""
    image = Image.new("RGB", (frame.width, frame.height), palette.light)
    columns = pick(rng, (4, 5, 5, 6))
    side = frame.wide / columns
    width = min(_WIDEST, frame.wide - 2 * _SIDE)
    head = _head(words, width, frame.high - _TOP - _GAP - side) if words.title else []
    needed = _TOP + height(head) + _GAP if head else 0.0
    rows = max(1, min(round(frame.high * _FLOOR / side), int((frame.high - needed) / side)))
    if not head:
        rows = ceil(frame.high / side)
    _lay(image, frame, (columns, rows), _colours(palette, rng), rng)
    top = _TOP + max(0.0, frame.high - rows * side - needed) * 0.3
    align = leading_side(words.title or "")
    x = _SIDE if align == "left" else frame.wide - _SIDE
    boxes = letter(image, frame, head, x, top, palette.ink, align, ground=palette.light)
    return Drawing(image, boxes, cut_in(head))


def _head(words: Wording, width: float, room: float) -> Stack:
    """Return series line, title, subtitle and authors, which all stand in the panel."""

    def line(text: str | None, sizes: tuple[int, int], above: float) -> Block | None:
        return plain(text, sizes, width=width, chain=MEDIUM, most=2, above=above)

    def name(text: str, sizes: tuple[int, int]) -> Block | None:
        return plain(text, sizes, width=width, chain=MEDIUM, above=34)

    series, subtitle = line(words.series, (44, 60), 0), line(words.subtitle, (48, 66), 62)
    foot = lowered(names(words, name, width=width, chain=MEDIUM, largest=74), 84)
    above = 74.0 if series else 0.0
    left = room - height(stacked(series)) - above - height(stacked(subtitle)) - 62 - height(foot)
    shown = drawable(words.title or "", HEAVY)
    title = title_block(
        shown.text,
        Lettering(shown.face, -0.008, 1.14),
        width=width,
        sizes=(SMALLEST, _LARGEST),
        room=lambda size: left - min(max(0.0, size - 80) * 4, left * 0.5),
        above=above,
        thrift=0.45,
    )
    return stacked(series, title, subtitle, *foot)


# ---------------------------------------------------------------------------- the tiles

_Colours = tuple[Colour, ...]


def _colours(palette: Palette, rng: Random) -> _Colours:
    """Return the colours of the tiles, dark and light ones in turn."""
    dusty = blend(palette.mid, palette.spot, 0.5)
    warm = palette.spot if rng.random() < 0.6 else palette.accent
    return (palette.deep, palette.light, palette.mid, warm, dusty)


def _lay(
    image: Image.Image, frame: Frame, floor: tuple[int, int], colours: _Colours, rng: Random
) -> None:
    """Lay the floor from the bottom of the page: four tiles in one figure here and there."""
    columns, rows = floor
    edges = [round(at * frame.width / columns) for at in range(columns + 1)]
    side = frame.width / columns
    levels = [frame.height - round(side * (rows - at)) for at in range(rows + 1)]
    taken: dict[tuple[int, int], int] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            beside = {taken.get((row - 1, column)), taken.get((row, column - 1))}
            large = column + 1 < columns and row + 1 < rows and (row, column + 1) not in taken
            span = 2 if large and rng.random() < 0.16 else 1
            corner = (edges[column], levels[row])
            size = (edges[column + span] - corner[0], levels[row + span] - corner[1])
            ground = _tile(image, corner, size, colours, beside, rng)
            for down in range(span):
                for across in range(span):
                    taken[row + down, column + across] = ground


def _tile(
    image: Image.Image,
    corner: tuple[int, int],
    size: tuple[int, int],
    colours: _Colours,
    beside: set[int | None],
    rng: Random,
) -> int:
    """Paint one tile unlike its neighbours; return the number of its ground."""
    grounds = [at for at in range(len(colours)) if at not in beside]
    ground = pick(rng, grounds)
    figures = [at for at in range(len(colours)) if at != ground and {at, ground} != {2, 4}]
    figure = pick(rng, figures)
    inner = pick(rng, [at for at in figures if at != figure])
    turn = int(rng.random() * 4)
    main, *others = _masks(pick(rng, _KINDS), turn, size)
    image.paste(printed_on(colours[ground], main, colours[figure]), corner)
    for mask in others:
        press(image, mask, corner, colours[inner])
    return ground


_KINDS = (
    *("quarter", "quarter", "half", "half", "corner", "corner"),
    *("bow", "ring", "leaf", "stripes", "nested", "nested", "dots"),
)
"""The figures on tiles, the usual ones several times."""


def _masks(kind: str, turn: int, size: tuple[int, int]) -> list[Image.Image]:
    """Return the masks of a figure: the first of its main colour, a second of another.

    The edges of tiles are whole pixels, so that some are a pixel smaller than others.
    """
    turned = (mask.rotate(90 * turn) for mask in _figure(kind, max(size) + max(size) % 2))
    return [mask.crop((0, 0, *size)) for mask in turned]


@lru_cache(maxsize=24)
def _figure(kind: str, side: int) -> tuple[Image.Image, ...]:
    return tuple(_mask(shape, side) for shape in _FIGURES[kind])


_Shape = tuple[tuple[str, tuple[float, ...], int], ...]
"""Steps of drawing on a tile of side 1: what, its numbers, and whether it fills or cuts."""

_FIGURES: dict[str, tuple[_Shape, ...]] = {
    "quarter": ((("disc", (0, 1, 1), 255),),),
    "half": ((("disc", (0.5, 1, 0.5), 255),),),
    "corner": ((("fan", (0, 0, 1, 1, 0, 1), 255),),),
    "bow": ((("fan", (0, 0, 1, 0, 0.5, 0.5), 255), ("fan", (0, 1, 1, 1, 0.5, 0.5), 255)),),
    "ring": ((("disc", (0.5, 0.5, 0.34), 255), ("disc", (0.5, 0.5, 0.16), 0)),),
    "leaf": ((("leaf", (), 255),),),
    "stripes": (tuple(("box", (0, at / 8, 1, (at + 1) / 8), 255) for at in (0, 2, 4, 6)),),
    "nested": ((("disc", (0, 1, 1), 255),), (("disc", (0, 1, 0.5), 255),)),
    "dots": (tuple(("disc", (x / 6, y / 6, 0.085), 255) for x in (1, 3, 5) for y in (1, 3, 5)),),
}


def _mask(shape: _Shape, side: int) -> Image.Image:
    mask = Image.new("L", (side * FINER, side * FINER))
    draw = ImageDraw.Draw(mask)
    whole = side * FINER
    for what, numbers, value in shape:
        at = [number * whole for number in numbers]
        if what == "disc":
            x, y, r = at
            draw.ellipse((x - r, y - r, x + r - 1, y + r - 1), value)
        elif what == "box":
            draw.rectangle((at[0], at[1], at[2] - 1, at[3] - 1), value)
        elif what == "fan":
            draw.polygon(at, value)
        else:
            mask = _leaf(whole)
    return mask.reduce(FINER)


def _leaf(side: int) -> Image.Image:
    """Return what two quarter circles have in common."""
    one = Image.new("L", (side, side))
    ImageDraw.Draw(one).ellipse((-side, 0, side - 1, 2 * side - 1), 255)
    other = one.rotate(180)
    leaf = Image.new("L", (side, side))
    leaf.paste(one, (0, 0), other)
    return leaf
