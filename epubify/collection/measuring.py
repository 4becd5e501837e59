"""Stories that are measured as they are walked through: many need not be fetched twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from epubify.collection.story_record import measured
from epubify.model import Stories, Story


@dataclass(frozen=True, slots=True)
class Measuring:
    """A sequence of stories that takes down the size of each that is fetched."""

    stories: Stories
    sizes: dict[int, tuple[int, int]]
    """Number of a story, from 0 → its words and chapters."""

    def __len__(self) -> int:
        return len(self.stories)

    def __iter__(self) -> Iterator[Story]:
        for number, story in enumerate(self.stories):
            self.sizes[number] = measured((story,))
            yield story
