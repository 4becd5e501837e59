"""What is told below a rule or a note, so that none of them ends the story."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.matter.story_talk import talk_weight
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

LONG_TOLD = 200
"""Letters of a paragraph that tells something. With more, short-breathed articles go into notes;
with fewer, thanks in short sentences stay in the story."""
FEWEST_TOLD = 3
"""Such paragraphs without a word about the story. With fewer, a note that digresses is the story;
with more, the second half of an article goes into a note."""
MOTTO = lazy(
    r"[\"“][^\"“”]+[\"”]\s*[-–—~]+\s*[A-Z][^\"“”.!?]{1,60}(?:[\"“][^\"“”]{1,60}[\"”])?", needs='"“'
)
LONGEST_MOTTO = 400
"""Letters of a motto below an address; with more, a story of one speech is one, with fewer, the
quotations of several lines that people sign with are the story."""


def are_mostly_told(texts: Sequence[str]) -> bool:
    """Tell whether most of some paragraphs are long, and none of these speaks about the story.

    >>> are_mostly_told(3 * ["Rain fell on the quay. " * 10]), are_mostly_told(["Thanks to all."])
    (True, False)
    """
    told = sum(len(text) > LONG_TOLD and not talk_weight(text) for text in texts)
    return told >= FEWEST_TOLD and 2 * told >= len(texts)


@recogniser(
    takes=('"Salt is salt." -- Ann Berg, "Tar"', '"Salt is salt." -- Ann Berg'),
    spares=('"Salt," he said.', '"Salt." -- A saying of old. Rain fell.'),
)
def is_last_motto(text: str) -> bool:
    """Tell whether a text is one quotation with who said it, as people sign with."""
    return len(text) <= LONGEST_MOTTO and MOTTO.fullmatch(text) is not None
