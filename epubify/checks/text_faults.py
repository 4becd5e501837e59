"""What in the text of a document is hard on voices, small readers and the Kindle."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from epubify.checks.container import XHTML

if TYPE_CHECKING:
    from lxml.etree import _Element

Fault = tuple[str, int, str]
"""Finding code, line, what stands there."""

_SIGNS = frozenset("*#~=+_•⁂☆★")
_FEWEST_SIGNS = 3
"""Signs that make a row, which should be a break. With fewer, a dash is one; with more, rows are
not seen."""
_ROW_OF_SPACES = "\xa0" * 3
_HEADING = re.compile(r"h([1-6])")
_HARMLESS = frozenset({"br", "span", "a", "b", "i", "em", "strong"})
"""Elements that make no empty paragraph a full one."""


def find_raw_faults(data: bytes) -> Iterator[Fault]:
    """Yield the faults of a document that show before it is parsed.

    >>> list(find_raw_faults(b"<p>a</p>\\n<!-- x -- y -->"))
    [('C058', 2, 'x -- y')]
    """
    start = data.find(b"<!--")
    while start >= 0 and (end := data.find(b"-->", start + 4)) >= 0:
        comment = data[start + 4 : end]
        if b"--" in comment or comment.endswith(b"-"):
            what = comment.strip().decode("utf-8", "replace")[:40]
            yield "C058", data.count(b"\n", 0, start) + 1, what
        start = data.find(b"<!--", end)


def find_markup_faults(body: _Element) -> Iterator[Fault]:
    """Yield what a document says in a way that readers stumble over, each kind once."""
    rows: list[int] = []
    empty: list[int] = []
    for paragraph in body.iter(f"{XHTML}p"):
        text = "".join(str(part) for part in paragraph.itertext()).replace("\xa0", " ").strip()
        line = paragraph.sourceline or 1
        if not text and _is_empty(paragraph):
            empty.append(line)
        elif _is_row(text):
            rows.append(line)
    if rows:
        yield "C059", rows[0], f"{len(rows)} in the document"
    if empty:
        yield "C060", empty[0], f"{len(empty)} in the document"
    yield from _find_heading_faults(body)
    text = "".join(map(str, body.itertext()))
    if not unicodedata.is_normalized("NFC", text):
        yield "C056", body.sourceline or 1, "in the text"
    if _ROW_OF_SPACES in text:
        yield "C068", body.sourceline or 1, ""


def _is_empty(paragraph: _Element) -> bool:
    names = (child.tag for child in paragraph.iterdescendants())
    return all(isinstance(n, str) and n.removeprefix(XHTML) in _HARMLESS for n in names)


def _is_row(text: str) -> bool:
    signs = "".join(text.split())
    return bool(signs) and set(signs) <= _SIGNS and (len(signs) >= _FEWEST_SIGNS or "*" in signs)


def _find_heading_faults(body: _Element) -> Iterator[Fault]:
    before = None
    for element in body.iter():
        heading = _HEADING.fullmatch(str(element.tag).removeprefix(XHTML))
        if heading:
            level = int(heading[1])
            if before is not None and level > before + 1:
                yield "C061", element.sourceline or 1, f"h{level} after h{before}"
                return
            before = level
