"""A sequence that lies on the disk, so that long anthologies need little memory."""

from __future__ import annotations

import pickle
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import lru_cache
from operator import attrgetter
from typing import IO, Any, Generic, TypeVar, overload

from epubify.model import Setting

T = TypeVar("T")

MOST_KINDS = 64
"""Kinds of values whose fields are remembered; stories are made of fewer. With less, they would be
looked up again for each value, with more, nothing would be gained."""


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
        _RecordPickler(self._file, pickle.HIGHEST_PROTOCOL).dump(value)
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


class _RecordPickler(pickle.Pickler):
    """Writes a frozen record as its kind and its values, from which it is made again.

    The standard library has each record look up its own fields, which takes three times as long
    to write and to read: a story is made of thousands.
    """

    def reducer_override(self, value: Any) -> Any:
        """Return what makes a record again; `NotImplemented` for everything else."""
        kind: Any = type(value)
        read = _fields_of(kind)
        if read is None:
            return NotImplemented
        return (_setting, read(value)) if kind is Setting else (kind, read(value))


@lru_cache(maxsize=MOST_KINDS, typed=True)
def _setting(*values: Any) -> Setting:
    """Return a setting; nearly all of a story, and of the next one, are one of a few."""
    return Setting(*values)


@lru_cache(maxsize=MOST_KINDS)
def _fields_of(kind: Any) -> Callable[[Any], tuple[Any, ...]] | None:
    """Return what reads all fields of a kind of record; None for other kinds of values.

    Records that do more when they are made than to take their fields are left alone.
    """
    if not is_dataclass(kind) or hasattr(kind, "__post_init__"):
        return None
    known = fields(kind)
    if len(known) < 2 or any(field.kw_only or not field.init for field in known):
        return None
    return attrgetter(*(field.name for field in known))
