"""Chapters that nothing names but the subjects of posts: ``Subject: The Salt Road: Chapter 2``.

Who posts a serial may leave the heading to the subject. There it stays, and the rest of the line
goes as all of the header does.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from epubify.matter.mail_headers import MailHeaders
from epubify.matter.page import Page
from epubify.text.facts import facts_of
from epubify.text.heading_forms import HeadingForm
from epubify.text.lazy_pattern import lazy

FEWEST_POSTS = 2
"""Posts whose subjects name a chapter each. With one, what a lone chapter of a serial is called
becomes the heading of all of its text; with more, serials of two posts stay undivided."""
PARTED = lazy(r"\s*[,:;]\s+|\s+[–—-]+\s+|\s+(?=\()")
"""What stands between the title of the story and its chapter."""


def keep_subject_headings(page: Page, headers: MailHeaders) -> None:
    """Let the chapters stay that the subjects of posts count, where no line of the text does."""
    subjects = headers.get("subject", [])
    chapters = [(field, chapter_in(field.value)) for field in subjects]
    named = [(field, found) for field, found in chapters if found is not None]
    numbers = [form.number or 0 for _, (_, form) in named]
    counts = all(b == a + 1 for a, b in pairwise(numbers))
    if len(named) < max(FEWEST_POSTS, len(subjects)) or not counts or has_chapters(page):
        return
    places = {line.at.first_line: index for index, line in enumerate(page.lines)}
    for field, (heading, _) in named:
        page.let_stay(places[field.at.first_line], heading)


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
