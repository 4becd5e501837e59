"""Who may speak to the studio: the page that it gave out itself, and nobody else.

A page of another site must not be able to read or change anything (cross-site requests, DNS
rebinding), and nothing in a story may run as a program. So every request must name this machine,
come from this page and know the token; every answer says what a browser may do with it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""What the page may do: run our own scripts, and load nothing from anywhere else."""
BOOK_POLICY = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self'; font-src 'self'; frame-ancestors 'self'"
)
"""What a page of a book may do: be looked at. No script of any kind runs in it."""
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_OWN_SITE = frozenset({"same-origin", "none"})
"""What ``Sec-Fetch-Site`` may say: our page asks, or a person typed the address."""
_MULTIPART = "multipart/form-data"
_JSON = "application/json"


class TooLargeError(HTTPException):
    """A request goes on beyond what is taken."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"more than {most:,} bytes at once")


class Guard:
    """Lets through what is asked by the page of this studio, and takes the token off the path."""

    def __init__(self, app: ASGIApp, *, token: str, port: int, largest: int) -> None:
        self._app, self._token, self._largest = app, token, largest
        self._hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost"))
        self._origins = frozenset(f"http://{host}" for host in self._hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        guarded = _with_headers(send)
        refused = self._refusal(scope)
        if refused:
            await _refuse(*refused, guarded)
            return
        path = scope["path"].partition(f"/{self._token}")[2]
        inner = {**scope, "path": path, "raw_path": path.encode(), "root_path": ""}
        await self._app(inner, self._counted(receive), guarded)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Return status and reason where a request is not to be answered."""
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._hosts:
            return 421, "this address is not the studio's"
        if headers.get("origin", next(iter(self._origins))).lower() not in self._origins:
            return 403, "another site may not ask this"
        if headers.get("sec-fetch-site", "none") not in _OWN_SITE:
            return 403, "another site may not ask this"
        given, slash, _ = scope["path"].removeprefix("/").partition("/")
        if not (slash and hmac.compare_digest(given.encode(), self._token.encode())):
            return 404, "there is nothing here"
        return self._refused_body(scope["method"], headers)

    def _refused_body(self, method: str, headers: Headers) -> tuple[int, str] | None:
        if method in ("GET", "HEAD"):
            return None
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in (_JSON, _MULTIPART):
            return 415, "changes are sent as application/json"
        if kind == _MULTIPART and "origin" not in headers:
            return 403, "files come from the page alone"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._largest:
            return 413, f"more than {self._largest:,} bytes at once"
        return None

    def _counted(self, receive: Receive) -> Receive:
        """Return what receives a body and stops where it grows too large, whatever its length."""
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._largest:
                raise TooLargeError(self._largest)
            return message

        return counted


def _with_headers(send: Send) -> Send:
    """Return what sends an answer with what a browser must know of it."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in ALWAYS.items():
                headers.setdefault(name, value)
            headers.setdefault("content-security-policy", POLICY)
        await send(message)

    return sending


async def _refuse(status: int, reason: str, send: Send) -> None:
    body = json.dumps(error_data(reason)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def error_data(
    message: str, advice: str = "", file: str = "", line: int | None = None
) -> Mapping[str, object]:
    """Return what the page is told where something is wrong."""
    return {"error": {"message": message, "advice": advice, "file": file, "line": line}}
