"""What one book may cost, to make or to check: all limits, in one place.

`docs/robustness.md` lists them for those who set them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from msgspec.structs import replace

from epubify.model.records import Record, names_of

MEGABYTE = 1_000_000
"""Bytes."""


class Limits(Record):
    """How large things may be; what goes beyond is refused, never cut."""

    source: int = 200 * MEGABYTE
    """Bytes of a file that is read, or of what comes from a pipe. With more, a file that somebody
    made by mistake fills the memory; with less, books full of pictures are refused."""
    bytes: int = 200 * MEGABYTE
    """Bytes of a container unpacked, all entries together. With more, a small archive fills the
    memory; with less, books with many pictures are refused."""
    book: int = 1000 * MEGABYTE
    """Bytes of a finished book unpacked that is checked, all entries together. With more, a bomb
    of a megabyte keeps the check busy for minutes; with less, books of hundreds of large pictures
    are called broken."""
    entries: int = 100_000
    """Entries of an archive or a book. With more, a list of empty files keeps everything busy;
    with fewer, books of thousands of chapters and pictures are refused."""
    entry: int = 100 * MEGABYTE
    """Bytes of one entry, unpacked."""
    ratio: int = 200
    """Times that an entry larger than a megabyte may grow when it is unpacked: text grows tenfold,
    a bomb a thousandfold."""
    depth: int = 100
    """Elements within one another; what lies deeper is read as if it stood at this depth."""
    pixels: int = 100 * MEGABYTE
    """Points of a picture. With more, a small file fills the memory when it is drawn."""
    headings: int = 20_000
    """Headings of a story: each becomes a line of the contents, and most a file. With more, lists
    of names keep everything busy for minutes; with fewer, serials of many years are refused."""
    seconds: int = 3600
    """Time of one book in a batch, after which its process is ended. With less, large anthologies
    with covers are lost on slow machines; with more, one story holds up a run for longer."""
    memory: int = 4000 * MEGABYTE
    """Bytes that the process of one book in a batch may take, where the system can bound them.
    With less, large anthologies are refused; with more, one story can take those of all others."""


LIMITS = Limits()
"""The limits that hold where nobody asks for others."""
NAMES = names_of(Limits)
"""What the option ``limit`` may set."""
_HELD: ContextVar[Limits] = ContextVar("limits", default=LIMITS)


def limits_held() -> Limits:
    """Return the limits that hold for what is read now."""
    return _HELD.get()


def limits_of(values: Iterable[str]) -> Limits:
    """Return the limits with some of them set: ``pixels=400000000``.

    >>> limits_of({"entries=5"}).entries, limits_of(()) == LIMITS
    (5, True)
    """
    pairs = (value.partition("=") for value in values)
    return replace(LIMITS, **{name: int(number) for name, _, number in pairs})


@contextmanager
def holding(values: Iterable[str]) -> Iterator[None]:
    """Let other limits hold as long as it is open."""
    token = _HELD.set(limits_of(values))
    try:
        yield
    finally:
        _HELD.reset(token)
