"""``inspect``: what was understood of each input, shown or written to its sidecar."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from epubify.cli.inspect_view import tell_lines, tell_reading
from epubify.cli.messages import as_json
from epubify.cli.request import Request, find_all
from epubify.cli.tally import Tally
from epubify.cli.terminal import echo
from epubify.errors import InputError, OutputError
from epubify.files.inputs import Input
from epubify.inspection.inspector import inspect_input
from epubify.inspection.written_sidecar import write_sidecar
from epubify.model.limits import holding
from epubify.settings.validation import refuse_for_several


def show_readings(arguments: Sequence[str], job: Request, *, sidecar: bool = False) -> int:
    """Print what was understood of each input, or write it to its sidecar; return the exit code."""
    with holding(job.options.limits):
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
    target = None
    if sidecar:
        target, found = write_sidecar(item, job.options, force=job.force)
        found.data["output"] = str(target)
    else:
        found = inspect_input(item, job.options)
    data = found.data
    if job.as_json:
        echo(as_json(data))
    elif target:
        _tell_written(target, job)
    else:
        _tell_reading(data, found.reading.text.text, job, first=first)


def _tell_reading(data: dict[str, Any], text: str, job: Request, *, first: bool) -> None:
    if not first:
        echo()
    echo(tell_reading(data, verbose=job.verbose))
    if job.verbose:
        echo(f"\n{tell_lines(text, data['fates'])}")


def _tell_written(target: Path, job: Request) -> None:
    if job.quiet:
        return
    echo(target)
    echo("  edit it: it is read whenever the book is made", err=True)
