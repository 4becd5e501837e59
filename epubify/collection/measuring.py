"""Stories that are measured as they are walked through: many need not be fetched twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from epubify.model import Section, Stories, Story
from epubify.model.records import Record
from epubify.text.blocks import block_texts
from epubify.text.word_counts import count_words


class Measuring(Record):
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


def measured(stories: Iterable[Story]) -> tuple[int, int]:
    """Return the words and the chapters of stories: what has a heading and is not divided."""
    words = chapters = 0
    for story in stories:
        for section in _walk(story.sections):
            words += sum(count_words(text) for text in block_texts(section.blocks))
            chapters += bool(section.heading) and not section.sections
    return words, chapters


def _walk(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _walk(section.sections)
