"""Pictures of a story made fit: kinds that all devices show, no larger than they take."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from epubify.model import Picture
from epubify.model.limits import limits_held

if TYPE_CHECKING:
    from PIL.Image import Image

SHOWN = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif"}
"""Kinds that every device shows, as Pillow calls them (EPUB 3.3, 3.2)."""
MOST_PIXELS = 5_600_000
"""Points of a picture: Apple refuses books with larger ones. With fewer, maps cannot be read."""
COLOURS = frozenset({"RGB", "RGBA", "L", "LA", "P", "1"})
"""Ways to keep colours that devices know; prints have others (CMYK)."""
QUALITY = 90
"""Of JPEG, up to 95. With less, edges blur; with more, files grow and nobody sees why."""


def fit(picture: Picture) -> Picture | None:
    """Return a picture as books can have it, None for one that cannot be read.

    One that is fit stays as it is, byte for byte; drawings in SVG are left out, as devices differ.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(picture.data)) as image:
                return _fitted(picture, image)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        ValueError,
        SyntaxError,  # what Pillow raises for broken PNG
    ):
        return None


def _fitted(picture: Picture, image: Image) -> Picture | None:
    kind = SHOWN.get(image.format or "")
    points = image.width * image.height
    if points > limits_held().pixels:
        return None
    if kind and points <= MOST_PIXELS and image.mode in COLOURS:
        image.verify()
        return picture if picture.media_type == kind else Picture(picture.name, picture.data, kind)
    image.load()
    if points > MOST_PIXELS:
        scale = (MOST_PIXELS / points) ** 0.5
        flat = image if image.mode in ("RGB", "RGBA", "L", "CMYK") else image.convert("RGBA")
        image = flat.resize((int(flat.width * scale), int(flat.height * scale)))
    return _saved(picture.name, image, lossy=kind == "image/jpeg" or image.mode == "CMYK")


def _saved(name: str, image: Image, *, lossy: bool) -> Picture:
    """Return a picture saved anew: photographs as JPEG, what has sharp edges or gaps as PNG."""
    into = BytesIO()
    if lossy:
        image.convert("RGB").save(into, "JPEG", quality=QUALITY)
        return Picture(name, into.getvalue(), "image/jpeg")
    shown = (
        image if image.mode in COLOURS else image.convert("RGBA" if "A" in image.mode else "RGB")
    )
    shown.save(into, "PNG", optimize=False)
    return Picture(name, into.getvalue(), "image/png")
