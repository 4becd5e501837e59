"""How much text stands between two headings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from epubify.headings.candidate import Candidate
from epubify.model import Block, Group, Paragraph, Preformatted, SceneBreak, Speech, Verse, plain
from epubify.text.cjk import CJK
from epubify.text.lazy_pattern import lazy
from epubify.text.word_counts import MOST_KEPT

UNSPACED = lazy("[\u3040-\u30ff\u3400-\u9fff]+")
"""Kana and Han characters in a row, which are written without spaces."""


def words_between(blocks: Sequence[Block], start: int, end: int) -> int:
    """Return about how many words stand between two blocks."""
    count = 0
    for block in blocks[start + 1 : end]:
        if isinstance(block, Paragraph):
            count += words_in(plain(block.spans))
        elif isinstance(block, Verse):
            count += sum(words_in(plain(line.spans)) for s in block.stanzas for line in s)
        elif isinstance(block, Speech):
            count += words_in(plain(block.speaker))
            count += words_between(block.blocks, -1, len(block.blocks))
        elif isinstance(block, Group):
            count += words_between(block.blocks, -1, len(block.blocks))
        elif isinstance(block, Preformatted):
            count += sum(map(words_in, block.lines))
    return count


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
