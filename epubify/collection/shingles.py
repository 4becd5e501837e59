"""Sketches of texts by their shingles, from which it shows how alike two texts are.

A shingle is a run of a few words. Of all shingles of a text the smallest by a hash are kept: a
fair sample that is the same for every copy of the text, whatever its length (Broder 1997, bottom-k
sketches). So a text of any size is a few hundred bytes, and two are compared without being read
again.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from heapq import nsmallest

from epubify.collection.plain_forms import plain_form
from epubify.model import Story
from epubify.model.records import Record
from epubify.text.blocks import story_texts
from epubify.text.word_counts import WORD

WIDTH = 4
"""Words of a shingle. With more, a word changed here and there makes two texts strangers; with
fewer, all texts of one language have runs in common."""
KEPT = 128
"""Shingles kept of a text. With more, likeness is measured more finely and memory grows; with
fewer, it is off by more than a tenth."""


class Sketch(Record):
    """What is kept of a text to compare it with others."""

    digest: bytes
    """Stands for all of its words."""
    words: int
    smallest: array[int]
    """The smallest hashes of its shingles, rising."""

    @property
    def whole(self) -> bool:
        """Tell whether all shingles are kept, so that comparing is exact."""
        return len(self.smallest) < KEPT


def sketch_of(story: Story) -> Sketch:
    """Return the sketch of the text of a story; headings, case and punctuation do not count."""
    return sketch_of_words(w for text in story_texts(story) for w in WORD.findall(plain_form(text)))


def sketch_of_words(words: Iterable[str]) -> Sketch:
    """Return the sketch of a text that is given word by word.

    >>> sketch_of_words("it was a dark and stormy night".split()).words
    7
    """
    told = list(words)
    runs = {" ".join(told[at : at + WIDTH]) for at in range(max(1, len(told) - WIDTH + 1))}
    smallest = array("Q", nsmallest(KEPT, {_hash(run) for run in runs}))
    return Sketch(blake2b(" ".join(told).encode(), digest_size=16).digest(), len(told), smallest)


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big")


def likeness(one: Sketch, other: Sketch) -> float:
    """Return the share of their shingles that two texts have in common, from 0 to 1.

    >>> told = [str(number) for number in range(1000)]
    >>> likeness(sketch_of_words(told), sketch_of_words(told[:-100])) > 0.75
    True
    >>> likeness(sketch_of_words(told[:500]), sketch_of_words(told[500:]))
    0.0
    """
    both = _smallest_of_both(one.smallest, other.smallest, exact=one.whole and other.whole)
    shared = set(one.smallest).intersection(other.smallest)
    return len(shared.intersection(both)) / len(both) if both else 0.0


def _smallest_of_both(one: Sequence[int], other: Sequence[int], *, exact: bool) -> list[int]:
    """Return the sample of what two texts have together; it ends where the first of them ends."""
    together = sorted({*one, *other})
    return together if exact else together[:KEPT]
