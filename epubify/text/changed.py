"""Records with some fields changed, at less cost than ``dataclasses.replace`` takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")

MOST_KINDS = 64
"""Kinds of records whose fields are remembered; there are fewer that are changed so. With less,
they would be looked up again for each line, with more, nothing would be gained."""


def changed(record: T, **values: Any) -> T:
    """Return a record with other values in some fields, as ``dataclasses.replace`` does.

    All fields at once are read and written, not one by one: a row of layout has two dozen, and
    is changed once for each line of a text. For records that take all their fields when they
    are made.

    >>> from epubify.model import Place
    >>> changed(Place("x", 1, 2), last_line=3)
    Place(source='x', first_line=1, last_line=3)
    """
    kind: Any = type(record)
    read, numbers = _shape(kind)
    given = list(read(record))
    for name, value in values.items():
        given[numbers[name]] = value
    made: T = kind(*given)
    return made


@lru_cache(maxsize=MOST_KINDS)
def _shape(kind: Any) -> tuple[Callable[[Any], tuple[Any, ...]], dict[str, int]]:
    """Return what reads all fields of a kind of record, and the number of each."""
    names = [field.name for field in fields(kind) if field.init]
    return attrgetter(*names), {name: number for number, name in enumerate(names)}
