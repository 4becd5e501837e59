"""How inputs become a book."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """How the inputs of a book become that book."""

    STORY = "story"
    JOINED = "joined"
    """The inputs are the parts of one story."""
    ANTHOLOGY = "anthology"
