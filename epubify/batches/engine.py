"""Many books: which are due, who makes them, and what becomes of each.

The largest are begun first, so that none is left over at the end. Only so many jobs are under
way that the workers have something to do: memory does not grow with their number.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from epubify.batches.book_task import make_book
from epubify.batches.jobs import Job, Outcome, Status
from epubify.batches.outcomes import MadeBook, data_of_unchanged, failure
from epubify.batches.outputs import Outputs
from epubify.batches.survey import Survey, Verdict
from epubify.batches.workers import TimedOut, WorkerDied, Workers
from epubify.errors import EpubifyError, OutputLost
from epubify.files.inputs import Input
from epubify.files.remote import is_url
from epubify.model.limits import limits_of
from epubify.options import Options

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

_TICK = 1.0
"""Seconds after which a wait is interrupted, so that signals are seen on every system."""
_TRIES = 2
"""Times that a book is tried whose process died. With more, one that kills it does so again; with
one, a book is given up that only stood beside such a one."""


def survey(jobs: Iterable[Job]) -> Iterator[Verdict]:
    """Yield what is to become of each job, and why; nothing is written.

    Raises OutputError where an output folder cannot be read.
    """
    return Survey().of(jobs)


def run_job(job: Job) -> Outcome:
    """Make one book in this process, unless it is current, and return what became of it.

    Raises OutputError where nothing can be written at all.
    """
    (outcome,) = run_all([job], "serial:")
    return outcome


def run_all(
    jobs: Iterable[Job],
    executor: Workers | Executor | str | None = None,
    *,
    workers: int | None = None,
    timeout: float | None = None,
    fail_fast: bool = False,
) -> Generator[Outcome, None, None]:
    """Make the books of all jobs and yield what became of each, as they finish.

    Books that are current come first, as UNCHANGED; no worker is troubled with them. A story
    that fails is an outcome and stops nothing, unless ``fail_fast``. A job whose worker dies
    is tried once more; one that runs for more than ``timeout`` seconds is ended, and FAILED; where
    none is given, after those of the option ``limits``, on this machine.

    ``executor`` is any ``concurrent.futures.Executor``, one of `batch.executors`, or the URL
    of one; processes of this machine otherwise, ``workers`` of them or one for each core. An
    executor of ``concurrent.futures`` stays open.

    Ending the iteration early, by ``close()`` or by an exception such as KeyboardInterrupt,
    ends the workers; what was finished stays, and the next run goes on from there. Numbers of
    jobs must differ.

    Raises OutputLost after the outcome that shows it, where nothing can be written any more:
    the disk is full, read-only, or gone; OutputError where an output folder cannot be read.
    """
    look = Survey()
    verdicts = list(look.of(jobs))
    outputs = Outputs(look.folders, verdicts)
    try:
        outputs.clean()
        for verdict in verdicts:
            outputs.put_right(verdict)
        for verdict in verdicts:
            if not verdict.due:
                yield _unchanged(verdict.job, outputs.path(verdict.job))
        due = [verdict.job for verdict in verdicts if verdict.due]
        del verdicts, look
        if due:
            from epubify.batches.executors import workers_of

            crew = workers_of(executor, workers)
            yield from _Run(due, crew, outputs, timeout, fail_fast=fail_fast).outcomes()
    finally:
        outputs.close()


def _unchanged(job: Job, path: str) -> Outcome:
    return Outcome(job, Status.UNCHANGED, data_of_unchanged(job, path), path=path)


class _Try(Struct):
    """A job that waits or runs."""

    job: Job
    number: int = 1
    """The first try, or the second."""


class _Run:
    """The jobs that are due, from the first to the last."""

    def __init__(
        self,
        jobs: Sequence[Job],
        crew: Workers,
        outputs: Outputs,
        timeout: float | None,
        *,
        fail_fast: bool,
    ) -> None:
        ordered = sorted(jobs, key=lambda job: (-job.size, job.number))
        self._waiting = deque(_Try(job) for job in ordered)
        self._under_way: dict[Future[MadeBook], _Try] = {}
        self._crew = crew
        self._outputs = outputs
        self._timeout = timeout
        self._fail_fast = fail_fast

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the outcomes as they come; end the workers whatever happens."""
        try:
            while self._waiting or self._under_way:
                self._submit()
                for outcome in self._finished():
                    yield outcome
                    if isinstance(outcome.error, OutputLost):
                        raise outcome.error
                    if self._fail_fast and outcome.status is Status.FAILED:
                        return
        finally:
            self._crew.stop()

    def _submit(self) -> None:
        while self._waiting and len(self._under_way) < self._crew.room:
            attempt = self._waiting.popleft()
            job = attempt.job
            staging = self._outputs.staging(job.output)
            sent = job if self._crew.same_machine else portable(job)
            future = self._crew.submit(make_book, sent, staging, timeout=self._time_for(job))
            self._under_way[future] = attempt

    def _time_for(self, job: Job) -> float | None:
        """Return the seconds that a job may take; elsewhere than here, only where one was given."""
        if self._timeout is None and self._crew.same_machine:
            return float(limits_of(job.options.limits).seconds)
        return self._timeout

    def _finished(self) -> Iterator[Outcome]:
        from epubify.batches.executors import Serial

        done = self._crew.wait(self._under_way, _TICK)
        ended = [(future, self._under_way.pop(future)) for future in done]
        if not isinstance(self._crew, Serial):
            self._submit()  # workers go on while books get their names
        for future, attempt in ended:
            outcome = self._outcome(future, attempt)
            if outcome is not None:
                yield outcome

    def _outcome(self, future: Future[MadeBook], attempt: _Try) -> Outcome | None:
        """Return what became of a job; None where it is to be tried again."""
        job = attempt.job
        try:
            made = future.result()
        except TimedOut:
            problem = f"took longer than {self._time_for(job):g} seconds and was ended"
            return _failed(job, problem, "a longer time can be set with the option timeout")
        except WorkerDied:
            if attempt.number < _TRIES:
                self._waiting.appendleft(_Try(job, attempt.number + 1))
                return None
            return _failed(
                job,
                "the worker died, twice: out of memory?",
                "make fewer at a time with the option jobs",
            )
        except Exception as error:
            return _failed(job, f"the worker failed: {type(error).__name__}: {error}", "")
        made = replace(made, outcome=replace(made.outcome, job=job))
        return self._outputs.place(made) if made.file else made.outcome


def _failed(job: Job, problem: str, advice: str) -> Outcome:
    name = job.inputs[0].name if job.inputs else ""
    return failure(job, EpubifyError(name, None, problem, advice))


# ------------------------------------------------------------------------ other machines


def portable(job: Job) -> Job:
    """Return the job with all paths in full: its worker may stand in another folder."""
    output = job.output if is_url(job.output) else os.path.abspath(job.output)  # noqa: PTH100
    inputs = tuple(_in_full(item) for item in job.inputs)
    return replace(job, inputs=inputs, output=output, options=_options_in_full(job.options))


def _in_full(item: Input) -> Input:
    return replace(item, path=item.path.absolute()) if item.path else item


def _options_in_full(options: Options) -> Options:
    paths: dict[str, Any] = {}
    for name, value in asdict(options).items():
        if isinstance(value, Path):
            paths[name] = value.absolute()
        elif isinstance(value, tuple) and any(isinstance(part, Path) for part in value):
            paths[name] = tuple(
                part.absolute() if isinstance(part, Path) else part for part in value
            )
    return replace(options, **paths) if paths else options
