"""Cloth: a cloth binding blocked in gold, as publishers bound novels about 1900."""

from __future__ import annotations

from random import Random

from PIL import Image

from epubify.cover import ornament
from epubify.cover.canvas import HEIGHT, WIDTH, Drawing, cloth, gild
from epubify.cover.fonts import ROMAN, drawable
from epubify.cover.palette import Palette
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
from epubify.cover.text import Box, Lettering, capitals
from epubify.cover.wording import Wording

LEFT, TOP, RIGHT, BOTTOM = 230, 300, WIDTH - 230, HEIGHT - 300
"""The field inside the frame that lettering and ornament share."""
_NARROW = (RIGHT - LEFT) * 0.92
"""Width of all lines but those of the title, which is to be the widest."""

SMALLEST, _LARGEST, _ALONE = 66, 300, 460
"""Sizes of the title in pixels to the em: the smallest is legible still on a phone, the last
is for titles of one or two letters."""
_CAPITALS = 56
"""Titles up to this many characters are set in capitals; longer ones are hard to read so."""
_MEDALLION, _LEAST_MEDALLION = 380, 130
"""Largest and smallest radius; where there is less room there is no medallion."""
_GAP = 116
"""Least space above and below the medallion."""
_RULE = 120
"""Height that the rule above the byline takes, with the space below it."""


def draw(words: Wording, palette: Palette, rng: Random) -> Drawing:
    """Return the cover; the medallion gives way as the words need more room."""
    mask = Image.new("L", (WIDTH, HEIGHT))
    ornament.frame(mask, rng)
    ground = cloth(palette, rng)
    foot = byline(words, width=_NARROW) if words.title else []
    head = _head(words, BOTTOM - TOP - _with_rule(foot)) if words.title else []
    if head:
        boxes = _compose(mask, head, foot, rng)
    else:
        boxes = ()
        _stamp(mask, 520, HEIGHT // 2, rng)
    gild(ground, mask, palette.accent)
    return Drawing(ground, boxes, cut_in(head + foot))


def _with_rule(foot: Stack) -> float:
    """Return the height of the byline together with the rule above it."""
    return height(foot) + _RULE if foot else 0.0


def _compose(mask: Image.Image, head: Stack, foot: Stack, rng: Random) -> tuple[Box, ...]:
    """Draw lettering and medallion; spread what room is left between them."""
    foot_height = _with_rule(foot)
    room = BOTTOM - TOP - height(head) - foot_height
    radius = min(_MEDALLION, int(room - 2 * _GAP) // 2)
    radius = radius if radius >= _LEAST_MEDALLION else 0
    # The optical middle lies above the geometric one: less room above the title than below.
    top = TOP + (room - 2 * radius) * (0.26 if foot else 0.34)
    boxes = draw_stack(mask, head, top)
    low, high = top + height(head), BOTTOM - foot_height + 26
    if radius:
        _stamp(mask, radius, round(low + (high - low) * 0.51), rng)
    if foot:
        ornament.rule(mask, round(high), 300)
    return boxes + draw_stack(mask, foot, BOTTOM - height(foot))


def _stamp(mask: Image.Image, radius: int, middle: int, rng: Random) -> None:
    picture = ornament.medallion(radius, rng)
    mask.paste(255, (WIDTH // 2 - picture.width // 2, middle - picture.height // 2), picture)


def _head(words: Wording, room: float) -> Stack:
    """Return series line, title and subtitle, which stand together at the top."""
    series = small_capitals(words.series, words, (40, 52), width=_NARROW)
    subtitle = italic(words.subtitle, (50, 76), width=_NARROW, above=76)
    above = 96.0 if series else 0.0
    left = room - height(stacked(series)) - (subtitle.height if subtitle else 0) - above
    text = words.title or ""
    large = len(text) <= _CAPITALS
    shown = drawable(capitals(text, words.language) if large else text, ROMAN)
    title = title_block(
        shown.text,
        Lettering(shown.face, 0.09, 1.16) if large else Lettering(shown.face, 0.0, 1.14),
        width=RIGHT - LEFT,
        sizes=(SMALLEST, _ALONE if len(text) <= 2 else _LARGEST),
        room=lambda size: left - _kept_free(size),
        above=above,
    )
    return stacked(series, title, subtitle)


def _kept_free(size: float) -> float:
    """Return the height that a title of this size must leave to the medallion.

    Large titles stand beside a large medallion; those that must be small to fit at all may
    take its room.
    """
    share = (size - 84) / (170 - 84)
    if share <= 0:
        return _GAP
    radius = _LEAST_MEDALLION + min(1.0, share) * (_MEDALLION - 30 - _LEAST_MEDALLION)
    return 2 * radius + 3 * _GAP
