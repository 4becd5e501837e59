"""News for the open pages: what was read, what changed, how far a book is (server-sent events)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

STILL_THERE = 15.0
"""Seconds of silence after which a line is sent that says nothing. With more, a page that was
closed is remembered for longer; with fewer, silence costs more than news."""
MOST_WAITING = 1_000
"""News that wait for one page. With more, a page that sleeps fills the memory; with fewer, one that
is busy misses some."""


class Newsroom:
    """Passes on what happens, from any thread, to every page that listens."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[bytes | None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over = False

    def tell(self, event: str, data: Mapping[str, Any]) -> None:
        """Tell all pages of something; does nothing where none listens."""
        told = f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()
        self._pass_on(told)

    def end(self) -> None:
        """Tell all pages that there will be no more."""
        self._over = True
        self._pass_on(None)

    def _pass_on(self, told: bytes | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, told)

    def _put(self, told: bytes | None) -> None:
        for queue in self._listeners:
            if told is not None and queue.full():
                continue
            queue.put_nowait(told)

    async def listen(self) -> AsyncIterator[bytes]:
        """Yield the news as the lines of an event stream."""
        self._loop = asyncio.get_running_loop()
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(MOST_WAITING + 1)
        self._listeners.add(queue)
        try:
            yield b": here\n\n"
            while not self._over:
                try:
                    told = await asyncio.wait_for(queue.get(), STILL_THERE)
                except TimeoutError:
                    told = b": still here\n\n"
                if told is None:
                    return
                yield told
        finally:
            self._listeners.discard(queue)
