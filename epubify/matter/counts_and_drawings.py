"""What ends a text and is no word of anybody: a drawing with rights in it, a count of its words."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.matter.fields import key_of
from epubify.matter.word_lists import worded
from epubify.model import Block, BreakKind, SceneBreak
from epubify.text.blocks import words_of
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

DRAWN = lazy(r"[^\w\s\"“”‘’'(.,!?—–-]{2,}\s")
"""What a line of a drawing begins with."""
RIGHTS = worded(r"(?<!\w)@rights_sign@(?!\w)")
_COUNT = lazy(r"(\D{3,20}?)\s*[:;=-]\s*[0-9][0-9.,'\u00a0 ]*")
"""A label and a number: what a program or a person counted."""


def drawn_signature(blocks: Sequence[Block], first: int) -> int:
    """Return the index of the first block of a drawing that ends the text with its rights in it.

    All its lines begin with signs. Without such a drawing it is the number of blocks.
    """
    start = len(blocks)
    while start > first and is_drawn(blocks[start - 1]):
        start -= 1
    said = " ".join(words_of(block) for block in blocks[start:])
    return start if RIGHTS.search(said) else len(blocks)


def is_drawn(block: Block) -> bool:
    """Tell whether a block is a row of signs, or begins with one."""
    ornament = isinstance(block, SceneBreak) and block.kind is BreakKind.ORNAMENT
    return ornament or DRAWN.match(words_of(block)) is not None


def count_at_end(blocks: Sequence[Block]) -> int:
    """Return the index of the last words, where they count those of the text, else their number."""
    texts = {n: text for n, block in enumerate(blocks) if (text := words_of(block))}
    last = max(texts, default=0)
    return last if texts and is_count(texts[last]) else len(blocks)


@recogniser(takes=("Word Count; 2068", "Words: 1,204"), spares=("Room: 12", "2068 words of love"))
def is_count(text: str) -> bool:
    """Tell whether a line says how long the text is, by its label and a number."""
    found = _COUNT.fullmatch(text)
    return found is not None and key_of(found[1]) == "length"
