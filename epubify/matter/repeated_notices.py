"""Notices that a file repeats word for word: rights, disclaimers, signatures of its posts.

A paragraph that comes again may be a refrain. One that speaks about the story, or gives an
address, is a notice: it is said once, as a note, and left out where it is said again.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from msgspec.structs import replace

from epubify.matter.footers import ADDRESS
from epubify.matter.page import Page
from epubify.matter.posting import is_numbered_heading
from epubify.matter.preamble import FrontPiece
from epubify.matter.story_talk import kinds_of_talk, opens_speech, talk_weight
from epubify.model import Matter
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

SHORTEST = 40
"""Characters of what is repeated, all in all; with fewer, short words of thanks in the story are
notices, with more, short lines of rights stay."""
LONGEST_PIECE = 1_500
"""Characters of one paragraph that is looked at; with more, chapters posted twice are compared in
vain, with fewer, long disclaimers stay."""
MOST_PIECES = 12
"""Paragraphs of one notice; with more, a chapter that was posted twice is a notice, with fewer,
long notices stay."""
SPOKEN = 0.3
"""Share of the paragraphs of a notice that speak about the story or give an address; with less,
a scene told twice goes with the rights below it, with more, notices about trademarks stay."""


@recogniser(
    takes=(
        2 * "The rain had stopped.\n\n"
        + 2 * "Copyright 1994 by Ann Berg. All rights reserved.\n\nWe went on.\n\n",
    ),
    spares=(2 * "Oh, the rain on the road and on the quay, and nobody there.\n\nWe went on.\n\n",),
)
def take_notices(page: Page) -> list[FrontPiece]:
    """Take out notices where they come again; return them where they come first, as notes."""
    spans = _paragraphs(page)
    keys = _keys(page, spans)
    times = Counter(keys.values())
    known: set[str] = set()
    notes: list[FrontPiece] = []
    for repeated, group in groupby(spans, lambda span: times[keys[span.start]] > 1):
        if not repeated:
            continue
        run = _without_edges([_piece(page, span) for span in group])
        if len(run) > MOST_PIECES or not is_notice(run := [weighed(piece) for piece in run]):
            continue
        for piece in run:
            key = keys[piece.first]
            if key in known:
                evidence = f"the same notice comes {times[key]} times"
                page.take_out(range(piece.first, piece.end), Matter.BOILERPLATE, evidence)
            else:
                notes.append(piece)
            known.add(key)
        page.seams.update((run[0].first, run[-1].end))
    take_rest(page, spans, notes)
    return notes


def take_rest(page: Page, spans: Sequence[range], notes: Sequence[FrontPiece]) -> None:
    """Take out a notice that came before where it comes again divided in another way."""
    if not notes:
        return
    said = {line.facts.folded for note in notes for line in page.lines[note.first : note.end]}
    first = {note.first for note in notes}

    def is_said(span: range) -> bool:
        lines = page.lines[span.start : span.stop]
        return span.start not in first and all(one.facts.folded in said for one in lines if one)

    for again, group in groupby(spans, is_said):
        left = [i for span in group for i in span if page.lines[i]]
        if again and sum(len(page.lines[i].text) for i in left) >= SHORTEST:
            page.take_out(left, Matter.BOILERPLATE, "a notice that came before")


def _paragraphs(page: Page) -> list[range]:
    """Return the paragraphs of a page: the lines between two blank ones."""
    blank = [n for n, line in enumerate(page.lines) if not line.text]
    ends = [*blank, len(page.lines)]
    return [range(start, ends[bisect(blank, start)]) for start in page.free()]


def _piece(page: Page, span: range) -> FrontPiece:
    """Return a paragraph, not yet weighed."""
    text = " ".join(line.text for line in page.lines[span.start : span.stop])
    return FrontPiece(span.start, span.stop, text)


def _keys(page: Page, spans: Sequence[range]) -> dict[int, str]:
    """Return paragraphs, by their first lines, as they are compared.

    Long ones and marks are all different.
    """
    said, long = page.folded(), set(page.written.long)
    keys = {
        span.start: " ".join(filter(None, said[span.start : span.stop]))
        for span in spans
        if long.isdisjoint(span)
    }
    times = Counter(keys.values())
    for span in spans:
        key = keys.get(span.start)
        if key is None or times[key] > 1:
            text = _piece(page, span).text
            keys[span.start] = str(span.start) if _is_alone(text) else key or folded(text)
    return keys


def _is_alone(text: str) -> bool:
    """Tell whether a paragraph is compared with no other: it is long, or nothing but marks."""
    return len(text) > LONGEST_PIECE or not any(map(str.isalnum, text))


def weighed(piece: FrontPiece) -> FrontPiece:
    """Return a paragraph that knows how surely it speaks about the story; long ones do not."""
    weight = talk_weight(piece.text) if len(piece.text) <= LONGEST_PIECE else 0
    return replace(piece, weighed=weight)


def _without_edges(run: Sequence[FrontPiece]) -> list[FrontPiece]:
    """Return paragraphs without those at either end that say nothing about the story."""
    first = next((n for n, piece in enumerate(run) if speaks_out(piece.text)), len(run))
    last = next((n for n in reversed(range(first, len(run))) if speaks_out(run[n].text)), first)
    return list(run[first : last + 1])


@recogniser(takes=("Copyright 1994 by Ann Berg", "Ann Berg, ann@mail.example"), spares=("CHAPTER",))
def speaks_out(text: str) -> bool:
    """Tell whether words speak about the story, or give an address."""
    return bool(kinds_of_talk(text, "strong") or ADDRESS.search(text))


def is_notice(run: Sequence[FrontPiece]) -> bool:
    """Tell whether paragraphs that come again speak about the story, and none is of the story."""
    said = [p for p in run if speaks_out(p.text)]
    sure = any(p.weight == 2 or ADDRESS.search(p.text) for p in run)
    long_enough = sum(len(p.text) for p in run) >= SHORTEST
    others = (p.text for p in run if p not in said)
    story = any(opens_speech(text) or is_numbered_heading(text) for text in others)
    return sure and long_enough and len(said) >= SPOKEN * len(run) and not story
