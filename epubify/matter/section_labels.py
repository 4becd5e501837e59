"""Labels of a download: ``【サブタイトル】`` stands above a title, ``【本文】`` above the text.

The labels are no story, and say what stands below them: a heading for sure, the text, a note.
"""

from __future__ import annotations

import re
from functools import cache

from msgspec.structs import replace

from epubify.matter.page import Page
from epubify.matter.preamble import FrontPiece
from epubify.model import Markup, Matter, Span
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, table
from epubify.text.recogniser import recogniser

BRACKETS = "【［[〔<＜"
BRACKETED = lazy(
    r"[【［\[〔<＜](?P<label>[^【】\[\]［］〔〕<>＜＞]{1,12})[】］\]〕>＞]", needs=BRACKETS
)
RULES = "-=－＝―─*"
RULED = lazy(rf"[{RULES}]{{3,}}\s*(?P<label>.{{1,16}}?)\s*[{RULES}]{{3,}}")
EVIDENCE = "label of a download"


@recogniser(
    takes=("【サブタイトル】\n渡し船\n\n【本文】\n　雨は朝から降っていた。\n　犬が鳴いた。",),
    spares=("【本文】\n　と書いてあった。\n　犬が鳴いた。",),
)
def take_section_labels(page: Page) -> list[FrontPiece]:
    """Take the labels out, mark the lines below those of titles as headings, and return the notes.

    A label alone may be a sign in the story: there are some only where a title has one and its
    text another.
    """
    kinds = ((n, label_kind(page.lines[n].text)) for n in page.beginning(BRACKETS + RULES))
    found = as_told([(n, kind) for n, kind in kinds if kind])
    if not {"title", "text"} <= {kind for _, kind in found}:
        return []
    ends = [n for n, _ in found[1:]] + [len(page.lines)]
    notes: list[FrontPiece] = []
    for (n, kind), end in zip(found, ends, strict=True):
        if kind == "title":
            mark_heading(page, n + 1, end)
        notes += note_between(page, n + 1, end) if kind == "note" else []
        page.take_out([n], Matter.BOILERPLATE, EVIDENCE)
    return notes


def as_told(found: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return labels of which each says what it is above: one of the story, or one of its sections.

    A label that may be either is that of sections where it comes again and they have no other.

    >>> as_told([(0, "either"), (1, "text"), (5, "either"), (6, "text")])
    [(0, 'title'), (1, 'text'), (5, 'title'), (6, 'text')]
    >>> as_told([(0, "either"), (4, "title"), (5, "text")])
    [(4, 'title'), (5, 'text')]
    """
    kinds = [kind for _, kind in found]
    of_sections = "title" not in kinds and kinds.count("either") > 1
    told = ((n, "title" if kind == "either" and of_sections else kind) for n, kind in found)
    return [(n, kind) for n, kind in told if kind != "either"]


@recogniser(
    takes=("【本文】", "------- 第12部分開始 -------"),
    spares=("本文", "-------", "【本文を読む】"),
)
def label_kind(text: str) -> str | None:
    """Return what a line labels: ``title``, ``text``, ``note``, ``rule``, None for other lines.

    ``either`` may be the title of the story, too.
    """
    bracketed = BRACKETED.fullmatch(text)
    ruled = RULED.fullmatch(text) if set(text[:3]) <= set(RULES) else None
    found = bracketed or ruled
    if not found:
        return None
    label = re.sub(r"\d+", "#", folded(found["label"]))
    kind = _labels().get(label)
    return kind if (kind == "rule") == bool(ruled) else None


@cache
def _labels() -> dict[str, str]:
    """Return label → what it stands above."""
    by_kind = table("section_labels")
    return {folded(label): kind for kind, labels in by_kind.items() for label in labels}


def mark_heading(page: Page, start: int, end: int) -> None:
    """Mark the first line with text between two indices as a heading."""
    index = page.next_text(start)
    if index is not None and index < end:
        line = page.lines[index]
        page.lines[index] = replace(line, markup=Markup((Span(line.text),), -index - 1, level=1))


def note_between(page: Page, start: int, end: int) -> list[FrontPiece]:
    """Return the note between two indices, none where there is only space."""
    said = [n for n in range(start, end) if page.lines[n]]
    if not said:
        return []
    text = " ".join(page.lines[n].text for n in said)
    return [FrontPiece(said[0], said[-1] + 1, text)]
