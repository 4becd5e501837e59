"""The jobs whose stories a query asks for; to know that they must be read."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from epubify.batches.jobs import Job
from epubify.bind.kinds import Kind
from epubify.files.inputs import Input


def chosen_jobs(jobs: Sequence[Job]) -> tuple[Job, ...]:
    """Return the jobs without the stories, and the parts of a story, that are not asked for.

    A book does not depend on the query that chose its story, so that none is left in its
    options. An anthology asks its stories when it is made. What cannot be read stays: that it
    failed, and why, is told when its turn comes.
    """
    kept: list[Job] = []
    for job in _with_inputs_chosen(jobs):
        if job.inputs:
            kept.append(replace(job, number=len(kept)))
    return tuple(kept)


def _with_inputs_chosen(jobs: Sequence[Job]) -> list[Job]:
    out = list(jobs)
    for options in dict.fromkeys(job.options for job in jobs if _asks(job)):
        from epubify.batches.record_reading import read_records
        from epubify.collection.query import read_query

        query = read_query(options.where or "")
        concerned = [n for n, job in enumerate(jobs) if _asks(job) and job.options == options]
        inputs = [item for n in concerned for item in jobs[n].inputs]
        taken = read_records(inputs, replace(options, where=None))
        fit: set[Input] = set()
        for item, found in zip(inputs, taken, strict=True):
            if not isinstance(found, tuple) or query.holds(found[0]):
                fit.add(item)
        unasked = replace(options, where=None, choices=options.choices - {"where"})
        for n in concerned:
            left = tuple(item for item in jobs[n].inputs if item in fit)
            out[n] = replace(jobs[n], inputs=left, options=unasked)
    return out


def _asks(job: Job) -> bool:
    return bool(job.options.where) and job.kind is not Kind.ANTHOLOGY
