"""What a person says of single lines, carried out: headings, and scene breaks.

Lines that are to be headings stand alone before headings are sought, so that all that follows
treats them as it treats those of the author. A label or title in other words than the source
has is an edit of the source's line, recorded like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from epubify.errors import InputError
from epubify.headings.candidate import Candidate, Headings
from epubify.headings.clues import is_gap
from epubify.model import (
    SOFT_BREAK,
    Block,
    BreakKind,
    Cue,
    Edit,
    Fate,
    Manuscript,
    Note,
    Paragraph,
    Place,
    Preformatted,
    SceneBreak,
    SetApart,
    Span,
    Speech,
    Text,
    Verse,
    VerseLine,
    plain,
)
from epubify.options import Corrections, HeadingFix
from epubify.report import Report
from epubify.text.blocks import cut

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
    page = _Page(text, manuscript.hyphenations)
    blocks = list(manuscript.blocks)
    for fix in corrections.headings:
        blocks = page.with_line_alone(blocks, fix.line)
    for line in corrections.breaks:
        blocks = page.with_break(blocks, line)
    kept = tuple(block for block in blocks if not _is_refused(block, corrections))
    gone = sorted(_marks(manuscript.blocks) - _marks(kept))
    apart = tuple(_as_set_apart(mark, corrections) for mark in gone)
    return replace(manuscript, blocks=kept, set_apart=(*manuscript.set_apart, *apart))


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


# ------------------------------------------------------------------------ cutting blocks


class _Page:
    """The lines of a source, by which its blocks can be cut apart again."""

    def __init__(self, text: Text, joined: Iterable[Place]) -> None:
        self.source = text.source
        self.lines = text.text.split("\n")
        self.hyphenations = frozenset(at.last_line for at in joined)

    def with_line_alone(self, blocks: list[Block], line: int) -> list[Block]:
        """Return the blocks with a line in a paragraph of its own, wherever it stood."""
        blocks = self.cut(self.cut(blocks, line), line + 1)
        at = Place(self.source, line, line)
        index = _starting_at(blocks, line)
        if index is None:  # what was set apart comes back
            after = next((n for n, b in enumerate(blocks) if b.at.first_line > line), len(blocks))
            return [*blocks[:after], self.paragraph(at), *blocks[after:]]
        if not isinstance(blocks[index], Paragraph):
            blocks[index] = self.paragraph(at)
        return blocks

    def with_break(self, blocks: list[Block], line: int) -> list[Block]:
        """Return the blocks with a scene break before a line; a gap there becomes one."""
        blocks = self.cut(blocks, line)
        index = _starting_at(blocks, line)
        if index is None:
            raise InputError(self.source, line, "no scene can begin at this line")
        before = blocks[:index]
        if before and isinstance(before[-1], SceneBreak):
            before.pop()
        mark = SceneBreak(BreakKind.ORNAMENT, Place(self.source, line, line))
        return [*before, mark, *blocks[index:]]

    def paragraph(self, at: Place) -> Paragraph:
        """Return a line of the source as a paragraph."""
        return Paragraph((Span(self.lines[at.first_line - 1].strip()),), at)

    def cut(self, blocks: Sequence[Block], line: int) -> list[Block]:
        """Return the blocks with the one that a line stands in cut in two before it."""
        cut: list[Block] = []
        for block in blocks:
            inside = block.at.first_line < line <= block.at.last_line
            cut += self.parted(block, line) if inside else [block]
        return cut

    def parted(self, block: Block, line: int) -> list[Block]:
        """Return the two parts of a block, the second from a line on."""
        above, below = self.places(block, line)
        if line - 1 in self.hyphenations or self.lines[line - 2].endswith(SOFT_BREAK):
            raise InputError(self.source, line, "shares a word with the line before")
        match block:
            case Paragraph():
                return self.parted_paragraph(block, above, below)
            case Verse(stanzas=stanzas):
                count = self.count(above)
                one, two = _parted_stanzas(stanzas, count)
                verse = replace(block, stanzas=one, at=above)
                return [verse, replace(block, stanzas=two, at=below)]
            case Cue(lines=lines):
                count = self.count(above)
                one_cue = replace(block, lines=lines[:count], at=above)
                return [one_cue, replace(block, lines=lines[count:], at=below)]
            case Preformatted(lines=drawn):
                first_drawn = line - block.at.first_line
                one_drawn = replace(block, lines=drawn[:first_drawn], at=above)
                return [one_drawn, replace(block, lines=drawn[first_drawn:], at=below)]
            case Speech(blocks=said):
                parts = self.cut(said, line)
                kept = tuple(part for part in parts if part.at.first_line < line)
                return [replace(block, blocks=kept, at=above), *parts[len(kept) :]]
            case Note(blocks=inner):
                pieces = self.cut(inner, line)
                first = [piece for piece in pieces if piece.at.first_line < line]
                rest = pieces[len(first) :]
                return [
                    replace(block, blocks=tuple(first), at=above),
                    replace(block, blocks=tuple(rest), at=below),
                ]
        raise InputError(self.source, line, "cannot be parted from what stands around it")

    def parted_paragraph(self, block: Paragraph, above: Place, below: Place) -> list[Block]:
        """Return a paragraph in two, parted where a line of the source begins."""
        text = plain(block.spans)
        wanted = self.lines[below.first_line - 1].strip()
        before = self.lines[above.first_line - 1 : above.last_line]
        expected = len(" ".join(" ".join(before).split()))
        offset = _nearest(text, wanted, expected)
        if offset is None:
            problem = "was changed when its lines were joined, and cannot be parted again"
            raise InputError(self.source, below.first_line, problem)
        one, two = cut(block.spans, 0, offset), cut(block.spans, offset, len(text))
        lines = self.count(above)
        first = replace(block.setting, lines=lines)
        last = replace(block.setting, lines=max(1, block.setting.lines - lines), gap_before=0)
        return [
            replace(block, spans=one, at=above, setting=first),
            replace(block, spans=two, at=below, setting=last),
        ]

    def places(self, block: Block, line: int) -> tuple[Place, Place]:
        """Return the places of the lines of a block before a line, and from it on."""
        last = line - 1
        while last > block.at.first_line and not self.lines[last - 1].strip():
            last -= 1
        return replace(block.at, last_line=last), replace(block.at, first_line=line)

    def count(self, at: Place) -> int:
        """Return the number of lines with text at a place."""
        return sum(bool(line.strip()) for line in self.lines[at.first_line - 1 : at.last_line])


def _starting_at(blocks: Sequence[Block], line: int) -> int | None:
    """Return the index of the block that starts at a line; gaps have no text to start with."""
    for index, block in enumerate(blocks):
        gap = isinstance(block, SceneBreak) and block.kind is BreakKind.GAP
        if block.at.first_line == line and not gap:
            return index
    return None


def _parted_stanzas(
    stanzas: Iterable[tuple[VerseLine, ...]], count: int
) -> tuple[tuple[tuple[VerseLine, ...], ...], tuple[tuple[VerseLine, ...], ...]]:
    """Return the stanzas that hold the first lines, and those that hold the others."""
    one, two = [], []
    for stanza in stanzas:
        if stanza[:count]:
            one.append(stanza[:count])
        if stanza[count:]:
            two.append(stanza[count:])
        count = max(0, count - len(stanza))
    return tuple(one), tuple(two)


def _nearest(text: str, wanted: str, expected: int) -> int | None:
    """Return where a text has these words, as near as can be to a place."""
    best: int | None = None
    found = text.find(wanted)
    while found >= 0:
        if best is None or abs(found - expected) < abs(best - expected):
            best = found
        found = text.find(wanted, found + 1)
    return best


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
