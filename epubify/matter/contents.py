"""Contents lists in the text: they confirm headings, and the book has its own.

A list is one where its entries stand again, each above text of its own, or where page numbers
stand behind them. A list that confirms nothing belongs to the story: a menu, a screen, a will.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from epubify.layout.lines import Line, blank_before
from epubify.matter.contents_entries import (
    COLUMNS,
    FEWEST_ENTRIES,
    LONGEST_ENTRY,
    entry_of,
    has_page,
    is_page_head,
    listed,
    page_of,
    paged,
    whole,
    without_glued,
)
from epubify.matter.contents_index import NamedLines, is_marked
from epubify.matter.page import Page
from epubify.matter.word_lists import contents_words
from epubify.model import Matter
from epubify.text.heading_forms import HeadingForm
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, word_set
from epubify.text.middle import median
from epubify.text.recogniser import recogniser
from epubify.text.title_words import fold_title, fold_titles

FIRST_LINES = 40
"""Lines from the top, besides their share of the file, in which a contents list may begin; with
more, lists of a short story are looked at, with fewer, one below a long header stays."""
LONGEST_BARE = 60
"""Characters of an entry without a page number in a list that nothing announces; with more, the
first lines of chapters are swallowed, with fewer, lists of long titles are not seen."""
FURTHEST = 0.25
"""A contents list stands in this first share of a text. A larger one finds lists in the story, a
smaller one misses those below long prefaces."""
CONFIRMED = 0.5
"""Share of the entries that stand again or have a page number. With a smaller share, menus in
the story are taken for lists; with a larger one, lists that name things otherwise stay."""
APART = 3
"""Lines between two headings that a list names, at least; with fewer, a refrain is a list, with
more, the list of a book of epigrams stays in the text."""

NEAR_RULE = 6
"""Lines below a rule among which the next entry of a list would stand. With more, the title of the
text below a list goes on with it; with fewer, a group of entries below a rule is cut off."""

RUN_IN = lazy(
    r"(?P<word>[^\W\d_]+(?: [^\W\d_]+){0,2})"
    r"(?:\s*(?::|\.?--+|\.?[–—])\s*(?=\S)|\s+(?=(?:1[.)]|I\.)\s))"
)
"""What opens a contents list that is a paragraph: its name, and a mark or the first number."""
OPENS_RUN_IN = (*":-–—", " I. ", " 1. ", " 1) ")
"""What of it every such line has."""
APART_IN_LINE = lazy(r"\s*[;,|·•]\s*|\s+--?\s+|\s*[–—]\s*|\s+(?=\d{1,3}[.)]\s|[IVXLC]+\.\s)")
"""What stands between the entries of such a list."""
MOST_RUN_IN, MOST_RUN_ON = 12, 0.75
"""Lines of such a list, and the share of its entries that stand again. With more lines, a
paragraph of prose is looked through; with a smaller share a list of things in a box is one."""

MOST_ABOVE_PAGES = 8
"""Lines from the title of a group in a list to its first page number, blank ones among them. With
more, a title page below a list is one; with fewer, titles with a line of their own end it."""
FURTHEST_PAGE = 150
"""Pages from the last entry of a group to the first of the next. With more, a year in the text
below a list goes on with it; with fewer, groups with one long piece end it."""
LAST_NUMBER = lazy(r"\s(\d{1,4})\.?$")
MOST_BELOW = 40
"""Lines with text below a contents list behind the text. With more, a list in the last chapter is
one; with fewer, a list above the notes of the transcriber stays in the book."""

DIVIDING = frozenset({"volume", "part"})
"""What a list is divided into: entries that hold those below them."""

_Places = dict[int, int | None]
"""Each line of a list that may be an entry, and where it stands again below the list."""


@recogniser(
    takes=(
        "Contents\n\nI. The Quay\nII. The Ford\n\n\nI. The Quay\n\nRain.\n\nII. The Ford\n\nSun.",
        "The Quay .... 1\nThe Ford .... 9\nThe Inn .... 20\n\n\nThe Quay\n\nIt rained.\n\n\n"
        "The Ford\n\nIt shone.\n\n\nThe Inn\n\nIt snowed.",
    ),
    spares=(
        "The contents of the box were gone.\n\nI. The Quay\nII. The Ford",
        "She read the screen.\n\nCONTENTS:\n\nTea\nSalt\nRope\n\nThat was all that they had now.",
    ),
)
def take_contents(page: Page) -> tuple[str, ...]:
    """Take out the contents list and return its entries without page numbers."""
    limit = int(len(page.lines) * FURTHEST) + FIRST_LINES
    named, bare = set(_may_announce(page, 0, limit)), _may_begin(page, limit)
    index = NamedLines(page, len(bare))
    fault = -1
    for i in sorted(named.union(bare)):
        line = page.lines[i]
        if i in named and (run_in := _run_in(page, i, index)):
            return _taken(page, *run_in)
        if len(line.text) > LONGEST_ENTRY:
            continue
        announced = i in named and _announces(line)
        if not announced:
            again = index.below(i)
            if again is None or i <= fault < again:
                continue
        found = entry_lines(page, i + announced, index, announced=announced)
        places = _places(page, found, index) if len(found) > 1 else {}
        if is_list(page, found, places, announced=announced):
            return _taken(page, [i, *found] if announced else found, _said(page, found, index))
        fault = max(fault, last_fault(page, found, places))
    return _take_behind(page, index)


def _may_begin(page: Page, limit: int) -> set[int]:
    """Return the lines before a limit at which a list may begin that nothing announces.

    As many short lines stand there as a list has entries at least.
    """
    texts = [(n, line.text) for n, line in enumerate(page.lines[:limit]) if line.text]
    short = [len(text) <= LONGEST_BARE or has_page(text) for _, text in texts]
    short += [True] * FEWEST_ENTRIES  # of what stands below the limit nothing is told
    rows = zip(*(short[n:] for n in range(FEWEST_ENTRIES)), strict=False)
    return {n for (n, _), row in zip(texts, rows, strict=False) if all(row)}


def _may_announce(page: Page, start: int, end: int) -> Iterator[int]:
    """Yield the lines of a range that may begin with the name of a list, or end in a page's.

    A long line may be a list by itself.
    """
    yield from (n for n in page.written.long if start <= n < end and page.lines[n])
    said = fold_titles(page.folded()[start:end])
    names, pages = _names_folded(), _page_heads_folded()
    for n, one in enumerate(said, start):
        if page.lines[n] and (one.startswith(names) or one.endswith(pages)):
            yield n


@cache
def _names_folded() -> tuple[str, ...]:
    """Return the names of lists, as titles are compared."""
    return tuple(map(fold_title, contents_words()))


@cache
def _page_heads_folded() -> tuple[str, ...]:
    """Return the words above a column of page numbers, as titles are compared."""
    return tuple(map(fold_title, word_set("page_heads")))


def _take_behind(page: Page, index: NamedLines) -> tuple[str, ...]:
    """Take out a contents list behind the text, as French books have it, and return its entries.

    It is announced, hardly anything stands below it, and what it names stands above.
    """
    start = int(len(page.lines) * (1 - FURTHEST))
    for i in sorted(_may_announce(page, start, len(page.lines))):
        line = page.lines[i]
        if len(line.text) > LONGEST_ENTRY or not _announces(line):
            continue
        found = entry_lines(page, i + 1, index, announced=True)
        above = [place for n in found if (place := index.above(page.lines[n].text, i)) is not None]
        rest = sum(bool(one) for one in page.lines[found[-1] + 1 :]) if found else MOST_BELOW + 1
        sure = len(found) >= FEWEST_ENTRIES and len(above) >= MOST_RUN_ON * len(found)
        if sure and rest <= MOST_BELOW and _are_apart(above):
            return _taken(page, [i, *found], _said(page, found, index))
    return ()


def _taken(page: Page, lines: Sequence[int], entries: Sequence[str]) -> tuple[str, ...]:
    """Take the lines of a list out, and return its entries."""
    page.take_out(lines, Matter.CONTENTS)
    page.seams.add(lines[-1] + 1)
    return tuple(entries)


def _run_in(page: Page, start: int, index: NamedLines) -> tuple[list[int], list[str]] | None:
    """Return the lines and entries of a list that is a paragraph: ``Contents: The Inn; Rain``."""
    text = page.lines[start].text
    opening = RUN_IN.match(text) if any(map(text.__contains__, OPENS_RUN_IN)) else None
    if not opening or folded(opening["word"]) not in contents_words():
        return None
    lines = [start]
    while lines[-1] + 1 < len(page.lines) and page.lines[lines[-1] + 1]:
        lines.append(lines[-1] + 1)
    if len(lines) > MOST_RUN_IN:
        return None
    text = " ".join(page.lines[n].text for n in lines)[opening.end() :]
    entries = [entry for piece in APART_IN_LINE.split(text) if (entry := piece.strip(" ."))]
    again = [index.again(entry, lines[-1], counted=True) for entry in entries]
    heads = [place for place in again if place is not None]
    enough = len(entries) >= FEWEST_ENTRIES and len(heads) >= MOST_RUN_ON * len(entries)
    return (lines, entries) if enough and _are_apart(heads) else None


def _announces(line: Line) -> bool:
    """Tell whether a line stands above a contents list: its name, or the heads of its columns."""
    named = folded(line.facts.core.rstrip(":.-–— ")) in contents_words()
    return named or (
        COLUMNS.search(line.text) is not None
        and is_page_head(line.text)
        and len(COLUMNS.split(line.text.strip("| "))) > 1
    )


def _said(page: Page, found: Sequence[int], index: NamedLines) -> list[str]:
    """Return the entries in the lines of a list, without names that their headings have not."""
    groups: list[list[str]] = [[]]
    led = [n for n in found if entry_of(page.lines[n].text) != page.lines[n].text]
    leads = len(led) >= max(FEWEST_ENTRIES, MOST_RUN_ON * len(found))
    for n in found:
        text = page.lines[n].text
        if is_page_head(text) or (leads and n not in led and index.again(text, n) is None):
            continue  # over a group of entries
        if _entitles_group(page, n):
            groups += [[text], []]
        else:
            groups[-1].append(text)
    entries = [entry for texts in groups if texts for entry in listed(without_glued(texts))]
    return [index.as_headed(entry) for entry in entries]


def _entitles_group(page: Page, n: int) -> bool:
    """Tell whether a line of a list stands alone above the word for page: it names a group."""
    below = page.next_text(n + 1)
    alone = (
        not page.lines[n - 1] and not page.lines[n + 1] if 0 < n < len(page.lines) - 1 else False
    )
    return alone and below is not None and is_page_head(page.lines[below].text)


def entry_lines(page: Page, start: int, index: NamedLines, *, announced: bool) -> list[int]:
    """Return the indices of the entries of a contents list that starts here.

    The list ends at a gap wider than those between its entries, at prose, where its first
    entry stands again, or at a heading by its markup below entries that are none. The next of the
    parts that it is divided into may stand below a wider gap.
    """
    found: list[int] = []
    gaps: list[int] = []
    at = page.next_text(start)
    again = index.again(page.lines[at].text, at) if at is not None else None
    while at is not None and at != again:
        text = page.lines[at].text
        gap = blank_before(page.lines, at)
        longest = LONGEST_ENTRY if announced or has_page(text) else LONGEST_BARE
        heads_text = found and is_marked(page.lines[at]) and not is_marked(page.lines[found[0]])
        ends = gap > _usual(gaps) and not _is_next_part(page, found, at)
        ends = ends and not _pages_go_on(page, found, at)
        if len(text) > longest or ends or heads_text or _rules_off(page, found, at, index):
            break
        found.append(at)
        gaps.append(gap)
        at = page.next_text(at + 1)
    return found


def _rules_off(page: Page, found: Sequence[int], at: int, index: NamedLines) -> bool:
    """Tell whether a line is a rule below which nothing stands that comes again."""
    if len(found) < FEWEST_ENTRIES or not page.lines[at].facts.is_ornament:
        return False
    below = (n for n in range(at + 1, min(at + NEAR_RULE, len(page.lines))) if page.lines[n])
    return all(index.again(page.lines[n].text, n) is None for n in below)


def _is_next_part(page: Page, found: Sequence[int], at: int) -> bool:
    """Tell whether a line counts on from the last of the parts that a list is divided into."""
    first, form = (page.lines[n].facts.form for n in (found[0], at))
    if first is None or form is None or not _divides(first) or form.rank != first.rank:
        return False
    forms = (page.lines[n].facts.form for n in reversed(found))
    alike = (f for f in forms if f and (f.rank, f.style) == (first.rank, first.style))
    last = next(alike, first)
    return last.number is not None and form.number == last.number + 1


def _pages_go_on(page: Page, found: Sequence[int], at: int) -> bool:
    """Tell whether page numbers rise on from those of a list within a few lines.

    So a list goes on below a wider gap: what it lists stands in groups, each below its title.
    """
    pages = [said for n in found if (said := page_of(page.lines[n].text)) is not None]
    if len(pages) < FEWEST_ENTRIES:
        return False
    below = (LAST_NUMBER.search(line.text) for line in page.lines[at : at + MOST_ABOVE_PAGES])
    said = next((int(match[1]) for match in below if match), None)
    return said is not None and pages[-1] <= said <= pages[-1] + FURTHEST_PAGE


def _divides(form: HeadingForm) -> bool:
    """Tell whether an entry holds those below it: a part, or a number with no title beside it."""
    return form.rank in DIVIDING or (form.rank == "numeral" and form.title is None)


def _usual(gaps: Sequence[int]) -> float:
    """Return the widest gap within a list: that of the second entry, or of the third where an
    entry takes two lines; any at first."""
    if len(gaps) < 2 or (len(gaps) == 2 and gaps[1] == 0):
        return math.inf
    return gaps[1] or gaps[2]


def is_list(page: Page, found: Sequence[int], places: _Places, *, announced: bool) -> bool:
    """Tell whether lines are a contents list: their entries stand again, or have a page."""
    if len(found) < (2 if announced else FEWEST_ENTRIES):
        return False
    if not announced and _count_from_one(page, found):
        stands = [n for n in places.values() if n is not None and _stands_alone(page, n)]
        return len(stands) >= MOST_RUN_ON * len(found) and _are_apart(stands)
    if not announced:
        apart = all(place is not None and _stands_alone(page, place) for place in places.values())
        faults = (_is_fault(*pair) for pair in pairwise(places.values()))
        return len(places) > 1 and apart and not any(faults)
    texts = whole([page.lines[n].text for n in places])
    again = [place for place in places.values() if place is not None]
    heads = (place for n, place in places.items() if place and not _is_title_below(page, found, n))
    half = CONFIRMED * len(texts)
    if paged(texts) >= half or _is_of_longer_text(page, list(places.values())):
        return True
    return _are_apart(heads) and len(again) >= max(half, 1)


def _is_of_longer_text(page: Page, places: Sequence[int | None]) -> bool:
    """Tell whether the first entries head sections, one behind the other, and none of the others
    stands again: the list is that of a book of which this is the beginning."""
    heads = [place for place in places if place is not None]
    first = places[: len(heads)] == heads and len(heads) >= FEWEST_ENTRIES
    rising = heads == sorted(set(heads)) and _are_apart(heads)
    return first and rising and all(_stands_alone(page, head) for head in heads)


def _count_from_one(page: Page, found: Sequence[int]) -> bool:
    """Tell whether each entry has a title behind its number, and the numbers run on from one.

    Such a list stays one though a title or two stand again in other words.
    """
    forms = [page.lines[n].facts.form for n in found]
    numbers = [form.number for form in forms if form and form.rank == "numeral" and form.title]
    return numbers == [*range(1, len(found) + 1)]


def _are_apart(heads: Iterable[int]) -> bool:
    """Tell whether text stands between most of the lines that entries name."""
    spread = [b - a for a, b in pairwise(sorted(set(heads)))]
    return not spread or median(spread) >= APART


def _is_title_below(page: Page, found: Sequence[int], n: int) -> bool:
    """Tell whether an entry is the title of the number on the line above it in the list."""
    at = found.index(n)
    above = page.lines[found[at - 1]].facts.form if at else None
    counts = above is not None and above.number is not None and above.title is None
    return counts and page.lines[n].facts.form is None


def last_fault(page: Page, found: Sequence[int], places: _Places) -> int:
    """Return the last line at which lines of equal gaps fail to be a list, -1 where there is none.

    What begins above it and goes on beyond it fails there, too, and need not be looked at: else
    a text whose lines all come again would be read as many times as it has lines.
    """
    if len({blank_before(page.lines, n) for n in found[1:]}) != 1:
        return -1
    faults = (n for (n, place), (_, below) in pairwise(places.items()) if _is_fault(place, below))
    return max(faults, default=-1)


def _places(page: Page, found: Sequence[int], index: NamedLines) -> _Places:
    """Return for each entry where it stands again below the list."""
    texts = {n: page.lines[n].text for n in found}
    return {
        n: index.again(text, found[-1], counted=True)
        for n, text in texts.items()
        if not is_page_head(text)
    }


def _is_fault(place: int | None, below: int | None) -> bool:
    """Tell whether two entries do not head sections, one behind the other."""
    return place is None or below is None or below - place < APART


def _stands_alone(page: Page, index: int) -> bool:
    """Tell whether a line stands above its section as a heading does, not as a speaker's name."""
    glued = index + 1 < len(page.lines) and bool(page.lines[index + 1])
    return page.is_free(index) and (not glued or page.lines[index].facts.form is not None)
