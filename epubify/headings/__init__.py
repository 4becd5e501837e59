"""Which lines are headings: candidates, clues for and against, the consistent sequence.

The document decides, not the line. Every line that may be a heading is a candidate; clues
in its form and its setting give it a score; then the sequence of numbers that runs on best
over the whole text is chosen (whatever their style: people change it), and what fits
nowhere is turned down. A contents list confirms titles.
"""

from __future__ import annotations

from collections.abc import Sequence

from epubify.headings.audit import audit
from epubify.headings.bare_titles import (
    choose_alike,
    choose_first_numbers,
    choose_titled,
    drop_names,
    drop_title_page,
    note_rejections,
    take_titles_below,
)
from epubify.headings.candidate import NEAR_MISS, Candidate, Headings
from epubify.headings.clues import candidate, weigh_likeness
from epubify.headings.levels import set_levels
from epubify.headings.sequence import choose_numbered, leave_out_repeats, take_repeats
from epubify.headings.title_list import TitleList
from epubify.headings.wishes import Wishes
from epubify.model import Block, Fate, Manuscript
from epubify.options import Options
from epubify.report import Report

__all__ = ["Candidate", "Headings", "find_headings"]


def find_headings(manuscript: Manuscript, options: Options, report: Report) -> Headings:
    """Return all candidates of a manuscript, decided."""
    blocks = manuscript.blocks
    known = TitleList(manuscript.contents, manuscript.metadata.title)
    asked = Wishes(options, blocks)
    candidates = [c for n in range(len(blocks)) if (c := candidate(blocks, n, known, asked))]
    refused = asked.take_out(candidates)
    take_titles_below(candidates, blocks, known, asked.apart)
    repeats = take_repeats(candidates, blocks)
    weigh_likeness(candidates, blocks)
    choose_numbered(candidates, blocks)
    choose_titled(candidates)
    choose_alike(candidates)
    choose_first_numbers(candidates, blocks)
    drop_title_page(candidates, blocks)
    drop_names(candidates, manuscript.metadata)
    note_rejections(candidates)
    asked.insist(candidates)
    leave_out_repeats(repeats)
    refused += [a for a, _ in repeats]
    set_levels(candidates, blocks)
    asked.set_levels(candidates)
    for c in candidates:
        if c.accepted:
            record_fate(c, blocks, report)
    audit(candidates, manuscript, report)
    for c in refused:
        if c.repeated:
            report.fate(c.at, Fate.BOILERPLATE, c.reason)
    told = sorted([*candidates, *refused], key=lambda c: c.index)
    worth = (c for c in told if c.accepted or c.repeated or c.score >= NEAR_MISS)
    return Headings(tuple(worth))


def record_fate(c: Candidate, blocks: Sequence[Block], report: Report) -> None:
    """Record that a heading's lines are headings."""
    report.fate(c.at, Fate.HEADING)
    if c.story_title:
        report.taken_off(c.at, c.story_title)
    if c.title_index is not None:
        report.fate(blocks[c.title_index].at, Fate.HEADING)
