"""Speeches of a play: the name, and what is said after or below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from epubify.layout.paragraphs import paragraph_of, setting_of
from epubify.layout.rows import Row
from epubify.layout.verse import is_set_as_lines, verse_of
from epubify.model import Block, Paragraph, Place, Span, Speech, Verse, plain

FARTHEST_BELOW = 3
"""Lines from a name to what is said below it. With fewer, double-spaced speeches stand apart from
their speakers; with more, directions are spoken."""


def speech_of(group: list[Row], at: Place, words: frozenset[str]) -> tuple[Block, list[Place]]:
    """Return a speech that begins with its speaker's name, and its lines that lost a hyphen."""
    first = group[0].line
    name = " ".join(first.text[: group[0].speaker].split())
    said = first.text[group[0].speaker :].strip()
    line = replace(first, text=said)
    rest = [replace(group[0], line=line, facts=line.facts, speaker=0), *group[1:]]
    rest = rest if said else rest[1:]
    if not rest:
        return Speech((Span(name),), (), at, above=True), []
    if is_set_as_lines(rest):
        return Speech((Span(name),), (verse_of(rest, at, "verse"),), at, above=not said), []
    paragraph, joined_lines = paragraph_of(rest, at, words)
    paragraph = replace(paragraph, setting=setting_of(group))
    return Speech((Span(name),), (paragraph,), at, above=not said), joined_lines


def with_names_above(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks, those that are spoken below a name in the speech that it heads.

    That is what stands right below it: directions in brackets, and a paragraph or verse.
    """
    open_speech: Speech | None = None
    for block in blocks:
        if open_speech is None:
            pass
        elif isinstance(block, Paragraph | Verse) and is_close(open_speech, block):
            held = (*open_speech.blocks, block)
            open_speech = replace(open_speech, blocks=held, at=open_speech.at.to(block.at))
            if is_direction(block):
                continue
            yield open_speech
            open_speech = None
            continue
        else:
            yield open_speech
            open_speech = None
        if isinstance(block, Speech) and not block.blocks:
            open_speech = block
        else:
            yield block
    if open_speech is not None:
        yield open_speech


def is_close(speech: Speech, block: Block) -> bool:
    """Tell whether a block stands right below what there is of a speech."""
    return block.at.first_line - speech.at.last_line <= FARTHEST_BELOW


def is_direction(block: Block) -> bool:
    """Tell whether a paragraph is only a direction in brackets."""
    if not isinstance(block, Paragraph):
        return False
    text = plain(block.spans)
    return text[0] + text[-1] in ("()", "[]", "<>")
