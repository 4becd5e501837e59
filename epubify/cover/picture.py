"""Pictures as bytes: encoding what was drawn, and reading what a user gives."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from epubify.errors import InputError, MissingInput, UnreadableInput, UsageError
from epubify.report import Report

MEDIA_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
"""What can be written, by the ending of the file name."""

MOST_PIXELS = 5_600_000
"""Apple Books refuses interior images above this; a cover needs no more either."""
_BOMB = 120_000_000
"""Pixels beyond which a file is not read: no camera or scanner makes them for a cover."""
_SHORT_SIDE = 600
"""Pixels below which a cover looks coarse on a reader's shelf."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
"""Formats that Pillow reads by itself, without running another program."""
_ADVICE = "give a JPEG or PNG file"


def media_type_of(path: Path) -> str:
    """Return the media type for a file name; raises UsageError for an unknown ending.

    >>> media_type_of(Path("cover.JPG"))
    'image/jpeg'
    """
    try:
        return MEDIA_TYPES[path.suffix.lower()]
    except KeyError:
        known = ", ".join(MEDIA_TYPES)
        raise UsageError(
            str(path), None, "a cover cannot be written in this format", f"end the name in {known}"
        ) from None


def encode(image: Image.Image, media_type: str = "image/jpeg", *, quality: int = 85) -> bytes:
    """Return a picture as JPEG or PNG bytes without any metadata.

    JPEG is baseline with 4:2:0 chroma, which every reading system shows.
    """
    out = BytesIO()
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    if media_type == "image/png":
        clean.save(out, "PNG", optimize=False, compress_level=6)
    else:
        clean.save(out, "JPEG", quality=quality, subsampling="4:2:0", optimize=True)
    return out.getvalue()


def read_picture(path: Path, report: Report) -> tuple[Image.Image, str]:
    """Return a user's picture, upright and in RGB, with the media type to write it in.

    PNG stays PNG, everything else becomes JPEG. Transparency is laid on white, pictures above
    5.6 million pixels are scaled down; nothing is cropped or enlarged. Raises InputError where
    the file is missing, unreadable, not a picture, or too large to be opened safely. Finding
    P104 where the picture is small.
    """
    data = _read(path)
    try:
        upright, media_type = _open(path, data)
    except InputError:
        raise
    except Image.DecompressionBombError:
        raise _too_large(path) from None
    except Exception as error:  # On damaged files Pillow's decoders raise nearly anything.
        raise InputError(str(path), None, "not a picture that can be read", _ADVICE) from error
    _tell_small(path, upright.size, report)
    return _within(upright, MOST_PIXELS), media_type


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise MissingInput(str(path), None, "there is no such picture", _ADVICE) from None
    except OSError as error:
        problem = f"the picture cannot be read ({error.strerror})"
        raise UnreadableInput(str(path), None, problem, _ADVICE) from error


def _open(path: Path, data: bytes) -> tuple[Image.Image, str]:
    """Return the picture upright and flat, and its media type; Pillow's errors go through."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            # The size is known from the header: nothing has been unpacked so far.
            if image.width * image.height > _BOMB:
                raise _too_large(path)
            media_type = "image/png" if image.format == "PNG" else "image/jpeg"
            return _flat(ImageOps.exif_transpose(image)), media_type


def _too_large(path: Path) -> InputError:
    return InputError(
        str(path),
        None,
        "the picture has too many pixels to be opened safely",
        "scale it down to 1600 by 2560 pixels",
    )


def _flat(image: Image.Image) -> Image.Image:
    """Return the picture in RGB, with transparent parts white."""
    if image.mode == "I" or image.mode.startswith("I;16"):  # 16 bits a pixel: keep the upper 8
        return image.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def _within(image: Image.Image, pixels: int) -> Image.Image:
    width, height = image.size
    if width * height <= pixels:
        return image
    scale = (pixels / (width * height)) ** 0.5
    size = max(1, int(width * scale)), max(1, int(height * scale))
    return image.resize(size, Image.Resampling.LANCZOS)


def _tell_small(path: Path, size: tuple[int, int], report: Report) -> None:
    if min(size) < _SHORT_SIDE:
        report.find(
            "P104",
            f"{path}: the cover picture has only {size[0]} by {size[1]} pixels",
            "use one of about 1600 by 2560 pixels",
        )
