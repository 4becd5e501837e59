"""Parts that only the subject of their post names, where the other posts have headings."""

from __future__ import annotations

from collections.abc import Mapping

from epubify.matter.mail_headers import MailHeaders
from epubify.matter.page import Page
from epubify.matter.subject_lines import PART_OF
from epubify.text.facts import facts_of
from epubify.text.heading_forms import HeadingForm
from epubify.text.title_words import fold_title

FEWEST_AGREED = 2
"""Posts whose subjects count as the headings in them do. With fewer, the number of a post names a
part of a story that counts otherwise; with more, the lost part of a short serial stays lost."""


def keep_lost_headings(page: Page, mail: MailHeaders, title: str | None) -> None:
    """Let the part stay that the subject of a post names, where the others name theirs below it.

    Its neighbours have a heading in the text, in their order, and the post has none. What stands
    before it is the title of the story, which is shown.
    """
    subjects = mail.get("subject", [])
    said = [(field, found) for field in subjects if (found := part_at_end(field.value))]
    if not title or len({form.number for _, (_, form) in said}) <= FEWEST_AGREED:
        return
    headed = headings_of(page, {form.rank for _, (_, form) in said})
    places = {line.at.first_line: index for index, line in enumerate(page.lines)}
    posts = [(places[field.at.first_line], field, found) for field, found in said]
    agreed = {form.number for at, _, (_, form) in posts if headed.get(form.number or 0, 0) > at}
    if len(agreed) < FEWEST_AGREED:
        return
    for at, field, (words, form) in posts:
        number = form.number or 0
        whole = page.given[at].text.endswith(words)
        entitled = fold_title(field.value.removesuffix(words)) == fold_title(title)
        if whole and entitled and number not in headed and is_between(headed, number, at):
            page.let_stay(at, words)
            headed[number] = at


def part_at_end(subject: str) -> tuple[str, HeadingForm] | None:
    """Return the part that a subject ends in, as it is written and taken apart.

    >>> part_at_end("The Salt Road Part 12")[0], part_at_end("The Salt Road (2/5)")
    ('Part 12', None)
    """
    found = PART_OF.search(subject)
    words = found[0].lstrip(" ,") if found else ""
    form = facts_of(words).form if words else None
    return (words, form) if form and form.number is not None else None


def headings_of(page: Page, ranks: set[str]) -> dict[int, int]:
    """Return the numbers of the headings of some ranks, with the first place of each."""
    headed: dict[int, int] = {}
    for i, line in enumerate(page.lines):
        form = line.facts.form if line and page.is_free(i) else None
        if form and form.rank in ranks and form.number is not None:
            headed.setdefault(form.number, i)
    return headed


def is_between(headed: Mapping[int, int], number: int, place: int) -> bool:
    """Tell whether a place is where a number is missing: behind the one before, above the next.

    There is none before the first one: the title block of the story stands below its subject.
    """
    before = headed.get(number - 1, place)
    after = headed.get(number + 1, place + 1 if number > max(headed) else place)
    return before < place < after
