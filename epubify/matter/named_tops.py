"""Tops of files that name title and author by their place alone.

A library writes ``The Salt Road / Ann Berg`` as its catalogue does, below the title; such a line
says who wrote what. Scripts without capitals have no look of a title: there two short lines far
apart from each other, and from what follows, are title and author.
"""

from __future__ import annotations

import unicodedata

from epubify.matter.page import Page
from epubify.matter.people import clean_name, is_name
from epubify.matter.senders import Credit
from epubify.matter.titles import clean_title
from epubify.text.facts import facts_of
from epubify.text.recogniser import recogniser
from epubify.text.title_words import fold_title

FIRST_ROWS = 3
"""Lines with text from the top among which the line of a catalogue stands. With more, a line of
verse with a stroke in it is one; with fewer, one below a title and a kind of book stays."""
LONGEST = 70
"""Characters of such a line; with more, a sentence with a stroke is one, with fewer, long titles
stay in the text."""
MOST_WORDS = 8
"""Words of a title in a script without capitals; with more, a first line is one, with fewer, long
titles stay in the text."""
MOST_OF_NAME = 4
"""Words of a name in such a script; with more, a subtitle is one, with fewer, names of fathers
are none."""
WIDE = 3
"""Blank lines between title, author and text, at least. With fewer, two short paragraphs entitle a
story; with more, title pages set close stay in the text."""
STROKE = " / "
REMARK = frozenset("([{")
"""What stands before a remark, which names nobody."""


@recogniser(
    takes=("The Salt Road\n\nThe Salt Road / Ann Berg\n\n\nIt rained.",),
    spares=("The Salt Road / Ann Berg\n\nIt rained.", "The Salt Road\n\nRain / snow\n\nIt rained."),
)
def take_named_top(page: Page) -> Credit | None:
    """Take out the title and the author on top of a file, and return what they are."""
    rows = [n for n, line in enumerate(page.lines) if line][: FIRST_ROWS + 1]
    return in_catalogue(page, rows) or far_apart(page, rows)


def in_catalogue(page: Page, rows: list[int]) -> Credit | None:
    """Take the line of a catalogue below the title that it repeats."""
    for place, n in enumerate(rows[1:FIRST_ROWS], 1):
        title, stroke, name = page.lines[n].text.partition(STROKE)
        above = {fold_title(page.lines[k].text) for k in rows[:place]}
        if not stroke or STROKE in name or len(page.lines[n].text) > LONGEST:
            continue
        if above == {fold_title(title)} and (is_name(name) or has_no_capitals(name)):
            at = page.lines[n].at
            page.take_header(rows[: place + 1], "title, and author as in a catalogue")
            return Credit(clean_name(name), at, clean_title(title), sure=True)
    return None


def far_apart(page: Page, rows: list[int]) -> Credit | None:
    """Take the two lines of a title page whose script has no capitals, far from all else."""
    if len(rows) < FIRST_ROWS:
        return None
    first, second, third = rows[:FIRST_ROWS]
    if second - first <= WIDE or third - second <= WIDE:
        return None
    title, name = page.lines[first].text, page.lines[second].text
    if not (may_entitle(title, MOST_WORDS) and may_entitle(name, MOST_OF_NAME)):
        return None
    at = page.lines[second].at
    page.take_header([first, second], "title and author, far apart on top")
    return Credit(clean_name(name), at, clean_title(title), sure=True)


def may_entitle(text: str, most: int) -> bool:
    """Tell whether a line in a script without capitals may be a title or a name.

    >>> may_entitle("بوصلة الليل", 4), may_entitle("Salt Road", 4), may_entitle("ذهب إلى البحر.", 4)
    (True, False, False)
    """
    facts = facts_of(text)
    plain = facts.form is None and facts.ending == "open" and len(text.split()) <= most
    remark = text[:1] in REMARK or any(map(str.isdigit, text))
    return plain and not remark and has_no_capitals(text)


def has_no_capitals(text: str) -> bool:
    """Tell whether the letters of a text are of a script that has no capitals.

    >>> has_no_capitals("يوسف"), has_no_capitals("Ann"), has_no_capitals("***")
    (True, False, False)
    """
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and all(unicodedata.category(char) in ("Lo", "Lm") for char in letters)
