"""What a rule of typography needs to know besides the text in front of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from msgspec import field

from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy
from epubify.text.once import once
from epubify.typography.tables import Language, Words, english_words, language_of

DOUBLE, SINGLE = "D", "S"
"""The two kinds of quotation marks, whatever glyph they have."""

_WORD = lazy(r"(?<!\w)['’‘]?[^\W\d_]+(?:['’](?= [a-z]))?")
_APOSTROPHES = "'’‘"
_SPACES = str.maketrans(dict.fromkeys('.,;:!?-()[]{}"', " "))
"""What parts words as a space does: with spaces for it, the same piece comes again more often."""


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word stands in the texts, in lower case.

    A word with an apostrophe before it, or after it in the middle of a sentence, counts
    under its bare form only where there is none before it; with the apostrophe it counts too.

    >>> counts = count_words(["The horse, the 'orse, goin' on"])
    >>> counts["the"], counts["orse"], counts["'orse"], counts["goin'"]
    (2, 0, 1, 1)
    """
    counts: Counter[str] = Counter()
    looking_ahead: list[str] = []
    plain: list[str] = []
    others: list[str] = []
    for text in texts:
        ahead = "' " in text or "’ " in text
        (looking_ahead if ahead else plain if text.isascii() else others).append(text)
    pieces = Counter(" ".join(plain).translate(_SPACES).split())
    pieces.update(chain.from_iterable(map(str.split, others)))
    found = Counter(chain.from_iterable(map(_WORD.findall, looking_ahead)))
    for piece, times in pieces.items():
        if piece.isalpha():  # as nearly all
            word = piece.lower()
            counts[word] = counts.get(word, 0) + times
        else:
            for word in _WORD.findall(piece):
                found[word] += times
    for word, times in found.items():
        lower = word.strip(_APOSTROPHES).lower()
        counts["'" + lower if word[0] in _APOSTROPHES else lower] += times
        if word[-1] in _APOSTROPHES:
            counts[lower + "'"] += times
    return counts


FULL_DIALECT = 4 / 1000
"""Clipped words per word of a story from which on its people are taken to clip all the time. With
more, dialect is set with quotation marks for letters left out; with less, a few ``'em`` turn the
quotations of everybody else into apostrophes."""
FEW = 3
"""Clipped words that any story may have. With more, short tales in dialect are not known as such;
with fewer, a single ``'tis`` in a short text is dialect."""


def dialect_of(counts: Counter[str], words: Words) -> float:
    """Return how much the people of a story clip their words, from 0 to 1.

    Counted are words known to be clipped, per word of the story: unlike a share of all
    apostrophes this does not depend on which marks its quotations have.

    >>> dialect_of(count_words(["'Yes,' he said. 'Take 'em.'"]), english_words())
    0.0
    >>> dialect_of(count_words(["Put 'em an' the hoss in th' barn"] * 9), english_words())
    1.0
    """
    known = {"'" + word for word in words.elisions} | {word + "'" for word in words.clipped}
    clipped = sum(counts[word] for word in counts.keys() & known) - FEW
    total = sum(number for word, number in counts.items() if "'" not in word)
    return min(1.0, max(0, clipped) / (FULL_DIALECT * total)) if total else 0.0


class StoryWords:
    """How often each word stands in the texts of a story, in lower case.

    They are counted when that is first asked: in many stories nothing but quotation marks and
    apostrophes within words has to be told apart, and neither asks for it.

    >>> StoryWords(["The horse, the 'orse"])["the"]
    2
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts = tuple(texts)

    def __getitem__(self, word: str) -> int:
        return self._counts[word]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoryWords) and (
            self._texts == other._texts or self._counts == other._counts
        )

    @once
    def _counts(self) -> Counter[str]:
        return count_words(self._texts)

    @once
    def dialect(self) -> float:
        """How much the people of a story in English clip their words, from 0 to 1."""
        return dialect_of(self._counts, english_words())


class KeyedSign(NamedTuple):
    """Signs around words that the author has explained."""

    opener: str
    closer: str
    marks: frozenset[str]
    """Marks of the spans that stand within."""
    kept: bool = False
    """True where the signs stay beside the marks, because others have another meaning."""


class Context(Record):
    """The surroundings of a passage: language, habits of its stretch, words of the story."""

    language: Language = field(default_factory=lambda: language_of("en"))
    outer: str = DOUBLE
    """Which quotation marks stand outside in this stretch: double is the American habit,
    single the British."""
    next_opens: str = ""
    """The quotation marks that the next passage begins with, as kinds: ``D``, ``DS``."""
    before: str = ""
    """The last text before this one that has double quotation marks, where the rule asks for it
    that looks whether this one lacks its first."""
    left_open: float = 1.0
    """Which share of the short speeches that another speech follows has no closing mark."""
    vocabulary: StoryWords = field(default_factory=StoryWords)
    families: frozenset[str] = frozenset({"*", "**", "***", "_", "__"})
    """The marks of emphasis that this story really uses in pairs."""
    signs: tuple[KeyedSign, ...] = ()
    """Signs that the author's key explains."""

    @property
    def words(self) -> Words:
        """The word lists that apply: empty ones where the language is not English."""
        return english_words() if self.language.english else Words()

    @property
    def dialect(self) -> float:
        """How much its people clip their words (`goin'`, `'em`), from 0 to 1."""
        return self.vocabulary.dialect if self.language.english else 0.0
