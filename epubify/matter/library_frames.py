"""What electronic libraries put around their books: sheets of data on top, notices at the end."""

from __future__ import annotations

from itertools import pairwise

from epubify.matter.fields import field_line
from epubify.matter.page import Page
from epubify.matter.word_lists import marker_words, worded
from epubify.model import Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

TAIL = worded(r"[^\w\n]*(?:@library_tails@).*", needs=("library_tails",))
"""How the first line begins of what a library says behind a book."""
LINE = worded(r"[^\w\n]*(?:@library_lines@).*", needs=("library_lines",))
"""How a line begins that a library sets before a book."""
LIBRARY = worded(r".*\b(?:@library_names@)\b.*", needs=("library_names",))
"""A line that names a library."""
SCANNED = worded(r"\W*(?:@scan_work@)\b.*", needs=("scan_work",))
"""How a line begins that says who scanned a book, who read the proofs, what it was taken from."""
YEAR = lazy(r"(?:19|20)\d\d")
RULE = lazy(r"[-=_*~#+]{10,}")
KEPT = frozenset({"title", "author", "translator", "editor", "language"})
"""Fields of a sheet that speak of the story."""
FEWEST_LINES, LAST_OF_TOP = 2, 200
"""Lines of a library before a book, and from the top of the file. With fewer, a story that says one
loses it; with more, those below long lists of chapters stay."""
LAST_SHARE = 0.6
"""The notice stands in the rest of a file after this share. A larger one leaves the notices of
short tales; a smaller one takes the rest of a story for one."""
LONGEST_SHEET = 150
"""Lines of a sheet of data; with more, the name of the library in the book ends it, with fewer,
long sheets stay."""
FEWEST_FIELDS = 2
"""Fields of the story with which a sheet begins. With fewer, a story that names a library loses
its first page; with more, sheets that name no author stay."""
LONGEST_BOX, LATEST_BOX = 12, 20
"""Lines of a box that says who scanned a book, and lines from the top in which it begins. With
more, a scene between two rules is one; with fewer, long lists of helpers stay."""


@recogniser(
    takes=(
        9 * "The rain had stopped.\n\n" + "Ta lektura, podobnie jak tysiące innych, jest wolna.",
    ),
    spares=("Ta lektura, podobnie jak tysiące innych.\n\n" + 9 * "The rain had stopped.\n\n",),
)
def take_library_tail(page: Page) -> None:
    """Take out what a library says behind a book, and the rule above it."""
    first_of_rest = int(len(page.lines) * LAST_SHARE)
    said = page.beginning(marker_words("library_tails"), signs=True)
    last = (i for i in said if i >= first_of_rest)
    start = next((i for i in last if TAIL.match(page.lines[i].text)), None)
    if start is None:
        return
    above = page.previous_text(start)
    first = above if above is not None and RULE.fullmatch(page.lines[above].text) else start
    page.take_out(range(first, len(page.lines)), Matter.BOILERPLATE, "notice of a library")


@recogniser(
    takes=(
        "Salt\n\nAnn Berg\n\neBooks@Adelaide\n2009\n\nIt rained.",
        "It rained.\n\nThis web edition published by:\neBooks@Adelaide\nSouth Australia 5005",
    ),
    spares=(
        "It rained.\n\nLast updated, the map was of no use.\n\nWe slept.",
        "The University of Adelaide Library was shut, and eBooks@Adelaide with it, on that day.",
    ),
)
def take_edition_lines(page: Page) -> None:
    """Take out the lines in which a library says that an edition is its own, wherever they stand.

    They are known whole, or by their first words where they stand free, and only looked for in a
    text that names the library so.
    """
    signs = marker_words("edition_signs")
    said = (page.lines[i].text.casefold() for i in page.saying(signs))
    if not any(sign in text for text in said for sign in signs):
        return
    lines = marker_words("edition_lines")
    for i in page.each(page.saying(marker_words("edition_saying"))):
        text = page.lines[i].text.casefold().strip()
        if text.rstrip(" .:,") in lines or text.startswith(marker_words("edition_openings")):
            page.take_out(edition_rows(page, i), Matter.BOILERPLATE, "of the edition of a library")
            page.seams.add(i + 1)


def edition_rows(page: Page, index: int) -> list[int]:
    """Return the indices of a line of a library, and of the year right below its name."""
    below = index + 1
    dated = below < len(page.lines) and YEAR.fullmatch(page.lines[below].text)
    return [index, below] if dated else [index]


@recogniser(
    takes=(
        "Anna Berg\n\nPrąd\n\nTa lektura, podobnie jak tysiące innych, jest wolna.\n\n"
        "Strona tytułowa\n\nSpis treści\n\nRano było zimno.",
    ),
    spares=("Anna Berg\n\nPrąd\n\nStrona tytułowa\n\nRano było zimno.",),
)
def take_library_lines(page: Page) -> None:
    """Take out the paragraphs that a library sets before a book, where several stand there."""
    said = page.beginning(marker_words("library_lines"), signs=True)
    found = [i for i in said if i < LAST_OF_TOP and LINE.match(page.lines[i].text)]
    if len(found) >= FEWEST_LINES:
        page.take_out(found, Matter.BOILERPLATE, "line of a library", thin=True)


@recogniser(
    takes=(
        "TITOLO: Il faro\nAUTORE: Anna Berg\nCOPERTINA: n. d.\n\nUna iniziativa di Liber Liber.\n\n"
        "La pioggia era finita.",
    ),
    spares=("TITOLO: Il faro\nAUTORE: Anna Berg\n\nLa pioggia era finita.",),
)
def take_data_sheet(page: Page) -> None:
    """Take out the sheet of data that a library sets before a book, but for what is of the story.

    It begins with fields, and ends with the paragraph that names the library.
    """
    top = page.next_text(0)
    said = page.saying(marker_words("library_names"))
    named = [i for i in said if i < LONGEST_SHEET and LIBRARY.match(page.lines[i].text)]
    if top is None or not named:
        return
    end = page.row_end(named[-1])
    keep = [i for i in range(top, end) if is_of_story(page.lines[i].text)]
    if len(keep) < FEWEST_FIELDS or keep[0] != top:
        return
    sheet = (i for i in range(top, end) if i not in keep)
    page.take_out(sheet, Matter.BOILERPLATE, "sheet of data of a library")
    page.seams.add(end)


@recogniser(takes=("TITOLO: Il faro", "Author: Ann"), spares=("TRADUTTORE:", "LICENZA: CC"))
def is_of_story(text: str) -> bool:
    """Tell whether a line is a field that says what the story is called, or who wrote it."""
    found = field_line(text)
    return found is not None and found.key in KEPT and bool(found.value)


@recogniser(
    takes=("Anna Berg. Salt\n------------\nOCR: Ivan\n------------\n\nThe rain had stopped.",),
    spares=("Anna Berg. Salt\n------------\nThe rain.\n------------\n\nThe rain had stopped.",),
)
def take_scan_box(page: Page) -> None:
    """Take out the box near the top that says who scanned a book, with its rules."""
    rules = [
        i
        for i, line in enumerate(page.lines[: LATEST_BOX + LONGEST_BOX])
        if RULE.fullmatch(line.text)
    ]
    for first, last in pairwise(rules):
        inner = range(first + 1, last)
        said = any(SCANNED.match(page.lines[i].text) for i in inner)
        if first < LATEST_BOX and len(inner) <= LONGEST_BOX and said:
            page.take_out(range(first, last + 1), Matter.BOILERPLATE, "says who scanned the book")
            page.seams.add(last + 1)
            return
