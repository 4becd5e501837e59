"""The word lists of ``epubify/data``, read once and folded for comparison."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any


def folded(text: str) -> str:
    """Return the text without case and accents, with single spaces, for comparison.

    >>> folded("  Capítulo   PRIMERO ")
    'capitulo primero'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", bare).split())


@cache
def table(name: str) -> dict[str, Any]:
    """Return a table of ``epubify/data`` by its file name without the ending."""
    data = files("epubify").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(data)


@cache
def heading_ranks() -> dict[str, str]:
    """Return heading word → ``volume``, ``part`` or ``chapter``, over all languages."""
    ranks: dict[str, str] = {}
    for rank in ("chapter", "part", "volume"):
        for words in table("headings")["rank"][rank].values():
            for word in words:
                ranks.setdefault(folded(word), rank)
    return ranks


@cache
def named_sections() -> dict[str, str]:
    """Return name of a section → its epub:type."""
    named = table("headings")["named"]
    return {folded(name): role for role, names in named.items() for name in names}


@cache
def number_words() -> dict[str, int]:
    """Return number word → value, over all languages; English wins where they differ."""
    values: dict[str, int] = {}
    for words in table("headings")["numbers"].values():
        for word, value in words.items():
            values.setdefault(folded(word), value)
    return values


@cache
def continued_words() -> frozenset[str]:
    """Return the words that say that a section goes on."""
    return frozenset(folded(word) for word in table("headings")["continued"]["words"])
