"""How much text stands between two headings."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.headings.candidate import Candidate
from epubify.model import Block, Paragraph, SceneBreak, Verse, plain


def words_between(blocks: Sequence[Block], start: int, end: int) -> int:
    """Return about how many words stand between two blocks."""
    count = 0
    for block in blocks[start + 1 : end]:
        if isinstance(block, Paragraph):
            count += plain(block.spans).count(" ") + 1
        elif isinstance(block, Verse):
            count += sum(plain(line.spans).count(" ") + 1 for s in block.stanzas for line in s)
    return count


def nothing_between(blocks: Sequence[Block], a: Candidate, b: Candidate) -> bool:
    """Tell whether no text stands between two headings."""
    return all(isinstance(x, SceneBreak) for x in blocks[(a.title_index or a.index) + 1 : b.index])
