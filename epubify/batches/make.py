"""Making one book: all that a worker does, and all that two ways of calling it share.

A book is built and proved under a name of no meaning; what it is called in the end is for the
process that sees all books to say (`batch.outputs`).
"""

from __future__ import annotations

import secrets
import tempfile
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from epubify.batches.jobs import Job, Kind, Outcome, Status
from epubify.batches.paths import book_path
from epubify.epub.identity import book_identifier
from epubify.epub.provenance import Provenance
from epubify.errors import EpubifyError, InputError, OutputError, WordsLost
from epubify.files.inputs import Input
from epubify.files.output import book_suffix
from epubify.files.remote import is_url, upload
from epubify.inspection.summary import describe
from epubify.model import Book, Metadata
from epubify.options import Options
from epubify.pipeline import Gathered, gather, refuse_findings, with_cover, write_book
from epubify.report import Report
from epubify.text.naming import title_of


@dataclass(frozen=True, slots=True)
class Made:
    """What a worker hands back: what became of the job, and where the finished book waits."""

    outcome: Outcome
    file: str = ""
    """Path or URL of the book; empty where there is none."""
    identifier: str = ""
    fingerprint: str = ""


def options_of(job: Job) -> Options:
    """Return the options by which the inputs of a job are read."""
    joined = job.kind is Kind.JOINED
    return job.options if job.options.join == joined else replace(job.options, join=joined)


def wanted_name(job: Job, metadata: Metadata, suffix: str) -> str:
    """Return the name below the output folder that the book of a job asks for."""
    first = job.inputs[0]
    return book_path(job.name, metadata, first.stem, PurePath(first.below).as_posix(), suffix)


def build(job: Job, staging: str) -> Made:
    """Make the book of a job and leave it, finished and proved, at a name of ``staging``.

    ``staging`` is how the path or the URL begins. Nothing that is wrong with one story is
    raised: it is the outcome, a bug of epubify too, so that one story never stops the rest.
    """
    report, start = Report(), time.perf_counter()
    try:
        return _build(job, staging, report, start)
    except EpubifyError as error:
        return Made(failure(job, error, report, time.perf_counter() - start))
    except MemoryError:
        problem, advice = "not enough memory to make this book", "try it with fewer --jobs"
        short = EpubifyError(_name(job), None, problem, advice)
        return Made(failure(job, short, report, time.perf_counter() - start))
    except Exception as error:
        return Made(failure(job, _bug(job, error), report, time.perf_counter() - start))


def failure(
    job: Job, error: EpubifyError, report: Report | None = None, seconds: float = 0.0
) -> Outcome:
    """Return the outcome of a job that failed."""
    names = [item.name for item in job.inputs]
    data = describe(names, report or Report(), status="failed", error=error, seconds=seconds)
    return Outcome(job, Status.FAILED, data, error=error)


def _build(job: Job, staging: str, report: Report, start: float) -> Made:
    gathered = gather(job.inputs, options_of(job), report, anthology=job.kind is Kind.ANTHOLOGY)
    if not gathered.stories:
        raise gathered.failed[0] if gathered.failed else InputError("", None, "no story")
    book = bound(job, gathered, report)
    metadata = replace(book.metadata, title=title_of(book.metadata, book.stories))
    wanted = wanted_name(job, metadata, book_suffix(gathered.options))
    provenance = Provenance.of(gathered.read)
    file = _written(book, job, wanted, staging, gathered, provenance, report)
    names = [source.name for source in gathered.sources]
    seconds = time.perf_counter() - start
    data = describe(names, report, status="written", book=book, words_lost=0, seconds=seconds)
    outcome = Outcome(job, Status.WRITTEN, data, wanted=wanted)
    return Made(outcome, file, book_identifier(book), provenance.fingerprint(gathered.options))


def bound(job: Job, gathered: Gathered, report: Report) -> Book:
    """Return the finished book of what was gathered; raises InputError for findings if strict."""
    from epubify.bind.anthology import bind

    anthology = job.kind is Kind.ANTHOLOGY
    book = bind(gathered.stories, gathered.options, report, anthology=anthology)
    book = with_cover(book, gathered.options, report)
    if job.strict:
        refuse_findings(report)
    return book


# -------------------------------------------------------------------------------- writing


def _written(
    book: Book,
    job: Job,
    wanted: str,
    staging: str,
    gathered: Gathered,
    provenance: Provenance,
    report: Report,
) -> str:
    """Write the book; return where it waits. Errors name the place that it is to get."""
    file = f"{staging}{job.number}-{secrets.token_hex(8)}.epub"
    shown = f"{job.output.rstrip('/')}/{wanted}"
    try:
        if not is_url(staging):
            _write(book, Path(file), gathered, provenance, report)
        else:
            with tempfile.TemporaryDirectory(prefix="epubify-") as folder:
                local = Path(folder, "book.epub")
                _write(book, local, gathered, provenance, report)
                upload(local, file)
    except (WordsLost, OutputError) as error:
        raise type(error)(shown, error.line, error.problem, error.advice) from error
    return file


def _write(
    book: Book, file: Path, gathered: Gathered, provenance: Provenance, report: Report
) -> None:
    write_book(book, file, gathered.options, report, gathered.sources, provenance)


# ------------------------------------------------------------------------------- failures


def _name(job: Job) -> str:
    return job.inputs[0].name if job.inputs else ""


def _bug(job: Job, error: Exception) -> EpubifyError:
    """Return the error for what nobody foresaw, with the place where it happened."""
    problem = f"this is a bug in epubify: {type(error).__name__}: {error}".split("\n", 1)[0]
    places = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" ({PurePath(place.filename).name}:{place.lineno})" for place in places)
    return EpubifyError(_name(job), None, problem + where, "please report it")


def inputs_of(job: Job) -> Sequence[Input]:
    """Return the inputs that are files on this machine."""
    return [item for item in job.inputs if item.path]


def data_of_unchanged(job: Job, path: str) -> dict[str, Any]:
    """Return what is told of a book that was left as it is: no more than its name is known."""
    names = [item.name for item in job.inputs]
    return {**_data_of_any_unchanged(), "inputs": names, "output": path}


@cache
def _data_of_any_unchanged() -> dict[str, Any]:
    return describe([], Report(), status="unchanged")
