"""Headings without a number of their own, and titles below numbers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from epubify.headings.candidate import ACCEPT, NEAR_MISS, NO_SEQUENCE, TOO_LITTLE, Candidate
from epubify.headings.clues import FEWEST_ALIKE, is_gap, is_shouted, looks_like_heading_title
from epubify.headings.gaps import nothing_between, words_between
from epubify.headings.title_list import TitleList
from epubify.layout import fold_title
from epubify.model import Block, Metadata, Paragraph, plain
from epubify.text.heading_forms import heading_form, is_title_case, undecorated


def take_titles_below(
    candidates: list[Candidate], blocks: Sequence[Block], known: TitleList, apart: frozenset[int]
) -> None:
    """Give numbered headings the title that stands on a line of its own below them.

    ``apart`` holds the indices of blocks that are known to be no such title.

    A line is such a title when the contents list has it, or when it has the capitals of a
    title; one in the capitals of a sentence is believed when most headings have one.
    """
    bare = [c for c in candidates if c.form.number is not None and c.form.title is None]
    below = {c.index: title_below(c, blocks) for c in bare}
    plausible = [c for c in bare if below[c.index] is not None and below[c.index] not in apart]
    usual = len(plausible) >= 2 and len(plausible) >= 0.7 * len(bare)
    taken = set()
    for c in plausible:
        index = below[c.index]
        assert index is not None
        block = blocks[index]
        text = plain(block.spans).strip() if isinstance(block, Paragraph) else ""
        if known.has(text) or is_title_case(text) or is_shouted(text) or usual:
            c.title, c.title_index = undecorated(text)[0], index
            taken.add(index)
    candidates[:] = [c for c in candidates if c.index not in taken]


def title_below(found: Candidate, blocks: Sequence[Block]) -> int | None:
    """Return the index of a block that may be the title of the numbered heading above it."""
    index = found.index + 1
    while index < len(blocks) and is_gap(blocks[index]):
        index += 1
    if index + 1 >= len(blocks):
        return None
    block = blocks[index]
    if not isinstance(block, Paragraph) or block.setting.lines > 1 or block.setting.gap_before > 3:
        return None
    text = plain(block.spans).strip()
    core = undecorated(text)[0]
    form = heading_form(text)
    if (form and form.rank != "named") or not looks_like_heading_title(core) or len(core) > 60:
        return None
    return index


def choose_titled(candidates: list[Candidate]) -> None:
    """Accept headings without a number whose own clues are enough."""
    for c in candidates:
        if c.accepted or c.form.number is not None:
            continue
        if c.score >= ACCEPT:
            c.accepted = True
            c.reason = max(c.clues, key=lambda clue: clue[1])[0]


def choose_alike(candidates: list[Candidate]) -> None:
    """Accept titles that are half sure where the story is known to have titled sections."""
    sure = [c for c in candidates if c.accepted and c.form.rank == "title"]
    if len(sure) < FEWEST_ALIKE:
        return
    for c in candidates:
        if not c.accepted and c.form.rank == "title" and is_title_case(c.text):
            c.clue("the story has titled sections", 1.5 * (c.score >= NEAR_MISS))
            if c.score >= ACCEPT:
                c.accepted, c.reason = True, "the story has titled sections"


def choose_first_numbers(candidates: list[Candidate], blocks: Sequence[Block]) -> None:
    """Accept a number 1 right under a heading: it opens a division, though none follows."""
    last: Candidate | None = None
    for c in candidates:
        right_under = last is not None and nothing_between(blocks, last, c)
        if (
            not c.accepted
            and c.form.rank == "numeral"
            and c.form.number == 1
            and right_under
            and c.score > 0
        ):
            c.accepted, c.reason = True, "a number 1 right under a heading"
        if c.accepted:
            last = c


TITLE_PAGE_WORDS = 100
"""A line of a title page has less text than this below it."""


def drop_title_page(candidates: list[Candidate], blocks: Sequence[Block]) -> None:
    """Turn down the lines of a title page: titles before the first numbered heading, with
    hardly a word below them, when hardly a section after it has a title alone."""
    accepted = [c for c in candidates if c.accepted]
    first = next((c for c in accepted if c.form.rank != "title"), None)
    if first is None:
        return
    later = [c for c in accepted if c.form.rank == "title" and c.index > first.index]
    if len(later) >= FEWEST_ALIKE:
        return
    for c, after in itertools.pairwise(accepted):
        if c.index >= first.index:
            break
        if words_between(blocks, c.index, after.index) < TITLE_PAGE_WORDS:
            c.accepted, c.reason = False, "a line of the title page"


def drop_names(candidates: list[Candidate], metadata: Metadata) -> None:
    """Turn down lines that only name the author or the story again."""
    names = {fold_title(name) for name in (*metadata.authors, metadata.title or "") if name}
    for c in candidates:
        if c.accepted and c.form.rank == "title" and fold_title(c.text) in names:
            c.accepted, c.reason = False, "it only names the author or the story again"


def note_rejections(candidates: list[Candidate]) -> None:
    """Say of each candidate that was turned down why."""
    for c in candidates:
        if not c.accepted and not c.reason:
            numbered = c.form.number is not None
            c.reason = NO_SEQUENCE if numbered else TOO_LITTLE
