"""Places where a scene may change though no mark says so: a suggestion, never a break.

There is one clue, and it is shown: a paragraph opens with words that move the story in time or
place (“The next morning”, “Two weeks later”, “Meanwhile”). Many such paragraphs only go on, so
the book has no break there unless a person puts one into the sidecar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from epubify.model import Block, Manuscript, Paragraph, Place, plain
from epubify.model.records import Record
from epubify.text.lexicon import table


class Suggestion(Record):
    """A paragraph before which a scene may have changed, and the words that say so."""

    at: Place
    words: str


def suggest_breaks(
    manuscript: Manuscript, language: str | None, headings: frozenset[int]
) -> list[Suggestion]:
    """Return the places where a scene may change, in order; none in languages without a table.

    Only between two paragraphs: where a break or a heading stands, nothing need be suggested.
    ``headings`` are the indices of the blocks that are headings.
    """
    opening = _opening((language or "").partition("-")[0].lower())
    if opening is None:
        return []
    return list(_suggestions(manuscript.blocks, opening, headings))


def _suggestions(
    blocks: tuple[Block, ...], opening: re.Pattern[str], headings: frozenset[int]
) -> Iterator[Suggestion]:
    for (index, above), (_, block) in pairwise(enumerate(blocks)):
        if headings.intersection((index, index + 1)):
            continue
        if not (isinstance(above, Paragraph) and isinstance(block, Paragraph)):
            continue
        if found := opening.match(plain(block.spans)):
            yield Suggestion(block.at, found[0])


MOST_KEPT = 16
"""Languages whose pattern is kept; with fewer, stories in many languages compile it anew."""


@lru_cache(maxsize=MOST_KEPT)
def _opening(language: str) -> re.Pattern[str] | None:
    """Return the pattern of openings of a language; every alternative is bounded."""
    words = table("scenes").get(language)
    if words is None:
        return None
    kinds = {
        "n": _one_of([*words["numbers"], "[0-9]{1,4}"]),
        "unit": _one_of(words["units"]) + "(?:s|n|en|e)?",
        "part": _one_of(words["parts"]),
    }
    phrases = [
        re.sub(r"\{(\w+)\}", lambda found: kinds[found[1]], opening)
        for opening in sorted(words["openings"], key=len, reverse=True)
    ]
    return re.compile(rf"(?:{'|'.join(phrases)})\b", re.IGNORECASE)


def _one_of(words: list[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"
