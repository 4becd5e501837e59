"""The text of a FictionBook: its summary and its bodies without tags, read sign by sign."""

from __future__ import annotations

import html
import re
import zipfile
from io import BytesIO

from epubify.checks.originals.html_words import CUT_TAG

_INLINE = frozenset(
    {"emphasis", "i", "em", "strong", "b", "strikethrough", "s", "sup", "sub", "style", "a"}
    | {"code", "image", "span", "font", "u", "date"}
)
_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?.*?\?>|<(/?)([A-Za-z][^\s<>/]*)[^<>]*>", re.DOTALL
)
_SUMMARY = re.compile(r"<(?:\w+:)?annotation\b[^<>]*>(.*?)</(?:\w+:)?annotation>", re.DOTALL)
_HEAD = re.compile(r"<(?:\w+:)?title-info\b.*?</(?:\w+:)?title-info>", re.DOTALL)
_BODY = re.compile(r"<(?:\w+:)?body\b[^<>]*>(.*?)(?:</(?:\w+:)?body>|\Z)", re.DOTALL)
_BINARY = re.compile(r"<(?:\w+:)?binary\b.*?(?:</(?:\w+:)?binary>|\Z)", re.DOTALL)
_DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([\w.-]+)")


def fb2_text(data: bytes, decoded: str) -> str:
    """Return the words of a book: those of its summary, then those of its bodies.

    >>> book = "<FictionBook><body><p>So <emphasis>la</emphasis>te</p><v>now</v></body>"
    >>> fb2_text(b"", book).split()
    ['So', 'late', 'now']
    """
    if data[:2] == b"PK":
        decoded = _in_archive(data)
    decoded = CUT_TAG.sub("", decoded)
    head = _HEAD.search(decoded)
    parts = _SUMMARY.findall(head[0]) if head else []
    rest = _BINARY.sub("", decoded[head.end() if head else 0 :])
    return html.unescape(
        "\n".join(_TOKEN.sub(_apart, part) for part in (*parts, *_BODY.findall(rest)))
    )


def _apart(token: re.Match[str]) -> str:
    if token[1] is not None:
        return token[1]
    name = (token[3] or "i").rpartition(":")[2]
    return "" if name in _INLINE else "\n"


def _in_archive(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        inner = archive.read(next(n for n in archive.namelist() if n.lower().endswith(".fb2")))
    said = _DECLARED.search(inner[:200])
    for encoding in ("utf-8", said[1].decode("ascii") if said else "utf-8", "cp1251"):
        try:
            return inner.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return inner.decode("utf-8", "replace")
