"""Style sheets, pictures and fonts of a book, and how large it all is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from epubify.checks.container import read_entry
from epubify.checks.images import image_size, is_cmyk, is_transparent
from epubify.checks.specimen import Fault, Specimen
from epubify.checks.stylesheets import find_style_faults

MOST_PIXELS = 5_600_000
"""Pixels of a picture that Apple Books still takes."""
MOST_MAILED = 50_000_000
"""Bytes of a book that Send to Kindle takes by e-mail."""
MOST_SENT = 200_000_000
"""Bytes of a book that Send to Kindle takes at all."""
MOST_PICTURES = 10_000_000
"""Bytes of the pictures of one document that Kobo and Apple Books advise."""

_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif"})
_FONTS = (".ttf", ".otf", ".woff", ".woff2", ".eot")
_FEW_KNOW = (".woff2", ".eot")
_DISPLAY_OPTIONS = "META-INF/com.apple.ibooks.display-options.xml"


def find_resource_faults(book: Specimen) -> Iterator[Fault]:
    """Yield what devices choke on outside of documents and package."""
    for item in book.items("text/css"):
        css = read_entry(book.archive, item.path, "C006").decode("utf-8", "replace")
        for code, line, what in find_style_faults(css):
            yield code, item.path, line, what
    for item in book.items(*_PICTURES):
        yield from _find_picture_faults(item.path, read_entry(book.archive, item.path, "C006"))
    yield from _find_font_faults(book)
    for document in book.documents.values():
        size = sum(book.size(path) for path in set(document.pictures))
        if size > MOST_PICTURES:
            yield "C050", document.path, 0, f"{size // 1_000_000} MB"


def _find_picture_faults(path: str, data: bytes) -> Iterator[Fault]:
    size = image_size(data)
    if size and size[0] * size[1] > MOST_PIXELS:
        yield "C030", path, 0, f"{size[0]}×{size[1]}"
    if is_transparent(data):
        yield "C045", path, 0, ""
    if is_cmyk(data):
        yield "C046", path, 0, ""


def _find_font_faults(book: Specimen) -> Iterator[Fault]:
    fonts = [item.path for item in book.package.items if item.path.lower().endswith(_FONTS)]
    for path in fonts:
        if path.lower().endswith(_FEW_KNOW):
            yield "C051", path, 0, ""
    announced = "ibooks:specified-fonts" in book.metas() or _DISPLAY_OPTIONS in book.names
    if fonts and not announced:
        yield "C052", book.package.path, 0, ""


def find_size_faults(file: Path) -> Iterator[Fault]:
    """Yield where a book is too large to be sent to a Kindle."""
    size = file.stat().st_size if file.is_file() else 0
    if size > MOST_MAILED:
        how = "at all" if size > MOST_SENT else "by e-mail"
        yield "C049", "", 0, f"{size // 1_000_000} MB cannot be sent {how}"
