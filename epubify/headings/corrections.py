"""What a person says of single lines, carried out: headings, and scene breaks.

Lines that are to be headings stand alone before headings are sought, so that all that follows
treats them as it treats those of the author. A label or title in other words than the source
has is an edit of the source's line, recorded like any other.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from epubify.errors import InputError
from epubify.headings.candidate import Candidate, Headings
from epubify.headings.gaps import is_gap
from epubify.model import (
    Block,
    Edit,
    Fate,
    Manuscript,
    Place,
    SceneBreak,
    SetApart,
    Text,
)
from epubify.options import Corrections, HeadingFix
from epubify.report import Report

RULE = "sidecar"
"""Rule of the edits that give a heading other words."""


def correct_blocks(manuscript: Manuscript, text: Text, corrections: Corrections) -> Manuscript:
    """Return the manuscript with corrected lines in blocks of their own, and breaks mended.

    A mark that a person says is not a scene break is set apart.

    Raises InputError for a line that cannot stand alone, as one that shares a word with its
    neighbour.
    """
    if not corrections:
        return manuscript
    from epubify.headings.recast import recast, set_apart_anew
    from epubify.headings.source_page import SourcePage

    page = SourcePage(text, manuscript.hyphenations)
    blocks = recast(page, list(manuscript.blocks), corrections)
    for fix in corrections.headings:
        blocks = page.with_line_alone(blocks, fix.line)
    for line in corrections.breaks:
        blocks = page.with_break(blocks, line)
    kept = tuple(block for block in blocks if not _is_refused(block, corrections))
    gone = sorted(_marks(manuscript.blocks) - _marks(kept))
    gone_marks = [_as_set_apart(mark, corrections) for mark in gone]
    apart = set_apart_anew((*manuscript.set_apart, *gone_marks), text.source, corrections)
    return replace(manuscript, blocks=kept, set_apart=tuple(apart))


def _as_set_apart(mark: Place, corrections: Corrections) -> SetApart:
    """Return what became of a mark that is no longer in a block of its own."""
    if any(mark.first_line <= line <= mark.last_line for line in corrections.not_breaks):
        return SetApart(mark, Fate.BOILERPLATE, "no scene break, says the sidecar")
    return SetApart(mark, Fate.BREAK)


def _marks(blocks: Iterable[Block]) -> set[Place]:
    return {block.at for block in blocks if isinstance(block, SceneBreak) and not is_gap(block)}


def _is_refused(block: Block, corrections: Corrections) -> bool:
    """Tell whether a person says that this is not a scene break."""
    if not isinstance(block, SceneBreak):
        return False
    lines = range(block.at.first_line, block.at.last_line + 1 + is_gap(block))
    return any(line in lines for line in corrections.not_breaks)


# ------------------------------------------------------------------------------- titles


def retitle(
    headings: Headings, manuscript: Manuscript, text: Text, corrections: Corrections, report: Report
) -> Headings:
    """Return the headings with the labels and titles that a person gave them.

    The edits are recorded under the rule ``sidecar``: the proof of words asks the sidecar for
    them. Raises InputError where nothing would be left of a heading.
    """
    fixes = {fix.line: fix for fix in corrections.headings}
    candidates: list[Candidate] = []
    edits: list[Edit] = []
    for found in headings.candidates:
        fix = fixes.get(found.at.first_line) if found.accepted else None
        if fix and (fix.label is not None or fix.title is not None):
            found, changes = _retitled(found, fix, manuscript, text)
            edits += changes
        candidates.append(found)
    edits.sort(key=lambda edit: edit.start)
    report.edited(text.source, RULE, text.text, edits)
    return Headings(tuple(candidates))


def _retitled(
    found: Candidate, fix: HeadingFix, manuscript: Manuscript, text: Text
) -> tuple[Candidate, list[Edit]]:
    """Return a heading as a person gave it, and the edits of the lines that it stands in."""
    label = found.form.label if fix.label is None else fix.label.strip() or None
    title = found.title if fix.title is None else fix.title.strip() or None
    if not (label or title):
        raise InputError(text.source, fix.line, "neither label nor title is left of this heading")
    changed = (label, title) != (found.form.label, found.title)
    anew = replace(found, form=replace(found.form, label=label), title=title)
    if not changed:
        return anew, []
    if found.title_index is None:
        return anew, _new_words(found.at, ": ".join(filter(None, (label, title))), text)
    below = manuscript.blocks[found.title_index].at
    edits = [*_new_words(found.at, label or "", text), *_new_words(below, title or "", text)]
    return anew, edits


def _new_words(at: Place, words: str, text: Text) -> list[Edit]:
    """Return the edit that gives a line these words, none where it has them."""
    lines = text.text.split("\n")
    line = lines[at.first_line - 1]
    before = line.strip()
    start = sum(len(one) + 1 for one in lines[: at.first_line - 1]) + line.index(before)
    if at.first_line != at.last_line:
        raise InputError(text.source, at.first_line, "is one line with the next")
    if _letters(before) == _letters(words):
        return []
    return [Edit(RULE, start, start + len(before), before, words)]


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
