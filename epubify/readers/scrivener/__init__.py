"""Scrivener projects: a folder of RTF files, packed as one source, in the order of its binder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epubify.model import Source
from epubify.options import Options
from epubify.readers.containers import ZIPPED, Container
from epubify.readers.form import Reader, delivering
from epubify.report import Report

if TYPE_CHECKING:
    from epubify.readers.galley import Delivery

__all__ = ["SCRIVENER"]

BINDER = ".scrivx"
"""How the file that lists all others is called."""
DIRECTORY = 100_000
"""Bytes at the end of an archive that list its files. With more, words of other files count; with
fewer, the binder of a project with many files is not seen."""


def is_project(source: Source) -> bool:
    """Tell whether a source is a packed project: an archive with a binder in it."""
    return source.data.startswith(ZIPPED) and BINDER.encode() in source.data[-DIRECTORY:]


def set_project(source: Source, options: Options, report: Report) -> Delivery:
    """Return the draft of a project as it is set."""
    from epubify.readers.office import set_document
    from epubify.readers.office.skipped_pictures import name_skipped
    from epubify.readers.scrivener.binder import read_binder
    from epubify.readers.scrivener.draft import DraftPieces

    container = Container(source.name, source.data)
    binder = read_binder(container)
    draft = DraftPieces(container, binder)
    draft.all()
    name_skipped(draft.skipped, source.name, report)
    return set_document(source.name, draft.pieces, binder.metadata)


SCRIVENER = Reader("scrivener", (".scriv",), is_project, delivering("scrivener", set_project))
