"""Headings of parts that stand again above each of their chapters, and the title above them.

Plays are printed so, and serials whose chapters were posted one by one. The book says each once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from epubify.matter.page import Page
from epubify.model import Fate, Matter
from epubify.text.heading_forms import HeadingForm
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser
from epubify.text.title_words import fold_title

FEWEST_TITLES = 2
"""Times that the title stands again above headings, but for a text whose header is one of these.
With fewer, a first line that says it once more is lost; with more, short serials keep what comes
again."""
PARTS, CHAPTERS = frozenset({"part", "volume"}), frozenset({"chapter", "numeral"})
"""What is divided, and into what."""

Found = tuple[int, HeadingForm]


@recogniser(
    takes=(
        "BOOK ONE\n\nCHAPTER 1\n\nRain.\n\nBOOK ONE\n\nCHAPTER 2\n\nSun.\n\nBOOK TWO\n\nCHAPTER 1"
        "\n\nWind.\n\nBOOK TWO\n\nCHAPTER 2\n\nSnow.",
    ),
    spares=(
        "BOOK ONE\n\nCHAPTER 1\n\nRain.\n\nCHAPTER 2\n\nSun.\n\nBOOK TWO\n\nCHAPTER 1\n\nWind.",
    ),
)
def take_repeated_parts(page: Page, title: str | None = None) -> None:
    """Take out headings of parts above later chapters of theirs, and the title above headings."""
    found = list(headings(page))
    again = [n for n, chapter in parts_again(found) if page.next_text(n + 1) == chapter]
    page.take_out(again, Matter.REPEATED_HEAD, "stands again above each of its chapters")
    titles = title_lines(page, found, fold_title(title)) if title else []
    if title:
        heads = heads_again(page, title)
        page.take_out(heads, Matter.REPEATED_HEAD, "title and byline stand again above a heading")
    first = title and titles and heads_first_part(page, found, fold_title(title))
    if len(titles) >= (1 if first else FEWEST_TITLES):
        page.take_out(titles, Matter.REPEATED_HEAD, "the title stands again above headings")


def headings(page: Page) -> Iterator[Found]:
    """Yield the numbered headings of parts and chapters that stand free, with their forms."""
    for n, formless in enumerate(page.formless()):
        if formless or not page.lines[n] or not page.is_free(n):
            continue
        form = page.lines[n].facts.form
        if form and form.number is not None and form.rank in PARTS | CHAPTERS:
            yield n, form


def parts_again(found: Sequence[Found]) -> Iterator[tuple[int, int]]:
    """Yield the headings of parts that were named before, each with the chapter that goes on."""
    part: HeadingForm | None = None
    chapter: int | None = None
    for (n, form), (chapter_at, below) in pairwise(found):
        if form.rank in CHAPTERS:
            chapter = form.number
        elif part is None or (form.label, form.number) != (part.label, part.number):
            part, chapter = form, None
        elif below.rank in CHAPTERS and chapter is not None and below.number == chapter + 1:
            yield n, chapter_at


def title_lines(page: Page, found: Sequence[Found], title: str) -> list[int]:
    """Return the lines that say the title again right above headings."""
    said = any(fold_title(page.given[n].text) == title for n in page.cut)
    above = (page.previous_text(n) for n, _ in found)
    titles = [n for n in above if n is not None and page.is_free(n)]
    titles = [n for n in titles if fold_title(page.lines[n].text) == title]
    return titles if said else titles[1:]


def heads_first_part(page: Page, found: Sequence[Found], title: str) -> bool:
    """Tell whether the header says the title right above the first heading, as later parts do."""
    first = found[0][0]
    above = [n for n in range(first - 1, -1, -1) if page.given[n].text][:1]
    return any(n in page.cut and fold_title(page.given[n].text) == title for n in above)


def heads_again(page: Page, title: str) -> list[int]:
    """Return the lines right above headings that say title and byline as the header did."""
    wanted = fold_title(title)
    said = {fold_title(page.given[n].text) for n, fate in page.cut.items() if fate is Fate.HEADER}
    said = {text for text in said if text.startswith(wanted) and len(text) > len(wanted)}
    again = page.each(page.saying({folded(title)})) if said else ()
    return [n for n in again if fold_title(page.lines[n].text) in said and heads_part(page, n + 1)]


def heads_part(page: Page, start: int) -> bool:
    """Tell whether the next line with text is the numbered heading of a part or chapter."""
    n = page.next_text(start)
    form = page.lines[n].facts.form if n is not None else None
    return form is not None and form.number is not None and form.rank in PARTS | CHAPTERS
