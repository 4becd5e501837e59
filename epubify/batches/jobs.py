"""A book to be made, and what became of it: all that passes between a batch and its workers.

Both are small and can be pickled: a worker may be another process or another machine.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from epubify.bind.kinds import Kind
from epubify.errors import EpubifyError
from epubify.files.inputs import Input
from epubify.model.records import Record
from epubify.options import Options


class Job(Record):
    """One book to be made."""

    inputs: tuple[Input, ...]
    """In the order of the book."""
    options: Options
    output: str
    """The folder that the book goes below: a path or a URL."""
    name: str = ""
    """Template of the book's name below ``output`` (see ``batch.names``); without fields it is
    the name itself, and empty it is the name that ``convert`` gives."""
    kind: Kind = Kind.STORY
    number: int = 0
    """Place in the list of jobs; of two books that ask for one name the earlier gets it."""
    size: int = 0
    """Bytes of the inputs, as far as known: the largest are begun first."""
    force: bool = False
    """Replace what is in the way, and build what is current."""
    strict: bool = False
    """A finding fails the book."""
    refused: EpubifyError | None = None
    """What was found wrong with it before its turn came."""


class Status(StrEnum):
    """What became of a job."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class Outcome(Record):
    """What became of a job."""

    job: Job
    status: Status
    data: dict[str, Any]
    """What the options json and report tell of it (see ``summary.describe``)."""
    base_name: str | None = None
    """The name below ``output`` that the book would have, before any number was added to it."""
    path: str | None = None
    """Where the book lies: a path or a URL; None where it failed."""
    error: EpubifyError | None = None
    moves: tuple[tuple[str, str], ...] = ()
    """Old and new places of other books that made room for this one, or of this one."""
