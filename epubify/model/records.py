"""Records: the frozen dataclasses that stages hand to one another, made in little time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields, is_dataclass
from operator import attrgetter
from types import FunctionType, MethodType
from typing import Any, NoReturn, TypeVar, dataclass_transform

R = TypeVar("R")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(kind: type[R]) -> type[R]:
    """Make a class a frozen dataclass with slots, as ``dataclass(frozen=True, slots=True)`` does.

    That compiles anew for each class what fills in its values, shows them, compares them and keeps
    them as they are. A command makes more than a hundred classes before its first book, and of many
    there is never a value: here a few functions do it for all, and what fills in the values is
    compiled with the first one.

    >>> @record
    ... class Star:
    ...     name: str
    ...     planets: tuple[str, ...] = field(default=(), compare=False)
    >>> Star("Sun", ("Earth",))
    Star(name='Sun', planets=('Earth',))
    >>> Star("Sun") == Star("Sun", ("Earth",)), len({Star("Sun"), Star("Sun"), Star("Vega")})
    (True, 2)
    >>> Star("Sun").name = "Sol"
    Traceback (most recent call last):
    dataclasses.FrozenInstanceError: cannot assign to field 'name'
    """
    return _made(kind, _FROZEN, frozen=True)


@dataclass_transform(field_specifiers=(field,))
def open_record(kind: type[R]) -> type[R]:
    """Make a class a dataclass with slots that is filled in bit by bit, as quickly as a record.

    >>> @open_record
    ... class Count:
    ...     lines: int = 0
    >>> count = Count()
    >>> count.lines += 1
    >>> count, count == Count(1)
    (Count(lines=1), True)
    """
    return _made(kind, _OPEN, frozen=False)


def _made(kind: type[R], methods: Mapping[str, Any], *, frozen: bool) -> type[R]:
    """Return a dataclass with these methods, but for those that the class has of its own."""
    own = vars(kind).keys()
    of_frozen = frozen and is_dataclass(kind)  # one with the fields of a frozen one has to be so
    made = dataclass(frozen=of_frozen, slots=True, init=False, repr=False, eq=False)(kind)
    made.__dataclass_params__.frozen = frozen  # type: ignore[attr-defined]  # by these methods
    for name in methods.keys() - own:
        setattr(made, name, methods[name])
    compared = [one.name for one in fields(made) if one.compare]  # type: ignore[arg-type]
    made._compared = attrgetter(*compared or ["__class__"])  # type: ignore[attr-defined]
    made.__init__ = _Init(made)  # type: ignore[assignment]
    return made


class _Init:
    """What stands for the ``__init__`` of a record until the first one is made."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind

    def __get__(self, of: Any, asked: type) -> Any:
        """Compile it, have it stand in its place, and return it."""
        init = self._kind.__init__ = _init_of(self._kind)
        return init if of is None else MethodType(init, of)


class _Factory:
    """What a field is filled in with that is to be made anew for each record."""

    def __repr__(self) -> str:
        return "<factory>"  # as `dataclass` shows it in the signature


def _init_of(kind: Any) -> FunctionType:
    """Return what fills in the fields of a new record, as ``dataclass`` compiles it."""
    known: dict[str, Any] = {"__name__": kind.__module__, "FACTORY": _Factory()}
    known["set_field"] = object.__setattr__
    every = fields(kind)
    given = [one for one in every if one.init]
    taken = [_parameter(one, known) for one in given if not one.kw_only]
    named = [_parameter(one, known) for one in given if one.kw_only]
    head = ", ".join(["self", *taken, *(["*", *named] if named else [])])
    values = [(one.name, _value(one, known)) for one in every]
    filled = " set_field(self, {!r}, {})" if kind.__dataclass_params__.frozen else " self.{} = {}"
    lines = [filled.format(name, value) for name, value in values if value]
    lines.append(" self.__post_init__()" if hasattr(kind, "__post_init__") else " return")
    exec("\n".join([f"def __init__({head}):", *lines]), known)
    init: FunctionType = known["__init__"]
    init.__qualname__ = f"{kind.__qualname__}.__init__"
    init.__annotations__ = {one.name: one.type for one in given} | {"return": None}
    return init


def _parameter(one: Field[Any], known: dict[str, Any]) -> str:
    """Return how a field stands in the head of ``__init__``; its default becomes known there."""
    if one.default is not MISSING:
        known[f"default_{one.name}"] = one.default
        return f"{one.name}=default_{one.name}"
    return one.name if one.default_factory is MISSING else f"{one.name}=FACTORY"


def _value(one: Field[Any], known: dict[str, Any]) -> str:
    """Return what a field is filled in with; nothing for one that is filled in later."""
    if one.default_factory is not MISSING:
        known[f"make_{one.name}"] = one.default_factory
        made = f"make_{one.name}()"
        return f"{made} if {one.name} is FACTORY else {one.name}" if one.init else made
    if one.init:
        return one.name
    if one.default is MISSING:
        return ""
    known[f"default_{one.name}"] = one.default
    return f"default_{one.name}"


def _refuse_to_set(of: Any, name: str, value: Any) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(of: Any, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(of: Any) -> list[Any]:
    return [getattr(of, one.name) for one in fields(of)]


def _restore(of: Any, state: list[Any]) -> None:
    for one, value in zip(fields(of), state, strict=True):
        object.__setattr__(of, one.name, value)


def _shown(of: Any) -> str:
    said = (f"{one.name}={getattr(of, one.name)!r}" for one in fields(of) if one.repr)
    return f"{type(of).__qualname__}({', '.join(said)})"


def _equal(of: Any, other: Any) -> Any:
    if type(other) is not type(of):
        return NotImplemented
    return of._compared(of) == of._compared(other)


def _hash(of: Any) -> int:
    return hash(of._compared(of))


_OPEN: dict[str, Any] = {"__repr__": _shown, "__eq__": _equal, "__hash__": None}
_FROZEN: dict[str, Any] = {
    **_OPEN,
    "__hash__": _hash,
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _state,
    "__setstate__": _restore,
}
"""The methods of all open records, and of all records."""


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
