"""Titles and names that programs note of a file: what a person said, and what stands in for it."""

from __future__ import annotations

import re
from functools import cache

from msgspec.structs import replace

from epubify.model import Metadata
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, table
from epubify.text.recogniser import recogniser

_FILE = lazy(
    r"\S.{0,200}\.(?:docx?|odt|rtf|txt|dotx?|html?|xhtml|md|epub|fb2|pages|wps|tex|pdf|indd|qxd|mobi|azw3?|scriv|gdoc)"
    r"|microsoft word\b.*",
    re.IGNORECASE,
)
_COUNTED = lazy(r"[\s_(-]*\d{0,4}\)?$")
"""The number that programs put behind ``Untitled``."""


_WORD = lazy(r"[^\W_]+")


@recogniser(
    takes=(
        "Untitled 3",
        "Document1",
        "draft_final_v3",
        "lantern2.htm",
        "Microsoft Word - ford.doc",
    ),
    spares=(
        "The Salt Road",
        "Final",
        "Draft Dodger",
        "Document of Grace",
        "1984",
        "Unknown Waters",
    ),
)
def is_placeholder(title: str) -> bool:
    """Tell whether a program filled in a title: a file's name, or a word for none.

    >>> is_placeholder("Untitled 3"), is_placeholder("lantern2.htm"), is_placeholder("Low Tide")
    (True, True, False)
    """
    bare = folded(title).strip(" .<>[]()*-–—")
    filled_in = not bare or _COUNTED.sub("", bare) in listed("untitled") or is_draft(bare)
    return filled_in or _FILE.fullmatch(title.strip()) is not None


def is_draft(title: str) -> bool:
    """Tell whether a title only says which draft a text is.

    >>> is_draft("draft_final_v3"), is_draft("final"), is_draft("the ford draft 2")
    (True, False, False)
    """
    words = _WORD.findall(title)
    told = [one for one in words if not one.isdigit()]
    return len(words) > 1 and bool(told) and all(one in listed("drafts") for one in told)


def names_chapter(title: str) -> bool:
    """Tell whether a title is that of a chapter: each file of a book has its own.

    >>> names_chapter("Chapter 3: The Ford"), names_chapter("1984")
    (True, False)
    """
    form = facts_of(title).form
    return form is not None and form.number is not None and form.rank != "numeral"


@recogniser(
    takes=("Unknown", "<unknown>", "Unknown Author", "N/A"), spares=("Ann Unknown", "Anonymous")
)
def is_nobody(name: str) -> bool:
    """Tell whether a name stands in for one that is not known.

    >>> is_nobody("Unknown"), is_nobody("Nina Hale")
    (True, False)
    """
    return folded(name).strip(" .<>[]()*-–—") in listed("unnamed")


def without_site(text: str) -> str:
    """Return a title or a name without the site that it is known on.

    >>> without_site("Ann Quay at Inkitt"), without_site("The Ford - Wattpad")
    ('Ann Quay', 'The Ford')
    >>> without_site("Ann Quay—A Project Gutenberg eBook")
    'Ann Quay'
    """
    return at_site().sub("", text).strip()


@cache
def at_site() -> re.Pattern[str]:
    """Return the pattern of a known site behind a title or a name."""
    sites = "|".join(map(re.escape, table("pages")["words"]["sites"]))
    return re.compile(rf"(?:\s+(?:at|on|@|[-–|])\s+|\s*—\s*)(?:{sites})$", re.IGNORECASE)


def said_by_people(noted: Metadata) -> Metadata:
    """Return metadata without titles and names that a program filled in."""
    people = tuple(one for one in noted.contributors if not is_nobody(one.name))
    title = without_site(noted.title or "")
    return replace(noted, title=None if is_placeholder(title) else title, contributors=people)


@cache
def listed(name: str) -> frozenset[str]:
    """Return a list of what stands in properties, folded."""
    return frozenset(map(folded, table("documents")["properties"][name]))


@cache
def listed_words(name: str) -> frozenset[str]:
    """Return a list of single words in properties, folded."""
    return frozenset(folded(table("documents")["properties"][name]).split())
