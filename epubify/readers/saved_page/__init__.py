"""Pages that a browser or a word processor saved in one file with their pictures (MHTML)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epubify.model import Source
from epubify.options import Options
from epubify.readers.form import Reader, delivering
from epubify.report import Report

if TYPE_CHECKING:
    from epubify.readers.galley import Delivery

__all__ = ["SAVED_PAGE"]


def is_saved(source: Source) -> bool:
    """Tell whether a source is a page with its files: a message that nobody sent."""
    if b"ultipart/" not in source.data[:HEAD]:
        return False
    from epubify.readers.saved_page.parts import is_saved_page

    return is_saved_page(source.data)


def set_saved(source: Source, options: Options, _: Report) -> Delivery:
    """Return the page in a file as it is set."""
    from msgspec.structs import replace

    from epubify.decode import find_reading, join_pieces
    from epubify.decode.certain import whole
    from epubify.decode.codec_names import encoding_name
    from epubify.model import Text
    from epubify.readers.html import set_text
    from epubify.readers.saved_page.parts import page_in

    data, charset = page_in(source)
    try:
        reading = whole(data, encoding_name(charset)) if charset else find_reading(data)
    except ValueError:
        reading = find_reading(data)
    text = Text(
        join_pieces(data, reading.pieces), reading.encoding, reading.confidence, source.name
    )
    return set_text(replace(source, data=data), text, options)


HEAD = 4_000
"""Bytes within which the header of such a file says what it is."""
SAVED_PAGE = Reader("mhtml", (".mhtml", ".mht"), is_saved, delivering("mhtml", set_saved))
