"""Titles that stories have of themselves."""

from __future__ import annotations

from epubify.model import OriginKind, Story


def own_title(story: Story) -> str | None:
    """Return the title that somebody gave a story; opening words that stand in for one are none.

    >>> from epubify.model import Metadata
    >>> own_title(Story(Metadata("Dusk"), ()))
    'Dusk'
    """
    stands_in = story.metadata.origin("title").by is OriginKind.OPENING_WORDS
    return None if stands_in else story.metadata.title
