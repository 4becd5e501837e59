"""Pages that are no story but list the pages of stories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from epubify.errors import NoStory
from epubify.model import Source
from epubify.readers.html.page_tree import INLINE, SILENT, name_of, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from epubify.readers.html.known_page import KnownPage

LONGEST_ENTRY = 200
"""Words of such an item; with more, a list of whole chapters is an index."""
FEWEST_LISTED, LISTED, MOST_TOLD, MOST_BELOW_TITLE = 5, 0.8, 40, 90
"""Blocks with links to other pages that make an index, the share of the words of the page that they
hold, the words of each, and of one that begins with its link. With fewer or less, a story with
links in it is none; with more, lists with a remark on each become books."""


def refuse_index(source: Source, page: KnownPage) -> None:
    """Raise NoStory for a page that lists others, with a few words on each."""
    if sum(is_outer(a) for a in page.root.iter("a")) < FEWEST_LISTED:
        return
    if lists_others(blocks_of(page)) or lists_others(lines_of(page)):
        problem = "a page without a story: a list of other pages"
        raise NoStory(source.name, None, problem, "save the pages that it leads to")


def lists_others(pieces: Sequence[ListedPiece]) -> bool:
    """Tell whether most words of a page are in pieces that lead to others, with a remark each."""
    listed = [one for one in pieces if one.leads]
    told = sum(one.words for one in listed)
    most = sum(MOST_BELOW_TITLE if one.titled else MOST_TOLD for one in listed)
    enough = told >= LISTED * sum(one.words for one in pieces)
    return len(listed) >= FEWEST_LISTED and told <= most and enough


def blocks_of(page: KnownPage) -> list[ListedPiece]:
    """Return the items of a page that are headed by a link, and its other blocks of text."""
    entries = [one for one in page.root.iter("li") if is_entry(one)]
    within = {inner for one in entries for inner in one.iter()}
    blocks = [one for one in page.root.iter() if is_block_of_text(one, page.verdicts)]
    whole = [*entries, *(one for one in blocks if one not in within)]
    return [ListedPiece(len(text_of(one).split()), leads_elsewhere(one)) for one in whole]


def lines_of(page: KnownPage) -> list[ListedPiece]:
    """Return the paragraphs of a page, also those that only line ends part."""
    pieces = PagePieces(page.verdicts)
    pieces.read(page.root)
    return [one for one in pieces.found if one.words]


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


class ListedPiece(Struct):
    """A paragraph of a page, as far as its links go."""

    words: int = 0
    leads: bool = False
    """A link in it leads to another page."""
    titled: bool = False
    """It begins with such a link."""


class PagePieces:
    """Reads the paragraphs of a page: its blocks, and what two line ends part.

    >>> from lxml import etree
    >>> pieces = PagePieces({})
    >>> pieces.read(etree.HTML("<a href='/x'>The Ford</a><br>A tale.<br><br>So it was."))
    >>> [(one.words, one.titled) for one in pieces.found if one.words]
    [(4, True), (3, False)]
    """

    def __init__(self, verdicts: Mapping[_Element, object]) -> None:
        self.verdicts = verdicts
        self.found = [ListedPiece()]
        self.ends = 0
        """Line ends since the last word."""

    def read(self, element: _Element) -> None:
        """Read an element, and what follows it."""
        name = name_of(element)
        if name and name not in SILENT and element not in self.verdicts:
            block = name not in INLINE
            if block:
                self.found.append(ListedPiece())
            self.link_or_line(element, name)
            self.text(element.text)
            for child in element:
                self.read(child)
            if block:
                self.found.append(ListedPiece())
        self.text(element.tail)

    def link_or_line(self, element: _Element, name: str) -> None:
        """Read what an element is beside its words: a link, a line end."""
        piece = self.found[-1]
        if name == "a" and is_outer(element):
            piece.titled |= not piece.words
            piece.leads = True
        elif name == "br":
            self.ends += 1
            if self.ends > 1:
                self.found.append(ListedPiece())

    def text(self, text: str | None) -> None:
        """Read text."""
        if words := len((text or "").split()):
            self.found[-1].words += words
            self.ends = 0


def is_outer(link: _Element) -> bool:
    """Tell whether a link leads out of its page."""
    return (link.get("href") or "#")[0] != "#"
