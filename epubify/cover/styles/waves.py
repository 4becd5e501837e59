"""Waves: a flat sun over a rolling sea whose waves are lined like a woodblock print."""

from __future__ import annotations

from functools import lru_cache
from math import pi, sin
from random import Random

from PIL import Image, ImageDraw

from epubify.cover.canvas import Drawing, Frame, Point, Stencil, between, disc, fill, pick, stamp
from epubify.cover.ground import WHITE, mottle, tinted
from epubify.cover.palette import Palette, blend
from epubify.cover.stack import Stack, cut_in, display_head, height, letter, plain_names
from epubify.cover.wording import Wording

_SIDE, _TOP, _BOTTOM = 160, 190, 180
"""From the edges of the page to the words."""
_WIDEST = 1500
"""Widest the words are set; on a wider page there is more paper beside them."""
SMALLEST, _LARGEST = 66, 290
"""Sizes of the title in units to the em."""
_SEA = 600
"""Least height from the end of the words to the author's name."""
_BANDS = 5
"""Bands of the sea, each darker than the one above it."""
_LINES, _STEP = 4, 27
"""Lines along the crest of a wave, and the distance between them."""


def draw(words: Wording, palette: Palette, rng: Random, frame: Frame) -> Drawing:
    """Return the cover; sun and sea sink as the title needs more of the sky.

    Sky and sea are painted in tones, the nearer the waves the deeper, and coloured together;
    of the sun is then printed what neither clouds nor waves hide.
    """
    width = min(_WIDEST, frame.wide - 2 * _SIDE)
    foot = plain_names(words, width) if words.title else []
    name_top = frame.high - _BOTTOM - height(foot)
    head = _head(words, width, name_top - _TOP - _SEA) if words.title else []
    words_end = _TOP + height(head) if head else 200.0
    crest = min(name_top - 470, max(words_end + 260, frame.high * between(rng, 0.55, 0.62)))
    sun = _sun(frame, words_end, crest, rng)
    tones = _paper(frame).copy()
    surface = _sea(tones, frame, (crest, name_top - 265), rng)
    image = _coloured(tones, palette)
    stamp(image, [_hidden(sun, surface)], palette.spot)
    middle = frame.wide / 2
    boxes = letter(image, frame, head, middle, _TOP, palette.ink)
    boxes += letter(image, frame, foot, middle, name_top, palette.light)
    return Drawing(image, boxes, cut_in(head + foot))


def _head(words: Wording, width: float, room: float) -> Stack:
    return display_head(
        words,
        width,
        room,
        sizes=(SMALLEST, _LARGEST),
        leading=1.1,
        subtitle=((52, 80), 78),
        kept=lambda size, left: min(max(0.0, size - 90) * 2.6, left * 0.35),
        above=92,
    )


# ------------------------------------------------------------------------------ the sun


def _sun(frame: Frame, words_end: float, crest: float, rng: Random) -> Stencil:
    """Return the sun without its bars of cloud, half in the sea where the sky is short."""
    radius = max(120.0, min(between(rng, 260, 350), (crest - words_end - 60) * 0.6))
    x = frame.wide * between(rng, 0.3, 0.7)
    y = max(words_end + 110 + radius, crest - radius * 0.55)
    sun = disc(frame, (x, y), radius)
    mask = sun.mask.copy()
    for _ in range(pick(rng, (0, 2, 3))):
        down = radius * between(rng, 0.4, 1.25)
        middle = radius * (1 + between(rng, -0.9, 0.9))
        half, thick = radius * between(rng, 0.5, 1.0), radius * 0.042
        for shift, drop in ((0, 0), (half * between(rng, -0.6, 0.6), 2 * thick)):
            _bar(mask, frame, (middle + shift, down + drop), half, thick)
    return Stencil(mask, sun.left, sun.top)


def _bar(mask: Image.Image, frame: Frame, middle: Point, half: float, thick: float) -> None:
    """Cut a bar with round ends out of a mask."""
    x, y = middle
    fill(mask, frame, (x - half, y - thick, x + half, y + thick), 0)
    stamp(mask, [disc(frame, (x + side * half, y), thick) for side in (-1, 1)], 0)


