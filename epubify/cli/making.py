"""``convert``, ``anthology`` and ``cover``: from arguments to files, book by book."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from epubify.bind.anthology import bind
from epubify.cli.messages import tell_findings
from epubify.cli.parameters import refuse_for_several
from epubify.cli.request import Destination, Request, find_all
from epubify.cli.several import make_several
from epubify.cli.tally import Tally
from epubify.epub.identity import book_identifier
from epubify.epub.provenance import Provenance
from epubify.errors import EpubifyError, InputError, OutputError, UsageError
from epubify.files.inputs import Input
from epubify.files.output import book_suffix, is_current, is_input, refuse_to_destroy, replacing
from epubify.files.remote import is_url
from epubify.inspection.summary import describe
from epubify.model import Book
from epubify.options import Options
from epubify.pipeline import Gathered, gather, refuse_findings, with_cover, write_book
from epubify.report import Report
from epubify.text.natural_order import natural_key


def make_books(
    arguments: Sequence[str], output: str | None, job: Request, workers: int | None = None
) -> int:
    """Make a book of each input, or one of all with ``--join``; return the exit code.

    Several books are made by several ``workers`` at a time, one for each core unless given.
    """
    found = find_all(arguments)
    books = 1 if job.options.join else len(found)
    refuse_for_several(job.options, books)
    tally = Tally(job, books)
    if output and is_url(output) and not job.options.join:
        return make_several(found, output, tally, workers)
    place = Destination(output, books, job)
    if job.options.join:
        # A part that is missing would be a hole in the story: any error fails the whole.
        for error in found.failed[:1]:
            tally.failed([item.name for item in found.inputs], error)
        if not found.failed:
            parts = sorted(found.inputs, key=lambda item: natural_key(item.name))
            _make_one(parts, place, tally)
        return tally.exit_code()
    if len(found.inputs) > 1 and all(item.path or item.url for item in found.inputs):
        return make_several(found, output or ".", tally, workers)
    for error in found.failed:
        tally.failed([error.name], error)
    for item in found.inputs:  # of several, one is the standard input, which is here alone
        _make_one([item], place, tally)
    return tally.exit_code()


def make_anthology(arguments: Sequence[str], output: str, job: Request) -> int:
    """Make one book of all inputs that can become stories; return the exit code."""
    if output != "-" and not output.lower().endswith(".epub"):
        if Path(output).is_dir():
            raise OutputError(output, None, "is a folder", "give a name that ends in .epub")
        raise UsageError(output, None, "an anthology is one file", "end its name in .epub")
    found = find_all(arguments)
    place = Destination(output, 1, job)
    tally = Tally(job, len(found))
    for error in found.failed:
        tally.left_out(error)
    _make_one(found.inputs, place, tally, anthology=True)
    return tally.exit_code()


def make_cover(argument: str, output: Path, job: Request, *, contact_sheet: bool = False) -> int:
    """Write the cover of the book of one input, or a sheet of all styles; return the exit code."""
    from epubify.cover.picture import media_type_of

    media_type = media_type_of(output)
    found = find_all([argument])
    for error in found.failed:
        raise error
    _refuse_picture(output, found.inputs, force=job.force)
    report = Report()
    gathered = gather(found.inputs, job.options, report)
    book = bind(gathered.stories, gathered.options, report)
    data = _picture(book, gathered.options, report, media_type, contact_sheet=contact_sheet)
    with replacing(output) as file:
        file.write_bytes(data)
    if not job.quiet:
        click.echo(output)
        told = describe([item.name for item in found.inputs], report, status="read")["findings"]
        for line in tell_findings([f for f in told if f["code"].startswith("P")], all_of_them=True):
            click.echo(line, err=True)
    return 0


def _picture(
    book: Book, options: Options, report: Report, media_type: str, *, contact_sheet: bool
) -> bytes:
    from epubify.cover import draw_cover
    from epubify.cover.picture import encode
    from epubify.cover.sheet import contact_sheet as sheet_of

    if contact_sheet and not options.no_cover:
        return encode(sheet_of(book, options, report).image, media_type)
    cover = draw_cover(book, options, report, media_type=media_type)
    if cover is None:
        raise UsageError("", None, "--no-cover leaves nothing to draw")
    return cover.data


def _refuse_picture(output: Path, inputs: Iterable[Input], *, force: bool) -> None:
    if is_input(output, inputs):
        raise OutputError(str(output), None, "is an input, which is never overwritten")
    if output.is_dir():
        raise OutputError(str(output), None, "is a folder, not a file")
    if output.exists() and not force:
        advice = "choose another name, or --force replaces it"
        raise OutputError(str(output), None, "exists", advice)


# ------------------------------------------------------------------------------ one book


def _make_one(
    inputs: Sequence[Input], place: Destination, tally: Tally, *, anthology: bool = False
) -> None:
    """Make one book of these inputs and tell how it went."""
    job, report, start = tally.job, Report(), time.perf_counter()
    try:
        gathered = _gathered(inputs, tally, report, anthology=anthology)
        book = bind(gathered.stories, gathered.options, report, anthology=anthology)
        outcome = _write(book, gathered, inputs, place, job, report)
    except UsageError:
        raise
    except EpubifyError as error:
        names = [item.name for item in inputs]
        tally.failed(names, error, report, time.perf_counter() - start)
    else:
        seconds = time.perf_counter() - start
        names = [source.name for source in gathered.sources]
        data = describe(names, report, **outcome, seconds=seconds)
        tally.done(data, inputs=len(names))


def _gathered(
    inputs: Sequence[Input], tally: Tally, report: Report, *, anthology: bool
) -> Gathered:
    if not anthology:
        return gather(inputs, tally.job.options, report)
    with tally.progress(inputs, len(inputs)) as walk:
        gathered = gather(walk, tally.job.options, report, anthology=True)
    for error in gathered.failed:
        tally.left_out(error)
    if not gathered.stories:
        raise InputError("", None, "no story is left to bind")
    return gathered


def _write(
    book: Book,
    gathered: Gathered,
    inputs: Sequence[Input],
    place: Destination,
    job: Request,
    report: Report,
) -> dict[str, Any]:
    """Write a book where it belongs, unless it is there already; return what to tell of it."""
    if place.stdout:
        book = _finished(book, gathered, job, report)
        _write_to_stdout(book, gathered, report)
        return {"status": "written", "book": book, "words_lost": 0}
    target = place.target(book, inputs[0], book_suffix(gathered.options))
    fingerprint = Provenance.of(gathered.sources).fingerprint(gathered.options)
    told = {"book": book, "output": str(target), "words_lost": 0}
    refuse_to_destroy(target, fingerprint, book_identifier(book), inputs, force=job.force)
    if is_current(target, fingerprint):
        if job.strict:
            refuse_findings(report)
        return {"status": "unchanged", **told}
    book = _finished(book, gathered, job, report)
    write_book(book, target, gathered.options, report, gathered.sources)
    return {"status": "written", **told}


def _finished(book: Book, gathered: Gathered, job: Request, report: Report) -> Book:
    """Return the book with its cover, the last stage that can find anything."""
    book = with_cover(book, gathered.options, report)
    if job.strict:
        refuse_findings(report)
    return book


def _write_to_stdout(book: Book, gathered: Gathered, report: Report) -> None:
    """Make the book in a temporary folder, so that only a proved one is sent."""
    with tempfile.TemporaryDirectory(prefix="epubify-") as folder:
        file = Path(folder, "book.epub")
        write_book(book, file, gathered.options, report, gathered.sources)
        with file.open("rb") as made:
            shutil.copyfileobj(made, sys.stdout.buffer)
        sys.stdout.buffer.flush()
