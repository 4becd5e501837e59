"""Telling how it goes, book by book, and adding it up to an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from epubify.batches.jobs import Outcome, Status
from epubify.cli.exit_codes import exit_code
from epubify.cli.messages import as_json, count, refusal, tell_book, tell_findings
from epubify.cli.request import Request
from epubify.cli.terminal import echo
from epubify.errors import EpubifyError, OutputError
from epubify.files.inputs import Input
from epubify.files.output import read_existing
from epubify.files.remote import is_url
from epubify.inspection.summary import describe
from epubify.report import Report

T = TypeVar("T")

BAR_FROM = 10
"""Inputs from which a progress bar takes the place of a report on each book."""


class Tally:
    """Tells the outcome of each book; results go to stdout, talk and errors to stderr."""

    def __init__(self, job: Request, inputs: int) -> None:
        self.job = job
        self.made = 0
        self.errors: list[EpubifyError] = []
        self._bar = inputs >= BAR_FROM and not (job.quiet or job.verbose) and sys.stderr.isatty()
        self._late: list[tuple[str, bool]] = []
        self._findings = 0

    @contextmanager
    def progress(self, things: Iterable[T], number: int) -> Iterator[Iterator[T]]:
        """Give inputs or outcomes one by one, with a bar on a terminal where there are many."""
        if not self._bar:
            yield iter(things)
            return
        with click.progressbar(
            things, number, "epubify", file=sys.stderr, item_show_func=_name, width=24
        ) as bar:
            yield iter(bar)
        for text, err in self._late:
            echo(text, err=err)

    def done(self, data: dict[str, Any], *, inputs: int = 1) -> None:
        """Tell of a book that was written, or that was found to be up to date."""
        self.made += inputs
        self._findings += len(data["findings"])
        if self.job.as_json:
            self._say(as_json(data))
        elif data["output"] and not self.job.quiet:
            self._say(data["output"])
        if not self.job.quiet and not self._bar:
            self._say(tell_book(data, verbose=self.job.verbose), err=True)

    def failed(
        self,
        inputs: Sequence[str],
        error: EpubifyError,
        report: Report | None = None,
        seconds: float = 0.0,
    ) -> None:
        """Tell of a book that could not be made."""
        report = report or Report()
        data = describe(inputs, report, status="failed", error=error, seconds=seconds)
        self.failed_with(data, error)

    def failed_with(self, data: dict[str, Any], error: EpubifyError) -> None:
        """Tell of a book that could not be made, from its data."""
        if self.job.as_json:
            self._say(as_json(data))
        self.left_out(error, data["inputs"])
        if self.job.strict and not self.job.quiet:
            for line in tell_findings(data["findings"], all_of_them=True):
                self._say(line, err=True)

    def left_out(self, error: EpubifyError, inputs: Sequence[str] = ()) -> None:
        """Tell of an input that is missing from what is made."""
        self.errors.append(error)
        self._say(f"epubify: {refusal(error, inputs)}", err=True)

    def exit_code(self) -> int:
        """Return the exit code for all that happened; sum it up where a bar was shown."""
        if self._bar:
            parts = [count(self.made, "input") + " done", f"{len(self.errors)} failed"]
            parts += [count(self._findings, "finding")] if self._findings else []
            echo(f"epubify: {', '.join(parts)}", err=True)
        unwritable = any(isinstance(error, OutputError) for error in self.errors)
        return exit_code(self.made, len(self.errors), unwritable=unwritable)

    def _say(self, text: str, *, err: bool = False) -> None:
        if self._bar:
            self._late.append((text, err))
        else:
            echo(text, err=err)


def _name(thing: object) -> str:
    """Return the name of an input, or of the first of an outcome."""
    item = thing.job.inputs[0] if isinstance(thing, Outcome) else thing
    return item.path.name if isinstance(item, Input) and item.path else ""


def details_of(outcome: Outcome) -> dict[str, Any]:
    """Return the result of a book as data; of one that is current, what its stamp says."""
    if outcome.status is not Status.UNCHANGED or not outcome.path or is_url(outcome.path):
        return outcome.data
    stamp = read_existing(outcome.path)
    metadata = stamp.metadata if stamp else None
    if metadata is None:
        return outcome.data
    names = ("title", "language", "series", "series_index")
    said = {name: getattr(metadata, name) for name in names}
    return {**outcome.data, **said, "authors": list(metadata.authors)}
