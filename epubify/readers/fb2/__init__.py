"""FictionBook: one XML file, or that in a ZIP archive; its notes and pictures stand behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from epubify.model import Source, Text
from epubify.options import Options
from epubify.readers.containers import Container, damaged, parse_xml
from epubify.readers.form import Reader, delivering
from epubify.report import Report
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from epubify.readers.galley import Delivery

__all__ = ["FB2"]

HEAD = 4_000
"""Bytes within which the root of a book stands; declarations and comments may come first."""
ZIPPED = b"PK\x03\x04"
_ROOT = lazy(rb"<(?:\w+:)?FictionBook[\s>]")
_INNER = lazy(rb"\.fb2", re.IGNORECASE)


def is_fiction_book(source: Source) -> bool:
    """Tell whether a source is such a book, or an archive whose first entry is one."""
    head = source.data[:HEAD].replace(b"\0", b"")
    if source.data.startswith(ZIPPED):
        length = int.from_bytes(source.data[26:28], "little")
        return bool(_INNER.search(source.data[30 : 30 + length]))
    return bool(_ROOT.search(head))


def set_book(source: Source, options: Options, report: Report) -> Delivery:
    """Return a book as it is set."""
    from epubify.decode import decode
    from epubify.readers.fb2.body_setter import BookSetter
    from epubify.readers.fb2.description import cover_of, read_description
    from epubify.readers.galley import Delivery
    from epubify.readers.xml_text import tidied

    zipped = source.data.startswith(ZIPPED)
    text = unzipped(source) if zipped else decode(source, options, report)
    root = parse_xml(source.name, tidied(text.text).encode("utf-8"))
    said = read_description(root)
    setter = BookSetter(root, said, source.name)
    setter.book()
    cover = cover_of(said)
    return Delivery(setter.galley, setter.metadata, text.encoding, text.confidence, cover)


def unzipped(source: Source) -> Text:
    """Return the text of the book in an archive; raises InputError where there is none in it."""
    container = Container(source.name, source.data)
    name = next((one for one in container.names if one.lower().endswith(".fb2")), None)
    if name is None:
        raise damaged(source.name, "no book in the archive")
    data = container.read(name)
    declared = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([\w.-]+)", data.lstrip(b"\xef\xbb\xbf"))
    # Few other texts are UTF-8 by chance, and a wrong declaration of one byte a letter reads all.
    for encoding in ("utf-8", declared[1].decode() if declared else "utf-8", "cp1251"):
        try:
            return Text(data.decode(encoding).removeprefix("\ufeff"), encoding, 1.0, source.name)
        except (LookupError, UnicodeDecodeError):
            continue
    return Text(data.decode("utf-8", "replace"), "utf-8", 0.5, source.name)


FB2 = Reader("fb2", (".fb2", ".fb2.zip", ".fbz"), is_fiction_book, delivering("fb2", set_book))
