"""Sheets of numbers that sites set above a story: when it was posted, how long it is, who read it.

::

    GeschichteMystery, Familie / P12 / Gen
    04.03.2014
    2
    4.512
    3 Reviews

Numbers and dates say nothing by themselves: one line of a sheet has a label that only sites write.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from epubify.matter.copied_pages import DAY, DAY_IN_FIGURES, site_words
from epubify.matter.fields import is_field
from epubify.matter.page import Page
from epubify.matter.word_lists import worded
from epubify.model import Matter
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

CLASSED = worded(
    r"(?:@story_kinds@)\s*\S.{2,80} / [PK]?\d{1,2}(?:-[A-Z]+)?(?: .{2,20}?)?(?: / \S.{2,30}){0,2}",
    needs=("story_kinds",),
)
"""Kind, genres and age of readers in one line: ``Geschichte	Mystery / P12 / Gen``."""
NUMBER = lazy(r"[\d.,/%]+[kKmM]?")
DATED = lazy(rf"(?:{DAY_IN_FIGURES})(?:\s+[\d.,]+)?")
"""A day, perhaps with how many words were posted then."""
COUNTED = lazy(r"[\d.,]+[kKmM]?\s+(?P<what>\S.{1,30})")
LABELLED = lazy(r"(?P<what>[^\W\d].{1,28}?)\s*:?\s+(?P<value>[\d.,/%]+[kKmM]?(?:\s\S.{0,16})?)")
STANDING = worded(r"(?:@story_origins@) (?:@page_states@)(?: .{2,90})?", needs=("story_origins",))
"""Where a serial is from, how far it is, and its genres: ``Original ONGOING Fantasy Comedy``."""
COUNTING = lazy(r"[^:]{2,24}:\s*[\d.,]+[kKmM]?", needs=":")
"""A field that counts."""
FIRST_LINES = 60
"""Lines with text at the top among which a sheet stands. With more, a list of numbers in a story is
looked at; with fewer, sheets below a long description stay."""
LONGEST_LINE = 200
"""Characters of a line of a sheet that are looked at. With more, long paragraphs are read in vain;
with fewer, many genres hide what the line is."""
FEWEST_LINES = 2
"""Lines of a sheet. With fewer, a score in a story of games is one; with more, short ones stay."""


@recogniser(
    takes=(
        "Salt\nvon Ann\n\nGeschichteDrama / P12 / Gen\n04.03.2014\n2\n4.512\n3 Reviews\n\nRegen.",
        "Salt\nby Ann\n\nStatistics\nOverall Score 4.61\nFollowers : 2,918\n\nIt rained.",
    ),
    spares=("Salt\n\n04.03.2014\n2\n4.512\n\nIt rained.", "Score 4\nGoals 2\n\nIt rained."),
)
def take_site_sheets(page: Page) -> None:
    """Take out the sheets of numbers above a story, and the days beside its headings."""
    labels = ("sheet_labels", "story_kinds", "story_origins")
    top = [*islice((n for n, line in enumerate(page.lines) if line.text), FIRST_LINES)]
    said = folded("\n".join([page.lines[n].text[:LONGEST_LINE] for n in top]))
    if not any(word in said for name in labels for word in site_words(name)):
        return
    dated = False
    for run in runs_of_numbers(page, top):
        texts = [page.lines[n].text for n in run]
        sure = any(CLASSED.fullmatch(text) or STANDING.fullmatch(text) for text in texts)
        if sure or (len(run) >= FEWEST_LINES and any(map(is_of_site, texts))):
            page.take_out(run, Matter.NAVIGATION, "numbers that a site counts")
            dated = dated or any(map(DAY.fullmatch, texts))
    if dated:
        take_days_of_headings(page)


def runs_of_numbers(page: Page, indices: list[int]) -> Iterator[list[int]]:
    """Yield runs of lines that each may be of a sheet, whatever space is between them."""
    run: list[int] = []
    for n in indices:
        if may_be_of_sheet(page.lines[n].text):
            run.append(n)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


@recogniser(
    takes=("4.512", "04.03.2014", "3 Reviews", "Overall Score 4.61", "Statistics"),
    spares=("It rained.", "3 men", "Chapter 2", "Kapitel 1: Salz"),
)
def may_be_of_sheet(text: str) -> bool:
    """Tell whether a line is a number, a day, or what a site counts."""
    if is_of_site(text) or NUMBER.fullmatch(text) or DATED.fullmatch(text):
        return True
    if folded(text) in site_words("sheet_heads") or COUNTING.fullmatch(text):
        return True
    counted = COUNTED.fullmatch(text)
    return counted is not None and folded(counted["what"]) in site_words("page_counts")


@recogniser(
    takes=("Overall Score 4.61", "GeschichteDrama / P12 / Gen", "2 Favoriteneinträge"),
    spares=("4.61", "3 Reviews", "Overall Score: 4.61", "The score was 4", "Geschichte / 12"),
)
def is_of_site(text: str) -> bool:
    """Tell whether a line has a label that only sites set beside a number, or above some.

    A field is none: the header of a story understands more of it.
    """
    if is_field(text):
        return False
    labels = site_words("sheet_labels")
    said = LABELLED.fullmatch(text) or COUNTED.fullmatch(text)
    labelled = said is not None and folded(said["what"]) in labels
    known = labelled or folded(text) in labels
    return known or bool(CLASSED.fullmatch(text) or STANDING.fullmatch(text))


@recogniser(
    takes=("04.03.2014 2.204\n\nKapitel 1\n\nRegen.", "Kapitel 1\n04.03.2014\n2.204\n\nRegen."),
    spares=("04.03.2014\n\nDer Regen hatte aufgehört.", "Kapitel 1\n\n1.204 Tage später."),
)
def take_days_of_headings(page: Page) -> None:
    """Take out the days, and how long each part is, right beside the headings of a site."""
    for n, line in enumerate(page.lines):
        if not line.text or not DATED.fullmatch(line.text):
            continue
        below = page.next_text(n + 1)
        counted = [m for m in (below,) if m is not None and NUMBER.fullmatch(page.lines[m].text)]
        ends = page.next_text(counted[0] + 1) if counted else below
        if any(heads_chapter(page, m) for m in (page.previous_text(n), ends)):
            page.take_out(
                [n, *counted], Matter.NAVIGATION, "when a part was posted, how long it is"
            )


def heads_chapter(page: Page, index: int | None) -> bool:
    """Tell whether a line has the form of a heading with a number, or with a name of its own."""
    if index is None:
        return False
    form = facts_of(page.lines[index].text).form
    return form is not None and form.rank in ("chapter", "named", "part")
