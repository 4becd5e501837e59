"""By what notices are known, wherever they stand: their words, however these are broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from epubify.collection.listed_keys import LISTED_KEYS
from epubify.model import Block, Field, Group, Letter, Note, Speech, plain
from epubify.text.blocks import block_texts

OF_ONE_STORY = frozenset(
    {
        *LISTED_KEYS,
        *("title", "subtitle", "author", "byline", "editor", "translator", "illustrator", "beta"),
        *("series", "series_index", "part", "summary", "date", "length", "language", "source"),
    }
)
"""Keys of header fields that say something of one story, however many say the same."""


def notice_key(text: str) -> str:
    """Return what stands for the words of a notice, however its lines were broken.

    >>> notice_key("Not  mine.\\nNot yours.") == notice_key("Not mine. Not yours.")
    True
    """
    return blake2b(" ".join(text.split()).encode(), digest_size=12).hexdigest()


def note_key(note: Note) -> str:
    """Return what stands for the words of an author's note."""
    return notice_key(text_of_note(note))


def field_key(said: Field) -> str:
    """Return what stands for a field of a header, empty where that belongs to its story."""
    return "" if said.key in OF_ONE_STORY else notice_key(said.value)


def text_of_note(note: Note) -> str:
    """Return the words of an author's note."""
    return " ".join(note_texts(note.blocks))


def note_texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the texts of blocks, those of author's notes among them too."""
    for block in blocks:
        match block:
            case Note() | Letter() | Group():
                yield from note_texts(block.blocks)
            case Speech(speaker=speaker):
                yield plain(speaker)
                yield from note_texts(block.blocks)
            case _:
                yield from block_texts((block,))
