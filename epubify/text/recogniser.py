"""The duty of a recogniser: to show what it takes, and what it leaves alone.

A recogniser is whatever can take a line out of the prose or make it a heading. Each shows at
least one example of both kinds where it is defined; ``tests/test_recognisers.py`` runs them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import field

from epubify.model.records import Record

F = TypeVar("F", bound=Callable[..., object])


class Recogniser(Record):
    """A function that recognises something, with examples."""

    function: Callable[..., object]
    takes: tuple[str, ...]
    """Texts that it recognises: a line, or several that line feeds divide."""
    spares: tuple[str, ...]
    """Texts that look alike and must be left alone."""
    given: dict[str, Any] = field(default_factory=dict)
    """The other arguments of the call."""

    @property
    def name(self) -> str:
        """The name by which tests call it, with its module."""
        return f"{self.function.__module__}.{self.function.__qualname__}"


RECOGNISERS: list[Recogniser] = []
"""All recognisers of the modules that have been imported."""


def recogniser(
    *, takes: tuple[str, ...], spares: tuple[str, ...], **given: Any
) -> Callable[[F], F]:
    """Note the examples of a recogniser; the function itself stays as it is.

    >>> @recogniser(takes=("* * *",), spares=("So it was.",))
    ... def is_starry(text): return set(text) == {"*", " "}
    >>> RECOGNISERS.pop().function is is_starry
    True
    """

    def note(function: F) -> F:
        RECOGNISERS.append(Recogniser(function, takes, spares, given))
        return function

    return note
