"""Texts of Aozora Bunko: plain Japanese text with notes ``［＃…］`` that say how it is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epubify.model import Source
from epubify.options import Options
from epubify.readers.form import Reader, delivering, suffix_of
from epubify.report import Report

if TYPE_CHECKING:
    from epubify.readers.galley import Delivery

__all__ = ["AOZORA"]

_NAMED = ("", ".txt", ".text", ".aozora")
_MARKS = ("［＃".encode(), b"\x81m\x81\x94", b"\xa1\xce\xa1\xf4")
"""What begins a note, as files of the archive and of its readers write it: in UTF-8, in Shift JIS
and in EUC-JP, whose codecs no other text is to load."""


def is_aozora(source: Source) -> bool:
    """Tell whether a source is a text with such notes; nothing else begins with their signs."""
    return suffix_of(source) in _NAMED and any(mark in source.data for mark in _MARKS)


def set_aozora(source: Source, options: Options, report: Report) -> Delivery:
    """Return a text of the archive as it is set."""
    from epubify.decode import decode
    from epubify.readers.aozora_bunko.line_setter import LineSetter
    from epubify.readers.galley import Delivery
    from epubify.readers.office.skipped_pictures import name_skipped

    text = decode(source, options, report)
    setter = LineSetter(source.name)
    setter.all(text.text.split("\n"))
    name_skipped(setter.pictures, source.name, report)
    return Delivery(setter.galley, setter.metadata, text.encoding, text.confidence)


AOZORA = Reader("aozora", (".aozora",), is_aozora, delivering("aozora", set_aozora))
