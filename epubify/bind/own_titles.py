"""Titles that stories have of themselves."""

from __future__ import annotations

from epubify.model import Story


def own_title(story: Story) -> str | None:
    """Return the title that somebody gave a story; what stands in for one is none.

    >>> from epubify.model import Metadata
    >>> own_title(Story(Metadata("Dusk"), ()))
    'Dusk'
    """
    stands_in = story.metadata.origin("title").stands_in
    return None if stands_in else story.metadata.title
