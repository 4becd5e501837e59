"""A process that has loaded all that makes books, and forks workers which begin at once.

To load everything takes longer than to make a hundred small books; here it is done once, and not
for each worker. It is not the server of `multiprocessing`, because that imports the caller's own
script in each worker, looks for modules in the current folder first, which may be full of
somebody's files, and can be interrupted before it has said that it will not be.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from epubify.batches.worker_process import work

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

CAN_FORK = sys.platform != "darwin" and hasattr(os, "posix_spawn") and hasattr(socket, "send_fds")
"""Whether workers are forked here. What macOS itself loads does not bear it."""

_FORK, _REAP = b"+", b"-"
_PID = struct.Struct("q")
_BOOT = "import sys; sys.path[:] = {!r}; from epubify.batches.fork_server import serve; serve()"
_SAMPLE = """The Mill
by Nina Hall

Chapter 1

"It was dark that night," she said, "and nobody came."

* * *

They *waited*.

Chapter 2

In the morning they all went home.
"""


# ------------------------------------------------------------------------ for those who ask


class ForkServer:
    """The server, as the process sees it that started it."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._pid = os.posix_spawn(
                sys.executable,
                _command(),
                os.environ,
                file_actions=[(os.POSIX_SPAWN_DUP2, theirs.fileno(), 0)],
                setsigmask=signal.pthread_sigmask(signal.SIG_BLOCK, ()) | {signal.SIGINT},
            )

    def lives(self) -> bool:
        """Tell whether it is there."""
        try:
            return os.waitpid(self._pid, os.WNOHANG) == (0, 0)
        except ChildProcessError:
            return False

    def fork(self) -> Connection:
        """Return the connection with a new worker. It answers when the server has begun."""
        from multiprocessing.connection import Connection

        ours, theirs = socket.socketpair()
        with ours, theirs:
            with suppress(BrokenPipeError):  # then the connection says so
                socket.send_fds(self._socket, [_FORK], [theirs.fileno()])
            return Connection(ours.detach())

    def reap(self, pid: int) -> None:
        """Let go of a worker that has ended. Until then no other process gets its number."""
        with suppress(BrokenPipeError):
            self._socket.sendall(_REAP + _PID.pack(pid))

    def stop(self) -> None:
        """End it at once."""
        self.forget()
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)

    def forget(self) -> None:
        """Leave it to the process from which this one was forked."""
        self._socket.close()


def _command() -> list[str]:
    """Return the command that starts it: with the options, and the modules, of this process."""
    options = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
    boot = _BOOT.format([path for path in sys.path if isinstance(path, str)])
    return [sys.executable, *options, "-P", "-c", boot]


_lock = threading.Lock()
_running: list[ForkServer] = []


def fork_server() -> ForkServer:
    """Return the server of this process. It is started when it is first wanted, and then stays."""
    with _lock:
        if _running and not _running[0].lives():
            _running.pop().forget()
        if not _running:
            _running.append(ForkServer())
        return _running[0]


def stop_fork_server() -> None:
    """End the server of this process, if there is one."""
    while _running:
        _running.pop().stop()


def _forget_all() -> None:
    while _running:
        _running.pop().forget()


if CAN_FORK:
    os.register_at_fork(after_in_child=_forget_all)


# ------------------------------------------------------------------------ in the server


def serve() -> None:
    """Fork when standard input, a socket, asks for it; end, with all workers, when it is closed."""
    _load()
    workers: set[int] = set()
    requests = socket.socket(fileno=0)
    while True:
        request, descriptors, *_ = socket.recv_fds(requests, 1, 1)
        if not request:
            break
        if request == _FORK:
            workers.add(_forked(requests, descriptors[0]))
        else:
            (pid,) = _PID.unpack(requests.recv(_PID.size, socket.MSG_WAITALL))
            workers.discard(pid)
            with suppress(ChildProcessError):  # it was told twice
                os.waitpid(pid, 0)
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    os._exit(0)


def _load() -> None:
    """Import what makes a book, and read a story, whose words are forgotten, for the patterns."""
    import multiprocessing.connection  # noqa: F401

    import epubify.batches.book_task
    import epubify.batches.make
    import epubify.checks
    import epubify.cover
    import epubify.epub.package  # noqa: F401
    from epubify.model import Source
    from epubify.model.collecting import collect_rarely
    from epubify.options import Options
    from epubify.pipeline import draft
    from epubify.report import Report

    collect_rarely()
    draft([Source("sample.txt", _SAMPLE.encode(), None)], Options(), Report())
    gc.collect()
    gc.freeze()  # or the first collection of each worker would copy all that they share


def _forked(requests: socket.socket, descriptor: int) -> int:
    """Fork a worker that has the end of a connection; return its number."""
    os.set_inheritable(descriptor, False)
    pid = os.fork()
    if pid == 0:
        requests.detach()
        _become_worker(descriptor)
    os.close(descriptor)
    return pid


def _become_worker(descriptor: int) -> NoReturn:
    from multiprocessing.connection import Connection

    code = 1
    try:
        empty = os.open(os.devnull, os.O_RDONLY)
        os.dup2(empty, 0)
        os.close(empty)
        with Connection(descriptor) as connection:
            work(connection)
        code = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
