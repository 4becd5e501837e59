"""All checks of a finished book, ours and those of EPUBCheck."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from epubify.errors import MissingInput, UsageError
from epubify.model import Finding
from epubify.settings import values


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in a book."""

    findings: list[Finding]
    validated: bool
    """EPUBCheck has seen it too: it is installed."""


def examine(path: Path, device: str | None = None) -> Examination:
    """Return what is wrong with a book; ``device`` leaves out what only matters on others.

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
    more = run_epubcheck(path)
    return Examination(check_book(path, device) + (more or []), more is not None)
