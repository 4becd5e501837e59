"""Covers to choose from: as small as a page shows them, and in grey as many readers do."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from PIL import Image

from epubify.cover import draw, draw_cover, frame_of
from epubify.cover.picture import encode, picture_of
from epubify.errors import UsageError
from epubify.model import Book
from epubify.options import Options
from epubify.report import Report

WIDTHS = (40, 1600)
"""Pixels of the narrowest and the widest cover that is shown: below the first nothing is to be
seen, above the second the cover itself is smaller."""
_DRAWN = 480
"""Pixels of width that a small cover is drawn at, at the least, before it is reduced. With fewer,
lettering breaks up; with more, a sheet of seventy covers takes long."""
_QUALITY = 85
"""Of the JPEG, in per cent: with less, letters blur; with more, a sheet takes long to load."""
_SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg"}

Crop = tuple[float, float, float, float]
"""Left, top, width and height of what stays of a picture, as shares of its size."""


def small_cover(book: Book, options: Options, width: int, *, grey: bool = False) -> bytes:
    """Return the cover of a book as a JPEG of this width.

    Raises UsageError for a style or a palette that does not exist, and for a book without cover.
    """
    width = min(max(width, WIDTHS[0]), WIDTHS[1])
    image = _image(book, options, width)
    if image is None:
        raise UsageError("", None, "the book is to have no cover")
    high = max(1, round(image.height * width / image.width))
    small = image.resize((width, high), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return encode(small.convert("L").convert("RGB") if grey else small, quality=_QUALITY)


def _image(book: Book, options: Options, width: int) -> Image.Image | None:
    from io import BytesIO

    of_source = any(story.cover for story in book.stories) and not book.anthology
    drawn = options.cover_style or options.cover_palette or not of_source
    if options.cover or options.no_cover or not drawn:
        cover = draw_cover(book, options, Report())
        return Image.open(BytesIO(cover.data)) if cover else None
    frame = frame_of(options.cover_size)
    wide = max(width, _DRAWN)
    size = wide, max(1, round(wide * frame.height / frame.width))
    return draw(book, replace(options, cover_size=size), Report()).image


def picture_for_cover(name: str, data: bytes, crop: Crop | None = None) -> tuple[bytes, str]:
    """Return a picture that may be a cover, cut to what is wanted, and the ending of its file.

    Raises InputError for what is not a picture that can be read, UsageError for a cut that leaves
    nothing.
    """
    image, media_type = picture_of(Path(name), data, Report())
    if crop:
        left, top, width, height = crop
        inside = 0 <= left < 1 and 0 <= top < 1 and 0 < width <= 1 - left and 0 < height <= 1 - top
        edges = (left, top, left + width, top + height)
        sides = image.width, image.height, image.width, image.height
        box = tuple(round(edge * side) for edge, side in zip(edges, sides, strict=True))
        if not inside or box[0] >= box[2] or box[1] >= box[3]:
            raise UsageError("", None, "the cut leaves nothing of the picture")
        image = image.crop((box[0], box[1], box[2], box[3]))
    return encode(image, media_type, quality=92), _SUFFIXES[media_type]
