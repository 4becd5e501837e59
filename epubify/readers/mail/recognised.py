"""What tells a file of messages that need more than being read as they stand."""

from __future__ import annotations

import re

from epubify.model import Source
from epubify.readers.form import suffix_of

SUFFIXES = frozenset({".eml", ".mbox", ".mbx", ".mail", ".nws"})
HEAD = 20_000
"""Bytes within which the header of the first message ends."""
FEWEST_FIELDS = 3
"""Fields of transport that make a header. With fewer, the title block of a story is one, with
more, short headers of old programs are none."""
_MBOX = re.compile(rb"From \S[^\n]{0,100}\d\d:\d\d[^\n]*\r?\n")
_FIELD = re.compile(rb"([A-Za-z][\w-]{1,40}):[ \t]?([^\n]*(?:\r?\n[ \t]+\S[^\n]*)*)\r?\n")
_OF_TRANSPORT = frozenset(
    b"from to subject date message-id received return-path mime-version content-type newsgroups "
    b"content-transfer-encoding path references delivered-to sender reply-to organization".split()
)
_CODED = re.compile(
    rb"quoted-printable|base64|multipart/|message/|format=\"?flowed|text/html|=\?[\w-]+\?[bq]\?",
    re.IGNORECASE,
)
"""What in a header says that its message is not as it was written."""


def is_mail(source: Source) -> bool:
    """Tell whether a source is a message, or a file of them, that transport changed.

    One that stands as it was written is plain text, header and all, unless its name says mail.
    """
    header = header_of(source.data[:HEAD])
    if not header:
        return False
    return suffix_of(source) in SUFFIXES or bool(_CODED.search(header))


def header_of(head: bytes) -> bytes:
    """Return the header that bytes begin with, nothing where they begin with none.

    >>> header_of(b"From: a@b.example\\nTo: c\\nSubject: x\\n\\nSo it was.")
    b'From: a@b.example\\nTo: c\\nSubject: x\\n'
    >>> header_of(b"So: it was.\\n\\nLate.")
    b''
    """
    start = _MBOX.match(head)
    at = first = start.end() if start else 0
    known = 0
    while field := _FIELD.match(head, at):
        known += field[1].lower() in _OF_TRANSPORT
        at = field.end()
    return head[first:at] if known >= FEWEST_FIELDS else b""
