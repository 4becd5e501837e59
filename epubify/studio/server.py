"""Running the studio: a door on this machine alone, open until somebody closes it."""

from __future__ import annotations

import asyncio
import secrets
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import uvicorn
from msgspec import Struct

from epubify.studio.bookmaking import Workbench
from epubify.studio.desk import LIMITS, Desk
from epubify.studio.guard import Guard
from epubify.studio.news import Newsroom
from epubify.studio.routes import studio_app

LARGEST_REQUEST = LIMITS.bytes + LIMITS.bytes // 10
"""Bytes of one request: as many as may be dropped, and what a form puts around them."""
LOOK_AT_FILES = 2.0
"""Seconds between two looks at the files of open stories. With more, a page shows for longer what
is no longer so; with fewer, the disk is asked more often than anybody writes."""
LAST_WORDS = 2
"""Seconds that open answers have when the studio ends."""
_HANGUP: signal.Signals | None = getattr(signal, "SIGHUP", None)  # not on Windows


class StudioManner(Struct, frozen=True):
    """How the studio is run."""

    port: int = 0
    """0 takes one that is free."""
    browser: bool = True
    output: Path | None = None


def run_studio(paths: Iterable[Path], manner: StudioManner, say: Callable[[str], None]) -> None:
    """Serve the studio until it is closed or interrupted; ``say`` is told its address.

    Raises InputError for a path that is not there, OSError where the port is taken.
    """
    news = Newsroom()
    desk = Desk(news, manner.output)
    workbench = Workbench(desk)
    try:
        desk.open(paths)
        with socket.socket() as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(("127.0.0.1", manner.port))
            door.listen()  # who comes before the server is ready waits, and is not sent away
            port, token = door.getsockname()[1], secrets.token_urlsafe(24)
            address = f"http://127.0.0.1:{port}/{token}/"
            say(address)
            if manner.browser:
                webbrowser.open(address)
            asyncio.run(_serve(desk, workbench, door, token, port))
    finally:
        workbench.close()
        desk.close()


class Server(uvicorn.Server):
    """A server that tells the open pages when it ends, so that they do not hold it up."""

    def __init__(self, desk: Desk, workbench: Workbench, token: str, port: int) -> None:
        self._news = desk.news
        app = studio_app(desk, workbench, self.end)
        super().__init__(
            uvicorn.Config(
                Guard(app, token=token, port=port, largest=LARGEST_REQUEST),
                log_level="critical",
                access_log=False,
                server_header=False,
                ws="none",
                lifespan="off",
                timeout_graceful_shutdown=LAST_WORDS,
            )
        )

    def end(self) -> None:
        """End when the answers that are being given are given."""
        self._news.end()
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hear the terminal hang up, too, until the server has ended, and pass it on then.

        uvicorn hears what else ends a program. The error by which a command ends at a signal must
        not be raised amid the event loop: where a callback runs, asyncio takes it for the
        callback's own, and the server goes on.
        """
        with super().capture_signals():
            if _HANGUP is None or not _hears(_HANGUP):
                yield
                return
            before = signal.signal(_HANGUP, self.handle_exit)
            try:
                yield
            finally:
                signal.signal(_HANGUP, before)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End at a signal."""
        self._news.end()
        super().handle_exit(sig, frame)


def _hears(number: signal.Signals) -> bool:
    """Tell whether a signal is heard here: by the main thread, unless nohup asks not to."""
    main = threading.current_thread() is threading.main_thread()
    return main and signal.getsignal(number) is not signal.SIG_IGN


async def _serve(
    desk: Desk, workbench: Workbench, door: socket.socket, token: str, port: int
) -> None:
    server = Server(desk, workbench, token, port)
    looking = asyncio.create_task(_look_at_files(desk))
    try:
        await server.serve(sockets=[door])
    finally:
        looking.cancel()


async def _look_at_files(desk: Desk) -> None:
    while True:
        await asyncio.sleep(LOOK_AT_FILES)
        await asyncio.to_thread(desk.tell_changed)
