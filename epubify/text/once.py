"""What is worked out once, when it is first asked for, and kept with what it is said of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - it is written as ``property`` is
    """A property that is worked out when it is first asked for.

    It is ``functools.cached_property`` without the lock that this one takes before Python 3.12,
    which costs more than most of what is asked: two threads that ask at once work it out twice.

    >>> class Line:
    ...     text = "Rain"
    ...     @once
    ...     def length(self) -> int:
    ...         print("counted")
    ...         return len(self.text)
    >>> line = Line()
    >>> line.length, line.length
    counted
    (4, 4)
    """

    def __init__(self, work_out: Callable[[Any], T]) -> None:
        self._work_out = work_out
        self._name = work_out.__name__
        self.__doc__ = work_out.__doc__

    @overload
    def __get__(self, of: None, kind: type) -> once[T]: ...
    @overload
    def __get__(self, of: object, kind: type) -> T: ...

    def __get__(self, of: object | None, kind: type) -> once[T] | T:
        """Work out what is asked, and keep it where it is found before this is asked again."""
        if of is None:
            return self
        value = self._work_out(of)
        setattr(of, self._name, value)  # in its `__dict__` it would take a third more room
        return value
