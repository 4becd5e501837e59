"""Entries of journals, saved as text: mood and music above a story, comments below it.

::

    mudlark (mudlark) wrote,
    @ 2006-11-04 23:14:00
    Previous Entry  Add to memories!  Next Entry
    Current mood: accomplished
    Current music: rain on the roof

    Fic: Ten Past Midnight
    …
    (Post a new comment)

Characters of a story may keep a journal, too: only what stands at the top of a file is read, where
the site says who wrote it, or counts comments.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from epubify.matter.fields import field_line
from epubify.matter.page import Page
from epubify.matter.senders import Credit
from epubify.matter.word_lists import marker_words, worded
from epubify.model import Matter
from epubify.text.dates import date_in
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

WROTE = worded(
    r"(?P<name>[\w-]{2,30})(?: \([\w. -]{2,40}\))? (?:@journal_wrote@)(?: \S{2,30})?\s?[,:]"
)
"""Who wrote an entry: ``mudlark (mudlark) wrote,``, perhaps in which community."""
STAMP = lazy(r"\W*\S.{5,40}\d\d?:\d\d.{0,12}", needs=":")
"""A day and an hour."""
ANSWER = worded(r"\(?(?:@comment_answers@)\)?.{0,60}", needs=("comment_answers",))
"""What stands below each comment: ``(Reply to this) (Thread)``."""
COUNT = lazy(r"\d+\+?")
FIRST_LINES = 14
"""Lines with text at the top among which the head of an entry stands. With more, a journal that a
story shows on its first page is one; with fewer, heads below a menu stay."""
LONGEST_DATE, LONGEST_TITLE = 45, 90
"""Characters of the line with the date of an entry, and of its subject. With more, the first
sentence of a story is one; with fewer, subjects with a rating stay in the text."""


@recogniser(
    takes=(
        "ann (ann) wrote,\n@ 2006-11-04 23:14:00\nCurrent mood: sad\n\nSalt\n\nIt rained.",
        "Salt\nJun. 8th, 2008 at 9:47 PM\n\nMood: sad\nMusic: rain\n\nIt rained.\n\n2 comments",
    ),
    spares=(
        "March 3, 9:47 PM\nMood: sad\nMusic: rain\n\nIt rained.",
        "Ann wrote, and it rained.\n\nMood: sad, as ever.",
    ),
)
def take_journal_entry(page: Page) -> Credit | None:
    """Take out what a journal sets around an entry; return who wrote it, and its subject."""
    top = [*islice((n for n, line in enumerate(page.lines) if line.text), FIRST_LINES)]
    fields = [n for n in top if is_of_entry(page.lines[n].text)]
    if not fields:
        return None  # as in nearly all texts
    wrote = next((n for n in top if WROTE.fullmatch(page.lines[n].text)), None)
    ends = [n for n in page.saying(marker_words("journal_ends")) if is_end(page.lines[n].text)]
    if wrote is None and not ends:
        return None
    last = max(*fields, -1 if wrote is None else wrote)
    head = [n for n in top if n <= last]
    stamp = next((n for n in head if is_stamp(page.lines[n].text)), None)
    title = subject_of(page, head, stamp, last)
    buttons = [n for n in head if is_row_of_journal(page.lines[n].text)]
    credit = credit_of_entry(page, wrote, title)
    known = {*fields, *buttons, *(n for n in (wrote, stamp) if n is not None)}
    page.take_out(sorted(known), Matter.POSTING, "head of an entry in a journal")
    page.seams.add(last + 1)
    take_comments(page, ends)
    take_tail(page)
    if credit and title is not None:
        page.take_header([title], "subject of an entry in a journal")
    return credit


def credit_of_entry(page: Page, wrote: int | None, title: int | None) -> Credit | None:
    """Return who wrote an entry, and its subject, None where neither is known."""
    found = WROTE.fullmatch(page.lines[wrote].text) if wrote is not None else None
    at = page.lines[wrote if title is None and wrote is not None else title or 0].at
    if title is None:
        return Credit(found["name"], at) if found else None
    return Credit(found["name"] if found else "", at, page.lines[title].text, sure=True)


def subject_of(page: Page, head: Sequence[int], stamp: int | None, last: int) -> int | None:
    """Return the index of the subject: right above the date, or alone below the head."""
    above = page.previous_text(stamp) if stamp is not None else None
    if above is not None and above in head and is_subject(page.lines[above].text):
        return above
    below = page.next_text(last + 1)
    if below is None or not is_subject(page.lines[below].text) or not page.is_free(below):
        return None
    after = below + 1 < len(page.lines) and page.lines[below + 1].text
    fielded = after and field_line(page.lines[below + 1].text) is not None
    return below if fielded or (not after and stamp is not None) else None


@recogniser(takes=("Fic: Ten Past Midnight",), spares=("It rained.", "Author: Ann"))
def is_subject(text: str) -> bool:
    """Tell whether a line may be the subject of an entry: short, no sentence, and no field."""
    if len(text) > LONGEST_TITLE or text[-1] in ".,;:?!" or WROTE.fullmatch(text):
        return False
    field = field_line(text)
    return not (is_of_entry(text) or is_row_of_journal(text) or (field and field.strong))


@recogniser(
    takes=("Current mood: accomplished", 'Music: Ann Berg, "Salt"', "Entry tags: fic, salt"),
    spares=("Mood", "He was in a mood: bad.", "Title: Salt"),
)
def is_of_entry(text: str) -> bool:
    """Tell whether a line is a field that a journal sets above an entry."""
    key, colon, value = text.partition(":")
    return bool(colon and value.strip()) and folded(key) in marker_words("journal_fields")


@recogniser(takes=("@ 2006-11-04 23:14:00",), spares=("At 9:47 it rained.", "June 8th, 2008"))
def is_stamp(text: str) -> bool:
    """Tell whether a line says on which day an entry was written, and at what hour."""
    return len(text) <= LONGEST_DATE and bool(STAMP.fullmatch(text)) and date_in(text) is not None


@recogniser(
    takes=("14 comments | Leave a comment", "(Read 2 comments) (Post a new comment)", "Link"),
    spares=("It rained.", "14", "No comment | No."),
)
def is_row_of_journal(text: str) -> bool:
    """Tell whether a line is but buttons of a journal and how many comments there are."""
    parts = [part.strip(" ()!") for one in text.split("|") for part in one.split(") (")]
    said = [" ".join(word for word in folded(part).split() if not COUNT.fullmatch(word))
            for part in parts]  # fmt: skip
    return all(one in marker_words("journal_buttons") for one in said)


@recogniser(takes=("23 comments | Share",), spares=("It rained.", "He had no comment."))
def is_end(text: str) -> bool:
    """Tell whether a line ends an entry: its comments follow, or were counted there."""
    small = text.casefold()
    known = any(map(small.__contains__, marker_words("journal_ends")))
    return known and (is_row_of_journal(text) or small.startswith(marker_words("journal_tails")))


def take_comments(page: Page, ends: Sequence[int]) -> None:
    """Take out the comments below an entry: each ends with the links by which it is answered."""
    may = page.saying(marker_words("comment_answers"))
    answers = [n for n in may if ANSWER.fullmatch(page.lines[n].text)]
    first = next((n for n in ends if answers and n < answers[0]), None)
    if first is not None:
        page.take_out(range(first, answers[-1] + 1), Matter.COMMENT, "comments on an entry")


@recogniser(
    takes=("It rained.\n\nTags: salt\n23 comments | Share",),
    spares=("It rained.\n\nTags were sewn to it.", "23 comments | Share\n\nIt rained."),
)
def take_tail(page: Page) -> None:
    """Take out the last lines that are rows of buttons, or fields of an entry said again."""
    last = page.previous_text(len(page.lines))
    while last is not None:
        text = page.lines[last].text
        if not (is_row_of_journal(text) or is_end(text) or is_of_entry(text)):
            return
        page.take_out([last], Matter.NAVIGATION, "foot of an entry in a journal")
        last = page.previous_text(last)
