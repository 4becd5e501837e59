"""What is to be made of which files: the plan of a batch, and that of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import field
from msgspec.structs import replace

from epubify.batches.jobs import Job
from epubify.bind.kinds import Kind
from epubify.files import remote
from epubify.files.inputs import Input, distinct, find_inputs
from epubify.files.stories_only import stories_only
from epubify.model.records import Record
from epubify.options import Options


class PlanRequest(Record):
    """What is given beside a manifest or a folder; it wins over the manifest."""

    options: Options = field(default_factory=Options)
    output: str | None = None
    name: str | None = None
    """Template of the names of the books."""
    force: bool = False
    strict: bool = False


class Plan(Record):
    """The books to be made, in the order of the manifest or the folder."""

    jobs: tuple[Job, ...]
    output: str
    """The folder or URL that all books go below."""
    warnings: tuple[str, ...] = ()
    """What looks like a mistake and stops nothing, such as a glob that matches no file."""
    watched: tuple[Path, ...] = ()
    """Files and folders in which a change may change the plan or a book."""


def plan_folder(source: str, request: PlanRequest) -> Plan:
    """Return the plan of a folder: each story file in and below it is a book.

    With the option join each folder is one, and its files are the parts. The tree of the folder
    is mirrored, as by ``convert``. Raises MissingInput for a folder without stories.
    """
    inputs = stories_only(distinct(find_inputs(source)), request.options)
    if request.options.join:
        from epubify.batches.joined_folders import parts_by_folder

        jobs = list(joined_jobs(parts_by_folder(inputs), request.options, request, request.name))
    else:
        jobs = [
            job_of((item,), Kind.STORY, request.options, request, request.name or "")
            for item in inputs
        ]
    watched = () if remote.is_url(source) else (Path(source),)
    return numbered(jobs, request.output or ".", (), watched)


def job_of(
    inputs: tuple[Input, ...], kind: Kind, options: Options, request: PlanRequest, name: str
) -> Job:
    """Return the job of one book, that has no number and no output yet."""
    size = sum(size_of(item) for item in inputs)
    return Job(inputs, options, "", name, kind, 0, size, request.force, request.strict)


def joined_jobs(
    stories: Iterable[tuple[Input, ...]], options: Options, request: PlanRequest, name: str | None
) -> Iterator[Job]:
    """Yield a job for each story of a folder; a file that is alone in its folder is a story."""
    each = replace(options, join=True), replace(options, join=False)
    for parts in stories:
        joined = len(parts) > 1
        kind = Kind.JOINED if joined else Kind.STORY
        yield job_of(parts, kind, each[0] if joined else each[1], request, name or "")


def size_of(item: Input) -> int:
    """Return the bytes of a file; 0 where that shows only when it is read."""
    try:
        return item.path.stat().st_size if item.path else 0
    except OSError:
        return 0


def jobs_of_each(inputs: Iterable[Input], wish: PlanRequest) -> tuple[Job, ...]:
    """Return a job for each input, as it is to be made by itself."""
    output, name = wish.output or os.curdir, wish.name or ""
    return tuple(
        Job((item,), wish.options, output, name, number=number, size=size_of(item),
            force=wish.force, strict=wish.strict)
        for number, item in enumerate(inputs)
    )  # fmt: skip


def numbered(
    jobs: Iterable[Job], output: str, warnings: tuple[str, ...], watched: tuple[Path, ...]
) -> Plan:
    """Return the plan of some jobs, in their order."""
    placed = (replace(job, output=output, number=number) for number, job in enumerate(jobs))
    return Plan(tuple(placed), output, warnings, watched)
