"""Notes under a label of their own, above a story: summaries, casts, the notes of downloads."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.matter.fields import key_of
from epubify.matter.notes import END_NOTES
from epubify.matter.opening import OpeningLine, is_sure_heading
from epubify.matter.page import Page
from epubify.matter.preamble import FrontPiece
from epubify.matter.story_talk import opens_speech
from epubify.matter.word_lists import contents_words, marker_words
from epubify.model import GroupKind
from epubify.text.cjk import has_cjk
from epubify.text.lexicon import folded

LONGEST_LABELLED = 12
"""Paragraphs under a label of their own; with more, a story whose first part has a label is taken
for a note, with fewer, long dedications are not."""
LONGEST_CAST = 40
"""Pieces of a list of characters; with more, a story told in short lines is one, with fewer, casts
in several groups are cut."""
LONGEST_ENTRY = 80
"""Characters of an entry of such a list, on average of its lines; a longer piece is the story. With
more, first paragraphs are taken, with fewer, characters that are described are not."""


def labelled_end(page: Page, pieces: Sequence[FrontPiece], start: int) -> int:
    """Return the index after what stands under a label of its own, 0 where none opens here.

    ``_Synopsis_`` alone on a line opens a summary; it goes on up to the next label, a rule or a
    heading; where no such end comes soon, there is no notice.
    """
    if heads_own_summary(page, pieces[start]):
        return start + 1
    if not is_label(pieces[start]):
        return 0
    if heads_download(pieces[start]):
        return downloaded_end(page, pieces, start)
    if heads_cast(pieces[start]):
        return cast_end(page, pieces, start)
    for n in range(start + 1, min(start + 2 + LONGEST_LABELLED, len(pieces))):
        ends = pieces[n].rule or heads_section(page, pieces[n]) or is_label(pieces[n])
        ends = ends or folded(pieces[n].text) in contents_words()
        if (
            ends
            and n > start + 1
            and all(p.weight or n == start + 2 for p in pieces[start + 1 : n])
        ):
            return n
        if ends:
            return n if is_label(pieces[n]) else 0
    return 0


def is_label(piece: FrontPiece) -> bool:
    """Tell whether a piece is a label alone, marked as one: ``_Synopsis_``, ``SUMMARY:``."""
    core = piece.text.strip(" *_:=-[]")
    key = key_of(core)
    marked = core != piece.text or heads_download(piece)
    known = marked and key in ("summary", "notes", "disclaimer")
    shouted = key == "summary" and (core.isupper() or has_cjk(core))  # which has no capitals
    return not piece.rule and (known or shouted or heads_cast(piece))


def heads_own_summary(page: Page, piece: FrontPiece) -> bool:
    """Tell whether the first line of a piece is the label of the summary below it: ``SYNOPSIS``."""
    first, *below = (line.text for line in page.lines[piece.first : piece.end])
    marked = first.isupper() or first in marker_words("download_labels")
    return bool(below) and marked and key_of(first.strip(" *_:=-[]")) == "summary"


def heads_cast(piece: FrontPiece) -> bool:
    """Tell whether a piece is, or opens with, the heading of a list of characters."""
    label = folded(piece.text.strip(" *_:=-[]."))
    return label in marker_words("cast_labels")


def cast_end(page: Page, pieces: Sequence[FrontPiece], start: int) -> int:
    """Return the index after a list of characters: a rule, a heading or the story ends it."""
    for n in range(start + 1, min(start + LONGEST_CAST, len(pieces))):
        piece = pieces[n]
        story = len(piece.text) > LONGEST_ENTRY * (piece.end - piece.first)
        named = page.lines[piece.first].facts.form
        if piece.rule or story or (named and named.number) or opens_speech(piece.text):
            return n if n > start + 1 else 0
    return 0


def heads_download(piece: FrontPiece) -> bool:
    """Tell whether a piece is a label as archives write it into downloads: ``Summary`` alone."""
    return piece.text in marker_words("download_labels")


def downloaded_end(page: Page, pieces: Sequence[FrontPiece], start: int) -> int:
    """Return the index after what stands under a label of a download.

    A summary is a paragraph, and notes go on while they speak about the story or until they
    point to those at the end, unless a heading, a rule or a label comes before. Where the label of
    the notes comes below that of the summary, all between is the summary, its rules as well.
    """
    n = start + 1
    if summary := summary_end(pieces, start):
        return summary
    while n < len(pieces) and n <= start + LONGEST_LABELLED:
        piece = pieces[n]
        if piece.rule and ends_above_first(page, pieces, n + 1):
            return n + 2
        if piece.rule or heads_section(page, piece) or is_label(piece):
            return n
        if END_NOTES.search(piece.text):
            return n + 1
        told_off = any(END_NOTES.search(p.text) for p in pieces[n : start + LONGEST_LABELLED])
        if n > start + 1 and not piece.weight and not told_off:
            return n
        n += 1
    return n if n < len(pieces) else 0


def ends_above_first(page: Page, pieces: Sequence[FrontPiece], n: int) -> bool:
    """Tell whether a piece stands alone between a rule in notes and the first chapter."""
    if n + 1 >= len(pieces) or pieces[n].rule or opens_speech(pieces[n].text):
        return False
    form = page.lines[pieces[n + 1].first].facts.form
    return form is not None and form.rank == "chapter" and form.number == 1


def summary_end(pieces: Sequence[FrontPiece], start: int) -> int:
    """Return the index of the label of notes below that of a summary, 0 where none comes soon."""
    if key_of(pieces[start].text) != "summary":
        return 0
    below = range(start + 2, min(start + 2 + LONGEST_LABELLED, len(pieces)))
    labels = (n for n in below if heads_download(pieces[n]))
    end = next(labels, 0)
    return end if end and key_of(pieces[end].text) == "notes" else 0


def heads_section(page: Page, piece: FrontPiece) -> bool:
    """Tell whether a piece opens with a heading; a notice is talk, whatever its first word."""
    if piece.weight == 2:
        return False
    facts = page.lines[piece.first].facts
    return is_sure_heading(OpeningLine(piece.first, facts))


def is_framed(page: Page, piece: FrontPiece) -> bool:
    """Tell whether markup says of a piece that it is a note: it ends where its frame does."""
    markup = page.lines[piece.first].markup
    return markup is not None and any(one.kind is GroupKind.NOTE for one in markup.within)
