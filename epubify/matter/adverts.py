"""Adverts of bulletin boards above and below a text, and the lines of a site around chapters."""

from __future__ import annotations

from epubify.layout.lines import Line
from epubify.matter.page import Page
from epubify.matter.section_labels import label_kind
from epubify.matter.word_lists import marker_words, worded
from epubify.model import Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser
from epubify.text.word_patterns import AS_WRITTEN

TELEPHONE = lazy(r"(?<!\d)[(\[]?\d{3}[)\]]?\s?[-/. ]?\s?\d{3}[-.]\d{4}(?!\d)", needs="-.")
BOARD = worded(r"(?s:.*)\b(?:@board@)\b(?s:.*)", needs=("board",))
"""Words of bulletin boards."""
DOWNLOADED = worded(r"\W*@downloaded@\b.*", needs=("downloaded",))
PROMPT = lazy(
    r"\[(?P<choice>\d*)\]\s*\w[\w ]*:?\s*\([^)]*\?[^)]*\)\s*:"
    r"|\w[\w ]{0,20}:\s?\(\d+-\d+,[^()]{0,20}\),\?\s?:$",
    needs="(",
)
"""The prompt of a board's menu; before it may stand what was chosen last. One that asks for the
next message counts them."""
MARKS = lazy(r"[^\w\s]{12,}")
"""A row of signs, as a box of an advert has above and below."""
RULE = lazy(r"\W?[xXoO]?[-=_*~+#.:]{12,}[xXoO]?\W?")
"""The rule above an advert; a letter may stand at its ends."""
SITE = worded(r"\W*(?:@site_lines@).*", AS_WRITTEN, needs=("site_lines",))
SCANNED = worded(
    r"\W*\w{1,6}(?:@site_scan@)\W*\w{1,6}(?:@site_proof@)\W*", AS_WRITTEN, needs=("site_scan",)
)
LONGEST_SITE_LINE = 60
"""Characters of a line of a site; with more, paragraphs that begin with its words are taken, with
fewer, notices of the site stay."""
LONGEST_ADVERT = 30
"""Lines of an advert at one end of a file; with more, short tales of boards are adverts, with
fewer, lists of boards stay."""
TALLEST_BANNER = 12
"""Lines in a row of one banner; with more, text below it is taken, with fewer, large boxes stay."""


@recogniser(
    takes=("(555)010-0199 - Sysop: Gull\nA BBS for boats\n\nThe rain had stopped.",),
    spares=("Call me at (555)010-0199, she wrote.\n\nThe rain had stopped.",),
)
def take_adverts(page: Page) -> None:
    """Take out the advert of a board at the top and at the bottom, and the lines of a site."""
    take_top_advert(page)
    take_bottom_adverts(page)
    take_prompt(page)
    take_site_lines(page)


@recogniser(
    takes=("(555)010-0199 - Sysop: Gull\nA BBS for boats\n\nThe rain had stopped.",),
    spares=("The Gull\nby Ann Berg\n\nShe ran a BBS at (555)010-0199.",),
)
def take_top_advert(page: Page) -> None:
    """Take out the first lines in a row where they are the banner of a board."""
    start = page.next_text(0)
    if start is None:
        return
    end = page.row_end(start)
    if end - start <= TALLEST_BANNER and is_advert(page, start, end):
        page.take_out(range(start, end), Matter.ADVERT, "banner of a board")
        page.seams.add(end)


@recogniser(
    takes=("Rain.\n\nCall The Quay BBS - (555)010-0199 - 2400 baud",),
    spares=("The rain had stopped.\n\nThey sang in the BBS.",),
)
def take_bottom_adverts(page: Page) -> None:
    """Take out what boards put below a text: below the advert of one stands that of the next."""
    while take_bottom_advert(page):
        pass


