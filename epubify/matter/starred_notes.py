"""Notes of an author that a site of Japanese novels parts from the text by rows of stars.

Its downloads have a row of 44 stars below what is said before a chapter, and one of 48 above what
is said behind it.
"""

from __future__ import annotations

from epubify.matter.page import Page
from epubify.matter.preamble import FrontPiece
from epubify.matter.section_labels import note_between
from epubify.model import Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

BEFORE, BEHIND = 44 * "*", 48 * "*"
KANA = lazy(r"[\u3041-\u30ff]")
LONGEST_NOTE = 60
"""Lines of such a note; with more, a chapter above a row that somebody typed is one, with fewer,
long answers to readers stay in the text."""
WIDE = 2
"""Blank lines that a note before the text does not go over: above them stands the title, or the
chapter before. With fewer, notes in paragraphs are cut; with more, a title is in the note."""


@recogniser(
    takes=(
        f"第1話　海\n金曜に更新します。\n{BEFORE}\n\n　雨は朝から降っていた。",
        f"第1話　海\n\n　雨は朝から降っていた。\n{BEHIND}\n感想をどうぞ。",
    ),
    spares=(
        f"第1話　海\n雨は朝から降っていた。\n{BEFORE[:40]}\n\n　犬が鳴いた。",
        f"The rain had stopped.\n{BEHIND}\nWe went home.",
    ),
)
def take_starred_notes(page: Page) -> list[FrontPiece]:
    """Take the rows of stars out, and return the notes above and below them."""
    if BEFORE not in page.text or not KANA.search(page.text):
        return []
    notes: list[FrontPiece] = []
    for i, line in enumerate(page.lines):
        if line.text == BEFORE:
            notes += note_between(page, note_start(page, i), i)
        elif line.text == BEHIND:
            notes += note_between(page, i + 1, note_end(page, i + 1))
        else:
            continue
        page.take_out([i], Matter.BOILERPLATE, "row of a download that parts a note from the text")
        page.seams.add(i + 1)
    return notes


def note_start(page: Page, row: int) -> int:
    """Return the index of the first line of a note above a row: below a heading, or wide space."""
    start = row
    while start > max(0, row - LONGEST_NOTE) and page.lines[start - 1].facts.form is None:
        if not any(page.lines[max(0, start - WIDE) : start]):
            break
        start -= 1
    return start


def note_end(page: Page, start: int) -> int:
    """Return the index after the last line of a note below a row: a heading ends it."""
    end = start
    while end < min(len(page.lines), start + LONGEST_NOTE) and page.lines[end].facts.form is None:
        end += 1
    return end
