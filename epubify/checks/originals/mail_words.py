"""The text of a file of messages: headers and texts, read by signs and boundaries alone."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from itertools import chain

from epubify.checks.originals.html_words import html_text

_FROM = re.compile(r"^From \S.*\d\d:\d\d.*\n(?=[A-Za-z][\w-]*:)", re.MULTILINE)
_FIELD = re.compile(r"([!-9;-~]+):[ \t]*(.*(?:\n[ \t].*)*)(?:\n|\Z)")
_CODED = re.compile(r"=\?([\w-]+)(?:\*[\w-]+)?\?([bqBQ])\?([^?\s]*)\?=(?:\s+(?==\?))?")
_SAID = re.compile(
    r"(?:^|[;\s])(boundary|charset|filename|name)\s*=\s*(?:\"([^\"]*)\"|([^\s;]+))", re.IGNORECASE
)
_PLACE = re.compile(r"(\d{1,3})\s*(?:/|\bof\b)\s*(\d{1,3})", re.IGNORECASE)
_AROUND = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg)\s*:)+|\[[^\]]*\]|\([^)]*\)", re.IGNORECASE)
_DIGEST = re.compile(r"^-{30} *\n(?: *\n)+(?=[A-Z][\w-]*: |End of )", re.MULTILINE)
_DEEPEST = 8
"""Messages within messages that are opened; deeper ones are made to exhaust the reader."""
_BYTES = "application/octet-stream"

_Header = list[tuple[str, str]]


def mail_text(_: bytes, text: str) -> str:
    """Return the words of messages, the slices of a story in the order of their numbers.

    >>> mail_text(b"", "Subject: =?utf-8?q?Salt=C3=A9?=\\n\\nSo it was.").split()
    ['Subject:', 'Salté', 'So', 'it', 'was.']
    """
    found = list(chain.from_iterable(_opened(*pair, 0) for pair in _messages(text.lstrip("\n"))))
    keys = [_place(subject) for subject, _ in found]
    order: list[int] = []
    for n, key in enumerate(keys):
        if key is None:
            order.append(n)
        elif n not in order:
            same = [(k[1], m) for m, k in enumerate(keys) if k and k[0] == key[0]]
            order += [m for _, m in sorted(same)]
    return "\n\n".join(found[n][1] for n in order)


def _messages(text: str) -> Iterator[tuple[str, str]]:
    starts = [*_FROM.finditer(text)]
    if not starts or starts[0].start():
        yield "", text[: starts[0].start()] if starts else text
    for n, start in enumerate(starts):
        yield start[0], text[start.end() : starts[n + 1].start() if starts[n + 1 :] else None]


def _place(subject: str) -> tuple[str, int] | None:
    found = _PLACE.search(subject)
    if not found:
        return None
    rest = _PLACE.sub("", _AROUND.sub("", subject)).casefold()
    return "".join(char for char in rest if char.isalpha()), int(found[1])


def _opened(opening: str, text: str, depth: int) -> list[tuple[str, str]]:
    """Return the messages in one, each its subject and its words."""
    header, body = _split(text)
    inner: list[tuple[str, str]] = []
    parts: list[str] = []
    _gather(header, body, parts, inner, depth)
    shown = "".join(f"{name}: {value}\n" for name, value in header)
    pieces = _DIGEST.split(parts[0]) if len(parts) == 1 else []
    if len(pieces) > 2:
        own = (_value(header, "subject"), f"{opening}\n{shown}\n{pieces[0]}")
        rest = [one for piece in pieces[1:] for one in _opened("", piece, depth + 1)]
        return [own, *rest, *inner]
    words = "\n".join(parts)
    return [(_value(header, "subject"), f"{opening}\n{shown}\n{words}"), *inner]


def _split(text: str) -> tuple[_Header, str]:
    header: _Header = []
    at = 0
    while field := _FIELD.match(text, at):
        header.append((field[1], _unfolded(field[2])))
        at = field.end()
    return header, text[at + 1 :] if text[at : at + 1] == "\n" else text[at:]


def _value(header: _Header, name: str) -> str:
    return next((value for key, value in header if key.lower() == name), "")


def _unfolded(value: str) -> str:
    return _CODED.sub(_word, " ".join(value.split()))


def _word(found: re.Match[str]) -> str:
    data = found[3].encode("ascii", "replace")
    if found[2] in "qQ":
        return _decoded(quopri.decodestring(data, header=True), found[1])
    return _decoded(_unpacked(data), found[1])


def _gather(
    header: _Header, body: str, parts: list[str], inner: list[tuple[str, str]], depth: int
) -> None:
    content = _value(header, "content-type")
    kind = content.partition(";")[0].strip().lower()
    # What is no type of two words, or was cut off, counts as plain text (RFC 2045, 5.2).
    kind = kind if kind.count("/") == 1 else "text/plain"
    said = {key.lower(): a or b for key, a, b in _SAID.findall(content)}
    named = {k.lower(): a or b for k, a, b in _SAID.findall(_value(header, "content-disposition"))}
    name = named.get("filename") or said.get("name")
    if depth > _DEEPEST:
        parts.append("message")
    elif kind.startswith("multipart/") and (pieces := _pieces(body, said.get("boundary", ""))):
        usual = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        found = [_with_type(*_split(one), usual) for one in pieces]
        if kind == "multipart/alternative":
            kinds = [_value(inside, "content-type").partition(";")[0] for inside, _ in found]
            found = [found[kinds.index("text/plain") if "text/plain" in kinds else 0]]
        for one in found:
            _gather(*one, parts, inner, depth + 1)
    elif kind.startswith("message/"):
        inner.extend(_opened("", body, depth + 1))
    elif kind.startswith(("text/", "multipart/")) or (kind == _BYTES and not name):
        text = _transferred(body, _value(header, "content-transfer-encoding"), said.get("charset"))
        parts.append(html_text(b"", text) if kind == "text/html" else text)
    else:
        parts.append(_unfolded(name or kind))


def _with_type(header: _Header, body: str, usual: str) -> tuple[_Header, str]:
    if _value(header, "content-type"):
        return header, body
    return [*header, ("content-type", usual)], body


def _pieces(body: str, boundary: str) -> list[str]:
    if not boundary:
        return []
    pattern = re.compile(rf"^--{re.escape(boundary)}(--)?[ \t]*$\n?", re.MULTILINE)
    marks = [*pattern.finditer(body)]
    pieces = []
    for n, mark in enumerate(marks):
        if mark[1]:
            break
        pieces.append(body[mark.end() : marks[n + 1].start() if marks[n + 1 :] else None])
    return pieces


def _transferred(body: str, coding: str, charset: str | None) -> str:
    coding = coding.strip().lower()
    if coding not in ("base64", "quoted-printable") or not body.isascii():
        return body
    data = body.encode("ascii")
    data = _unpacked(data) if coding == "base64" else quopri.decodestring(data)
    return _decoded(data, charset or "")


def _unpacked(data: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(data.split()) + b"==", validate=False)
    except (binascii.Error, ValueError):
        return data


def _decoded(data: bytes, charset: str) -> str:
    for encoding in (charset, "utf-8"):
        try:
            if encoding.lower() not in ("", "us-ascii", "unknown-8bit"):
                return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")
