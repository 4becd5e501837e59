"""Who does the work: processes of this machine, this process itself, or a cluster.

All of them are `Workers`; any ``concurrent.futures.Executor`` becomes one too.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    InvalidStateError,
)
from concurrent.futures import wait as wait_for_futures
from contextlib import suppress
from typing import Any, TypeVar

from epubify.batches.processes import Processes
from epubify.batches.workers import TimedOut, WorkerDied, Workers
from epubify.errors import UsageError

T = TypeVar("T")


class Serial:
    """Runs every task in this process, one after the other: for debugging. No timeouts."""

    room = 1
    same_machine = True

    def submit(self, function: Callable[..., T], /, *args: Any, timeout: float | None) -> Future[T]:
        """Run a task to its end. What is not an `Exception`, as Ctrl-C, passes through."""
        del timeout
        future: Future[T] = Future()
        try:
            future.set_result(function(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def wait(self, futures: Iterable[Future[Any]], timeout: float) -> set[Future[Any]]:
        """Return all of them, unless there are none: they have ended."""
        return wait_for_futures(futures, timeout, FIRST_COMPLETED).done

    def stop(self) -> None:
        """Do nothing: nothing runs."""


# ----------------------------------------------------------------------- other executors


class Foreign:
    """Runs tasks through any ``concurrent.futures.Executor``.

    A task that takes too long cannot be ended there: nobody waits for it any longer. Where
    time counts, no more tasks are handed over than there are workers, so that none waits in
    a queue while its time runs.
    """

    same_machine = False
    """Nobody knows: paths are printed in full."""

    def __init__(self, executor: Executor, workers: int | None = None) -> None:
        self._executor = executor
        self._workers = workers
        self._timed = False
        self._under_way: set[Future[Any]] = set()

    @property
    def room(self) -> int:
        """Return twice the number of workers, or just that number where time counts."""
        known = self._workers or getattr(self._executor, "_max_workers", None)
        workers = int(known or os.cpu_count() or 1)
        return workers if self._timed else 2 * workers

    def submit(self, function: Callable[..., T], /, *args: Any, timeout: float | None) -> Future[T]:
        """Hand a task over."""
        outer: Future[T] = Future()
        try:
            inner = self._executor.submit(function, *args)
        except BrokenExecutor:
            outer.set_exception(WorkerDied())
            return outer
        if timeout is not None:
            self._timed = True
            _give_up_after(timeout, inner, outer)
        self._under_way.add(inner)
        inner.add_done_callback(lambda done: self._done(done, outer))
        return outer

    def _done(self, inner: Future[T], outer: Future[T]) -> None:
        self._under_way.discard(inner)
        with suppress(InvalidStateError):  # it was given up already
            _hand_on(inner, outer)

    def wait(self, futures: Iterable[Future[Any]], timeout: float) -> set[Future[Any]]:
        """Return those that have ended, as soon as there is one, or none after ``timeout``."""
        return wait_for_futures(futures, timeout, FIRST_COMPLETED).done

    def stop(self) -> None:
        """Take back what waits; the executor belongs to whoever made it, and stays open."""
        for future in list(self._under_way):
            future.cancel()


def _hand_on(inner: Future[T], outer: Future[T]) -> None:
    """Pass on how a task ended, in our words."""
    if inner.cancelled():
        outer.set_exception(WorkerDied())
        return
    error = inner.exception()
    if error is None:
        outer.set_result(inner.result())
    elif isinstance(error, TimeoutError):
        outer.set_exception(TimedOut())
    elif isinstance(error, BrokenExecutor) or type(error).__name__ in _DEATHS:
        outer.set_exception(WorkerDied())
    else:
        outer.set_exception(error)


_DEATHS = frozenset({"KilledWorker", "CancelledError", "FutureCancelledError"})
"""What distributed calls it when the process of a task has gone."""


def _give_up_after(timeout: float, inner: Future[T], outer: Future[T]) -> None:
    """Let a future end in TimedOut unless its task ends in time."""

    def give_up() -> None:
        inner.cancel()
        with suppress(InvalidStateError):  # it has ended in this very moment
            outer.set_exception(TimedOut())

    timer = threading.Timer(timeout, give_up)
    timer.daemon = True
    timer.start()
    outer.add_done_callback(lambda _: timer.cancel())


class Dask(Foreign):
    """Runs tasks on the workers of a Dask cluster."""

    def __init__(self, client: Any) -> None:
        super().__init__(client.get_executor(pure=False))
        self._client = client

    @property
    def room(self) -> int:
        """Return twice the number of threads that the cluster has now."""
        threads = sum(self._client.nthreads().values()) or 1
        return threads if self._timed else 2 * threads

    def stop(self) -> None:
        """Cancel what waits, and let go of the cluster."""
        self._executor.shutdown(wait=False)
        self._client.close()


def connect(url: str) -> Workers:
    """Return the workers behind a URL: ``dask://host:port``, ``processes:`` or ``serial:``.

    Raises UsageError where there are none, or where the extra is not installed.
    """
    kind, _, rest = url.partition(":")
    if kind == "serial":
        return Serial()
    if kind == "processes":
        return Processes(int(rest) if rest.strip("/").isdecimal() else None)
    if kind != "dask":
        raise UsageError(
            url, None, "unknown executor", "known: dask://HOST:PORT, processes:, serial:"
        )
    try:
        from distributed import Client
    except ImportError as error:
        advice = "pip install 'epubify[dask]'"
        raise UsageError(url, None, "dask:// needs dask.distributed", advice) from error
    try:
        return Dask(Client(f"tcp:{rest}", timeout=10))  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        problem = "no Dask scheduler answers there"
        raise UsageError(url, None, problem, "start one with `dask scheduler`") from error


def workers_of(executor: Workers | Executor | str | None, workers: int | None) -> Workers:
    """Return who is to do the work; processes of this machine unless something was given."""
    if executor is None:
        return Processes(workers)
    if isinstance(executor, str):
        return connect(executor)
    return Foreign(executor, workers) if isinstance(executor, Executor) else executor
