"""What stands above and below each page of an OpenDocument text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from epubify.model import Matter
from epubify.readers.office import Aside, DocumentPiece, text_of_pieces
from epubify.readers.opendocument.open_package import OpenPackage
from epubify.readers.opendocument.open_styles import OpenStyles
from epubify.readers.opendocument.text_reader import TextReader
from epubify.readers.word.word_package import local

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADS = ("header", "header-left", "header-first", "footer", "footer-left", "footer-first")


def heads_in(
    root: _Element | None, package: OpenPackage, styles: OpenStyles
) -> Iterator[DocumentPiece]:
    """Yield heads and feet of pages, in the order of the part that holds them."""
    pages = [one for one in root.iter() if local(one) == "master-page"] if root is not None else []
    for head in (one for page in pages for one in page if local(one) in HEADS):
        reader = TextReader(package, styles, [])
        reader.content(head)
        kind = local(head).partition("-")[0]
        yield Aside(text_of_pieces(reader.pieces), Matter.RUNNING_HEAD, f"{kind} of the pages")
