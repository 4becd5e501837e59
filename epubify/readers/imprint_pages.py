"""Pages of the publisher that markup heads: ``Copyright``, ``Colophon``; they are no chapters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from msgspec.structs import replace

from epubify.layout.lines import Line
from epubify.matter.lone_titles import YEAR
from epubify.matter.opening import is_imprint as publishes
from epubify.matter.word_lists import imprint_phrases
from epubify.model import Fate, Field, Metadata, SetApart
from epubify.readers.contents_names import level_of
from epubify.readers.marked_title import LONGEST_CREDIT, is_title
from epubify.readers.noted_facts import listed
from epubify.text.facts import facts_of
from epubify.text.lexicon import folded

FEWEST_HEADINGS = 3
"""Headings of a text that has such pages; with fewer, a text about a copyright is one."""
FIRST_HEADINGS, LAST_HEADINGS = 4, 3
"""Headings at either end among which such a page stands. With more, a chapter that is called
``Colophon`` is none; with fewer, one below a dedication and contents is a chapter."""
MOST_IMPRINTS = 6
"""Lines below a title that say where the book was published; with more, a list of books is one,
with fewer, an address on lines of its own is text."""
LONGEST_PAGE = 200
"""Words of such a page; with more, an essay on rights is left out, with fewer, long notices are
chapters."""


def imprint_pages(
    metadata: Metadata, lines: Sequence[Line], taken: Sequence[SetApart]
) -> tuple[Metadata, list[SetApart]]:
    """Return metadata with what pages of the publisher say, and these pages, set apart.

    So is what stands of him below a title that was set apart. Their words stand with the facts of
    the book.
    """
    pages = [imprint_below(lines, taken), *pages_in(lines)]
    shown = [line for page in pages for line in page]
    fields = tuple(Field("imprint", "", line.text, line.at) for line in shown)
    apart = [SetApart(line.at, Fate.HEADER, "page of the publisher") for line in shown]
    return replace(metadata, fields=(*metadata.fields, *fields)), apart


def imprint_below(lines: Sequence[Line], taken: Sequence[SetApart]) -> list[Line]:
    """Return the lines right below a title that say where and when the book was published.

    The first heading follows them.
    """
    shown = [line for line in lines if line][: MOST_IMPRINTS + 1]
    titles = [one.at.first_line for one in taken if is_title(one) and one.fate is Fate.HEADER]
    run = list(takewhile(lambda line: is_credit(line.text) and not line.plain, shown))
    below = shown[len(run) : len(run) + 1]
    headed = any(level_of(line) or facts_of(line.text).form for line in below)
    return run if run and headed and titles and max(titles) < run[0].number else []


def is_credit(text: str) -> bool:
    """Tell whether a short line speaks of publishing, or is a year.

    >>> is_credit("Published October, 1897"), is_credit("CHAPTER I"), is_credit("1897")
    (True, False, True)
    """
    return len(text) <= LONGEST_CREDIT and (bool(YEAR.fullmatch(text)) or publishes(text))


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
