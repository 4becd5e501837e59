"""Where the stories of a book come from: names of files, dates, places where they were posted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from epubify.bind.file_headings import sources_in
from epubify.model import SourceEntry, Story
from epubify.text.lazy_pattern import lazy

_FOLDERS = lazy(r"[\\/]")


def origins_of(stories: Iterable[Story]) -> Iterator[SourceEntry]:
    """Yield where each of these stories, or parts of a story, comes from.

    Nothing is said of the machine that they lie on: of a path only its last part.

    >>> from epubify.model import Metadata, Paragraph, Place, Section, Span
    >>> at = Place("old/1996/dusk.txt", 3, 3)
    >>> text = Section("bodymatter", None, None, (Paragraph((Span("It rained."),), at),))
    >>> list(origins_of([Story(Metadata(date="1996"), (text,))]))
    [SourceEntry(file='dusk.txt', date='1996', posted='')]
    """
    for story in stories:
        metadata = story.metadata
        name = next(sources_in(story.sections), "")
        file = "" if name.startswith("<") else _FOLDERS.split(name)[-1]
        said = next((one.value for one in metadata.fields if one.key == "source"), "")
        yield SourceEntry(file, metadata.date or "", metadata.source_url or said)
