"""How inputs become a book: names that the command line needs before anything else is imported."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """How the inputs of a book become that book."""

    STORY = "story"
    JOINED = "joined"
    """The inputs are the parts of one story."""
    ANTHOLOGY = "anthology"


ORDERS = ("given", "title", "author", "series", "date")
"""Orders of an anthology (`epubify.bind.reading_order`)."""
GROUPINGS = ("author", "series", "fandom", "subject")
"""What an anthology can be grouped by (`epubify.bind.grouping`)."""
