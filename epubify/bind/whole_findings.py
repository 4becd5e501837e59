"""Findings about a joined story: judged on the whole, not on each of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from epubify.headings.audit import NEARLY, audit
from epubify.headings.candidate import Candidate
from epubify.model import (
    Block,
    Finding,
    Manuscript,
    Paragraph,
    Place,
    Section,
    Span,
    Story,
)
from epubify.options import Options
from epubify.report import Report
from epubify.text.facts import facts_of
from epubify.text.heading_forms import HeadingForm
from epubify.text.languages import UNSURE, guess_language
from epubify.text.naming import opening_words

Test = Callable[[Story, Options], bool]
OF_THE_WHOLE: dict[str, Test] = {
    "M001": lambda whole, _: whole.metadata.origin("title").stands_in,
    "M002": lambda whole, options: not (whole.metadata.authors or options.authors),
    "M005": lambda whole, options: not (whole.metadata.authors or options.authors),
    "M010": lambda whole, _: guess_language(" ".join(opening_words(whole, SAMPLE)))[1] < UNSURE,
}
"""Findings that ask what is known of a story, and whether the whole asks the same."""
SAMPLE = 5_000
"""Words by which the language of the whole is told; more make no difference, with fewer a preface
decides."""
_AUDITED = frozenset({f"H{number:03}" for number in range(1, 11)})
"""Findings of the audit of headings, which is made again on the whole."""
_LEVELS = ("volume", "part")


def judge_whole(whole: Story, options: Options, report: Report) -> None:
    """Put what was found in each part right, now that the whole is known.

    What a part lacks, another may have: a title, an author, the chapter before the first one, the
    entries of its contents list. What is asked of the whole is asked once.
    """
    asked: set[str] = set()
    found, report.findings = report.findings, []
    for one in found:
        if one.code not in asked and _still_stands(one, whole, options):
            report.findings.append(one)
            asked |= OF_THE_WHOLE.keys() & {one.code}
    contents = [entry for ledger in report.ledgers.values() for entry in ledger.contents]
    told = Report()
    blocks, candidates = _as_headings(whole)
    audit(candidates, Manuscript(whole.metadata, blocks, tuple(contents)), told)
    for one in told.findings:
        report.find(one.code, one.message, one.at, one.advice)


def _still_stands(finding: Finding, whole: Story, options: Options) -> bool:
    if finding.code in _AUDITED:
        return NEARLY in finding.message
    test = OF_THE_WHOLE.get(finding.code)
    return test is None or test(whole, options)


def _as_headings(whole: Story) -> tuple[tuple[Block, ...], list[Candidate]]:
    """Return the whole as a run of blocks, and its headings as the audit knows them."""
    blocks: list[Block] = []
    candidates: list[Candidate] = []
    for section, level in _walk(whole.sections, 1):
        if section.heading:
            at = section.at or _first_place(section)
            form = _form_of(section)
            candidates.append(
                Candidate(len(blocks), at, section.heading, form, accepted=True, level=level)
            )
            blocks.append(Paragraph((Span(section.heading),), at))
        blocks += section.blocks
    return tuple(blocks), candidates


def _walk(sections: Sequence[Section], level: int) -> Iterator[tuple[Section, int]]:
    for section in sections:
        yield section, level
        yield from _walk(section.sections, level + 1)


def _form_of(section: Section) -> HeadingForm:
    """Return the form of a heading, of which the section knows more than its words say."""
    found = facts_of(section.label or section.heading).form
    if found is None:
        found = HeadingForm("title", section.role, section.label, section.title)
    rank = section.role if section.role in _LEVELS else found.rank
    return replace(found, rank=rank, title=section.title, number=section.number)


def _first_place(section: Section) -> Place:
    for one, _ in _walk((section,), 1):
        for block in one.blocks:
            return block.at
    return Place("", 1, 1)
