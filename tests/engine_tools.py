"""Small stories for batches, and workers that misbehave when a test asks for it."""

from __future__ import annotations

import os
import signal
import time
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from epubify.batches import Job, Outcome, Processes
from epubify.batches.book_task import make_book
from epubify.batches.make import make_job
from epubify.batches.outcomes import MadeBook
from epubify.files.inputs import Input
from epubify.options import Options

OPTIONS = Options(no_cover=True)
TEXT = "{title}\nby {author}\n\nChapter 1\n\nIt was {word} that night, and nobody came.\n\n\
Chapter 2\n\nIn the morning they all went home. {word} as before, said Nina.\n"


def write_story(path: Path, title: str, author: str = "Nina Hall", word: str = "dark") -> Input:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(title=title, author=author, word=word), encoding="utf-8")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    return Input(path.name, path)


def write_library(folder: Path, count: int, titles: int = 0) -> list[Input]:
    """Write stories; with fewer titles than stories, several books want one name."""
    wide = len(str(count))
    return [
        write_story(folder / f"s{n:0{wide}}.txt", f"The Tale {n % (titles or count)}", word=f"w{n}")
        for n in range(count)
    ]


def jobs_of(inputs: Iterable[Input], output: Path | str, **asked: Any) -> list[Job]:
    asked = {"options": OPTIONS, **asked}
    return [
        Job((item,), output=str(output), number=number, size=size_of(item), **asked)
        for number, item in enumerate(inputs)
    ]


def size_of(item: Input) -> int:
    return item.path.stat().st_size if item.path and item.path.exists() else 0


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def assert_whole(folder: Path) -> None:
    """Fail unless every book that has its name is a whole archive."""
    for path in folder.rglob("*.epub"):
        if not path.name.startswith("."):
            with zipfile.ZipFile(path) as archive:
                assert archive.testzip() is None


def by_name(outcomes: Iterable[Outcome]) -> dict[str, Outcome]:
    return {outcome.job.inputs[0].name: outcome for outcome in outcomes}


# ------------------------------------------------------------------------- misbehaviour


def poisoned(job: Job, staging: str) -> MadeBook:
    """Make a book, unless the name of its story asks for something else.

    One that sleeps leaves a mark when it wakes.
    """
    item = job.inputs[0]
    assert item.path
    mark = item.path.with_suffix(".mark")
    if item.name.startswith("kills"):
        os.kill(os.getpid(), signal.SIGKILL)
    elif item.name.startswith("dies-once") and not mark.exists():
        mark.touch()
        os._exit(3)
    elif item.name.startswith("sleeps"):
        time.sleep(60)
        mark.touch()
    elif item.name.startswith("raises"):
        raise RuntimeError("out of cheese")
    return make_job(job, staging)


def assert_nobody_woke(folder: Path) -> None:
    """Fail where a worker that slept was waited for."""
    assert list(folder.rglob("sleeps*.mark")) == []


class Poisoned(Processes):
    """Processes in which stories of certain names do harm."""

    def submit(
        self, function: Callable[..., Any], /, *args: Any, timeout: float | None
    ) -> Future[Any]:
        assert function is make_book
        return super().submit(poisoned, *args, timeout=timeout)
