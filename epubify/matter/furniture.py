"""Page furniture of scans and printouts: page numbers, running heads, lines of programs.

What stands on every page comes again and again at the distance of pages, and it breaks into
sentences, because the end of a page falls anywhere. Nothing in a story does all three: refrains
and numbered stanzas stand closer, and what a sentence needs stays in the text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import count, pairwise
from string import digits

from epubify.layout.lines import blank_before
from epubify.matter.distances import Distances
from epubify.matter.needed_lines import ADDRESS, DIGITS, is_needed
from epubify.matter.number_series import (
    FEWEST,
    LARGEST_STEP,
    NEAR_PAGE_NUMBER,
    beside_heads,
    comes_evenly,
    ending_pages,
    rising_series,
)
from epubify.matter.page import Page
from epubify.matter.word_lists import marker_words, worded
from epubify.model import Fate, Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, without_typeset_signs
from epubify.text.numerals import numeral_of
from epubify.text.recogniser import recogniser
from epubify.text.single_spaces import single_spaced

DECORATION = r"[-–—=_\[(<{|*~. \])>}]*"
ROMAN = "ivxlc"
PAGE_NUMBER = worded(
    rf"{DECORATION}(?:@page@\.?\s*)?"
    rf"(\d{{1,4}}|[{ROMAN}]{{1,8}})(?:\s*@page_of@\s*\d{{1,4}})?{DECORATION}"
)
NUMBERED_HEAD = lazy(r"(?:(\d{1,4})\s+(\D{2,60})|(\D{2,60}?)\s+(\d{1,4}))")
NUMBER = "\0"
"""What stands for any number in the shape of a line; it is in no text."""
INTERRUPTING = 0.15
"""Share of the furniture of one kind that must stand inside sentences. A larger one leaves page
numbers that happen to stand between paragraphs; a smaller one takes numbered chapters after one
damaged line."""
LONGEST = 110
"""Characters of a line of furniture; those that programs print are long. With more, refrains of a
tale are looked at; with fewer, file paths with dates stay."""
TALLEST = 5
"""Lines with text that stand together at the end of a page; with more, text that comes twice is
passed over, with fewer, double heads are not seen to interrupt."""
REACH = 4
"""Lines around a line of furniture that tell how long lines of the text are; with more, another
paste counts, with fewer, a short paragraph makes heads look long."""
FULL = 0.7
"""Length of a line before a break into a sentence, in those of the longest line around. A larger
share misses breaks in ragged prints; with a smaller one, short lines of verse or lists that a
small letter follows are broken sentences."""
LONGEST_NUMBER = 23
"""Characters of a page number with its ornament; more only costs time, with fewer, ``- Page 3 of
120 -`` stays."""
ONE_DECORATED_OF = 3
"""One number between marks (``- 12 -``) in so many stands inside a sentence. A smaller one leaves
the numbers of short prints, a larger one takes decorated chapters after one damaged line."""
FIRST_PAGE, LONG_SERIES = 20, 9
"""Largest number that the first chapter of a file may have, and the length of a series that starts
beyond it and needs no other sign of pages. With smaller ones, the later chapters of a serial are
pages; with larger ones, an excerpt of a book keeps its page numbers."""
MOST_GLUED = 0.7
"""Share of lines of furniture with no space before them. With a larger one, pages that end with a
paragraph hide the others; with a smaller one, headings that lost their space are furniture."""
SPACED = 0.08
"""Share of the lines with text below a blank one from which blank lines part paragraphs. With more,
long paragraphs look like indented ones; with less, the scenes of indented text look like its
paragraphs."""
SHORT_LINE = 0.8
"""Length of a line of furniture, in those of the longest around. With a larger one, full lines of
prose are heads; with a smaller one, heads of narrow prints are lines of prose."""
MUCH_SHORTER, MUCH_LONGER = 0.7, 1.2
"""Length of a line inside a paragraph that is none of its lines, in those of its neighbours. Closer
to 1, ragged lines are furniture; further from it, heads as long as the lines stay."""
LONGEST_HEAD, LONGEST_RUNNING = 80, 70
"""Characters of a running head with a page number, and without. With more, lines of prose that
come twice are heads, with fewer, long titles stay."""


_PAGE = 9 * "the rain fell on the road and on the quay\n"
_STANZA = "and the boats came home to the quay of the town\n" * 4


@recogniser(
    takes=(f"He saw\n{_PAGE}\n- 21 -\n\n{_PAGE}\n- 22 -\n\n{_PAGE}\n- 23 -\n\n{_PAGE}",),
    spares=(
        "1\n\nHe went to the ford.\n\n2\n\nHe went over.\n\n3\n\nHe slept.",
        "".join(f"{n}\n\n{_STANZA}\n" for n in range(1, 9)),
    ),
)
def take_furniture(page: Page) -> None:
    """Take out page numbers, running heads and what programs print on every page.

    A number alone may be a chapter's: a series counts as pages when it breaks into sentences
    as no chapter does, when it comes as evenly as pages do, when it does not start near 1, or when
    a page ends below each number.
    """
    suspects = repeated_lines(page)
    numbers = page_numbers(page)
    loose = {i for found in suspects.values() for i in found} | {i for i, _, _ in numbers}
    distances = Distances(page)
    for series in rising_series(numbers):
        series = beside_heads(page, series, suspects.values())
        if ended := ending_pages(page, series):
            page.take_out(ended, Matter.PAGE_NUMBER, "a page ends below each")
        elif distances.are_pages(series) and is_pages(page, series, loose):
            thin = sum(interrupts(page, i, loose) for i in series) < 2
            page.take_out(series, Matter.PAGE_NUMBER, runs_on(series), thin=thin)
    take_numbered_heads(page)
    for found in sorted(
        suspects.values(), key=lambda found: page.lines[found[0]].facts.is_ornament
    ):
        left = [i for i in found if i not in page.cut]
        if len(left) < 2 or is_needed(page, left):
            continue
        if comes_every_page(page, left, loose, distances):
            take_repeated(page, left, loose)
    take_running_heads(page)


# ------------------------------------------------------------------------- page numbers


def page_numbers(page: Page) -> list[tuple[int, int, str]]:
    """Return index, number and shape of the lines that are only a number."""
    found = []
    for i in page.beginning((*ROMAN, *marker_words("page")), signs=True):
        line = page.lines[i]
        match = PAGE_NUMBER.fullmatch(line.text) if 0 < len(line.text) <= LONGEST_NUMBER else None
        numeral = numeral_of(match[1]) if match else None
        if match and numeral and numeral.style in ("digits", "roman"):
            shape = line.text[: match.start(1)].strip() + numeral.style
            found.append((i, numeral.value, shape))
    return found


def runs_on(series: Mapping[int, int]) -> str:
    """Return the evidence that numbers are those of pages.

    >>> runs_on({40: 1, 82: 2, 120: 3, 159: 4})
    'runs on with 3 others at 38 to 42 lines'
    """
    sizes = [b - a for a, b in pairwise(sorted(series))]
    return f"runs on with {len(sizes)} others at {min(sizes)} to {max(sizes)} lines"


def is_pages(page: Page, series: dict[int, int], loose: set[int]) -> bool:
    """Tell whether a rising series numbers pages, not chapters."""
    inside = sum(interrupts(page, i, loose) for i in series)
    if inside >= max(2, INTERRUPTING * len(series)):
        return True
    decorated = sum(is_decorated(page.lines[i].text) for i in series) > len(series) / 2
    if inside and decorated and inside >= len(series) / ONE_DECORATED_OF:
        return True
    if (inside or are_glued(page, list(series))) and comes_evenly(series):
        return True
    first, *_ = series.values()
    long = len(series) >= LONG_SERIES
    return first > FIRST_PAGE and (inside > 0 or decorated or long)


@recogniser(takes=("- 12 -", "Page 12"), spares=("XII.", "12"))
def is_decorated(text: str) -> bool:
    """Tell whether a number stands between marks; the full stop of a chapter's is none."""
    return numeral_of(text.rstrip(" .")) is None


