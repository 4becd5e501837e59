"""The text of a page, read by the parser of the standard library."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from epubify.checks.lists import word_list

_CONDITION = re.compile(r"<!\[[^\[\]<>]*\]>")
"""A condition of Word: ``<![endif]>``."""
CUT_TAG = re.compile(r"<[A-Za-z/][^<>]*\Z")
"""A tag in which a page that was cut off ends; it is no text."""


def html_text(_: bytes, page: str) -> str:
    """Return all the text of a page, whether it is shown or not; scripts and styles are none.

    >>> html_text(b"", "<title>x</title><p>So <b>la</b>te<script>go()</script><td>now").split()
    ['So', 'late', 'now']
    >>> html_text(b"", "<p>So late</p><div class=")
    '\\nSo late\\n'
    """
    page = _CONDITION.sub("", CUT_TAG.sub("", page.replace("\0", "")))
    for mark in ("<![CDATA[", "]]>", "<!["):
        page = page.replace(mark, "")
    # A comment that nothing ends is text, whatever versions of the parser make of it.
    before, mark, after = page.rpartition("-->")
    collector = _Collector()
    collector.feed(before + mark + after.replace("<!--", ""))
    collector.close()
    return "".join(collector.parts)


class _Collector(HTMLParser):
    """Collects text; inline elements join, all others separate."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = ""
        """Element whose text is none, while it is open."""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin an element; scripts and the like say nothing up to their end."""
        if not self.silent and tag in word_list("pages", "silent"):
            self.silent = tag
        self._part(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """Take an element without content; one that HTML knows with content begins only."""
        if tag in word_list("pages", "silent"):
            self.handle_starttag(tag, attrs)
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if tag == self.silent:
            self.silent = ""
        self._part(tag)

    def handle_data(self, data: str) -> None:
        """Collect text."""
        if not self.silent:
            self.parts.append(data)

    def _part(self, tag: str) -> None:
        if tag not in word_list("pages", "inline"):
            self.parts.append("\n")
