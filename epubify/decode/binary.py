"""Bytes that are not text: what they are, by the marks that file formats begin with."""

from __future__ import annotations

from epubify.errors import NotText
from epubify.model import Source
from epubify.text.lazy_pattern import lazy

MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document (.doc, .xls)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"(\xb5/\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xffWPC", "a WordPerfect document"),
    (b"AT&TFORM", "a DjVu scan"),
    (b"ITOLITLS", "a Microsoft Reader book (.lit)"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
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
    (b"Index/Document.iwa", "an Apple Pages document (.pages)"),
)
"""What a ZIP archive is by what stands in its first part."""

SAVED_ANEW = "open it in a program that reads it, and save it as DOCX, ODT, RTF, HTML or text"
ADVICE = {
    "a PDF document": "a PDF holds lines and no paragraphs: take the file it was made from, or "
    "have the text copied out of it by a program that joins its lines",
    "a Kindle or Mobipocket book": "take the EPUB of it, or make one of it with Calibre; one "
    "with a copy lock cannot be read",
    "an old Microsoft Office document (.doc, .xls)": SAVED_ANEW,
    "an Apple Pages document (.pages)": SAVED_ANEW,
    "a WordPerfect document": SAVED_ANEW,
    "an Excel workbook (.xlsx)": SAVED_ANEW,
    "an encrypted Office document": "save it without a password",
    "a JPEG picture": "a picture of a text must be read by a text recogniser first",
    "a PNG picture": "a picture of a text must be read by a text recogniser first",
    "a TIFF picture": "a picture of a text must be read by a text recogniser first",
    "a DjVu scan": "a picture of a text must be read by a text recogniser first",
    "a 7-Zip archive": "unpack it, and give the folder",
    "a RAR archive": "unpack it, and give the folder",
}
"""What to do about a file that is no text; for all others: unpack it, or save it as text."""

MOBI = b"BOOKMOBI"
TYPE_OF_PALM = slice(60, 68)
"""Bytes of a Palm database that say what it holds."""
"""Stands at byte 60 of a Mobipocket or Kindle book."""

OFFICE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = bytes(byte for letter in b"EncryptedPackage" for byte in (letter, 0))
"""Name of the stream in which Office keeps a document that has a password."""

FIRST_ENTRIES, DIRECTORY = 4_096, 65_536
"""Bytes of an archive that name its first entries, and of an Office file that name its streams.
With fewer, their names are not seen; with more, words of a story in an archive are names."""

BLOCK = 256
"""Bytes that are judged together: damage keeps to some blocks, what is not text
fills all."""

MOST_STRAYS = 2
"""More control characters in a block than these are not strays."""

DAMAGED_SHARE = 0.25
"""Of the blocks of a text, so many may be spoilt. With more, a word processor's file passes for
a text; with fewer, a text is refused for one torn page."""

_WITH_SIGNS = (b"AT&TFORM",)
_CONTROL = lazy(rb"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_PADDING = lazy(rb"[\x00\x1a]+")
_STRUCK_OVER = lazy(rb"(?<=[!-~\x80-\xff])\x08+(?=[!-~\x80-\xff])")


def describe(data: bytes) -> str | None:
    """Return what kind of file these bytes begin, None where no format is known by them.

    >>> describe(b"%PDF-1.7"), describe(b"PK\\x03\\x04....word/document.xml"), describe(b"Hello")
    ('a PDF document', 'a Word document (.docx)', None)
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        head = data[:FIRST_ENTRIES]
        return next((name for mark, name in ZIPPED if mark in head), "a ZIP archive")
    if data[TYPE_OF_PALM] == MOBI or data.startswith(b"TPZ0"):
        return "a Kindle or Mobipocket book"
    if data.startswith(OFFICE) and ENCRYPTED in data[:DIRECTORY]:
        return "an encrypted Office document"
    return next((name for magic, name in MAGIC if _begins(data, magic)), None)


def _begins(data: bytes, magic: bytes) -> bool:
    """Tell whether bytes begin with a mark; one of plain letters may be the first word of a story.

    >>> _begins(b"ID3 was a robot.", b"ID3"), _begins(b"ID3\\x04\\0\\0\\0", b"ID3")
    (False, True)
    """
    if not data.startswith(magic):
        return False
    letters = magic.isalnum() or magic in _WITH_SIGNS
    return not letters or bool(_CONTROL.search(data, 0, BLOCK))


def refuse_known_format(source: Source) -> None:
    """Raise NotText for an archive, document or picture, naming what it is."""
    if kind := describe(source.data):
        advice = ADVICE.get(kind, "save or unpack it as plain text first")
        raise NotText(source.name, None, f"not text: this is {kind}", advice)


def refuse_binary(source: Source) -> None:
    """Raise NotText for bytes that have control characters throughout.

    What old systems do to text is left alone, ``repair`` cleans it: strays, zeros that fill a
    block, letters struck over with a backspace, a stretch that was damaged. Text in UTF-16 is
    to be told apart before.
    """
    data = source.data
    if looks_like_text(data):
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


def looks_like_text(data: bytes) -> bool:
    """Tell whether most blocks have next to no control characters that text would not have.

    >>> [looks_like_text(data) for data in (b"Hi" + b"\\0" * 99, b"_\\x08N_\\x08o!", b"\\1\\2\\3")]
    [True, True, False]
    >>> looks_like_text(b"It rained. " * 100 + b"\\1\\2\\3\\4")
    True
    """
    if b"\x1a" not in data and not _CONTROL.search(data):
        return True  # as nearly all files
    plain = _PADDING.sub(b"\0", _STRUCK_OVER.sub(b"", data))
    if not _CONTROL.search(plain):
        return True
    blocks = [plain[start : start + BLOCK] for start in range(0, len(plain), BLOCK)]
    strange = sum(len(_CONTROL.findall(block)) > MOST_STRAYS for block in blocks)
    return strange <= DAMAGED_SHARE * len(blocks)