# ------------------------------------------------------------------- what comes every page


def repeated_lines(page: Page) -> dict[str, list[int]]:
    """Return shape → indices of the short lines that come again with the same words.

    What markup makes a heading or a break is no line of a page.
    """
    short = [
        i
        for i, line in enumerate(page.lines)
        if 0 < len(line.text) <= LONGEST
        if line.markup is None or line.markup.kind == "paragraph"
    ]
    said = page.folded()
    all_shapes = shape_of("\n".join([said[i] for i in short])).split("\n")
    again = {shape for shape, times in Counter(all_shapes).items() if times >= 2}
    shapes: defaultdict[str, list[int]] = defaultdict(list)
    for i, shape in zip(short, all_shapes, strict=False):  # of no line there is an empty shape
        if shape in again and not PAGE_NUMBER.fullmatch(page.lines[i].text):
            shapes[shape].append(i)
    return {shape: found for shape, found in shapes.items() if len(found) >= 2}


def shape_of(text: str) -> str:
    """Return folded lines without what differs from page to page.

    >>> shape_of("printed 11:20, page 7") == shape_of("printed 9:05, page 12")
    True
    """
    if not without_typeset_signs(text).isascii():
        return DIGITS.sub(NUMBER, text)
    for digit in digits:  # each is looked for faster than a pattern looks at each sign
        text = text.replace(digit, NUMBER)
    while 2 * NUMBER in text:
        text = text.replace(2 * NUMBER, NUMBER)
    return text


