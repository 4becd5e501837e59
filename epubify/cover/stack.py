"""Stacks: blocks of centred lines, one above the other, as all styles use them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PIL import Image

from epubify.cover.canvas import WIDTH
from epubify.cover.fonts import ITALIC, ROMAN, drawable
from epubify.cover.text import Box, Lettering, Setting, capitals, draw_setting, fit
from epubify.cover.wording import Wording, shorten


@dataclass(frozen=True, slots=True)
class Block:
    """Lines set alike, and the space above them in pixels."""

    setting: Setting
    above: float = 0.0
    cut: bool = False
    """Whether the text was cut, because not even its smallest size would fit."""

    @property
    def height(self) -> float:
        """Pixels from the end of the block before to the last baseline of this one."""
        return self.above + self.setting.height


Stack = list[Block]


def stacked(*blocks: Block | None) -> Stack:
    """Return the blocks that are there; the first has no space above."""
    found = [block for block in blocks if block]
    return [replace(found[0], above=0.0), *found[1:]] if found else []


def height(stack: Stack) -> float:
    """Return the height of a stack in pixels."""
    return sum(block.height for block in stack)


def cut_in(stack: Stack) -> tuple[str, ...]:
    """Return the texts of a stack that were cut."""
    return tuple(" ".join(block.setting.lines) for block in stack if block.cut)


def draw_stack(mask: Image.Image, stack: Stack, top: float) -> tuple[Box, ...]:
    """Draw a stack into the mask of a page, centred; return the boxes of its lines."""
    boxes: tuple[Box, ...] = ()
    for block in stack:
        boxes += draw_setting(mask, block.setting, WIDTH // 2, top + block.above)
        top += block.height
    return boxes


def title_block(
    text: str,
    lettering: Lettering,
    *,
    width: float,
    sizes: tuple[int, int],
    room: Callable[[float], float],
    above: float = 0.0,
) -> Block:
    """Return a title as large as its room lets it be; the last resort is to cut it."""
    cut = False
    while True:
        setting = fit(text, lettering, width=width, sizes=sizes, height=room)
        if setting:
            return Block(setting, above, cut)
        cut = True
        text = shorten(text, len(text) * 9 // 10)


def small_capitals(
    text: str | None, words: Wording, sizes: tuple[int, int], *, width: float, above: float = 0.0
) -> Block | None:
    """Return one or two lines of spaced capitals, None where there is nothing to set."""
    shown = drawable(capitals(text or "", words.language), ROMAN)
    return _few_lines(shown.text, Lettering(shown.face, 0.14, 1.4), width, sizes, 2, above)


def italic(
    text: str | None, sizes: tuple[int, int], *, width: float, most: int = 3, above: float = 0.0
) -> Block | None:
    """Return a few lines of italics, None where there is nothing to set."""
    shown = drawable(text or "", ITALIC)
    return _few_lines(shown.text, Lettering(shown.face, 0.0, 1.25), width, sizes, most, above)


def byline(words: Wording, *, width: float) -> Stack:
    """Return the authors, the others, and the editors, one below the other."""
    authors = _names(words, 84 if len(words.authors) < 3 else 72, width)
    if authors:
        # All names in the size of the longest: none is to look more important.
        authors = _names(words, min(block.setting.size for block in authors), width)
    others = italic(words.others, (50, 60), width=width, most=1, above=46)
    editors = italic(words.editors, (50, 62), width=width, above=46)
    return stacked(*authors, others, editors)


def _names(words: Wording, largest: int, width: float) -> Stack:
    sizes = (44, largest)
    blocks = (small_capitals(name, words, sizes, width=width, above=44) for name in words.authors)
    return [block for block in blocks if block]


def _few_lines(
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
        text = shorten(text, len(text) * 9 // 10)
    return None
