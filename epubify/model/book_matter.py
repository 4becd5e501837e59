"""What stands around the stories of a book: before them, after them, and what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epubify.model.records import Record

if TYPE_CHECKING:
    from epubify.model import Block, Place, Story


class SharedNotice(Record):
    """A notice that stands word for word in several stories, and is printed once for all."""

    key: str
    """Its words as they are compared."""
    stories: int
    """Stories that have it."""
    label: str = ""
    """What the header calls it; a notice in the text has none."""
    text: str = ""
    """What the header says."""
    blocks: tuple[Block, ...] = ()
    """A note in the text."""
    language: str | None = None
    """Language of the first story that has it."""


class SourceEntry(Record):
    """Where a story of a book comes from."""

    file: str
    """Name of its file, without folders."""
    date: str = ""
    """When it was published, as it was written."""
    posted: str = ""
    """Where it was posted."""


class BookMatter(Record):
    """What stands around the stories of a book."""

    dedication: str = ""
    epigraph: str = ""
    introduction: Story | None = None
    afterword: Story | None = None
    shared: tuple[SharedNotice, ...] = ()
    origins: tuple[SourceEntry, ...] | None = None
    """Of each story, in the order of the book; None where nobody wants to be told."""


class Repetition(Record):
    """Lines that say once more what the book has already."""

    at: Place
    reason: str
