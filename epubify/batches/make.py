"""Making one book: all that a worker does, and all that two ways of calling it share.

A book is built and proved under a name of no meaning; what it is called in the end is for the
process that sees all books to say (`batches.outputs`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec.structs import replace

from epubify.batches.jobs import Job, Outcome, Status
from epubify.batches.outcomes import MadeBook, failure
from epubify.batches.places import BookPlace, Staging
from epubify.errors import EpubifyError, InputError, unforeseen
from epubify.files.inputs import Input
from epubify.files.remote import is_url
from epubify.inspection.summary import describe
from epubify.model.limits import limits_of
from epubify.pipeline import draft, unheard
from epubify.publish.covering import with_cover
from epubify.publish.edition import refuse_findings
from epubify.report import Report


def make_job(job: Job, staging: str) -> MadeBook:
    """Make the book of a job and leave it, finished and proved, at a name of ``staging``.

    ``staging`` is how the path or the URL begins. Nothing that is wrong with one story is
    raised: it is the outcome, a bug of epubify too, so that one story never stops the rest.
    """
    from epubify.batches.worker_process import bounded_memory

    report, start = Report(), time.perf_counter()
    try:
        if job.refused:
            raise job.refused
        with bounded_memory(limits_of(job.options.limits).memory):
            return make(job, Staging(staging, job), report)
    except EpubifyError as error:
        return MadeBook(failure(job, error, report, time.perf_counter() - start))
    except Exception as error:
        name = _name(job)
        told = short_of_memory(name) if _is_short(error) else unforeseen(name, error)
        return MadeBook(failure(job, told, report, time.perf_counter() - start))


def _is_short(error: BaseException | None) -> bool:
    """Tell whether there was not enough memory, though closing what was open failed in turn."""
    return error is not None and (
        isinstance(error, MemoryError) or _is_short(error.__cause__ or error.__context__)
    )


def short_of_memory(name: str) -> EpubifyError:
    """Return the error of a book that there is not enough memory for."""
    problem, advice = (
        "not enough memory to make this book",
        "make fewer at a time with the option jobs, or set the option limit to more memory",
    )
    return EpubifyError(name, None, problem, advice)


def make(
    job: Job,
    place: BookPlace,
    report: Report,
    inputs: Iterable[Input] | None = None,
    left_out: Callable[[InputError], None] = unheard,
) -> MadeBook:
    """Make the book of a job and put it into its place: all that makes books comes through here.

    ``inputs`` are those of the job unless they are to be counted as they are read;
    ``left_out`` is called with each that is missing from an anthology. What is wrong with the
    inputs, the options or the place is raised.
    """
    start = time.perf_counter()
    edition = draft(inputs or job.inputs, job.options, report, job.kind, left_out)
    base_name = edition.named(job.name)
    file = place.find_current(edition, base_name)
    status = Status.WRITTEN if file is None else Status.UNCHANGED
    if file is None:
        edition = with_cover(edition)
    if job.strict:
        refuse_findings(report)
        edition = replace(edition, plainer=None)  # what is read plainer is a finding
    if file is None:
        if older := place.older(edition, base_name):
            edition.remember(older)
        file = place.take(edition, base_name)
    names = [source.name for source in edition.sources]
    seconds = time.perf_counter() - start
    data = describe(names, report, status=status, book=edition.book, words_lost=0, seconds=seconds)
    if edition.older and not is_url(file):
        news = edition.news(Path(file))
        data |= {"stories_added": list(news.stories), "chapters_added": list(news.chapters)}
    outcome = Outcome(job, status, data, base_name=base_name)
    return MadeBook(outcome, file, edition.identifier, edition.fingerprint)


def _name(job: Job) -> str:
    return job.inputs[0].name if job.inputs else ""
