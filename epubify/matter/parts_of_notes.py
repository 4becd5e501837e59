"""Which paragraphs above a story may belong to a note, though they do not speak about it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from epubify.matter.header import Header
from epubify.matter.labelled_notes import heads_section
from epubify.matter.page import Page
from epubify.matter.preamble import FrontPiece, keeps_to_talk
from epubify.matter.story_talk import kinds_of_talk, opens_speech
from epubify.matter.titles import ends_sentence
from epubify.matter.told_below import is_last_motto
from epubify.matter.traces import Traces
from epubify.text.lexicon import folded

LONGEST_GIVEN = 200
"""Characters of a dedication; with more, the first paragraph of a section is one, with fewer, those
with their reasons are not."""
LONGEST_BETWEEN_RULES = 400
"""Characters of a paragraph between rules that may belong to talk without a word of it; with more,
short scenes do, with fewer, quoted posts do not."""
LONGEST_LED = 40
"""Characters of a few words above talk that belong to it; with more, a first sentence without a
stop is a note, with fewer, what a site calls a story is not."""
BULLETS_BELOW = ("- ", "• ", "* ", "– ")
"""How the items of such a list begin."""
MOST_SIGNED = 2
"""Lines of a signature: a greeting and the name. With more, a stanza is one, with fewer, only bare
names are."""
MOST_LED = 3
"""Pieces below a few words among which sure talk makes them part of it; with more, the first words
of a story above a notice are a note, with fewer, names of sites stay above the notes of pages."""


def is_own(page: Page, piece: FrontPiece) -> bool:
    """Tell whether a piece may be talk of somebody about themselves: no heading and no speech."""
    spoken = heads_section(page, piece) or opens_speech(piece.text)
    return not spoken and bool(kinds_of_talk(piece.text, "weak"))


def announces(pieces: Sequence[FrontPiece], index: int, traces: Traces) -> bool:
    """Tell whether a piece stands above sure talk and belongs to it.

    It opens with the title that stands elsewhere, or is too short to say anything, as the name of a
    site is, or the heading of a warning.
    """
    piece, *below = pieces[index : index + MOST_LED + 1]
    said = next((n for n, one in enumerate(below) if one.weight == 2), None)
    if said is None:
        return False
    if said == 0 and traces.begin(piece.text):
        return True
    return is_label_like(piece) and (bool(below[0].weight) or is_label_like(below[0]))


def is_label_like(piece: FrontPiece) -> bool:
    """Tell whether a piece is a few words that are no sentence and no speech."""
    few = 0 < len(piece.text) <= LONGEST_LED
    return few and not ends_sentence(piece.text) and not opens_speech(piece.text)


def goes_on(
    page: Page,
    notes: Sequence[FrontPiece],
    waiting: Sequence[FrontPiece],
    end: FrontPiece,
    *,
    fields: bool,
) -> bool:
    """Tell whether pieces stand right below talk, without a blank line, and go on with it.

    Where each line is a paragraph, a blank line is what would part a story from it. Most of such a
    stretch is talk, perhaps below the fields of a header, and the first chapter begins below it.
    """
    form = page.lines[end.first].facts.form
    stretch = [*notes, *waiting, end]
    told = [one for one in notes if one.weight]
    joined = all(one.end == two.first for one, two in pairwise(stretch))
    spoken = any(opens_speech(one.text) for one in waiting)
    most = sum(len(one.text) for one in told) > sum(len(one.text) for one in waiting)
    first = form is not None and (form.number or 0) <= 1
    return joined and most and first and len(told) + fields > 1 and not spoken


def may_be_said(page: Page, piece: FrontPiece) -> bool:
    """Tell whether a piece may belong to talk: no heading, no speech, no scene."""
    return not (
        heads_section(page, piece)
        or opens_speech(piece.text)
        or (len(piece.text) > LONGEST_BETWEEN_RULES and not piece.weight)
    )


def dedication_end(page: Page, pieces: Sequence[FrontPiece], start: int) -> int:
    """Return the index after a dedication with its heading, 0 where it is none or a section.

    Above a heading it is a section of the book; above the story itself it would swallow it.
    """
    form = page.lines[pieces[start].first].facts.form
    if form is None or form.role != "dedication" or start + 2 >= len(pieces):
        return 0
    given, after = pieces[start + 1 : start + 3]
    if given.rule or after.rule or heads_section(page, after) or len(given.text) > LONGEST_GIVEN:
        return 0
    later = (page.lines[piece.first].facts.form for piece in pieces[start + 3 :])
    return 0 if any(form and form.number for form in later) else start + 2


def lists_what_field_says(page: Page, header: Header, piece: FrontPiece) -> bool:
    """Tell whether a piece is an item of the list that the last field of a header announces."""
    if not header.fields or not piece.text.startswith(BULLETS_BELOW):
        return False
    above = piece.first - 1
    while above > max(header.lines) and page.lines[above].text.startswith(BULLETS_BELOW):
        above -= 1
    return above == max(header.lines) and header.source_lines[-1].text.endswith(":")


def entitles(page: Page, waiting: Sequence[FrontPiece]) -> bool:
    """Tell whether the last of pieces right above the first chapter is the title of the story."""
    if len(waiting) < 2:
        return False
    facts = page.lines[waiting[-1].first].facts
    return is_label_like(waiting[-1]) and facts.is_title_case and facts.text[-1].isalnum()


def signs_note(page: Page, author: str | None, pieces: Sequence[FrontPiece]) -> bool:
    """Tell whether the last of pieces below talk is the signature of the author: it ends in the
    name, alone on a line."""
    last = page.lines[pieces[-1].end - 1]
    short = pieces[-1].end - pieces[-1].first <= MOST_SIGNED
    return bool(author and short and keeps_to_talk(pieces[:-1])) and folded(last.facts.core).strip(
        " ,."
    ) == folded(str(author))


def is_last(page: Page, pieces: Sequence[FrontPiece]) -> bool:
    """Tell whether nothing stands below pieces, or only the motto that people sign with."""
    below = page.next_text(max(piece.end for piece in pieces))
    return below is None or is_last_motto(
        " ".join(line.text for line in page.lines[below:] if line)
    )
