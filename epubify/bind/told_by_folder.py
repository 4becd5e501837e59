"""What a folder says of the book whose parts lie in it: its title, authors, names of files."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import field

from epubify.model import Metadata
from epubify.model.records import Record


class ToldByFolder(Record):
    """What the lists and settings in a folder say of the book that its files are."""

    metadata: Metadata = field(default_factory=Metadata)
    sure: bool = False
    """It is said of the book; the heading of a README is believed where nothing else names it."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Name of a source → what the list calls it; "" where readers do not see its name."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Name of a source → the part of the book that the list puts it in."""
    folder: str = ""
    """Name of the folder, where that is the folder of one story; it is a title if nothing else is.
    """
    called: str | None = None
    """What its files are called alike, or the folder: better than the first words of the story."""
