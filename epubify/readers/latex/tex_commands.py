"""Commands and environments of LaTeX that mean something for a story, and those that do not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from epubify.model import GroupKind
from epubify.text.lexicon import table

LEVELS: Mapping[str, int] = {
    "book": 1, "part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5,
    "addpart": 1, "addchap": 2, "addsec": 3, "poemtitle": 3, "PoemTitle": 3, "ChapterTitle": 2,
    "QuickChapter": 2,
}  # fmt: skip
"""Commands that head a division, and its level."""
HEADER: Mapping[str, str] = {
    "title": "title", "author": "contributors", "subtitle": "subtitle", "SetTitle": "title",
    "SetAuthor": "contributors", "SetSubtitle": "subtitle", "authors": "contributors",
}  # fmt: skip
"""Commands that say something of the book."""
ALIGNED: Mapping[str, str] = {
    "center": "center", "centering": "center", "centerline": "center", "flushright": "right",
    "raggedleft": "right", "rightline": "right",
}  # fmt: skip
"""Commands and environments that set text elsewhere than prose."""
NOTES = ("footnote", "footnotetext", "endnote")
GLUED = "lettrine"
"""In the name of commands whose arguments are the first letter of a word and its rest."""


@lru_cache(maxsize=1000)
def mark_of(name: str) -> str:
    """Return how a command marks text, "" for one that does not.

    >>> mark_of("textit"), mark_of("bf"), mark_of("label")
    ('emphasis', 'strong', '')
    """
    marks = table("latex")["marks"].items()
    return next((mark for mark, names in marks if name in names.split()), "")


@cache
def commands(kind: str) -> frozenset[str]:
    """Return the names of the commands of a kind.

    >>> "newpage" in commands("pages")
    True
    """
    return frozenset(table("latex")["commands"][kind].split())


@cache
def without_text() -> Mapping[str, int]:
    """Return the commands without text, and how many arguments in braces go with them."""
    lists = table("latex")["without_text"].items()
    return {name: int(count) for count, names in lists for name in names.split()}


@cache
def environments(kind: str) -> frozenset[str]:
    """Return the names of the environments of a kind."""
    return frozenset(table("latex")["environments"][kind].split())


@lru_cache(maxsize=1000)
def has_meaning(name: str) -> bool:
    """Tell whether a command says how text is set, whatever a file makes of it.

    >>> has_meaning("cleardoublepage"), has_meaning("chapter"), has_meaning("maketitle")
    (True, True, False)
    """
    return (
        name in LEVELS
        or without_text().get(name, 0) > 0
        or any(name in commands(kind) for kind in ("pages", "gaps", "rules"))
        or bool(mark_of(name))
    )


def arguments_of(environment: str) -> int:
    """Return how many first arguments of an environment are for the program."""
    return int(table("latex")["environments"]["arguments"].get(environment, 0))


def group_of(name: str) -> GroupKind | None:
    """Return what an environment puts around its text, nothing for one that is not known.

    >>> group_of("quotation"), group_of("chapterOpeningQuote"), group_of("letter")
    (<GroupKind.QUOTE: 'quote'>, <GroupKind.QUOTE: 'quote'>, None)
    """
    if "quot" in name.lower() or name.lower().startswith("epigraph"):
        return GroupKind.QUOTE
    if name in environments("bulleted"):
        return GroupKind.BULLETED
    return GroupKind.ORDERED if name in environments("ordered") else None
