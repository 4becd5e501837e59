"""Lists right below a heading that name the sections in it, entries apart by whatever sign.

Below ``PART ONE`` stands ``The Inn -- The Ford -- The Mill``, or below 卷九 a row of names with
spaces between. Most of them stand again as lines of their own before the next such heading; the
summary of an old novel's chapter does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from epubify.headings.gaps import UNSPACED
from epubify.model import Block, Paragraph, SceneBreak, Verse, plain
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.title_words import fold_title

FEWEST = 3
"""Entries that stand again as lines of their own; with fewer, a motto that names its speaker is a
list, with more, the lists of short parts are not seen."""
MOST_OF_THEM = 0.5
"""Share of the entries that stand again. With a smaller share, a summary whose words head letters
and notices is a list; with a larger one, lists that misspell or were cut at line ends are not."""
LONGEST_TITLE = 60
"""Characters of a line that an entry may name; with more, whole paragraphs are looked up, with
fewer, long titles are not found."""
BETWEEN = lazy(r"\s*(?:--+|[–—;|·•*~])\s*|\s{2,}")
BETWEEN_UNSPACED = lazy(r"[\s、，;；·|]+")
"""What stands between entries; where words have no spaces between them, a space is enough."""
HOLDING = frozenset({"volume", "part", "chapter"})
"""Ranks of the headings below which such a list stands."""


def lists_below_headings(blocks: Sequence[Block]) -> dict[int, list[str]]:
    """Return the lists right below headings whose sections they name: index → entries."""
    found: dict[int, list[str]] = {}
    for start, end in _held(blocks):
        below = (n for n in range(start, end) if not isinstance(blocks[n], SceneBreak))
        if (at := next(below, None)) is not None and (entries := _entries(blocks[at:end])):
            found[at] = entries
    return found


def _held(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield start and end of what stands below each heading that may hold others."""
    marks = [*(n for n, block in enumerate(blocks) if _holds(block)), len(blocks)]
    yield from ((start + 1, end) for start, end in pairwise(marks))


def _holds(block: Block) -> bool:
    form = facts_of(_line_of(block)).form
    return form is not None and form.rank in HOLDING and form.number is not None


def _line_of(block: Block) -> str:
    """Return the text of a block that is one short line, "" of any other."""
    if not isinstance(block, Paragraph) or block.setting.lines > 1:
        return ""
    text = plain(block.spans).strip()
    return text if len(text) <= LONGEST_TITLE else ""


def _entries(held: Sequence[Block]) -> list[str]:
    """Return the entries of the list that opens a section, none where there is no list."""
    entries = list(_pieces(held[0]))
    if len(entries) < FEWEST:
        return []
    lines = {fold_title(_line_of(block)) for block in held[1:]} - {""}
    again = [entry for entry in entries if fold_title(entry) in lines]
    return again if len(again) >= max(FEWEST, MOST_OF_THEM * len(entries)) else []


def _pieces(block: Block) -> Iterator[str]:
    """Yield what stands between the signs that part the entries of a list."""
    if isinstance(block, Paragraph):
        texts = [plain(block.spans)]
    elif isinstance(block, Verse):
        texts = [plain(line.spans) for stanza in block.stanzas for line in stanza]
    else:
        return
    for text in texts:
        unspaced = not text.isascii() and UNSPACED.search(text)
        between = BETWEEN_UNSPACED if unspaced else BETWEEN
        yield from filter(None, (piece.strip(" .") for piece in between.split(text)))
