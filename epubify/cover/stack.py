"""Stacks: blocks of lines, one above the other, as all styles use them.

Measures are in units of the design; only ``set_stack`` makes pixels of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import ceil
from typing import Literal

from msgspec.structs import replace
from PIL import Image

from epubify.cover.canvas import Frame, Stencil, printed_on, stamp
from epubify.cover.lettering import Box, Lettering, Typesetting, capitals, draw_line, fit, width_of
from epubify.cover.palette import Colour
from epubify.cover.scripts import direction_of
from epubify.cover.typefaces import DISPLAY, ITALIC, ROMAN, Chain, drawable
from epubify.cover.wording import Wording, shorten
from epubify.model.records import Record

Align = Literal["left", "centre", "right"]

SERIES_SIZES = (44, 64)
"""Smallest and largest size of the series line above a title in the display face, in units."""


class Block(Record):
    """Lines set alike, and the space above them in units."""

    setting: Typesetting
    above: float = 0.0
    cut: bool = False
    """Whether the text was cut, because not even its smallest size would fit."""

    @property
    def height(self) -> float:
        """Units from the end of the block before to the last baseline of this one."""
        return self.above + self.setting.height


Stack = list[Block]


def stacked(*blocks: Block | None) -> Stack:
    """Return the blocks that are there; the first has no space above."""
    found = [block for block in blocks if block]
    return [replace(found[0], above=0.0), *found[1:]] if found else []


def lowered(stack: Stack, above: float) -> Stack:
    """Return a stack with space above it, to be set below another."""
    return [replace(stack[0], above=above), *stack[1:]] if stack else []


def height(stack: Stack) -> float:
    """Return the height of a stack in units."""
    return sum(block.height for block in stack)


def cut_in(stack: Stack) -> tuple[str, ...]:
    """Return the texts of a stack that were cut."""
    return tuple(" ".join(block.setting.lines) for block in stack if block.cut)


# ---------------------------------------------------------------------------- drawing

Lines = tuple[tuple[Stencil, ...], tuple[Box, ...]]
"""The masks of lines, and the boxes of their ink in pixels."""


def set_stack(stack: Stack, frame: Frame, x: float, top: float, align: Align = "centre") -> Lines:
    """Return the lines of a stack whose first capitals start at ``top``.

    ``x`` is the left, the middle or the right of the ink of each line: letters are aligned by
    what one sees of them, not by the white that belongs to them.
    """
    pieces: list[Stencil] = []
    boxes: list[Box] = []
    for block in stack:
        setting = _in_pixels(block.setting, frame)
        first = (top + block.above) * frame.scale + setting.rise
        for at, line in enumerate(setting.lines):
            baseline = round(first + at * setting.step)
            piece, box = _line(line, setting, x * frame.scale, baseline, align)
            pieces.append(piece)
            boxes.append(box)
        top += block.height
    return tuple(pieces), tuple(boxes)


def letter(
    image: Image.Image,
    frame: Frame,
    stack: Stack,
    x: float,
    top: float,
    colour: Colour,
    align: Align = "centre",
    ground: Colour | None = None,
) -> tuple[Box, ...]:
    """Draw a stack on a picture; return the boxes of its lines.

    ``ground`` is the one colour that the picture has wherever the stack stands, if it has one.
    """
    pieces, boxes = set_stack(stack, frame, x, top, align)
    if ground and _apart(pieces):
        for piece in pieces:
            image.paste(printed_on(ground, piece.mask, colour), (piece.left, piece.top))
    else:
        stamp(image, pieces, colour)
    return boxes


def _apart(pieces: Sequence[Stencil]) -> bool:
    """Tell whether each piece lies below the one before."""
    return all(one.top + one.mask.height <= other.top for one, other in pairwise(pieces))


def _in_pixels(setting: Typesetting, frame: Frame) -> Typesetting:
    return replace(setting, size=max(1, int(setting.size * frame.scale)))


def _line(
    text: str, setting: Typesetting, x: float, baseline: int, align: Align
) -> tuple[Stencil, Box]:
    """Return one line and its box; ``x`` and ``baseline`` are in pixels of the page."""
    size = setting.size
    rise = ceil(size * (setting.lettering.leading + 0.4))
    wide = ceil(width_of(text, setting.lettering) * size) + 2 * size
    mask = Image.new("L", (wide, ceil(rise + size * setting.lettering.leading)))
    ink = draw_line(mask, text, size, setting.lettering, wide / 2, rise)
    here = round(x - {"left": ink.left, "right": ink.right}.get(align, (ink.left + ink.right) / 2))
    down = baseline - rise
    box = Box(text, size, ink.left + here, ink.top + down, ink.right + here, ink.bottom + down)
    shown = (max(0, ink.left), max(0, ink.top), min(wide, ink.right), min(mask.height, ink.bottom))
    return Stencil(mask.crop(shown), here + shown[0], down + shown[1]), box


def leading_side(text: str) -> Align:
    """Return the side on which lines of a text begin.

    >>> leading_side("Perfect"), leading_side("1. \N{HEBREW LETTER SHIN}")
    ('left', 'right')
    """
    return "left" if direction_of(text) == "ltr" else "right"


# ----------------------------------------------------------------------------- blocks


def title_block(
    text: str,
    lettering: Lettering,
    *,
    width: float,
    sizes: tuple[int, int],
    room: Callable[[float], float],
    above: float = 0.0,
    thrift: float = 0.6,
) -> Block:
    """Return a title as large as its room lets it be; the last resort is to cut it."""
    cut = False
    while True:
        setting = fit(text, lettering, width=width, sizes=sizes, height=room, thrift=thrift)
        if setting:
            return Block(setting, above, cut)
        cut = True
        text = _shorter(text)


def head_of(
    series: Block | None,
    title: str,
    lettering: Lettering,
    subtitle: Block | None,
    *,
    width: float,
    sizes: tuple[int, int],
    room: float,
    kept: Callable[[float, float], float],
    above: float,
    thrift: float = 0.6,
) -> Stack:
    """Return series line, title and subtitle, the title as large as the others let it be.

    ``above`` is the space between series line and title. ``kept`` returns, for a size of the
    title and the room that is left for it, what of that room must stay free for the picture.
    """
    above = above if series else 0.0
    left = room - height(stacked(series)) - (subtitle.height if subtitle else 0) - above
    block = title_block(
        title,
        lettering,
        width=width,
        sizes=sizes,
        room=lambda size: left - kept(size, left),
        above=above,
        thrift=thrift,
    )
    return stacked(series, block, subtitle)


def display_head(
    words: Wording,
    width: float,
    room: float,
    *,
    sizes: tuple[int, int],
    leading: float,
    subtitle: tuple[tuple[int, int], float],
    kept: Callable[[float, float], float],
    above: float,
    alone: int | None = None,
) -> Stack:
    """Return series line, title in the display face, and subtitle in italics.

    ``subtitle`` gives its sizes and the space above it, ``alone`` the largest size of a title of
    one or two letters; ``kept`` and ``above`` are those of `head_of`.
    """
    shown = drawable(words.title or "", DISPLAY)
    smallest, largest = sizes
    return head_of(
        small_capitals(words.series, words, SERIES_SIZES, width=width),
        shown.text,
        Lettering(shown.face, 0.0, leading),
        italic(words.subtitle, subtitle[0], width=width, above=subtitle[1]),
        width=width,
        sizes=(smallest, alone if alone and len(shown.text) <= 2 else largest),
        room=room,
        kept=kept,
        above=above,
    )


def small_capitals(
    text: str | None, words: Wording, sizes: tuple[int, int], *, width: float, above: float = 0.0
) -> Block | None:
    """Return one or two lines of spaced capitals, None where there is nothing to set."""
    shown = drawable(capitals(text or "", words.language), ROMAN)
    return few_lines(shown.text, Lettering(shown.face, 0.14, 1.4), width, sizes, 2, above)


def italic(
    text: str | None, sizes: tuple[int, int], *, width: float, most: int = 3, above: float = 0.0
) -> Block | None:
    """Return a few lines of italics, None where there is nothing to set."""
    return plain(text, sizes, width=width, chain=ITALIC, most=most, above=above)


def plain(
    text: str | None,
    sizes: tuple[int, int],
    *,
    width: float,
    chain: Chain = ROMAN,
    most: int = 3,
    above: float = 0.0,
) -> Block | None:
    """Return a few lines as they are written, None where there is nothing to set."""
    shown = drawable(text or "", chain)
    return few_lines(shown.text, Lettering(shown.face, 0.0, 1.25), width, sizes, most, above)


Name = Callable[[str, tuple[int, int]], Block | None]
"""How a name is set: its block within a smallest and a largest size."""


def byline(words: Wording, *, width: float) -> Stack:
    """Return the authors in capitals, the others, and the editors, one below the other."""

    def name(text: str, sizes: tuple[int, int]) -> Block | None:
        return small_capitals(text, words, sizes, width=width, above=44)

    return names(words, name, width=width)


def names(
    words: Wording, name: Name, *, width: float, chain: Chain = ITALIC, largest: int = 84
) -> Stack:
    """Return the authors as ``name`` sets them, the others, and the editors.

    All names have the size of the longest: none is to look more important.
    """
    if len(words.authors) > 2:
        largest = largest * 6 // 7
    authors = _authors(words, name, largest)
    size = min((block.setting.size for block in authors), default=largest)
    if size < largest:
        authors = _authors(words, name, size)
    others = plain(words.others, (50, 60), width=width, chain=chain, most=1, above=46)
    editors = plain(words.editors, (50, 62), width=width, chain=chain, above=46)
    return stacked(*authors, others, editors)


def plain_names(words: Wording, width: float) -> Stack:
    """Return the names of the people, each on lines of its own in the face of the text."""
    return names(words, lambda text, sizes: plain(text, sizes, width=width, above=44), width=width)


def _authors(words: Wording, name: Name, largest: int) -> Stack:
    blocks = (name(author, (44, largest)) for author in words.authors)
    return [block for block in blocks if block]


def few_lines(
    text: str,
    lettering: Lettering,
    width: float,
    sizes: tuple[int, int],
    most: int,
    above: float,
) -> Block | None:
    """Return a block of at most so many lines; text that is too long for them is cut."""
    cut = False
    while text:
        setting = fit(
            text,
            lettering,
            width=width,
            sizes=sizes,
            height=lambda size: most * lettering.leading * size,
            most=most,
            thrift=1.0,
        )
        if setting:
            return Block(setting, above, cut)
        cut = True
        text = _shorter(text)
    return None


class NoRoomError(Exception):
    """Other lines leave no room for even the beginning of a text."""


def _shorter(text: str) -> str:
    """Return a text cut by a tenth; raises NoRoomError where nothing would be left of it."""
    shorter = shorten(text, len(text) * 9 // 10)
    if len(shorter) >= len(text):
        raise NoRoomError
    return shorter
