"""Records: what the stages hand to one another."""

from __future__ import annotations

from typing import dataclass_transform

from msgspec import Struct, field


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Record(Struct, frozen=True):
    """A value of named fields that never changes: compared, hashed, shown and pickled by them.

    It is what a frozen dataclass with slots is, and is written as one. A compiled library makes
    the class and its values: the standard library compiles several functions anew for each class,
    a fifth of all the time that a short story takes, and sets each field of a value by itself.
    ``msgspec.structs.replace`` gives a record with some fields changed.

    >>> class Star(Record):
    ...     name: str
    ...     planets: tuple[str, ...] = ()
    >>> Star("Sun", ("Earth",))
    Star(name='Sun', planets=('Earth',))
    >>> Star("Sun") == Star("Sun"), len({Star("Sun"), Star("Sun"), Star("Vega")})
    (True, 2)
    >>> Star("Sun").name = "Sol"
    Traceback (most recent call last):
    AttributeError: immutable type: 'Star'
    """


def names_of(kind: type[Struct] | Struct) -> tuple[str, ...]:
    """Return the names of the fields of a record, or of a kind of records.

    >>> from epubify.model import Place
    >>> names_of(Place)
    ('source', 'first_line', 'last_line')
    """
    return kind.__struct_fields__
