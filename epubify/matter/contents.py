"""Contents lists in the text: they confirm headings, and the book has its own.

A list is one where its entries stand again, each above text of its own, or where page numbers
stand behind them. A list that confirms nothing belongs to the story: a menu, a screen, a will.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from epubify.layout.lines import Line, blank_before
from epubify.matter.page import Page
from epubify.matter.word_lists import contents_words
from epubify.model import Matter
from epubify.text.facts import Facts, facts_of
from epubify.text.heading_forms import HeadingForm
from epubify.text.lexicon import folded, word_set
from epubify.text.recogniser import recogniser
from epubify.text.title_words import fold_title

LEADER = re.compile(r"\s*(?:[.·…_-]\s*){2,}\d{1,4}$|\s+(?:p\.?\s*)?\d{1,4}$|\t\d{1,4}$")
PAGED = re.compile(r"(?:\s*(?:[.·…_-]\s*){2,}|\s{3,}|\t\s*)(?:p\.?\s*)?(?:\d{1,4}|[ivxlc]{1,6})$")
"""What stands behind an entry: leader dots or wide space, and a page number."""
PAGE = re.compile(r"(\d{1,4})$")
FIRST_LINES = 40
"""Lines from the top, besides their share of the file, in which a contents list may begin; with
more, lists of a short story are looked at, with fewer, one below a long header stays."""
LONGEST_ENTRY = 90
"""Characters of an entry; with more, first paragraphs are swallowed, with fewer, lists of long
titles end early."""
LONGEST_BARE = 60
"""Characters of an entry without a page number in a list that nothing announces; with more, the
first lines of chapters are swallowed, with fewer, lists of long titles are not seen."""
FURTHEST = 0.25
"""A contents list stands in this first share of a text. A larger one finds lists in the story, a
smaller one misses those below long prefaces."""
FEWEST_ENTRIES = 3
"""Entries of a list that nothing announces; with fewer, two headings without text are a list,
with more, the lists of short books stay in the text."""
MOST_LINES = 4
"""Lines of an entry whose page number stands on its last; with fewer, the chapters of old novels
are not entries, with more, the text between two numbers is one."""
CONFIRMED = 0.5
"""Share of the entries that stand again or have a page number. With a smaller share, menus in
the story are taken for lists; with a larger one, lists that name things otherwise stay."""
APART = 3
"""Lines between two headings that a list names, at least; with fewer, a refrain is a list, with
more, the list of a book of epigrams stays in the text."""

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where in a text what stands: the lines by what they say and by number."""

    at: dict[Key, list[int]] = field(default_factory=dict)

    def again(self, keys: Sequence[Key], after: int) -> int | None:
        """Return the first line after another that says the same as an entry."""
        found = []
        for key in keys:
            places = self.at.get(key, [])
            if (next_one := bisect_right(places, after)) < len(places):
                found.append(places[next_one])
        return min(found, default=None)


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
    index = _index(page)
    fault = -1
    for i, line in enumerate(page.lines[:limit]):
        if not line or len(line.text) > LONGEST_ENTRY:
            continue
        announced = folded(line.facts.core.rstrip(":.-–— ")) in contents_words()
        if not announced:
            again = index.again(_keys(line.text), i)
            if again is None or i <= fault < again:
                continue
        found = entry_lines(page, i + announced, index, announced=announced)
        if is_list(page, found, index, announced=announced):
            taken = [i, *found] if announced else found
            entries = tuple(_said(page, found))
            page.take_out(taken, Matter.CONTENTS)
            page.seams.add(found[-1] + 1)
            return entries
        fault = max(fault, last_fault(page, found, index))
    return ()


def _index(page: Page) -> _Lines:
    """Return where each short line of a page stands; where markup marks headings, only these."""
    index = _Lines()
    marked = sum(is_marked(line) for line in page.lines) >= FEWEST_ENTRIES
    for i, line in enumerate(page.lines):
        if line and len(line.text) <= LONGEST_ENTRY and (is_marked(line) or not marked):
            facts = facts_of(entry_of(line.text))
            for key in (*_called(facts), *_counted(facts.form)):
                index.at.setdefault(key, []).append(i)
    return index


def is_marked(line: Line) -> bool:
    """Tell whether a line is a heading by its markup."""
    return line.markup is not None and line.markup.level > 0


def _keys(text: str) -> list[Key]:
    """Return what an entry may be called where it stands again."""
    return _called(facts_of(entry_of(text)))


def _called(facts: Facts) -> list[Key]:
    """Return what an entry without page number may be called: its words, its number."""
    form = facts.form
    keys: list[Key] = [(facts.title_key,)] if facts.title_key else []
    if form and form.number is not None:
        word = "" if form.rank == "numeral" else fold_title(form.label or "").rstrip("0123456789")
        keys.append((word, form.number, form.letter))
    if form and form.title:
        keys.append((fold_title(form.title),))
    return keys


def _counted(form: HeadingForm | None) -> list[Key]:
    """Return an entry's bare number: its heading may have another word, or none."""
    counts = form is not None and form.rank in ("chapter", "numeral")
    return [("#", form.number)] if form and counts and form.number is not None else []


def _said(page: Page, found: Sequence[int]) -> Iterator[str]:
    texts = (page.lines[n].text for n in found)
    for text in _whole([text for text in texts if not _is_page_head(text)]):
        yield entry_of(text) if len(text) <= LONGEST_ENTRY else PAGED.sub("", text)


