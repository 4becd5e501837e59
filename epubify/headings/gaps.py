"""How much text stands between two headings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from epubify.headings.candidate import Candidate
from epubify.model import (
    Block,
    BreakKind,
    Group,
    Note,
    Paragraph,
    Preformatted,
    SceneBreak,
    Speech,
    Verse,
    plain,
)
from epubify.text.cjk import CJK
from epubify.text.lazy_pattern import lazy
from epubify.text.once import once
from epubify.text.word_counts import MOST_KEPT

UNSPACED = lazy("[\u3040-\u30ff\u3400-\u9fff]+")
"""Kana and Han characters in a row, which are written without spaces."""


class CountedBlocks(tuple[Block, ...]):
    """Blocks that know how many words stand above each of them: passes ask it again and again.

    >>> from epubify.model import Place, Span
    >>> said = [Paragraph((Span(text),), Place("x", 1, 1)) for text in ("so be it", "we went")]
    >>> CountedBlocks(said).words_above
    [0, 3, 5]
    """

    @once
    def words_above(self) -> list[int]:
        """The words above each block, and those of all."""
        return list(accumulate(map(words_of, self), initial=0))


def is_gap(block: Block) -> bool:
    """Tell whether a block is a wider space."""
    return isinstance(block, SceneBreak) and block.kind is BreakKind.GAP


def words_between(blocks: CountedBlocks, start: int, end: int) -> int:
    """Return about how many words stand between two blocks."""
    return max(0, blocks.words_above[end] - blocks.words_above[start + 1])


def words_of(block: Block) -> int:
    """Return about how many words a block has."""
    match block:
        case Paragraph():
            return words_in(plain(block.spans))
        case Verse():
            return sum(words_in(plain(line.spans)) for s in block.stanzas for line in s)
        case Speech():
            return words_in(plain(block.speaker)) + sum(map(words_of, block.blocks))
        case Group():
            return sum(map(words_of, block.blocks))
        case Preformatted():
            return sum(map(words_in, block.lines))
    return 0


@lru_cache(maxsize=MOST_KEPT)
def words_in(text: str) -> int:
    """Return about how many words a text has; Han characters and kana count one each.

    >>> words_in("so be it"), words_in("春の夜")
    (3, 3)
    """
    if text.isascii():
        return text.count(" ") + 1
    unspaced = sum(map(len, UNSPACED.findall(text))) if CJK.search(text) else 0
    return max(text.count(" ") + 1, unspaced)


def nothing_between(blocks: Sequence[Block], a: Candidate, b: Candidate) -> bool:
    """Tell whether no text stands between two headings."""
    return all(isinstance(x, SceneBreak) for x in blocks[a.last_index + 1 : b.index])


def notes_between(blocks: Sequence[Block], a: Candidate, b: Candidate) -> bool:
    """Tell whether nothing but notes stands between two headings, or nothing at all."""
    return all(isinstance(x, SceneBreak | Note) for x in blocks[a.last_index + 1 : b.index])
