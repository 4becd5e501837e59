"""Pictures that lie in a page itself."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from epubify.model import Picture
from epubify.readers.limits import LIMITS

if TYPE_CHECKING:
    from lxml.etree import _Element

_DATA = re.compile(r"data:(image/(?:png|jpeg|gif))(?:;[^,;]*)*?(;base64)?,", re.IGNORECASE)


def picture_in(element: _Element) -> Picture | None:
    """Return the picture that an ``img`` holds in its address, None where it lies elsewhere."""
    address = element.get("src") or ""
    head = _DATA.match(address)
    if not head or len(address) > 2 * LIMITS.entry:
        return None
    body = address[head.end() :]
    try:
        data = base64.b64decode(body, validate=False) if head[2] else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return None
    return Picture("picture in the page", data, head[1].lower()) if data else None
