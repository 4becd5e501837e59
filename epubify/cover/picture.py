"""Pictures as bytes: encoding what was drawn, and reading what a user gives.

A given picture is untrusted input: its size is known from the header before anything is
unpacked, only formats that Pillow decodes by itself are opened, and nothing of the file but
its pixels gets into the book. How it is brought to shape is in ``fitting``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from io import BytesIO
from math import isqrt
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from epubify.cover.fitting import MOST_PIXELS, USUAL, fitted
from epubify.errors import InputError, MissingInput, UnreadableInput, UsageError
from epubify.report import Report

if TYPE_CHECKING:
    from PIL.ImageCms import ImageCmsProfile

__all__ = ["MEDIA_TYPES", "MOST_PIXELS", "encode", "media_type_of", "read_picture"]

MEDIA_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
"""What can be written, by the ending of the file name."""

_BOMB = 120_000_000
"""Pixels beyond which a file is not read: no camera or scanner makes them for a cover."""
_LARGEST_FILE = 200_000_000
"""Bytes beyond which a file is not read: a picture of that many pixels has no more."""
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
    out = _Named()
    clean = image
    if image.mode != "RGB" or image.info:
        clean = Image.new("RGB", image.size)
        clean.paste(image)
    # By the ending Pillow loads what writes such files; by a form, what reads all usual ones too.
    if media_type == "image/png":
        out.name = "cover.png"
        clean.save(out, optimize=False, compress_level=6)
    else:
        clean.save(out, quality=quality, subsampling="4:2:0", optimize=True)
    return out.getvalue()


class _Named(BytesIO):
    """Bytes in memory that tell by a name in which format they are written.

    Where Pillow is told the format instead, it imports whatever it has for five of them.
    """

    name = "cover.jpg"


def read_picture(
    path: Path, report: Report, *, fit: str = "keep", size: tuple[int, int] | None = None
) -> tuple[Image.Image, str]:
    """Return a user's picture, upright and in sRGB, with the media type to write it in.

    PNG stays PNG, everything else becomes JPEG; of an animation the first frame is taken, which
    is what a shelf would show. Colours of a profile are turned into sRGB, transparency is laid
    on white. The picture is then brought to ``size`` as ``fit`` says (see ``fitting``), and in
    any case to at most 5.6 million pixels. Raises InputError where the file is missing,
    unreadable, damaged, not a picture, or too large to be opened safely. Finding P104 where the
    picture is small.
    """
    return picture_of(path, _read(path), report, fit=fit, size=size)


def picture_of(
    path: Path,
    data: bytes,
    report: Report,
    *,
    fit: str = "keep",
    size: tuple[int, int] | None = None,
) -> tuple[Image.Image, str]:
    """Return a picture that is in memory as `read_picture` does; ``path`` is what it is called."""
    try:
        upright, media_type = _open(path, data)
    except InputError:
        raise
    except Image.DecompressionBombError:
        raise _too_large(path) from None
    except Exception as error:  # On damaged files Pillow's decoders raise nearly anything.
        raise InputError(str(path), None, "not a picture that can be read", _ADVICE) from error
    _tell_small(path, upright.size, report)
    return fitted(upright, fit, size), media_type


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise _too_large(path)
        return path.read_bytes()
    except FileNotFoundError:
        raise MissingInput(str(path), None, "no such picture", _ADVICE) from None
    except OSError as error:
        problem = f"the picture cannot be read ({error.strerror})"
        raise UnreadableInput(str(path), None, problem, _ADVICE) from error


def _open(path: Path, data: bytes) -> tuple[Image.Image, str]:
    """Return the picture upright and flat, and its media type; Pillow's errors go through."""
    from PIL import ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            # The size is known from the header: nothing has been unpacked so far.
            if image.width * image.height > _BOMB:
                raise _too_large(path)
            media_type = "image/png" if image.format == "PNG" else "image/jpeg"
            return ImageOps.exif_transpose(_flat(image)), media_type


def _too_large(path: Path) -> InputError:
    return InputError(
        str(path),
        None,
        "the picture has too many pixels to be opened safely",
        "scale it down to 1600 by 2560 pixels",
    )


# --------------------------------------------------------------------------- colours


def _flat(image: Image.Image) -> Image.Image:
    """Return the picture in sRGB without alpha, with transparent parts white."""
    exif = image.getexif()
    profile = image.info.get("icc_profile")
    image.draft(None, _enough(image.size))  # JPEG can be decoded at a fraction of its size.
    image = _eight_bit(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in ("RGB", "CMYK", "LAB", "L"):
        image = image.convert("RGB")
    image = image.reduce(image.width // _enough(image.size)[0])
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    image = _in_srgb(image.convert("RGB") if alpha else image, profile)
    if alpha:
        image = Image.composite(image, Image.new("RGB", image.size, "white"), alpha)
    image.info.clear()
    image.getexif().update(exif)
    return image


def _enough(size: tuple[int, int]) -> tuple[int, int]:
    """Return the least size at which a large picture loses nothing that a cover could show.

    Smaller ones, and long ones that may have to be cropped, stay as they are.

    >>> _enough((12_000, 9000)), _enough((3000, 4000)), _enough((60_000, 1500))
    ((4000, 3000), (3000, 4000), (60000, 1500))
    """
    width, height = size
    factor = max(1, min(isqrt(width * height // (2 * MOST_PIXELS)), min(size) // USUAL[1]))
    return width // factor, height // factor


def _eight_bit(image: Image.Image) -> Image.Image:
    """Return pictures in 16 bits a pixel with the upper 8 of them, and others as they are.

    Of whole and floating-point numbers without a given range, those from 0 to 65535 and from
    0 to 1 are taken.
    """
    if image.mode == "I" or image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode == "F":
        return image.point(lambda value: value * 255).convert("L")
    return image


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Return the picture in sRGB; a profile that is damaged or of another mode counts as none."""
    from PIL import ImageCms

    srgb = ImageCms.createProfile("sRGB")
    for origin in _profiles(profile, image.mode):
        try:
            found = ImageCms.profileToProfile(image, origin(), srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            continue
        if found:
            return found
    return image.convert("RGB")


def _profiles(profile: object, mode: str) -> Iterator[Callable[[], ImageCmsProfile]]:
    """Yield makers of the profiles that may tell what the colours of a picture are."""
    from PIL.ImageCms import ImageCmsProfile, createProfile

    if isinstance(profile, bytes):
        yield lambda: ImageCmsProfile(BytesIO(profile))
    if mode == "LAB":
        yield lambda: ImageCmsProfile(createProfile("LAB"))


def _tell_small(path: Path, size: tuple[int, int], report: Report) -> None:
    if min(size) < _SHORT_SIDE:
        report.find(
            "P104",
            f"{path}: the cover picture has only {size[0]} by {size[1]} pixels",
        )
