"""What tells a file of messages that need more than being read as they stand."""

from __future__ import annotations

import re

from epubify.model import Source
from epubify.readers.form import suffix_of
from epubify.text.lazy_pattern import lazy

SUFFIXES = frozenset({".eml", ".mbox", ".mbx", ".mail", ".nws"})
HEAD = 20_000
"""Bytes within which the header of the first message ends."""
FEWEST_FIELDS = 3
"""Fields of transport that make a header. With fewer, the title block of a story is one, with
more, short headers of old programs are none."""
_MBOX = lazy(rb"From \S[^\n]{0,100}\d\d:\d\d[^\n]*\r?\n")
_FIELD = lazy(rb"([A-Za-z][\w-]{1,40}):[ \t]?([^\n]*(?:\r?\n[ \t]+\S[^\n]*)*)\r?\n")
_OF_TRANSPORT = frozenset(
    b"from to subject date message-id received return-path mime-version content-type newsgroups "
    b"content-transfer-encoding path references delivered-to sender reply-to organization".split()
)
_SUBJECTS = lazy(
    rb"^From \S[^\n]{0,100}\d\d:\d\d[^\n]*\n(?:[^\n]{2,}\n){0,60}?Subject:[ \t]*([^\n]*)",
    re.MULTILINE,
)
_CODED = lazy(
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
    named = suffix_of(source) in SUFFIXES
    return named or bool(_CODED.search(header)) or has_slices_astray(source.data)


def has_slices_astray(data: bytes) -> bool:
    """Tell whether a mail file has slices of one story in another order, or twice."""
    from epubify.readers.mail.slices import slice_in

    if not _MBOX.match(data):
        return False
    last: dict[str, int] = {}
    for subject in _SUBJECTS.findall(data):
        if one := slice_in(subject.decode("latin-1")):
            if one.number <= last.get(one.title, -1):
                return True
            last[one.title] = one.number
    return False


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
