"""Covers: from a book to the bytes of a picture.

``wording`` says what stands on the cover and what cannot; a style (``styles``) draws it with
``fonts``, ``text`` and ``ornament``; ``picture`` makes bytes of it. Only this package knows
Pillow, and loads it when the first cover is drawn.
"""

from __future__ import annotations

from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING

from epubify.errors import UsageError
from epubify.model import Book, Cover, Metadata
from epubify.options import Options
from epubify.report import Report

if TYPE_CHECKING:
    from PIL import Image

    from epubify.cover.canvas import Drawing


def draw_cover(
    book: Book, options: Options, report: Report, *, media_type: str | None = None
) -> Cover | None:
    """Return the cover of a book: the user's picture or a drawn one, None if none is wanted.

    A drawn cover has 1600 by 2560 pixels; it depends on what the book says of itself and
    nothing else, so that the same book has the same cover everywhere. ``media_type`` asks for
    ``image/jpeg`` or ``image/png``; by default drawings are JPEG and pictures stay as they are.

    Raises UsageError for a style that does not exist, InputError for a picture that cannot be
    read. Findings: P101 to P104 (see ``wording`` and ``picture``).
    """
    if options.no_cover:
        return None
    from epubify.cover.picture import encode, read_picture

    if options.cover:
        image, kind = read_picture(options.cover, report)
        data = encode(image, media_type or kind, quality=92)
        return _cover(data, media_type or kind, image, book.metadata)
    kind = media_type or "image/jpeg"
    image = draw(book, options, report).image
    return _cover(encode(image, kind), kind, image, book.metadata)


def draw(book: Book, options: Options, report: Report) -> Drawing:
    """Return the drawn cover of a book before it is encoded."""
    from epubify.cover.canvas import pick
    from epubify.cover.palette import palettes
    from epubify.cover.styles import STYLES
    from epubify.cover.wording import wording

    name = options.cover_style or ("spines" if book.anthology else "cloth")
    if name not in STYLES:
        known = ", ".join(sorted(STYLES))
        raise UsageError("", None, f"there is no cover style “{name}”", f"choose one of {known}")
    rng = Random(seed(book.metadata))
    drawing = STYLES[name](wording(book, report), pick(rng, palettes()), rng)
    for text in drawing.cut:
        report.find(
            "P103",
            f"there is no room on the cover for all of “{text}”",
            "give a picture with --cover IMAGE",
        )
    return drawing


def seed(metadata: Metadata) -> int:
    """Return the number that title and authors stand for.

    >>> seed(Metadata(title="Perfect")) == seed(Metadata(title="Perfect", publisher="X"))
    True
    """
    text = "\x00".join((metadata.title or "", *metadata.authors))
    return int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def _cover(data: bytes, media_type: str, image: Image.Image, metadata: Metadata) -> Cover:
    from epubify.cover.wording import alternative

    return Cover(data, media_type, image.width, image.height, alternative(metadata))
