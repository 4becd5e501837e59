"""What an author answers to readers below a chapter: each is called by name."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.matter.word_lists import worded
from epubify.model import Block, Paragraph, SceneBreak, plain
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

FEWEST_REPLIES = 5
"""Readers who are answered, each once. With fewer, two people who speak in a last scene are; with
more, the answers of beginners stay in the story."""
SPOKEN_TO = 0.5
"""Share of the answers that say "you" or "I". With more, short ones make the list the story; with
less, a list of those who play in a story is one of readers."""
MOST_ABOVE = 2
"""Paragraphs below the break in which the author speaks before the first answer. With more, the
last scene is a note; with fewer, only lists without a greeting are."""
_REPLY = lazy(
    r"(?P<name>[^\W_][^\s:–—]*(?: [^\s:–—-]\S*){0,3}?)\s*(?::|\s-+|[–—]+)\s*(?=\S)", needs=":-–—"
)
_ANSWERING = worded(r".*(?<!\w)(?:@answering@)(?!\w).*")


def replies_start(blocks: Sequence[Block], first: int) -> int:
    """Return the index of the first block below the last break, where readers are answered there.

    Their number where they are not.
    """
    breaks = [n for n in range(first, len(blocks)) if isinstance(blocks[n], SceneBreak)]
    start = breaks[-1] + 1 if breaks else len(blocks)
    below = blocks[start:]
    if not all(isinstance(block, Paragraph) for block in below):
        return len(blocks)
    texts = [plain(block.spans).strip() for block in below if isinstance(block, Paragraph)]
    for skipped in range(MOST_ABOVE + 1):
        if are_replies(texts[skipped:]):
            return start
    return len(blocks)


@recogniser(
    takes=(
        "Ann - thanks!\nMoss Gull - I will!\nB-12 - really? Wow, you are kind.\n"
        "Tom: I can’t say!\nOle - so do I.",
    ),
    spares=(
        "Ann - I will!\nTom - You won't.\nAnn - I do.\nTom - You can't.\nAnn - I can.",
        "Ann: the miller\nTom: his son\nOle: a gull\nBo: a dog\nEve: the wind",
        "Ann - thanks!\nTom - you too.",
    ),
)
def are_replies(texts: Sequence[str]) -> bool:
    """Tell whether each of some paragraphs answers another person, who is named before a dash."""
    if len(texts) < FEWEST_REPLIES:
        return False
    found = [_REPLY.match(text) for text in texts]
    names = {match["name"].casefold() for match in found if match}
    if len(names) < len(texts):
        return False
    addressed = sum(_ANSWERING.fullmatch(text) is not None for text in texts)
    return addressed >= SPOKEN_TO * len(texts)
