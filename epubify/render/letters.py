"""Letters inside a story: where one begins with a salutation and ends with a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from epubify.matter.notes import is_salutation
from epubify.model import Block, Paragraph, Verse, plain

_LONGEST_SALUTATION = 60
_LONGEST_LINE = 50
"""Characters of a place, a date, a complimentary close or a name."""
_MOST_HEAD = 4
_MOST_BLOCKS = 60
"""Where a letter does not end by then, it is told in another way."""
_SENTENCE_ENDS = tuple('.!?…"”’»')
_POSTSCRIPTS = ("P.S", "P. S", "PS:", "PS.", "PS ", "P.P.S")


@dataclass(frozen=True, slots=True)
class Letter:
    """A run of blocks that is a letter, from ``start`` to ``end``, and its parts between.

    They are where the parts begin: the salutation (before it place and date), the
    complimentary close, the name, and what is written below it.
    """

    start: int
    salutation: int
    closing: int
    signature: int
    postscript: int
    end: int

    def part(self, index: int) -> str:
        """Return the part that a block is, empty for the text of the letter itself."""
        if index < self.salutation:
            return "head"
        if index == self.salutation:
            return "salutation"
        if index < self.closing or index >= self.postscript:
            return ""
        return "closing" if index < self.signature else "signature"


def find_letters(blocks: Sequence[Block]) -> Iterator[Letter]:
    """Yield the letters in a run of blocks.

    Only one with both ends is known for sure: a salutation on a line of its own, and a short
    line with a comma at its end above a short one without a full stop. A scene break, a note
    or another salutation between them means that something else goes on.
    """
    free = 0
    for index, block in enumerate(blocks):
        if index >= free and _salutes(block):
            letter = _letter(blocks, index, free)
            if letter:
                yield letter
                free = letter.end


def _letter(blocks: Sequence[Block], salutation: int, free: int) -> Letter | None:
    closing = _closing(blocks, salutation)
    if closing is None:
        return None
    start = salutation
    while start > max(free, salutation - _MOST_HEAD) and _heads(blocks[start - 1]):
        start -= 1
    postscript = end = closing + 2
    while end < len(blocks) and _text(blocks[end]).startswith(_POSTSCRIPTS):
        end += 1
    return Letter(start, salutation, closing, closing + 1, postscript, end)


def _closing(blocks: Sequence[Block], salutation: int) -> int | None:
    """Return the index of the complimentary close; the name stands below it."""
    for index in range(salutation + 2, min(len(blocks) - 1, salutation + _MOST_BLOCKS)):
        block = blocks[index]
        if not isinstance(block, Paragraph | Verse) or _salutes(block):
            return None
        short = 0 < len(_text(block)) <= _LONGEST_LINE
        if short and _text(block).endswith((",", "，")) and _signs(blocks[index + 1]):
            return index
    return None


def _salutes(block: Block) -> bool:
    text = _text(block)
    short = len(text) <= _LONGEST_SALUTATION and text.endswith((",", ":", "，", "："))
    return short and is_salutation(text)


def _heads(block: Block) -> bool:
    if isinstance(block, Verse):
        return sum(map(len, block.stanzas)) <= _MOST_HEAD
    return _signs(block)


def _signs(block: Block) -> bool:
    """Tell whether a block is a line that is no sentence: a name, a place, a date."""
    text = _text(block)
    return 0 < len(text) <= _LONGEST_LINE and not text.endswith((*_SENTENCE_ENDS, ",", ":"))


def _text(block: Block) -> str:
    """Return the text of a paragraph, empty for any other block."""
    return plain(block.spans).strip() if isinstance(block, Paragraph) else ""
