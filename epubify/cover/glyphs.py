"""Glyphs: the pictures of letters, what room they take, and the white between them.

All of it is measured and drawn once for a letter, however often it stands on a cover: with basic
layout, a letter looks the same wherever it stands.
"""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw

from epubify.cover.typefaces import Typeface, load
from epubify.model.records import Record

REFERENCE = 240
"""Pixels to the em at which glyphs are measured."""
_BANDS = 20
"""Horizontal slices in which the sides of glyphs are compared for kerning."""


class Glyph(Record):
    """A cluster in ems: how far it moves the pen, the white at its sides by band, its reach."""

    advance: float
    left: tuple[float | None, ...]
    right: tuple[float | None, ...]
    high: float
    low: float
    """What it reaches above and below the baseline."""


_INKED = [255 * (value > 40) for value in range(256)]
"""For each grey whether it is seen as ink at the edge of a letter."""


@lru_cache(maxsize=4096)
def glyph(face: Typeface, cluster: str) -> Glyph:
    """Return the measures of a cluster; the face must not be one that is shaped."""
    font = load(face, REFERENCE)
    # The marks of a cluster stand upon its first character and take no room.
    advance = font.getlength(cluster[0])
    margin = REFERENCE // 2
    wide = int(advance) + 2 * margin
    picture = Image.new("L", (wide, REFERENCE))
    ImageDraw.Draw(picture).text((margin, REFERENCE * 3 // 4), cluster, 255, font, anchor="ls")
    picture = picture.resize((wide, _BANDS), Image.Resampling.BOX).point(_INKED)
    edges = [_ink(picture, band) for band in range(_BANDS)]
    left = (None if edge is None else (edge[0] - margin) / REFERENCE for edge in edges)
    right = (None if edge is None else (margin + advance - edge[1]) / REFERENCE for edge in edges)
    _, top, _, bottom = font.getbbox(cluster, anchor="ls")
    high, low = -top / REFERENCE, bottom / REFERENCE
    return Glyph(advance / REFERENCE, tuple(left), tuple(right), high, low)


def _ink(picture: Image.Image, band: int) -> tuple[int, int] | None:
    box = picture.crop((0, band, picture.width, band + 1)).getbbox()
    return (box[0], box[2]) if box else None


_FAR = 0.28
"""White beyond this many ems makes no difference to how near two letters look."""
_NEAR = 0.07
"""Two letters are never brought nearer to each other than this many ems."""


@lru_cache(maxsize=8192)
def kern(face: Typeface, before: str, after: str) -> float:
    """Return the ems to add between two letters so that pairs with capitals look even.

    Basic layout does not know the kerning of these fonts (OpenType GPOS), so the white
    between the letters is measured and compared with that between two stems.
    """
    if " " in (before, after) or not (before[0].isupper() or after[0].isupper()):
        return 0.0
    gaps = _gaps(face, before, after)
    stems = _gaps(face, "H", "H" if after[0].isupper() else "n")
    if not gaps or not stems:
        return 0.0
    surplus = sum(gaps) / len(gaps) - sum(stems) / len(stems)
    return -max(0.0, min(0.7 * surplus, 0.13, min(gaps) - _NEAR))


def _gaps(face: Typeface, before: str, after: str) -> list[float]:
    """Return the white between two letters in the bands between baseline and capitals."""
    right, left = glyph(face, before).right, glyph(face, after).left
    return [
        _FAR if a is None or b is None else min(_FAR, a + b)
        for a, b in zip(right[2:15], left[2:15], strict=True)
        if not (a is None and b is None)
    ]


# --------------------------------------------------------------------------- pictures


class Print(Record):
    """The picture of a cluster at a size, and its edges in pixels from where the pen stands."""

    picture: Image.Image | None
    """None where there is nothing to be seen."""
    left: int
    top: int
    right: int
    bottom: int


_PRINTS = 128
"""Pictures of letters that are kept: those of a cover or two. With more, a process holds more of
them than of pages; with fewer, letters are drawn again on the same cover."""


@lru_cache(maxsize=_PRINTS)
def printed(face: Typeface, size: int, cluster: str) -> Print:
    """Return the picture of a cluster; the face must not be one that is shaped."""
    font = load(face, size)
    left, top, right, bottom = map(round, font.getbbox(cluster, anchor="ls"))
    if left == right or top == bottom:
        return Print(None, left, top, right, bottom)
    picture = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(picture).text((-left, -top), cluster, 255, font, anchor="ls")
    return Print(picture, left, top, right, bottom)
