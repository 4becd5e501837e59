"""Which lines cannot be headings by their form, told by the word that they open with.

Every heading that is known by its form opens with a number, a heading word or the name of a
section. Most lines of prose open with none of them, and are not looked at any further.
"""

from __future__ import annotations

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
        return word is None or _opens(word)
    return said


@lru_cache(maxsize=MOST_KNOWN)
def said_by_first(token: str) -> bool | None:
    """Tell whether a line may be a heading whose text up to its first space is this.

    None stands for words that lead on, of which the next one tells.
    """
    if token[:1] in MARKS_OF_SPEECH:
        return False
    match = _WORD.match(token)
    if match is None:
        return True
    return None if _leads_on(match[1]) else _opens(match[1])


def _first_word(text: str) -> str | None:
    """Return the first word behind those that lead on, None where the text has another form."""
    at = 0
    while (match := _WORD.match(text, at)) is not None:
        if not _leads_on(match[1]):
            return match[1]
        at = match.end()
    return None


@lru_cache(maxsize=MOST_KNOWN)
def _opens(word: str) -> bool:
    """Tell whether a word is the first of a heading, or may be letters that count."""
    counts = len(word) == 1 or not word[1:].islower() or numeral_of(word) or lettered_roman(word)
    return bool(counts) or folded(word) in _first_words()


@lru_cache(maxsize=MOST_KNOWN)
def _leads_on(word: str) -> bool:
    """Tell whether a number may come behind a word: ``The Third``, ``and Twenty``."""
    bare = folded(word)
    return bare in word_set("articles") or bare in joining_words()


@cache
def _first_words() -> frozenset[str]:
    """Return the first words of all names, heading words and numbers."""
    known = {*heading_ranks(), *named_sections(), *unit_words()}  # these hold all numbers
    return frozenset(filter(None, map(_first_word, known)))
