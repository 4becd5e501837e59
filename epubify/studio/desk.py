"""The desk: the stories of this session, and the folders that may be read and written."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath
from threading import Event, Lock, Thread
from typing import Any

import epubify
from epubify import EpubifyError, Limits, MissingInput, Source, UnreadableInput, UsageError
from epubify.studio.first_look import MANY, look_beside
from epubify.studio.news import Newsroom
from epubify.studio.story_on_desk import StoryOnDesk

BOOKS = "books"
"""The folder for books beside the stories, where no other is asked for."""
LIMITS = Limits()
"""What may be dropped on the page in one session: no more than a container may hold."""
LAST_STORY = 10.0
"""Seconds that the reading of the last story may take when the studio ends. With fewer, its folder
is gone while it reads; with more, a slow one holds the end up."""
MOST_OPEN = 12
"""Stories that are in memory in whole. With more, a morning's work fills the memory; with fewer, to
go back to one means to read it again, and its steps cannot be taken back."""


class Desk:
    """The stories that were opened or dropped on the page, by their ids.

    With ``reading`` each is looked at, so that the list can tell what it is.
    """

    def __init__(self, news: Newsroom, output: Path | None = None, *, reading: bool = True) -> None:
        self.news = news
        self.session = Path(tempfile.mkdtemp(prefix="epubify-studio-"))
        self.output = output
        self._roots = [self.session.resolve()]
        self._stories: dict[str, StoryOnDesk] = {}
        self._used: list[StoryOnDesk] = []
        self._changed: set[str] = set()
        """Open stories whose files were changed by others, and the pages know."""
        self._dropped = self._dropped_bytes = 0
        self._lock = Lock()
        self._wanted, self._over = Event(), Event()
        self._reader = Thread(target=self._read_waiting, name="studio-reader", daemon=True)
        if reading:
            self._reader.start()

    def close(self) -> None:
        """End the reading, and remove what was kept for this session alone."""
        self._over.set()
        self._wanted.set()
        if self._reader.is_alive():
            self._reader.join(timeout=LAST_STORY)
        shutil.rmtree(self.session, ignore_errors=True)

    # ------------------------------------------------------------------------- the list

    def __iter__(self) -> Iterator[StoryOnDesk]:
        return iter(list(self._stories.values()))

    def listed(self) -> dict[str, Any]:
        """Return the list of all stories."""
        return {"stories": [one.listed() for one in self]}

    def story(self, name: str) -> StoryOnDesk:
        """Return the story with an id; raises MissingInput where there is none."""
        if name not in self._stories:
            raise MissingInput("", None, "there is no such story on the desk", "reload the page")
        found = self._stories[name]
        self._use(found)
        return found

    def open(self, paths: Iterable[Path]) -> None:
        """Put the stories of files and folders on the desk.

        Stories in an archive are copied into the folder of the session, because a sidecar finds no
        place beside them. Raises InputError for what is not there, before anything is put there.
        """
        found = []
        for path in paths:
            if not path.exists():
                raise MissingInput(str(path), None, "no such file or folder")
            found.append((path, epubify.find_stories(path)))
        for path, stories in found:
            root = path.resolve() if path.is_dir() else path.resolve().parent
            if root not in self._roots:
                self._roots.append(root)
            for story in stories:
                self._place(story, path, root)

    def _place(self, story: Path | Source, path: Path, root: Path) -> None:
        """Put one of the stories on the desk that a path stands for."""
        if isinstance(story, Source):
            self._put(self._unpacked(story), path.name)
        elif not self._is_made(story, root):
            below = story.parent.relative_to(path) if path.is_dir() else Path()
            self._put(story, below.as_posix() if below.parts else "")

    def _unpacked(self, story: Source) -> Path:
        """Return the place of a copy of a story that lies in an archive."""
        folder = sha256(story.name.encode(errors="surrogateescape")).hexdigest()[:16]
        copy = self.session / "unpacked" / folder / _inside(PurePosixPath(story.name).name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(story.data)
        if story.modified is not None:
            os.utime(copy, (story.modified, story.modified))
        return copy

    def _is_made(self, file: Path, root: Path) -> bool:
        """Tell whether a file is a book that the studio put there, and not a story."""
        made = root / BOOKS if self.output is None else self.output
        return file.suffix.lower() == ".epub" and file.resolve().is_relative_to(made.resolve())

    def _put(self, file: Path, folder: str) -> None:
        story = StoryOnDesk(file, folder, self.refuse_outside)
        with self._lock:
            self._stories.setdefault(story.id, story)
        self._wanted.set()

    def _use(self, story: StoryOnDesk) -> None:
        """Take note that a story is looked at, and close the one that was not for longest."""
        with self._lock:
            self._used = [*(one for one in self._used if one is not story), story]
            for one in self._used[:-MOST_OPEN]:
                one.close()
            self._used = self._used[-MOST_OPEN:]

    # -------------------------------------------------------------------------- folders

    @property
    def books(self) -> Path:
        """The folder for books: the one that was asked for, or ``books`` beside the stories."""
        if self.output is not None:
            return self.output
        opened = self._roots[1:]
        if not opened:
            advice = "download the books, or start the studio with the option output"
            raise UsageError("", None, "no folder for books was opened", advice)
        return opened[0] / BOOKS

    def refuse_outside(self, path: Path) -> None:
        """Raise UnreadableInput for a file outside the folders that were opened."""
        beside = path.with_suffix(".toml")
        for file in (path, beside):
            real = file.resolve()
            if not any(real.is_relative_to(root) for root in self._roots):
                problem = "leads outside the folders that were opened"
                raise UnreadableInput(path.name, None, problem, "open the folder that it lies in")

    def upload(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Keep files that were dropped on the page, by their places; put the stories on the desk.

        Raises UsageError for a place outside the folder of the session.
        """
        folder = self.session / "dropped"
        taken = [(_inside(name), data) for name, data in files]
        self._refuse_too_much(taken)
        for place, data in taken:
            target = folder / place
            self.refuse_outside(target)
            if target.exists() and target.read_bytes() != data:
                problem = "another file of this name was dropped before"
                raise UsageError(place.as_posix(), None, problem, "rename one of the two")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for place, data in taken:
            self._dropped += 1
            self._dropped_bytes += len(data)
            if place.suffix.lower() != ".toml":
                below = place.parent.as_posix().removeprefix(".")
                for story in epubify.find_stories(folder / place):
                    if isinstance(story, Source):
                        self._put(self._unpacked(story), place.name)
                    else:
                        self._put(story, below)

    def _refuse_too_much(self, taken: Sequence[tuple[Path, bytes]]) -> None:
        """Raise UsageError for more than a session takes: what a container may hold in all."""
        largest = max(taken, key=lambda one: len(one[1]), default=None)
        if largest and len(largest[1]) > LIMITS.entry:
            problem = f"has more than {LIMITS.entry:,} bytes"
            raise UsageError(largest[0].as_posix(), None, problem, "open the folder that it is in")
        files = self._dropped + len(taken)
        size = self._dropped_bytes + sum(len(data) for _, data in taken)
        if files > LIMITS.entries or size > LIMITS.bytes:
            most = f"{LIMITS.entries:,} files and {LIMITS.bytes:,} bytes"
            advice = "start the studio with the folder: what lies there is not limited"
            raise UsageError("", None, f"more was dropped than {most}", advice)

    # -------------------------------------------------------------------------- reading

    def _read_waiting(self) -> None:
        """Look at each story once, so that the list can tell what it is."""
        while not self._over.is_set():
            self._wanted.wait()
            self._wanted.clear()
            waiting = [story for story in self if story.state == "waiting"]
            if len(waiting) < MANY:
                self._read_here(waiting)
            else:
                self._read_beside(waiting)

    def _read_here(self, stories: Sequence[StoryOnDesk]) -> None:
        for story in stories:
            if self._over.is_set():
                return
            if story.state == "waiting":
                story.look()
                self.tell(story)

    def _read_beside(self, stories: Sequence[StoryOnDesk]) -> None:
        """Let another process read the stories, so that the page stays quick."""
        by_path: dict[Path, StoryOnDesk] = {}
        for story in stories:
            try:
                story.may_be_read()
                by_path[story.path] = story
            except EpubifyError as error:
                story.failed(error)
        unread = (path for path, story in by_path.items() if story.state == "waiting")
        for path, found in look_beside(unread, self._over):
            by_path[path].seen(found)
            self.tell(by_path[path])

    def wait_until_read(self, timeout: float) -> bool:
        """Wait until every story was looked at; tell whether that is so."""
        until = time.monotonic() + timeout
        while any(story.state in ("waiting", "reading") for story in self):
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        return True

    def tell(self, story: StoryOnDesk) -> None:
        """Tell the pages how a story stands."""
        self.news.tell("story", {"id": story.id, "state": story.state, "revision": story.revision})

    def tell_changed(self) -> None:
        """Tell the pages of open stories whose files others have changed."""
        for story in list(self._used):
            try:
                changed = story.has_changed()
            except EpubifyError:
                changed = True
            if not changed:
                self._changed.discard(story.id)
            elif story.id not in self._changed:
                self._changed.add(story.id)
                self.news.tell("files-changed", {"id": story.id})


def _inside(name: str) -> Path:
    """Return the place of a dropped file below the folder for them.

    >>> _inside("old/dusk.txt").as_posix()
    'old/dusk.txt'
    >>> _inside("../dusk.txt")
    Traceback (most recent call last):
    epubify.errors.UsageError: ../dusk.txt: not a place for a file
    """
    parts = PurePosixPath(name.replace("\\", "/")).parts
    wrong = not parts or any(
        part in ("..", "/") or part[0] == "." or "\0" in part for part in parts
    )
    if wrong or ":" in parts[0]:
        raise UsageError(name, None, "not a place for a file")
    return Path(*parts)
