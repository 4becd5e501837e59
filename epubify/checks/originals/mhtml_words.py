"""The text of a page that was saved in one file: the first part that is one, by boundaries."""

from __future__ import annotations

import base64
import binascii
import quopri
import re

from epubify.checks.originals.html_words import html_text

_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"]+)\"|([^\s;]+))", re.IGNORECASE)
_KIND = re.compile(rb"^Content-Type:\s*(?:text/html|application/xhtml\+xml)\b", re.I | re.M)
_CODING = re.compile(rb"^Content-Transfer-Encoding:\s*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_HEAD = 4_000
"""Bytes of a page within which it says its charset."""


def mhtml_text(data: bytes, _: str) -> str:
    """Return all the text of the page in a file.

    >>> part = b"--b\\nContent-Type: text/html\\n\\n<p>So it was.\\n--b--"
    >>> mhtml_text(b"Content-Type: multipart/related; boundary=b\\n\\n" + part, "").split()
    ['So', 'it', 'was.']
    """
    pieces = [data]
    for found in _BOUNDARY.finditer(data):
        mark = b"--" + (found[1] or found[2])
        pieces = [one for piece in pieces for one in re.split(rb"(?m)^" + re.escape(mark), piece)]
    for piece in pieces:
        head, *body = _HEAD_END.split(piece, maxsplit=1)
        if body and _KIND.search(head):
            page = _transferred(body[0], _CODING.search(head))
            return html_text(b"", _decoded(page, head))
    raise ValueError("no page in it")


def _transferred(body: bytes, coding: re.Match[bytes] | None) -> bytes:
    said = coding[1].lower() if coding else b""
    if said == b"quoted-printable":
        return quopri.decodestring(body)
    if said == b"base64":
        try:
            return base64.b64decode(b"".join(body.split()) + b"==", validate=False)
        except binascii.Error:
            return body
    return body


def _decoded(page: bytes, head: bytes) -> str:
    told = (_CHARSET.search(head), _CHARSET.search(page[:_HEAD]))
    for encoding in (*(found[1].decode("ascii") for found in told if found), "utf-8"):
        try:
            return page.decode(encoding)
        except (LookupError, ValueError):
            continue
    return page.decode("cp1252", "replace")
