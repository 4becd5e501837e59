"""What libraries of scans and wikis put around a text that was copied from them."""

from __future__ import annotations

from epubify.matter.page import Page
from epubify.matter.word_lists import marker_words, worded
from epubify.model import Matter
from epubify.text.recogniser import recogniser

DIGITIZED = worded(r"\W*(?:@digitized@)\b.*", needs=("digitized",))
"""How a paragraph begins that says who scanned a book."""
SCANNER = worded(r".*\b(?:@scanners@)\b.*", needs=("scanners",))
NOTICE = worded(r"\W*(?:@scan_notices@).*", needs=("scan_notices",))
"""How the notice of a library of scans begins that stands before a book."""
SCANNED = worded(r"\W*(?:@digitized@) [\w ]{2,30}\W{0,3}", needs=("digitized",))
"""A line that says on each page who scanned it, as scans read the name: ``VjOOQIC``."""
FUNDED = worded(r"(?:@in@ \d{4} )?@with_funding@(?: .{2,80})?", needs=("with_funding",))
ADDRESS = worded(
    r"https?\s?:\s?//\s?(?:www\s?\.\s?)?[\w.]+\s?/\s?@scan_paths@\s?/\s?\S+", needs=("scan_paths",)
)
FULL_TEXT = worded(r"@full_text@ \".{2,100}\"", needs=("full_text",))
OTHER_FORMATS = worded(r"@other_formats@", needs=("other_formats",))
LAST_LINE = 400
"""Lines of a file among which it says where the scan of it is. With more, only time is lost; with
fewer, an address below a page of stamps stays."""
WIKI_TOP = worded(r"(?:@wiki_top@)(?: @wiki_top@)*\W*", needs=("wiki_top",))
WIKI_TAIL = worded(r"(?:@wiki_tail@).*", needs=("wiki_tail",))
REACH_TOP = 60
"""Lines from the top among which the notice begins. With more, a novel that quotes it loses a
page; with fewer, it is not seen below the name of a library."""
LONGEST_NOTICE = 120
"""Lines of the notice; with more, the first mention of the library in the book ends it, with
fewer, its last paragraphs stay where lines are short."""
FEWEST_NAMED = 2
"""Lines of the notice that name who made it. With fewer, words of a story are a notice; with more,
short forms of it stay."""
FEW_ON_TOP = 6
"""Lines with text among which a wiki says where a page is from; with more, the story is looked
at, with fewer, its menus hide it."""
LONGEST_TAIL = 40
"""Lines from the end among which a wiki's words begin; with more, a story about wikis loses its
end, with fewer, long lists of categories stay."""


@recogniser(
    takes=(
        "Google\n\nThis is a digital copy of a book.\n\nGoogle is proud.\n\nThe rain had stopped.",
        "Digitized by the Internet Archive\nin 2007\n\nThe rain had stopped.",
    ),
    spares=(
        "This is a digital copy of a book, she said, and laughed.\n\nThe rain had stopped.",
        "Digitized by night, the city slept.\n\nThe rain had stopped.",
    ),
)
def take_scan_notices(page: Page) -> None:
    """Take out what a library of scans says before a book, and who scanned it."""
    take_notice(page)
    for i in range(min(REACH_TOP, len(page.lines))):
        line = page.lines[i]
        if line and page.is_free(i) and DIGITIZED.match(line.text) and SCANNER.match(line.text):
            end = page.row_end(i)
            page.take_out(range(i, end), Matter.BOILERPLATE, "says who scanned the book")
            page.seams.add(end)
            take_funding(page, end)
    take_scan_lines(page)


@recogniser(
    takes=(
        "It rained\n\nDigitized by VjOOQIC\n\nall night.",
        'Full text of "The Salt Road"\n\nSee other formats\n\nIt rained.',
        "https://www.scans.example/details/saltroad00berg\n\nIt rained.",
    ),
    spares=("It rained.\n\nHe had it digitized by a friend.",),
)
def take_scan_lines(page: Page) -> None:
    """Take out the lines of a scan that say where it is, and on each page who made it."""
    for i in page.beginning(marker_words("digitized")):
        if page.stands_alone(i) and SCANNED.fullmatch(page.lines[i].text):
            page.take_out([i], Matter.BOILERPLATE, "says who scanned the book")
    perhaps = {*page.having("//"), *page.beginning(marker_words("other_formats"))}
    for i in sorted(i for i in perhaps if i < LAST_LINE):
        text = page.lines[i].text
        if text and (ADDRESS.fullmatch(text) or OTHER_FORMATS.fullmatch(text)):
            page.take_out([i], Matter.BOILERPLATE, "where the scan is")
    first = page.next_text(0)
    if first is not None and FULL_TEXT.fullmatch(page.lines[first].text):
        page.take_out([first], Matter.BOILERPLATE, "where the scan is")


def take_funding(page: Page, start: int) -> None:
    """Take out who paid for a scan: the words, and the name below them."""
    first = page.next_text(start)
    if first is None or not FUNDED.fullmatch(page.lines[first].text):
        return
    name = page.next_text(first + 1)
    below = name is not None and page.lines[first].text.endswith(("from", "of"))
    lines = [first, name] if below and name is not None else [first]
    page.take_out(lines, Matter.BOILERPLATE, "who scanned it")


@recogniser(
    takes=("Google\n\nThis is a digital copy of a book.\n\nGoogle is proud.\n\nIt rained.",),
    spares=("This is a digital copy of a book, she said.\n\nThe rain had stopped.",),
)
def take_notice(page: Page) -> None:
    """Take out the notice that begins near the top: up to the last paragraph that names its maker.

    The maker's name may stand above it, alone.
    """
    top = range(min(REACH_TOP, len(page.lines)))
    start = next((i for i in top if NOTICE.match(page.lines[i].text)), None)
    if start is None:
        return
    reach = range(start, min(start + LONGEST_NOTICE, len(page.lines)))
    named = [i for i in reach if SCANNER.match(page.lines[i].text)]
    above = names_maker(page, start)
    if len(named) + (above is not None) < FEWEST_NAMED:
        return
    first, end = start if above is None else above, page.row_end((named or [start])[-1])
    page.take_out(range(first, end), Matter.BOILERPLATE, "notice of a library of scans")
    page.seams.add(end)


def names_maker(page: Page, start: int) -> int | None:
    """Return the index of the line above a notice that is the name of its maker."""
    above = page.previous_text(start)
    named = above is not None and SCANNER.match(page.lines[above].text)
    short = above is not None and len(page.lines[above].text.split()) <= FEWEST_NAMED + 1
    return above if named and short else None


@recogniser(
    takes=(
        "From Wikisource\nJump to navigation\n\nThe rain had stopped.",
        'The rain had stopped.\n\nRetrieved from "https://w.example"\nCategories: Tales',
    ),
    spares=("From Wikisource she took it.\n\nRetrieved from the well, it shone.",),
)
def take_wiki_lines(page: Page) -> None:
    """Take out what a wiki sets above and below a page."""
    top = [i for i, line in enumerate(page.lines[:REACH_TOP]) if line][:FEW_ON_TOP]
    found = [i for i in top if WIKI_TOP.fullmatch(page.lines[i].text)]
    page.take_out(found, Matter.NAVIGATION, "words of a wiki")
    page.seams.update(i + 1 for i in found)
    tail = range(max(0, len(page.lines) - LONGEST_TAIL), len(page.lines))
    start = next((i for i in tail if WIKI_TAIL.match(page.lines[i].text)), None)
    if start is not None:
        page.take_out(range(start, len(page.lines)), Matter.BOILERPLATE, "tail of a wiki")
