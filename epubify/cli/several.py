"""``convert`` with several inputs: the same engine as ``batch``, told book by book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from epubify.batches.jobs import Job as Book
from epubify.batches.jobs import Outcome, Status
from epubify.cli.request import Found
from epubify.cli.tally import Tally
from epubify.errors import OutputError, OutputLost, UsageError
from epubify.files.output import read_existing
from epubify.files.remote import is_url

FEW = 10
SMALL = 200_000
"""Books, and bytes of all their inputs, below which starting processes takes longer than they
save."""


def make_several(found: Found, output: str, tally: Tally, workers: int | None) -> int:
    """Make a book of each input below a folder, and tell of each; return the exit code.

    The folder may be a URL. Raises UsageError where it is the name of one book.
    """
    from epubify.batches.engine import run_all
    from epubify.batches.executors import Serial
    from epubify.batches.option_checks import check_options
    from epubify.batches.plan import size_of

    if output.lower().endswith(".epub"):
        raise UsageError(output, None, "not a folder", "give one: the book is named by what it is")
    for error in found.failed:
        tally.failed([error.name], error)
    job = tally.job
    books = [
        Book((item,), job.options, output, "", number=number, size=size_of(item),
             force=job.force, strict=job.strict)
        for number, item in enumerate(found.inputs)
    ]  # fmt: skip
    check_options(books)
    crew = Serial() if _is_little(books, workers) else None
    try:
        with (
            closing(run_all(books, crew, workers=workers)) as outcomes,
            tally.progress(outcomes, len(books)) as walk,
        ):
            _tell(walk, tally)
    except OutputLost as error:
        if error not in tally.errors:
            tally.left_out(error)
        tally.exit_code()
        return OutputError.exit_code
    return tally.exit_code()


def _is_little(books: Sequence[Book], workers: int | None) -> bool:
    if workers is not None:
        return workers == 1
    return len(books) < FEW and sum(book.size for book in books) < SMALL


def _tell(outcomes: Iterator[Outcome], tally: Tally) -> None:
    for outcome in outcomes:
        if outcome.error:
            tally.failed_with(outcome.data, outcome.error)
        else:
            tally.done(known(outcome))


def known(outcome: Outcome) -> dict[str, Any]:
    """Return what is told of a book; of one that is current, what the book says of itself."""
    if outcome.status is not Status.UNCHANGED or not outcome.path or is_url(outcome.path):
        return outcome.data
    stamp = read_existing(outcome.path)
    metadata = stamp.metadata if stamp else None
    if metadata is None:
        return outcome.data
    names = ("title", "language", "series", "series_index")
    said = {name: getattr(metadata, name) for name in names}
    return {**outcome.data, **said, "authors": list(metadata.authors)}
