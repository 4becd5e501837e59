"""Word documents (DOCX): what styles and formats say, changes as if accepted, comments out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epubify.model import Manuscript, Source
from epubify.options import Options
from epubify.readers.containers import holds_entry
from epubify.readers.form import Reader, delivering
from epubify.report import Report

if TYPE_CHECKING:
    from epubify.readers.galley import Delivery

__all__ = ["WORD"]


def is_word(source: Source) -> bool:
    """Tell whether a source is a Word document: its container has the parts of one."""
    return holds_entry(source.data, "word/")


def read_word(source: Source, options: Options, report: Report) -> Manuscript:
    """Return the manuscript in a Word document."""
    return delivering("docx", set_word)(source, options, report)


def set_word(source: Source, options: Options, report: Report) -> Delivery:
    """Return a Word document as it is set."""
    from epubify.readers.office import set_document
    from epubify.readers.office.skipped_pictures import name_skipped
    from epubify.readers.word.word_document import WordDocument

    document = WordDocument(source.name, source.data)
    delivery = set_document(source.name, document.pieces(), document.properties())
    name_skipped(document.skipped, source.name, report)
    return delivery


WORD = Reader("docx", (".docx", ".docm", ".dotx"), is_word, read_word)