@recogniser(
    takes=(
        "The rain had stopped.\nCall The Quay BBS - (555)010-0199 - 2400 baud",
        "Rain.\n\n=-=-=-=-=-=-=\nAnother file downloaded from: QUAYnet\n\nAl    555/010-0199",
        'Rain.\n\n//////////////\n// Sysop: Al //\n// or "Sal" //\n//////////////',
    ),
    spares=(
        "The rain had stopped.\n\nThey sang in the BBS.",
        "The rain had stopped.\n\nAnother file downloaded from: the quay, she said.",
    ),
)
def take_bottom_advert(page: Page) -> bool:
    """Take out what a board put below a text: from the line that says so on, or the last lines.

    A single line of advert may be glued to the last paragraph. Tells whether one was found.
    """
    last = page.previous_text(len(page.lines))
    if last is None:
        return False
    lowest = max(0, last + 1 - LONGEST_ADVERT)
    for i in range(lowest, last):
        if not DOWNLOADED.match(page.lines[i].text):
            continue
        above = page.previous_text(i)
        ruled = above is not None and RULE.fullmatch(page.lines[above].text)
        if (ruled or page.is_free(i)) and (is_advert(page, i, last + 1) or lists_boards(page, i)):
            first = above if ruled and above else i
            page.take_out(range(first, last + 1), Matter.ADVERT, "advert below the text")
            return True
    row = range(max(lowest, page.previous_blank(last + 1) + 1), last + 1)
    start = next((i for i in row if names_board(page.lines[i].text)), None)
    if start is not None and page.previous_text(start) is not None:
        below = range(start, last + 1)
        prose = any(is_prose(page.lines[i]) for i in below) and not is_boxed(page, below)
        if is_advert(page, start, last + 1) and not prose:
            page.take_out(below, Matter.ADVERT, "advert below the text")
            return True
    return False


@recogniser(
    takes=(
        "The rain had stopped.\n\n[2] Choose (1-5,?,X):",
        "1\n\nRain.\n\n[1] Files: (1-2,?) :",
        "The rain had stopped.\n\nRead:(1-40,^12),? :",
    ),
    spares=("The rain had stopped.\n\n[2] Choose (one or two): both.",),
)
def take_prompt(page: Page) -> None:
    """Take out the prompt of a menu at the very end, and the same choice alone at the top."""
    last = page.previous_text(len(page.lines))
    prompt = PROMPT.match(page.lines[last].text) if last is not None else None
    if last is None or not prompt:
        return
    page.take_out([last], Matter.ADVERT, "prompt of a menu")
    first = page.next_text(0)
    if first is not None and page.lines[first].text == prompt["choice"]:
        page.take_out([first], Matter.ADVERT, "what was chosen from a menu")


def names_board(text: str) -> bool:
    """Tell whether a line begins an advert: it has a number to call, a board, or a row of signs."""
    return bool(TELEPHONE.search(text) or BOARD.match(text) or MARKS.fullmatch(text))


def is_prose(line: Line) -> bool:
    """Tell whether a line reads like one of a story, not like one of an advert."""
    return line.facts.opening in ("lower", "quote") and not names_board(line.text)


def is_advert(page: Page, start: int, end: int) -> bool:
    """Tell whether lines are the advert of a board: it gives a number to call, or has a frame."""
    text = "\n".join(line.text for line in page.lines[start:end])
    framed = sum(bool(MARKS.fullmatch(line.text)) for line in page.lines[start:end]) >= 2
    return bool(BOARD.match(text)) and bool(TELEPHONE.search(text) or framed)


def lists_boards(page: Page, start: int) -> bool:
    """Tell whether the lines from one on list boards: half of those with text have a number."""
    lines = [line for line in page.lines[start + 1 :] if line]
    calls = sum(bool(TELEPHONE.search(line.text)) for line in lines)
    return 2 * calls >= len(lines) > 0


def is_boxed(page: Page, rows: range) -> bool:
    """Tell whether all lines of a block begin and end with the sign that its box is drawn with."""
    sign = page.lines[rows.start].text[:1]
    texts = [page.lines[i].text for i in rows]
    return not sign.isalnum() and all(text[:1] == sign == text[-1:] for text in texts)


# ------------------------------------------------------------------------- lines of sites


def labels_heading(page: Page, index: int) -> bool:
    """Tell whether a line is the label alone that a site sets above the heading of a chapter."""
    below = page.next_text(index + 1)
    named = label_kind(page.lines[index].text) in ("title", "either")
    return named and below is not None and page.lines[below].facts.form is not None


@recogniser(
    takes=("雨停了。\n\n本章字数:6000\n\n他走了。",),
    spares=("雨停了。\n\n章节内容就这样开始。\n\n他走了。",),
)
def take_site_lines(page: Page) -> None:
    """Take out the lines that a site sets around each chapter."""
    begun = page.beginning(marker_words("site_lines"), signs=True)
    for i in page.each({*begun, *page.having(*marker_words("site_scan"))}):
        line = page.lines[i]
        if len(line.text) > LONGEST_SITE_LINE or line.text.isascii():
            continue
        if labels_heading(page, i) or SITE.fullmatch(line.text) or SCANNED.fullmatch(line.text):
            above = page.lines[i - 1] if i else line
            rule = [i - 1] if MARKS.fullmatch(above.text) and SCANNED.fullmatch(line.text) else []
            page.take_out([*rule, i], Matter.ADVERT, "words of a site")
            page.seams.add(i + 1)
