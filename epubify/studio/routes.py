"""What the page may ask for, and who answers it."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from importlib.resources.abc import Traversable
from mimetypes import guess_type
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from epubify import EpubifyError, MissingInput, UsageError
from epubify.studio.answers import answering, part, refusal, refused_by_framework
from epubify.studio.book_routes import BookPage
from epubify.studio.bookmaking import Workbench
from epubify.studio.desk import LIMITS, Desk
from epubify.studio.guard import BOOK_POLICY
from epubify.studio.story_on_desk import StoryOnDesk

_STATIC = re.compile(r"[a-z][a-z0-9-]*\.(?:js|css|svg)")


def studio_app(desk: Desk, workbench: Workbench, end: Callable[[], None]) -> Starlette:
    """Return the answers of a studio; ``end`` ends the program."""
    page, books = StudioPage(desk, end), BookPage(desk, workbench)
    routes = [Route("/", answering(page.index)), Route("/static/{name}", answering(page.static))]
    routes += [
        Route(f"/api/{path}", answering(work), methods=[method])
        for method, path, work in (*page.table(), *books.table())
    ]
    routes += [
        Route("/api/stories", page.upload, methods=["POST"]),
        Route("/api/stories/{id}/cover", books.own_cover, methods=["POST"]),
        Route("/api/events", page.events),
    ]
    return Starlette(routes=routes, exception_handlers={HTTPException: refused_by_framework})


class StudioPage:
    """The work behind each address."""

    def __init__(self, desk: Desk, end: Callable[[], None]) -> None:
        self.desk, self._end = desk, end

    def table(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """Return method, path below ``api/`` and work of what is asked and changed."""
        story = "stories/{id}"
        return (
            ("GET", "stories", lambda _: self.desk.listed()),
            ("GET", story, lambda request: self._story(request).data()),
            ("POST", f"{story}/corrections", self.correct),
            ("POST", f"{story}/undo", lambda request, said: self._step(request, said, "undo")),
            ("POST", f"{story}/redo", lambda request, said: self._step(request, said, "redo")),
            ("POST", f"{story}/facts", self.set_facts),
            ("POST", f"{story}/look", self.set_look),
            ("POST", f"{story}/fit", self.fit),
            ("GET", f"{story}/book", self.book),
            ("GET", f"{story}/book/{{revision}}/{{path:path}}", self.book_file),
            ("GET", f"{story}/place", self.place),
            ("GET", f"{story}/why", self.why),
            ("POST", "close", self.close),
        )

    def _story(self, request: Request) -> StoryOnDesk:
        return self.desk.story(request.path_params["id"])

    # ---------------------------------------------------------------------------- the page

    def index(self, _: Request) -> Response:
        """Return the page."""
        return _file(_templates().joinpath("index.html"))

    def static(self, request: Request) -> Response:
        """Return a script, a style sheet or a picture of the page."""
        name = request.path_params["name"]
        if not _STATIC.fullmatch(name):
            raise MissingInput(name, None, "the page has no such file")
        return _file(_templates().joinpath(name))

    # ---------------------------------------------------------------------------- a story

    def correct(self, request: Request, said: dict[str, Any]) -> dict[str, Any]:
        """Say what lines are."""
        first = part(said, "first", int)
        last = part(said, "last", int, first)
        words = {
            name: part(said, name, str, None) if said.get(name) is not None else None
            for name in ("label", "title", "rule")
        }
        numbers = {
            name: part(said, name, int) if said.get(name) is not None else None
            for name in ("level", "change")
        }
        story = self._story(request)
        with story.changing(said.get("revision")) as opened:
            opened.correct(part(said, "kind", str), first, last, **numbers, **words)
        return self._changed(story)

    def _step(self, request: Request, said: dict[str, Any], name: str) -> dict[str, Any]:
        story = self._story(request)
        with story.changing(said.get("revision")) as opened:
            if name == "undo":
                opened.undo()
            else:
                opened.redo()
        return self._changed(story)

    def set_facts(self, request: Request, said: dict[str, Any]) -> dict[str, Any]:
        """Say what is known better about the book."""
        return self._set(request, said, part(said, "facts", dict))

    def set_look(self, request: Request, said: dict[str, Any]) -> dict[str, Any]:
        """Say what the book is to look like, and which rules are not to run."""
        values = dict(part(said, "look", dict, {}))
        if "disable" in said:
            values["disable"] = said["disable"]
        return self._set(request, said, values)

    def _set(
        self, request: Request, said: dict[str, Any], values: dict[str, Any]
    ) -> dict[str, Any]:
        story = self._story(request)
        with story.changing(said.get("revision")) as opened:
            opened.set_options(values)
        return self._changed(story)

    def fit(self, request: Request, _: dict[str, Any]) -> dict[str, Any]:
        """Let the sidecar of a story that was changed fit it again."""
        story = self._story(request)
        story.fit()
        return self._changed(story)

    def _changed(self, story: StoryOnDesk) -> dict[str, Any]:
        self.desk.tell(story)
        return story.data()

    # ---------------------------------------------------------------------------- its book

    def book(self, request: Request) -> dict[str, Any]:
        """Return the pages and the contents of the book."""
        story = self._story(request)
        with story.lock:
            preview = story.opened().preview
            told = {"documents": preview.documents(), "contents": preview.contents()}
            return {**told, "revision": story.revision}

    def book_file(self, request: Request) -> Response:
        """Return a file of the book, which may be looked at and can do nothing."""
        story = self._story(request)
        with story.lock:
            file = story.opened().page(request.path_params["path"])
        return Response(
            file.data,
            headers={"content-security-policy": BOOK_POLICY},
            media_type=file.media_type,
        )

    def place(self, request: Request) -> dict[str, Any]:
        """Return where a line stands in the book, or which line a page of it begins with."""
        story = self._story(request)
        asked = request.query_params
        with story.lock:
            preview = story.opened().preview
            if "href" in asked:
                return {"line": preview.line_of(asked["href"])}
            return preview.place_of(_number(asked.get("line", ""))) or {"href": None}

    def why(self, request: Request) -> dict[str, Any]:
        """Return why a line was read as it was, in words."""
        line = _number(request.query_params.get("line", ""))
        story = self._story(request)
        with story.lock:
            return {"words": story.opened().why(line)}

    # -------------------------------------------------------------------------- the studio

    async def upload(self, request: Request) -> Response:
        """Take files that were dropped on the page."""
        try:
            dropped = await _dropped(request)
            await run_in_threadpool(self.desk.upload, dropped)
        except EpubifyError as error:
            return refusal(error)
        return JSONResponse(self.desk.listed())

    async def events(self, _: Request) -> Response:
        """Return the news, which never end."""
        return StreamingResponse(self.desk.news.listen(), media_type="text/event-stream")

    def close(self, _: Request, __: dict[str, Any]) -> dict[str, Any]:
        """End the program."""
        self._end()
        return {"closed": True}


async def _dropped(request: Request) -> list[tuple[str, bytes]]:
    """Return the files that were dropped on the page, each with its place."""
    most = LIMITS.entries
    async with request.form(max_files=most, max_fields=most) as form:
        uploads = [one for one in form.getlist("files") if not isinstance(one, str)]
        said = [str(one) for one in form.getlist("path")]
        names = said or [one.filename or "" for one in uploads]
        if len(names) != len(uploads):
            raise UsageError("", None, "each file needs one path")
        return [(name, await one.read()) for name, one in zip(names, uploads, strict=True)]


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise UsageError("", None, f"“{text[:20]}” is not a line number")
    return int(text)


def _templates() -> Traversable:
    return files("epubify.templates").joinpath("studio")


def _file(file: Traversable) -> Response:
    if not file.is_file():
        raise MissingInput(file.name, None, "the page has no such file")
    kind = {"js": "text/javascript"}.get(file.name.rpartition(".")[2], guess_type(file.name)[0])
    return Response(file.read_bytes(), media_type=kind)
