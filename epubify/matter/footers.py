"""Footers: what lists, services and people put below a post."""

from __future__ import annotations

import re
from collections.abc import Sequence

from epubify.matter.page import Page
from epubify.matter.word_lists import worded
from epubify.model import Fate
from epubify.text.recogniser import recogniser

UNSUBSCRIBE = worded(r".*\b(?:@unsubscribe@|@email_to@ \S+@)\b.*")
RULE = re.compile(r"[-_=*~+#]{8,}|^\+-+\+$")
ADDRESS = re.compile(r"\S@\S+\.\w|https?://|\bwww\.\w", re.IGNORECASE)
FIELD = worded(r"@own_fields@\s*:")
LONGEST_FOOTER = 12
"""Lines of a footer; with more, letters that end in an address are taken, with fewer, long list
footers stay."""
FIRST_FOOTER = 10
"""Index of the first line that a footer may stand on. With a smaller one the story's own header
is taken for it; with a larger one footers of very short posts stay."""


@recogniser(
    takes=(10 * "Rain fell.\n" + "\n________\nJoin at https://list.example/",),
    spares=(10 * "Rain fell.\n" + "\n________\nHe ran.",),
)
def take_footers(page: Page) -> None:
    """Take out footers: a block with a rule at one end and an address in it, or list commands."""
    start = page.next_text(FIRST_FOOTER)
    while start is not None:
        end = start
        while end < len(page.lines) and page.lines[end]:
            end += 1
        if end - start <= LONGEST_FOOTER and is_footer(
            [line.text for line in page.lines[start:end]]
        ):
            page.take_out(range(start, end), Fate.ENVELOPE, "footer or signature")
            page.seams.add(end)
        start = page.next_text(end)


@recogniser(
    takes=("________________\nAnn Berg, ann@mail.example",),
    spares=(
        "________________\nHe ran.",
        "The rain had stopped.\nAsk ann@mail.example",
    ),
)
def is_footer(texts: Sequence[str]) -> bool:
    """Tell whether the lines of a block are the footer of a list, a service or a person.

    >>> is_footer(["________________", "Ann Berg, ann@mail.example"])
    True
    >>> is_footer(["________________", "He ran."])
    False
    """
    if not any(ADDRESS.search(text) for text in texts) or any(FIELD.match(text) for text in texts):
        return False
    ruled = len(texts) > 1 and bool(RULE.search(texts[0]) or RULE.search(texts[-1]))
    return ruled or texts[0].startswith("<*>") or any(UNSUBSCRIBE.fullmatch(text) for text in texts)
