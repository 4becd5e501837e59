"""Lines that markup says something of → blocks: each paragraph is known, and what stands around.

Left open, as for plain text: what is a heading, a note, a cue. What markup does not say is
judged here as it is in plain text: an ornament is a break, lines broken within a paragraph are
verse, or paragraphs, or one paragraph that was wrapped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msgspec.structs import replace

from epubify.layout.breaks import with_breaks
from epubify.layout.lines import Line
from epubify.layout.rows import LONGEST_VERSE, Row, rows_of
from epubify.layout.wrapping import are_wrapped
from epubify.model import (
    Block,
    BreakKind,
    Enclosure,
    Fate,
    Figure,
    Group,
    GroupKind,
    Markup,
    Note,
    Paragraph,
    Place,
    Preformatted,
    SceneBreak,
    Setting,
    Span,
    Spans,
    Verse,
    VerseLine,
    plain,
)
from epubify.text.blocks import cut as cut_spans

SPOKEN, WHOLE = 0.5, 0.7
"""Shares of the lines of a paragraph that are speech, or whole sentences, where each is one itself.
With smaller ones verse is prose, with larger ones prose keeps its line ends."""
FEWEST_OF_POEM = 4
"""Lines that are verse and not an address or a signature."""
CENTRED = 12
"""Columns that a line stands in which markup centres: more than an indent has."""


def lay_out_marked(
    lines: Sequence[Line], cut: Mapping[int, Fate], seams: frozenset[int], titles: frozenset[str]
) -> tuple[Block, ...]:
    """Return the blocks of lines of which each has its markup; every line ends up in one."""
    found = rows_of(lines, dict(cut), seams, titles)
    rows = [as_marked(above, row) for above, row in zip([None, *found], found, strict=False)]
    blocks = tuple(nested(rows, 0))
    return tuple(with_breaks(blocks, rows))


def as_marked(above: Row | None, row: Row) -> Row:
    """Return a row that says what its markup says of how it stands."""
    markup = markup_of(row)
    new = above is None or markup_of(above).paragraph != markup.paragraph
    return replace(row, inset=CENTRED if markup.align == "center" else 0, new=new)


def markup_of(row: Row) -> Markup:
    """Return what markup says of a row, with the spans of its text as it stands now."""
    said = row.line.markup
    if said is None:
        return Markup((Span(row.line.text),), -row.index - 1)
    return said


def spans_of(row: Row) -> Spans:
    """Return the text of a row with its marks, though something was taken off its ends.

    >>> from epubify.model import Place
    >>> spans = (Span("JM> so "), Span("late", frozenset({"emphasis"})))
    >>> line = Line(Place("x", 1, 1), "so late", markup=Markup(spans, 1))
    >>> plain(spans_of(Row(line, 0)))
    'so late'
    """
    spans = markup_of(row).spans
    whole, text = plain(spans), row.line.text
    if whole == text:
        return spans
    start = whole.find(text)
    return cut_spans(spans, start, start + len(text)) if start >= 0 else (Span(text),)


# ------------------------------------------------------------------- what stands around


def nested(rows: Sequence[Row], depth: int) -> Iterator[Block]:
    """Yield the blocks of rows, those in one frame at this depth together."""
    for frame, run in groupby(rows, lambda row: frame_at(row, depth)):
        inner = list(run)
        if frame is None:
            yield from paragraphs(inner)
        else:
            yield framed(frame, inner, depth)


def frame_at(row: Row, depth: int) -> Enclosure | None:
    """Return the frame around a row at a depth; the stanzas of a poem are one frame."""
    within = markup_of(row).within
    if len(within) <= depth:
        return None
    found = within[depth]
    return Enclosure(GroupKind.STANZA, 0) if found.kind is GroupKind.STANZA else found


def framed(frame: Enclosure, rows: Sequence[Row], depth: int) -> Block:
    """Return the block that a frame makes of its rows."""
    at = place_of(rows)
    if frame.kind is GroupKind.STANZA:
        stanzas = groupby(rows, lambda row: markup_of(row).within[depth].number)
        lines = tuple(tuple(VerseLine(spans_of(row)) for row in group) for _, group in stanzas)
        return Verse(lines, at)
    inner = tuple(nested(rows, depth + 1))
    if frame.kind is GroupKind.NOTE:
        return Note(inner, at)
    return Group(frame.kind, inner, at, frame.name)


def place_of(rows: Sequence[Row]) -> Place:
    """Return the place of rows."""
    return rows[0].line.at.to(rows[-1].line.at)


# --------------------------------------------------------------------------- paragraphs


def paragraphs(rows: Sequence[Row]) -> Iterator[Block]:
    """Yield the blocks of rows that stand in the same frame."""
    for _, run in groupby(rows, lambda row: markup_of(row).paragraph):
        for kind, part in groupby(run, kind_of):
            yield from blocks_of_paragraph(kind, list(part))


def kind_of(row: Row) -> str:
    """Return what a row is: what markup says, and a break where there is but an ornament.

    Any sign is one that stands alone in the middle of a page.
    """
    markup = markup_of(row)
    if markup.kind != "paragraph":
        return markup.kind
    centred = markup.align == "center" and row.facts.is_wordless and not row.line.plain
    return "break" if row.ornament or centred else markup.kind


def blocks_of_paragraph(kind: str, rows: Sequence[Row]) -> Iterator[Block]:
    """Yield the blocks that one paragraph makes."""
    markup = markup_of(rows[0])
    if kind == "figure" and markup.picture:
        yield Figure(markup.picture, rows[0].line.at, markup.alt)
    elif kind == "break":
        for row in rows:
            yield SceneBreak(BreakKind.ORNAMENT, row.line.at, row.line.text)
    elif kind == "preformatted":
        yield Preformatted(tuple(typed_lines(rows)), place_of(rows))
    else:
        yield from of_lines(whole_lines(rows))


def whole_lines(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the lines that rows are pieces of, what was left out between them gone."""
    if len(rows) == 1:  # as nearly always
        return [[*rows]]
    lines: list[list[Row]] = []
    for row in rows:
        if lines and markup_of(row).on:
            lines[-1].append(row)
        else:
            lines.append([row])
    return lines


