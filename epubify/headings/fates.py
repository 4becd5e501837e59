"""Manuscript and headings → what became of every line of the source.

No stage records fates: each returns what it made, and the fates are read off the results, once.
A line with text that nothing claims counts as body: its words are then missed in the book, so
that a stage cannot lose a line by forgetting it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from epubify.headings.candidate import Headings
from epubify.layout.lines import whole_lines
from epubify.model import (
    SOFT_BREAK,
    Block,
    BreakKind,
    Cue,
    Fate,
    Group,
    GroupKind,
    Letter,
    Manuscript,
    Matter,
    Note,
    Paragraph,
    Place,
    SceneBreak,
    SetApart,
    Text,
    Verse,
)
from epubify.report import LineAccount


def account_lines(manuscript: Manuscript, headings: Headings) -> LineAccount:
    """Return what became of each line; every line has exactly one fate.

    Blank lines are blank whatever stands around them. For the others the last to claim a line
    has it: what was set apart stays so where a block goes on around it, and a heading is one
    even where a person made it of a line that was set apart.
    """
    lines = list(whole_lines(manuscript.text.text))
    fates = dict.fromkeys((n for _, numbers in lines for n in numbers), Fate.BODY)
    blank = {n for raw, numbers in lines if not raw or raw.isspace() for n in numbers}
    said: dict[int, SetApart] = {}
    for claim in chain(_claims(manuscript), _heading_claims(manuscript, headings)):
        numbers, fate = _numbers(claim.at), claim.fate
        for number in numbers:
            fates[number] = fate
        if claim.reason or claim.kind:  # as of few lines
            said.update(dict.fromkeys(numbers, claim))
        elif not said.keys().isdisjoint(numbers):
            for number in numbers:
                said.pop(number, None)
    fates.update(dict.fromkeys(blank, Fate.BLANK))
    reasons = {n: claim.reason for n, claim in said.items() if claim.reason and n not in blank}
    kinds = {n: claim.kind for n, claim in said.items() if claim.kind and n not in blank}
    cut = {at.last_line for at in manuscript.hyphenations}.union(_cut_by_transport(manuscript.text))
    return LineAccount(fates, reasons, frozenset(cut), _heads(manuscript, headings), kinds)


def _numbers(at: Place) -> range:
    return range(at.first_line, at.last_line + 1)


# -------------------------------------------------------------------------------- claims


def _claims(manuscript: Manuscript) -> Iterator[SetApart]:
    """Yield what blocks claim, then what was set apart around and within them.

    A mark that divides a note is a break, whoever set the note apart.
    """
    for block in manuscript.blocks:
        yield from _block_claims(block)
    yield from manuscript.set_apart
    for block in manuscript.blocks:
        for one in block.blocks if isinstance(block, Note) else (block,):
            if isinstance(one, SceneBreak) and one.mark:
                yield from _block_claims(one)


def _block_claims(block: Block) -> Iterator[SetApart]:
    match block:
        case Paragraph():  # as nearly all blocks
            yield SetApart(block.at, Fate.BODY)
        case SceneBreak(kind=BreakKind.GAP):
            return  # space, which has no line of its own
        case SceneBreak():
            yield SetApart(block.at, Fate.BREAK)
        case Verse():
            yield SetApart(block.at, Fate.VERSE)
        case Note():
            yield SetApart(block.at, Fate.NOTE)
        case Cue(kind=kind):
            yield SetApart(block.at, Fate.CUE, kind)
        case Letter(blocks=inner):
            for one in inner:
                yield from _block_claims(one)
        case Group(kind=GroupKind.FOOTNOTE):
            yield SetApart(block.at, Fate.FOOTNOTE)
        case Group(blocks=inner):
            yield SetApart(block.at, Fate.BODY)
            for one in inner:
                yield from _block_claims(one)
        case _:
            yield SetApart(block.at, Fate.BODY)


def _heading_claims(manuscript: Manuscript, headings: Headings) -> Iterator[SetApart]:
    for found in headings.accepted:
        yield SetApart(found.at, Fate.HEADING)
        if found.title_index is not None:
            yield SetApart(manuscript.blocks[found.title_index].at, Fate.HEADING)
    for found in headings.candidates:
        if found.repeated:
            yield SetApart(found.at, Fate.BOILERPLATE, found.reason, Matter.REPEATED_HEAD)


# ------------------------------------------------------------------------ parts of lines


def _cut_by_transport(text: Text) -> Iterator[int]:
    """Yield the lines that their transport cut within a word."""
    lines = text.text.removesuffix("\n").split("\n") if SOFT_BREAK in text.text else []
    for number, line in enumerate(lines[:-1], 1):
        if line.endswith(SOFT_BREAK) and not line.removesuffix(SOFT_BREAK).endswith(" "):
            yield number


def _heads(manuscript: Manuscript, headings: Headings) -> dict[int, str]:
    """Return what was taken off the heads of lines, the title of the story among it."""
    heads = {at.first_line: head for at, head in manuscript.heads}
    titled = {c.at.first_line: c.story_title for c in headings.accepted if c.story_title}
    return heads | titled
