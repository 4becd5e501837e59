"""Fitting: a given picture brought to the shape and size of a cover."""

from __future__ import annotations

from PIL import Image

from epubify.cover.palette import Colour

MOST_PIXELS = 5_600_000
"""Apple Books refuses interior images above this; a cover needs no more either."""
USUAL = (1600, 2560)
"""Width and height of a cover where none are given."""
MOST_ENLARGED = 4.0
"""How many times larger a picture is made at most: beyond that it would be a blur."""
_EDGE = 8
"""Pixels from the edge inwards whose colour the picture is padded with."""

Size = tuple[int, int]


def fitted(image: Image.Image, fit: str, size: Size | None) -> Image.Image:
    """Return a picture in the given shape and size.

    ``keep`` leaves its shape: it is scaled down to lie within ``size``, if that is given, and
    never enlarged. ``crop`` cuts off what is too wide or too high, alike on both sides, and
    ``pad`` adds to it in the colours of its edges; both then reach ``size`` (1600 by 2560 where
    none is given) exactly, unless the picture would have to be enlarged more than four times:
    it then has that shape, as large as four times gives. Nothing has more than 5.6 million
    pixels.
    """
    if fit == "keep":
        return _kept(image, size)
    width, height = target = _allowed(size or USUAL)
    wide, high = width / image.width, height / image.height
    scale = max(wide, high) if fit == "crop" else min(wide, high)
    if scale > MOST_ENLARGED:
        share = MOST_ENLARGED / scale
        target = max(1, round(width * share)), max(1, round(height * share))
    return _cropped(image, target) if fit == "crop" else _padded(image, target)


def _allowed(size: Size) -> Size:
    """Return a size, taken down in the same shape to what a cover may have.

    >>> _allowed((1264, 1680)), _allowed((4000, 6400))
    ((1264, 1680), (1870, 2993))
    """
    width, height = size
    shrunk = min(1.0, (MOST_PIXELS / (width * height)) ** 0.5)
    return max(1, int(width * shrunk)), max(1, int(height * shrunk))


def _kept(image: Image.Image, size: Size | None) -> Image.Image:
    width, height = _allowed(image.size)
    if size:
        scale = min(1.0, size[0] / width, size[1] / height)
        width, height = max(1, round(width * scale)), max(1, round(height * scale))
    # Extremely long pictures keep a side of one pixel: the other then gives way.
    return _scaled(image, (min(width, MOST_PIXELS // height), height))


def _scaled(image: Image.Image, size: Size) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)


def _cropped(image: Image.Image, size: Size) -> Image.Image:
    """Return the middle of a picture, scaled to a size."""
    width, height = size
    scale = max(width / image.width, height / image.height)
    across, down = width / scale, height / scale
    left, top = (image.width - across) / 2, (image.height - down) / 2
    box = (
        max(0.0, left),
        max(0.0, top),
        min(left + across, image.width),
        min(top + down, image.height),
    )
    return image.resize(size, Image.Resampling.LANCZOS, box=box)


def _padded(image: Image.Image, size: Size) -> Image.Image:
    """Return a picture in the middle of a page that its edges give the colours of."""
    width, height = size
    scale = min(width / image.width, height / image.height)
    inner = (
        max(1, min(width, round(image.width * scale))),
        max(1, min(height, round(image.height * scale))),
    )
    picture = _scaled(image, inner)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    page = Image.new("RGB", size)
    for side, box in _sides(size, inner, (left, top)).items():
        page.paste(_edge_colour(picture, side), box)
    page.paste(picture, (left, top))
    return page


def _sides(size: Size, inner: Size, at: tuple[int, int]) -> dict[str, tuple[int, int, int, int]]:
    """Return the bars to fill, by side."""
    (width, height), (left, top) = size, at
    right, bottom = left + inner[0], top + inner[1]
    bars = {
        "left": (0, 0, left, height),
        "right": (right, 0, width, height),
        "top": (0, 0, width, top),
        "bottom": (0, bottom, width, height),
    }
    return {side: box for side, box in bars.items() if box[0] < box[2] and box[1] < box[3]}


def _edge_colour(image: Image.Image, side: str) -> Colour:
    """Return the median colour along an edge: what most of it has, whatever touches it."""
    width, height = image.size
    deep, down = min(_EDGE, width), min(_EDGE, height)
    edge = image.crop(
        {
            "left": (0, 0, deep, height),
            "right": (width - deep, 0, width, height),
            "top": (0, 0, width, down),
            "bottom": (0, height - down, width, height),
        }[side]
    )
    red, green, blue = (_median(channel.histogram()) for channel in edge.split())
    return red, green, blue


def _median(histogram: list[int]) -> int:
    """Return the middle value of those counted.

    >>> _median([1, 3, 1])
    1
    """
    half = sum(histogram) / 2
    seen = 0
    for value, count in enumerate(histogram):
        seen += count
        if seen >= half:
            return value
    return 0
