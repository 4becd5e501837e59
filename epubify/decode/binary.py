"""Bytes that are not text: what they are, by the marks that file formats begin with."""

from __future__ import annotations

import re

from epubify.errors import NotText
from epubify.model import Source

MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document (.doc, .xls)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"(\xb5/\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"ITSF\x03\x00", "a compiled help file (.chm)"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"OTTO\x00", "a font"),
    (b"ID3", "a sound file"),
    (b"OggS\x00", "a sound file"),
)
"""Opening bytes and what begins with them."""

ZIPPED = (
    (b"mimetypeapplication/epub+zip", "an EPUB book"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument text (.odt)"),
    (b"word/", "a Word document (.docx)"),
    (b"xl/", "an Excel workbook (.xlsx)"),
)
"""What a ZIP archive is by what stands in its first part."""

MOBI = b"BOOKMOBI"
"""Stands at byte 60 of a Mobipocket or Kindle book."""

CONTROL_SHARE = 0.01
"""More control characters than this are more than dirt."""

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")


def describe(data: bytes) -> str | None:
    """Return what kind of file these bytes begin, None where no format is known by them.

    >>> describe(b"%PDF-1.7"), describe(b"PK\\x03\\x04....word/document.xml"), describe(b"Hello")
    ('a PDF document', 'a Word document (.docx)', None)
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        head = data[:4096]
        return next((name for mark, name in ZIPPED if mark in head), "a ZIP archive")
    if data[60:68] == MOBI:
        return "a Kindle or Mobipocket book"
    return next((name for magic, name in MAGIC if data.startswith(magic)), None)


def refuse_known_format(source: Source) -> None:
    """Raise NotText for an archive, document or picture, naming what it is."""
    if kind := describe(source.data):
        raise NotText(
            source.name, None, f"not text: this is {kind}", "save or unpack it as plain text first"
        )


def refuse_binary(source: Source) -> None:
    """Raise NotText for bytes with more control characters than dirty text has.

    Some strays are left alone: old text files have NUL, ^Z and the like, and ``repair`` drops
    them. Text in UTF-16 is to be told apart before.
    """
    data = source.data
    count = len(_CONTROL.findall(data))
    if count <= max(2, len(data) * CONTROL_SHARE):
        return
    first = _CONTROL.search(data)
    at = first.start() if first else 0
    what = "NUL bytes" if data[at] == 0 else "control bytes"
    raise NotText(
        source.name,
        data.count(b"\n", 0, at) + 1,
        f"not text: {what} at offset {at}",
        "if it is text, name its encoding with the option encoding",
    )
