"""Which lines cannot be headings by their form, told by the word that they open with.

Every heading that is known by its form opens with a number, a heading word or the name of a
section. Most lines of prose open with none of them, and are not looked at any further.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import (
    folded,
    heading_ranks,
    joining_words,
    named_sections,
    unit_words,
    word_set,
)
from epubify.text.numerals import lettered_roman, numeral_of

_WORD = lazy(r"([A-Za-z\u00c0-\u02af\u0370-\u0481\u048a-\u052f]++)(?=[ -~\u2010-\u2026]|\Z)[ -]*")
"""A first word of Latin, Greek or Cyrillic letters, and the space behind it. Of other scripts,
and of letters with marks of their own, nothing is said."""
MARKS_OF_SPEECH = frozenset("\"'“”„‘’‚«»‹›")
"""What speech opens with, and no number, no heading word and no name of a section does."""
MOST_KNOWN = 8_192
"""Words whose answer is kept, about 1 MB; there are fewer that lines open with in any novel."""


def may_open_heading(core: str) -> bool:
    """Tell whether the first word of a line allows a heading's form; in doubt it does.

    >>> may_open_heading("Chapter 4"), may_open_heading("The Third"), may_open_heading("iv. Rain")
    (True, True, True)
    >>> may_open_heading("went home"), may_open_heading("The rain went on")
    (False, False)
    >>> may_open_heading('"One more," she said.')
    False
    """
    said = said_by_first(core.partition(" ")[0])
    if said is None:  # only what stands behind it tells
        word = _first_word(core)
        return word is None or (_opens(word) and not _is_small_word(core))
    return said


@lru_cache(maxsize=MOST_KNOWN)
def said_by_first(token: str) -> bool | None:
    """Tell whether a line may be a heading whose text up to its first space is this.

    None stands for words that lead on, and for single letters, of which the next word tells.
    """
    if token[:1] in MARKS_OF_SPEECH:
        return False
    match = _WORD.match(token)
    if match is None:
        return True
    if _leads_on(match[1]) or (len(token) == 1 and not numeral_of(token)):
        return None
    return _opens(match[1])


def _first_word(text: str) -> str | None:
    """Return the first word behind those that lead on, None where the text has another form."""
    at = 0
    while (match := _WORD.match(text, at)) is not None:
        if not _leads_on(match[1]):
            return match[1]
        at = match.end()
    return None


def _is_small_word(core: str) -> bool:
    """Tell whether a letter is a word by itself, as the next one is in small letters: ``a few``.

    Before another letter it is the first of a heading whose letters are set apart.
    """
    letter, _, rest = core.partition(" ")
    second = rest.partition(" ")[0]
    if len(letter) != 1 or len(second) < 2 or not (second.isalpha() and second.islower()):
        return False
    return folded(f"{letter} {second}") not in _names_with_a_letter()


@lru_cache(maxsize=MOST_KNOWN)
def _opens(word: str) -> bool:
    """Tell whether a word is the first of a heading, or may be letters that count."""
    if len(word) == 1 or numeral_of(word) or lettered_roman(word):
        return True
    # Its own number may stick to the name of a section: ``InterludeII``.
    counted = () if word[1:].islower() else (word[:-1], word.rstrip("IVX"))
    return any(folded(one) in _first_words() for one in (word, *counted))


@lru_cache(maxsize=MOST_KNOWN)
def _leads_on(word: str) -> bool:
    """Tell whether a number may come behind a word: ``The Third``, ``and Twenty``."""
    bare = folded(word)
    return bare in word_set("articles") or bare in joining_words()


@cache
def _names_with_a_letter() -> frozenset[str]:
    """Return the first two words of the names of sections that begin with a letter."""
    words = (folded(name).split() for name in named_sections())
    return frozenset(f"{first} {second}" for first, second, *_ in filter(_is_lettered, words))


def _is_lettered(words: Sequence[str]) -> bool:
    return len(words) > 1 and len(words[0]) == 1


@cache
def _first_words() -> frozenset[str]:
    """Return the first words of all names, heading words and numbers."""
    known = {*heading_ranks(), *named_sections(), *unit_words()}  # these hold all numbers
    return frozenset(filter(None, map(_first_word, known)))
