"""Markdown: CommonMark with tables, footnotes and a metadata block."""

from __future__ import annotations

import re
from itertools import islice
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

FEWEST_MARKED = 2
"""Headings of the second level that make a text Markdown, whatever its name says, where it begins
with one of the first and has pictures or a third level. With more, short tales with a picture each
keep their marks; with fewer, a note with one mark in it is read so."""
_MARKED = lazy(rb"\A(?:\xef\xbb\xbf)?\s*# \S")
_SECOND = lazy(rb"^## +\S", re.MULTILINE)
_BEYOND = lazy(rb"^(?:### +\S|!\[[^]\n]*\]\(\S+\)\s*$)", re.MULTILINE)
_METADATA = lazy(rb"\A(?:\xef\xbb\xbf)?(?:---|\+\+\+)[ \t]*\r?\n\w+[ \t]*[:=]")


def is_markdown(source: Source) -> bool:
    """Tell whether a source begins with a metadata block, or is marked all over.

    A block does not count in one that says it is text: there it is a header.

    >>> marked = b"# Tales\\n## The Ford\\n![](ford.jpg)\\nIt rained.\\n## The Ferry\\nIt came."
    >>> is_markdown(Source("a.txt", marked)), is_markdown(Source("a.txt", b"# The Ford\\nRain."))
    (True, False)
    """
    said = suffix_of(source) in PLAIN_TEXT.suffixes
    if not said and _METADATA.match(source.data) is not None:
        return True
    if not said or not _MARKED.match(source.data) or not _BEYOND.search(source.data):
        return False
    return len(list(islice(_SECOND.finditer(source.data), FEWEST_MARKED))) == FEWEST_MARKED


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
    is_markdown,
    read_markdown,
)
