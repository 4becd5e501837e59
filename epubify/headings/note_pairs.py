"""Footnotes of plain text: numbered notes and the signs in the text that refer to them.

Neither a number in brackets nor a paragraph that begins with one tells a footnote: lists have
both. Together they do, where the signs in the text and the notes below it are the same, one by
one, in the same order. What does not agree stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from epubify.headings.footnotes import NOTEREF
from epubify.headings.gaps import is_gap
from epubify.model import (
    Block,
    Group,
    GroupKind,
    Manuscript,
    Paragraph,
    Place,
    SceneBreak,
    Span,
    Spans,
    Verse,
    plain,
)
from epubify.model.records import Record
from epubify.text.blocks import Blocks, with_spans
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.numerals import RAISED_DIGITS

SIGN = r"\d{1,3}|[A-Za-z]|[*†‡§¶]{1,4}"
RAISED = rf"[{RAISED_DIGITS}]{{1,3}}"
RAISED_SIGN = lazy(f"[{RAISED_DIGITS}]", needs=RAISED_DIGITS)
REFERENCE = lazy(
    rf"(?<=\S)(?P<space> ?)\[(?P<square>{SIGN})\]"
    rf"|(?<=[^\s(])\((?P<round>\d{{1,3}}|[*†‡§¶]{{1,4}})\)"
    rf"|(?<=[^\W\d_]|[.,;:!?\"”’»)\]])(?P<raised>{RAISED})(?!\w)",
    needs=f"[({RAISED_DIGITS}",
)
"""A sign that refers to a note: in brackets, or raised. A blank may stand before square ones."""
LABEL = lazy(
    rf"\s*(?:\[(?:[^\W\d_]{{3,12}}\.? )?(?P<square>{SIGN})[\]:]"
    rf"|\((?P<round>\d{{1,3}}|[*†‡§¶]{{1,4}})\)|(?P<raised>{RAISED}))[.:]?\s*(?=[^\s\]])",
    needs=f"[({RAISED_DIGITS}",
)
"""What a note begins with; ``[Footnote 1: …]`` is one in brackets."""
PAIRED = "paired "
"""What the names of notes that were paired begin with."""
MOST_WORDS_OF_HEAD = 4
"""Words of the line above the notes. With more, the end of the story heads them; with fewer,
``Notes to the First Part`` does not."""
SURE_RUNS = 3
"""Notes of a kind that agree sign by sign with the text, from which others of the kind need only
have a sign of their own. With fewer, two numbered lists explain each other; with more, one slip in
the numbers of a book costs all notes of its chapter."""
MOST_BETWEEN = 3
"""Blocks between two notes of a run that belong to the first of them, at most. With more, the text
between the notes of two pages does."""
FEWEST_OF_LIST, SHORTEST_MORE = 3, 40
"""Notes of a run from which it is a list of notes, where further paragraphs belong to the note
above them; and characters that such a paragraph has. With smaller ones headings between notes
belong to them."""


class NoteSign(Record):
    """A sign in the text that may refer to a note, or the sign that a note begins with."""

    kind: str
    """Its brackets, and whether it is a number, a letter or a mark."""
    sign: str
    block: int
    """Index of its block."""
    count: int = 0
    """How many signs stand before it in its block."""
    before: bool = False
    """It stands before what it belongs to, as in a list: only a blank parts it from both sides."""


class NoteRun(Struct):
    """Signs of one kind in the text, and the notes that stand below them."""

    signs: list[NoteSign] = field(default_factory=list)
    notes: list[NoteSign] = field(default_factory=list)

    def agrees(self) -> bool:
        """Tell whether the signs and the notes are the same, one by one."""
        same = [s.sign for s in self.signs] == [n.sign for n in self.notes]
        before = sum(s.before for s in self.signs)
        return bool(self.notes) and same and 2 * before < len(self.signs)

    def alone(self) -> list[tuple[NoteSign, NoteSign]]:
        """Return the notes that have the only sign of theirs, with it."""
        signs = {s.sign: [t for t in self.signs if t.sign == s.sign] for s in self.signs}
        notes = [n.sign for n in self.notes]
        return [
            (signs[n.sign][0], n)
            for n in self.notes
            if notes.count(n.sign) == 1 and len(signs.get(n.sign, ())) == 1
        ]


def pair_notes(manuscript: Manuscript) -> Manuscript:
    """Return the manuscript with its notes as footnotes, and what refers to them leading there."""
    blocks = tuple(_parted(manuscript.blocks))
    runs = list(_runs(blocks))
    pairs: list[tuple[NoteSign, NoteSign]] = []
    for run in runs:
        if run.agrees():
            pairs += zip(run.signs, run.notes, strict=True)
    sure = [note.kind for _, note in pairs]
    for run in runs:
        if not run.agrees() and run.notes and sure.count(run.notes[0].kind) >= SURE_RUNS:
            pairs += run.alone()
    if not pairs:
        return manuscript
    return replace(manuscript, blocks=tuple(_with_notes(blocks, sorted(pairs, key=_order))))


def _order(pair: tuple[NoteSign, NoteSign]) -> tuple[int, int]:
    return pair[0].block, pair[0].count


# -------------------------------------------------------------------------------- signs


def _parted(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks, notes that follow line by line each as a paragraph of its own."""
    for block in blocks:
        lines = block.stanzas[0] if isinstance(block, Verse) else ()
        whole = block.at.last_line - block.at.first_line + 1 == len(lines)
        if lines and whole and all(LABEL.match(plain(line.spans)) for line in lines):
            source, first = block.at.source, block.at.first_line
            for n, line in enumerate(lines, first):
                yield Paragraph(line.spans, Place(source, n, n))
        else:
            yield block


