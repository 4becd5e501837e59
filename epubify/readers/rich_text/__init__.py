"""RTF: a small reader that knows character sets of fonts, Unicode, styles, notes, fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epubify.model import Manuscript, Source
from epubify.options import Options
from epubify.readers.form import Reader, delivering
from epubify.readers.unsupported_forms import form_of
from epubify.report import Report

if TYPE_CHECKING:
    from epubify.readers.galley import Delivery

__all__ = ["RICH_TEXT"]


def is_rich_text(source: Source) -> bool:
    """Tell whether a source is RTF: its first characters say so."""
    return form_of(source.data) == "RTF"


def read_rich_text(source: Source, options: Options, report: Report) -> Manuscript:
    """Return the manuscript in an RTF file."""
    return delivering("rtf", set_rich_text)(source, options, report)


def set_rich_text(source: Source, options: Options, report: Report) -> Delivery:
    """Return an RTF file as it is set."""
    from epubify.model.limits import limits_held
    from epubify.readers.office import set_document
    from epubify.readers.office.properties import metadata_of_properties
    from epubify.readers.office.skipped_pictures import name_skipped
    from epubify.readers.rich_text.rtf_reader import RtfReader
    from epubify.readers.too_large import refuse_over

    refuse_over(source.name, "bytes", len(source.data), limits_held().entry, "entry")
    reader = RtfReader(source.data)
    properties = metadata_of_properties(reader.tables.properties)
    name_skipped(reader.skipped, source.name, report)
    return set_document(source.name, reader.pieces, properties)


RICH_TEXT = Reader("rtf", (".rtf",), is_rich_text, read_rich_text)
