"""Pictures that a page names: within the page itself, or in a file beside it."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, unquote_to_bytes

from epubify.model import Picture
from epubify.model.limits import limits_held
from epubify.text.lazy_pattern import lazy

_DATA = lazy(r"data:(image/[\w.+-]+)(?:;[^,;]*)*?(;base64)?,", re.IGNORECASE)
_REMOTE = lazy(r"(?:[a-zA-Z][\w+.-]+:|//)")
KINDS = frozenset(
    {".jpg", ".jpeg", ".jpe", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".avif"}
)
"""Endings of files that are pictures; no other file is opened because a page names it."""


Folders: TypeAlias = tuple[str, str]
"""The folder of a page, and the one outside of which no picture is taken."""


def picture_at(address: str, folder: str, root: str = "") -> Picture | None:
    """Return the picture at an address, None where it is not within the page nor beside it.

    A file is looked for from the folder of the page, in and below the ``root`` that a person named,
    and nowhere else; that is the folder itself where only the page was named. ``folder`` is ""
    where the page lies in none.
    """
    if address.startswith("data:"):
        return picture_within(address)
    if not address or not folder or _REMOTE.match(address):
        return None
    name = unquote(re.split(r"[?#]", address)[0])
    path = Path(folder, name)
    try:
        if Path(name).is_absolute() or path.suffix.lower() not in KINDS:
            return None
        path = path.resolve()
        around = Path(root or folder).resolve()
        if not (path.is_relative_to(around) and path.is_file()):
            return None
        if path.stat().st_size > limits_held().entry:
            return None
        return Picture(name, path.read_bytes(), "")
    except (OSError, ValueError):
        return None


def picture_within(address: str) -> Picture | None:
    """Return the picture that an address holds itself.

    >>> picture_within("data:image/gif;base64,R0lGODlh").data
    b'GIF89a'
    """
    head = _DATA.match(address)
    if not head or len(address) > 2 * limits_held().entry:
        return None
    body = address[head.end() :]
    try:
        data = base64.b64decode(body, validate=False) if head[2] else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return None
    return Picture("picture in the page", data, head[1].lower()) if data else None
