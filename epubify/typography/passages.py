"""Passages: the texts of a story in which punctuation is judged, and the way back.

A passage is the joined text of a paragraph, of the lines of a poem, of a title. Rules see
that text; spans are kept as the offsets where they begin, which edits then move.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from epubify.model import (
    Block,
    Cue,
    Group,
    Letter,
    Note,
    Paragraph,
    Place,
    Section,
    Span,
    Spans,
    Speech,
    Story,
    Verse,
    VerseLine,
    plain,
)
from epubify.model.records import Record
from epubify.text.blocks import blocks_of, with_inner
from epubify.text.rule import Change

NOWHERE = Place("", 1, 1)


class Passage(Record):
    """A text with the spans that lie over it."""

    text: str
    starts: tuple[tuple[int, Span], ...]
    """Where each span begins, and the span whose marks hold from there."""
    at: Place = NOWHERE
    marked: bool = False
    """True where emphasis has been read already, so that ``*`` is a star."""
    title: bool = False
    """True where there are no spans to carry marks: a label or title."""

    def edited(self, changes: Sequence[Change]) -> Passage:
        """Return the passage after changes, its spans moved along.

        What a change writes belongs to the span that held its first character; what it
        inserts, to the span before. Raises ValueError where changes overlap.
        """
        if not changes:
            return self
        starts, text = self.starts, changed_text(self.text, changes)
        if len(starts) > 1:  # the first begins where the text does
            moved = _moved([start for start, _ in starts], changes)
            starts = tuple((new, span) for new, (_, span) in zip(moved, starts, strict=True))
        return replace(self, text=text, starts=starts)

    def marked_up(self, stretches: Sequence[tuple[int, int, frozenset[str]]]) -> Passage:
        """Return the passage with marks added to stretches of it: start, end, marks.

        >>> passage = of_spans((Span("so late"),)).marked_up([(3, 7, frozenset({"strong"}))])
        >>> [sorted(span.marks) for span in passage.spans()]
        [[], ['strong']]
        """
        changes: dict[int, list[tuple[int, frozenset[str]]]] = {}
        for start, end, marks in stretches:
            changes.setdefault(start, []).append((1, marks))
            changes.setdefault(end, []).append((-1, marks))
        spans = dict(self.starts)
        starts: list[tuple[int, Span]] = []
        held: Counter[str] = Counter()
        span = self.starts[0][1]
        for offset in sorted({*spans, *changes}):
            span = spans.get(offset, span)
            for step, marks in changes.get(offset, ()):
                held.update(dict.fromkeys(marks, step))
            added = frozenset(mark for mark, number in held.items() if number > 0)
            starts.append((offset, replace(span, marks=span.marks | added)))
        return replace(self, starts=tuple(starts))

    def spans(self) -> Spans:
        """Return the text as spans, without empty ones.

        Readings are to be found again: they need not stand where they stood.

        >>> of_spans((Span("a"), Span("b"))).spans() == (Span("a"), Span("b"))
        True
        """
        if len(self.starts) == 1 and self.text:  # as of nearly all
            span = self.starts[0][1]
            same = span.text == self.text and not span.ruby
            return (span if same else Span(self.text, span.marks, span.href),)
        ends = [start for start, _ in self.starts[1:]] + [len(self.text)]
        return tuple(
            Span(self.text[start:end], span.marks, span.href)
            for (start, span), end in zip(self.starts, ends, strict=True)
            if start < end
        )


_PLAIN = ((0, Span("")),)


def changed_text(text: str, changes: Iterable[Change]) -> str:
    """Return a text after changes that rise and do not overlap.

    >>> changed_text("Well... no", [(4, 7, "…")])
    'Well… no'
    """
    parts: list[str] = []
    done = 0
    for start, end, after in changes:
        if start < done:
            raise ValueError(f"changes overlap at offset {start}")
        parts += text[done:start], after
        done = end
    return "".join([*parts, text[done:]])


def _moved(offsets: Sequence[int], changes: Sequence[Change]) -> Iterator[int]:
    """Yield where rising offsets come to lie after changes."""
    shift = index = reached = 0
    for offset in offsets:
        while index < len(changes) and _lies_before(changes[index], offset):
            start, reached, after = changes[index]
            shift += len(after) - (reached - start)
            index += 1
        yield max(offset, reached) + shift


def _lies_before(change: Change, offset: int) -> bool:
    start, end, _ = change
    return start < offset or (start == end == offset and offset > 0)


def of_spans(spans: Spans, at: Place = NOWHERE, *, marked: bool = False) -> Passage:
    """Return the passage of a run of spans.

    >>> of_spans((Span("so "), Span("late"))).text
    'so late'
    >>> of_spans((Span("_so_"), Span("[1]", frozenset({"noteref"})))).marked
    False
    """
    starts: list[tuple[int, Span]] = []
    offset = 0
    for span in spans:
        starts.append((offset, span))
        offset += len(span.text)
    # What leads to a note was found in the text, and says nothing of how emphasis is marked.
    marked = marked or any(span.marks and "noteref" not in span.marks for span in spans)
    return Passage(plain(spans), tuple(starts) or _PLAIN, at, marked)


def of_title(text: str, at: Place | None) -> Passage:
    """Return the passage of a label or title."""
    return Passage(text, _PLAIN, at or NOWHERE, title=True)


def is_plain(span: Span) -> bool:
    """Tell whether a span is nothing but words."""
    return not (span.marks or span.href or span.ruby)


def of_lines(lines: Sequence[Spans], at: Place) -> Passage:
    """Return one passage for lines that are kept: a quotation may run over their ends."""
    if all(len(line) == 1 and is_plain(line[0]) for line in lines):
        text = "\n".join([line[0].text.replace("\n", " ") for line in lines])
        return Passage(text, _PLAIN, at)  # as nearly all
    spans: list[Span] = []
    for number, line in enumerate(lines):
        spans += [Span("\n")] * (number > 0)
        spans += [span.with_text(span.text.replace("\n", " ")) for span in line]
    return of_spans(tuple(spans), at)


def lines_of(passage: Passage) -> list[Spans]:
    """Return the lines that a passage was made of, see `of_lines`.

    >>> lines = [(Span("a"),), (Span("b"),)]
    >>> lines_of(of_lines(lines, NOWHERE)) == lines
    True
    """
    lines: list[list[Span]] = [[]]
    for span in passage.spans():
        first, *rest = span.text.split("\n")
        lines[-1] += [span.with_text(first)] if first else []
        lines += [[span.with_text(text)] if text else [] for text in rest]
    return [tuple(line) for line in lines]


# ------------------------------------------------------------------ there and back again


def passages_of(story: Story) -> Iterator[Passage]:
    """Yield every passage of a story, in reading order."""
    for section in story.sections:
        yield from _in_section(section)


def _in_section(section: Section) -> Iterator[Passage]:
    for text in (section.label, section.title):
        if text is not None:
            yield of_title(text, section.at)
    for block in section.blocks:
        yield from _in_block(block)
    for inner in section.sections:
        yield from _in_section(inner)


def _in_block(block: Block) -> Iterator[Passage]:
    match block:
        case Paragraph():
            yield of_spans(block.spans, block.at, marked=block.preformatted)
        case Verse():
            yield of_lines([line.spans for stanza in block.stanzas for line in stanza], block.at)
        case Cue():
            # The signs around a cue are the author's mark for it, not emphasis.
            yield replace(of_lines(block.lines, block.at), marked=True)
        case Speech():
            yield of_spans(block.speaker, block.at)
            for inner in block.blocks:
                yield from _in_block(inner)
        case Note() | Letter() | Group():
            for inner in block.blocks:
                yield from _in_block(inner)
        case _:
            return


def texts_of_notes(story: Story) -> Iterator[str]:
    """Yield the lines and paragraphs of the author's notes."""
    for block in blocks_of(story.sections):
        if isinstance(block, Note):
            for passage in _in_block(block):
                yield from passage.text.split("\n")


