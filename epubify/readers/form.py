"""What a form of input is to the program: a name, how it is recognised, and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING

from epubify.model import Manuscript, Source
from epubify.model.records import Record
from epubify.options import Options
from epubify.report import Report

if TYPE_CHECKING:
    from epubify.readers.galley import Delivery

    ReadMarkup = Callable[[Source, Options, Report], Delivery]
ReadManuscript = Callable[[Source, Options, Report], Manuscript]


class Reader(Record):
    """One form of input."""

    name: str
    """What the option format calls it."""
    suffixes: tuple[str, ...]
    """How names of such files end, in lower case, with the dot."""
    recognises: Callable[[Source], bool]
    """Tells by the content whether a source is surely of this form; it need not read it all."""
    read: ReadManuscript
    """Returns the manuscript, with the text that its places count in."""


def suffix_of(source: Source) -> str:
    """Return how the name of a source ends, in lower case.

    >>> suffix_of(Source("old/Story.TXT", b""))
    '.txt'
    """
    return PurePath(source.name).suffix.lower()


def delivering(form: str, read: ReadMarkup) -> ReadManuscript:
    """Return the function of a `Reader` of a form with markup, from one that sets it on a galley.

    What makes a manuscript of a galley is loaded when there is one.
    """

    def read_form(source: Source, options: Options, report: Report) -> Manuscript:
        from epubify.readers.delivery import manuscript_of

        return manuscript_of(form, read(source, options, report), source, options, report)

    return read_form
