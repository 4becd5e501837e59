"""What stands below the story on a page of its own making: links on, a guest book, a counter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from epubify.readers.html.page_tree import INLINE, LISTS, SILENT, name_of, text_of
from epubify.text.lazy_pattern import lazy
from epubify.text.word_patterns import either

if TYPE_CHECKING:
    from lxml.etree import _Element

LONGEST_TAIL = 250
"""Characters of a block of links below a story; with more, notes with links in them are left out,
with fewer, long rows of links stay."""
MOST_OF_PAGE = 0.3
"""Share of the text of a page that such blocks have; with more, an index loses what tells it, with
less, a poem keeps the links below it."""
COUNTS = lazy(
    rf"\W*(?:\d[\d.,]*\s+)?(?:{either(LISTS['words']['counters'])})(?!\w)"
    rf"|\W*(?:{either(LISTS['words']['counters_of'])})\s+\d",
    re.IGNORECASE,
)
"""How a line begins that counts who reads a page, or thanks who keeps it."""
BESIDE_LINKS = frozenset(f"{LISTS['words']['beside_links']} {LISTS['words']['steps']}".split())
"""Words that may stand beside the links of a line: any other is of a sentence that leads on."""
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
    """Tell whether a line has nothing beside links that a page does not say of itself, or counts.

    >>> leads_on("Back to the Quay", ["Quay"]), leads_on("They went back to Paris.", ["Paris"])
    (True, False)
    >>> leads_on("12 hits since May", []), leads_on("There were no visitors since May.", [])
    (True, False)
    """
    if COUNTS.match(line):
        return True
    held = [said for words in links if (said := " ".join(words.split())) and said in line]
    for said in held:
        line = line.replace(said, " ", 1)
    return bool(held) and BESIDE_LINKS.issuperset(_LETTERS.findall(line.casefold()))
