"""The lines of a title page beside title and author: publisher, edition, dedication, dates."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from epubify.matter.fields import field_line
from epubify.matter.lone_titles import YEAR, paragraph_at
from epubify.matter.opening import (
    OpeningLine,
    is_dedication,
    is_imprint,
    last_line,
    opens_section,
)
from epubify.matter.page import Page
from epubify.matter.story_talk import is_talk
from epubify.matter.word_lists import marker_words
from epubify.text.dates import is_date
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.line_ends import closes_sentence
from epubify.text.recogniser import recogniser

if TYPE_CHECKING:
    from epubify.matter.title_block import TitlePage

SIDES = lazy(r"\s{12,}")
"""The space between the two sides of a frame."""
PRESSED = lazy(
    r"[A-ZÀ-Ž][\w .&]{2,30}: (?=[^,]*[ &])[A-ZÀ-Ž][^.!?:]{3,60}, (?:1[5-9]|20)\d\d\.?",
)
MOST_REMARKS = 3
"""Rows below a byline down to one in brackets; with more, a poem with an aside is none of the text,
with fewer, a name below what its bearer is called stays in the text."""
MOST_GIVEN, LONGEST_GIVEN = 3, 40
"""Rows below a lone ``TO``, and characters of each, that say to whom a book is given. With more, a
motto in short lines is one; with fewer, two names and what they were are text."""
TALLEST_EDGE = 3
"""Lines of the upper edge of a frame; with more, a rule far above is one, with fewer, corners with
a stroke below them are none."""
MOST_PLACES, MOST_NAMES = 3, 6
"""Places one within the other, and words, of a line that says where a publisher is. With more, a
sentence of names is none of the story; with fewer, a town in a state of a country is text."""
LONGEST_COPYRIGHT_LINE = 80
"""Characters of a line of a copyright page; with more, first sentences that speak of a press are
one, with fewer, who made the cover is the story."""
WIDEST_SIDE = 6
"""Signs of one side of a frame; with more, two drawings are one, with fewer, ornate corners are
none."""


def unframed(text: str) -> str:
    """Return a line of a title page without the signs that were set at both its ends; brackets
    stay.

    >>> unframed("- Typed on the quay -"), unframed("[Salt Road]"), unframed("Anno 1891")
    ('Typed on the quay', '[Salt Road]', 'Anno 1891')
    """
    facts = facts_of(text)
    return facts.core if facts.ornamented and text[0] not in "([{<" else text


def take_imprint(
    found: TitlePage, bare: Sequence[OpeningLine], rows: Sequence[OpeningLine], page: Page
) -> None:
    """Take the other lines of the title page, down to the last that is one for sure.

    A paragraph that goes on below the rows is text, whatever words are in it.
    """
    bare = [row for row in bare if not goes_on_as_text(row, rows, page)]
    signs = [
        row.index
        for row in bare
        if is_imprint(row.text) and (is_pressed(row.text) or not field_line(row.text))
    ]
    signs += [row.index for row in bare if goes_on_from_imprint(row, bare)]
    before_heading = heading_follows(rows, page)
    signs += places_below(bare, signs, before_heading=before_heading)
    years = [
        row.index
        for row in bare
        if YEAR.fullmatch(row.text) and (signs or before_heading or row.text[0] in "([")
    ]
    last = max([*found.named, *signs, *years, *frame_ends(rows, page)])
    last = max([last, *bracketed_below(last, bare)])
    last = max([last, *(row.index for row in bare if goes_on_as_talk(row.index, last, page))])
    given = given_below(last, bare)
    rest = [row for row in bare if row.index <= last and row.index not in found.named]
    to_whom = [row for row in rest if is_dedication(row.core)]
    found.dedication = [row.index for row in to_whom if not goes_on_from_imprint(row, bare)] + given
    found.imprint = [row.index for row in rest if row.index not in found.dedication]


def given_below(last: int, rows: Sequence[OpeningLine]) -> list[int]:
    """Return the rows below the last one that say over several lines to whom the book is given.

    The first is ``TO`` alone, and nothing of the title page follows the name.
    """
    below = [row for row in rows if row.index > last]
    name = below[1:]
    opens = bool(below) and folded(below[0].core) in marker_words("dedicated")
    short = all(len(row.text) <= LONGEST_GIVEN and row.facts.ending == "open" for row in name)
    if not (opens and short and 0 < len(name) <= MOST_GIVEN):
        return []
    return [row.index for row in below]


def goes_on_from_imprint(row: OpeningLine, rows: Sequence[OpeningLine]) -> bool:
    """Tell whether a row goes on with what a publisher says in the row above it."""
    above = next((one for one in rows if one.index == row.index - 1), None) if row.joined else None
    if above is None or not row.text[:1].islower():
        return False
    return is_imprint(above.text) and above.facts.ending == "open"


@recogniser(
    takes=("London: Holm & Sons, 1911", "Leipzig: Adler und Sohn, 1897."),
    spares=("Notice: not to be sold.", "Rating: PG, 1997", "Late: it rained. Then, in 1911"),
)
def is_pressed(text: str) -> bool:
    """Tell whether a line says where, by whom and when a book was published."""
    return PRESSED.fullmatch(text) is not None


def bracketed_below(last: int, rows: Sequence[OpeningLine]) -> list[int]:
    """Return the rows right below the last one down to one in brackets: who somebody really is."""
    below = list(takewhile(lambda row: row.joined, (row for row in rows if row.index > last)))
    near = below[:MOST_REMARKS] if below and below[0].index == last + 1 else []
    return [row.index for row in near if row.text[:1] + row.text[-1:] == "()"][-1:]


def places_below(
    bare: Sequence[OpeningLine], signs: Sequence[int], *, before_heading: bool
) -> list[int]:
    """Return the index of the place that a publisher is at: right below its name, and no more.

    A lone word in capitals is one that closes the title page, right above the first heading.
    """
    last = max(signs, default=-1)
    below = next((row for row in bare if row.index > last), None) if signs else None
    if below is None:
        return []
    closes = before_heading and below is bare[-1] and below.facts.is_shouted
    town = closes and " " not in below.text
    return [below.index] if town or is_place(below.text) else []


@recogniser(
    takes=("Ste. Anne, Manitoba, Canada", "London, England"),
    spares=("Rain, and wind.", "London", "Anne, who left", "Rain, Wind, Snow, Ice, Fog, and Hail"),
)
def is_place(text: str) -> bool:
    """Tell whether a line is a town and its country: a few names, with commas between."""
    parts = [part.split() for part in text.split(", ")]
    words = [word for part in parts for word in part]
    named = all(part for part in parts) and all(word[0].isupper() for word in words)
    few = 1 < len(parts) <= MOST_PLACES and len(words) <= MOST_NAMES
    return few and named and text[-1].isalpha()


def frame_ends(rows: Sequence[OpeningLine], page: Page) -> list[int]:
    """Return the indices of the rows that are edges of a frame around the whole title page.

    An edge has signs at both margins and nothing between; one stands above the title, too.
    """
    edges = [row.index for row in rows if is_edge(page.lines[row.index].text)]
    top = rows[0].index if rows else 0
    above = page.given[max(0, top - TALLEST_EDGE) : top + 1]
    return edges if any(is_edge(line.text) for line in above) else []


@recogniser(
    takes=(r"\|/                         \|/", "|                    |"), spares=("* * *", "---")
)
def is_edge(text: str) -> bool:
    """Tell whether a line has signs at its two ends and space between them."""
    left, *right = SIDES.split(text)
    alike = len(right) == 1 and 0 < len(left) == len(right[0]) <= WIDEST_SIDE
    return alike and not any(map(str.isalnum, text))


def take_dates(found: TitlePage, rows: Sequence[OpeningLine]) -> None:
    """Take the dates above the last line of the title page, and one right below it."""
    last = max([*found.named, *found.imprint, *found.dedication])
    below = next((row for row in rows if row.index > last), None)
    for row in rows:
        near = row.index == last + 1 or (row is below and is_imprint(row.text))
        if is_date(row.text) and not row.field and (row.index < last or near):
            found.dates.append(row.index)


def goes_on_as_talk(index: int, last: int, page: Page) -> bool:
    """Tell whether a line is of the paragraph of the last one, which is no text of a story."""
    if index <= last or not all(page.lines[last : index + 1]):
        return False
    return is_talk(paragraph_at(page, page.previous_blank(last) + 1))


def goes_on_as_text(row: OpeningLine, rows: Sequence[OpeningLine], page: Page) -> bool:
    """Tell whether a row is of a paragraph that the rows break off, or the heading of it."""
    end = last_line(page, rows[-1]) + 1
    below = end < len(page.lines) and bool(page.lines[end])
    if not below or rows[-1].field:
        return False
    first = page.previous_blank(end) + 1
    named = row.facts.form is not None or opens_section(row.core)
    return row.index >= first or (named and page.next_text(row.index + 1) == first)


def heading_follows(rows: Sequence[OpeningLine], page: Page) -> bool:
    """Tell whether the first line after the rows is a heading."""
    after = page.next_text(last_line(page, rows[-1]) + 1)
    return after is not None and page.lines[after].facts.form is not None


@recogniser(
    takes=("ISBN: 978-0-0000-0000-0", "Cover design by Quay Studio"),
    spares=("He ran to the press and printed it.", "The Salt Road"),
)
def is_copyright_line(text: str) -> bool:
    """Tell whether a line may stand on a copyright page: it is short, and speaks of publishing."""
    short = len(text) <= LONGEST_COPYRIGHT_LINE and not closes_sentence(text)
    return short and is_imprint(text)


@recogniser(takes=("Issue: February 1995",), spares=("Salt: a tale of two ferries", "May 1995"))
def is_labelled_date(text: str) -> bool:
    """Tell whether a line says by a label of any kind when something came out."""
    label, colon, value = text.partition(":")
    return bool(colon) and label.strip().isalpha() and is_date(value.strip())


def key_of_row(text: str) -> str:
    """Return what a row without a known label is that stands between the title and the fields.

    >>> key_of_row("Issue: February 1995"), key_of_row("The ferry sails without its pilot.")
    ('imprint', 'summary')
    """
    return "imprint" if is_labelled_date(text) else "summary"
