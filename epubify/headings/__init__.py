"""Which lines are headings: candidates, clues for and against, the consistent sequence.

In comes a manuscript, out goes a `Story`: its blocks, in their order, under the headings that
won. The document decides, not the line. Every line that may be a heading is a candidate; clues
in its form and its setting give it a score; then the sequence of numbers that runs on best
over the whole text is chosen (whatever their style: people change it), and what fits
nowhere is turned down and stays a paragraph. A contents list confirms titles.
"""

from __future__ import annotations

from epubify.headings.audit import audit
from epubify.headings.bare_titles import (
    choose_above_entries,
    choose_alike,
    choose_entries,
    choose_first_numbers,
    choose_titled,
    drop_names,
    drop_title_page,
    leave_out_running_titles,
    note_rejections,
    take_titles_above,
    take_titles_below,
)
from epubify.headings.candidate import NEAR_MISS, Candidate, Candidates, Headings
from epubify.headings.clues import candidates_in, weigh_likeness
from epubify.headings.division import weigh_division
from epubify.headings.even_division import choose_even
from epubify.headings.evidence import Evidence, Pass, among_open, evidence_in
from epubify.headings.holders import choose_holders
from epubify.headings.levels import (
    accept_marked,
    leave_lone_divisions,
    leave_lone_sentences,
    make_acts_chapters,
    set_asked_levels,
    set_levels,
    set_marked_levels,
    set_unlisted,
    take_marked_titles,
)
from epubify.headings.mixed_counts import go_on_without_word, join_counts, leave_out_pieces
from epubify.headings.out_of_order import accept_out_of_order
from epubify.headings.sequence import (
    choose_chapters,
    choose_nested,
    choose_parts,
    choose_volumes,
    leave_out_repeats,
    set_lists_aside,
    set_repeats_aside,
)
from epubify.headings.slips import accept_repeats, accept_slips
from epubify.headings.titles_alike import choose_from_top, choose_set_off, leave_names_below
from epubify.headings.two_words import rank_by_words
from epubify.model import Manuscript
from epubify.model.limits import limits_of
from epubify.options import Options
from epubify.readers.too_large import refuse_over
from epubify.report import Report

__all__ = ["Candidate", "Headings", "find_headings"]


def set_refused_aside(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Set aside the lines that a person marked as not headings."""
    return [evidence.wishes.refused(c) for c in candidates]


@among_open
def insist(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Accept the headings that single lines were corrected to, whatever was decided."""
    return [evidence.wishes.insisted(c) for c in candidates]


PASSES: tuple[Pass, ...] = (
    set_refused_aside,
    take_marked_titles,
    take_titles_above,
    take_titles_below,
    rank_by_words,
    set_repeats_aside,
    set_lists_aside,
    weigh_likeness,
    join_counts,
    choose_volumes,
    choose_parts,
    choose_chapters,
    accept_slips,
    accept_repeats,
    go_on_without_word,
    accept_out_of_order,
    leave_out_pieces,
    choose_holders,
    choose_nested,
    choose_titled,
    choose_alike,
    choose_even,
    choose_from_top,
    choose_first_numbers,
    choose_entries,
    weigh_division,
    choose_above_entries,
    choose_set_off,
    drop_title_page,
    drop_names,
    leave_names_below,
    note_rejections,
    accept_marked,
    leave_lone_divisions,
    leave_lone_sentences,
    insist,
    leave_out_running_titles,
    leave_out_repeats,
    set_levels,
    make_acts_chapters,
    set_marked_levels,
    set_asked_levels,
    set_unlisted,
)
"""How it is decided what is a heading, step by step; each step returns new candidates."""


def find_headings(manuscript: Manuscript, options: Options, report: Report) -> Headings:
    """Return all candidates of a manuscript, decided.

    Raises InputError where more of them are headings than a book may have.
    """
    evidence = evidence_in(manuscript, options)
    candidates: Candidates = candidates_in(evidence)
    for decide in PASSES:
        candidates = decide(candidates, evidence)
    source, accepted = manuscript.text.source, sum(c.accepted for c in candidates)
    refuse_over(source, "headings", accepted, limits_of(options.limits).headings, "headings")
    report.ledger(source).contents = manuscript.contents
    audit([c for c in candidates if not c.aside], manuscript, report)
    return Headings(tuple(c for c in candidates if is_worth_telling(c)))


def is_worth_telling(c: Candidate) -> bool:
    """Tell whether a candidate is a heading or was nearly one."""
    return c.accepted or c.repeated or c.score >= NEAR_MISS
