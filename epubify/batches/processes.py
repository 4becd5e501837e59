"""Processes of this machine, and nothing that could hold them up.

Each worker has a connection of its own, and one thread waits for all of them: there are no locks
that an interrupt at a bad moment, or the death of a worker, could leave closed.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from weakref import WeakSet

from msgspec import Struct, field

from epubify.batches.fork_server import CAN_FORK, fork_server, stop_fork_server
from epubify.batches.worker_process import Surroundings, work
from epubify.batches.workers import TimedOut, WorkerDied

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")

TASKS_OF_A_PROCESS = 500
"""Books after which a process is replaced by a fresh one, so that its memory cannot grow. With
more, it grows for longer; with fewer, processes are begun more often."""


class Processes:
    """Runs tasks in processes of this machine, each connected with this one alone.

    So what happens to one process, whatever it was doing, cannot harm what another one does.
    A task goes to a process that has said that it is there: when everything is stopped, none
    begins that nobody waits for.
    """

    same_machine = True

    def __init__(
        self, workers: int | None = None, begin: Callable[[], WorkerProcess] | None = None
    ) -> None:
        self.room = max(1, workers or os.cpu_count() or 1)
        self._begin = begin or (ForkedWorker if CAN_FORK else SpawnedWorker)
        self._places: list[_Place] = []
        self._owner = os.getpid()
        _LIVING.add(self)

    def submit(self, function: Callable[..., T], /, *args: Any, timeout: float | None) -> Future[T]:
        """Begin a task in a process that has nothing to do."""
        future: Future[T] = Future()
        try:
            task = _Task(pickle.dumps((function, args)), future, timeout)
        except Exception as error:
            future.set_exception(error)
            return future
        if not any(place.task is None and self._give(place, task) for place in [*self._places]):
            self._give_to_new(task)
        return future

    def _give(self, place: _Place, task: _Task) -> bool:
        """Give a task to a process that had nothing to do; False where it has died meanwhile."""
        dead = place.connection.poll()  # it has nothing else to say
        if dead or not place.take(task):
            self._clear(place)
            return False
        return True

    def _give_to_new(self, task: _Task) -> None:
        try:
            self._places.append(_Place(self._begin(), task))
        except OSError:  # of processes, files or memory there are no more
            task.future.set_exception(WorkerDied())

    def wait(self, futures: Iterable[Future[Any]], timeout: float) -> set[Future[Any]]:
        """Return those that have ended, as soon as there is one, or none after ``timeout`` seconds.

        They end only while somebody waits here.
        """
        waited, end = set(futures), time.monotonic() + timeout
        while True:
            done = {future for future in waited if future.done()}
            left = end - time.monotonic()
            if done or left <= 0:
                return done
            self._listen(left)

    def _listen(self, timeout: float) -> None:
        """Hear those who have something to say, then end those whose time is over."""
        from multiprocessing.connection import wait as wait_for_any

        busy = {place.connection: place for place in self._places if place.task}
        limits = [place.deadline - time.monotonic() for place in busy.values() if place.deadline]
        for ready in wait_for_any(list(busy), max(0.0, min([timeout, *limits]))):
            self._hear(busy[ready])  # type: ignore[index]
        for place in busy.values():
            if place.task and place.deadline and place.deadline <= time.monotonic():
                self._give_up(place, place.task, TimedOut())

    def _hear(self, place: _Place) -> None:
        task = place.task
        assert task
        try:
            ended = place.hear()
        except (EOFError, OSError):
            self._give_up(place, task, WorkerDied())
            return
        if ended and place.tasks >= TASKS_OF_A_PROCESS:
            self._clear(place)

    def _give_up(self, place: _Place, task: _Task, why: Exception) -> None:
        place.task = None
        self._clear(place)
        task.future.set_exception(why)

    def _clear(self, place: _Place) -> None:
        """End the process of a place, if it has not ended, and give the place up."""
        place.process.kill()
        place.process.bury()
        self._places.remove(place)  # last: after an interrupt it is ended once more

    def stop(self) -> None:
        """End all processes at once, and return when they have ended."""
        if os.getpid() != self._owner:
            return  # a copy in a process that was forked: they are not its own
        for place in self._places:
            place.process.kill()
        while self._places:
            self._places[-1].process.bury()
            self._places.pop()


class _Task(Struct):
    """A task that was asked for."""

    call: bytes
    future: Future[Any]
    timeout: float | None


class _Place(Struct, eq=False):
    """A process, and what it does now."""

    process: WorkerProcess
    task: _Task | None
    tasks: int = 0
    """How many it has been given."""
    deadline: float | None = None
    around: bytes = field(default_factory=lambda: pickle.dumps(Surroundings.of_this_process()))

    @property
    def connection(self) -> Connection:
        return self.process.connection

    def hear(self) -> bool:
        """Take what it says; True where its task has ended. Raises EOFError where it is dead."""
        said = self.connection.recv_bytes()
        task = self.task
        assert task
        if not self.process.pid:
            self.process.pid = pickle.loads(said)
            self.connection.send_bytes(self.around)
            self._send(task)
            return False
        self.task = self.deadline = None
        try:
            well, value = pickle.loads(said)
        except Exception as error:  # what it sends cannot be made again here
            well, value = False, error
        if well:
            task.future.set_result(value)
        else:
            task.future.set_exception(value)
        return True

    def take(self, task: _Task) -> bool:
        """Begin a task; False where the process is dead."""
        try:
            self._send(task)
        except OSError:
            return False
        self.task = task
        return True

    def _send(self, task: _Task) -> None:
        self.connection.send_bytes(task.call)
        self.tasks += 1
        self.deadline = time.monotonic() + task.timeout if task.timeout else None


# ------------------------------------------------------------------- how processes begin


class WorkerProcess(Protocol):
    """A process that runs `worker_process.work`."""

    connection: Connection
    pid: int
    """0 as long as it has not told."""

    def kill(self) -> None:
        """End it at once, if it has begun, whatever it does: no book is damaged by that."""

    def bury(self) -> None:
        """Return when it has ended, and close the connection. It may be called again."""


class ForkedWorker:
    """A worker of the fork server."""

    def __init__(self) -> None:
        self._server = fork_server()
        self.connection = self._server.fork()
        self.pid = 0

    def kill(self) -> None:
        """End it at once. One that has not told its number ends when its connection does."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def bury(self) -> None:
        """Return when it has ended, which is when its end of the connection is closed."""
        with self.connection, suppress(EOFError, OSError):
            while self.pid:
                self.connection.recv_bytes()
        if self.pid:
            self._server.reap(self.pid)


