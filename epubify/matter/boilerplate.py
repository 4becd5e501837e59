"""What archives put around a text: licences, start and end markers, production notes."""

from __future__ import annotations

import re

from epubify.matter.fields import set_in_deeper
from epubify.matter.library_frames import (
    take_data_sheet,
    take_edition_lines,
    take_library_lines,
    take_library_tail,
    take_scan_box,
)
from epubify.matter.page import Page
from epubify.matter.scan_notices import take_scan_notices, take_wiki_lines
from epubify.matter.word_lists import marker_words, worded
from epubify.model import Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

START = worded(r"\*{2,}\s*@archive_start@\b.*")
END = worded(
    r"\*{2,}\s*@archive_end@\b(?! @of@ @archive_end_spares@).*|@archive_tails@.*|@archive_last@"
)
SMALL_PRINT = worded(r"\*{2,}\s*@archive_start@\b.{0,9}@small_print@.*")
SMALL_PRINT_END = worded(r"\*\s*@archive_end@\b\W{0,6}@small_print@.*|\*@archive_end@\*\W*")
PICTURE = worded(r"\[@picture@\]")
PRODUCED = worded(r"@produced@(?: @and@ \w+)? @by@\b.*")
ENDS_OF_MARKER = ("***", *(f"*{word}*" for word in marker_words("archive_end")))
NOTE_RULE = lazy(r"[-=_*~#+]{5,}")
ARCHIVIST = worded(r"\W*(?:@archivist@)\s*:.*")
LONGEST_NOTE = 12
"""Lines of an archive's note between two rules; with more, a rule far below ends it and the header
of the story goes with it, with fewer, long notes stay."""
LONGEST_MARKER = 4
"""Lines that a START or END marker may wrap over; with more, the first lines of the story go with
it, with fewer, the end of a long title stays."""
LAST_PART = 0.8
"""Share of the file before an end marker that has no start marker. A larger one misses the end
above a long licence; a smaller one takes the rest of a story for a licence."""
LATEST_START = 0.5
"""The start marker stands in this first share of the file, the end marker in the rest. A larger
share takes an end for a start; a smaller one misses it below a long preamble of a short tale."""


