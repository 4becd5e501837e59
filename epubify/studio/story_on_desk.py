"""One story on the desk: read when it is looked at, changed by one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any

import epubify
from epubify import EpubifyError, FileChanged, OpenStory, SidecarMisfit
from epubify.studio.first_look import FirstLook, look_at


class StaleError(Exception):
    """A page speaks of a story as it was before somebody else changed it."""


class StoryOnDesk:
    """A story of the list: where it lies, what is known of it, and, when it is open, all of it."""

    def __init__(self, path: Path, folder: str, may_read: Callable[[Path], None]) -> None:
        self.path, self.folder = path, folder
        self.id = sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self.state = "waiting"
        self.error: dict[str, Any] | None = None
        self.known: dict[str, Any] = {}
        """What the list shows of it."""
        self.lock = RLock()
        self._may_read = may_read
        self._open: OpenStory | None = None
        self._earlier = 0
        """Revisions that it had when it was open before."""

    @property
    def revision(self) -> int:
        """Grows whenever something of it changes."""
        return self._earlier + (self._open.revision if self._open else 0)

    @property
    def changed(self) -> bool:
        """Steps were taken since it was opened, and can be taken back."""
        return self._open is not None and self._open.undo_steps > 0

    def listed(self) -> dict[str, Any]:
        """Return what the list says of it."""
        return {
            "id": self.id,
            "name": self.path.name,
            "folder": self.folder,
            "title": None,
            "authors": [],
            "series": None,
            "words": None,
            "language": None,
            "findings": 0,
            **self.known,
            "state": self.state,
            "error": self.error,
            "changed": self.changed,
            "revision": self.revision,
        }

    # ----------------------------------------------------------------------------- opening

    def opened(self) -> OpenStory:
        """Return the story, read anew where its files were changed by others.

        Raises InputError for what cannot become a story.
        """
        with self.lock:
            self._may_read(self.path)
            try:
                if self._open is None:
                    self._open = epubify.open_story(self.path)
                elif self._open.has_changed():
                    self._open.reload()
            except EpubifyError as error:
                self.close()
                self.failed(error)
                raise
            self._note(self._open)
            return self._open

    def fit(self) -> None:
        """Let its sidecar fit it again, where its lines were moved by another program.

        Raises SidecarMisfit where a line is found nowhere; nothing is written then, nor where
        the sidecar fits.
        """
        with self.lock:
            try:
                self.opened()
            except SidecarMisfit:
                epubify.fit_sidecar(self.path)
                self.opened()

    def close(self) -> None:
        """Let go of what is in memory; its sidecar has all that was said."""
        with self.lock:
            self._earlier = self.revision + 1
            self._open = None

    def has_changed(self) -> bool:
        """Tell whether its files were changed by others since it was opened."""
        with self.lock:
            return self._open is not None and self._open.has_changed()

    def look(self) -> None:
        """Find out what the list is to show, without keeping the story in memory."""
        with self.lock:
            self.state = "reading"
            try:
                self.may_be_read()
            except EpubifyError as error:
                self.failed(error)
                return
            self.seen(look_at(self.path))

    def may_be_read(self) -> None:
        """Raise InputError where it lies outside the folders that were opened."""
        self._may_read(self.path)

    def seen(self, found: FirstLook) -> None:
        """Take note of what the list is to show; of an open story that is known already."""
        with self.lock:
            if self._open is not None:
                return
            if found.error:
                self.failed(found.error)
                return
            self.known = found.known
            self.state, self.error = "read", None

    def failed(self, error: EpubifyError) -> None:
        """Take note of why it cannot become a book."""
        self.state = "failed"
        self.error = {
            "message": error.problem,
            "advice": error.advice,
            "file": error.name,
            "line": error.line,
            "misfit": isinstance(error, SidecarMisfit),
        }

    def _note(self, story: OpenStory) -> None:
        edition = story.edition
        self.known = {
            "title": edition.title,
            "authors": list(edition.authors),
            "series": edition.metadata.series,
            "words": story.words,
            "language": edition.language,
            "findings": len(edition.findings),
        }
        self.state, self.error = "read", None

    # ---------------------------------------------------------------------------- changing

    @contextmanager
    def changing(self, revision: object) -> Iterator[OpenStory]:
        """Give the story to be changed, if it is as the page knows it, and the page alone.

        Raises StaleError where it is not, FileChanged where another program wrote its files.
        """
        with self.lock:
            if self._open is not None and self._open.has_changed():
                self.opened()
                problem = "the story or its sidecar was changed by another program"
                raise FileChanged(self.path.name, None, problem, "look at it as it is now first")
            story = self.opened()
            if revision != self.revision:
                raise StaleError
            yield story
            self._note(story)

    def data(self) -> dict[str, Any]:
        """Return all that is understood of it."""
        with self.lock:
            story = self.opened()
            return {
                **story.data(),
                "id": self.id,
                "name": self.path.name,
                "revision": self.revision,
            }
