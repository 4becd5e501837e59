"""Footnotes put where their section ends, numbered through the story, each linked both ways.

A reader delivers a footnote wherever its form keeps it. What nobody refers to stays where it
stands, and so does a reference whose note is missing, as plain text. Notes that have a section of
their own stay there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from epubify.model import Block, Group, GroupKind, SceneBreak, Section, Span, Spans, Story
from epubify.text.blocks import Blocks, with_inner, with_spans

NOTEREF, PLACED, AGAIN = "noteref", "placed", "again"
"""Marks of a reference: that it is one, that its note was found, and not for the first time."""


def place_footnotes(story: Story) -> Story:
    """Return the story with its footnotes at the ends of the sections that refer to them."""
    notes = {note.name: note for note in _in_sections(story.sections) if note.name}
    placing = _Placing(notes, frozenset(_in_own_sections(story.sections)))
    sections = tuple(placing.section(section) for section in story.sections)
    if not notes and not placing.lost:
        return story
    return replace(story, sections=tuple(placing.without_moved(one) for one in sections))


class _Placing(Struct):
    """The notes of a story, and those that were referred to so far."""

    notes: dict[str, Group]
    staying: frozenset[str]
    """Names of the notes that stand in a section of notes."""
    numbers: dict[str, int] = field(default_factory=dict)
    lost: bool = False
    """A reference has no note."""
    found: list[str] = field(default_factory=list)
    """Names of the notes first referred to in the section at hand."""

    def section(self, section: Section) -> Section:
        """Return a section whose references have numbers, and the notes of these at its end."""
        self.found = []
        # What a note refers to counts where the note is moved to.
        blocks = tuple(
            block if self.may_move(block) else with_spans(block, self.spans)
            for block in section.blocks
        )
        placed: list[Block] = []
        for name in self.found:  # it grows where a note refers to another
            note = self.notes[name]
            inside = tuple(with_spans(block, self.spans) for block in note.blocks)
            placed.append(replace(note, blocks=inside, name=f"moved {self.numbers[name]}"))
        inner = tuple(self.section(one) for one in section.sections)
        return replace(section, blocks=(*blocks, *placed), sections=inner)

    def may_move(self, block: Block) -> bool:
        """Tell whether a block is a note that moves to the section that refers to it."""
        return _is_note(block) and getattr(block, "name", "") in self.notes.keys() - self.staying

    def late_spans(self, spans: Spans) -> Spans:
        """Return the spans of a note that stays where it was, as nobody refers to it."""
        numbered = {f"#{name}" for name in self.numbers}
        plain = (
            replace(span, marks=span.marks - {NOTEREF}, href=None)
            if NOTEREF in span.marks and span.href not in numbered | {None}
            else span
            for span in spans
        )
        return self.spans(tuple(plain))

    def spans(self, spans: Spans) -> Spans:
        """Return spans whose references lead to the numbers of their notes."""
        if not any(NOTEREF in span.marks for span in spans):
            return spans
        return tuple(self.span(span) for span in spans)

    def span(self, span: Span) -> Span:
        """Return a reference that leads to a note, plain text where there is none."""
        if NOTEREF not in span.marks or PLACED in span.marks:
            return span
        name = (span.href or "").removeprefix("#")
        if name not in self.notes:
            self.lost = True
            return replace(span, marks=span.marks - {NOTEREF}, href=None)
        again = name in self.numbers
        if not again:
            self.numbers[name] = len(self.numbers) + 1
            if name not in self.staying:
                self.found.append(name)
        marks = span.marks | ({PLACED, AGAIN} if again else {PLACED})
        return replace(span, marks=marks, href=f"#fn{self.numbers[name]}")

    def without_moved(self, section: Section) -> Section:
        """Return a section without the notes that stand at the end of one now.

        Breaks that parted the text from them go as well.
        """
        end = len(section.blocks)
        while end and self.ends_text(section.blocks[end - 1]):
            end -= 1
        text = list(self.kept(section.blocks[:end]))
        while end < len(section.blocks) and text and isinstance(text[-1], SceneBreak):
            text.pop()
        blocks = (*text, *self.kept(section.blocks[end:]))
        inner = tuple(self.without_moved(one) for one in section.sections)
        return replace(section, blocks=blocks, sections=inner)

    def ends_text(self, block: Block) -> bool:
        """Tell whether a block is a note, or holds nothing but notes that moved."""
        return _is_note(block) or (isinstance(block, Group) and not list(self.kept((block,))))

    def kept(self, blocks: Blocks) -> Iterator[Block]:
        """Yield blocks, those that hold nothing but moved notes left out."""
        for block in blocks:
            if not isinstance(block, Group):
                yield with_inner(block, lambda inner: tuple(self.kept(inner)))
            elif block.kind is not GroupKind.FOOTNOTE:
                inner = tuple(self.kept(block.blocks))
                if inner:
                    yield replace(block, blocks=inner)
            elif block.name.startswith("moved "):
                yield replace(block, name=f"fn{block.name.removeprefix('moved ')}")
            elif block.name not in self.numbers:
                yield with_spans(replace(block, name=""), self.late_spans)
            elif block.name in self.staying:
                yield replace(block, name=f"fn{self.numbers[block.name]}")


def _is_note(block: Block) -> bool:
    return isinstance(block, Group) and block.kind is GroupKind.FOOTNOTE


def _in_own_sections(sections: Iterable[Section]) -> Iterator[str]:
    """Yield the names of notes in sections of notes, and in those that hold nothing else."""
    for section in sections:
        if section.role == "endnotes" or all(_is_note(block) for block in section.blocks):
            yield from (note.name for note in _in_blocks(section.blocks))
        yield from _in_own_sections(section.sections)


def _in_sections(sections: Iterable[Section]) -> Iterator[Group]:
    for section in sections:
        yield from _in_blocks(section.blocks)
        yield from _in_sections(section.sections)


def _in_blocks(blocks: Iterable[Block]) -> Iterator[Group]:
    for block in blocks:
        if isinstance(block, Group):
            if block.kind is GroupKind.FOOTNOTE:
                yield block
            else:
                yield from _in_blocks(block.blocks)
