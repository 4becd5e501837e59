"""The title of a story with a part in one line, on top of the first of its parts."""

from __future__ import annotations

from epubify.matter.header import Header
from epubify.matter.page import Page
from epubify.matter.posting import names_part
from epubify.matter.titles import AFTER_TITLE, LONGEST_TITLE, heading_after_title
from epubify.text.facts import facts_of
from epubify.text.label_tails import by_whom
from epubify.text.title_words import fold_title


def leave_parts(page: Page, header: Header, known_title: str | None) -> None:
    """Leave what a title block says of a part in the text where other parts are headed alike."""
    if known_title is None:
        leave_first_part(page, header)
    else:
        leave_later_part(page, header, known_title)


def leave_first_part(page: Page, header: Header) -> None:
    """Leave the title with a part in the text where the next part has its heading further down.

    ``The Quay Part 1`` above ``The Quay Part 2`` says which part begins, not which the file is; nor
    does ``The Quay - Part 1 - Low Water`` above ``The Quay - Part 2 - High Water``. The later ones
    may do without the title: ``Part 2``.
    """
    title = serial_title(header.title) or header.title
    numbered = (n for n in sorted(header.lines) if part_in(page, n, title))
    at = next(numbered, None)
    if at is None:
        leave_part_alone(page, header)
        return
    first, after = part_in(page, at, title), range(max(header.lines) + 1, len(page.lines))
    alone = {part_alone(page, n) for n in after}
    begins = first == 1 and first + 1 in alone and first not in alone
    if begins or any(part_in(page, n, title) == first + 1 for n in after):
        header.title = title
        header.lines.discard(at)
        header.part = header.total = None
        header.places.pop("part", None)


def leave_part_alone(page: Page, header: Header) -> None:
    """Leave ``Part 1`` below the title where ``Part 2`` stands below it again, further down."""
    at = next((n for n in sorted(header.lines) if part_below(page, n, header.title)), None)
    if at is None:
        return
    number = part_below(page, at, header.title)
    later = range(max(header.lines) + 1, len(page.lines))
    if number + 1 in {part_below(page, n, header.title) for n in later}:
        header.lines.discard(at)
        header.part = header.total = None
        header.places.pop("part", None)


def leave_later_part(page: Page, header: Header, title: str) -> None:
    """Leave ``Part 2`` in a later title block where ``Part 1`` was left in the first.

    It stands below the title, or behind it (``The Quay. Part 2``).
    """
    for at in sorted(header.lines):
        number = part_below(page, at, title)
        if not number and names_part(page.lines[at].text):
            number = part_in(page, at, title)
        if number > 1 and number - 1 in {part_named(page, n) for n in range(at)}:
            header.lines.discard(at)
            return


def part_below(page: Page, index: int, title: str | None) -> int:
    """Return the number of the part that a line names alone, next below the title, else 0."""
    number = part_named(page, index) if title else 0
    above = page.previous_text(index) if number else None
    if not title or above is None or page.lines[above].facts.title_key != fold_title(title):
        return 0
    return number


def part_named(page: Page, index: int) -> int:
    """Return the number of the part that a line names, and nothing else but a byline, else 0."""
    line = page.lines[index]
    form = line.facts.form if line and len(line.text) <= LONGEST_TITLE else None
    alone = form is not None and form.rank == "part"
    alone = alone and not (form and form.title and not by_whom().fullmatch(form.title))
    return (form.number or 0) if form and alone else 0


def part_alone(page: Page, index: int) -> int:
    """Return the number of the part of which a line is the heading by itself, else 0."""
    line = page.lines[index]
    if not line or len(line.text) > LONGEST_TITLE or not page.is_free(index):
        return 0
    form = line.facts.form
    return (form.number or 0) if form and form.rank == "part" else 0


def serial_title(title: str | None) -> str | None:
    """Return what stands before a part and its own title, None where no part stands there.

    >>> serial_title("The Quay - Part 1 - Low Water"), serial_title("The Quay - Low Water")
    ('The Quay', None)
    """
    for mark in AFTER_TITLE.finditer(title or ""):
        form = facts_of((title or "")[mark.end() :]).form
        if mark.start() and mark[0].strip() and form and form.number and form.title:
            return (title or "")[: mark.start()]
    return None


def part_in(page: Page, index: int, title: str | None) -> int:
    """Return the number of the part that a line names behind the title of the story, else 0."""
    line = page.lines[index]
    if not title or not line or len(line.text) > 2 * LONGEST_TITLE:
        return 0
    found = heading_after_title(line.facts, title)
    return (found[0].number or 0) if found else 0
