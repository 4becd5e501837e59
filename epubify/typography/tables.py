"""The tables of typography: what each language does, and the words that decide in English."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from msgspec import field

from epubify.model.data_tables import read_table
from epubify.model.records import Record


class Language(Record):
    """How a language sets its punctuation (``data/typography.toml`` explains the fields)."""

    tag: str
    """The tag that the entry was found under."""
    quotes: tuple[str, ...] = ("“", "”", "‘", "’")
    """Outer opening, outer closing, inner opening, inner closing."""
    dash: str = "—"
    spaced: bool = False
    dialogue: bool = False
    no_break: str = ""
    narrow: str = ""
    inside: str = ""
    untouched: bool = False

    @property
    def english(self) -> bool:
        """True where the word lists of English count."""
        return self.tag == "en"


class Words(Record):
    """Words that decide what an apostrophe or a hyphen is."""

    elisions: frozenset[str] = field(default_factory=frozenset)
    likely_elisions: frozenset[str] = field(default_factory=frozenset)
    clipped: frozenset[str] = field(default_factory=frozenset)
    clipped_ends: frozenset[str] = field(default_factory=frozenset)
    clipped_forms: frozenset[str] = field(default_factory=frozenset)
    of_one_letter: frozenset[str] = field(default_factory=frozenset)
    before_letters: frozenset[str] = field(default_factory=frozenset)
    times: frozenset[str] = field(default_factory=frozenset)
    measured: frozenset[str] = field(default_factory=frozenset)
    abbreviations: frozenset[str] = field(default_factory=frozenset)
    titles: frozenset[str] = field(default_factory=frozenset)
    hanging: frozenset[str] = field(default_factory=frozenset)
    hanging_prefixes: frozenset[str] = field(default_factory=frozenset)
    speech_verbs: frozenset[str] = field(default_factory=frozenset)
    prefixes: frozenset[str] = field(default_factory=frozenset)


@cache
def _languages() -> dict[str, Language]:
    return {
        tag: Language(tag, **{key: _frozen(value) for key, value in entry.items()})
        for tag, entry in read_table("typography").items()
    }


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def english_words() -> Words:
    """Return the word lists of English."""
    return Words(**{key: frozenset(words) for key, words in read_table("typography-en").items()})


MOST_KEPT = 64
"""Tags of languages whose table is kept. A header may claim any tag: without a bound, they would
all be kept."""


@lru_cache(maxsize=MOST_KEPT)
def language_of(tag: str | None) -> Language:
    """Return how the language of a BCP 47 tag is set; English where there is no tag.

    A language that the table does not know gets English quotation marks and keeps the
    spaces around its dashes as typed.

    >>> language_of("de-AT").quotes
    ('„', '“', '‚', '‘')
    >>> language_of(None).tag
    'en'
    """
    table = _languages()
    parts = (tag or "en").replace("_", "-").split("-")
    names = [parts[0].lower()]
    if len(parts) > 1:
        names.insert(0, f"{names[0]}-{parts[-1].upper()}")
    return next((table[name] for name in names if name in table), table["default"])
