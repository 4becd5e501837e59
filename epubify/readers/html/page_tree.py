"""A page as a tree, and what can be asked of its elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from epubify.errors import NoStory
from epubify.model.limits import limits_held
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import table
from epubify.text.xmltext import legal

if TYPE_CHECKING:
    from lxml.etree import _Element

LISTS = table("pages")
SILENT = frozenset(LISTS["elements"]["silent"].split())
"""Elements without any text that a page shows."""
INLINE = frozenset(LISTS["elements"]["inline"].split())
"""Elements that stand in a line of text; all others stand apart."""
PAGE_NUMBERS = frozenset(LISTS["words"]["page_numbers"].split())
"""Classes of elements that are the numbers of pages."""
LONGEST_PAGE_NUMBER = 14
"""Characters of such a number, with its brackets; a longer text is called so by mistake."""
_SECTIONS = tuple(
    lazy(mark) for mark in (r"<!\[(?!CDATA\[)[^\[\]<>]*\]>", r"<!\[CDATA\[", r"\]\]>", r"<!\[")
)
"""Marks of sections: conditions of Word, CDATA, and what is left of such."""
_LAST_TAGS = lazy(r"</(?:body|html)\s*>", re.IGNORECASE)
"""The ends of a page: pages that were put together go on after them."""
_BLANKS = lazy(r"\s{2,}|[^\S ]")
"""What is to be a single space; a single one is not looked at again."""
_MOST_NESTED = 20
"""Times that openings of comments which end nowhere are taken out, where taking one out makes one
of what stands around it. With fewer, a page could hide text by that; with more, it takes long."""
_DECLARATION = lazy(r"<\?xml[^>]*\?>")


def parse_page(name: str, page: str) -> _Element:
    """Return the root of a page, whatever its markup is worth; nothing is fetched.

    Raises NoStory where no element is left of it.
    """
    from lxml import etree

    parser = etree.HTMLParser(
        recover=True,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        encoding="utf-8",
    )
    page = with_marked_story(_DECLARATION.sub("", page, count=1))
    page = legal(with_sections_open(page))
    data = page.encode("utf-8", "replace")
    root = etree.fromstring(data, parser) if data.strip() else None
    if root is None:
        raise NoStory(name, None, "a page without anything in it", "give a page with a story")
    for element in reversed(list(_too_deep(root))):
        _without_tag(element)
    return root


def with_marked_story(page: str) -> str:
    """Return a page with an element around the text that comments of its program mark.

    >>> with_marked_story('a<!-- body="start" -->b<!-- body="end" -->c')
    'a<div id="marked-as-story">b</div>c'
    """
    if "<!-" not in page:
        return page
    for start, end in _story_marks():
        first = start.search(page)
        last = end.search(page, first.end()) if first else None
        if first and last:
            inner = page[first.end() : last.start()]
            head, tail = page[: first.start()], page[last.end() :]
            return f'{head}<div id="marked-as-story">{inner}</div>{tail}'
    return page


@cache
def _story_marks() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(one["start"]), re.compile(one["end"])) for one in LISTS["story_marks"])


def with_sections_open(page: str) -> str:
    """Return a page in which no comment runs to its end, and marks of CDATA hide nothing.

    >>> with_sections_open("a<!-- b -->c<!-- d"), with_sections_open("a<![CDATA[b]]>c")
    ('a<!-- b -->c d', 'abc')
    """
    for mark in (*_SECTIONS, _LAST_TAGS):
        page = mark.sub("", page)
    closed = page.rfind("-->") + 1
    head, tail = page[:closed], page[closed:]
    for _ in range(_MOST_NESTED):
        if "<!--" not in tail:
            break
        tail = tail.replace("<!--", "")
    return head + tail.replace("<!--", "<")


def _too_deep(root: _Element) -> Iterator[_Element]:
    """Yield the elements that lie deeper than may be, the outer before the inner."""
    from lxml import etree

    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth > limits_held().depth:
            yield element


def _without_tag(element: _Element) -> None:
    """Put what is in an element in its place."""
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    _append_text(parent, before, element.text)
    for child in list(element):
        element.addprevious(child)
    _append_text(parent, element.getprevious(), element.tail)
    parent.remove(element)


def _append_text(parent: _Element, before: _Element | None, text: str | None) -> None:
    if before is None:
        parent.text = (parent.text or "") + (text or "")
    else:
        before.tail = (before.tail or "") + (text or "")


def name_of(element: _Element) -> str:
    """Return the name of an element in small letters, without its namespace."""
    tag = element.tag
    return _name_in(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1_024)
def _name_in(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def classes_of(element: _Element) -> frozenset[str]:
    """Return the classes of an element."""
    return frozenset((element.get("class") or "").split())


def is_page_number(element: _Element) -> bool:
    """Tell whether an element is the number that a page has in print."""
    if PAGE_NUMBERS.isdisjoint(one.lower() for one in classes_of(element)):
        return False
    return len("".join(element.itertext()).strip()) <= LONGEST_PAGE_NUMBER


def text_of(element: _Element) -> str:
    """Return the text below an element: inline elements join, all others part lines."""
    parts: list[str] = []
    _gather(element, parts)
    return "".join(parts).strip("\n")


def _gather(element: _Element, parts: list[str]) -> None:
    name = name_of(element)
    if name in SILENT:
        return
    apart = "" if name in INLINE and name != "br" else "\n"
    parts.append(apart)
    parts.append(_spaced(element.text))
    for child in element:
        _gather(child, parts)
        parts.append(_spaced(child.tail))
    parts.append(apart)


def _spaced(text: str | None) -> str:
    return _BLANKS.sub(" ", text) if text else ""
