"""Horizon: a sky with its sun or moon over ridges that fade into the distance, or over the sea.

The scene is painted in tones and coloured at the end, as a woodcut is printed from one block in
graded ink. Behind the words the sky stays as dark as it is at the top.
"""

from __future__ import annotations

from itertools import pairwise
from math import pi, sin
from random import Random

from PIL import Image, ImageChops

from epubify.cover.canvas import Drawing, Frame, Point, between, disc, fill, pick, polygon, stamp
from epubify.cover.ground import BLACK, grain, tinted
from epubify.cover.lettering import Box
from epubify.cover.palette import Palette, blend
from epubify.cover.stack import Stack, cut_in, display_head, height, letter, plain_names
from epubify.cover.wording import Wording
from epubify.model.records import Record

_SIDE, _TOP, _BOTTOM = 170, 200, 190
"""From the edges of the page to the words."""
_WIDEST = 1500
"""Widest the words are set; on a wider page there is more paper beside them."""
SMALLEST, _LARGEST, _ALONE = 66, 300, 460
"""Sizes of the title in units to the em; the last is for titles of one or two letters."""
_SCENE = 520
"""Least height from the end of the words to the foot of the land."""

_NIGHT, _DUSK = 64, 176
"""Tones of the sky: at the top, and above the land."""
_FAR, _NEAR = 142, 14
"""Tones of the land: the farthest ridge and the nearest, on which the author stands."""


def draw(words: Wording, palette: Palette, rng: Random, frame: Frame) -> Drawing:
    """Return the cover; the sun sinks and shrinks as the title needs more of the sky."""
    width = min(_WIDEST, frame.wide - 2 * _SIDE)
    foot = plain_names(words, width) if words.title else []
    ground = frame.high - _BOTTOM - height(foot)
    head = _head(words, width, ground - _TOP - _SCENE) if words.title else []
    scene = _scene(frame, _TOP + height(head), ground, rng)
    tones = _sky(frame, scene)
    stamp(tones, [disc(frame, scene.centre, scene.radius)], 252)
    pick(rng, (_mountains, _forest, _sea))(tones, frame, scene, rng)
    tones = ImageChops.add_modulo(tones, grain(frame.width, frame.height))
    image = _coloured(tones, palette)
    middle = frame.wide / 2
    boxes = letter(image, frame, head, middle, _TOP, palette.light)
    boxes += letter(image, frame, foot, middle, ground, palette.light)
    _stars(image, frame, scene, boxes, palette, rng)
    return Drawing(image, boxes, cut_in(head + foot))


def _head(words: Wording, width: float, room: float) -> Stack:
    return display_head(
        words,
        width,
        room,
        sizes=(SMALLEST, _LARGEST),
        alone=_ALONE,
        leading=1.12,
        subtitle=((52, 80), 76),
        kept=lambda size, left: min(max(0.0, size - 90) * 2.4, left * 0.3),
        above=132,
    )


# ----------------------------------------------------------------------------- the sky


class _Scene(Record):
    """Where things are, in units from the upper left corner."""

    words: float
    """Where the words end and the sky may get lighter."""
    horizon: float
    """Where the land begins."""
    centre: Point
    radius: float
    """Middle and radius of the sun or moon."""
    ground: float
    """From where on the land must be dark, because the author's name stands upon it."""


def _scene(frame: Frame, words: float, ground: float, rng: Random) -> _Scene:
    lowest = ground - 300
    horizon = min(lowest, max(words + 300, frame.high * between(rng, 0.6, 0.68)))
    sky = horizon - words
    radius = max(110.0, min(between(rng, 190, 290), sky * 0.3, frame.wide * 0.18))
    highest, deepest = words + 90 + radius, horizon - 0.1 * radius
    y = max(highest, min(deepest, words + sky * between(rng, 0.45, 0.8)))
    return _Scene(words, horizon, (frame.wide * between(rng, 0.27, 0.73), y), radius, ground)


