"""Pages that are no story but list the pages of stories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from epubify.errors import NoStory
from epubify.model import Source
from epubify.readers.html.page_tree import INLINE, SILENT, name_of, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from epubify.readers.html.known_page import KnownPage

LONGEST_ENTRY = 200
"""Words of such an item; with more, a list of whole chapters is an index."""
FEWEST_LISTED, LISTED, MOST_TOLD = 5, 0.8, 40
"""Blocks with links to other pages that make an index, the share of the words of the page that they
hold, and the words of each. With fewer or less, a story with links in it is none; with more, lists
with a remark on each become books."""


def refuse_index(source: Source, page: KnownPage) -> None:
    """Raise NoStory for a page that lists others, with a few words on each."""
    if sum(is_outer(a) for a in page.root.iter("a")) < FEWEST_LISTED:
        return
    entries = [one for one in page.root.iter("li") if is_entry(one)]
    within = {inner for one in entries for inner in one.iter()}
    blocks = [one for one in page.root.iter() if is_block_of_text(one, page.verdicts)]
    blocks = [*entries, *(one for one in blocks if one not in within)]
    listed = [one for one in blocks if leads_elsewhere(one)]
    words = sum(len(text_of(one).split()) for one in blocks)
    told = sum(len(text_of(one).split()) for one in listed)
    short = told <= MOST_TOLD * len(listed)
    if len(listed) >= FEWEST_LISTED and short and told >= LISTED * words:
        problem = "a page without a story: a list of other pages"
        raise NoStory(source.name, None, problem, "save the pages that it leads to")


def is_entry(item: _Element) -> bool:
    """Tell whether an item of a list is headed by a link to another page, with a remark below it.

    >>> from lxml import etree
    >>> is_entry(etree.HTML("<ul><li><h4><a href='/w/1'>Salt</a></h4><p>It rains.</ul>")[0][0][0])
    True
    """
    headed = any(leads_elsewhere(one) for one in item.iter("h3", "h4", "h5"))
    return headed and len(text_of(item).split()) <= LONGEST_ENTRY


def is_block_of_text(element: _Element, verdicts: Mapping[_Element, object]) -> bool:
    """Tell whether an element is the innermost block around words of the page."""
    name = name_of(element)
    if not name or name in INLINE or name in SILENT:
        return False
    if any(name_of(one) not in INLINE for one in element) or not text_of(element).strip():
        return False
    return not any(one in verdicts for one in (element, *element.iterancestors()))


def leads_elsewhere(block: _Element) -> bool:
    """Tell whether a block holds a link to another page."""
    return any(map(is_outer, block.iter("a")))


def is_outer(link: _Element) -> bool:
    """Tell whether a link leads out of its page."""
    return (link.get("href") or "#")[0] != "#"
