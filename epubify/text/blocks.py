"""Walks over the blocks of a story: what holds others, what belongs to its text.

Whoever looks at all blocks asks here, so that a new kind of block is made known in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import is_

from msgspec.structs import replace

from epubify.model import (
    Block,
    Cue,
    Figure,
    Group,
    Letter,
    Note,
    Paragraph,
    Picture,
    Preformatted,
    Section,
    Span,
    Spans,
    Speech,
    Story,
    Verse,
    VerseLine,
    plain,
)

Blocks = tuple[Block, ...]


def story_texts(story: Story) -> Iterator[str]:
    """Yield the texts of a story, headings and notes left out."""
    return block_texts(blocks_of(story.sections))


def blocks_of(sections: Iterable[Section]) -> Iterator[Block]:
    """Yield the blocks of sections and of those in them, in reading order."""
    for section in sections:
        yield from section.blocks
        yield from blocks_of(section.sections)


def block_texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the texts of blocks that belong to the story; author's notes do not."""
    for block in blocks:
        match block:
            case Paragraph(spans=spans):
                yield plain(spans)
            case Verse(stanzas=stanzas):
                yield from (plain(line.spans) for stanza in stanzas for line in stanza)
            case Cue(lines=lines):
                yield from (plain(line) for line in lines)
            case Letter() | Group():
                yield from block_texts(block.blocks)
            case Speech(speaker=speaker):
                yield plain(speaker)
                yield from block_texts(block.blocks)
            case Preformatted(lines=lines_as_typed):
                yield from lines_as_typed


def words_of(block: Block) -> str:
    """Return the text of a block of words, "" for a break and for what is a note already."""
    if isinstance(block, Paragraph):
        return plain(block.spans).strip()
    if isinstance(block, Verse):
        return " ".join(plain(line.spans) for stanza in block.stanzas for line in stanza)
    return " ".join(block.lines).strip() if isinstance(block, Preformatted) else ""


def spans_of_blocks(blocks: Iterable[Block]) -> Iterator[Span]:
    """Yield the spans of blocks, those of notes and letters too."""
    found: list[Span] = []

    def note(spans: Spans) -> Spans:
        found.extend(spans)
        return spans

    for block in blocks:
        match block:
            case Paragraph(spans=spans):
                found.extend(spans)
            case _:
                with_spans(block, note)
    yield from found


def pictures_in(blocks: Iterable[Block]) -> Iterator[Picture]:
    """Yield the pictures in blocks."""
    for block in blocks:
        match block:
            case Figure(picture=picture):
                yield picture
            case Group(blocks=inner) | Note(blocks=inner):
                yield from pictures_in(inner)


def with_blocks(story: Story, change: Callable[[Blocks], Blocks]) -> Story:
    """Return the story with the blocks of each section changed."""
    return replace(story, sections=tuple(_section(one, change) for one in story.sections))


def _section(section: Section, change: Callable[[Blocks], Blocks]) -> Section:
    inner = tuple(_section(one, change) for one in section.sections)
    return replace(section, blocks=change(section.blocks), sections=inner)


def with_inner(block: Block, change: Callable[[Blocks], Blocks]) -> Block:
    """Return a block with the blocks in it changed; one that holds none as it is."""
    match block:
        case Note() | Speech() | Group():
            return replace(block, blocks=change(block.blocks))
        case Letter():
            return replace(
                block,
                head=change(block.head),
                salutation=change(block.salutation),
                body=change(block.body),
                closing=change(block.closing),
                signature=change(block.signature),
                postscript=change(block.postscript),
            )
        case _:
            return block


def with_spans(block: Block, change: Callable[[Spans], Spans]) -> Block:
    """Return a block with each of its runs of spans changed, and those of the blocks in it."""
    match block:
        case Paragraph():
            spans = change(block.spans)
            return block if spans is block.spans else replace(block, spans=spans)
        case Verse():
            lines = [line for stanza in block.stanzas for line in stanza]
            changed = [change(line.spans) for line in lines]
            if all(spans is line.spans for spans, line in zip(changed, lines, strict=True)):
                return block
            made = map(VerseLine, changed, (line.indent for line in lines))
            return replace(block, stanzas=tuple(tuple(islice(made, len(s))) for s in block.stanzas))
        case Cue():
            return replace(block, lines=tuple(change(line) for line in block.lines))
        case Speech():
            speaker = change(block.speaker)
            inner = [with_spans(one, change) for one in block.blocks]
            if speaker is block.speaker and all(map(is_, inner, block.blocks)):
                return block
            return replace(block, speaker=speaker, blocks=tuple(inner))
        case _:
            return with_inner(block, lambda inner: tuple(with_spans(one, change) for one in inner))


def cut(spans: Spans, start: int, end: int) -> Spans:
    """Return a stretch of the text of spans, without space at its ends.

    >>> plain(cut((Span("He left. "), Span("CHAPTER 3")), 0, 9))
    'He left.'
    """
    kept: list[Span] = []
    done = 0
    for span in spans:
        part = span.text[max(0, start - done) : max(0, end - done)]
        done += len(span.text)
        if part:
            kept.append(span.with_text(part))
    if kept:
        kept[0] = kept[0].with_text(kept[0].text.lstrip())
        kept[-1] = kept[-1].with_text(kept[-1].text.rstrip())
    return tuple(kept)
