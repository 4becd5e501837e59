"""Which codec reads which bytes of a text where their form says so, as it does of most.

A byte order mark, the zero bytes of UTF-16, the escapes of codecs with seven bits, bytes that are
strict UTF-8. What is left is declared by the text, or guessed (``charset``), which takes tables
that are loaded only then.
"""

from __future__ import annotations

import codecs

from epubify.decode.wide import WIDE, is_wide_text, wide_encoding
from epubify.model import Piece
from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy

BOMS = (
    # UTF-32 first: its little-endian mark begins with the one of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

SURE_BY_FORM = 0.95
"""Confidence in a codec that the form of the bytes shows. With a smaller one people are asked about
what is right."""
_ISO_2022_JP = lazy(rb"\x1b\$[@B][\x21-\x7e\r\n]+\x1b\([BJ]")
_HZ = lazy(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
"""Chinese in seven bits, as news had it (RFC 1843)."""
ENOUGH_HZ = 2
"""Such stretches that are no chance."""


class Decoding(Record):
    """How bytes are to be read, and how that is known."""

    pieces: tuple[Piece, ...]
    encoding: str
    confidence: float
    guessed: bool = False


def reading_by_form(data: bytes) -> Decoding | None:
    """Return how to read these bytes, None where their form does not say so.

    >>> reading_by_form("naïve".encode()).encoding
    'utf-8'
    >>> reading_by_form(b"\\x93Well,\\x94 he said")
    """
    return _by_mark(data) or _by_zero_bytes(data) or _by_escapes(data) or _as_utf8(data)


def whole(
    data: bytes, encoding: str, confidence: float = 1.0, *, guessed: bool = False
) -> Decoding:
    """Return the reading of all bytes with one codec."""
    piece = Piece(0, len(data), encoding)
    return Decoding((piece,), encoding, confidence, guessed)


def reads(data: bytes, encoding: str) -> bool:
    """Tell whether a codec reads all of these bytes.

    >>> reads(b"caf\\xe9", "utf-8"), reads(b"caf\\xe9", "cp1252")
    (False, True)
    """
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _by_mark(data: bytes) -> Decoding | None:
    for mark, encoding in BOMS:
        # A text whose mark is followed by other bytes than it promises was joined from parts.
        if data.startswith(mark) and (
            reads(data, encoding) or (encoding in WIDE and is_wide_text(data, encoding))
        ):
            return whole(data, encoding)
    return None


def _by_zero_bytes(data: bytes) -> Decoding | None:
    encoding = wide_encoding(data)
    return whole(data, encoding, SURE_BY_FORM) if encoding else None


def _by_escapes(data: bytes) -> Decoding | None:
    if _ISO_2022_JP.search(data) and reads(data, "iso2022_jp_ext"):
        return whole(data, "iso2022_jp_ext", SURE_BY_FORM)
    if len(_HZ.findall(data)) >= ENOUGH_HZ and reads(data, "hz"):
        return whole(data, "hz", SURE_BY_FORM)
    return None


def _as_utf8(data: bytes) -> Decoding | None:
    return whole(data, "utf-8") if reads(data, "utf-8") else None
