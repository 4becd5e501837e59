"""Ornaments as masks: medallions from rose curves, frames with worked corners, rules.

Masks are drawn several times too large and reduced, which smooths their edges; only the
ornaments are, not the whole page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import cos, pi, sin, sqrt
from random import Random

from PIL import Image, ImageDraw

from epubify.cover.canvas import FINER, Frame, Point, Stencil, pick


class Plate:
    """A square drawing board whose middle is (0, 0); all measures in units of the design."""

    def __init__(self, radius: float, scale: float = 1.0) -> None:
        self._finer = scale * FINER
        self._middle = round(radius * scale) * FINER
        self._mask = Image.new("L", (2 * self._middle, 2 * self._middle))
        self._draw = ImageDraw.Draw(self._mask)

    def curve(self, points: list[Point], width: float) -> None:
        """Draw a closed line through points, which must lie close where it bends."""
        self.stroke([*points, points[0]], width)

    def rose(self, radii: Sequence[float], width: float) -> None:
        """Draw the closed line that has these distances from the middle, all the way round."""
        middle, finer = self._middle, self._finer
        points = [
            (middle + away * across * finer, middle - away * down * finer)
            for away, (_, across, down) in zip(radii, _circle(len(radii)), strict=True)
        ]
        self._draw.line([*points, points[0]], 255, self._line(width))

    def stroke(self, points: list[Point], width: float) -> None:
        """Draw an open line through points, which must lie close where it bends."""
        self._draw.line(self._all(points), 255, self._line(width))

    def shape(self, points: list[Point], *, cut: bool = False) -> None:
        """Fill a shape, or cut it out of what is there."""
        self._draw.polygon(self._all(points), 0 if cut else 255)

    def ring(self, radius: float, width: float, centre: Point = (0.0, 0.0)) -> None:
        """Draw a circle whose line lies half inside and half outside the radius."""
        self._draw.ellipse(self._round(radius + width / 2, centre), None, 255, self._line(width))

    def dot(self, radius: float, centre: Point = (0.0, 0.0), *, cut: bool = False) -> None:
        """Fill a circle, or cut it out of what is there."""
        self._draw.ellipse(self._round(radius, centre), 0 if cut else 255)

    def finish(self) -> Image.Image:
        """Return the mask in its final size."""
        return self._mask.reduce(FINER)

    def _line(self, width: float) -> int:
        return max(2, round(width * self._finer))

    def _at(self, point: Point) -> Point:
        return self._middle + point[0] * self._finer, self._middle + point[1] * self._finer

    def _all(self, points: list[Point]) -> list[Point]:
        middle, finer = self._middle, self._finer
        return [(middle + x * finer, middle + y * finer) for x, y in points]

    def _round(self, radius: float, centre: Point) -> tuple[float, float, float, float]:
        x, y = self._at(centre)
        r = radius * self._finer
        return x - r, y - r, x + r, y + r


def polar(radius: float, angle: float) -> Point:
    """Return the point at a distance and an angle, counted from the top.

    >>> polar(2.0, 0.0)
    (0.0, -2.0)
    """
    return radius * sin(angle), -radius * cos(angle)


@lru_cache(maxsize=8)
def _circle(points: int) -> tuple[tuple[float, float, float], ...]:
    """Return angles all the way round, each with its sine and cosine."""
    angles = (2 * pi * at / points for at in range(points))
    return tuple((angle, sin(angle), cos(angle)) for angle in angles)


# ------------------------------------------------------------------------- medallion


def medallion(frame: Frame, centre: Point, radius: float, rng: Random) -> Stencil:
    """Return a round ornament: a border, bands of rose curves, and a heart.

    Kind, number and order of its parts come from the generator, all in one symmetry, so that
    hardly two books share one. Smaller medallions have fewer and finer lines.
    """
    plate = Plate(radius + 4, frame.scale)
    folds = pick(rng, (8, 9, 10, 12, 14, 16))
    fine = max(0.6, radius / 390)
    _border(plate, radius, folds, fine, rng)
    outer = pick(rng, (_braid, _lace, _petals))
    inner = pick(rng, (_petals, _lattice, _lace))
    outer(plate, (0.60 * radius, 0.86 * radius), folds * 2, fine, rng)
    plate.ring(0.575 * radius, 3 * fine)
    inner(plate, (0.24 * radius, 0.545 * radius), folds, fine, rng)
    _heart(plate, 0.20 * radius, folds, fine, rng)
    return centred(frame, centre, plate)


def centred(frame: Frame, centre: Point, plate: Plate) -> Stencil:
    """Return what is on a plate, laid with its middle on a point of the page."""
    mask = plate.finish()
    left, top = frame.px(centre[0]) - mask.width // 2, frame.px(centre[1]) - mask.height // 2
    return Stencil(mask, left, top)


def _border(plate: Plate, radius: float, folds: int, fine: float, rng: Random) -> None:
    plate.ring(radius - 4 * fine, 7 * fine)
    plate.ring(0.885 * radius, 3 * fine)
    kind = pick(rng, ("pearls", "rays", "plain"))
    count = folds * (6 if folds < 12 else 4)
    for at in range(count):
        angle = 2 * pi * at / count
        if kind == "pearls":
            plate.dot(0.0145 * radius, polar(0.937 * radius, angle))
        elif kind == "rays":
            near, far = polar(0.905 * radius, angle), polar(0.965 * radius, angle)
            left = polar(0.937 * radius, angle - 0.38 * pi / count)
            right = polar(0.937 * radius, angle + 0.38 * pi / count)
            plate.shape([near, left, far, right])
    if kind == "plain":
        plate.ring(0.937 * radius, 2.5 * fine)


Band = tuple[float, float]
"""Inner and outer radius."""


def _braid(plate: Plate, band: Band, folds: int, fine: float, rng: Random) -> None:
    """Draw waves that run through one another, as on banknotes (guilloche)."""
    middle, swing = (band[0] + band[1]) / 2, (band[1] - band[0]) / 2
    strands = pick(rng, (3, 4, 5))
    points = folds * 24
    for strand in range(strands):
        phase = 2 * pi * strand / strands
        wave = [middle + swing * cos(folds * angle + phase) for angle, _, _ in _circle(points)]
        plate.rose(wave, 3 * fine)


def _lace(plate: Plate, band: Band, folds: int, fine: float, rng: Random) -> None:
    """Draw rose curves of falling height inside one another: scalloped lace."""
    low, high = band
    rows = 4
    points = folds * 24
    arches = [sqrt(abs(cos(folds * angle / 2))) for angle, _, _ in _circle(points)]
    for row in range(rows):
        top = high - (high - low) * 0.16 * row
        scallops = [low + (top - low) * arch for arch in arches]
        plate.rose(scallops, (4 - 0.5 * row) * fine)
    for at in range(folds):
        plate.dot(0.05 * (high - low) + 2 * fine, polar(high - 8 * fine, (2 * at + 1) * pi / folds))


def _petals(plate: Plate, band: Band, folds: int, fine: float, rng: Random) -> None:
    """Draw two overlapping rows of petals, each a lobe of a rose curve."""
    low, high = band
    spread = 0.95 * pi / folds
    for row in (1, 0):
        tip = high if row else low + 0.72 * (high - low)
        for at in range(folds):
            middle = (2 * at + row) * pi / folds
            lobe = _petal(low, tip, middle, spread)
            plate.shape(lobe, cut=True)
            plate.curve(lobe, 3.4 * fine)
            if not row:
                vein = _petal(low, low + 0.62 * (tip - low), middle, spread * 0.36)
                plate.shape(vein)


def _petal(low: float, tip: float, middle: float, spread: float) -> list[Point]:
    edge = _edge(low, tip)
    right = [(away, middle + spread * width) for away, width in edge]
    left = [(away, middle - spread * width) for away, width in reversed(edge)]
    return [(away * sin(angle), -away * cos(angle)) for away, angle in right + left]


@lru_cache(maxsize=8)
def _edge(low: float, tip: float) -> tuple[tuple[float, float], ...]:
    """Return how far from the middle a petal is how wide."""
    steps = 24
    return tuple(
        (low + (tip - low) * (1 - cos(pi * at / steps)) / 2, sin(pi * at / steps) ** 0.8)
        for at in range(steps + 1)
    )


def _lattice(plate: Plate, band: Band, folds: int, fine: float, rng: Random) -> None:
    """Draw circles through a common ring, which cross into a lattice."""
    low, high = band
    centre, radius = (low + high) / 2, (high - low) / 2
    count = 2 * folds
    for at in range(count):
        plate.ring(radius, 2.6 * fine, polar(centre, 2 * pi * at / count))
    for at in range(count):
        plate.dot(4.5 * fine, polar(high - 9 * fine, 2 * pi * (at + 0.5) / count))


def _heart(plate: Plate, radius: float, folds: int, fine: float, rng: Random) -> None:
    """Draw the middle: a star, a flower or a ring of pearls round a boss."""
    plate.ring(radius, 3 * fine)
    kind = pick(rng, ("star", "flower", "pearls"))
    points = folds if folds < 10 else folds // 2
    if kind == "star":
        tips = (radius * 0.84, radius * 0.4)
        plate.shape([polar(tips[at % 2], pi * at / points) for at in range(2 * points)])
        plate.dot(radius * 0.22, cut=True)
        plate.dot(radius * 0.12)
        return
    for at in range(points):
        angle = 2 * pi * at / points
        if kind == "flower":
            plate.shape(_petal(radius * 0.26, radius * 0.84, angle, 0.8 * pi / points))
        else:
            plate.dot(radius * 0.11, polar(radius * 0.64, angle))
    plate.dot(radius * (0.16 if kind == "flower" else 0.3))


# ----------------------------------------------------------------------------- frame

_OUTER, _INNER = 88, 120
"""Distance of the two lines of the frame from the edge of the page."""
_NOTCH = 104
"""Radius of the quarter circle that is taken out of each corner."""


def border(frame: Frame, rng: Random) -> list[Stencil]:
    """Return a double frame with notched, ornamented corners round the whole page."""
    pieces = []
    for inset, start, width in ((_OUTER, _OUTER + _NOTCH, 8), (_INNER, _second_start(), 3)):
        pieces += _sides(frame, inset, start - width / 2, width)
    return pieces + _corners(frame, _corner(rng, frame.scale))


def _sides(frame: Frame, inset: float, start: float, width: float) -> list[Stencil]:
    """Return four straight lines; they begin where the corners end, without a nick."""
    first, thick, near = frame.px(start), max(1, frame.px(width)), frame.px(inset)
    across = Image.new("L", (frame.width - 2 * first, thick), 255)
    down = Image.new("L", (thick, frame.height - 2 * first), 255)
    return [
        Stencil(across, first, near),
        Stencil(across, first, frame.height - near - thick),
        Stencil(down, near, first),
        Stencil(down, frame.width - near - thick, first),
    ]


def _second_start() -> int:
    """Return where the inner line meets its arc, which runs parallel to the outer one."""
    away = _INNER - _OUTER
    return round(_OUTER + sqrt((_NOTCH + away) ** 2 - away**2))


def _corner(rng: Random, scale: float) -> Image.Image:
    """Return the upper left corner as a mask that is laid at the corner of the page."""
    reach = 2 * _OUTER + 2 * _NOTCH
    plate = Plate(reach / 2, scale)
    shift = -reach / 2
    # The lines are drawn from their inset inwards, so their middle lies half a width further.
    pivot = shift + _OUTER + 4
    outer, inner = _NOTCH - 4, _NOTCH + _INNER - _OUTER - 2.5
    bend = (_INNER - _OUTER - 2.5) / inner
    plate.stroke(_arc(pivot, outer, 0.0), 8)
    plate.stroke(_arc(pivot, inner, bend), 3)
    jewel = pick(rng, (_diamond, _flower, _fan))
    jewel(plate, pivot)
    return plate.finish()


def _arc(pivot: float, radius: float, bend: float) -> list[Point]:
    steps = 48
    first, last = bend, pi / 2 - bend
    angles = (first + (last - first) * at / steps for at in range(steps + 1))
    return [(pivot + radius * cos(angle), pivot + radius * sin(angle)) for angle in angles]


def _diamond(plate: Plate, pivot: float) -> None:
    for size, cut in ((40, False), (30, True), (18, False)):
        plate.shape(_rhombus(pivot + 12, size), cut=cut)


def _rhombus(at: float, size: float) -> list[Point]:
    return [(at, at - size), (at + size, at), (at, at + size), (at - size, at)]


def _flower(plate: Plate, pivot: float) -> None:
    at = pivot + 12
    for quarter in range(4):
        x, y = polar(20, quarter * pi / 2 + pi / 4)
        plate.ring(15, 4.5, (at + x, at + y))
    plate.dot(10, (at, at), cut=True)
    plate.dot(7.5, (at, at))


def _fan(plate: Plate, pivot: float) -> None:
    for ray in range(5):
        angle = pi / 2 + pi * ray / 8
        turned = [(pivot - 14 + x, pivot - 14 + y) for x, y in _petal(26, 82, angle, 0.06 * pi)]
        plate.shape(turned)
    plate.dot(12, (pivot - 6, pivot - 6))


def _corners(frame: Frame, corner: Image.Image) -> list[Stencil]:
    """Return the upper left corner of a frame and its reflections."""
    flip, mirror = Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.FLIP_LEFT_RIGHT
    right, bottom = frame.width - corner.width, frame.height - corner.height
    below = corner.transpose(flip)
    return [
        Stencil(corner, 0, 0),
        Stencil(corner.transpose(mirror), right, 0),
        Stencil(below, 0, bottom),
        Stencil(below.transpose(mirror), right, bottom),
    ]


# ----------------------------------------------------------------------------- rules


def rule(frame: Frame, centre: Point, width: float) -> Stencil:
    """Return a short rule with a diamond in its middle."""
    plate = Plate(width / 2 + 4, frame.scale)
    half, gem = width / 2, 13.0
    plate.shape([(-gem, 0), (0, -gem), (gem, 0), (0, gem)])
    for side in (-1, 1):
        start, end = side * (gem + 12), side * half
        plate.shape([(start, -2.0), (end, -0.6), (end, 0.6), (start, 2.0)])
    return centred(frame, centre, plate)
