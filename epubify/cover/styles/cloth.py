"""Cloth: a cloth binding blocked in gold, as publishers bound novels about 1900."""

from __future__ import annotations

from random import Random

from epubify.cover import ornament
from epubify.cover.canvas import Drawing, Frame, Stencil
from epubify.cover.ground import cloth
from epubify.cover.lettering import Box, Lettering, capitals
from epubify.cover.palette import Palette
from epubify.cover.stack import (
    Stack,
    byline,
    cut_in,
    head_of,
    height,
    italic,
    set_stack,
    small_capitals,
)
from epubify.cover.typefaces import ROMAN, drawable
from epubify.cover.wording import Wording

_SIDE, _END = 205, 300
"""From the edges of the page to the field inside the frame that lettering and ornament share."""
_NARROW = 0.92
"""Share of that field for all lines but those of the title, which is to be the widest."""
_WIDEST = 1500
"""Width of lettering beyond which a line would run as on a poster."""

SMALLEST, _LARGEST, _ALONE = 66, 300, 460
"""Sizes of the title in units to the em: the smallest is legible still on a phone, the last
is for titles of one or two letters."""
_CAPITALS = 56
"""Titles up to this many characters are set in capitals; longer ones are hard to read so."""
_MEDALLION, _LEAST_MEDALLION = 380, 130
"""Largest and smallest radius; where there is less room there is no medallion."""
_GAP = 116
"""Least space above and below the medallion."""
_RULE = 120
"""Height that the rule above the byline takes, with the space below it."""


def draw(words: Wording, palette: Palette, rng: Random, frame: Frame) -> Drawing:
    """Return the cover; the medallion gives way as the words need more room."""
    gilt = ornament.border(frame, rng)
    width = min(_WIDEST, frame.wide - 2 * _SIDE)
    foot = byline(words, width=width * _NARROW) if words.title else []
    room = frame.high - 2 * _END - _with_rule(foot)
    head = _head(words, width, room) if words.title else []
    boxes: tuple[Box, ...] = ()
    if head:
        lettering, boxes = _compose(gilt, frame, head, foot, rng)
        gilt += lettering
    else:
        middle = (frame.wide / 2, frame.high / 2)
        gilt.append(ornament.medallion(frame, middle, min(520, middle[1] - _END), rng))
    return Drawing(cloth(palette, frame, gilt), boxes, cut_in(head + foot))


def _with_rule(foot: Stack) -> float:
    """Return the height of the byline together with the rule above it."""
    return height(foot) + _RULE if foot else 0.0


def _compose(
    gilt: list[Stencil], frame: Frame, head: Stack, foot: Stack, rng: Random
) -> tuple[tuple[Stencil, ...], tuple[Box, ...]]:
    """Return the lettering; put the medallion between, and spread what room is left."""
    bottom, middle = frame.high - _END, frame.wide / 2
    room = bottom - _END - height(head) - _with_rule(foot)
    radius = min(_MEDALLION, int(room - 2 * _GAP) // 2)
    radius = radius if radius >= _LEAST_MEDALLION else 0
    # The optical middle lies above the geometric one: less room above the title than below.
    top = _END + (room - 2 * radius) * (0.26 if foot else 0.34)
    low, high = top + height(head), bottom - _with_rule(foot) + 26
    if radius:
        gilt.append(ornament.medallion(frame, (middle, low + (high - low) * 0.51), radius, rng))
    if foot:
        gilt.append(ornament.rule(frame, (middle, high), 300))
    above, above_boxes = set_stack(head, frame, middle, top)
    below, below_boxes = set_stack(foot, frame, middle, bottom - height(foot))
    return above + below, above_boxes + below_boxes


def _head(words: Wording, width: float, room: float) -> Stack:
    """Return series line, title and subtitle, which stand together at the top."""
    series = small_capitals(words.series, words, (44, 64), width=width * _NARROW)
    subtitle = italic(words.subtitle, (50, 76), width=width * _NARROW, above=76)
    text = words.title or ""
    large = len(text) <= _CAPITALS
    shown = drawable(capitals(text, words.language) if large else text, ROMAN)
    return head_of(
        series,
        shown.text,
        Lettering(shown.face, 0.09, 1.16) if large else Lettering(shown.face, 0.0, 1.14),
        subtitle,
        width=width,
        sizes=(SMALLEST, _ALONE if len(text) <= 2 else _LARGEST),
        room=room,
        kept=lambda size, _: _kept_free(size, room),
        above=132,
    )


def _kept_free(size: float, room: float) -> float:
    """Return the height that a title of this size must leave to the medallion.

    Large titles stand beside a large medallion; those that must be small to fit at all may
    take its room. On low covers there is less of it to leave.
    """
    share = (size - 84) / (170 - 84)
    if share <= 0:
        return min(_GAP, room * 0.06)
    radius = _LEAST_MEDALLION + min(1.0, share) * (_MEDALLION - 30 - _LEAST_MEDALLION)
    return min(2 * radius + 3 * _GAP, room * 0.6)
