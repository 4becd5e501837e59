"""Whoever does the work of a batch: what is asked of them, and how a task can end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


class TimedOut(Exception):
    """A task ran longer than it may."""


class WorkerDied(Exception):
    """The process that ran a task has gone."""


class Workers(Protocol):
    """Runs functions somewhere and says how it went.

    A future ends in the result, in the error that the function raised, in `TimedOut` or in
    `WorkerDied`.
    """

    @property
    def room(self) -> int:
        """Return how many tasks may be under way at a time."""

    @property
    def same_machine(self) -> bool:
        """Tell whether tasks run in this folder of this machine."""

    def submit(self, function: Callable[..., T], /, *args: Any, timeout: float | None) -> Future[T]:
        """Begin a task."""

    def wait(self, futures: Iterable[Future[Any]], timeout: float) -> set[Future[Any]]:
        """Return those that have ended, as soon as there is one, or none after ``timeout`` seconds.

        Futures may end only while somebody waits here.
        """

    def stop(self) -> None:
        """End what runs and forget what waits, at once."""