@recogniser(
    takes=("*** START OF THE EBOOK ***\n\nThe rain had stopped.\n\nWe went home.",),
    spares=("*** STARTLED ***\n\nThe rain had stopped.\n\nWe went home.",),
)
def take_boilerplate(page: Page) -> None:
    """Take out what stands before a start marker and after an end marker, and the markers.

    Header fields in the preamble (``Title:``, ``Author:``) are left for the header.
    """
    take_archivist_note(page)
    take_scan_notices(page)
    take_wiki_lines(page)
    take_data_sheet(page)
    take_edition_lines(page)
    take_scan_box(page)
    take_library_tail(page)
    take_library_lines(page)
    take_small_print(page)
    start = find_marker(page, START, 0, int(len(page.lines) * LATEST_START) + 1)
    if start is not None:
        end_of_marker = marker_end(page, start)
        keep = field_lines(page, start)
        page.take_out(
            (i for i in range(start) if i not in keep), Matter.BOILERPLATE, "archive preamble"
        )
        page.take_out(range(start, end_of_marker), Matter.BOILERPLATE, "archive start marker")
        page.seams.add(end_of_marker)
        take_credits(page, end_of_marker)
        take_picture_marks(page)
    after = start or 0
    end = find_marker(page, END, max(after + 1, len(page.lines) // 2), len(page.lines))
    if start is not None and end is not None:
        from epubify.matter.transcribers import take_transcribers_notes

        take_transcribers_notes(page, end_of_marker, end)
    if end is not None and (start is not None or end >= len(page.lines) * LAST_PART):
        page.take_out(range(end, len(page.lines)), Matter.BOILERPLATE, "archive licence and tail")


@recogniser(
    takes=(
        "An Etext\n\n**START**THE SMALL PRINT!**START***\nWhy?\n\n"
        "*END*THE SMALL PRINT!*END*\n\nThe rain had stopped.\nWe went.\nWe slept.\nWe woke.",
    ),
    spares=("The small print\n\nThe rain had stopped.\n\nThe end of the small print.",),
)
def take_small_print(page: Page) -> None:
    """Take out the small print of archives before 1995, whole, from its start up to its end.

    It stands above the text, and then all before it is of the archive too, or below the text.
    """
    start = find_marker(page, SMALL_PRINT, 0, len(page.lines))
    if start is None:
        return
    last = find_marker(page, SMALL_PRINT_END, start + 1, len(page.lines))
    below = page.previous_text(start) is not None and start > len(page.lines) * LATEST_START
    end = len(page.lines) if last is None else marker_end(page, last)
    if below:
        page.take_out(range(start, end), Matter.BOILERPLATE, "small print of an archive")
    elif last is not None:
        keep = field_lines(page, start)
        lines = [i for i in range(end) if i not in keep]
        page.take_out(lines, Matter.BOILERPLATE, "small print of an archive")
        page.seams.add(end)
        take_credits(page, end)


@recogniser(
    takes=("=====\nArchivist note: she is at ann@mail.example\n=====\n\nThe rain stopped.",),
    spares=("=====\nThe archivist noted her address.\n=====\n\nThe rain stopped.",),
)
def take_archivist_note(page: Page) -> None:
    """Take out the note that an archive set between two rules at the very top."""
    start = page.next_text(0)
    if start is None or not NOTE_RULE.fullmatch(page.lines[start].text):
        return
    inner = page.next_text(start + 1)
    if inner is None or not ARCHIVIST.match(page.lines[inner].text):
        return
    below = range(inner + 1, min(inner + LONGEST_NOTE, len(page.lines)))
    end = next((i for i in below if NOTE_RULE.fullmatch(page.lines[i].text)), None)
    if end is not None:
        page.take_out(range(start, end + 1), Matter.BOILERPLATE, "note of an archive")
        page.seams.add(end + 1)


def find_marker(page: Page, pattern: re.Pattern[str], start: int, end: int) -> int | None:
    """Return the index of the first line in a range that matches a marker."""
    words = (*marker_words("archive_tails"), *marker_words("archive_last"))
    marked = (i for i in page.beginning(("*", *words)) if start <= i < end)
    saying = (i for i in marked if page.lines[i].text.strip("* "))  # and no mark between scenes
    return next((i for i in saying if pattern.match(page.lines[i].text)), None)


def marker_end(page: Page, start: int) -> int:
    """Return the index after a start marker, which may wrap over some lines."""
    for i in range(start, min(start + LONGEST_MARKER, len(page.lines))):
        if page.lines[i].text.endswith(ENDS_OF_MARKER):
            return i + 1
        if not page.lines[i]:
            break
    return start + 1


FIELD = worded(r"@archive_fields@\s*:")


def field_lines(page: Page, end: int) -> set[int]:
    """Return the indices of header fields in an archive's preamble, with their wrapped lines."""
    first = [i for i in range(end) if FIELD.match(page.lines[i].text)]
    return {n for i in first for n in range(i, min(end, i + 1 + set_in_deeper(page.lines, i)))}


@recogniser(
    takes=("The rain had stopped.\n\n[Illustration]\n\nWe went home.",),
    spares=("The rain had stopped.\n\n[Illustration: The ford.]\n\nWe went home.",),
)
def take_picture_marks(page: Page) -> None:
    """Take out the marks by which an archive says that a picture is left out, without a word."""
    for i in page.each(page.beginning("[")):
        if PICTURE.fullmatch(page.lines[i].text) and page.is_free(i):
            page.take_out([i], Matter.BOILERPLATE, "mark of a picture that is not there")


def take_credits(page: Page, start: int) -> None:
    """Take out the paragraph of credits right after a start marker."""
    first = page.next_text(start)
    if first is None or not PRODUCED.match(page.lines[first].text):
        return
    page.take_out(
        range(first, page.row_end(first)), Matter.BOILERPLATE, "credits of the transcription"
    )
