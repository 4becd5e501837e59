"""What runs in a worker process: one task after the other, until nobody asks for more.

It says which process it is, is told in which folder it stands, and is then given tasks. Nothing
is done, and nothing written, for someone who has gone before the first task was asked for.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from epubify.model.records import Record

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


class Surroundings(Record):
    """What a worker has in common with the process that it works for."""

    folder: str | None
    """The current folder; None where it has been deleted."""
    variables: dict[str, str]
    module_path: tuple[str, ...]

    @classmethod
    def of_this_process(cls) -> Surroundings:
        """Return those of the process that asks."""
        try:
            folder = os.getcwd()  # noqa: PTH109
        except FileNotFoundError:
            folder = None
        return cls(folder, dict(os.environ), tuple(sys.path))

    def enter(self) -> None:
        """Make them those of this process."""
        sys.path[:] = self.module_path
        if self.variables != dict(os.environ):
            os.environ.clear()
            os.environ.update(self.variables)
        if self.folder is not None:
            os.chdir(self.folder)


_STATE = {"in_worker": False}


@contextmanager
def bounded_memory(most: int) -> Iterator[None]:
    """Let this process have no more than so many bytes of memory as long as it is open.

    What goes beyond is a MemoryError in the book that asked for it. It holds in workers alone,
    which have nothing but their books, and where the system knows such bounds.
    """
    try:
        import resource
    except ImportError:  # Windows
        resource = None  # type: ignore[assignment]
    if resource is None or not _STATE["in_worker"]:
        yield
        return
    before, highest = resource.getrlimit(resource.RLIMIT_AS)
    lower = [bound for bound in (before, highest) if bound != resource.RLIM_INFINITY]
    with suppress(ValueError, OSError):  # macOS knows the name only
        resource.setrlimit(resource.RLIMIT_AS, (min([most, *lower]), highest))
    try:
        yield
    finally:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (before, highest))


def work(connection: Connection) -> None:
    """Do what is asked for through a connection, until its other end is closed."""
    try:
        connection.send_bytes(pickle.dumps(os.getpid()))
        pickle.loads(connection.recv_bytes()).enter()
        _STATE["in_worker"] = True
        while True:
            connection.send_bytes(_done(connection.recv_bytes()))
    except (EOFError, ConnectionError):
        return


def _done(task: bytes) -> bytes:
    """Do a task; return whether it went well, and its result or its error."""
    try:
        function, args = pickle.loads(task)
        return pickle.dumps((True, function(*args)))
    except Exception as error:
        return _told(error)


def _told(error: Exception) -> bytes:
    try:
        return pickle.dumps((False, error))
    except Exception:  # it carries something that stays in this process
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
