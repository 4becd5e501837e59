"""A sequence that lies on the disk, so that long anthologies need little memory."""

from __future__ import annotations

import pickle
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from typing import IO, Generic, TypeVar, overload

T = TypeVar("T")

MOST_HELD = 4_000_000
"""Bytes on the disk of the values that are kept in memory as well. With more, a long anthology
needs more memory; with fewer, the stories of a short one are read back whenever they are wanted."""


class Shelf(Sequence[T], Generic[T]):
    """A sequence of values of which only the first few and the one in hand are in memory.

    Values are pickled into a temporary file that vanishes with the process; only this process
    ever writes into it, so reading it back is safe.

    >>> with Shelf() as shelf:
    ...     shelf.append("one")
    ...     shelf.append("two")
    ...     len(shelf), shelf[1], list(shelf)
    ...     shelf[0] = "three"
    ...     list(shelf)
    ...     shelf.keep([1])
    ...     list(shelf)
    (2, 'two', ['one', 'two'])
    ['three', 'two']
    ['two']
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._starts: list[int] = []
        self._held: dict[int, T] = {}
        """Start in the file → the value, of those that are in memory."""
        # A shelf is held by the book made of it, and a book by whatever failed to write it. Where
        # all that is garbage together, the order of ending is the collector's, and the file might
        # be met before the shelf could close it; this is called before either.
        self.close = weakref.finalize(self, self._file.close)
        """Forget everything."""

    def append(self, value: T) -> None:
        """Put a value at the end."""
        start = self._file.seek(0, 2)
        self._starts.append(start)
        pickle.dump(value, self._file, pickle.HIGHEST_PROTOCOL)
        if self._file.tell() <= MOST_HELD:
            self._held[start] = value

    def __setitem__(self, place: int, value: T) -> None:
        """Put a value in the place of another."""
        self.append(value)
        self._held.pop(self._starts[place], None)
        self._starts[place] = self._starts.pop()

    def keep(self, places: Sequence[int]) -> None:
        """Forget all values but those at these places, which come in this order."""
        self._starts = [self._starts[place] for place in places]
        self._held = {start: self._held[start] for start in self._starts if start in self._held}

    def __enter__(self) -> Shelf[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.clear()
        self.close()

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[T]:
        return (self[place] for place in range(len(self)))

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...

    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        start = self._starts[place]
        if start in self._held:
            return self._held[start]
        self._file.seek(start)
        value: T = pickle.load(self._file)
        return value
