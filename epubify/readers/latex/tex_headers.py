"""What commands of LaTeX say of the book: its title, its authors."""

from __future__ import annotations

import re

from epubify.model import Contributor, Metadata, Origin
from epubify.text.lazy_pattern import lazy

SAID_AGAIN = {
    "thetitle": "title", "theauthor": "contributors", "@title": "title", "@author": "contributors",
}  # fmt: skip
"""Commands that print what those of the preamble say."""
_PLAIN = lazy(r"\\thanks\s*\{[^{}]*\}|\\[a-zA-Z]+\*?(?:\[[^\]]*\])?\s*|[{}]")
"""What beside names a command for authors may hold."""
_AND = lazy(r"\s*(?:\\and\b|\\\\|,|;|\band\b)\s*")


def people_in(argument: str) -> list[str]:
    r"""Return the names in the argument of a command for authors.

    >>> people_in(r"Nina Hale \and Bo Lind\thanks{of Skerry}")
    ['Nina Hale', 'Bo Lind']
    """
    return [_PLAIN.sub("", one) for one in _AND.split(argument)]


def told(entry: str, words: str, people: list[str], origin: Origin) -> Metadata:
    """Return what a command says of the book."""
    if entry != "contributors":
        return Metadata.with_origin(origin, **{entry: words})
    if len(people) > 1 and all(re.fullmatch(r"[^\\{}]+", one) for one in people):
        names = tuple(Contributor(" ".join(one.split())) for one in people)
        return Metadata.with_origin(origin, contributors=names)
    return Metadata.with_origin(origin, contributors=(Contributor(words),))


def as_said(entry: str, metadata: Metadata) -> str:
    """Return the words of an entry as a title page prints them."""
    if entry == "title":
        return metadata.title or ""
    return ", ".join(one.name for one in metadata.contributors)