def _whole(texts: Sequence[str]) -> list[str]:
    """Return the entries of a list, each whose page number stands on its last line as one.

    >>> _whole(["I. How she came", "to the quay   1", "II. Rain   9", "III. Sun   12"])
    ['I. How she came to the quay   1', 'II. Rain   9', 'III. Sun   12']
    """
    entries: list[list[str]] = [[]]
    for text in texts:
        entries[-1].append(text)
        if PAGED.search(text):
            entries.append([])
    *paged, rest = entries
    if len(paged) < FEWEST_ENTRIES or max(map(len, paged)) > MOST_LINES:
        return list(texts)
    return [*(" ".join(lines) for lines in paged), *rest]


def entry_of(text: str) -> str:
    """Return an entry without leader dots and page number.

    >>> entry_of("Chapter IV: The Mail . . . 12"), entry_of("Chapter 4"), entry_of("Chapter 4  29")
    ('Chapter IV: The Mail', 'Chapter 4', 'Chapter 4')
    """
    if len(text) > LONGEST_ENTRY:
        return text
    bare = (LEADER.sub("", text) if text[-1:].isdecimal() else text).rstrip(" .:-")
    form = facts_of(text).form
    if form and form.title is None and form.number is not None and facts_of(bare).form is None:
        return text
    return bare or text


def entry_lines(page: Page, start: int, index: _Lines, *, announced: bool) -> list[int]:
    """Return the indices of the entries of a contents list that starts here.

    The list ends at a gap wider than those between its entries, at prose, where its first
    entry stands again, or at a heading by its markup below entries that are none.
    """
    found: list[int] = []
    gaps: list[int] = []
    at = page.next_text(start)
    again = index.again(_keys(page.lines[at].text), at) if at is not None else None
    while at is not None and at != again:
        text = page.lines[at].text
        gap = blank_before(page.lines, at)
        longest = LONGEST_ENTRY if announced or PAGED.search(text) else LONGEST_BARE
        heads_text = found and is_marked(page.lines[at]) and not is_marked(page.lines[found[0]])
        if len(text) > longest or gap > _usual(gaps) or heads_text:
            break
        found.append(at)
        gaps.append(gap)
        at = page.next_text(at + 1)
    return found


def _usual(gaps: Sequence[int]) -> float:
    """Return the widest gap within a list: that of the second entry, or of the third where an
    entry takes two lines; any at first."""
    if len(gaps) < 2 or (len(gaps) == 2 and gaps[1] == 0):
        return math.inf
    return gaps[1] or gaps[2]


def is_list(page: Page, found: Sequence[int], index: _Lines, *, announced: bool) -> bool:
    """Tell whether lines are a contents list: their entries stand again, or have a page."""
    if len(found) < (2 if announced else FEWEST_ENTRIES):
        return False
    places = _places(page, found, index)
    if not announced:
        apart = all(place is not None and _stands_alone(page, place) for place in places.values())
        faults = (_is_fault(*pair) for pair in pairwise(places.values()))
        return len(places) > 1 and apart and not any(faults)
    texts = _whole([page.lines[n].text for n in places])
    again = [place for place in places.values() if place is not None]
    spread = [b - a for a, b in pairwise(sorted(set(again)))]
    half = CONFIRMED * len(texts)
    apart = not spread or median(spread) >= APART
    return _paged(texts) >= half or (apart and len(again) >= max(half, 1))


def last_fault(page: Page, found: Sequence[int], index: _Lines) -> int:
    """Return the last line at which lines of equal gaps fail to be a list, -1 where there is none.

    What begins above it and goes on beyond it fails there, too, and need not be looked at: else
    a text whose lines all come again would be read as many times as it has lines.
    """
    if len({blank_before(page.lines, n) for n in found[1:]}) != 1:
        return -1
    places = list(_places(page, found, index).items())
    faults = (n for (n, place), (_, below) in pairwise(places) if _is_fault(place, below))
    return max(faults, default=-1)


def _places(page: Page, found: Sequence[int], index: _Lines) -> dict[int, int | None]:
    """Return for each entry where it stands again below the list."""
    texts = {n: page.lines[n].text for n in found}
    return {
        n: index.again([*_keys(text), *_counted(facts_of(entry_of(text)).form)], found[-1])
        for n, text in texts.items()
        if not _is_page_head(text)
    }


def _is_fault(place: int | None, below: int | None) -> bool:
    """Tell whether two entries do not head sections, one behind the other."""
    return place is None or below is None or below - place < APART


def _stands_alone(page: Page, index: int) -> bool:
    """Tell whether a line stands above its section as a heading does, not as a speaker's name."""
    glued = index + 1 < len(page.lines) and bool(page.lines[index + 1])
    return page.is_free(index) and (not glued or page.lines[index].facts.form is not None)


def _paged(texts: Sequence[str]) -> int:
    """Return how many entries have a page number, none where these do not rise."""
    pages = [int(match[1]) for text in texts if (match := PAGE.search(text))]
    shown = [entry_of(text) != text and LEADER.search(text) is not None for text in texts]
    return sum(shown) if pages == sorted(pages) else 0


def _is_page_head(text: str) -> bool:
    """Tell whether a line stands above the page numbers of a list."""
    *before, last = folded(text.strip(" .:")).split() or [""]
    return last in word_set("page_heads") and len(before) <= 1
