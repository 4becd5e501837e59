"""Chapters that nothing names but the subjects of posts: ``Subject: The Salt Road: Chapter 2``.

Who posts a serial may leave the heading to the subject. There it stays, and the rest of the line
goes as all of the header does. A title that only counts on, ``The Salt Road 2``, stays in whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from epubify.matter.mail_headers import MailHeaders
from epubify.matter.page import Page
from epubify.matter.subject_lines import COUNTED, counted_title
from epubify.model import Field, Matter
from epubify.text.facts import facts_of
from epubify.text.heading_forms import HeadingForm
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded

FEWEST_POSTS = 2
"""Posts whose subjects name a chapter each. With one, what a lone chapter of a serial is called
becomes the heading of all of its text; with more, serials of two posts stay undivided."""
FIRST_LINES = 3
"""Lines with text at the top of a post among which its own heading is. With more, a number in the
first scene is one; with fewer, a heading below two rules is missed."""
PARTED = lazy(r"\s*[,:;]\s+|\s+[–—-]+\s+|\s+(?=\()")
"""What stands between the title of the story and its chapter."""


def keep_subject_headings(page: Page, headers: MailHeaders) -> None:
    """Let the chapters stay that the subjects of posts count, where no line of the text does."""
    subjects = headers.get("subject", [])
    if title := counted_title(field.value for field in subjects):
        keep_counted(page, [field for field in subjects if counts_on(field, title)], title)
        return
    chapters = [(field, chapter_in(field.value)) for field in subjects]
    named = [(field, found) for field, found in chapters if found is not None]
    numbers = [form.number or 0 for _, (_, form) in named]
    counts = all(b == a + 1 for a, b in pairwise(numbers))
    if len(named) < max(FEWEST_POSTS, len(subjects)) or not counts or has_chapters(page):
        return
    places = {line.at.first_line: index for index, line in enumerate(page.lines)}
    for field, (heading, _) in named:
        page.let_stay(places[field.at.first_line], heading)


def keep_counted(page: Page, fields: Sequence[Field], title: str) -> None:
    """Let the subjects stay that count on behind a title, where the posts have no headings."""
    numbers = [number_behind(field.value) for field in fields]
    places = {line.at.first_line: index for index, line in enumerate(page.lines)}
    posts = [places[field.at.first_line] for field in fields]
    own = [own_counter(page, *post) for post in zip(posts, numbers, strict=True)]
    titled = [says_title(page, post, title) for post in posts]
    headed = sum(counter is not None or said for counter, said in zip(own, titled, strict=True))
    runs_on = all(b == a + 1 for a, b in pairwise(numbers))
    if not runs_on or 2 * headed >= len(posts) or has_chapters(page):
        return
    for post, field, counter in zip(posts, fields, own, strict=True):
        page.let_stay(post, field.value)
        if counter is not None:
            page.take_out([counter], Matter.SLICE_TITLE, "repeats the number in the subject")


def counts_on(field: Field, title: str) -> bool:
    """Tell whether a subject is a title and a number, and no more."""
    found = COUNTED.fullmatch(field.value)
    return found is not None and found["title"] == title


def number_behind(subject: str) -> int:
    """Return the number that a subject ends in.

    >>> number_behind("The Salt Road 12")
    12
    """
    return int(subject[len(subject.rstrip("0123456789")) :])


def own_counter(page: Page, index: int, number: int) -> int | None:
    """Return the index of the line near the top of a post that is its number alone, if any."""
    for i in first_lines(page, index):
        form = page.lines[i].facts.form
        if form and form.number == number and form.title is None:
            return i
    return None


def says_title(page: Page, index: int, title: str) -> bool:
    """Tell whether one of the first lines of a post is the title, perhaps with more behind it."""
    said = (page.lines[i].text for i in first_lines(page, index))
    return any(folded(text).startswith(folded(title)) for text in said)


def first_lines(page: Page, index: int) -> list[int]:
    """Return the indices of the first lines with text of a post, whose header a line is of."""
    below = (i for i in range(index, len(page.lines)) if page.lines[i])
    return list(islice(below, FIRST_LINES))


def chapter_in(subject: str) -> tuple[str, HeadingForm] | None:
    """Return the chapter that a subject ends in, as it is written and taken apart.

    >>> chapter_in("The Salt Road: Chapter 2: Rain")[0], chapter_in("The Salt Road (2/5)")
    ('Chapter 2: Rain', None)
    """
    for tail in _tails(subject):
        form = facts_of(tail).form
        if form and form.rank == "chapter" and form.number is not None:
            return tail, form
    return None


def _tails(subject: str) -> Iterator[str]:
    """Yield what stands behind each sign in a subject, the longest first."""
    for parted in PARTED.finditer(subject):
        yield subject[parted.end() :].rstrip()


def has_chapters(page: Page) -> bool:
    """Tell whether a line of the text counts chapters."""
    forms = (line.facts.form for i, line in enumerate(page.lines) if line and page.is_free(i))
    return any(form and form.rank == "chapter" and form.number is not None for form in forms)
