"""Pictures in containers: what kind each is, by its first bytes."""

from __future__ import annotations

from epubify.model import Picture

_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def picture_of(name: str, data: bytes) -> Picture | None:
    """Return a picture that books can show, None for a drawing in a format of one program.

    >>> picture_of("a.emf", b"\\x01\\0\\0\\0") is None, picture_of("a", b"GIF89a..").media_type
    (True, 'image/gif')
    """
    for start, kind in _KINDS:
        if data.startswith(start):
            return Picture(name, data, kind)
    return None
