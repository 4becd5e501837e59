"""Contents lists in the text: they confirm headings, and the book has its own."""

from __future__ import annotations

import re

from epubify.layout.lines import blank_before
from epubify.matter.page import Page
from epubify.matter.word_lists import contents_words
from epubify.model import Matter
from epubify.text.facts import facts_of
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

LEADER = re.compile(r"\s*(?:[.·…_-]\s*){2,}\d{1,4}$|\s+(?:p\.?\s*)?\d{1,4}$|\t\d{1,4}$")
LONGEST_ENTRY = 90
"""Characters of an entry; with more, first paragraphs are swallowed, with fewer, lists of long
titles end early."""
FURTHEST = 0.25
"""A contents list stands in this first share of a text. A larger one finds lists in the story, a
smaller one misses those below long prefaces."""


@recogniser(
    takes=("Contents\n\nI. The Quay\nII. The Ford\n\n\nThe rain had stopped.",),
    spares=("The contents of the box were gone.\n\nI. The Quay\nII. The Ford",),
)
def take_contents(page: Page) -> tuple[str, ...]:
    """Take out the contents list and return its entries without page numbers."""
    limit = int(len(page.lines) * FURTHEST) + 40
    for i, line in enumerate(page.lines[:limit]):
        if not line or len(line.text) > LONGEST_ENTRY:
            continue
        if folded(line.facts.core.rstrip(":. ")) in contents_words():
            found = entry_lines(page, i + 1)
            if len(found) >= 2:
                entries = tuple(entry_of(page.lines[n].text) for n in found)
                page.take_out([i, *found], Matter.CONTENTS)
                page.seams.add(found[-1] + 1)
                return entries
    return ()


def entry_of(text: str) -> str:
    """Return an entry without leader dots and page number.

    >>> entry_of("Chapter IV: The Mail . . . 12"), entry_of("Chapter 4"), entry_of("Chapter 4  29")
    ('Chapter IV: The Mail', 'Chapter 4', 'Chapter 4')
    """
    if len(text) > LONGEST_ENTRY:
        return text
    bare = LEADER.sub("", text).rstrip(" .:-")
    form = facts_of(text).form
    if form and form.title is None and form.number is not None and facts_of(bare).form is None:
        return text
    return bare or text


def entry_lines(page: Page, start: int) -> list[int]:
    """Return the indices of the entries of a contents list that starts here.

    The list ends at a gap wider than those between its entries, at prose, or where its first
    entry stands again.
    """
    found: list[int] = []
    first = ""
    usual = None
    index = page.next_text(start)
    while index is not None:
        text = page.lines[index].text
        gap = blank_before(page.lines, index)
        if len(found) == 1:
            usual = gap
        if len(text) > LONGEST_ENTRY or (usual is not None and gap > usual):
            break
        entry = folded(entry_of(text))
        if found and entry == first:
            break
        first = first or entry
        found.append(index)
        index = page.next_text(index + 1)
    return found
