"""Removing books whose story is gone: only ones that epubify made, and only when it is sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from epubify.batches.jobs import Job
from epubify.batches.survey import Folder, Survey, folder_of
from epubify.epub.provenance import Provenance
from epubify.errors import OutputError
from epubify.files.inputs import Input
from epubify.model import Source
from epubify.model.records import Record
from epubify.options import Options


class Orphans(Record):
    """The books in a folder that are not what any job would make now."""

    gone: tuple[str, ...]
    """Those whose story is gone; names below the folder."""
    spared: tuple[str, ...]
    """Those that may be the older book of a job that failed."""


def find_orphans(output: str, jobs: Iterable[Job]) -> Orphans:
    """Return the books below ``output`` that epubify made and that belong to no job.

    It is meant for the end of a run, and looks at the folder and at the inputs again: a book
    is of a job if its fingerprint says so. A job that has no such book failed, or its input
    has changed since; books whose inputs were named as its are spared, for one of them is
    what there is of its story until the next run.

    Raises OutputError where the folder cannot be read.
    """
    owned: set[str] = set()
    lacking: set[str] = set()
    for verdict in Survey().of(replace(job, force=False, strict=False) for job in jobs):
        if verdict.name is None:
            lacking.add(_tail(_fingerprint_of_names(verdict.job.inputs)))
        else:
            owned.add(verdict.name)
    orphans = [book for book in folder_of(output).books() if book[0] not in owned]
    spared = {name for name, stamp in orphans if _tail(stamp.fingerprint) in lacking}
    gone = {name for name, _ in orphans} - spared
    return Orphans(tuple(sorted(gone)), tuple(sorted(spared)))


def _tail(fingerprint: str) -> str:
    return fingerprint.rpartition("-")[2]


def _fingerprint_of_names(inputs: Sequence[Input]) -> str:
    """Return a fingerprint whose tail is that of every book made from inputs of these names."""
    return Provenance.of(Source(item.name, b"") for item in inputs).fingerprint(Options())


def remove_books(output: str, names: Iterable[str]) -> None:
    """Remove books by their names below a folder, and folders that become empty by it.

    A name whose book is no longer one of ours is left alone. Raises OutputError for a book
    that cannot be removed.
    """
    names, folder = list(names), folder_of(output)
    if not names:
        return
    with folder.changing():
        for name in names:
            if folder.stamp(name) is not None:
                _remove(folder, name)


def _remove(folder: Folder, name: str) -> None:
    try:
        folder.discard(folder.shown(name))
    except OSError as error:
        problem = f"cannot be removed: {(error.strerror or str(error)).lower()}"
        raise OutputError(folder.shown(name), None, problem) from error
    _remove_empty(folder, name)


def _remove_empty(folder: Folder, name: str) -> None:
    """Remove the folders between the output folder and a book that hold nothing any more."""
    path = folder.local(name)
    if path is not None:
        with suppress(OSError):  # the first that is not empty ends it
            for parent in list(path.parents)[: name.count("/")]:
                Path(parent).rmdir()
