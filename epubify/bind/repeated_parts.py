"""Notes and prefaces that the parts of a story repeat: they stand once in the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from epubify.bind.notice_keys import note_key, note_texts, notice_key
from epubify.model import Block, Note, Place, Repetition, Section, Story
from epubify.model.records import Record
from epubify.text.blocks import block_texts, blocks_of
from epubify.text.roles import role_of

SHORTEST_REPEATED = 20
"""Characters of a note or preface that is left out where it comes again. With fewer, "Enjoy!" is
missed where it stood; with more, "Disclaimer: see part 1" stands in every part."""


class PartsOnce(Record):
    """The parts of a story, without what they say again, and the lines of that."""

    stories: tuple[Story, ...]
    repetitions: tuple[Repetition, ...]


def without_repetitions(stories: Sequence[Story], *, notes: bool = True) -> PartsOnce:
    """Return parts in which each note and each preface stands where it comes first.

    A preface is a section before or after the chapters: a foreword, acknowledgments. It is left
    out only where the same words stand in an earlier part, and a part is never left empty.
    ``notes`` is False where notes are not printed at all.
    """
    remover = _Remover(notes=notes)
    kept = tuple(replace(one, sections=remover.sections(one.sections)) for one in stories)
    return PartsOnce(kept, tuple(remover.repetitions))


class _Remover(Struct):
    """Goes through parts in their order, and takes out what it has met before."""

    notes: bool
    known: dict[str, str] = field(default_factory=dict)
    """Key of a note or preface → the source where it came first."""
    repetitions: list[Repetition] = field(default_factory=list)

    def sections(self, sections: Sequence[Section]) -> tuple[Section, ...]:
        """Return sections without the prefaces that are known, and without such notes."""
        own = [one for one in sections if not self._is_known_preface(one)]
        kept = own or list(sections)
        for one in sections:
            if one not in kept:
                self._record(_place(one), "preface", _key(one))
        return tuple(self._without_notes(one) for one in kept)

    def _is_known_preface(self, section: Section) -> bool:
        if not is_preface(section):
            return False
        source = _place(section).source
        return self.known.setdefault(_key(section), source) != source

    def _without_notes(self, section: Section) -> Section:
        blocks = tuple(self._blocks(section.blocks)) if self.notes else section.blocks
        inner = tuple(self._without_notes(one) for one in section.sections)
        return replace(section, blocks=blocks, sections=inner)

    def _blocks(self, blocks: Sequence[Block]) -> Iterator[Block]:
        others = sum(not isinstance(block, Note) for block in blocks)
        for block in blocks:
            if not isinstance(block, Note) or not others or not self._is_known_note(block):
                yield block

    def _is_known_note(self, note: Note) -> bool:
        if sum(map(len, note_texts(note.blocks))) < SHORTEST_REPEATED:
            return False
        first = self.known.setdefault(note_key(note), note.at.source)
        if first == note.at.source:
            return False
        self._record(note.at, "note", note_key(note))
        return True

    def _record(self, at: Place, what: str, key: str) -> None:
        reason = f"the same {what} as in {self.known[key]}"
        self.repetitions.append(Repetition(at, reason))


def is_preface(section: Section) -> bool:
    """Tell whether a section is no chapter, and is all plain text that can be compared."""
    blocks = list(blocks_of([section]))
    plain = all(not isinstance(block, Note) for block in blocks)
    long_enough = sum(map(len, block_texts(blocks))) >= SHORTEST_REPEATED
    return role_of(section.role).matter != "bodymatter" and plain and long_enough


def _key(section: Section) -> str:
    texts = " ".join(block_texts(blocks_of([section])))
    return notice_key(f"{section.heading} {texts}")


def _place(section: Section) -> Place:
    places = [block.at for block in blocks_of([section])]
    first = section.at or places[0]
    return first.to(places[-1])
