"""Where a book that is being made goes: to its name at once, or to a folder where books wait."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from epubify.batches.jobs import Job
from epubify.errors import OutputError, WordsLost
from epubify.files.remote import is_url, upload
from epubify.publish.destination import Destination
from epubify.publish.edition import Edition


class BookPlace(Protocol):
    """Takes books in."""

    def find_current(self, edition: Edition, base_name: str) -> str | None:
        """Return where the very same book lies already, None where there is none.

        ``base_name`` is the name that it asks for below the output folder. Raises OutputError
        where the book must not go there.
        """

    def older(self, edition: Edition, base_name: str) -> Path | None:
        """Return where an older self of a book may lie; None where that is not on this machine."""

    def take(self, edition: Edition, base_name: str) -> str:
        """Write the book, and return where it lies: a path, a URL, or nothing.

        Raises OutputError where it cannot be written, WordsLost where the proof fails.
        """


class OwnPlace:
    """The place that a book asks for, or the one file that was named for it."""

    def __init__(self, destination: Destination, *, force: bool) -> None:
        self._destination = destination
        self._force = force
        self._target = Path()

    def find_current(self, edition: Edition, base_name: str) -> str | None:
        """Return the path of the book where it is there already."""
        self._target = self._destination.target(base_name)
        edition.refuse_to_destroy(self._target, force=self._force)
        return str(self._target) if edition.is_at(self._target) else None

    def older(self, _: Edition, __: str) -> Path | None:
        """Return the path that was asked for last."""
        return self._target

    def take(self, edition: Edition, _: str) -> str:
        """Write the book in the place of its older self."""
        edition.write(self._target)
        return str(self._target)


class Staging:
    """A name of no meaning: what the book is called is for the process to say that sees all.

    ``prefix`` is how the path or the URL begins.
    """

    def __init__(self, prefix: str, job: Job) -> None:
        self._prefix = prefix
        self._job = job

    def find_current(self, _: Edition, __: str) -> None:
        """Return nothing: which books are current was found out before."""
        return

    def older(self, _: Edition, base_name: str) -> Path | None:
        """Return the path that the book asks for."""
        return None if is_url(self._job.output) else Path(self._job.output, base_name)

    def take(self, edition: Edition, base_name: str) -> str:
        """Write the book; errors name the place that it is to get."""
        file = f"{self._prefix}{self._job.number}-{os.urandom(8).hex()}.epub"
        shown = f"{self._job.output.rstrip('/')}/{base_name}"
        try:
            if is_url(self._prefix):
                import tempfile

                with tempfile.TemporaryDirectory(prefix="epubify-") as folder:
                    local = Path(folder, "book.epub")
                    edition.write(local)
                    upload(local, file)
            else:
                edition.write(Path(file))
        except (WordsLost, OutputError) as error:
            raise type(error)(shown, error.line, error.problem, error.advice) from error
        return file
