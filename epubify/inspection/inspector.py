"""Looking into one story: it is read as for a book, and what was thought on the way is kept."""

from __future__ import annotations

import time
from typing import Any

from msgspec.structs import replace

from epubify.files.inputs import Input, read_source
from epubify.inspection.summary import describe_reading
from epubify.model import Metadata, Source, Story
from epubify.model.records import Record
from epubify.options import Corrections, Options
from epubify.pipeline import Reading, draft, read_closely
from epubify.report import Report
from epubify.settings.sidecar import Sidecar
from epubify.settings.sidecar_beside import sidecar_of


class Inspection(Record):
    """What was understood of a source."""

    source: Source
    sidecar: Sidecar
    """The one that it has, its corrections where their lines are now; empty without one."""
    reading: Reading
    metadata: Metadata
    """What its book says of itself."""
    data: dict[str, Any]
    """All of it as plain data: what ``epubify inspect`` prints as JSON."""


def inspect_input(item: Input | Source, options: Options, *, moved: bool = False) -> Inspection:
    """Return what is understood of an input; ``moved`` goes after lines that its sidecar corrects.

    Raises InputError for what cannot become a story, and where a sidecar does not fit.
    """
    start, report = time.perf_counter(), Report()
    source = item if isinstance(item, Source) else read_source(item)
    sidecar = _moved(source, options) if moved else sidecar_of(source)
    readings: list[Reading] = []

    def keep(source: Source, options: Options, report: Report) -> Story:
        readings.append(read_closely(source, options, report, sidecar))
        return readings[-1].story

    edition = draft([source], options, report, read=keep)
    seconds = time.perf_counter() - start
    data = describe_reading(source, readings[0], edition.book, report, seconds)
    return Inspection(source, sidecar, readings[0], edition.book.metadata, data)


def _moved(source: Source, options: Options) -> Sidecar:
    """Return the sidecar that a source has, gone after the lines that it corrects."""
    sidecar = sidecar_of(source)
    if not sidecar.corrections:
        return sidecar
    uncorrected = replace(sidecar, corrections=Corrections(), places={})
    return sidecar.moved(read_closely(source, options, Report(), uncorrected).text)