class SpawnedWorker:
    """A worker that is started afresh, where processes cannot be forked."""

    def __init__(self) -> None:
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.pid = 0
        with theirs, _without_interrupts():
            self._process = context.Process(target=_work_with_parent, args=(theirs,), daemon=True)
            self._process.start()

    def kill(self) -> None:
        """End it at once."""
        with suppress(ValueError):  # it is closed
            self._process.kill()

    def bury(self) -> None:
        """Return when it has ended."""
        with suppress(ValueError):
            self._process.join()
            self._process.close()
        self.connection.close()


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let processes that are begun here never hear of Ctrl-C, where the system can do that."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # or it is started within, and takes the block away
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work_with_parent(connection: Connection) -> None:
    """Work, leave Ctrl-C to the main process, and go when that has gone."""
    import multiprocessing

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    work(connection)


def _end_with(sentinel: int) -> None:
    from multiprocessing.connection import wait as wait_for_any

    wait_for_any([sentinel])
    os._exit(1)


# ------------------------------------------------------------------------------- the end

_LIVING: WeakSet[Processes] = WeakSet()


def _stop_all() -> None:
    """Leave no process behind, wherever the program ended."""
    for crew in list(_LIVING):
        crew.stop()
    stop_fork_server()


atexit.register(_stop_all)
