"""Notes between posts that were put together: teasers below a part, greetings above the next.

Around the header of a post stands what its sender has to say: up to a rule, or up to a mark
that the story goes on. It is set apart as a note where somebody speaks about the story in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from epubify.matter.page import Page
from epubify.matter.people import is_name
from epubify.matter.posting import is_numbered_heading, is_part_mark
from epubify.matter.preamble import LONG, FrontPiece, opening_pieces
from epubify.matter.story_talk import opens_speech, talk_weight
from epubify.matter.word_lists import worded
from epubify.model import Matter
from epubify.text.lexicon import folded, number_words
from epubify.text.numerals import numeral_of
from epubify.text.recogniser import recogniser

MOST_PIECES = 6
"""Paragraphs of one note between posts; with more, scenes between rules are notes, with fewer,
long greetings stay in the text."""
LONGEST_GREETING = 400
"""Characters of what stands over the first header; with more, a first part without a header is a
note, with fewer, greetings of several lines stay in the text."""
LONGEST_GREETING_LINE = 60
"""Characters of a line without talk above talk that stands right on a heading; with more, the last
words of a part are a note, with fewer, titles that come again are in the way."""
SURE = 2
"""Weight of what is talk about the story for sure."""
LINES_OF_CLOSE, LONGEST_CLOSE = 2, 30
"""Lines of the close of a letter with its name, and characters of the first. With more, a sentence
that breaks off before a name is one, with fewer, warm closes stay in the story."""
ANNOUNCED = worded(
    r"\W*(?:@next_part@\s*[:=–—-]+\s*\S.*"
    r"|(?:@part_of@\.?\s+(?P<number>\w{1,12})|@next_part@)\s+@will_be@\s+@put_up@\b.*)",
    needs=("next_part", "part_of"),
)
"""What says that another part comes, and when."""
LONGEST_ANNOUNCEMENT = 250
"""Characters of a paragraph that says so; with more, somebody tells of parts in the story, with
fewer, what comes is told in vain."""
LONGEST_TEASER = 30
"""Lines above the header of a post among which a rule begins a note; with more, the last scene
of a part is looked at, with fewer, long questions to the readers stay."""


def notes_between_posts(page: Page) -> list[FrontPiece]:
    """Return the notes around the headers of later posts, and take out the rules beside them."""
    notes: list[FrontPiece] = []
    for n, (first, end) in enumerate(sorted(page.posts)):
        if page.previous_text(first) is None:
            continue
        if n == 0 and (greeting := greeting_above(page, first)):
            notes += greeting
            continue
        notes += note_above(page, first)
        notes += note_below(page, end)
    told = list(notes_below_marks(page))
    return [*told, *(note for note in notes if not note.touches(told))]


def notes_below_marks(page: Page) -> Iterator[FrontPiece]:
    """Yield what stands between a mark that a part ends and the heading of the next one.

    The story is at its end there, and not begun again: all of it is a note, where somebody speaks
    about the story for sure, nobody in it, and no rule parts a scene from it.
    """
    places = {apart.at for apart in page.taken if apart.kind is Matter.POSTING}
    for mark in [i for i, line in enumerate(page.lines) if line.at in places] if places else ():
        if not is_part_mark(page.as_it_stood(mark).text):
            continue
        pieces: list[FrontPiece] = []
        for piece in opening_pieces(page, page.next_text(mark + 1)):
            if heads_chapter(page, piece):
                yield from pieces if speaks(pieces) else ()
                break
            if piece.rule or opens_speech(piece.text) or len(pieces) == MOST_PIECES:
                break
            pieces.append(piece)


def pieces_above(page: Page, start: int, end: int) -> list[FrontPiece]:
    """Return what stands together between two lines."""
    return list(takewhile(lambda piece: piece.first < end, opening_pieces(page, start)))


def greeting_above(page: Page, end: int) -> list[FrontPiece]:
    """Return the few lines at the very top that somebody set over the header of a post.

    A rule parts them from it: without one they may as well end a part whose header is lost.
    """
    pieces = pieces_above(page, page.next_text(0) or 0, end)
    said = [piece for piece in pieces if not piece.rule]
    ruled_off = bool(pieces) and pieces[-1].rule
    long = sum(len(piece.text) for piece in said) > LONGEST_GREETING
    if not ruled_off or long or len(said) > MOST_PIECES:
        return []
    for piece in pieces:
        if piece.rule:
            take_rule(page, piece)
    return said


def note_below(page: Page, start: int) -> list[FrontPiece]:
    """Return what a post says before a rule, or its first paragraphs that speak about the story."""
    found = page.next_text(start)
    if found is None:
        return []
    pieces: list[FrontPiece] = []
    for piece in opening_pieces(page, found):
        if piece.rule:
            if speaks(pieces) or (pieces and all(one.weight for one in pieces)):
                take_rule(page, piece)
                return pieces
            break
        if heads_chapter(page, piece):
            said = said_above_heading(page, piece)
            if said and all(one.weight or len(one.text) <= LONGEST_GREETING_LINE for one in pieces):
                return [*pieces, *said]
            break
        pieces.append(piece)
        if len(pieces) > MOST_PIECES:
            break
    spoken = [n for n, piece in enumerate(pieces) if piece.weight == 2]
    if not spoken or spoken[-1] > 1:
        return []
    end = spoken[-1] + 1
    return pieces[: end + signs_off(page, pieces[end:])]


def signs_off(page: Page, pieces: Sequence[FrontPiece]) -> bool:
    """Tell whether the first of some pieces closes a letter to the readers, as letters end."""
    if not pieces:
        return False
    return is_close([page.lines[i].text for i in range(pieces[0].first, pieces[0].end)])


@recogniser(
    takes=("All the best,\nAnn.", "Yours till the tide turns,\n\tAnn Berg"),
    spares=("All the best,\nthe miller thought.", "Ann Berg", "She left,\nAnn and Tom stayed on."),
)
def is_close(texts: Sequence[str]) -> bool:
    """Tell whether lines are the close of a letter: a few words with a comma, and a name."""
    if len(texts) != LINES_OF_CLOSE or not texts[0].rstrip().endswith((",", "，")):
        return False
    return len(texts[0]) <= LONGEST_CLOSE and is_name(texts[1].strip(" .-–—~"))


def heads_chapter(page: Page, piece: FrontPiece) -> bool:
    """Tell whether a heading with a number stands in a paragraph: there the story goes on."""
    lines = (line for line in page.lines[piece.first : piece.end] if line)
    return any(is_numbered_heading(line.text) for line in lines)


def said_above_heading(page: Page, piece: FrontPiece) -> list[FrontPiece]:
    """Return what a paragraph says about the story right above the heading that it ends in."""
    lines = range(piece.first, piece.end)
    end = next((i for i in lines if is_numbered_heading(page.lines[i].text)), piece.end)
    text = " ".join(page.lines[i].text for i in range(piece.first, end))
    sure = talk_weight(text) == SURE
    return [FrontPiece(piece.first, end, text, SURE)] if text and sure else []


def note_above(page: Page, end: int) -> list[FrontPiece]:
    """Return what a post says below its last rule, where somebody speaks about the story."""
    start = max(0, end - LONGEST_TEASER)
    pieces = pieces_above(page, start, end)
    if announcement := announcement_in(pieces):
        return announcement
    rules = [n for n, piece in enumerate(pieces) if piece.rule]
    if not rules:
        return []
    below = pieces[rules[-1] + 1 :]
    if len(below) <= MOST_PIECES and speaks(below):
        take_rule(page, pieces[rules[-1]])
        return below
    return []


def announcement_in(pieces: Sequence[FrontPiece]) -> list[FrontPiece]:
    """Return the last of some pieces, from one on that says when the next part comes.

    Nobody speaks there, and no paragraph is as long as one of the story.
    """
    first = next((n for n, piece in enumerate(pieces) if announces_part(piece.text)), len(pieces))
    said = [piece for piece in pieces[first:] if not piece.rule]
    told = all(len(one.text) <= LONGEST_ANNOUNCEMENT and not opens_speech(one.text) for one in said)
    return said if told and len(said) <= MOST_PIECES else []


@recogniser(
    takes=(
        "Part Two to be sent on Monday.",
        "Next part: What the Gulls Keep",
        "Part 5 will be posted within 5 days.",
    ),
    spares=(
        "The next part of the road was dry.",
        "Part of the load will be sent by sea.",
        "Part 5: It Will Be Posted",
    ),
)
def announces_part(text: str) -> bool:
    """Tell whether a paragraph says that another part comes, and when or with what.

    >>> announces_part("Part 6 may come tomorrow."), announces_part("Part of it will be sent.")
    (True, False)
    """
    found = ANNOUNCED.fullmatch(text) if len(text) <= LONGEST_ANNOUNCEMENT else None
    if found is None or not found["number"]:
        return found is not None
    return folded(found["number"]) in number_words() or numeral_of(found["number"]) is not None


def speaks(pieces: Sequence[FrontPiece]) -> bool:
    """Tell whether paragraphs are a note: one speaks about the story, and no other is prose."""
    prose = sum(not piece.weight and len(piece.text) > LONG for piece in pieces)
    return any(piece.weight == 2 for piece in pieces) and prose <= len(pieces) / 2


def take_rule(page: Page, piece: FrontPiece) -> None:
    """Take out the rule that bounds a note: it says nothing in the book."""
    page.take_header(range(piece.first, piece.end), "rule beside a note")
