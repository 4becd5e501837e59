"""Records: the frozen dataclasses that stages hand to one another, made in little time."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

R = TypeVar("R")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(kind: type[R]) -> type[R]:
    """Make a class a frozen dataclass with slots, as ``dataclass(frozen=True, slots=True)`` does.

    That compiles anew for each class what shows its values and what compares them. A command makes
    more than a hundred classes before its first book, and of most of them nobody shows or compares
    a value: here a few functions do it for all.

    >>> @record
    ... class Star:
    ...     name: str
    ...     planets: tuple[str, ...] = field(default=(), compare=False)
    >>> Star("Sun", ("Earth",))
    Star(name='Sun', planets=('Earth',))
    >>> Star("Sun") == Star("Sun", ("Earth",)), len({Star("Sun"), Star("Sun"), Star("Vega")})
    (True, 2)
    """
    made = dataclass(frozen=True, slots=True, repr=False, eq=False)(kind)
    compared = [one.name for one in fields(made) if one.compare]  # type: ignore[arg-type]
    methods = {"__repr__": _shown, "__eq__": _equal, "__hash__": _hash}
    for name in methods.keys() - vars(kind).keys():
        setattr(made, name, methods[name])
    made._compared = attrgetter(*compared or ["__class__"])  # type: ignore[attr-defined]
    return made


def _shown(of: Any) -> str:
    said = (f"{one.name}={getattr(of, one.name)!r}" for one in fields(of) if one.repr)
    return f"{type(of).__qualname__}({', '.join(said)})"


def _equal(of: Any, other: Any) -> Any:
    if type(other) is not type(of):
        return NotImplemented
    return of._compared(of) == of._compared(other)


def _hash(of: Any) -> int:
    return hash(of._compared(of))


def unfrozen(kind: Any) -> Any:
    """Return a class with the fields of a record, whose values can be filled in one by one.

    A frozen record sets each field through a call of its own, so that to make one takes four times
    as long as to make one that is not. What is made by the ten thousand, for each line of a text,
    is filled in before it is frozen: for good, when it is given the class of the record as its own.
    Each field must be set: there are no defaults.

    >>> from epubify.model import Place
    >>> place = unfrozen(Place)()
    >>> place.source, place.first_line, place.last_line = "x", 1, 2
    >>> place.__class__ = Place
    >>> place == Place("x", 1, 2)
    True
    """
    return type(kind.__name__, (), {"__slots__": tuple(field.name for field in fields(kind))})