def _hidden(sun: Stencil, surface: Stencil) -> Stencil:
    """Return the sun without what the sea hides of it."""
    foot = surface.top + surface.mask.height - sun.top
    sun.mask.paste(0, (-sun.left, surface.top - sun.top), surface.mask)
    if foot < sun.mask.height:
        sun.mask.paste(0, (0, max(0, foot), sun.mask.width, sun.mask.height))
    return sun


# ------------------------------------------------------------------------------ the sea

_FAR = 170
"""Tone of the farthest wave; that of the nearest is 0."""
_LINE = 216
"""Tone of the lightest lines, below those of paper."""
_PAPER = [min(255, 240 + tone // 16) for tone in range(256)]
"""Tones of paper, of which the sky is made."""


@lru_cache(maxsize=1)
def _paper(frame: Frame) -> Image.Image:
    """Return the tones of the sky without sun and sea, which are those of paper."""
    return mottle(frame).point(_PAPER)


def _coloured(tones: Image.Image, palette: Palette) -> Image.Image:
    return tinted(
        tones,
        (0, palette.deep),
        (_FAR // 2, palette.mid),
        (_FAR, blend(palette.mid, palette.light, 0.5)),
        (_LINE, palette.light),
        (240, blend(palette.light, palette.accent, 0.1)),
        (248, palette.light),
        (255, blend(palette.light, WHITE, 0.8)),
    )


def _sea(tones: Image.Image, frame: Frame, ends: tuple[float, float], rng: Random) -> Stencil:
    """Paint the waves from the farthest, near the sun, to the nearest, under the author.

    Returns the mask of the edge of the farthest.
    """
    top, bottom = ends
    edges = []
    for at in range(_BANDS):
        share = at / (_BANDS - 1)
        base = top + (bottom - top) * share
        long = frame.wide / (pick(rng, (3, 3.5, 4)) - 1.2 * share)
        tone = round(_FAR * (1 - share))
        crest = _crest(frame, base, 60 + 55 * share, long, rng)
        line = tone + round((_LINE - tone) * (0.8 - 0.4 * share))
        edges.append(_wave(tones, frame, crest, (tone, line)))
    return edges[0]


def _crest(frame: Frame, base: float, tall: float, long: float, rng: Random) -> list[Point]:
    """Return the line of a wave: round troughs, sharp crests, no two quite alike."""
    shift, sway, lean = rng.random() * long, rng.random() * 2 * pi, between(rng, -0.2, 0.2)
    points = []
    for step in range(-2, int(frame.wide / 8) + 3):
        x = step * 8.0
        phase = pi * (x + shift) / long
        trough = abs(sin(phase + lean * sin(2 * phase)))
        points.append((x, base + tall * trough**0.8 + 16 * sin(0.5 * phase + sway)))
    return points


def _wave(tones: Image.Image, frame: Frame, crest: list[Point], paints: tuple[int, int]) -> Stencil:
    """Paint one wave down to the foot of the page, and lines along its crest.

    Returns the mask of its upper edge.
    """
    top = max(0, frame.px(min(y for _, y in crest)) - 2)
    low = frame.px(max(y for _, y in crest)) + 2
    finer, scale = 2, frame.scale
    path = [(x * scale * finer, (y * scale - top) * finer) for x, y in crest]
    body = Image.new("L", (frame.width * finer, (low - top) * finer))
    foot = float(body.height)
    ImageDraw.Draw(body).polygon([(path[0][0], foot), *path, (path[-1][0], foot)], 255)
    lines = Image.new("L", (body.width, body.height + frame.px(_LINES * _STEP + 8) * finer))
    pen = ImageDraw.Draw(lines)
    for at in range(1, _LINES + 1):
        drop = at * _STEP * scale * finer
        width = max(2, round((8 - 1.5 * at) * scale * finer))
        pen.line([(x, y + drop) for x, y in path], 255, width)
    edge = Stencil(body.reduce(finer), 0, top)
    stamp(tones, [edge], paints[0])
    tones.paste(paints[0], (0, low, frame.width, frame.height))
    stamp(tones, [Stencil(lines.reduce(finer), 0, top)], paints[1])
    return edge
