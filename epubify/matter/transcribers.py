"""Notes that those who typed a book for an archive set before and behind its text.

An archive's markers must hold the text: without them nobody tells a transcriber's note from one in
the story.
"""

from __future__ import annotations

from collections.abc import Iterator

from epubify.layout.boxes import boxes, is_barred
from epubify.layout.lines import blank_before
from epubify.matter.page import Page
from epubify.model import Matter
from epubify.text.lexicon import folded, table
from epubify.text.recogniser import recogniser

REACH_TOP, REACH_END = 40, 150
"""Lines below the start marker and above the end marker among which such a note stands. With more,
the note of a transcriber in the story is one; with fewer, long lists of corrections stay."""
MOST_LINES = 12
"""Lines of a paragraph of such a note above the text; with more, a preface is one, with fewer, what
is said of the spelling stays."""
WIDE = 4
"""Blank lines behind which something else begins than such a note. With more, what the publisher
printed behind the book goes with it; with fewer, a note in paragraphs ends midway."""
SECTION_SPACE = 2
"""Blank lines above the heading of a section, at least. With fewer, ``Page 3: …`` in a list of
corrections is one; with more, sections below the note of a transcriber go with it."""
BULLETS = ("-", "*", "•", "–", "—")
"""What stands before the items of a list of what was corrected."""
REASON = "note of the transcriber"


@recogniser(
    takes=(
        "Transcriber's Note: spelling kept.",
        "[Transcriber's note]",
        "| Typographical errors corrected |",
    ),
    spares=("The transcriber's note lay on the desk.", "Note: spelling kept."),
)
def opens_transcribers_note(text: str) -> bool:
    """Tell whether a line begins as the notes of transcribers do."""
    return folded(text.lstrip("|[(*_=+# ")).startswith(_names())


def only_names_itself(text: str) -> bool:
    """Tell whether a line is the name of such a note and nothing else.

    >>> only_names_itself("[Transcriber's Notes:]"), only_names_itself("Transcriber's note: none.")
    (True, False)
    """
    return folded(text.strip(" |[]()*_=+#:.")).removesuffix("s") in _names()


def _names() -> tuple[str, ...]:
    return tuple(table("pages")["words"]["transcribers"])


def take_transcribers_notes(page: Page, start: int, end: int) -> None:
    """Take out the notes of transcribers between an archive's markers, at both ends of the text.

    A box is taken out whole. Above the text a note is a paragraph, with the one below it where it
    only names itself; behind it, all up to wide space or the end marker.
    """
    top = range(start, min(start + REACH_TOP, end))
    tail = range(max(start, end - REACH_END), end)
    for first, last in _in_boxes(page, start, end):
        if first in top or last - 1 in tail:
            page.take_out(range(first, last), Matter.BOILERPLATE, REASON)
    opening = next((i for i in tail if page.is_free(i) and _opens_tail(page, i, end)), None)
    if opening is not None:
        last = _tail_end(page, opening, end)
        page.take_out(range(opening, last), Matter.BOILERPLATE, REASON)
    for i in top:
        if page.is_free(i) and opens_transcribers_note(page.lines[i].text):
            _take_above(page, i, end)


def _in_boxes(page: Page, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the boxes stand that begin as such a note."""
    texts = [line.text for line in page.lines[start:end]]
    for first, last in boxes(texts):
        said = (text[1:-1].strip() for text in texts[first:last] if is_barred(text))
        if opens_transcribers_note(next((words for words in said if words), "")):
            yield start + first, start + last


def _take_above(page: Page, first: int, end: int) -> None:
    """Take out a note above the text: its paragraph, and one more where it only names itself, with
    the other items of the list that this may begin."""
    last = _paragraph_end(page, first)
    below = page.next_text(last)
    length = last - first
    if length == 1 and below is not None and only_names_itself(page.lines[first].text):
        last = _paragraph_end(page, below)
        length += last - below
        while (item := page.next_text(last)) and all(_is_item(page, n) for n in (below, item)):
            last = _paragraph_end(page, item)
    if last <= end and length <= MOST_LINES:
        page.take_out(range(first, last), Matter.BOILERPLATE, REASON)


def _is_item(page: Page, n: int) -> bool:
    """Tell whether a line begins an item of a list."""
    return page.lines[n].text.startswith(BULLETS) and page.is_free(n)


def _opens_tail(page: Page, i: int, end: int) -> bool:
    """Tell whether a note begins at a line behind which no section of the book stands."""
    if not opens_transcribers_note(page.lines[i].text):
        return False
    below = (n for n in range(i + 1, end) if blank_before(page.lines, n) >= SECTION_SPACE)
    return not any(page.lines[n].facts.form for n in below)


def _tail_end(page: Page, first: int, end: int) -> int:
    """Return the index after a note behind the text; wide space below its first lines ends it."""
    begun = _paragraph_end(page, page.next_text(_paragraph_end(page, first)) or end)
    free = (i for i in range(begun, end) if page.lines[i].text and page.is_free(i))
    return next((i for i in free if blank_before(page.lines, i) >= WIDE), end)


def _paragraph_end(page: Page, first: int) -> int:
    """Return the index after the last line of a paragraph."""
    lines = page.lines
    return next((i for i in range(first, len(lines)) if not lines[i].text), len(lines))
