"""What programs that write on request say around a text: ``Certainly! Here is your story:``."""

from __future__ import annotations

import re

from epubify.matter.page import Page
from epubify.matter.word_lists import worded
from epubify.model import Matter
from epubify.text.recogniser import recogniser

_OPENING = worded(
    r"(?P<agrees>(?:@assistant_agrees@)\b[^:]{0,40}?)?"
    r"(?:@assistant_here@)\b.{0,300}?\b(?:@assistant_works@)\b.*[:.!]",
    re.IGNORECASE,
    needs=("assistant_here",),
)
_OFFER = worded(
    r"(?:@assistant_offers@)\b.{0,200}?\b(?:@assistant_works@|@assistant_acts@)\b.*[?!.]",
    re.IGNORECASE,
    needs=("assistant_offers",),
)
LONGEST = 500
"""Letters of what such a program says before or behind a text. With more, a story that begins with
such words loses its first paragraph; with fewer, what it explains at length stays."""
REASON = "said by a program that wrote the text"


@recogniser(
    takes=(
        "Certainly! Here's a short story:\n\n---\n\nIt rained.",
        "Here is the revised chapter:\n\n# Chapter 1\n\nIt rained.\n\n---\n\n"
        "Would you like me to continue?",
    ),
    spares=(
        "Here is the story of the ford:\n\n---\n\nIt rained.",
        "Certainly! Here's the story.\n\nIt rained.",
        "It rained.\n\n---\n\nWould you like me to continue?",
    ),
)
def take_assistant_frames(page: Page) -> None:
    """Take out what a program for writing says above and below what it was asked to write.

    Above, a rule or a heading parts it from the text. One who tells a story may say the like, but
    agrees to nothing before, or offers nothing behind it.
    """
    first, last = page.next_text(0), page.previous_text(len(page.lines))
    if first is None or last is None:
        return
    above, below = (
        range(first, page.row_end(first)),
        range(page.previous_blank(last) + 1, last + 1),
    )
    opening = _OPENING.fullmatch(said_in(page, above))
    parting = page.next_text(above.stop)
    if opening is None or parting is None or not is_parting(page, parting):
        return
    offer = _OFFER.fullmatch(said_in(page, below)) is not None
    if offer or opening["agrees"]:
        page.take_out((*above, *(below if offer else ())), Matter.BOILERPLATE, REASON)


def said_in(page: Page, lines: range) -> str:
    """Return what the lines of a paragraph say, "" for a long one."""
    said = " ".join(page.lines[i].text for i in lines[:LONGEST])
    return said if len(said) <= LONGEST else ""


def is_parting(page: Page, index: int) -> bool:
    """Tell whether a line is a rule or a heading, whoever marks it as one."""
    line = page.lines[index]
    marked = line.facts.marked or line.text.startswith(("#", "**", "__"))
    return line.facts.is_ornament or marked or line.facts.form is not None
