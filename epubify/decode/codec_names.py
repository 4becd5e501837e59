"""The names of encodings: what people call them, what Python does, and what is meant by them."""

from __future__ import annotations

import codecs

from epubify.text.nearest import unknown

COMMON = ("utf-8", "utf-16", "windows-1252", "cp1252", "latin-1", "mac-roman", "gbk")
"""Names that are suggested first for one that is misspelt."""

SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""What a declared or guessed encoding means in practice (WHATWG Encoding Standard, 4.2)."""


NO_FILES = frozenset({"punycode", "unicode_escape", "raw_unicode_escape"})
"""Codecs of names of hosts and of literals of Python, in which no story is written."""


def codec_name(label: str) -> str | None:
    """Return Python's name for a text encoding, None for an unknown one.

    >>> [codec_name(label) for label in ("Latin-1", "rot13", "idna", "punycode", "nonsense")]
    ['iso8859-1', None, None, None, None]
    """
    try:
        # A LookupError for codecs that do not make text, a UnicodeError for one, of domain
        # names, that cannot go on after a fault.
        b"a\xff".decode(label, "replace")
    except UnicodeDecodeError:
        pass  # a text codec with wider units
    except (LookupError, ValueError):
        return None
    name = codecs.lookup(label).name
    return None if name in NO_FILES else name


def encoding_name(label: str) -> str:
    """Return Python's name of an encoding that a person named.

    Raises ValueError for an unknown one, with the nearest that is known.

    >>> encoding_name("Latin-1")
    'iso8859-1'
    >>> encoding_name("utf-9")
    Traceback (most recent call last):
    ValueError: unknown encoding “utf-9”; did you mean “utf-8”?
    """
    name = codec_name(label)
    if name is None:
        from encodings.aliases import aliases

        known = (*COMMON, *SUPERSETS, *(one for one in aliases if one not in COMMON))
        listing = "its name is one of Python’s, such as utf-8 or cp1252"
        raise ValueError("; ".join(unknown("encoding", label, known, listing)))
    return name


def in_practice(label: str) -> str | None:
    """Return what a declared or guessed encoding means in practice, None for an unknown one.

    >>> in_practice("gb2312"), in_practice("nonsense")
    ('gb18030', None)
    """
    name = codec_name(label)
    return SUPERSETS.get(name, name) if name else None
