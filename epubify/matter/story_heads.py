"""Heads of the stories in an anthology or a magazine: a title, and who wrote the story.

::

    The Glass Ferryman              What the Gulls Keep   by Mina Oak
    by Paul Berg                    =================================

One such pair on top of a text names the book. Several with titles of their own, each above a story,
are headings for sure, whatever their capitals and the space around them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from epubify.matter.bylines import name_in_byline
from epubify.matter.page import Page
from epubify.matter.people import clean_name
from epubify.matter.section_labels import mark_heading
from epubify.matter.senders import Credit
from epubify.matter.title_forms import title_by
from epubify.matter.titles import ends_sentence, without_part
from epubify.matter.word_lists import byline_words
from epubify.text.facts import facts_of
from epubify.text.lexicon import folded
from epubify.text.title_words import fold_title

FEWEST_HEADS = 3
"""Stories that make an anthology. With fewer, a title page and a story that somebody tells in the
book are two; with more, thin magazines stay in one piece."""
LATEST_FIRST = 0.5
"""Share of the lines of a text before the first head. With more, books that a publisher lists at
the end are stories; with less, a long first tale without a byline hides the others."""
LEAST_BELOW = 2
"""Lines with text between two heads. With fewer, the entries of a contents list are heads; with
more, those of tiny tales are none."""
LONGEST_TITLE = 80
"""Characters of a title. With more, last lines of paragraphs are some; with fewer, long ones are
not."""


def mark_story_heads(page: Page) -> Credit | None:
    """Mark the titles of an anthology's stories as headings; who wrote each stays below it.

    Return who wrote them all, where one person did.
    """
    found = list(heads_in(page))
    keys = [fold_title(page.lines[n].text) for n, _ in found]
    times = Counter(keys)
    heads = [head for head, key in zip(found, keys, strict=True) if times[key] == 1]
    heads = [head for head, below in pairwise([*heads, (len(page.lines), 0)])
             if has_story(page, head[1], below[0])]  # fmt: skip
    late = bool(heads) and heads[0][0] > LATEST_FIRST * len(page.lines)
    if len(heads) < FEWEST_HEADS or late or len(chapters_in(page)) > len(heads):
        return None
    page.stories.update(listed_above(page, heads))
    for title, end in heads:
        if page.previous_text(title) is None:
            continue  # it names the book
        mark_heading(page, title, title + 1)
        page.stories.add(title)
        page.edges.update((title, title + 1, end))
    names = [clean_name(name) for _, end in heads if (name := name_at(page, end - 1))]
    alike = len(set(map(folded, names))) == 1
    return Credit(names[0], page.lines[heads[0][0]].at) if alike else None


def name_at(page: Page, index: int) -> str | None:
    """Return who a byline, or a title with one, says wrote a story."""
    text = page.lines[index].text
    said = title_by(" ".join(text.split()))
    return said[1] if said else name_in_byline(text)


def chapters_in(page: Page) -> set[int]:
    """Return the numbers of chapters: those of a novel run on over letters of several people."""
    forms = (line.facts.form for line in page.lines if 0 < len(line.text) <= LONGEST_TITLE)
    return {form.number for form in forms if form and form.rank == "chapter" and form.number}


def listed_above(page: Page, heads: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield the lines above the first story that name one of them with its author, in a list."""
    keys = {fold_title(page.lines[n].text) for n, _ in heads}
    for n in range(heads[0][0]):
        said = title_by(page.lines[n].text)
        if said and fold_title(said[0]) in keys:
            yield n


def heads_in(page: Page) -> Iterator[tuple[int, int]]:
    """Yield the index of each title with a byline, and the index after the byline."""
    for n in sorted({*page.free(), *page.beginning(byline_words(), signs=True)}):
        line = page.lines[n]
        if line.markup is not None or not line.text or len(line.text) > LONGEST_TITLE:
            continue
        below = n + 1 < len(page.lines) and page.lines[n + 1]
        ends = not below or not below.text or below.facts.is_ornament
        said = title_by(" ".join(line.text.split())) if ends and page.is_free(n) else None
        if said and not counts(said[0]):
            yield n, n + 1
        elif n and heads_story(page, n - 1) and name_in_byline(line.text):
            yield n - 1, n + 1


def heads_story(page: Page, index: int) -> bool:
    """Tell whether a line may be the title of a story: short, alone above its byline, no number."""
    text = page.lines[index].text
    if not text or len(text) > LONGEST_TITLE or not page.is_free(index) or ends_sentence(text):
        return False
    return text[0].isupper() and not counts(text)


def counts(text: str) -> bool:
    """Tell whether a title has a number, as a chapter of one story has, or a part of it.

    >>> counts("Part 7"), counts("The Weir, part 2"), counts("What the Gulls Keep")
    (True, True, False)
    """
    form = facts_of(text).form
    return (form is not None and form.number is not None) or without_part(text)[1] is not None


def has_story(page: Page, start: int, end: int) -> bool:
    """Tell whether so much text as a story has stands between two lines."""
    return sum(bool(line.text) for line in page.lines[start:end]) >= LEAST_BELOW
