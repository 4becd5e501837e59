"""What one source may cost: the limits of all readers, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, replace

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
NAMES = tuple(one.name for one in fields(Limits))
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


def refuse_over(name: str, what: str, found: int, most: int) -> None:
    """Raise InputError where something is larger than it may be.

    >>> refuse_over("a.zip", "entries", 3, 2)
    Traceback (most recent call last):
    epubify.errors.InputError: a.zip: has 3 entries, and no more than 2 are read; take it
    apart, and give the parts that are stories, or set the option limit
    """
    if found > most:
        problem = f"has {found:,} {what}, and no more than {most:,} are read"
        advice = "take it apart, and give the parts that are stories, or set the option limit"
        raise InputError(name, None, problem, advice)
