"""The page in a file that holds it with its pictures as the parts of a message."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from epubify.errors import NoStory
from epubify.model import Source
from epubify.text.lazy_pattern import lazy

HEAD = 20_000
"""Bytes within which such a file says what it is, and its page begins."""
MOST_TIMES = 3
"""Times that a page shows one picture which is of its story; with more, the portraits of those who
comment fill the book, with fewer, an ornament that is drawn is lost."""
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_RELATED = lazy(
    rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?Content-Type:\s*multipart/related",
    re.IGNORECASE,
)
_POSTED = lazy(rb"^(?:To|Received|Message-ID|Newsgroups):", re.IGNORECASE | re.MULTILINE)
_LOCATED = lazy(rb"^Content-Location:", re.IGNORECASE | re.MULTILINE)
_BLANK_LINE = lazy(rb"\r?\n\r?\n")


def is_saved_page(data: bytes) -> bool:
    """Tell whether bytes are a page with its files, which nobody sent as mail.

    >>> head = b"MIME-Version: 1.0\\nContent-Type: multipart/related; boundary=b\\n"
    >>> page = b"\\n--b\\nContent-Type: text/html\\nContent-Location: a.htm\\n\\n<p>So.\\n--b--"
    >>> is_saved_page(head + page), is_saved_page(b"To: Ann\\n" + head + page)
    (True, False)
    """
    if b":" not in data[:HEAD] or not _RELATED.match(data[:HEAD]):
        return False
    header = _BLANK_LINE.split(data[:HEAD], maxsplit=1)[0]
    return not _POSTED.search(header) and _LOCATED.search(data[:HEAD]) is not None


def page_in(source: Source) -> tuple[bytes, str]:
    """Return the page of a file that holds it with its pictures, and the charset that is noted.

    Raises NoStory where it holds none.

    >>> page_in(Source("a.mht", b"Content-Type: text/html; charset=koi8-r\\n\\n<p>So."))
    (b'<p>So.', 'koi8-r')
    """
    parts = [one for one in message_from_bytes(source.data).walk() if not one.is_multipart()]
    page = next((one for one in parts if one.get_content_type() in _PAGES), None)
    if page is None:
        raise NoStory(source.name, None, "no page in it", "save the page as HTML")
    data = content_of(page)
    for one in parts:
        if one.get_content_maintype() == "image":
            data = with_picture(data, one)
    return data, page.get_content_charset("")


def content_of(part: Message) -> bytes:
    """Return the bytes of a part as they were before transport."""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def with_picture(page: bytes, part: Message) -> bytes:
    """Return a page that holds a picture itself where it named the part."""
    found = content_of(part)
    for name in names_of_part(part):
        said = b'"' + html.escape(name).encode() + b'"'
        if found and 0 < page.count(said) <= MOST_TIMES:
            held = b"data:%b;base64,%b" % (
                part.get_content_type().encode(), base64.b64encode(found),
            )  # fmt: skip
            page = page.replace(said, b'"' + held + b'"')
    return page


def names_of_part(part: Message) -> Iterator[str]:
    """Yield what a page calls one of its parts: an address, or the name of the part."""
    if location := str(part.get("Content-Location", "")).strip():
        yield location
    if name := str(part.get("Content-ID", "")).strip(" <>"):
        yield f"cid:{name}"
