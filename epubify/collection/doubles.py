"""Doubles among many stories: the same text, the same under another name, a revision.

Each story is looked up by a few of its shingles among those that came before it, so that the cost
grows with their number and no faster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from epubify.collection.plain_forms import plain_form
from epubify.collection.shingles import Sketch, likeness
from epubify.collection.story_record import StoryRecord
from epubify.model.records import Record

ALIKE = 0.4
"""Share of shingles from which on one text is a revision of another: about seven words in eight are
the same where single words differ, fewer where whole sentences do. With more, thorough revisions
are missed; with less, stories told by one pattern are taken for one another."""
FEWEST_WORDS = 30
"""Words of a text below which nothing is said of it; with fewer, notes and announcements that are
all alike are taken for doubles, with more, the shortest stories are not looked at."""
LOOKED_UP = 32
"""Shingles by which a text is looked up. With more, memory grows; with fewer, some revisions have
none in common with their older selves."""
COMMON = 50
"""Texts that may have a shingle before it counts for nothing: it is of a notice that all have. With
more, looking up takes long; with fewer, a story that is there many times is found only in part."""


class DoubleKind(StrEnum):
    """In what way a story is the double of another."""

    IDENTICAL = "identical"
    RENAMED = "another name"
    """The same text with another title or author."""
    REVISION = "revision"
    """Most words are the same."""


class Double(Record):
    """A story that is there already."""

    kept: int
    """Number of the story that is kept, from 0."""
    dropped: int
    """Number of the one that is not."""
    kind: DoubleKind
    alike: float
    """Share of their runs of words that both have."""


class DoubleFinder:
    """Takes in stories one by one, and tells which of them are one story."""

    def __init__(self) -> None:
        self._records: list[StoryRecord] = []
        self._sketches: list[Sketch] = []
        self._holders: dict[int, list[int]] = {}
        """Shingle → numbers of the stories that have it among those they are looked up by."""
        self._copies: dict[bytes, int] = {}
        """Digest of a text → the first story that is it."""
        self._heads: list[int] = []
        """Number of a story → an earlier one that it is a double of, or itself."""

    def add(self, record: StoryRecord, sketch: Sketch) -> None:
        """Take in the next story."""
        number = len(self._records)
        self._records.append(record)
        self._sketches.append(sketch)
        self._heads.append(number)
        if sketch.words < FEWEST_WORDS:
            return
        first = self._copies.setdefault(sketch.digest, number)
        if first != number:
            self._heads[number] = self._head(first)
            return
        for other in self._candidates(sketch):
            if self._alike(other, number) >= ALIKE:
                self._heads[self._head(number)] = self._head(other)
        for shingle in sketch.smallest[:LOOKED_UP]:
            holders = self._holders.setdefault(shingle, [])
            if len(holders) < COMMON:
                holders.append(number)

    def _candidates(self, sketch: Sketch) -> list[int]:
        """Return the stories that share some of the shingles that tell most."""
        found = (self._holders.get(shingle, []) for shingle in sketch.smallest[:LOOKED_UP])
        counts = Counter(number for holders in found if len(holders) < COMMON for number in holders)
        return sorted(counts)

    def _alike(self, one: int, other: int) -> float:
        return likeness(self._sketches[one], self._sketches[other])

    def _head(self, number: int) -> int:
        while self._heads[number] != number:
            self._heads[number] = self._heads[self._heads[number]]
            number = self._heads[number]
        return number

    def doubles(self) -> Iterator[Double]:
        """Yield every story that another one stands for.

        Of the versions of a story the latest is kept, where all have a date, else the longest;
        of equals the first.
        """
        groups: dict[int, list[int]] = {}
        for number in range(len(self._heads)):
            groups.setdefault(self._head(number), []).append(number)
        for group in groups.values():
            if len(group) > 1:
                kept = self._best(group)
                yield from (self._double(kept, other) for other in group if other != kept)

    def _best(self, group: list[int]) -> int:
        dates = [self._records[number].metadata.date or "" for number in group]
        dated = dict(zip(group, dates, strict=True)) if all(dates) else {}
        return max(group, key=lambda n: (dated.get(n, ""), self._sketches[n].words, -n))

    def _double(self, kept: int, dropped: int) -> Double:
        same = self._sketches[kept].digest == self._sketches[dropped].digest
        names = [_name(self._records[number]) for number in (kept, dropped)]
        kind = DoubleKind.IDENTICAL if names[0] == names[1] else DoubleKind.RENAMED
        alike = self._alike(kept, dropped)
        return Double(kept, dropped, kind if same else DoubleKind.REVISION, alike)


def _name(record: StoryRecord) -> tuple[str, ...]:
    metadata = record.metadata
    return tuple(plain_form(text) for text in (metadata.title or "", *metadata.authors))
