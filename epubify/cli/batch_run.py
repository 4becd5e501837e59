"""``batch``: from a manifest or a folder to a shelf of books, unattended."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from epubify.batches.jobs import Outcome, Status
from epubify.batches.plan import Plan, PlanRequest
from epubify.batches.planner import make_plan
from epubify.cli.batch_report import BatchReport, ReportFile
from epubify.cli.exit_codes import INTERRUPTED
from epubify.cli.messages import as_json, count, news_line, refusal, tell_book, with_dashes
from epubify.cli.progress import Log, progress, span
from epubify.cli.request import STDOUT, Request
from epubify.cli.tally import details_of
from epubify.errors import EpubifyError, OutputError, UsageError
from epubify.files.remote import is_url
from epubify.model.records import Record
from epubify.settings.validation import refuse_for_several

if TYPE_CHECKING:
    from epubify.batches.survey import Verdict

LONG = 10.0
"""Seconds from which on the time that a run took is printed."""


class RunManner(Record):
    """How a batch is run; what it makes is said by the plan."""

    jobs: int | None = None
    executor: str | None = None
    timeout: float | None = None
    fail_fast: bool = False
    dry_run: bool = False
    prune: bool = False
    watch: bool = False
    catalog: bool = False
    base_url: str | None = None
    progress: str = "auto"
    report: Path | None = None
    log_format: str = "text"


def make_library(source: str, request: PlanRequest, manner: RunManner, talk: Request) -> int:
    """Make all books of a manifest or a folder; return the exit code."""
    _refuse_nonsense(request, manner)
    log = Log(as_json=manner.log_format == "json", quiet=talk.quiet)
    plan = _planned(source, request)
    if manner.catalog and is_url(plan.output):
        raise UsageError(plan.output, None, "a catalog needs a folder on this computer")
    if manner.dry_run:
        return _foretell(plan, manner, log, talk)
    if not manner.watch:
        return Run(plan, manner, talk, log).exit_code()
    return _keep_going(plan, source, request, manner, talk, log)


def _planned(source: str, request: PlanRequest) -> Plan:
    plan = make_plan(source, request)
    refuse_for_several(request.options, len(plan.jobs))
    return plan


def _refuse_nonsense(request: PlanRequest, manner: RunManner) -> None:
    """Raise UsageError for options that contradict each other, before anything is done."""
    if manner.dry_run and manner.watch:
        raise UsageError("", None, "--dry-run does nothing, and --watch goes on doing it")
    if manner.base_url and not manner.catalog:
        raise UsageError("", None, "--base-url is for the catalog", "add --catalog")
    if manner.base_url and not is_url(manner.base_url):
        advice = "give one such as https://books.example/"
        raise UsageError(manner.base_url, None, "not a URL", advice)
    if request.output and (request.output == STDOUT or request.output.lower().endswith(".epub")):
        raise UsageError(request.output, None, "a batch makes many books", "give a folder")


# ----------------------------------------------------------------------------- one run


class Run:
    """Makes the books of a plan, tells of them, and does what follows when all are made."""

    def __init__(self, plan: Plan, manner: RunManner, talk: Request, log: Log) -> None:
        self.plan = plan
        self.manner = manner
        self.talk = talk
        self.log = log
        self.account = BatchReport(len(plan.jobs))
        self._told: EpubifyError | None = None
        """The error of the last book that failed."""
        self._began = time.monotonic()

    def exit_code(self) -> int:
        """Make all books; return the exit code."""
        for warning in self.plan.warnings:
            self.log.error("warning", f"epubify: {warning}")
        try:
            self._make_all()
            self._follow_up()
        except KeyboardInterrupt:
            self._sum_up("interrupted", "nothing is left half-written: run it again to go on; ")
            return INTERRUPTED
        except OutputError as error:
            if error is not self._told:
                self.log.error("failed", f"epubify: {error}", error=str(error))
            self._sum_up("stopped")
            return error.exit_code
        self._sum_up()
        code = self.account.exit_code()
        return code or int(self.talk.strict and bool(self.plan.warnings))

    def _make_all(self) -> None:
        shown = progress(self.manner.progress, len(self.plan.jobs), self.log)
        try:
            with (
                ReportFile(self.manner.report) as report,
                closing(self._outcomes()) as outcomes,
            ):
                for outcome in outcomes:
                    self._take(outcome, report)
                    shown.add(outcome)
        finally:
            shown.close()

    def _outcomes(self) -> Generator[Outcome, None, None]:
        from epubify.batches.engine import run_all

        manner, executor = self.manner, None
        if manner.executor:
            from epubify.batches.executors import connect

            executor = connect(manner.executor)
        return run_all(
            self.plan.jobs,
            executor,
            workers=manner.jobs,
            timeout=manner.timeout,
            fail_fast=manner.fail_fast,
        )

    def _take(self, outcome: Outcome, report: ReportFile) -> None:
        """Add up and tell what became of one book."""
        self.account.add(outcome)
        in_full = self.talk.as_json or self.manner.report
        data = details_of(outcome) if in_full else outcome.data
        report.write(data)
        if self.talk.as_json:
            self.log.result(as_json(data))
        elif outcome.status is Status.WRITTEN and self._names_books():
            self.log.result(str(outcome.path))
        if outcome.error:
            self._told, error = outcome.error, refusal(outcome.error, data["inputs"])
            self.log.error("failed", f"epubify: {error}", inputs=data["inputs"], error=error)
        elif self.talk.verbose and outcome.status is Status.WRITTEN:
            self.log.say("written", tell_book(outcome.data, verbose=True), **outcome.data)
        elif news := news_line(outcome.data):
            self.log.say("grown", news, **outcome.data)

    def _names_books(self) -> bool:
        """Tell whether paths of books are written to stdout: not among a bar."""
        return not self.talk.quiet and not (self.log.bar and sys.stdout.isatty())

    # ------------------------------------------------------------------------ afterwards

    def _follow_up(self) -> None:
        if self.account.done < len(self.plan.jobs):
            return
        if self.manner.prune:
            self._prune()
        if self.manner.catalog:
            self._write_catalog()

    def _prune(self) -> None:
        """Remove books whose story is gone, where it is sure that it is."""
        from epubify.batches.prune import find_orphans, remove_books

        if self.plan.warnings:
            text = "epubify: no book is removed, because expected stories are missing"
            self.log.error("prune", text)
            return
        orphans = find_orphans(self.plan.output, self.plan.jobs)
        remove_books(self.plan.output, orphans.gone)
        for name in orphans.gone:
            self.log.say("removed", f"removed: {name}", book=name)
        for name in orphans.spared:
            text = f"kept: {name}: its story may be one of those that failed"
            self.log.say("kept", text, book=name)

    def _write_catalog(self) -> None:
        from epubify.batches.catalog import write_catalog

        write_catalog(Path(self.plan.output), base_url=self.manner.base_url)

    def _sum_up(self, state: str = "done", advice: str = "") -> None:
        seconds = time.monotonic() - self._began
        start = "" if state == "done" else f"{state}; {advice}"
        took = f", in {span(seconds)}" if seconds >= LONG else ""
        told = f"epubify: {start}{self.account.summary()}{took}"
        data = {"state": state, **self.account.data(), "seconds": round(seconds, 3)}
        say = self.log.say if state == "done" else self.log.error
        say("summary", "\n".join([told, *self.account.lines()]), **data)


# --------------------------------------------------------------------------- before it


def _foretell(plan: Plan, manner: RunManner, log: Log, talk: Request) -> int:
    """Tell of each book what would be done, and why; nothing is written."""
    from epubify.batches.prune import find_orphans
    from epubify.batches.survey import Survey

    for warning in plan.warnings:
        log.error("warning", f"epubify: {warning}")
    counts: Counter[str] = Counter(make=0, keep=0, fail=0)
    for verdict in Survey().of(plan.jobs):
        told = _foretold(verdict)
        counts[told["action"]] += 1
        if talk.as_json:
            log.result(as_json(told))
        elif verdict.due or talk.verbose:
            names = ", ".join(told["inputs"])
            log.result(f"{told['action']}  {names}  ({with_dashes(told['reason'])})")
    if manner.prune and not plan.warnings:
        for name in find_orphans(plan.output, plan.jobs).gone:
            log.say("removed", f"would be removed: {name}", book=name)
    text = f"{count(counts['make'], 'book')} to make, {counts['keep']:,} current"
    text += f", {counts['fail']:,} that cannot be read" if counts["fail"] else ""
    log.say("summary", f"epubify: {text}; nothing was written", **counts)
    return 0


def _foretold(verdict: Verdict) -> dict[str, Any]:
    from epubify.batches.survey import Reason, folder_of

    doomed = verdict.reason is Reason.UNREADABLE
    shown = folder_of(verdict.job.output).shown(verdict.name) if verdict.name else None
    return {
        "inputs": [item.name for item in verdict.job.inputs],
        "output": shown,
        "action": "fail" if doomed else "make" if verdict.due else "keep",
        "reason": str(verdict.reason or "current"),
    }


# --------------------------------------------------------------------------- again and again


def _keep_going(
    plan: Plan, source: str, request: PlanRequest, manner: RunManner, talk: Request, log: Log
) -> int:
    """Make what changed whenever something changes, until an interrupt."""
    from epubify.batches.watch import changes

    waiting = changes(plan)  # before the first run: what changes while it lasts is seen after it
    try:
        while True:
            code = Run(plan, manner, talk, log).exit_code()
            if code == INTERRUPTED:
                return code
            log.say("watching", "epubify: waiting for changes; Ctrl-C ends it")
            before, plan = plan, _next_plan(waiting, plan, source, request, log)
            if plan.watched != before.watched:
                waiting = changes(plan)
    except KeyboardInterrupt:
        return 0


def _next_plan(
    waiting: Iterator[tuple[Path, ...]], plan: Plan, source: str, request: PlanRequest, log: Log
) -> Plan:
    """Return the plan after the next change that leaves one that can be carried out."""
    for changed in waiting:
        log.say("changed", f"epubify: changed: {', '.join(map(str, changed[:3]))}")
        try:
            return _planned(source, request)
        except EpubifyError as error:
            log.error("failed", f"epubify: {error}", error=str(error))
    return plan
