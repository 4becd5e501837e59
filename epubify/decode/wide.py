"""UTF-16 and UTF-32 without a byte order mark, recognised by what the bytes would say."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

SAMPLE = 40_000
"""Bytes that are looked at; more make no difference to the answer."""

GOOD_SHARE = 0.99
"""Of the characters, so many must be letters, marks and the like. With less, other bytes pass for
UTF-16; with all, one damaged character hides a text."""

PLAIN_SHARE = 0.8
"""With more bytes of plain English than this, two of them make an ideograph only by chance."""

SPACES_SHARE = 0.002
"""Of the characters so many at least are spaces or line ends, even in Chinese."""

_SPACES = frozenset("\n\r \u3000")
_ODD = frozenset({"Cc", "Cn", "Co", "Cs"})
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def wide_encoding(data: bytes) -> str | None:
    """Return the wide codec in which these bytes are text, None where they are in none.

    Text of any script has spaces and line ends, whose upper byte is zero. The order of bytes
    in which these come out, and nearly all else is assigned characters, is the right one. Zeros
    in a text of narrow characters are dirt or padding, and beside them stands no text.

    >>> wide_encoding("港は暗かった。\\n誰も話さなかった。\\n".encode("utf-16-be"))
    'utf-16-be'
    >>> wide_encoding(b"The harbour was dark.\\n" + bytes(100)) is None
    True
    """
    if 0 not in data or len(data) < 4:
        return None
    sample = data[:SAMPLE].rstrip(b"\x00\x1a") + b"\x00" * 3
    if _plain_share(sample) > PLAIN_SHARE:
        return None
    fits = {name: _fit(sample, name) for name in WIDE}
    best = max(WIDE, key=lambda name: fits[name])
    return best if fits[best] > 0 else None


def is_wide_text(data: bytes, encoding: str) -> bool:
    """Tell whether a wide codec reads nearly all of these bytes as characters of texts.

    >>> is_wide_text(("Море и лес. " * 20 + "\\ufffe").encode("utf-16-le"), "utf-16-le")
    True
    >>> is_wide_text(b"no wide text", "utf-16-be")
    False
    """
    return _fit(data[:SAMPLE], encoding) > 0


def _plain_share(data: bytes) -> float:
    plain = sum(0x20 <= byte < 0x7F or byte in b"\n\r\t" for byte in data)
    return plain / len(data)


def _fit(data: bytes, encoding: str) -> float:
    """Return which share of the characters are spaces, 0 where these bytes are not text."""
    width = 4 if "32" in encoding else 2
    text = data[: len(data) // width * width].decode(encoding, "replace").rstrip("\x00\x1a")
    if not text:
        return 0.0
    counts = Counter(text)
    good = sum(count for char, count in counts.items() if _is_good(char))
    spaces = sum(counts[char] for char in _SPACES) / len(text)
    return spaces if good >= GOOD_SHARE * len(text) and spaces >= SPACES_SHARE else 0.0


@lru_cache(maxsize=8192)
def _is_good(char: str) -> bool:
    if char in "\n\r\t\f\ufeff\x1a":
        return True
    return char != "\N{REPLACEMENT CHARACTER}" and unicodedata.category(char) not in _ODD