def comes_every_page(
    page: Page, found: Sequence[int], loose: set[int], distances: Distances
) -> bool:
    """Tell whether lines of one shape are furniture.

    They break into sentences, name a site, or come evenly, as neither speech nor headings do. In a
    list, what comes evenly is a line like those around it.
    """
    if all(ADDRESS.search(page.lines[i].text) for i in found):
        return True
    if not distances.are_pages(dict(zip(found, count()))):
        return False
    inside = sum(interrupts(page, i, loose) and is_set_off(page, i) for i in found)
    if inside >= 2 and len(found) > 2:
        return inside >= INTERRUPTING * len(found)
    facts = page.lines[found[0]].facts
    if facts.is_terminal or facts.form or facts.is_ornament:
        return False
    glued = are_glued(page, found) and sum(is_set_off(page, i) for i in found) > len(found) / 2
    glued = glued and is_spaced(page)
    even = (inside > 0 or glued) and comes_evenly(dict(zip(found, count())))
    return inside == len(found) or even or (inside > 0 and are_numbered(page, found))


def are_numbered(page: Page, found: Sequence[int]) -> bool:
    """Tell whether the last numbers in lines of one shape rise as page numbers do."""
    numbers = [DIGITS.findall(page.lines[i].text)[-1:] for i in found]
    if len(found) < FEWEST or not all(numbers):
        return False
    values = [int(number[0][:9]) for number in numbers]
    return all(0 <= b - a <= LARGEST_STEP for a, b in pairwise(values))


def are_glued(page: Page, found: Sequence[int]) -> bool:
    """Tell whether most of some lines have no space before them."""
    return sum(not blank_before(page.lines, i) for i in found) >= MOST_GLUED * len(found)


def is_spaced(page: Page) -> bool:
    """Tell whether blank lines part the paragraphs of a text: else no line has space before it."""
    free = sum(bool(line) and not above for above, line in pairwise(page.lines))
    return free >= SPACED * sum(map(bool, page.lines))


def take_repeated(page: Page, found: Sequence[int], loose: set[int]) -> None:
    """Take out lines of one shape that come on every page.

    The first of them may be the heading that the others repeat: it stands clear of sentences
    and has more space before it. An ornament may elsewhere be a scene break.
    """
    ornament = page.lines[found[0]].facts.is_ornament
    inside = {i for i in found if interrupts(page, i, loose) and is_set_off(page, i)}
    taken = [i for i in found if not ornament or i in inside or touches_furniture(page, i)]
    others = [blank_before(page.lines, i) for i in taken[1:]]
    first = page.previous_text(taken[0]) is None
    clear = first or blank_before(page.lines, taken[0]) > max(others, default=0)
    if taken[0] not in inside and clear:
        taken = taken[1:]
    evidence = f"comes {len(found)} times, {len(inside)} of them inside sentences"
    page.take_out(taken, Matter.RUNNING_HEAD, evidence, thin=len(inside) < 2)


def touches_furniture(page: Page, index: int) -> bool:
    """Tell whether furniture was taken out right beside a line."""
    near = range(index - NEAR_PAGE_NUMBER, index + NEAR_PAGE_NUMBER + 1)
    return any(page.cut.get(i) is Fate.FURNITURE for i in near)


def interrupts(page: Page, index: int, loose: set[int]) -> bool:
    """Tell whether a line stands inside a sentence; ``loose`` lines around it are passed over."""
    before, after = story_around(page, index, loose)
    if before is None or after is None:
        return False
    last = page.lines[before].text[-1]
    first = page.lines[after].text.lstrip("\"'“‘*_")[:1]
    return (last.isalnum() or last in ",;-") and first.islower() and is_full(page, before)


def is_full(page: Page, index: int) -> bool:
    """Tell whether a line is as long as those around it, so that a sentence may go on below."""
    around = page.lines[max(0, index - REACH) : index + REACH + 1]
    return len(page.lines[index].text) >= FULL * max(len(line.text) for line in around)


