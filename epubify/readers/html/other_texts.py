"""Blocks of a page that name other texts, and the day on which it was posted."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from epubify.model import Matter
from epubify.readers.html.page_tree import LISTS, name_of, text_of
from epubify.readers.html.told_lines import FIRST_PIECES, Verdict
from epubify.text.dates import is_date
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.word_patterns import either

if TYPE_CHECKING:
    from lxml.etree import _Element

BLOCKS = frozenset({"div", "section", "aside"})
HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MORE = lazy(rf"\W*(?:{either(LISTS['words']['more_reads'])})(?!\w)", re.IGNORECASE)
"""How a block begins that says what else may be read."""
FEWEST_LISTED = 3
"""Links of a block with a heading that no such word heads. With fewer, a note with two sources is
one; with more, short lists stay."""
MOST_LINKED, HALF_LINKED = 0.6, 0.4
"""Share of the words of such a block that are links, and of one that begins with such words: who
wrote each, and when, stands beside them. With less, a chapter with notes is one; with more, lists
that tell of each text stay."""
MOST_DAYS = 3
"""Days that a page names by elements for that, and none is of a diary; with more, the day on which
comments were posted is one."""


def names_others(element: _Element) -> Verdict | None:
    """Return what a block is that names other texts of a site, below its own.

    >>> from lxml import etree
    >>> page = "<p>So.</p><div><h3>Read next</h3><a href='/2'>Rain at the Quay</a> by Ann</div>"
    >>> names_others(etree.HTML(page)[0][1]) is not None, names_others(etree.HTML(page)[0][0])
    (True, None)
    """
    if name_of(element) not in BLOCKS:
        return None
    links = [text_of(a) for a in element.iter("a") if is_outward(a.get("href") or "")]
    if not links:
        return None
    said = " ".join(islice(element.itertext(), FIRST_PIECES))
    head = next(element.iter(*HEADS), None)
    headed = head is not None and facts_of(" ".join(text_of(head).split())).form is None
    more = _MORE.match(" ".join(said.split())) is not None
    if not (more or (headed and len(links) >= FEWEST_LISTED and stands_below(element))):
        return None
    whole = len(text_of(element).split()) - (len(text_of(head).split()) if head is not None else 0)
    linked = sum(len(one.split()) for one in links)
    if linked < (HALF_LINKED if more else MOST_LINKED) * max(1, whole):
        return None
    return Matter.NAVIGATION, "names other texts"


def is_outward(address: str) -> bool:
    """Tell whether a link leads to another page."""
    return bool(address) and not address.startswith(("#", "mailto:"))


def stands_below(element: _Element) -> bool:
    """Tell whether a paragraph stands before a block."""
    above = element.itersiblings(preceding=True)
    return any(name_of(one) == "p" or one.find(".//p") is not None for one in above)


def posted_day(element: _Element) -> Verdict | None:
    """Return what an element for days is that stands in no line: the day of the page.

    >>> from lxml import etree
    >>> page = etree.HTML("<article><time>May 3, 2014</time><p>On <time>May 4</time> it rained.")
    >>> [posted_day(one) is not None for one in page.iter("time")]
    [True, False]
    """
    above = element.getparent()
    if above is None or name_of(above) not in ("article", "section", "div", "header", "main"):
        return None
    root = element.getroottree().getroot()
    few = sum(1 for _ in islice(root.iter("time"), MOST_DAYS + 1)) <= MOST_DAYS
    day = few and is_date(" ".join(text_of(element).split()))
    return (Matter.NAVIGATION, "day on which the page was posted") if day else None
