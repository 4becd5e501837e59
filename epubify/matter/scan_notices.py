"""What those who scan books put above the text: notices of use, where the scan is from.

A scan of a library begins with a page of its own, often longer than the title page; it is no part
of the book, nor is what stands on each page below: ``Digitized by ...``.
"""

from __future__ import annotations

from epubify.matter.page import Page
from epubify.matter.word_lists import worded
from epubify.model import Matter
from epubify.text.recogniser import recogniser

OPENS = worded(r"@scan_notice@", needs=("scan_notice",))
CLOSES = worded(r".*@scan_notice_ends@.*", needs=("scan_notice_ends",))
ABOVE = worded(r"@scanners@", needs=("scanners",))
DIGITIZED = worded(r"\W*@digitized@ @by@ .{2,60}", needs=("digitized",))
FUNDED = worded(r"(?:@in@ \d{4} )?@with_funding@(?: .{2,80})?", needs=("with_funding",))
ADDRESS = worded(
    r"https?\s?:\s?//\s?(?:www\s?\.\s?)?[\w.]+\s?/\s?@scan_paths@\s?/\s?\S+", needs=("scan_paths",)
)
FULL_TEXT = worded(r"@full_text@ \".{2,100}\"", needs=("full_text",))
OTHER_FORMATS = worded(r"@other_formats@", needs=("other_formats",))
LONGEST_NOTICE = 90
"""Lines of a notice, blank ones too. With more, a text whose notice is torn loses its first pages;
with fewer, notices with wide space stay."""
LAST_LINE = 400
"""Lines of a file among which such a notice begins. With more, only time is lost; with fewer, those
below a page of stamps stay."""


@recogniser(
    takes=(
        "This is a digital copy of a book that was preserved on shelves\n\nUsage guidelines\n\n"
        "through the full text of this book on the web at http : //books . google . com/\n\nRain.",
        "Digitized by the Internet Archive\n\nin 2007 with funding from\n\nThe Quay\n\nIt rained.",
    ),
    spares=(
        "This is a digital copy of a book, she said.\n\nIt rained.",
        "It rained.\n\nHe had it digitized by a friend.",
    ),
)
def take_scan_notices(page: Page) -> None:
    """Take out the notice of who scanned a book, and the lines that say it again."""
    if notice := notice_in(page):
        page.take_out(notice, Matter.BOILERPLATE, "notice of a scan")
        page.seams.add(notice.stop)
    for i, line in enumerate(page.lines):
        if line.text and page.is_free(i) and DIGITIZED.fullmatch(line.text):
            page.take_out([i], Matter.BOILERPLATE, "who scanned it")
            take_funding(page, i + 1)
    for i, line in enumerate(page.lines[:LAST_LINE]):
        if line.text and (ADDRESS.fullmatch(line.text) or OTHER_FORMATS.fullmatch(line.text)):
            page.take_out([i], Matter.BOILERPLATE, "where the scan is")
    first = page.next_text(0)
    if first is not None and FULL_TEXT.fullmatch(page.lines[first].text):
        page.take_out([first], Matter.BOILERPLATE, "where the scan is")


def notice_in(page: Page) -> range:
    """Return the lines of a notice of use, with the name above it; none where there is none."""
    top = range(min(LAST_LINE, len(page.lines)))
    start = next((i for i in top if OPENS.match(page.lines[i].text)), len(page.lines))
    below = range(start, min(start + LONGEST_NOTICE, len(page.lines)))
    end = next((i for i in below if CLOSES.fullmatch(page.lines[i].text)), None)
    if end is None:
        return range(0)
    above = page.previous_text(start)
    named = above is not None and ABOVE.fullmatch(page.lines[above].text)
    return range(above if named and above is not None else start, end + 1)


def take_funding(page: Page, start: int) -> None:
    """Take out who paid for a scan: the words, and the name below them."""
    first = page.next_text(start)
    if first is None or not FUNDED.fullmatch(page.lines[first].text):
        return
    lines = [first]
    name = page.next_text(first + 1)
    if name is not None and page.lines[first].text.endswith(("from", "of")):
        lines.append(name)
    page.take_out(lines, Matter.BOILERPLATE, "who scanned it")
