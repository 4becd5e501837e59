"""What is said of the books of a batch without making any: their names, and what became of each.

Nothing that makes books is imported here: a batch with nothing changed needs none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import PurePath
from typing import Any

from epubify.batches.jobs import Job, Outcome, Status
from epubify.errors import EpubifyError
from epubify.files.inputs import Input
from epubify.inspection.summary import describe
from epubify.model import Metadata
from epubify.model.records import Record
from epubify.report import Report


class MadeBook(Record):
    """What a worker hands back: what became of the job, and where the finished book waits."""

    outcome: Outcome
    file: str = ""
    """Path or URL of the book; empty where there is none."""
    identifier: str = ""
    fingerprint: str = ""


def base_name_of(job: Job, metadata: Metadata, suffix: str) -> str:
    """Return the name below the output folder that the book of a job asks for."""
    from epubify.files.paths import book_path

    first = job.inputs[0]
    return book_path(job.name, metadata, first.stem, PurePath(first.below).as_posix(), suffix)


def inputs_of(job: Job) -> Sequence[Input]:
    """Return the inputs that are files on this machine."""
    return [item for item in job.inputs if item.path]


def failure(
    job: Job, error: EpubifyError, report: Report | None = None, seconds: float = 0.0
) -> Outcome:
    """Return the outcome of a job that failed."""
    names = [item.name for item in job.inputs]
    data = describe(names, report or Report(), status="failed", error=error, seconds=seconds)
    return Outcome(job, Status.FAILED, data, error=error)


def data_of_unchanged(job: Job, path: str) -> dict[str, Any]:
    """Return the data of a book that was left as it is: no more than its name is known."""
    names = [item.name for item in job.inputs]
    return {**_data_of_any_unchanged(), "inputs": names, "output": path}


@cache
def _data_of_any_unchanged() -> dict[str, Any]:
    return describe([], Report(), status="unchanged")
