"""Rows above a byline: which may be a title, and which of them are one title together."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.layout.lines import Line
from epubify.matter.bylines import name_in_byline
from epubify.matter.lone_titles import cries_warning
from epubify.matter.opening import OpeningLine, is_dedication, is_imprint
from epubify.matter.people import ADDRESS, given_first, is_whole_name
from epubify.matter.story_talk import is_talk
from epubify.matter.subject_lines import without_rating
from epubify.matter.titles import LONGEST_TITLE, starts_alternative
from epubify.matter.word_lists import genres, worded
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser
from epubify.text.word_patterns import AS_WRITTEN

PART_LINE = worded(r"@part_line@\s+(\S+?)(?:\s*(?:@of@|/)\s*(\S+))?\W*", needs=("part_line",))
PARTS_LINE = worded(r"@parts_line@\s+\d{1,3}\s?[-–—]\s?\d{1,3}\W*", needs=("parts_line",))
"""First and last of the parts that one post holds."""
OTHER_WORK = worded(r"\b(?:@sent_on@|@worked_on@)\s+@by@\b", needs=("sent_on", "worked_on"))
"""Who did something else than write: no title says so."""
BANG_PATH = lazy(r"\w+(?:![\w.-]+){2,}", needs="!")
"""An address of early networks: ``quay!lock!ann``."""
MADE_FOR = worded(r"\W*@made_for@\W*", needs=("made_for",))
KIND_OF = worded(r"\W*@indefinite@ (?:[\w'’-]+ ){0,3}?@kinds_of_books@ (?:@of@|@about@) .{3,60}")
YEARS = lazy(r"\W*(?:1\d|20)\d\d\s*[-–—]+\s*(?:1\d|20)?\d\d\W*")
"""The years that a text tells of."""
MOST_STACKED = 4
"""Lines of a title one below the other; with more, notices in capitals are titles, with fewer,
long ones are lost."""
LONG_ROW = 30
"""Characters of two rows in capitals, one right below the other, that are one title which was
wrapped. With more, long titles lose their first half; with fewer, a series above a title is of
it."""
SMALL_END = worded(r"(?:[,;:–—-]|\b@title_goes_on@)$", AS_WRITTEN)
SMALL_START = worded(r"@title_came_before@\b", AS_WRITTEN)


def is_title(row: OpeningLine) -> bool:
    """Tell whether a row above a byline may be the title."""
    if row.facts.is_ornament or PART_LINE.fullmatch(row.core) or len(row.core) > LONGEST_TITLE:
        return False
    if ADDRESS.search(row.core) or (row.facts.inner_stop and row.core.endswith((".", "!"))):
        return False
    bare = without_rating(row.core)
    said = (
        cries_warning(row.core)
        or OTHER_WORK.search(row.core)
        or (bare[-1:] in ".)!" and is_talk(bare))
    )
    return any(c.isalnum() for c in row.core) and not said


def is_address(row: OpeningLine) -> bool:
    """Tell whether a row is the address below the name of who posts a story."""
    return any(form.fullmatch(row.core) for form in (ADDRESS, BANG_PATH))


def is_plain(row: OpeningLine) -> bool:
    """Tell whether a row says more than what kind of book this is, and to whom it is given."""
    given = is_dedication(row.core) or is_imprint(row.core) or is_bracketed(row)
    return not (given or genres().are(row.core))


@recogniser(takes=("CREATED FOR", "Written for"), spares=("Created for Ann", "A Gift For"))
def is_made_for(text: str) -> bool:
    """Tell whether a row only says that the next one names what something was made for."""
    return MADE_FOR.fullmatch(text) is not None


def is_kind_of(row: OpeningLine, above: Sequence[OpeningLine]) -> bool:
    """Tell whether a row says what kind of book the title in capitals above it names.

    ``A Romance of the Northern Shore`` is a title where no other stands, and so are the years
    that a book tells of.
    """
    if above and is_span_of_years(row.core):
        return True
    if not any(one.core.isupper() for one in above) or row.core.isupper():
        return False
    return KIND_OF.fullmatch(row.core) is not None


@recogniser(takes=("1938 - 1985", "(1914-18)"), spares=("1984", "12-30", "Tides 1938 - 1985"))
def is_span_of_years(text: str) -> bool:
    """Tell whether a row says from which year to which a text tells, and nothing else."""
    return YEARS.fullmatch(text) is not None


def is_bracketed(row: OpeningLine) -> bool:
    """Tell whether brackets stand around a row."""
    return row.text[:1] + row.text[-1:] in ("()", "[]")


def is_title_like_byline(rows: Sequence[OpeningLine]) -> bool:
    """Tell whether the first of two bylines is a title: *By Moonlight*, by Ann Bee.

    The second may be the whole name alone.
    """
    first, second = (name_in_byline(row.core) for row in rows[:2]) if rows[1:] else (None, None)
    named = second or (rows[1:] and is_whole_name(rows[1].core))
    return bool(first and named and not given_first(first))


def belongs_above(above: OpeningLine, row: OpeningLine) -> bool:
    """Tell whether a title goes on from the row above."""
    if not is_title(above) or above.form or is_dedication(row.core):
        return False
    if starts_alternative(row.core) or (starts_alternative(above.core) and len(above.core) < 4):
        return True
    shouted = above.facts.is_shouted and row.facts.is_shouted
    over, under = (above.core, row.core)
    if shouted:
        over, under = over.lower(), under.lower()
    cut = SMALL_END.search(over) or SMALL_START.match(under) or row.core[0].islower()
    stacked = shouted and row.index == above.index + 2
    wrapped = shouted and row.joined and min(len(over), len(under)) >= LONG_ROW
    return ((row.joined or stacked) and bool(cut)) or wrapped


def stack_top(rows: Sequence[OpeningLine], last: int) -> int:
    """Return the index of the first row of a title cast in capitals on rows one below the other.

    They are one title where one of them breaks off in its midst; a series above a title does not.
    """
    top = last
    while top > 0 and rows[top].joined and is_stacked(rows[top - 1]) and is_stacked(rows[top]):
        top -= 1
    cut = any(belongs_above(rows[n], rows[n + 1]) for n in range(top, last))
    return top if cut and last - top < MOST_STACKED else last


def is_stacked(row: OpeningLine) -> bool:
    """Tell whether a row may be one of a title in capitals on several."""
    shouted = row.facts.is_shouted or row.core.isupper()
    return shouted and is_title(row) and is_plain(row) and not row.form


def tops_drawing(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a mark drawn with letters stands right on another line, as in a picture.

    >>> from epubify.model import Text
    >>> from epubify.layout.lines import lines_of
    >>> lines = lines_of(Text("XXX  xxx\\n X  x\\n\\nxXx\\n", "ascii", 1.0))
    >>> tops_drawing(lines, 0), tops_drawing(lines, 3)
    (True, False)
    """
    below = lines[index + 1].text if index + 1 < len(lines) else ""
    return bool(below) and any(map(str.isalnum, lines[index].text))