def of_lines(lines: Sequence[list[Row]]) -> Iterator[Block]:
    """Yield what the lines of a paragraph are: verse, paragraphs, or one that was wrapped."""
    heads = [line[0] for line in lines]
    if len(lines) > 1 and are_wrapped([row.facts for row in heads]):
        yield paragraph([row for line in lines for row in line])
    elif len(lines) > 1 and is_meant_as_lines(heads):
        yield verse(lines)
    else:
        for line in lines:
            yield paragraph(line)


def typed_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield rows as they were typed, with the blank lines between them."""
    for n, row in enumerate(rows):
        yield from [""] * (row.gap if n else 0)
        yield plain(markup_of(row).spans)


def paragraph(rows: Sequence[Row]) -> Paragraph:
    """Return the paragraph that rows make."""
    spans = joined_spans(rows)
    markup, first = markup_of(rows[0]), rows[0]
    setting = Setting(
        lines=len(whole_lines(rows)),
        inset=first.inset,
        gap_before=first.gap,
        page_before=first.page or first.seam or markup.page,
        plain=first.line.plain,
        level=0 if first.line.plain else markup.level,
        align=markup.align,
        places=tuple(name for row in rows for name in markup_of(row).places),
        entitled=markup.entitled,
        listed=markup.listed,
        strong=all("strong" in span.marks for span in spans if span.text.strip()),
    )
    return Paragraph(spans, place_of(rows), setting, preformatted=markup.literal)


def joined_spans(rows: Sequence[Row]) -> Spans:
    """Return the spans of rows as one line."""
    if len(rows) == 1:  # as nearly always
        return spans_of(rows[0])
    spans: list[Span] = []
    for row in rows:
        spans += [*([Span(" ")] if spans else []), *spans_of(row)]
    return tuple(spans)


def verse(lines: Sequence[list[Row]]) -> Verse:
    """Return lines as verse, or as mere lines."""
    stanza = tuple(VerseLine(joined_spans(line)) for line in lines)
    at = place_of([row for line in lines for row in line])
    return Verse((stanza,), at, "verse" if len(lines) >= FEWEST_OF_POEM else "lines")


def is_meant_as_lines(rows: Sequence[Row]) -> bool:
    """Tell whether the lines of a paragraph are verse, an address, a signature.

    They are paragraphs where one is too long for a line, and where most are speech or whole
    sentences.
    """
    if any(row.facts.columns > LONGEST_VERSE for row in rows):
        return False
    spoken = sum("quote" in (row.facts.opening, row.facts.ending) for row in rows)
    whole = sum(row.facts.ending != "open" and row.facts.opening != "lower" for row in rows)
    return spoken < SPOKEN * len(rows) and whole < WHOLE * len(rows)
