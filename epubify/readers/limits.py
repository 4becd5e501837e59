"""What one source may cost: the limits of all readers, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from epubify.errors import InputError

MEGABYTE = 1_000_000
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large the things in a source may be; what goes beyond is refused, never cut."""

    bytes: int = 200 * MEGABYTE
    """Bytes of a container unpacked, all entries together. With more, a small archive fills the
    memory; with less, books with many pictures are refused."""
    entries: int = 20_000
    """Entries of an archive."""
    entry: int = 100 * MEGABYTE
    """Bytes of one entry, unpacked."""
    ratio: int = 200
    """Times that an entry larger than a megabyte may grow when it is unpacked: text grows tenfold,
    a bomb a thousandfold."""
    depth: int = 100
    """Elements within one another; what lies deeper is read as if it stood at this depth."""
    pixels: int = 100 * MEGABYTE
    """Points of a picture. With more, a small file fills the memory when it is drawn."""


LIMITS = Limits()
"""The limits that hold where nobody asks for others."""


def refuse_over(name: str, what: str, found: int, most: int) -> None:
    """Raise InputError where something is larger than it may be.

    >>> refuse_over("a.zip", "entries", 3, 2)
    Traceback (most recent call last):
    epubify.errors.InputError: a.zip: has 3 entries, and no more than 2 are read; take it
    apart, and give the parts that are stories
    """
    if found > most:
        problem = f"has {found:,} {what}, and no more than {most:,} are read"
        raise InputError(name, None, problem, "take it apart, and give the parts that are stories")