def _sky(frame: Frame, scene: _Scene) -> Image.Image:
    """Return the sky in tones, made small and enlarged: dusk above the land, light round the sun.

    Both begin below the words only. It reaches as far down as the farthest ridge may dip.
    """
    grain_of = 8 / frame.scale
    size = -(-frame.width // 8), frame.px(scene.horizon + 320) // 8
    column = Image.new("L", (1, size[1]))
    fade = column.copy()
    span = scene.horizon - scene.words
    low = [_ease((at * grain_of - scene.words) / span) for at in range(size[1])]
    column.putdata([round(_NIGHT + (_DUSK - _NIGHT) * share) for share in low])
    start = [_ease((at * grain_of - scene.words) / (span * 0.55)) for at in range(size[1])]
    fade.putdata([round(255 * share) for share in start])
    light = ImageChops.multiply(_halo(size, scene, grain_of), fade.resize(size))
    sky = ImageChops.add(column.resize(size), light)
    # So smooth a picture may have pixels two wide.
    half = sky.resize((-(-frame.width // 2), size[1] * 4), Image.Resampling.BILINEAR)
    return half.transform((frame.width, frame.height), Image.Transform.AFFINE, _TWICE)


_TWICE = (0.5, 0, 0, 0, 0.5, 0)
"""How Pillow is told to make a picture twice as large."""


def _halo(size: tuple[int, int], scene: _Scene, grain_of: float) -> Image.Image:
    """Return the light round the sun, which falls off to nothing."""
    reach = round(scene.radius * 3.4 / grain_of)
    # Pillow's gradient is 255 in the corners only; 180 is where it meets the sides.
    falling = [round(58 * max(0.0, 1 - tone / 180) ** 1.6) for tone in range(256)]
    glow = Image.radial_gradient("L").point(falling)
    x, y = (round(part / grain_of) for part in scene.centre)
    halo = Image.new("L", size)
    halo.paste(glow.resize((2 * reach, 2 * reach)), (x - reach, y - reach))
    return halo


def _ease(share: float) -> float:
    """Return a share from 0 to 1 that begins and ends gently."""
    share = max(0.0, min(1.0, share))
    return share * share * (3 - 2 * share)


def _coloured(tones: Image.Image, palette: Palette) -> Image.Image:
    deep, mid, glow = palette.deep, palette.mid, blend(palette.accent, palette.spot, 0.25)
    return tinted(
        tones,
        (0, blend(deep, BLACK, 0.5)),
        (_NIGHT, deep),
        (150, blend(mid, deep, 0.15)),
        (215, blend(glow, mid, 0.35)),
        (255, blend(palette.accent, palette.light, 0.55)),
    )


def _stars(
    image: Image.Image,
    frame: Frame,
    scene: _Scene,
    boxes: tuple[Box, ...],
    palette: Palette,
    rng: Random,
) -> None:
    """Sprinkle stars over the dark of the sky, none near a word."""
    lowest = min(scene.centre[1] - scene.radius * 2.2, scene.horizon * 0.7)
    count, near = pick(rng, (0, 60, 90)), frame.px(30)
    for _ in range(count):
        x, y = rng.random() * frame.wide, rng.random() ** 1.5 * lowest
        across, down = frame.px(x), frame.px(y)
        covered = any(
            box.left - near < across < box.right + near
            and box.top - near < down < box.bottom + near
            for box in boxes
        )
        size = pick(rng, (1.6, 1.6, 2.4, 3.4))
        if not covered:
            colour = blend(palette.mid, palette.light, between(rng, 0.3, 0.9))
            stamp(image, [disc(frame, (x, y), size)], colour)


# ---------------------------------------------------------------------------- the land


def _mountains(tones: Image.Image, frame: Frame, scene: _Scene, rng: Random) -> None:
    """Paint ridges behind one another, jagged afar and round at hand."""
    for place, (base, tone) in enumerate(_layers(scene, 5)):
        if place < 3:
            line = _jagged(frame, base, between(rng, 150, 230) - 25 * place, rng)
        else:
            line = _rolling(frame, base, 70, rng)
        _ridge(tones, frame, line, tone)


def _forest(tones: Image.Image, frame: Frame, scene: _Scene, rng: Random) -> None:
    """Paint hills, the nearer ones with firs."""
    for place, (base, tone) in enumerate(_layers(scene, 5)):
        line = _rolling(frame, base, 120 - 15 * place, rng)
        if place in (2, 3):
            line = _with_firs(line, 46 + 34 * (place - 2), rng)
        _ridge(tones, frame, line, tone)


def _layers(scene: _Scene, count: int) -> list[tuple[float, int]]:
    """Return height and tone of each ridge from the farthest to the nearest."""
    last = scene.ground - 90
    shares = [at / (count - 1) for at in range(count)]
    return [
        (
            scene.horizon + 60 + (last - scene.horizon - 60) * share,
            round(_FAR + (_NEAR - _FAR) * share**0.85),
        )
        for share in shares
    ]


def _ridge(tones: Image.Image, frame: Frame, line: list[Point], tone: int) -> None:
    """Paint what lies below a line, a little paler towards its foot, where the mist is."""
    low = max(y for _, y in line)
    foot = min(frame.high, low + 4)
    mask = polygon(frame, [(-4.0, foot), *line, (frame.wide + 4, foot)])
    fill(tones, frame, (0, foot - 3, frame.wide, frame.high), tone)
    stamp(tones, [mask], tone)
    if tone > _NEAR:
        _mist(tones, frame, low, tone)


def _mist(tones: Image.Image, frame: Frame, top: float, tone: int) -> None:
    """Lighten what is below a height, more and more."""
    span = 240
    column = Image.new("L", (1, 64))
    column.putdata([tone + round(tone * 0.22 * _ease(at / 63)) for at in range(64)])
    size = frame.width, max(1, min(frame.px(span), frame.height - frame.px(top)))
    if frame.px(top) < frame.height:
        tones.paste(
            column.resize((1, size[1])).resize(size, Image.Resampling.NEAREST), (0, frame.px(top))
        )


def _rolling(frame: Frame, base: float, swing: float, rng: Random) -> list[Point]:
    """Return the line of soft hills: waves of three lengths."""
    waves = [
        (swing / (part + 1), between(rng, 0.8, 1.4) * (1, 2.3, 5.1)[part], rng.random() * 2 * pi)
        for part in range(3)
    ]
    step, wide = 12, frame.wide
    return [
        (x, base - sum([a * sin(2 * pi * f * x / wide + shift) for a, f, shift in waves]) / 1.4)
        for x in range(-step, int(wide) + 2 * step, step)
    ]


def _jagged(frame: Frame, base: float, swing: float, rng: Random) -> list[Point]:
    """Return the line of mountains: a few peaks whose slopes are broken again and again."""
    peaks = 3 + int(rng.random() * 3)
    heights = [base - swing * between(rng, 0.2, 1.0) * (1 if at % 2 else -0.55)
               for at in range(2 * peaks + 1)]  # fmt: skip
    rough = swing * 0.28
    while len(heights) < 260:
        finer = [heights[0]]
        for one, other in pairwise(heights):
            finer += [(one + other) / 2 + (rng.random() - 0.5) * rough, other]
        heights, rough = finer, rough * 0.55
    step = (frame.wide + 40) / (len(heights) - 1)
    return [(-20 + at * step, y) for at, y in enumerate(heights)]


def _with_firs(line: list[Point], tall: float, rng: Random) -> list[Point]:
    """Return the line with fir trees on it, in groups with clearings between."""
    found: list[Point] = []
    dense = rng.random()
    for x, y in line:
        found.append((x, y))
        dense = max(0.0, min(1.0, dense + (rng.random() - 0.5) * 0.5))
        if dense < 0.35:
            continue
        high = tall * between(rng, 0.5, 1.25)
        half = high * 0.2
        found += [
            (x + 6 - half, y + 4),
            (x + 6 - half * 0.45, y - high * 0.36),
            (x + 6 - half * 0.66, y - high * 0.33),
            (x + 6, y - high),
            (x + 6 + half * 0.66, y - high * 0.33),
            (x + 6 + half * 0.45, y - high * 0.36),
            (x + 6 + half, y + 4),
        ]
    return found


def _sea(tones: Image.Image, frame: Frame, scene: _Scene, rng: Random) -> None:
    """Paint the sea, the light of the sun upon it, and the shore."""
    top, bottom = scene.horizon, scene.ground - 60
    column = Image.new("L", (1, 128))
    column.putdata([round(118 - 96 * (at / 127) ** 0.7) for at in range(128)])
    area = frame.width, frame.height - frame.px(top)
    tones.paste(
        column.resize((1, area[1])).resize(area, Image.Resampling.NEAREST), (0, frame.px(top))
    )
    y = top + 8.0
    while y < bottom:
        share = (y - top) / (bottom - top)
        wide = scene.radius * (0.95 - 0.5 * share) * between(rng, 0.35, 1.0)
        middle = scene.centre[0] + (rng.random() - 0.5) * scene.radius * (0.3 + 0.6 * share)
        thick = 5 + 9 * share
        glint = polygon(frame, [(middle - wide, y), (middle, y - thick / 2),
                                (middle + wide, y), (middle, y + thick / 2)])  # fmt: skip
        stamp(tones, [glint], round(236 - 90 * share))
        y += thick * between(rng, 1.7, 3.2)
    far = _jagged(frame, top + 34, 70, rng)
    shore = [(x, min(line, top + 1)) for x, line in far]
    _headland(tones, frame, shore, top, 96, rng)
    _ridge(tones, frame, _rolling(frame, scene.ground - 30, 46, rng), _NEAR)


def _headland(
    tones: Image.Image, frame: Frame, line: list[Point], foot: float, tone: int, rng: Random
) -> None:
    """Paint an island from one edge of the page that slopes into the sea."""
    left = rng.random() < 0.5
    reach = frame.wide * between(rng, 0.22, 0.42)
    shaped = []
    for x, y in line:
        away = x if left else frame.wide - x
        share = _ease(1 - away / reach)
        shaped.append((x, foot + 1 - (foot + 60 - y) * share))
    stamp(tones, [polygon(frame, [(-4.0, foot + 2), *shaped, (frame.wide + 4, foot + 2)])], tone)
