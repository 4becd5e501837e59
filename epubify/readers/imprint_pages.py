"""Pages of the publisher that markup heads: ``Copyright``, ``Colophon``; they are no chapters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from epubify.layout.lines import Line
from epubify.matter.word_lists import imprint_phrases
from epubify.model import Fate, Field, Metadata, SetApart
from epubify.readers.contents_names import level_of
from epubify.readers.noted_facts import listed
from epubify.text.lexicon import folded

FEWEST_HEADINGS = 3
"""Headings of a text that has such pages; with fewer, a text about a copyright is one."""
FIRST_HEADINGS, LAST_HEADINGS = 4, 3
"""Headings at either end among which such a page stands. With more, a chapter that is called
``Colophon`` is none; with fewer, one below a dedication and contents is a chapter."""
LONGEST_PAGE = 200
"""Words of such a page; with more, an essay on rights is left out, with fewer, long notices are
chapters."""


def imprint_pages(metadata: Metadata, lines: Sequence[Line]) -> tuple[Metadata, list[SetApart]]:
    """Return metadata with what pages of the publisher say, and these pages, set apart.

    Their words stand with the facts of the book.
    """
    pages = list(pages_in(lines))
    shown = [line for page in pages for line in page]
    fields = tuple(Field("imprint", "", line.text, line.at) for line in shown)
    apart = [SetApart(line.at, Fate.HEADER, "page of the publisher") for line in shown]
    return replace(metadata, fields=(*metadata.fields, *fields)), apart


def pages_in(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each page of the publisher: its heading, and what is below."""
    headings = [n for n, line in enumerate(lines) if line and level_of(line)]
    if len(headings) < FEWEST_HEADINGS:
        return
    edges = {*headings[:FIRST_HEADINGS], *headings[-LAST_HEADINGS:]}
    for start, end in pairwise([*headings, len(lines)]):
        page = [line for line in lines[start:end] if line]
        if start in edges and len(page) > 1 and is_imprint(page):
            yield page


def is_imprint(page: Sequence[Line]) -> bool:
    """Tell whether a heading and what is below it are a page of the publisher."""
    heading = folded(page[0].text).strip(" .:")
    if heading not in listed("imprint_headings"):
        return False
    words = sum(len(line.text.split()) for line in page)
    speaks = any(imprint_phrases().stand_in(line.text) for line in page[1:])
    speaks = speaks or heading in listed("colophons")
    return speaks and words <= LONGEST_PAGE and not any(line.plain for line in page)
