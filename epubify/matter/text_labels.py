"""Labels that an archive sets where the text of a chapter begins: ``Chapter Text``.

What stands between the heading and such a label is the summary of the chapter, and its notes; the
notes behind the text have a label of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from epubify.matter.fields import COUNTED, is_field
from epubify.matter.page import Page
from epubify.matter.preamble import FrontPiece
from epubify.matter.word_lists import marker_words
from epubify.model import Matter
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

MOST_NOTED = 40
"""Lines with text above such a label among which its heading stands. With more, a scene that ends
in the words of a label is a note; with fewer, long notes stay in the story."""
MOST_ON_TOP = 6
"""Lines with text of a title block above such notes. With more, a scene with a list of notes is
one; with fewer, a title with its fandom and its rating is none."""
MOST_CLOSING = 20
"""Lines with text below the label of the notes behind a chapter. With more, a letter in the story
whose heading is that word is lost to the notes; with fewer, long thanks stay in the story."""
EVIDENCE = "a label of a page"


@recogniser(
    takes=(
        "Chapter 1: Salt\nNotes:\nfor Ann\nChapter Text\nThe rain had stopped.\nWe slept.",
        "Salt\nann\nSummary:\nIt rains.\nWork Text:\nThe rain had stopped.\nWe slept.",
    ),
    spares=("Chapter 1: Salt\nThe sign said\nChapter Text\nThe rain had stopped.\nWe slept.",),
)
def take_text_labels(page: Page) -> list[FrontPiece]:
    """Take the labels of texts out that stand below the notes of a chapter; return these notes."""
    labels = [n for n in page.saying(marker_words("page_labels")) if is_one(page, n, "page_labels")]
    found: list[tuple[int, int]] = []
    for label, last in zip(labels, [-1, *labels], strict=False):
        head = heading_above(page, label)
        if head is not None and head > last:
            found.append((head, label))
    notes: list[FrontPiece] = []
    title = title_above(page, found[0][0]) if found else None
    if title is not None:  # the notes of the whole work stand above its first chapter
        notes += noted(page, title + 1, found[0][0])
    for head, label in found:
        notes += noted(page, head + 1, label)
        page.take_out([label], Matter.NAVIGATION, EVIDENCE)
        page.texts.add(label + 1)
    ends = [*(head for head, _ in found), len(page.lines)][1:]
    for (_, label), end in zip(found, ends, strict=True):
        closing = closing_label(page, label + 1, end)
        notes += noted(page, closing, end) if closing is not None else []
    return notes


def is_one(page: Page, index: int, words: str) -> bool:
    """Tell whether a line is one of the labels in a list, and nothing else."""
    return folded(page.lines[index].text).rstrip(": ") in marker_words(words)


def heading_above(page: Page, label: int) -> int | None:
    """Return the index of the heading above a label: right above, or above the label of notes."""
    for below, above in pairwise((label, *texts_above(page, label))):
        form = page.lines[above].facts.form
        if form is not None and (below == label or is_one(page, below, "page_note_labels")):
            return above
    return title_above(page, label)


def title_above(page: Page, label: int) -> int | None:
    """Return the index of the line above the first label of notes, where a text is one work.

    Nothing stands above these but its title, who wrote it, and the fields of the page.
    """
    shown = [*takewhile(lambda n: not is_of_fields(page, n), texts_above(page, label))]
    first = next((n for n in reversed(shown) if is_one(page, n, "page_note_labels")), None)
    top = [n for n in shown if first is not None and n < first]
    if not top or len(top) > MOST_ON_TOP:
        return None
    above = page.previous_text(top[-1])
    return top[0] if above is None or is_of_fields(page, above) else None


def is_of_fields(page: Page, index: int) -> bool:
    """Tell whether a line is a field that labels no note, or the count that stands below a key."""
    text = page.lines[index].text
    if is_one(page, index, "page_note_labels"):
        return False
    return is_field(text) or COUNTED.fullmatch(text) is not None


def texts_above(page: Page, index: int) -> Iterator[int]:
    """Yield the indices of the lines with text above one, the nearest first."""
    for _ in range(MOST_NOTED):
        above = page.previous_text(index)
        if above is None:
            return
        yield above
        index = above


def closing_label(page: Page, start: int, end: int) -> int | None:
    """Return the index of the label of the notes behind a text, None where it has none."""
    said = [n for n in range(start, end) if page.lines[n]]
    ones = (n for n in said[1:] if is_one(page, n, "page_note_labels"))
    label = next(ones, None)
    few = label is not None and len([n for n in said if n > label]) <= MOST_CLOSING
    return label if few else None


def noted(page: Page, start: int, end: int) -> list[FrontPiece]:
    """Return the note between two indices, none where there is only space."""
    said: Sequence[int] = [n for n in range(start, end) if page.lines[n]]
    if not said:
        return []
    text = " ".join(page.lines[n].text for n in said)
    return [FrontPiece(said[0], said[-1] + 1, text)]