def with_passages(story: Story, passages: Iterator[Passage]) -> Story:
    """Return the story with its passages replaced, taken in the order of `passages_of`."""
    return replace(story, sections=tuple(_section(s, passages) for s in story.sections))


def _section(section: Section, passages: Iterator[Passage]) -> Section:
    label = section.label if section.label is None else next(passages).text
    title = section.title if section.title is None else next(passages).text
    blocks = tuple(_block(block, passages) for block in section.blocks)
    sections = tuple(_section(inner, passages) for inner in section.sections)
    return replace(section, label=label, title=title, blocks=blocks, sections=sections)


def _block(block: Block, passages: Iterator[Passage]) -> Block:
    match block:
        case Paragraph():
            return _paragraph(block, next(passages))
        case Verse():
            return _verse(block, next(passages))
        case Cue():
            return replace(block, lines=tuple(lines_of(next(passages))))
        case Speech():
            speaker = next(passages).spans()
            inner = tuple(_block(one, passages) for one in block.blocks)
            return replace(block, speaker=speaker, blocks=inner)
        case _:
            return with_inner(block, lambda inner: tuple(_block(one, passages) for one in inner))


def _paragraph(block: Paragraph, passage: Passage) -> Paragraph:
    # Marks have been read now: a star that is left is a star, whoever looks at it next.
    spans = passage.spans()
    if spans == block.spans and passage.marked == block.preformatted:
        return block
    return replace(block, spans=spans, preformatted=passage.marked)


def _verse(block: Verse, passage: Passage) -> Verse:
    lines = iter(lines_of(passage))
    stanzas = tuple(
        tuple(VerseLine(next(lines), line.indent) for line in stanza) for stanza in block.stanzas
    )
    return replace(block, stanzas=stanzas)
