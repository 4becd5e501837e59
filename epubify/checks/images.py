"""Size and colours of a picture, read from the head of the file."""

from __future__ import annotations

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers that no length follows (ITU T.81, B.1.1.3)."""
_WITH_ALPHA = frozenset({4, 6})
"""Colour types of PNG with an alpha channel (PNG, 11.2.1)."""


def image_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a JPEG, PNG or GIF; None where they cannot be read.

    >>> image_size(b"GIF89a" + bytes([64, 1, 200, 0]))
    (320, 200)
    >>> image_size(b"<svg/>") is None
    True
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    frame = _jpeg_frame(data)
    if frame is None:
        return None
    height, width = data[frame + 5 : frame + 7], data[frame + 7 : frame + 9]
    return int.from_bytes(width, "big"), int.from_bytes(height, "big")


def is_cmyk(data: bytes) -> bool:
    """Tell whether a JPEG has four colour channels (ITU T.81, B.2.2)."""
    frame = _jpeg_frame(data)
    return frame is not None and data[frame + 9 : frame + 10] == b"\x04"


def is_transparent(data: bytes) -> bool:
    """Tell whether a PNG may have transparent parts: alpha, or a transparent colour."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or len(data) < 26:
        return False
    return data[25] in _WITH_ALPHA or b"tRNS" in data[: max(data.find(b"IDAT"), 0)]


def _jpeg_frame(data: bytes) -> int | None:
    """Return where the frame header of a JPEG begins."""
    if not data.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _JPEG_FRAMES:
            return at
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker in _JPEG_BARE:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
