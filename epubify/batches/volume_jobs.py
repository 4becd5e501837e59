"""The jobs of a plan, those of an anthology that is to have volumes told off to one each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from epubify.batches.jobs import Job
from epubify.batches.survey import folder_of
from epubify.bind.kinds import Kind
from epubify.errors import EpubifyError
from epubify.files.inputs import Input
from epubify.options import Options


def with_volumes(jobs: Iterable[Job]) -> tuple[Job, ...]:
    """Return the jobs with one for each volume; one that cannot be told off fails in its turn."""
    told = (one for job in jobs for one in _volumes(job))
    return tuple(replace(job, number=number) for number, job in enumerate(told))


def wants_volumes(options: Options) -> bool:
    """Tell whether an anthology is to be told off to volumes."""
    return options.max_size is not None or options.max_stories is not None


def _volumes(job: Job) -> Iterator[Job]:
    if job.kind is not Kind.ANTHOLOGY or not wants_volumes(job.options):
        yield job
        return
    from epubify.batches.earlier_volumes import earlier_among
    from epubify.batches.volume_plan import plan_volumes

    folder = folder_of(job.output)
    books = ((folder.shown(name), stamp) for name, stamp in folder.books())
    try:
        planned = plan_volumes(job.inputs, job.options, earlier_among(books, job.options))
    except EpubifyError as error:
        yield replace(job, refused=error)
        return
    for volume in planned:
        inputs = tuple(one for one in volume.inputs if isinstance(one, Input))
        share = job.size * len(inputs) // max(1, len(job.inputs))
        yield replace(job, inputs=inputs, options=volume.options, size=share)
