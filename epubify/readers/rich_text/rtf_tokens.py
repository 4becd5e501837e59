"""The signs of RTF: groups, control words, bytes of text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy

_TOKEN = lazy(
    rb"\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    rb"|\\(?P<symbol>[^a-zA-Z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n\x00]+)|[\r\n\x00]+|\\",
    re.DOTALL,
)


class Token(Record):
    """One sign: of a kind, with what it says."""

    kind: str
    """``word``, ``symbol``, ``hex``, ``brace`` or ``text``."""
    text: bytes
    number: int | None = None


def tokens_of(data: bytes) -> Iterator[Token]:
    r"""Yield the signs of a file; bytes that ``\bin`` announces are passed over.

    >>> [(token.kind, token.text, token.number) for token in tokens_of(rb"{\b0 so\'e9\~")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('brace', b'{', None), ('word', b'b', 0), ('text', b'so', None), ('hex', b'\xe9', None),
     ('symbol', b'~', None)]
    """
    at, end = 0, len(data)
    while at < end:
        found = _TOKEN.match(data, at)
        if found is None:
            return
        at = found.end()
        kind = found.lastgroup
        if kind in ("word", "number"):
            number = int(found["number"]) if found["number"] else None
            if found["word"] == b"bin":
                at += max(0, number or 0)
            else:
                yield Token("word", found["word"], number)
        elif kind == "hex":
            yield Token("hex", bytes.fromhex(found["hex"].decode()))
        elif kind is not None:
            yield Token(kind, found[kind])
