"""The word lists of ``epubify/data``, read once and folded for comparison."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar

from epubify.model.data_tables import read_table
from epubify.text.apostrophes import typewritten
from epubify.text.normal_form import normal_form
from epubify.text.word_patterns import either

T = TypeVar("T")

BARRED = tuple(zip("łøđħŧ", "lodht", strict=True))
"""Letters with a bar, which Unicode does not take for a letter and a mark."""

UNCHANGED = "’“”—‘–"
"""Signs of typeset text that folding leaves as they are, but for the apostrophe; without these,
most lines are ASCII."""

ODD_SPACES = (
    "\t\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""All that is space but a space and a line feed."""

LONGEST_KEPT, MOST_KEPT = 40, 16_384
"""Characters of a text whose folded form is kept, and how many are, 4 MB at most. With larger ones
lines are kept that never come again, with smaller ones the words of long texts are folded anew."""


def folded(text: str) -> str:
    """Return the text without case and accents, with single spaces, for comparison.

    Both apostrophes are that of the typewriter.

    >>> folded("  Capítulo   PRIMERO "), folded("Author’s Note")
    ('capitulo primero', "author's note")
    """
    if text.isascii():
        low = text.lower()
        single = low.isprintable() and "  " not in low  # as nearly always
        return low.strip() if single else " ".join(low.split())
    return _folded_once(text) if len(text) <= LONGEST_KEPT else _folded(text)


def folded_apart(texts: Sequence[str]) -> list[str]:
    """Return what `folded` does for each of many texts, which costs less than one by one.

    >>> folded_apart(["Capítulo   PRIMERO", "", "The  End"])
    ['capitulo primero', '', 'the end']
    """
    joined = "\n".join(texts)
    plain = without_typeset_signs(joined).isascii()
    small = typewritten(joined.lower() if plain else _unaccented(joined))
    lines = small.split("\n")
    if len(lines) != len(texts):
        return [folded(text) for text in texts]  # a line feed stands in one
    odd = any(map(small.__contains__, ODD_SPACES))
    return [
        " ".join(line.split()) if odd or "  " in line or " " in (line[:1], line[-1:]) else line
        for line in lines
    ]


def _folded(text: str) -> str:
    plain = without_typeset_signs(text).isascii()
    return typewritten(" ".join(text.lower().split()) if plain else unaccented(text))


def without_typeset_signs(text: str) -> str:
    """Return a text without the signs of typeset text; what is left is ASCII in most English.

    >>> without_typeset_signs("the tide’s tale"), without_typeset_signs("Part 2")
    ('the tides tale', 'Part 2')
    """
    if not text.isascii():
        for sign in UNCHANGED:
            text = text.replace(sign, "")
    return text


def unaccented(text: str) -> str:
    """Return any text as `folded` does, letter by letter.

    >>> unaccented("Łódź “Straße”")
    'lodz “strasse”'
    """
    return " ".join(_unaccented(text).split())


def _unaccented(text: str) -> str:
    text = text.casefold()
    for barred, bare in BARRED:  # each is looked for faster than all are looked up
        text = text.replace(barred, bare)
    decomposed = normal_form("NFKD", text)
    for char in set(decomposed):
        if unicodedata.combining(char):
            decomposed = decomposed.replace(char, "")
    return unicodedata.normalize("NFC", decomposed)  # no rows of marks are left


_folded_once = lru_cache(maxsize=MOST_KEPT)(_folded)


@cache
def table(name: str) -> dict[str, Any]:
    """Return a table of ``epubify/data`` by its file name without the ending."""
    return read_table(name)


@cache
def heading_ranks() -> dict[str, str]:
    """Return heading word → ``volume``, ``part`` or ``chapter``, over all languages."""
    of_rank = table("headings")["rank"]
    ranks = ("chapter", "part", "volume")
    return _first_told(
        (word, rank) for rank in ranks for words in of_rank[rank].values() for word in words
    )


@cache
def named_sections() -> dict[str, str]:
    """Return name of a section → its epub:type."""
    named = table("headings")["named"]
    told = {name: role for role, names in named.items() for name in names}
    return dict(zip(folded_apart([*told]), told.values(), strict=True))


def _first_told(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Return word, folded → what is told of it; where several things are, the first one."""
    words, told = zip(*pairs, strict=True)
    first: dict[str, T] = {}
    for word, one in zip(folded_apart(words), told, strict=True):
        first.setdefault(word, one)
    return first


@cache
def cardinal_words() -> dict[str, int]:
    """Return number word → value, over all languages; the first wins where they differ."""
    counted: list[tuple[str, int]] = []
    for words in table("headings")["numbers"].values():
        counted += [(word, n) for n, word in enumerate(words["cardinals"].split(), 1)]
        counted += [(word, 10 * n) for n, word in enumerate(words.get("tens", "").split(), 2)]
        counted += [(words["hundred"], 100)] if "hundred" in words else []
    return _first_told(counted)


@cache
def ordinal_words() -> dict[str, int]:
    """Return ordinal → value, over all languages, in all its forms."""
    counted: list[tuple[str, int]] = []
    for words in table("headings")["numbers"].values():
        counted += [(forms, n) for n, forms in enumerate(words["ordinals"], 1)]
        counted += [(forms, 10 * n) for n, forms in enumerate(words.get("ordinal_tens", ()), 2)]
    return _first_told((form, value) for forms, value in counted for form in forms.split())


@cache
def number_words() -> dict[str, int]:
    """Return number word → value, cardinals and ordinals, over all languages."""
    return {**ordinal_words(), **cardinal_words()}


@cache
def ambiguous_numbers() -> frozenset[str]:
    """Return number words that are common words of another language."""
    return frozenset(folded(word) for word in table("headings")["ambiguous_numbers"]["words"])


@cache
def joining_words() -> frozenset[str]:
    """Return the words that join the parts of a number: ``one hundred and two``."""
    return frozenset(
        folded(word)
        for words in table("headings")["numbers"].values()
        for word in words.get("joined", ())
    )


@cache
def gluing_words() -> tuple[str, ...]:
    """Return the syllables between unit and tens in one word: ``einundzwanzig``."""
    numbers = table("headings")["numbers"].values()
    return tuple(words["glued"] for words in numbers if "glued" in words)


@cache
def unit_words() -> dict[str, int]:
    """Return number word → value as it stands before tens in one word: ``ein`` for ``eins``."""
    numbers = table("headings")["numbers"].values()
    ones = {folded(words["one_glued"]): 1 for words in numbers if "one_glued" in words}
    return {**number_words(), **ones}


@cache
def word_set(name: str) -> frozenset[str]:
    """Return one of the sets of words that tell forms apart."""
    return frozenset(folded(word) for word in table("headings")["words"][name])


@cache
def words_pattern(name: str) -> str:
    """Return a regular expression for one of the sets of words, the longest tried first."""
    return either(table("headings")["words"][name])


@cache
def continued_words() -> frozenset[str]:
    """Return the words that say that a section goes on."""
    return frozenset(folded(word) for word in table("headings")["continued"]["words"])


@cache
def continued_unless_after() -> tuple[str, ...]:
    """Return the ends of words after which such a word does not count: ``To Be Continued``."""
    return tuple(folded(word) for word in table("headings")["continued"]["unless_after"])
