"""Markdown: CommonMark with tables, footnotes and a metadata block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from epubify.model import Field, Manuscript, Place, Source
from epubify.options import Options
from epubify.readers.form import Reader, delivering, suffix_of
from epubify.readers.plain_text import PLAIN_TEXT
from epubify.report import Report
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from epubify.readers.galley import Delivery

__all__ = ["MARKDOWN"]

_METADATA = lazy(rb"\A(?:\xef\xbb\xbf)?(?:---|\+\+\+)[ \t]*\r?\n\w+[ \t]*[:=]")


def has_metadata_block(source: Source) -> bool:
    """Tell whether a source begins with a metadata block; one that says it is text is text."""
    said = suffix_of(source) in PLAIN_TEXT.suffixes
    return not said and _METADATA.match(source.data) is not None


def read_markdown(source: Source, options: Options, report: Report) -> Manuscript:
    """Return the manuscript in a Markdown file."""
    return delivering("markdown", set_markdown)(source, options, report)


def set_markdown(source: Source, options: Options, report: Report) -> Delivery:
    """Return a Markdown file as it is set."""
    from epubify.decode import decode
    from epubify.readers.galley import Delivery
    from epubify.readers.markdown.metadata_block import read_metadata_block
    from epubify.readers.markdown.token_setter import set_tokens

    text = decode(source, options, report)
    block, body = read_metadata_block(text.text)
    galley = set_tokens(body, block, (source.folder, source.root))
    # A line of the block is a line of the galley, with an empty one after it.
    fields = tuple(
        Field(key.lower(), key, value, Place(source.name, 2 * n + 1, 2 * n + 1))
        for n, key, value in block.fields
    )
    metadata = replace(block.metadata, fields=fields)
    return Delivery(galley, metadata, text.encoding, text.confidence)


MARKDOWN = Reader(
    "markdown",
    (".md", ".markdown", ".mkd", ".mdown", ".qmd", ".rmd"),
    has_metadata_block,
    read_markdown,
)