def _runs(blocks: Blocks) -> Iterator[NoteRun]:
    """Yield the runs of each kind: signs until notes follow, notes until signs follow."""
    open_runs: dict[str, NoteRun] = {}
    for n, block in enumerate(blocks):
        note = _label_of(block, n)
        if note:
            open_runs.setdefault(note.kind, NoteRun()).notes.append(note)
            continue
        for sign in _signs_in(block, n):
            run = open_runs.get(sign.kind)
            if run is None or run.notes:
                if run:
                    yield run
                run = open_runs[sign.kind] = NoteRun()
            run.signs.append(sign)
    yield from open_runs.values()


def _label_of(block: Block, index: int) -> NoteSign | None:
    """Return the sign that a note begins with, None for what is no note."""
    if not isinstance(block, Paragraph) or block.setting.level:
        return None
    found = LABEL.match(plain(block.spans))
    return NoteSign(*_named(found), index) if found else None


def _signs_in(block: Block, index: int) -> Iterator[NoteSign]:
    texts: list[str] = []

    def seen(spans: Spans) -> Spans:
        texts.extend(span.text for span in spans if NOTEREF not in span.marks)
        return spans

    with_spans(block, seen)
    texts = [text for text in texts if may_refer(text)]
    found = (match for text in texts for match in REFERENCE.finditer(text)) if texts else ()
    for count, match in enumerate(found):
        after = match.string[match.end() : match.end() + 2].strip()
        before = bool(match["space"]) and after[:1].isalnum()
        yield NoteSign(*_named(match), index, count, before)


def may_refer(text: str) -> bool:
    """Tell whether there is what every reference has: a bracket, or a raised figure."""
    return "[" in text or "(" in text or not (text.isascii() or RAISED_SIGN.search(text) is None)


def _named(found: re.Match[str]) -> tuple[str, str]:
    """Return the kind of a sign and the sign itself."""
    brackets = next((name for name in ("square", "round") if found[name]), "raised")
    sign = found[brackets]
    of = "number" if sign.isdigit() else "letter" if sign.isalpha() else "mark"
    return f"{brackets} {of}", sign


