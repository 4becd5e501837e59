"""Title and author that the page of an archive names below its fields, and not above them.

::

    Rating:
    General Audiences
    Fandom:
    Harbour Lights
    The Salt Road
    annberg
    Summary:
"""

from __future__ import annotations

from typing import NamedTuple

from epubify.matter.bylines import name_in_byline
from epubify.matter.fields import is_field
from epubify.matter.page import Page
from epubify.matter.people import LONGEST_NAME, is_name, split_names
from epubify.matter.titles import LONGEST_TITLE, ends_sentence
from epubify.matter.word_lists import marker_words
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

FEWEST_ABOVE = 3
"""Known fields above such a title. With fewer, the first lines of a story below a mail are one;
with more, pages with few fields have none."""
MOST_BETWEEN = 2
"""Blank lines between title and author. With more, a heading and the first word of a story are
such a pair; with fewer, what a program spaced is none."""
HANDLE = lazy(r"[\w.-]{2,40}(?: \([\w .-]{2,40}\))?")
"""The name of a member of an archive, of one word, perhaps with that of the account."""


class Named(NamedTuple):
    """Who is named below a title."""

    author: str
    at: int
    """Index of the line that names them."""


def named_below(page: Page, index: int, title: str) -> Named | None:
    """Return whom the line below a title names; None where it is no title, or names nobody."""
    if not may_be_title(title):
        return None
    below = page.next_text(index + 1)
    if below is None or below - index - 1 > MOST_BETWEEN:
        return None
    return member_at(page, below)


def member_at(page: Page, index: int) -> Named | None:
    """Return whom a line names that ends the block of a header, None where it names nobody."""
    text = page.lines[index].text
    author = name_in_byline(text) or (text if names_member(text) else None)
    return Named(author, index) if author and ends_block(page, index) else None


@recogniser(
    takes=("The Salt Road", "Who Goes There?"), spares=("Rating: PG", "It rained.", "* * *")
)
def may_be_title(text: str) -> bool:
    """Tell whether a line below fields may be the title: no field, no sentence, no heading."""
    facts = facts_of(text)
    bare = len(text) <= LONGEST_TITLE and not (is_field(text) or facts.is_ornament or facts.form)
    return bare and not ends_sentence(text) and text[-1:] != ":"


@recogniser(takes=("annberg", "Ann Berg", "ann_b, tom-oak"), spares=("It had rained.", "Notes:"))
def names_member(text: str) -> bool:
    """Tell whether a line is the name of somebody, or the names of members of an archive."""
    if len(text) > LONGEST_NAME or folded(text) in marker_words("page_note_labels"):
        return False
    return is_name(text) or all(HANDLE.fullmatch(name) for name in split_names(text))


def ends_block(page: Page, index: int) -> bool:
    """Tell whether the block of a header ends with a line: a blank one stands below, or what says
    by itself that it is something else."""
    below = page.lines[index + 1].text if index + 1 < len(page.lines) else ""
    if not below or is_field(below) or facts_of(below).form:
        return True
    return folded(below).rstrip(": ") in marker_words("page_labels")
