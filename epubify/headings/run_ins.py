"""Headings caught in a block of prose or verse, freed where the count of the headings lacks them.

A wrapped text may lose the line end before ``CHAPTER 3``; two centred lines may pass for verse.
A heading is cut out only where a number is missing between those that stand on lines of their own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from epubify.headings.lines_below import may_stand_below
from epubify.model import Block, Manuscript, Paragraph, Place, Setting, Span, Verse, plain
from epubify.text.blocks import cut
from epubify.text.facts import facts_of
from epubify.text.heading_forms import HeadingForm
from epubify.text.lazy_pattern import lazy
from epubify.text.title_words import fold_title

FEWEST_KNOWN = 2
"""Headings on lines of their own that show a count; with fewer, anything fits, with more, a
short story keeps its lost heading."""
STACKED_LINES = 2
"""Lines of a number with its title below it; with more, the first stanza of a poem is one."""
LONGEST_CAUGHT = 60
"""Characters of a heading behind wide space; with more, columns of a table are looked at, with
fewer, one with its title is missed."""
MOST_LINES = 3
"""Lines of verse that may all be headings; with more, a poem that names its story falls apart,
with fewer, a title page of three lines stays verse."""
BEHIND = lazy(rf"(?:[\t\f]|[ \u00a0]{{2,}})\s*(?P<caught>\S.{{0,{LONGEST_CAUGHT}}})$")
BEFORE = lazy(
    r"(?P<caught>(?P<word>[^\W\d_]+)\.? (?:\d{1,3}|[IVXLC]{1,8})[.:]?) +(?=[\"“‘«]?[^\Wa-z_])"
)
AFTER_STOP = lazy(
    r"[.!?…][\"”»)]* (?P<caught>(?P<word>[^\W\d_]+)\.? (?:\d{1,3}|[IVXLC]{1,8})[.:]?)$"
)
"""A heading behind the end of a sentence, where the space between is as narrow as any."""
WIDE_SPACES = ("  ", "\t", "\f", "\u00a0")
"""Of these one stands before a heading that is caught behind wide space."""
ROMAN = frozenset("IVXLC")
CENTRED = Setting(inset=12, gap_before=1)
"""How a line of its own among centred ones stood."""


class _Count(NamedTuple):
    """The numbers of the headings that stand alone, in order, and the words before them."""

    at: tuple[int, ...]
    numbers: tuple[int, ...]
    words: frozenset[str]

    def lacks(self, index: int, form: HeadingForm | None) -> bool:
        """Tell whether the number of a form is missing just where a block stands."""
        if form is None or form.number is None or len(self.at) < FEWEST_KNOWN:
            return False
        n = bisect_left(self.at, index)
        before = self.numbers[n - 1] if n else 0
        after = self.numbers[n] if n < len(self.numbers) else before + 2
        return before < form.number < after and form.number not in self.numbers


def free_headings(manuscript: Manuscript) -> Manuscript:
    """Return the manuscript with the headings that were caught in blocks on their own."""
    count = _count(manuscript.blocks)
    lines = manuscript.text.text.split("\n")
    title = fold_title(manuscript.metadata.title or "")
    stacked = _stacked(manuscript.blocks, lines)
    blocks: list[Block] = []
    for index, block in enumerate(manuscript.blocks):
        match block:
            case Verse() if index in stacked:
                blocks += _each_alone(block, lines) or [block]
            case Paragraph() if index in stacked:
                blocks += _parted(block, lines)
            case Paragraph():
                blocks += _of_paragraph(block, index, count, lines)
            case Verse():
                blocks += _of_verse(block, index, count, title, lines)
            case _:
                blocks.append(block)
    return replace(manuscript, blocks=tuple(blocks))


def _stacked(blocks: Sequence[Block], lines: Sequence[str]) -> frozenset[int]:
    """Return the indices of blocks that are a bare number and a title below it, counting from one.

    Two short lines that nothing parts look like verse, or like a paragraph, wherever a book sets
    its headings so.
    """
    found: dict[int, int] = {}
    for index, block in enumerate(blocks):
        if isinstance(block, Verse):
            texts = [plain(line.spans).strip() for stanza in block.stanzas for line in stanza]
        elif isinstance(block, Paragraph) and block.setting.lines == STACKED_LINES:
            texts = _lines_of(block, lines)
        else:
            continue
        form = facts_of(texts[0]).form if len(texts) == STACKED_LINES else None
        bare = form is not None and form.rank == "numeral" and form.title is None
        if form and bare and may_stand_below(facts_of(texts[1])):
            found[index] = form.number or 0
    counts = [*found.values()] == list(range(1, len(found) + 1))
    return frozenset(found) if counts and len(found) >= FEWEST_KNOWN else frozenset()


def _lines_of(block: Paragraph, lines: Sequence[str]) -> list[str]:
    """Return the lines of a paragraph as they stand, none where they are not all of its text."""
    said = [line.strip() for line in lines[block.at.first_line - 1 : block.at.last_line]]
    return said if " ".join(said) == plain(block.spans) else []


def _parted(block: Paragraph, lines: Sequence[str]) -> Iterator[Paragraph]:
    """Yield a number and the title below it, each a paragraph of its own."""
    number, source, n = _lines_of(block, lines)[0], block.at.source, block.at.first_line
    spans = block.spans
    above = replace(block.setting, lines=1)
    yield Paragraph(cut(spans, 0, len(number)), Place(source, n, n), above)
    title = cut(spans, len(number) + 1, len(plain(spans)))
    yield Paragraph(title, Place(source, n + 1, n + 1), replace(above, gap_before=1))


def _count(blocks: Sequence[Block]) -> _Count:
    """Return the count of the headings with a heading word, of bare numbers where none has one."""
    for ranks in (("chapter",), ("numeral",)):
        found = list(_numbered(blocks, ranks))
        if len(found) >= FEWEST_KNOWN:
            words = frozenset(text.split()[0].rstrip(".") for _, _, text in found)
            return _Count(tuple(n for n, _, _ in found), tuple(n for _, n, _ in found), words)
    return _Count((), (), frozenset())


def _numbered(blocks: Sequence[Block], ranks: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.setting.lines == 1:
            text = plain(block.spans).strip()
            form = facts_of(text).form
            if form and form.rank in ranks and form.number is not None:
                yield index, form.number, text


def _of_paragraph(
    block: Paragraph, index: int, count: _Count, lines: Sequence[str]
) -> Iterator[Block]:
    """Yield a paragraph, and the heading behind it or before it."""
    text = plain(block.spans)
    end = block.at.last_line
    last_line = lines[end - 1].rstrip() if end <= len(lines) else ""
    wide = any(map(last_line.__contains__, WIDE_SPACES))
    behind = BEHIND.search(last_line) if wide else None
    last = text.rstrip(".:")[-1:]
    numbered = behind is None and (last in ROMAN or last.isdecimal())
    glued = AFTER_STOP.search(text) if numbered else None
    if glued and glued["word"] in count.words:
        behind = glued
    caught = " ".join(behind["caught"].split()) if behind else ""
    behind_text = caught and text.endswith(caught) and len(text) > len(caught)
    if behind_text and _is_missing(caught, index, count):
        yield replace(block, spans=cut(block.spans, 0, len(text) - len(caught)))
        yield _heading(caught, replace(block.at, first_line=end))
        return
    before = BEFORE.match(text)
    if before and before["word"] in count.words and _is_missing(before["caught"], index, count):
        yield _heading(before["caught"], replace(block.at, last_line=block.at.first_line))
        yield replace(block, spans=cut(block.spans, before.end(), len(text)))
        return
    yield block


def _is_missing(text: str, index: int, count: _Count) -> bool:
    form = facts_of(text).form
    return form is not None and form.rank == "chapter" and count.lacks(index, form)


def _heading(text: str, at: Place) -> Paragraph:
    return Paragraph((Span(text),), at, Setting(gap_before=1))


def _of_verse(
    block: Verse, index: int, count: _Count, title: str, lines: Sequence[str]
) -> Iterator[Block]:
    """Yield verse, and the heading at its start or those that it consists of."""
    texts = [plain(line.spans).strip() for stanza in block.stanzas for line in stanza]
    alone = _each_alone(block, lines)
    if not alone:
        yield block
    elif len(texts) <= MOST_LINES and _is_titled_heading(texts, title):
        yield from alone
    elif len(texts) > 1 and count.lacks(index, facts_of(texts[0]).form):
        yield alone[0]
        stanzas = (block.stanzas[0][1:], *block.stanzas[1:])
        yield replace(block, stanzas=tuple(filter(None, stanzas)), at=alone[1].at.to(block.at))
    else:
        yield block


def _each_alone(block: Verse, lines: Sequence[str]) -> list[Paragraph]:
    """Return the lines of verse as paragraphs, none where they are not those of the text."""
    verses = [line for stanza in block.stanzas for line in stanza]
    at = range(block.at.first_line, block.at.last_line + 1)
    places = [Place(block.at.source, n, n) for n in at if lines[n - 1 : n] and lines[n - 1].strip()]
    if len(places) != len(verses):
        return []
    return [
        Paragraph(line.spans, place, CENTRED) for line, place in zip(verses, places, strict=True)
    ]


def _is_titled_heading(texts: Sequence[str], title: str) -> bool:
    """Tell whether lines are the title of the story and a heading, and nothing else."""
    titled = [fold_title(text) == title for text in texts]
    rest = [facts_of(text).form for text, known in zip(texts, titled, strict=True) if not known]
    return bool(title) and any(titled) and bool(rest) and all(rest)
