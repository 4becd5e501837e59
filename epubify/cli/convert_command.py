"""``convert`` and ``anthology``: from arguments to books, and to an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path, PurePath

from msgspec.structs import replace

from epubify.batches.jobs import Job, Outcome
from epubify.batches.make import make
from epubify.batches.outcomes import failure
from epubify.batches.places import BookPlace, OwnPlace
from epubify.bind.kinds import Kind
from epubify.cli.request import STDOUT, InputList, Request, find_all, refuse_terminal
from epubify.cli.tally import Tally, details_of
from epubify.errors import EpubifyError, OutputError, OutputLost, UsageError
from epubify.files.inputs import Input
from epubify.files.remote import is_url
from epubify.files.stories_only import stories_only
from epubify.matter.filename import titled
from epubify.model.limits import holding
from epubify.options import Options
from epubify.pipeline import without_whole
from epubify.publish.destination import Destination, refuse_several
from epubify.publish.edition import Edition
from epubify.report import Report
from epubify.settings.validation import refuse_for_several

FEW, SMALL = 10, 200_000
"""Books, and bytes of all their inputs, below which starting processes takes longer than they
save."""
_SEVERAL = 2
"""Books, at the least, that volumes are, for what takes but one."""


def make_books(
    arguments: Sequence[str], output: str | None, talk: Request, workers: int | None = None
) -> int:
    """Make a book of each input, or one of all with ``--join``; return the exit code.

    Several books are made by several ``workers`` at a time, one for each core unless given.
    """
    found = _stories(arguments, talk)
    if is_book_of_archive(arguments, output, found):
        from epubify.bind.archived_works import are_stories

        archive = PurePath(arguments[0]).stem
        if are_stories(archive, [item.entry for item in found.inputs]):
            named = replace(talk.options, title=talk.options.title or titled(archive))
            return make_anthology(arguments, output or "", replace(talk, options=named))
        talk = replace(talk, options=replace(talk.options, join=True))
    joined = talk.options.join
    books = 1 if joined else len(found)
    refuse_for_several(talk.options, books)
    tally = Tally(talk, books)
    if output and is_url(output) and not joined:
        return _make_many(found, output, tally, workers)
    place = _place(output, books, talk)
    if joined:
        # A part that is missing would be a hole in the story: any error fails the whole.
        for error in found.failed[:1]:
            tally.failed([item.name for item in found.inputs], error)
        if not found.failed:
            from epubify.files.order_of_parts import in_part_order, in_told_order

            ordered = in_told_order if len(arguments) > 1 else in_part_order
            parts = of_one_folder(ordered(found.inputs), arguments)
            _make_one(parts, Kind.JOINED, place, tally)
        return tally.exit_code()
    if len(found.inputs) > 1 and all(item.path or item.url for item in found.inputs):
        return _make_many(found, output or ".", tally, workers)
    for error in found.failed:
        tally.failed([error.name], error)
    for item in found.inputs:  # of several, one is the standard input, which is here alone
        _make_one([item], Kind.STORY, place, tally)
    return tally.exit_code()


def is_book_of_archive(arguments: Sequence[str], output: str | None, found: InputList) -> bool:
    """Tell whether one archive is to become one book: its files are parts of it, or its stories."""
    several = len(found.inputs) > 1 and all(item.entry for item in found.inputs)
    one_book = output is not None and output.lower().endswith(".epub")
    return several and one_book and len(arguments) == 1


def of_one_folder(parts: Sequence[Input], arguments: Sequence[str]) -> list[Input]:
    """Return the parts of a story, which know the name of their folder if only that was named."""
    folder = Path(arguments[0])
    if len(arguments) > 1 or is_url(arguments[0]) or not folder.is_dir():
        return list(parts)
    return [replace(part, story=folder.name) for part in parts]


def make_anthology(arguments: Sequence[str], output: str, talk: Request) -> int:
    """Make one book of all inputs that can become stories; return the exit code."""
    if output != STDOUT and not output.lower().endswith(".epub"):
        if Path(output).is_dir():
            raise OutputError(output, None, "is a folder", "give a name that ends in .epub")
        raise UsageError(output, None, "an anthology is one file", "end its name in .epub")
    from epubify.batches.volume_jobs import wants_volumes

    found = _stories(arguments, talk)
    tally = Tally(talk, len(found))
    for error in found.failed:
        tally.left_out(error)
    if wants_volumes(talk.options):
        _make_volumes(found.inputs, output, tally)
    else:
        _make_one(found.inputs, Kind.ANTHOLOGY, _place(output, 1, talk), tally)
    return tally.exit_code()


def _stories(arguments: Sequence[str], talk: Request) -> InputList:
    """Return the stories that the arguments name, and what is wrong with others."""
    with holding(talk.options.limits):
        found = find_all(arguments)
    return replace(found, inputs=stories_only(found.inputs, talk.options))


def _make_volumes(inputs: Sequence[Input], output: str, tally: Tally) -> None:
    """Make the volumes of an anthology; each story stays in the one that it is in already."""
    from epubify.batches.earlier_volumes import earlier_at, volume_path
    from epubify.batches.volume_plan import plan_volumes

    talk = tally.job
    _place(output, _SEVERAL if output == STDOUT else 1, talk)
    try:
        planned = plan_volumes(inputs, talk.options, earlier_at(Path(output), talk.options))
    except UsageError:
        raise
    except EpubifyError as error:
        tally.failed([one.name for one in inputs], error)
        return
    for one in planned:
        place = _place(volume_path(output, one.number), 1, talk)
        files = [item for item in one.inputs if isinstance(item, Input)]
        _make_one(files, Kind.ANTHOLOGY, place, tally, one.options)


# ------------------------------------------------------------------------- here, one by one


class _StandardOutput:
    """Sends a book to stdout, once it is finished and proved."""

    def find_current(self, _: Edition, __: str) -> None:
        """Return nothing: what stdout leads to has no book yet."""
        return

    def older(self, _: Edition, __: str) -> None:
        """Return nothing: as above."""
        return

    def take(self, edition: Edition, _: str) -> str:
        """Send the book."""
        sys.stdout.buffer.write(edition.to_bytes())
        sys.stdout.buffer.flush()
        return ""


def _place(output: str | None, books: int, talk: Request) -> BookPlace:
    if output == STDOUT:
        refuse_several(STDOUT, books)
        refuse_terminal(talk)
        return _StandardOutput()
    return OwnPlace(Destination(output or "", books), force=talk.force)


def _make_one(
    inputs: Sequence[Input],
    kind: Kind,
    place: BookPlace,
    tally: Tally,
    options: Options | None = None,
) -> None:
    """Make one book of these inputs and tell how it went."""
    talk, report = tally.job, Report()
    if kind is Kind.ANTHOLOGY and inputs and all(item.entry for item in inputs):
        inputs = without_whole(inputs, talk.options, report)
    job = Job(
        tuple(inputs), options or talk.options, "", kind=kind, force=talk.force, strict=talk.strict
    )
    try:
        with _counted(inputs, kind, tally) as walk:
            made = make(job, place, report, walk, tally.left_out)
    except UsageError:
        raise
    except EpubifyError as error:
        tally.failed_with(failure(job, error, report).data, error)
    else:
        data = {**made.outcome.data, "output": made.file or None}
        tally.done(data, inputs=len(data["inputs"]))


@contextmanager
def _counted(inputs: Sequence[Input], kind: Kind, tally: Tally) -> Iterator[Iterable[Input]]:
    """Give the stories of an anthology with a bar, where there are many."""
    if kind is not Kind.ANTHOLOGY:
        yield inputs
        return
    with tally.progress(inputs, len(inputs)) as walk:
        yield walk


# ------------------------------------------------------------------------- many at a time


def _make_many(found: InputList, output: str, tally: Tally, workers: int | None) -> int:
    """Make a book of each input below a folder, and tell of each; return the exit code.

    The folder may be a URL. Raises UsageError where it is the name of one book.
    """
    from epubify.batches.engine import run_all
    from epubify.batches.executors import Serial
    from epubify.batches.plan import PlanRequest, jobs_of_each

    if output.lower().endswith(".epub"):
        raise UsageError(output, None, "not a folder", "give one: each book gets its own name")
    for error in found.failed:
        tally.failed([error.name], error)
    talk = tally.job
    wish = PlanRequest(talk.options, output, None, talk.force, talk.strict)
    jobs = jobs_of_each(found.inputs, wish)
    crew = Serial() if _is_little(jobs, workers) else None
    try:
        with (
            closing(run_all(jobs, crew, workers=workers)) as outcomes,
            tally.progress(outcomes, len(jobs)) as walk,
        ):
            _tell(walk, tally)
    except OutputLost as error:
        if error not in tally.errors:
            tally.left_out(error)
        tally.exit_code()
        return OutputError.exit_code
    return tally.exit_code()


def _is_little(jobs: Sequence[Job], workers: int | None) -> bool:
    if workers is not None:
        return workers == 1
    return len(jobs) < FEW and sum(job.size for job in jobs) < SMALL


def _tell(outcomes: Iterator[Outcome], tally: Tally) -> None:
    for outcome in outcomes:
        if outcome.error:
            tally.failed_with(outcome.data, outcome.error)
        else:
            tally.done(details_of(outcome))
