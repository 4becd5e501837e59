"""The studio without a network: its answers, asked for in this process."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx

from epubify.studio.bookmaking import Workbench
from epubify.studio.desk import Desk
from epubify.studio.guard import Guard
from epubify.studio.news import Newsroom
from epubify.studio.routes import studio_app

TOKEN = "a-token-of-the-tests"
HOST = "127.0.0.1:8000"
ORIGIN = f"http://{HOST}"
LARGEST = 1_000_000
WAIT = 60.0
"""Seconds after which a job of the tests has failed."""


class StudioClient:
    """A page of the studio, which asks one thing after the other."""

    def __init__(self, *paths: Path, reading: bool = False) -> None:
        self.desk = Desk(Newsroom(), reading=reading)
        self.workbench = Workbench(self.desk)
        self.ended = False
        app = studio_app(self.desk, self.workbench, self._end)
        self.app = Guard(app, token=TOKEN, port=8000, largest=LARGEST)
        self.desk.open(paths)

    def _end(self) -> None:
        self.ended = True

    def close(self) -> None:
        self.workbench.close()
        self.desk.close()

    # -------------------------------------------------------------------------- asking

    def ask(self, method: str, path: str, **rest: Any) -> httpx.Response:
        """Return the answer to a request, at a path as a browser sends it."""

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
                return await client.request(method, path, **rest)

        return asyncio.run(asked())

    def get(self, path: str) -> httpx.Response:
        return self.ask("GET", f"/{TOKEN}/{path}")

    def post(self, path: str, said: dict[str, Any] | None = None) -> httpx.Response:
        return self.ask("POST", f"/{TOKEN}/{path}", json=said or {})

    def data(self, path: str) -> Any:
        found = self.get(path)
        assert found.status_code == 200, found.text
        return found.json()

    def send(self, path: str, files: Any, said: dict[str, Any] | None = None) -> httpx.Response:
        """Send files as a page does, with what is said of them."""
        headers = {"origin": ORIGIN}
        return self.ask("POST", f"/{TOKEN}/{path}", files=files, data=said, headers=headers)

    # --------------------------------------------------------------------------- stories

    @property
    def ids(self) -> dict[str, str]:
        """Name of each story → its id."""
        return {one["name"]: one["id"] for one in self.data("api/stories")["stories"]}

    def story(self, name: str = "a.txt") -> Any:
        return self.data(f"api/stories/{self.ids[name]}")

    def say(self, what: str, name: str = "a.txt", **said: Any) -> httpx.Response:
        """Say something of a story, as the page knows it now unless a revision is given."""
        revision = self.story(name)["revision"]
        return self.post(f"api/stories/{self.ids[name]}/{what}", {"revision": revision, **said})

    def made(self, **wish: Any) -> Any:
        """Return a job that has ended."""
        begun = self.post("api/make", wish)
        assert begun.status_code == 200, begun.text
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            told = self.data(f"api/jobs/{begun.json()['job']}")
            if told["state"] not in ("waiting", "running"):
                return told
            time.sleep(0.02)
        raise AssertionError(told)
