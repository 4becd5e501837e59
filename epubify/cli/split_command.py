"""``split``: a book of several stories comes apart, and an exit code."""

from __future__ import annotations

import time
from collections.abc import Sequence

from epubify.batches.jobs import Status
from epubify.batches.places import OwnPlace
from epubify.batches.splitting import split_book
from epubify.cli.request import Request, find_all
from epubify.cli.tally import Tally
from epubify.errors import EpubifyError
from epubify.files.inputs import Input
from epubify.inspection.summary import describe
from epubify.publish.destination import Destination
from epubify.publish.edition import Edition
from epubify.publish.unbinding import UnboundEdition

_SEVERAL = 2
"""Books that a book comes apart into, at the least: they need a folder."""


def split_books(arguments: Sequence[str], output: str | None, talk: Request) -> int:
    """Split each of the books; return the exit code. One that is broken fails alone."""
    found = find_all(arguments)
    place = OwnPlace(Destination(output or "", _SEVERAL), force=talk.force)
    tally = Tally(talk, len(found))
    for error in found.failed:
        tally.failed([error.name], error)
    for item in found.inputs:
        try:
            _split(item, place, tally)
        except EpubifyError as error:
            tally.failed([item.name], error)
    return tally.exit_code()


def _split(item: Input, place: OwnPlace, tally: Tally) -> None:
    """Write the books of one book, and tell of each."""
    for one in split_book(item, tally.job.options):
        start = time.perf_counter()
        if isinstance(one, EpubifyError):
            tally.failed([item.name], one)
            continue
        try:
            status, path = _put(one, place)
        except EpubifyError as error:
            tally.failed([item.name], error, one.report)
            continue
        seconds = time.perf_counter() - start
        data = describe([item.name], one.report, status=status, book=one.book, words_lost=0,
                        output=path, seconds=seconds)  # fmt: skip
        if isinstance(one, UnboundEdition):
            data["words"] = one.kept.words
        tally.done(data)


def _put(edition: Edition, place: OwnPlace) -> tuple[Status, str]:
    base_name = edition.named("")
    there = place.find_current(edition, base_name)
    return (Status.UNCHANGED, there) if there else (Status.WRITTEN, place.take(edition, base_name))