def story_around(page: Page, index: int, loose: set[int]) -> tuple[int | None, int | None]:
    """Return the indices of the lines of story around a line.

    What is loose on both sides, over more lines than furniture has, is text that comes twice.
    """
    before, after = near = page.previous_text(index), page.next_text(index + 1)
    for _ in range(TALLEST):
        before = page.previous_text(before) if before in loose and before is not None else before
        after = page.next_text(after + 1) if after in loose and after is not None else after
    return near if {before, after} & loose else (before, after)


def is_set_off(page: Page, index: int) -> bool:
    """Tell whether a line differs from those around it, as no line of a paragraph does.

    Text that was wrapped twice has short lines too: of one or two words, or with a small letter.
    """
    line = page.lines[index]
    if line.text.lstrip("\"'“‘*_")[:1].islower() and not DIGITS.search(line.text):
        return False
    around = page.lines[max(0, index - REACH) : index + REACH + 1]
    told = DIGITS.search(line.text) or ADDRESS.search(line.text) or line.facts.is_ornament
    if not told and len(line.text) > SHORT_LINE * max(
        len(near.text) for near in around if near is not line
    ):
        return False
    above, below = page.lines[max(0, index - 1)], page.lines[min(index + 1, len(page.lines) - 1)]
    if not (above and below) or line.page:
        return True
    if line.text.count(" ") < 2 and not DIGITS.search(line.text):
        return False
    shortest, longest = sorted((len(above.text), len(below.text)))
    return len(line.text) < MUCH_SHORTER * shortest or len(line.text) > MUCH_LONGER * longest


# -------------------------------------------------------------------------- running heads


@recogniser(
    takes=(f"12   THE SALT ROAD\n{_PAGE}13   THE SALT ROAD\n{_PAGE}",),
    spares=(
        f"12   apples\n{_PAGE}3   pears\n{_PAGE}",
        "coins   5\nRain fell.\ncoins   7\nRain fell.",
        f"\fChapter 1\n{_PAGE}\fChapter 2\n{_PAGE}",
    ),
)
def take_numbered_heads(page: Page) -> None:
    """Take out lines such as ``12   NAME OF THE BOOK`` that come again with other numbers.

    A heading with its number is none, though each chapter may begin a page.
    """
    distances = Distances(page)
    heads: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for i in sorted({*page.having("  ", "\t"), *page.paged()}):
        line = page.lines[i]
        short = 0 < len(line.text) <= LONGEST_HEAD and not line.facts.form
        if short and (match := NUMBERED_HEAD.fullmatch(line.text)):
            heads[folded(match[2] or match[3])].append((i, int(match[1] or match[4])))
    for found in heads.values():
        if len(found) < 2 or not all(a[1] < b[1] for a, b in pairwise(found)):
            continue
        lines = {i for i, _ in found}
        if distances.are_pages(dict(found)) and any(
            page.lines[i].page or interrupts(page, i, lines) for i in lines
        ):
            page.take_out(lines, Matter.RUNNING_HEAD, f"numbered on {len(lines)} pages")


def may_be_head(page: Page, index: int) -> bool:
    """Tell whether a line is like a title, not like a sentence or a full line of prose."""
    text = single_spaced(page.lines[index].text)  # its halves may stand at both edges
    around = page.lines[max(0, index - REACH) : index + REACH + 1]
    short = len(text) <= SHORT_LINE * max(len(line.text) for line in around) or not any(
        line.text for line in around if line is not page.lines[index]
    )
    return short and not text[0].islower() and not page.lines[index].facts.is_terminal


@recogniser(
    takes=(3 * "\fThe Salt Road\nand the rain fell on the road to the ford\n",),
    spares=("\fThe Quay\n\fThe Ford\n\fThe Mill\nand the rain fell on the road to the ford",),
)
def take_running_heads(page: Page) -> None:
    """Take out short lines that stand again and again beside page breaks and page numbers."""
    pages = set(page.paged())
    pages |= {i for i, fate in page.cut.items() if fate is Fate.FURNITURE}
    if len(pages) < FEWEST:
        return
    near = {j for i in pages for j in range(i - NEAR_PAGE_NUMBER, i + NEAR_PAGE_NUMBER + 1)}
    spots: defaultdict[str, list[int]] = defaultdict(list)
    for i in near:
        line = page.lines[i] if 0 <= i < len(page.lines) else None
        if line and line.text and len(line.text) <= LONGEST_RUNNING and may_be_head(page, i):
            spots[line.facts.folded].append(i)
    for text, found in spots.items():
        if len(found) >= FEWEST and any(c.isalpha() for c in text):
            page.take_out(found, Matter.RUNNING_HEAD, f"stands beside {len(found)} page breaks")
