"""A description without a label, between the title block and the first chapter: a blurb.

It tells of people in the present tense, as blurbs do, and hardly at all of what was. A story that
is told in the present begins so, too: only where a heading says that the story begins below it, or
where the blurb speaks of a story and a rule ends it, is it none of the story.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, takewhile

from epubify.matter.copied_pages import site_words
from epubify.matter.header import Header
from epubify.matter.opening import OpeningLine, is_sure_heading
from epubify.matter.page import Page
from epubify.matter.preamble import FrontPiece, opening_pieces
from epubify.matter.story_talk import opens_speech
from epubify.matter.word_lists import marker_words
from epubify.model import Field
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

MOST_PIECES = 3
"""Paragraphs of a blurb. With more, a first scene without a heading is one; with fewer, blurbs that
end in a question of their own stay in the text."""
SHORTEST, LONGEST = 40, 1_200
"""Characters of it. With fewer, a motto is one; with more, a prologue without a heading is."""
WORD = lazy(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
WHOSE = lazy(r"[.!?…][\"”’»]?\s*(?:--+|[–—―])\s*[^\W\d_][^.!?]{2,60}$", needs="-–—―")
"""How a motto ends: a dash behind its last sentence, and who said it."""


def take_blurb(page: Page, header: Header, notes: Sequence[FrontPiece]) -> list[Header]:
    """Take out a blurb below a title block that names title and author; return what it says.

    What is a note already stays one.
    """
    if not (header.title and header.author and header.lines) or has_summary(header):
        return []
    start = page.next_text(max(header.lines) + 1)
    if start is None or not page.is_free(start):
        return []
    pieces = list(islice(opening_pieces(page, start), MOST_PIECES + 2))
    told = [*takewhile(lambda piece: not (piece.rule or heads_text(page, piece)), pieces)]
    below = pieces[len(told) : len(told) + 2]
    if not told or len(told) > MOST_PIECES or not below:
        return []
    text = " ".join(piece.text for piece in told)
    headed = any(heads_text(page, piece) for piece in below)
    if not (headed or tells_of_story(text)) or not is_blurb(text):
        return []
    if any(opens_speech(piece.text) or piece.touches(notes) for piece in told):
        return []
    lines = [n for piece in told for n in range(piece.first, piece.end)]
    at = page.lines[lines[0]].at.to(page.lines[lines[-1]].at)
    page.take_header(lines, "description below the title block")
    return [Header(fields=[Field("summary", "", text, at)])]


def has_summary(header: Header) -> bool:
    """Tell whether a field says already what a story is about."""
    return any(field.key == "summary" for field in header.fields)


def heads_text(page: Page, piece: FrontPiece) -> bool:
    """Tell whether a heading begins a piece for sure."""
    if piece.rule:
        return False
    return is_sure_heading(OpeningLine(piece.first, page.lines[piece.first].facts))


def tells_of_story(text: str) -> bool:
    """Tell whether a text calls itself a story.

    >>> tells_of_story("Ida waits. A short story of about 900 words."), tells_of_story("Ida waits.")
    (True, False)
    """
    small = folded(text)
    return any(word in small for word in marker_words("blurb_kinds"))


@recogniser(
    takes=("When the ferry sinks, Ida must find who has the key to the harbour.",),
    spares=(
        "I have a hive and a wish, and the vicar has neither of the two.",
        "The ferry sank, and Ida had to find who took the key to the harbour.",
        "There are worse things that wait for a ferry than rain.--Captain Oak",
    ),
)
def is_blurb(text: str) -> bool:
    """Tell whether a text tells of others, and in the present tense.

    >>> is_blurb("Mattie has kept bees for thirty years. When the vicar asks, she has to lie.")
    True
    >>> is_blurb("Mattie had kept bees for thirty years, and hives for ten.")
    False
    """
    if not SHORTEST <= len(text) <= LONGEST or WHOSE.search(text):
        return False
    words = [folded(word) for word in WORD.findall(text)]
    present, past, first = (
        sum(word in site_words(name) for word in words)
        for name in ("present_words", "past_words", "first_person")
    )
    return present > past and not first
