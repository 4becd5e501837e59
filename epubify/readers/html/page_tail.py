"""What stands below the story on a page of its own making: links on, a guest book, a counter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from epubify.readers.html.page_tree import INLINE, LISTS, SILENT, name_of, text_of
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from lxml.etree import _Element

LONGEST_TAIL = 250
"""Characters of a block of links below a story; with more, notes with links in them are left out,
with fewer, long rows of links stay."""
MOST_OF_PAGE = 0.3
"""Share of the text of a page that such blocks have; with more, an index loses what tells it, with
less, a poem keeps the links below it."""
MOST_UNLINKED = 25
"""Letters beside the links of a line. With more, a last sentence that leads somewhere is left out;
with fewer, ``This page is hosted by`` stays."""
COUNTERS = tuple(LISTS["words"]["counters"])
_LETTERS = lazy(r"[^\W\d_]+")


def tail_of(root: _Element, verdicts: Mapping[_Element, object]) -> list[_Element]:
    """Return the last blocks of a page as far as each line of them leads elsewhere, or counts.

    A page that has little else is an index, and has none.
    """
    found = list(tail_blocks(root, verdicts))
    size = sum(len(text_of(one)) for one in found)
    return found if size <= MOST_OF_PAGE * len(text_of(root)) else []


def tail_blocks(root: _Element, verdicts: Mapping[_Element, object]) -> Iterator[_Element]:
    """Yield such blocks from below; the first that is none ends them."""
    element = next(iter(root.iter("body")), root)
    while True:
        inner = [one for one in element if is_shown(one, verdicts)]
        if not inner or (inner[-1].tail or "").strip() or name_of(element) in ("p", "pre"):
            return
        last = inner.pop()
        while is_tail(last):
            yield last
            if not inner or (inner[-1].tail or "").strip():
                return
            last = inner.pop()
        if len(text_of(last)) <= LONGEST_TAIL or name_of(last) in INLINE:
            return
        element = last


def is_shown(element: _Element, verdicts: Mapping[_Element, object]) -> bool:
    """Tell whether an element is of the text, and not empty."""
    if name_of(element) in SILENT or element in verdicts:
        return False
    return bool(text_of(element).strip())


def is_tail(element: _Element) -> bool:
    """Tell whether each line of a block leads elsewhere, or counts who reads the page.

    >>> from lxml import etree
    >>> [is_tail(one) for one in etree.HTML("<p><a href='gb'>Sign my guest book</a>!<p>Ann left."
    ...  "<p><a href='a'>Part One</a> | <a href='c'>Part 3</a><br>You are visitor number 12")[0]]
    [True, False, True]
    """
    text = text_of(element)
    if name_of(element) in INLINE or len(text) > LONGEST_TAIL:
        return False
    links = [text_of(a).strip() for a in element.iter("a") if is_outward(a.get("href") or "")]
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    return bool(lines) and all(leads_on(line, links) for line in lines)


def is_outward(address: str) -> bool:
    """Tell whether a link leads to another page, or to an address of mail."""
    return bool(address) and not address.startswith("#")


def leads_on(line: str, links: list[str]) -> bool:
    """Tell whether a line is little more than links, or counts."""
    low = line.casefold()
    if any(word in low for word in COUNTERS):
        return True
    held = [words for words in links if words and " ".join(words.split()) in line]
    bare = "".join(_LETTERS.findall(line))
    linked = sum(len("".join(_LETTERS.findall(words))) for words in held)
    return bool(held) and len(bare) - linked <= MOST_UNLINKED
