"""Plain text: decoded, repaired, and laid out."""

from __future__ import annotations

from msgspec.structs import replace

from epubify.model import Manuscript, Source
from epubify.options import Options
from epubify.readers.form import Reader
from epubify.report import Report


def read_plain_text(source: Source, options: Options, report: Report) -> Manuscript:
    """Return the manuscript in a plain text.

    Raises NotText for bytes that are not text, NoStory where they are blank.
    """
    from epubify.decode import decode
    from epubify.readers.text_layout import lay_out_text
    from epubify.repair import repair

    text = replace(decode(source, options, report), plain=options.plain_lines(source.name))
    text = repair(text, options, report)
    return replace(lay_out_text(text, report, options), text=text)


def _has_no_mark(_: Source) -> bool:
    """Tell that no content is surely plain text: it is what no other form claims."""
    return False


PLAIN_TEXT = Reader("text", (".txt", ".text", ".asc"), _has_no_mark, read_plain_text)
