"""How the talk above a story leads on to it: ``And now, on with the show.``"""

from __future__ import annotations

from collections.abc import Sequence

from epubify.matter.labelled_notes import heads_section
from epubify.matter.page import Page
from epubify.matter.preamble import FrontPiece
from epubify.matter.story_talk import opens_speech, talk_patterns
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

MOST_ABOVE = 30
"""Paragraphs and rules that such a line may end. With more, what somebody says in the second scene
ends a note; with fewer, the notes of those who have much to tell stay in the story."""
LONGEST_LEAD = 80
"""Characters of the sentence; with more, a whole paragraph is looked through, with fewer, ``and
now, without any further ado, the first part of my tale`` leads nowhere."""
LAST_SENTENCE = lazy(r"(?:^|(?<=[.!?…:])\s+)(?P<sentence>[^.!?…]+[.!?…:\s]*)$")


@recogniser(
    takes=("And now, on with the show.", "So, without further ado...", "On to the tale!"),
    spares=("On with the show, he said, and laughed.", "She went on with her tale."),
)
def leads_in(text: str) -> bool:
    """Tell whether the last sentence of a paragraph leads on to the story below."""
    found = LAST_SENTENCE.search(text[-2 * LONGEST_LEAD :])
    sentence = found["sentence"].strip() if found else ""
    if not sentence or len(sentence) > LONGEST_LEAD:
        return False
    return talk_patterns("leads_in")["on"].stand_in(sentence)


def led_in(page: Page, pieces: Sequence[FrontPiece]) -> int:
    """Return the index after the talk that a sentence ends which leads on to the story.

    Nothing above it may be a heading or speech. 0 where no such sentence stands.
    """
    for n, piece in enumerate(pieces[:MOST_ABOVE]):
        if not piece.rule and (heads_section(page, piece) or opens_speech(piece.text)):
            return 0
        if leads_in(piece.text):
            return n + 1
    return 0
