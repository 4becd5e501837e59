"""What the list shows of a story, found out by another process where there are many.

The page stays quick while thousands of stories are read: they are read beside it.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from pathlib import Path
from threading import Event
from typing import Any

from msgspec import Struct

import epubify
from epubify import EpubifyError

MANY = 24
"""Stories from which on another process reads them. With fewer, its start takes longer than they
do; with more, the page is slow while they are read."""
AHEAD = 4
"""Stories that are handed over at a time: enough that the process never waits, and so few that it
ends soon."""
_SHOWN = ("title", "authors", "series", "words", "language")


class FirstLook(Struct, frozen=True):
    """What is to be shown of a story, or why it cannot become a book."""

    known: dict[str, Any]
    error: EpubifyError | None = None


def look_at(path: Path) -> FirstLook:
    """Return what is to be shown of a story; what is wrong with it is part of that."""
    try:
        told = epubify.inspect(path)
    except EpubifyError as error:
        return FirstLook({}, error)
    known = {key: told[key] for key in _SHOWN}
    return FirstLook({**known, "findings": len(told["findings"])})


def look_beside(paths: Iterable[Path], over: Event) -> Iterator[tuple[Path, FirstLook]]:
    """Yield the stories as another process has read them; it ends when ``over`` is set."""
    context = multiprocessing.get_context("spawn")
    waiting = iter(paths)
    with ProcessPoolExecutor(1, context, initializer=_heed_no_interrupt) as pool:
        running: dict[Future[FirstLook], Path] = {}
        while not over.is_set():
            for path in waiting:
                running[pool.submit(look_at, path)] = path
                if len(running) >= AHEAD:
                    break
            if not running:
                return
            done, _ = wait(running, timeout=1.0, return_when="FIRST_COMPLETED")
            for future in done:
                yield running.pop(future), future.result()


def _heed_no_interrupt() -> None:
    """Let Ctrl-C end the studio, which ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
