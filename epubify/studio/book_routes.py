"""What the page asks of covers, and of the books that are made: chosen, bound, made, downloaded."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

import epubify
from epubify import EpubifyError, MissingInput, UsageError
from epubify.studio.answers import part, refusal
from epubify.studio.binding import bound, shown
from epubify.studio.bookmaking import MakingJob, Workbench
from epubify.studio.desk import Desk
from epubify.studio.story_on_desk import StaleError, StoryOnDesk

_FITS = {"contain": "pad", "cover": "crop"}
"""What the page calls the ways to fit a picture, as style sheets do."""
MOST_WIDTH = 4
"""Digits of the width of a cover."""


class BookPage:
    """The work behind the addresses of covers and books."""

    def __init__(self, desk: Desk, workbench: Workbench) -> None:
        self.desk, self.workbench = desk, workbench

    def table(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """Return method, path below ``api/`` and work of what is asked and changed."""
        return (
            ("GET", "choices", self.choices),
            ("GET", "covers", self.covers),
            ("GET", "stories/{id}/cover.jpg", self.cover),
            ("POST", "bind", self.bind),
            ("POST", "make", self.make),
            ("GET", "jobs/{job}", lambda request: self._job(request).told()),
            ("POST", "jobs/{job}/stop", self.stop),
            ("GET", "jobs/{job}/files/{name:path}", self.made_file),
            ("GET", "jobs/{job}/all.zip", self.all_files),
        )

    # ------------------------------------------------------------------------------ covers

    def choices(self, _: Request) -> dict[str, Any]:
        """Return what may be chosen from, and the folder that books go to, where there is one."""
        try:
            folder: str | None = str(self.desk.books)
        except UsageError:
            folder = None
        return {**epubify.choices(), "output": folder}

    def covers(self, _: Request) -> dict[str, Any]:
        """Return the styles and palettes that covers are drawn in."""
        known = epubify.choices()
        return {"styles": known["cover_style"], "palettes": known["cover_palette"]}

    def cover(self, request: Request) -> Response:
        """Return the cover of a story, or one in another style or palette."""
        asked = request.query_params
        width = asked.get("width", "320")
        if not width.isdecimal() or len(width) > MOST_WIDTH:
            raise UsageError("", None, f"“{width[:20]}” is not a width")
        story = self.desk.story(request.path_params["id"])
        with story.lock:
            picture = story.opened().cover(
                int(width),
                style=asked.get("style", ""),
                palette=asked.get("palette", ""),
                grey=asked.get("grey") == "1",
            )
        return Response(picture, media_type="image/jpeg")

    async def own_cover(self, request: Request) -> Response:
        """Take a picture that is to be the cover."""
        try:
            async with request.form(max_files=1, max_fields=10) as form:
                picture = form.get("picture")
                if picture is None or isinstance(picture, str):
                    raise UsageError("", None, "no picture was sent")
                said = {
                    name: str(form[name]) for name in ("fit", "crop", "revision") if name in form
                }
                name, data = picture.filename or "picture", await picture.read()
            story = self.desk.story(request.path_params["id"])
            told = await run_in_threadpool(self._with_picture, story, name, data, said)
        except (EpubifyError, StaleError) as error:
            return refusal(error)
        return JSONResponse(told)

    def _with_picture(
        self, story: StoryOnDesk, name: str, data: bytes, said: Mapping[str, str]
    ) -> dict[str, Any]:
        fit = said.get("fit") or "keep"
        revision = said.get("revision", "")
        known = int(revision) if revision.isdecimal() else None
        with story.changing(known) as opened:
            fitting = _FITS.get(fit, fit)
            opened.set_picture(name, data, fit=fitting, crop=_crop(said.get("crop", "")))
        self.desk.tell(story)
        return story.data()

    # ------------------------------------------------------------------------------- books

    def bind(self, _: Request, said: dict[str, Any]) -> dict[str, Any]:
        """Return the contents of an anthology before it is made."""
        stories = self._stories(said)
        asked = {key: value for key, value in said.items() if key not in ("stories", "make")}
        return shown(bound(self.desk, stories, {**asked, "no_cover": True}), stories)

    def make(self, _: Request, said: dict[str, Any]) -> dict[str, Any]:
        """Begin to make books."""
        stories = list(self.desk) if said.get("stories") is None else self._stories(said)
        anthology = said.get("anthology")
        if anthology is not None:
            part(said, "anthology", dict)
            inner = {"stories", "make"}
            anthology = {key: value for key, value in anthology.items() if key not in inner}
        devices = said.get("device") or ["generic"]
        devices = [devices] if isinstance(devices, str) else devices
        wish = {**said, "anthology": anthology, "device": devices}
        return {"job": self.workbench.start(stories, wish).id}

    def stop(self, request: Request, _: dict[str, Any]) -> dict[str, Any]:
        """Stop a job after the book that is being made."""
        job = self._job(request)
        job.stopped.set()
        return job.told()

    def made_file(self, request: Request) -> Response:
        """Return a book that was made, to be kept."""
        name = request.path_params["name"]
        file = self._job(request).files.get(name)
        if file is None or not file.is_file():
            raise MissingInput(name, None, "the job has made no such book")
        kept = f"attachment; filename*=UTF-8''{quote(file.name)}"
        headers = {"content-disposition": kept}
        return FileResponse(file, headers=headers, media_type="application/epub+zip")

    def all_files(self, request: Request) -> Response:
        """Return all books of a job in one archive."""
        job = self._job(request)
        file = self.desk.session / f"{job.id}.zip"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, book in list(job.files.items()):
                archive.write(book, name)
        headers = {"content-disposition": 'attachment; filename="books.zip"'}
        return FileResponse(file, headers=headers, media_type="application/zip")

    def _stories(self, said: Mapping[str, Any]) -> list[StoryOnDesk]:
        ids = part(said, "stories", list)
        return [self.desk.story(one) for one in ids if isinstance(one, str)]

    def _job(self, request: Request) -> MakingJob:
        return self.workbench.job(request.path_params["job"])


def _crop(text: str) -> tuple[float, float, float, float] | None:
    """Return what stays of a picture: left, top, width and height, as shares of its size.

    >>> _crop("0.1,0.1,0.5,0.5"), _crop("")
    ((0.1, 0.1, 0.5, 0.5), None)
    """
    if not text:
        return None
    try:
        left, top, width, height = (float(number) for number in text.split(","))
    except ValueError as error:
        raise UsageError("", None, f"“{text[:40]}” is no cut: four numbers from 0 to 1") from error
    return left, top, width, height
