"""Thumbnails: a cover as small as a list of books shows it."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from epubify.cover.picture import encode

BOX = (200, 320)
"""Pixels that a thumbnail fits into: the shape of a drawn cover."""
_QUALITY = 82
"""Of the JPEG, in per cent: with less, letters blur; with more, catalogs grow for nothing."""
_PLAIN = (132, 130, 126)
"""Colour where there is no cover: grey, neither light nor dark."""


def thumbnail(data: bytes) -> bytes:
    """Return a picture as a JPEG that fits into ``BOX``, its shape kept.

    A picture that is smaller already is not made larger. Raises OSError and ValueError for
    what is not a picture (see Pillow).

    >>> data = encode(Image.new("RGB", (1600, 2560)))
    >>> Image.open(BytesIO(thumbnail(data))).size
    (200, 320)
    """
    try:
        with Image.open(BytesIO(data)) as image:
            # Decodes a large JPEG at a fraction of its size, many times faster.
            image.draft("RGB", (BOX[0] * 2, BOX[1] * 2))
            small = image.convert("RGB")
    except Image.DecompressionBombError as error:
        raise ValueError(str(error)) from error
    small.thumbnail(BOX, Image.Resampling.LANCZOS)
    return encode(small, quality=_QUALITY)


def no_cover() -> bytes:
    """Return the thumbnail of books without a cover: one colour."""
    return encode(Image.new("RGB", BOX, _PLAIN), quality=_QUALITY)
