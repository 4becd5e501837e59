"""All checks of a finished book, ours and those of EPUBCheck."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from epubify.errors import MissingInput, UsageError
from epubify.model import Finding
from epubify.model.limits import holding
from epubify.model.records import Record
from epubify.settings import values


class Examination(Record):
    """What was found in a book."""

    findings: list[Finding]
    validated: bool
    """EPUBCheck has seen it too: it is installed."""


def examine(path: Path, device: str | None = None, limits: Collection[str] = ()) -> Examination:
    """Return what is wrong with a book; ``device`` leaves out what only matters on others.

    ``limits`` are what its files may cost (`epubify.model.limits`); EPUBCheck is not asked about
    a book that is larger.

    Raises MissingInput where there is no such file, UsageError for an unknown device.
    """
    from epubify.checks import check_book, run_epubcheck

    if not path.is_file():
        problem = "a folder, not a book" if path.is_dir() else "no such file"
        raise MissingInput(str(path), None, problem)
    if device is not None:
        try:
            values.choice(device, values.DEVICES)
        except ValueError as error:
            raise UsageError("device", None, str(error).rstrip(".")) from error
    with holding(limits):
        found = check_book(path, device)
        too_large = any(one.code == "C081" for one in found)
        more = [] if too_large else run_epubcheck(path)
    return Examination(found + (more or []), more is not None)