def head_of_notes(blocks: Sequence[Block]) -> int | None:
    """Return the index of the line that stands above all the notes of a text, None without one."""
    notes = [n for n, block in enumerate(blocks) if is_paired(block)]
    if len(notes) < FEWEST_OF_LIST or notes[-1] - notes[0] > 2 * len(notes):
        return None
    above = notes[0] - 1
    while above > 0 and isinstance(blocks[above], SceneBreak):
        above -= 1
    head = blocks[above]
    if above <= 0 or not isinstance(head, Paragraph) or head.setting.lines > 1:
        return None
    text = plain(head.spans)
    return above if len(text.split()) <= MOST_WORDS_OF_HEAD and text[-1] not in ".,;!?" else None


def is_paired(block: Block) -> bool:
    """Tell whether a block is a note that was paired with a sign in the text."""
    return isinstance(block, Group) and block.name.startswith(PAIRED)


# -------------------------------------------------------------------------------- notes


def _with_notes(blocks: Blocks, pairs: Sequence[tuple[NoteSign, NoteSign]]) -> Iterator[Block]:
    """Yield the blocks, signs leading to their notes, and these as footnotes."""
    names: dict[int, dict[int, str]] = {}
    heads: dict[int, str] = {}
    for number, (sign, note) in enumerate(pairs, 1):
        heads[note.block] = f"{PAIRED}{number}"
        names.setdefault(sign.block, {})[sign.count] = heads[note.block]
    more = _going_on(blocks, sorted(heads))
    at = 0
    apart: bool | None = None
    while at < len(blocks):
        block = blocks[at]
        end = at + 1
        if at in heads:
            end = more.get(at, end)
            within = blocks[at:end]
            yield Group(GroupKind.FOOTNOTE, within, within[0].at.to(within[-1].at), heads[at])
            if apart is None:
                apart = at > 0 and is_gap(blocks[at - 1])
            if not apart and end < len(blocks) and is_gap(blocks[end]):
                end += 1  # the space below a note is no break of the text around it
        else:
            yield _leading(block, names[at]) if at in names else block
            apart = None
        at = end


def _going_on(blocks: Blocks, heads: Sequence[int]) -> dict[int, int]:
    """Return where the notes of a list end that have more paragraphs than one."""
    lists: list[list[int]] = []
    for head in heads:
        if not lists or head - lists[-1][-1] > 1 + MOST_BETWEEN:
            lists.append([])
        lists[-1].append(head)
    listed = [pair for one in lists if len(one) >= FEWEST_OF_LIST for pair in pairwise(one)]
    return {a: b for a, b in listed if all(map(_is_more, blocks[a + 1 : b]))}


def _is_more(block: Block) -> bool:
    """Tell whether a block below a note can belong to it."""
    if isinstance(block, Verse):
        return True
    if not isinstance(block, Paragraph) or block.setting.level:
        return False
    text = plain(block.spans)
    return len(text) >= SHORTEST_MORE and facts_of(text).form is None


def _leading(block: Block, names: dict[int, str]) -> Block:
    """Return a block whose signs with these counts lead to notes."""
    count = 0

    def linked(spans: Spans) -> Spans:
        nonlocal count
        parts: list[Span] = []
        for span in spans:
            done = 0
            found = () if NOTEREF in span.marks else REFERENCE.finditer(span.text)
            for match in found:
                if name := names.get(count):
                    start = match.end("space") if match["space"] else match.start()
                    parts.append(replace(span, text=span.text[done:start]))
                    said = span.text[start : match.end()]
                    parts.append(Span(said, span.marks | {NOTEREF}, f"#{name}"))
                    done = match.end()
                count += 1
            parts.append(replace(span, text=span.text[done:]))
        return tuple(part for part in parts if part.text)

    return with_spans(block, linked)
