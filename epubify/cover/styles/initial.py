"""Initial: paper, the words in a corner, and one letter so large that the page cannot hold it."""

from __future__ import annotations

from functools import lru_cache
from random import Random

from PIL import Image, ImageDraw

from epubify.cover import ornament
from epubify.cover.canvas import Drawing, Frame, Stencil, between, fill, pick, squares, stamp
from epubify.cover.ground import paper
from epubify.cover.lettering import Lettering, capitals
from epubify.cover.palette import Colour, Palette, blend
from epubify.cover.stack import (
    Align,
    Block,
    Stack,
    cut_in,
    head_of,
    height,
    italic,
    leading_side,
    letter,
    lowered,
    names,
    small_capitals,
)
from epubify.cover.typefaces import DISPLAY, Typeface, drawable, load
from epubify.cover.wording import Wording
from epubify.text.lexicon import table

_SIDE, _TOP = 150, 190
"""From the edges of the page to the words."""
_WIDEST = 1500
"""Widest the words are set; on a wider page there is more paper beside them."""
_RULE = (150, 12, 92)
"""Length and thickness of the rule above the words, and the space from it to the words."""
SMALLEST, _LARGEST = 66, 215
"""Sizes of the title in units to the em."""
_LETTER = 0.4
"""Share of the height that the letter takes at least, unless the title is very long."""


def draw(words: Wording, palette: Palette, rng: Random, frame: Frame) -> Drawing:
    """Return the cover; the letter is cut off deeper as the words need more room."""
    image = paper(palette, frame)
    width = min(_WIDEST, frame.wide - 2 * _SIDE)
    align = leading_side(words.title or "")
    x = _SIDE if align == "left" else frame.wide - _SIDE
    head = _head(words, width, frame.high) if words.title else []
    start = _TOP + _RULE[2] if head else 0.0
    initial = _initial(words)
    colour = pick(rng, (palette.accent, palette.spot, blend(palette.accent, palette.spot, 0.5)))
    if initial:
        _bleed(image, frame, initial, start + height(head), align, colour, rng)
    else:
        middle = (frame.wide * 0.62, frame.high * 0.66)
        stamp(image, [ornament.medallion(frame, middle, frame.wide * 0.62, rng)], colour)
    if head:
        reach = _RULE[0] if align == "left" else -_RULE[0]
        fill(
            image, frame, (min(x, x + reach), _TOP, max(x, x + reach), _TOP + _RULE[1]), palette.ink
        )
    boxes = letter(image, frame, head, x, start, palette.ink, align)
    return Drawing(image, boxes, cut_in(head))


def _head(words: Wording, width: float, high: float) -> Stack:
    """Return series line, title, subtitle and authors."""

    def name(text: str, sizes: tuple[int, int]) -> Block | None:
        return italic(text, sizes, width=width, above=34)

    series = small_capitals(words.series, words, (44, 60), width=width)
    subtitle = italic(words.subtitle, (50, 72), width=width, above=66)
    foot = lowered(names(words, name, width=width, largest=92), 110)
    shown = drawable(words.title or "", DISPLAY)
    head = head_of(
        series,
        shown.text,
        Lettering(shown.face, 0.0, 1.14),
        subtitle,
        width=width,
        sizes=(SMALLEST, _LARGEST),
        room=high - _TOP - _RULE[2] - 60 - height(foot),
        kept=lambda size, _: min(max(0.0, size - 70) * 22, high * _LETTER),
        above=84,
        thrift=0.45,
    )
    return head + foot


# --------------------------------------------------------------------------- the letter


def _initial(words: Wording) -> str:
    """Return the first letter of the title's first word that is not an article.

    A title without letters or digits has none.
    """
    language = (words.language or "en").split("-")[0].lower()
    articles = table("covers")["articles"].get(language, "").split()
    parts = (words.title or "").replace("’", " ").split()
    named = [part for part in parts if any(map(str.isalnum, part))]
    telling = [part for part in named if part.strip("“”«».,").lower() not in articles]
    word = (telling or named or [""])[0]
    first = next((char for char in word if char.isalnum()), "")
    return capitals(first, words.language)


def _bleed(
    image: Image.Image,
    frame: Frame,
    initial: str,
    words_end: float,
    align: Align,
    colour: Colour,
    rng: Random,
) -> None:
    """Print the letter below the words, off the far side and the foot of the page.

    Where the words leave no room there is none.
    """
    face = drawable(initial, DISPLAY).face
    ink = _ink(initial, face)
    shape = (ink[2] - ink[0]) / (ink[3] - ink[1])
    cut = between(rng, 0.06, 0.14)
    top = words_end + 130
    if top > frame.high - 40:
        return
    high = max(frame.high * _LETTER, frame.high - top) * (1 + cut)
    if high * shape > frame.wide * 1.12:
        high = frame.wide * 1.12 / shape
        top = max(top, frame.high - high * (1 - cut))
    wide = high * shape
    over = max(0.06 * wide, wide - frame.wide * 0.97)
    left = frame.wide - wide + over if align == "left" else -over
    size = frame.px(high * _MEASURED / (ink[3] - ink[1]))
    start = left * frame.scale - ink[0] * size / _MEASURED
    base = top * frame.scale - ink[1] * size / _MEASURED
    corner = max(0, frame.px(left) - 2), frame.px(top)
    mask = Image.new("L", (frame.width - corner[0], frame.height - corner[1]))
    at = (start - corner[0], base - corner[1])
    ImageDraw.Draw(mask).text(at, initial, 255, load(face, size), anchor="ls")
    stamp(image, squares(Stencil(mask, *corner)), colour)


_MEASURED = 400
"""Pixels to the em at which a letter is measured."""


@lru_cache(maxsize=64)
def _ink(initial: str, face: Typeface) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the ink of a letter, from its origin."""
    left, top, right, bottom = load(face, _MEASURED).getbbox(initial, anchor="ls")
    return left, top, max(left + 1, right), max(top + 1, bottom)
