"""Making books: jobs that run one after the other while the page goes on, and what came of each."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote

import epubify
from epubify import EpubifyError, MissingInput, UsageError
from epubify.studio.binding import anthology_options, bound
from epubify.studio.desk import Desk
from epubify.studio.story_on_desk import StoryOnDesk

FEW = 4
"""Books below which starting another process takes longer than it saves."""
MOST_KEPT = 50
"""Jobs that are remembered. With more, the books of a long day fill the disk; with fewer, one that
was made an hour ago cannot be downloaded any more."""


class MakingJob:
    """Books that are asked for at once, and how far they are."""

    def __init__(self, stories: Sequence[StoryOnDesk], wish: Mapping[str, Any]) -> None:
        self.id = secrets.token_hex(8)
        self.stories, self.wish = tuple(stories), wish
        self.devices = list(wish.get("device") or ["generic"])
        self.state = "waiting"
        self.bound = wish.get("anthology") is not None
        self.of = len(self.devices) * (1 if self.bound else len(self.stories))
        self.outcomes: list[dict[str, Any]] = []
        self.files: dict[str, Path] = {}
        """Name of each book, with the folder of its device where there are several."""
        self.page: str | None = None
        """The catalogue, where one was asked for."""
        self.error: str | None = None
        self.stopped = Event()

    def told(self) -> dict[str, Any]:
        """Return how far it is, as another thread goes on with it."""
        return {
            "id": self.id,
            "state": self.state,
            "done": len(self.outcomes),
            "of": self.of,
            "outcomes": list(self.outcomes),
            "files": [
                {
                    "name": name,
                    "href": f"api/jobs/{self.id}/files/{quote(name)}",
                    "size": _size(file),
                }
                for name, file in list(self.files.items())
            ],
            "archive": f"api/jobs/{self.id}/all.zip" if len(self.files) > 1 else None,
            "catalog": self.page,
            "error": self.error,
        }


class Workbench:
    """Makes the books of one job after the other, in a thread of its own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._worker = ThreadPoolExecutor(1, "studio-maker")
        self._jobs: dict[str, MakingJob] = {}

    def close(self) -> None:
        """Stop after the book that is being made."""
        for job in list(self._jobs.values()):
            job.stopped.set()
        self._worker.shutdown(cancel_futures=True)

    def job(self, name: str) -> MakingJob:
        """Return a job; raises MissingInput where there is none."""
        if name not in self._jobs:
            raise MissingInput("", None, "there is no such job")
        return self._jobs[name]

    def start(self, stories: Sequence[StoryOnDesk], wish: Mapping[str, Any]) -> MakingJob:
        """Begin to make books of stories; raises UsageError for what cannot be asked for."""
        job = MakingJob(stories, wish)
        known = epubify.choices()["device"]
        if not stories:
            raise UsageError("", None, "no story was chosen")
        for device in job.devices:
            if device not in known:
                raise UsageError("", None, f"there is no device “{device}”", ", ".join(known))
        if job.bound:
            anthology_options(job.wish["anthology"])
        folder = self._folder(job)
        for story in stories:
            self._desk.refuse_outside(story.path)
        self._jobs[job.id] = job
        for old in list(self._jobs)[:-MOST_KEPT]:
            del self._jobs[old]
        self._worker.submit(self._run, job, folder)
        return job

    def _folder(self, job: MakingJob) -> Path:
        if job.wish.get("to") == "folder":
            return self._desk.books
        return self._desk.session / "made" / job.id

    def _run(self, job: MakingJob, folder: Path) -> None:
        job.state = "running"
        try:
            for device in job.devices:
                below = device if len(job.devices) > 1 else ""
                for outcome in self._made(job, device, folder / below):
                    self._note(job, outcome, device, folder)
            if job.wish.get("catalog") and job.wish.get("to") == "folder":
                job.page = str(epubify.catalog(folder))
        except EpubifyError as error:
            job.error = str(error)
        except Exception as error:
            job.error = f"this is a bug in epubify: {type(error).__name__}: {error}"
        failed = job.error or any(one["status"] == "failed" for one in job.outcomes)
        ended = "failed" if failed else "done"
        job.state = "stopped" if job.stopped.is_set() else ended
        self._tell(job)

    def _note(self, job: MakingJob, outcome: dict[str, Any], device: str, folder: Path) -> None:
        if file := outcome.pop("file", None):
            name = Path(file).relative_to(folder).as_posix()
            job.files[name] = Path(file)
            outcome["file"] = name
        job.outcomes.append({**outcome, "device": device})
        self._tell(job)

    def _tell(self, job: MakingJob) -> None:
        told = {key: job.told()[key] for key in ("id", "state", "done", "of", "error")}
        self._desk.news.tell("job", told)

    # ------------------------------------------------------------------------- the books

    def _made(self, job: MakingJob, device: str, folder: Path) -> Iterator[dict[str, Any]]:
        """Yield what became of each book."""
        if job.bound:
            yield self._anthology(job, device, folder)
            return
        paths = [story.path for story in job.stories]
        ids = {str(story.path): story.id for story in job.stories}
        with ThreadPoolExecutor(1) as here:
            crew = here if len(paths) < FEW else None
            made = epubify.batch(paths, folder, device=device, jobs=1, executor=crew)
            with closing(made) as outcomes:
                for one in outcomes:
                    [item] = one.job.inputs
                    yield {
                        "story": ids.get(str(item.path)),
                        "name": item.path.name if item.path else item.name,
                        "status": str(one.status),
                        "title": one.data["title"],
                        "findings": one.data["findings"],
                        "error": one.data["error"],
                        "file": one.path,
                    }
                    if job.stopped.is_set():
                        return

    def _anthology(self, job: MakingJob, device: str, folder: Path) -> dict[str, Any]:
        edition = bound(self._desk, job.stories, job.wish["anthology"], device=device)
        told = {"story": None, "name": edition.name, "title": edition.title}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            edition.save(folder)
        except EpubifyError as error:
            return {**told, "status": "failed", "findings": [], "error": str(error)}
        found = [{"code": one.code, "message": one.message} for one in edition.findings]
        file = folder / edition.name
        return {**told, "status": "written", "findings": found, "error": None, "file": file}


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except OSError:
        return None
