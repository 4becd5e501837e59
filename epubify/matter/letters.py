"""Letters inside a story: where one begins with a salutation and ends with a name.

Blocks come in and blocks go out, all of them and in their order; those of a letter stand in a
`Letter` then, in its parts. What has no clear end is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

from epubify.matter.notes import is_salutation
from epubify.model import Block, Letter, Note, Paragraph, Story, Verse, plain
from epubify.options import BlockFix, BlockKind, Options
from epubify.text.blocks import Blocks, with_blocks, with_inner
from epubify.text.lexicon import table

LONGEST_SALUTATION = 60
"""Characters. With more, spoken sentences that begin with “Dear” open letters; with fewer, two
people with titles are no longer greeted."""
LONGEST_LINE = 50
"""Characters of a place, a date, a complimentary close or a name. With more, short sentences of
prose sign letters; with fewer, a name with rank and regiment does not."""
MOST_HEAD = 4
"""Lines of place and date. With more, the last lines before a letter are drawn into it; with
fewer, an address in full stays outside."""
MOST_BLOCKS = 60
"""Blocks between salutation and close. With more, a salutation that is only quoted takes half a
chapter; with fewer, a long letter is read as prose."""
SENTENCE_ENDS = tuple('.!?…"”’»')


class LetterBounds(NamedTuple):
    """Where the parts of a letter begin in a run of blocks, and where it ends.

    They are the head, the salutation, the complimentary close, the name, and what is written
    below it; the text of the letter stands between salutation and close.
    """

    start: int
    salutation: int
    closing: int
    signature: int
    postscript: int
    end: int


def set_letters(story: Story, options: Options) -> Story:
    """Return the story with its letters as blocks of their own.

    Author's notes that are going to be set apart do not interrupt a letter.
    """
    asked = [fix for fix in options.corrections.blocks if fix.kind is BlockKind.LETTER]
    return with_blocks(story, lambda blocks: with_letters(blocks, asked, notes=options.notes))


def with_letters(
    blocks: Blocks, asked: Sequence[BlockFix] = (), *, notes: str = "inline"
) -> Blocks:
    """Return blocks in which each run that is a letter has become one; also inside notes.

    Blocks in the lines that are ``asked`` for are a letter, whatever they look like.
    """
    blocks = tuple(_inside(block, notes) for block in blocks)
    if asked:
        runs = groupby(blocks, lambda block: _asked_around(block, asked))
        parts = [(fix, tuple(run)) for fix, run in runs]
        letters = (
            (_letter_asked_for(run),) if fix else with_letters(run, notes=notes)
            for fix, run in parts
        )
        return tuple(block for part in letters for block in part)
    seen = [n for n, one in enumerate(blocks) if notes == "inline" or not isinstance(one, Note)]
    done: list[Block] = []
    end = 0
    for bounds in find_letters([blocks[n] for n in seen]):
        done += [*blocks[end : seen[bounds.start]], _letter(blocks, seen, bounds)]
        end = seen[bounds.end - 1] + 1
    return (*done, *blocks[end:]) if done else blocks


def _asked_around(block: Block, asked: Sequence[BlockFix]) -> BlockFix | None:
    """Return the lines asked for in which a block begins, None where it stands in none."""
    return next((fix for fix in asked if fix.first <= block.at.first_line <= fix.last), None)


def _letter_asked_for(blocks: Blocks) -> Letter:
    """Return blocks as a letter: in its parts where they can be told, else as one text."""
    bounds = next(find_letters(blocks), None)
    if bounds and (bounds.start, bounds.end) == (0, len(blocks)):
        return _letter(blocks, range(len(blocks)), bounds)
    salutation = next((n for n, block in enumerate(blocks[:MOST_HEAD]) if _salutes(block)), None)
    body = 0 if salutation is None else salutation + 1
    head, greeting = blocks[: max(0, body - 1)], blocks[max(0, body - 1) : body]
    at = blocks[0].at.to(blocks[-1].at)
    return Letter(head, greeting, blocks[body:], (), (), (), at)


def _inside(block: Block, notes: str) -> Block:
    if isinstance(block, Note):
        return with_inner(block, lambda inner: with_letters(inner, notes=notes))
    return block


def _letter(blocks: Blocks, seen: Sequence[int], bounds: LetterBounds) -> Letter:
    """Return the letter between bounds, which count only the blocks that are seen."""
    first, last = seen[bounds.start], seen[bounds.end - 1]
    counts = (bounds.salutation, bounds.salutation + 1, bounds.closing, bounds.signature)
    starts = [seen[n - 1] + 1 if n > bounds.start else first for n in (*counts, bounds.postscript)]
    edges = pairwise([first, *starts, last + 1])
    head, salutation, body, closing, signature, postscript = (blocks[a:b] for a, b in edges)
    at = blocks[first].at.to(blocks[last].at)
    return Letter(head, salutation, body, closing, signature, postscript, at)


def find_letters(blocks: Sequence[Block]) -> Iterator[LetterBounds]:
    """Yield the bounds of the letters in a run of blocks.

    Only one with both ends is known for sure: a salutation on a line of its own, and a short
    line with a comma at its end above a short one without a full stop. A scene break, a note
    or another salutation between them means that something else goes on.
    """
    free = 0
    for index, block in enumerate(blocks):
        if index >= free and _salutes(block):
            bounds = _bounds(blocks, index, free)
            if bounds:
                yield bounds
                free = bounds.end


def _bounds(blocks: Sequence[Block], salutation: int, free: int) -> LetterBounds | None:
    closing = _closing(blocks, salutation)
    if closing is None:
        return None
    start = salutation
    while start > max(free, salutation - MOST_HEAD) and _heads(blocks[start - 1]):
        start -= 1
    postscript = end = closing + 2
    while end < len(blocks) and _text(blocks[end]).startswith(postscripts()):
        end += 1
    return LetterBounds(start, salutation, closing, closing + 1, postscript, end)


@cache
def postscripts() -> tuple[str, ...]:
    """Return how a line begins that is written below the name."""
    return tuple(table("matter")["letters"]["postscripts"])


def _closing(blocks: Sequence[Block], salutation: int) -> int | None:
    """Return the index of the complimentary close; the name stands below it."""
    for index in range(salutation + 2, min(len(blocks) - 1, salutation + MOST_BLOCKS)):
        block = blocks[index]
        if not isinstance(block, Paragraph | Verse) or _salutes(block):
            return None
        short = 0 < len(_text(block)) <= LONGEST_LINE
        if short and _text(block).endswith((",", "，")) and _signs(blocks[index + 1]):
            return index
    return None


def _salutes(block: Block) -> bool:
    text = _text(block)
    short = len(text) <= LONGEST_SALUTATION and text.endswith((",", ":", "，", "："))
    return short and is_salutation(text)


def _heads(block: Block) -> bool:
    if isinstance(block, Verse):
        return sum(map(len, block.stanzas)) <= MOST_HEAD
    return _signs(block)


def _signs(block: Block) -> bool:
    """Tell whether a block is a line that is not a sentence: a name, a place, a date."""
    text = _text(block)
    return 0 < len(text) <= LONGEST_LINE and not text.endswith((*SENTENCE_ENDS, ",", ":"))


def _text(block: Block) -> str:
    """Return the text of a paragraph, empty for any other block."""
    return plain(block.spans).strip() if isinstance(block, Paragraph) else ""
