"""Title pages in forms that are seldom met: heads of manuscripts, titles on several rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile, takewhile

from epubify.matter.lone_titles import COUNT_OF_WORDS
from epubify.matter.opening import COLUMNS, OpeningLine
from epubify.matter.page import Page
from epubify.matter.people import clean_name, is_whole_name, name_weight
from epubify.matter.private_details import without_detail
from epubify.matter.story_talk import is_talk
from epubify.matter.title_block import TitlePage, name_title
from epubify.matter.title_rows import MOST_STACKED, is_plain, is_title
from epubify.matter.titles import (
    LONGEST_TITLE,
    clean_title,
    starts_alternative,
    with_alternative,
)
from epubify.matter.traces import Traces
from epubify.matter.word_lists import alternative_words
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser
from epubify.text.title_words import is_title_case

BEFORE_HEADING = lazy(r"(?P<title>[^\W\d_][^:]{2,60}?)\s*(?::|\s[-–—]+|,)\s*(?P<heading>\w.{2,40})")
WEB_PAGE = lazy(r"https?://\S+", needs="/")
FEWEST_DRAWN = 3
"""Lines of a drawing on top of a text; with fewer, a row of stars beside a word is one, with more,
letters of three lines are none."""
WIDE = 2
"""Blank lines below a series and its title; with fewer, a place and a date in capitals above the
first scene are such, with more, they are not where files are set closely."""
FEWEST_OF_MANUSCRIPT = 3
"""Rows of the head of a manuscript: a name, an address, a title; with fewer, a letter is one."""


def anchored_by_address(rows: Sequence[OpeningLine], page: Page) -> TitlePage | None:
    """Understand the head of a manuscript: a name over its address, and a title further down."""
    if len(rows) < FEWEST_OF_MANUSCRIPT or not is_whole_name(rows[0].core):
        return None
    if page.posts or page.previous_text(rows[0].index) is not None:
        return None  # the signature below a note
    block = list(takewhile(lambda row: row.joined, rows[1:]))
    below = [row for row in rows[1 + len(block) :] if not COUNT_OF_WORDS.fullmatch(row.core)]
    private = any(not without_detail(row.text) for row in block)
    if not private or not below or not (is_title(below[0]) and is_plain(below[0])):
        return None
    found = TitlePage(author=clean_name(rows[0].core), byline=rows[0].core)
    found.named, found.lines["author"] = {rows[0].index}, rows[0].index
    name_title(found, below[:1])
    return found


def double_title(rows: Sequence[OpeningLine]) -> TitlePage | None:
    """Understand a title in two halves, ``THE FERRY, / or / THE SALT ROAD``, on rows of their own.

    The two are set alike, and nobody has to be named below them.
    """
    if len(rows) < 2 or rows[0].joined or rows[0].form or not is_title(rows[0]):
        return None
    word = rows[1].core.strip(" ,;.")
    lone = folded(word) in alternative_words()
    if lone and len(rows) > 2:
        below, other = rows[2], rows[2].core
    elif not lone and starts_alternative(rows[1].core) and rows[0].text[-1] in ",;":
        below, (word, other) = rows[1], rows[1].core.split(maxsplit=1)
    else:
        return None
    if below.form or not (is_set_as_title(rows[0].core) and is_set_as_title(other)):
        return None
    found = TitlePage()
    name_title(found, rows[:1])
    halves = [clean_title(half.rstrip(" ,;.")) for half in (rows[0].core, other)]
    found.title = with_alternative(halves[0], f"{word.strip(',').lower()} {halves[1]}")
    found.named.update(row.index for row in rows[: rows.index(below) + 1])
    return found


@recogniser(takes=("THE FERRY,", "The Salt Road"), spares=("It rains on the quay",))
def is_set_as_title(text: str) -> bool:
    """Tell whether words are in capitals, or begin with one each.

    >>> is_set_as_title("THE FERRY,"), is_set_as_title("The Salt Road"), is_set_as_title("It rains")
    (True, True, False)
    """
    bare = text.rstrip(" ,;.")
    return bare.isupper() or is_title_case(bare)


def title_above_page(rows: Sequence[OpeningLine]) -> TitlePage | None:
    """Understand a title over the address of its page on a site, as downloads have it."""
    if len(rows) < 2 or not WEB_PAGE.fullmatch(rows[1].text) or not is_title(rows[0]):
        return None
    found = TitlePage()
    name_title(found, rows[:1])
    return found


def title_in_heading(rows: Sequence[OpeningLine]) -> TitlePage | None:
    """Understand the title before the first heading of the text: ``The Salt Road: Chapter 1``.

    The line stays: it is the heading, too.
    """
    row = next((row for row in rows if not row.facts.is_ornament), None)
    match = BEFORE_HEADING.fullmatch(row.core) if row else None
    form = facts_of(match["heading"]).form if match else None
    if not row or not match or not form or form.number != 1 or form.rank != "chapter":
        return None
    title = facts_of(match["title"])
    if not (title.is_title_case or title.is_shouted) or title.form or is_whole_name(title.text):
        return None
    return TitlePage(title=clean_title(title.text), lines={"title": row.index})


def stacked_lines(rows: Sequence[OpeningLine], page: Page) -> TitlePage | None:
    """Understand a title in capitals on two to four lines, one below the other on top."""
    given = list(dropwhile(lambda row: row.facts.is_ornament, rows))
    rows = given
    first = rows[:1]
    rows = [*first, *takewhile(lambda row: row.joined, rows[1:])]
    text = " ".join(row.core for row in rows)
    if not 2 <= len(rows) <= MOST_STACKED or len(text) > LONGEST_TITLE:
        return None
    plain = all(row.facts.is_shouted or row.core.isupper() for row in rows) and not any(
        row.form or row.facts.is_ornament or name_weight(row.core) > 0 for row in rows
    )
    below = page.next_text(rows[-1].index + 1)
    if not plain or below is None or not page.is_free(rows[0].index) or is_talk(text):
        return None
    if below == rows[-1].index + 1 or not page.lines[rows[0].index].indent:
        return None
    found = TitlePage()
    name_title(found, rows)
    take_name_below(found, given[given.index(rows[-1]) + 1 :], page)
    return found


def drawn_title(rows: Sequence[OpeningLine], page: Page) -> TitlePage | None:
    """Understand the words beside a drawing on top of a text, whose letters may stand apart.

    All lines down to a blank one are the drawing: signs, and in one place words.
    """
    start = rows[0].index
    end = next((i for i in range(start, len(page.lines)) if not page.lines[i]), len(page.lines))
    texts = [line.text for line in page.lines[start:end]]
    columns = [[one for one in COLUMNS.split(text) if one] for text in texts]
    drawn = [[one for one in row if not any(map(str.isalnum, one))] for row in columns]
    worded = [n for n, row in enumerate(columns) if len(row) > len(drawn[n])]
    if len(texts) < FEWEST_DRAWN or len(worded) != 1 or not all(drawn) or page.previous_text(start):
        return None
    n = worded[0]
    words = [one for one in columns[n] if one not in drawn[n]]
    title = " ".join(words if len(words) == 1 else map(joined_letters, words))
    if not (is_title_case(title) or title.isupper()) or len(title) > LONGEST_TITLE:
        return None
    found = TitlePage(title=clean_title(title), named=set(range(start, end)))
    found.lines["title"] = start + n
    return found


def joined_letters(text: str) -> str:
    """Return a word whose letters stand apart in one piece, other words as they are.

    >>> joined_letters("F   e   r   r   y"), joined_letters("The Ferry")
    ('Ferry', 'The Ferry')
    """
    letters = text.split()
    return "".join(letters) if all(len(one) == 1 for one in letters) else text


def below_series(rows: Sequence[OpeningLine], page: Page) -> TitlePage | None:
    """Understand a title in capitals right below its series: ``RIVER PATROL: THE NEXT CREW``.

    Both stand alone, with much space below them.
    """
    rows = [rows[0], *takewhile(lambda row: row.joined, rows[1:])]
    last = rows[-1].index
    wide = last + WIDE < len(page.lines) and not any(page.lines[last + 1 : last + 1 + WIDE])
    series, colon, rest = rows[0].core.partition(": ")
    if len(rows) != 2 or not (wide and colon and series and rest) or ":" in rows[1].core:
        return None
    loud = all(row.facts.is_shouted and not row.form for row in rows)
    if not loud or not page.is_free(rows[0].index):
        return None
    found = TitlePage(series=clean_title(rows[0].core), named={rows[0].index})
    found.lines["series"] = rows[0].index
    name_title(found, rows[1:])
    return found


def take_name_below(found: TitlePage, rows: Sequence[OpeningLine], page: Page) -> None:
    """Take the whole name of an author on the next row, alone on its line."""
    if not rows or rows[0].joined or not is_whole_name(rows[0].core):
        return
    below = page.lines[rows[0].index + 1 : rows[0].index + 2]
    if any(below):
        return  # the head of an entry
    found.author, found.byline, found.paired = clean_name(rows[0].core), rows[0].core, True
    found.lines["author"] = rows[0].index
    found.named.add(rows[0].index)


def lines_known(bare: Sequence[OpeningLine], traces: Traces) -> TitlePage | None:
    """Understand a title set on several lines that stands in one piece elsewhere."""
    for count in (3, 2):
        rows = bare[:count]
        if len(rows) == count and traces.name(" ".join(row.core for row in rows)):
            found = TitlePage()
            name_title(found, rows)
            return found
    return None
