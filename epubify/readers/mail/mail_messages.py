"""The messages in a text: those of a mail file, of a digest, within others."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator, Sequence
from email import message_from_string
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy

_FROM = lazy(r"^From \S.*\d\d:\d\d.*$", re.MULTILINE)
_QUOTED_FROM = lazy(r"^>(?=>*From )", re.MULTILINE)
_FIELD = lazy(r"[A-Za-z][\w-]*:")
_ENCODED = lazy(r"(=\?[\w*-]+\?[bqBQ]\?[^?\s]*\?=)(?:\s+(?==\?))?")
_DIGEST = lazy(r"^-{30}(?:-{40})?[ ]*\n(?:[ ]*\n)+(?=[A-Z][\w-]*: |End of )", re.MULTILINE)
"""What stands between the messages of a digest (RFC 1153)."""
_STUFFED = lazy(r"^- (?=-)", re.MULTILINE)
"""What stands there before a line that begins with a dash, so that it does not part messages."""
DEEPEST = 8
"""Messages within one another of which each is opened."""

LONGEST_END = 12
"""Words of the line that ends a digest."""


class Attachment(Record):
    """A part that is no text: what it is called."""

    name: str


class MailMessage(Record):
    """A message as its reader sees it."""

    opening: str
    """The line of the mail file before it."""
    header: tuple[tuple[str, str], ...]
    """Names and values of its fields, each in one line."""
    parts: tuple[str | Attachment, ...]
    """Its texts, and what else is attached, in their order."""
    heads_digest: bool = False
    """It is what stands above the messages of a digest: its name, and what is in it."""

    def field(self, name: str) -> str:
        """Return the value of a field, "" where it has none."""
        return next((value for key, value in self.header if key.lower() == name), "")

    @property
    def ends_digest(self) -> bool:
        """Whether it is the last line of a digest."""
        return not self.header and 0 < len(self.words) <= LONGEST_END and self.words[0] == "End"

    @property
    def words(self) -> list[str]:
        """All words of its texts."""
        return [w for part in self.parts if isinstance(part, str) for w in part.split()]


def messages_in(text: str) -> list[MailMessage]:
    """Return the messages of a text in their order."""
    found: list[MailMessage] = []
    for opening, written in split_mailbox(text.lstrip("\n")):
        found += opened(opening, message_from_string(written), 0)
    return found


def split_mailbox(text: str) -> Iterator[tuple[str, str]]:
    """Yield the messages of a mail file with the lines before them; any other text is one.

    >>> [opening for opening, _ in split_mailbox("From a Mon Jan 1 10:00:00 1990\\nTo: b\\n\\nSo.")]
    ['From a Mon Jan 1 10:00:00 1990']
    """
    starts = [m for m in _FROM.finditer(text) if begins_message(text, m.start(), m.end())]
    if not starts or starts[0].start() > 0:
        first = starts[0].start() if starts else len(text)
        yield "", text[:first]
    for n, start in enumerate(starts):
        end = starts[n + 1].start() if n + 1 < len(starts) else len(text)
        yield start[0], _QUOTED_FROM.sub("", text[start.end() + 1 : end])


def begins_message(text: str, start: int, end: int) -> bool:
    """Tell whether a line of a mail file begins a message: a field stands below it."""
    above = start == 0 or text[:start].endswith("\n")
    return above and _FIELD.match(text, end + 1) is not None


def opened(opening: str, message: Message, depth: int) -> list[MailMessage]:
    """Return a message, and those in it, each by itself."""
    parts: list[str | Attachment] = []
    inner: list[MailMessage] = []
    gather(message, parts, inner, depth)
    header = tuple((key, value_of(str(value))) for key, value in message.items())
    own = MailMessage(opening, header, tuple(parts))
    if len(parts) == 1 and isinstance(parts[0], str) and len(pieces := _DIGEST.split(parts[0])) > 2:
        first = MailMessage(opening, header, (pieces[0],), heads_digest=True)
        rest = (message_from_string(_STUFFED.sub("", piece)) for piece in pieces[1:])
        return [first, *(m for piece in rest for m in opened("", piece, depth + 1)), *inner]
    return [own, *inner]


def gather(
    message: Message, parts: list[str | Attachment], inner: list[MailMessage], depth: int
) -> None:
    """Gather the texts of a message, its attachments, and the messages in it."""
    kind = message.get_content_type()
    payload = message.get_payload()
    within = [one for one in payload if isinstance(one, Message)]
    if depth > DEEPEST:
        parts.append(Attachment("message"))
    elif within and kind == "multipart/alternative":
        gather(best_of(within), parts, inner, depth + 1)
    elif within and kind.startswith("message/"):
        for one in within:
            inner += opened("", one, depth + 1)
    elif within:
        for one in within:
            gather(one, parts, inner, depth + 1)
    elif kind.startswith(("text/", "multipart/")) or is_unnamed(message, kind):
        parts.append(text_of_part(message, kind))
    else:
        parts.append(Attachment(value_of(message.get_filename() or kind)))


def is_unnamed(message: Message, kind: str) -> bool:
    """Tell whether a part is of no kind and has no name: the text of an old program."""
    return kind == "application/octet-stream" and not message.get_filename()


def best_of(parts: Sequence[Message]) -> Message:
    """Return the part of several with the same text that is plain, else the first."""
    plain = (one for one in parts if one.get_content_type() == "text/plain")
    return next(plain, parts[0])


def text_of_part(message: Message, kind: str) -> str:
    """Return the text of a part as it was written."""
    payload = str(message.get_payload())
    coding = str(message.get("content-transfer-encoding", "")).strip().lower()
    if coding in ("quoted-printable", "base64") and payload.isascii():
        data = payload.encode("ascii")
        if coding == "base64":
            payload = decoded(base64_of(data), charset_of(message))
        else:
            payload = decoded(quopri.decodestring(data), charset_of(message))
    payload = payload.replace("\r\n", "\n").replace("\r", "\n")
    if kind == "text/html":
        from epubify.readers.mail.page_text import text_of_page

        return text_of_page(payload)
    if "flowed" in str(message.get("content-type", "")).lower():
        return unflowed(payload, "delsp=yes" in str(message.get("content-type")).lower())
    return payload


def base64_of(data: bytes) -> bytes:
    """Return what base64 stands for; what is not base64 stays as it is."""
    try:
        return base64.b64decode(b"".join(data.split()) + b"==", validate=False)
    except (binascii.Error, ValueError):
        return data


def charset_of(message: Message) -> str:
    """Return the charset that a part declares, "" for none."""
    try:
        return str(message.get_content_charset() or "")
    except (LookupError, ValueError):
        return ""


def decoded(data: bytes, charset: str) -> str:
    """Return bytes as text: as declared, else as UTF-8, else as Windows writes."""
    for encoding in (charset, "utf-8"):
        try:
            if encoding and encoding not in ("us-ascii", "unknown-8bit"):
                return data.decode(encoding)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def unflowed(text: str, without_space: bool) -> str:
    """Return text whose lines were broken for transport alone, whole again (RFC 3676).

    >>> unflowed("So it \\nwas.\\n> quoted \\n> text\\n-- \\nAnn", False)
    'So it was.\\n> quoted text\\n-- \\nAnn'
    """
    lines: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        body = line[depth:].removeprefix(" ")
        soft = body.endswith(" ") and body != "-- "
        if depth == open_depth and body != "-- ":
            lines[-1] += body
        else:
            lines.append(f"{'>' * depth}{' ' if depth else ''}{body}")
        if soft and without_space:
            lines[-1] = lines[-1].removesuffix(" ")
        open_depth = depth if soft else -1
    return "\n".join(lines)


def value_of(value: str) -> str:
    """Return the value of a field in one line, its encoded words read (RFC 2047).

    >>> value_of("=?utf-8?q?Salt=C3=A9?=\\n  Road")
    'Salté Road'
    """
    value = " ".join(value.split())
    return _ENCODED.sub(_word, value)


def _word(found: re.Match[str]) -> str:
    try:
        [(data, charset)] = decode_header(found[1])
    except (HeaderParseError, ValueError, binascii.Error):
        return found[0]
    return data if isinstance(data, str) else decoded(data, charset or "")
