"""Who does the work: processes of this machine, this process itself, or a cluster.

All of them are `Workers`; any ``concurrent.futures.Executor`` becomes one too.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, InvalidStateError
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from epubify.errors import UsageError

T = TypeVar("T")

TASKS_OF_A_PROCESS = 500
"""Books after which a process is replaced by a fresh one, so that its memory cannot grow."""


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

    def stop(self) -> None:
        """End what runs and forget what waits, at once."""


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

    def stop(self) -> None:
        """Do nothing: nothing runs."""


# ------------------------------------------------------------------------------ processes


class Processes:
    """Runs tasks in processes of this machine, each in a pool of its own.

    So what happens to one process, whatever it was doing, cannot harm what another one does:
    processes that share a pool share its locks.
    """

    same_machine = True

    def __init__(self, workers: int | None = None) -> None:
        self.room = max(1, workers or os.cpu_count() or 1)
        self._pools: list[Any] = [None] * self.room
        self._busy: set[int] = set()

    def submit(self, function: Callable[..., T], /, *args: Any, timeout: float | None) -> Future[T]:
        """Begin a task in a process that has nothing to do."""
        slot = next(slot for slot in range(self.room) if slot not in self._busy)
        inner = self._schedule(slot, function, args, timeout)
        self._busy.add(slot)
        outer: Future[T] = Future()
        inner.add_done_callback(lambda done: self._done(slot, done, outer))
        return outer

    def _schedule(self, slot: int, function: Any, args: Any, timeout: float | None) -> Any:
        try:
            if self._pools[slot] is None:
                self._pools[slot] = _new_pool()
            return self._pools[slot].schedule(function, args=args, timeout=timeout)
        except RuntimeError:  # its process was killed while it had nothing to do
            self._pools[slot] = _new_pool()
            return self._pools[slot].schedule(function, args=args, timeout=timeout)

    def _done(self, slot: int, inner: Future[T], outer: Future[T]) -> None:
        self._busy.discard(slot)
        _hand_on(inner, outer)

    def stop(self) -> None:
        """End all processes at once."""
        pools, self._pools = self._pools, [None] * self.room
        for pool in pools:
            if pool is not None:
                pool.stop()
        for pool in pools:
            if pool is not None:
                pool.join()


def _new_pool() -> Any:
    import multiprocessing

    from pebble import ProcessPool

    context = multiprocessing.get_context("spawn")
    return ProcessPool(
        1, max_tasks=TASKS_OF_A_PROCESS, initializer=_prepare_worker, context=context
    )


def _prepare_worker() -> None:
    """Leave Ctrl-C to the main process, and go when that has gone."""
    import multiprocessing

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    os._exit(1)


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


_DEATHS = frozenset({"ProcessExpired", "KilledWorker", "CancelledError", "FutureCancelledError"})
"""What pebble and distributed call it when the process of a task has gone."""


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

    def stop(self) -> None:
        """Take back what waits; the executor belongs to whoever made it, and stays open."""
        for future in list(self._under_way):
            future.cancel()


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
