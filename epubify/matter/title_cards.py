"""Title cards: title and author in a frame below the first scene, as films have them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from epubify.layout.lines import Line
from epubify.matter.bylines import name_in_byline
from epubify.matter.credits import person
from epubify.matter.page import Page
from epubify.matter.people import clean_name, is_name
from epubify.matter.senders import Credit
from epubify.matter.titles import LONGEST_TITLE, clean_title
from epubify.text.facts import Facts
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.title_words import fold_title

LATEST = 400
"""Lines from the top among which a card stands: the first scene is above it. With more, frames in
the story are searched, with fewer, long scenes hide it."""
MOST_ROWS = 14
"""Lines with text from the title to the byline. With more, a name in the next scene is the
author's, with fewer, a cast between them hides it."""
NAME_BEFORE = lazy(
    r"(?P<name>[^\d\"«“:]{5,60}?)[.,]?\s+[\"«“](?P<title>[^\"»”]{2,80})[\"»”]\W*", needs='"«“'
)
LATEST_NAME = 30
"""Lines from the top that may name the author before the title. With more, a review at the end of a
short text does; with fewer, one below a long notice is not read."""
LONG_RULE = 20
"""Signs of a rule above and below a card of credits; with fewer, breaks between scenes do so."""
FEWEST_CREDITS, MOST_CREDITS = 4, 30
"""Rows of such a card. With fewer, a letter with its sender is one; with more, a cast between rules
that is all of a play is, and the other way round long casts are none."""
WIDEST_CREDIT = 60
"""Characters of a row of credits; with more, narrow prose is one, with fewer, few are."""
WIDEST = 80
"""Characters of a line of a card; with more, prose below a rule is one, with fewer, long credits
end it."""


def name_before_title(page: Page, title: str | None) -> Credit | None:
    """Return whom a line on top names before the title in quotation marks: ``Ann Berg "Salt"``."""
    wanted = fold_title(title or "")
    for line in page.lines[:LATEST_NAME]:
        match = NAME_BEFORE.fullmatch(line.text) if line.text and wanted else None
        name = person(match["name"]) if match else None
        if match and name and fold_title(match["title"]) == wanted:
            return Credit(clean_name(name), line.at)
    return None


def credit_of_card(page: Page, known: str | None = None) -> Credit | None:
    """Return title and author of the first card of a text that names both, None without one.

    Where the author is ``known``, it is a card that names this one.
    """
    rows = [line for line in page.lines[:LATEST] if line]
    at = {line.at: index for index, line in enumerate(page.lines[:LATEST])}
    for n, line in enumerate(rows):
        framed = any(
            row.facts.is_ornament for row in (*rows[max(0, n - 1) : n], *rows[n + 1 : n + 2])
        )
        if not (framed and names_work(line.facts) and stands_apart(page, at[line.at])):
            continue
        name = name_below(rows[n + 1 : n + 1 + MOST_ROWS])
        if name and folded(name) == folded(known or name):
            return Credit(name, line.at, clean_title(line.facts.core))
    return None


def writer_on_card(page: Page) -> Credit | None:
    """Return who wrote the text, as the credits of a film say between two rules amid it.

    Below the first scene each row of such a card is short, and one of them names the writer.
    """
    rules = [i for i, line in enumerate(page.lines[:LATEST]) if line and is_rule_across(line)]
    between = [[line for line in page.lines[a + 1 : b] if line] for a, b in pairwise(rules)]
    for n, (first, last) in enumerate(pairwise(rules)):
        rows, beside = between[n], [*between[max(0, n - 1) : n], *between[n + 1 : n + 2]]
        if any(0 < len(others) <= FEWEST_CREDITS for others in beside):
            continue  # an entry of a list, with a rule between all
        if not FEWEST_CREDITS <= len(rows) <= MOST_CREDITS or page.previous_text(first) is None:
            continue
        if any(len(row.text) > WIDEST_CREDIT or row.text[-1] in ".!?" for row in rows):
            continue
        said = ((name_in_byline(row.facts.core), row.at) for row in rows)
        named = [(name, at) for name, at in said if name and person(name)]
        if named:
            page.edges.update(range(first + 1, last + 1))  # each row is a line by itself
            return Credit(clean_name(named[0][0]), named[0][1])
    return None


def is_rule_across(line: Line) -> bool:
    """Tell whether a line is a rule over the page."""
    return line.facts.is_ornament and len(line.text.replace(" ", "")) >= LONG_RULE


def names_work(facts: Facts) -> bool:
    """Tell whether a line may be the title on a card: short, and set as titles are.

    >>> names_work(Facts("DANCE")), names_work(Facts("He slept.")), names_work(Facts("PART 2"))
    (True, False, False)
    """
    core = facts.core
    short = 0 < len(core) <= LONGEST_TITLE and any(map(str.isalpha, core))
    return short and facts.form is None and (core.isupper() or Facts(core).is_title_case)


def stands_apart(page: Page, index: int) -> bool:
    """Tell whether a line stands below a blank line or a rule, with text further above."""
    above = page.lines[index - 1] if index else None
    free = above is None or not above or above.facts.is_ornament
    return free and page.previous_text(index) is not None


def name_below(rows: Sequence[Line]) -> str | None:
    """Return the author whom a byline among the rows of a card names."""
    for row in rows:
        if row.facts.is_ornament:
            continue
        if len(row.text) > WIDEST:
            return None
        name = name_in_byline(row.facts.core)
        if name and is_name(clean_name(name)) and " " in clean_name(name):
            return clean_name(name)
    return None
