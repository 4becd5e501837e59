"""Notes, cues and end marks among the blocks of a manuscript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from epubify.matter.back_matter import with_back_notes
from epubify.matter.closing_notes import (
    with_closing_notes,
    with_opening_notes,
    without_breaks_beside_notes,
)
from epubify.matter.cues import (
    CUE_LENGTH,
    FEWEST_SUNG,
    cue_kind,
    is_direction,
    is_drawn_end,
    is_unfinished,
    scene_cue,
    speakers,
    sung,
)
from epubify.matter.notes import (
    is_note,
    is_salutation,
    is_section,
    labelled_lines_end,
    note_end,
    text_of,
)
from epubify.model import (
    Block,
    BreakKind,
    Cue,
    Fate,
    Field,
    Manuscript,
    Metadata,
    Note,
    Paragraph,
    Place,
    SceneBreak,
    SetApart,
    Speech,
    Verse,
    plain,
)
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser
from epubify.text.signs import key_lines

LONGEST_PLACE = 40
"""Characters of the place above the date of a letter; with more, a short paragraph is one, with
fewer, the name of an inn with its town is none."""
FEWEST_SPEECHES = 6
"""Speeches that make a play, whose lines in brackets are directions. With fewer, asides of a novel
that has one scene in lines are; with more, those of short sketches are songs."""
LAST = 4
"""Blocks at the very end among which an end mark stands; with more, a chapter called The End is
taken, with fewer, an end mark above a signature is prose."""
INITIALS = lazy(r"([A-Z]{2,3}):\s")
MOST_NOTED = 5
"""Times the story that its notes may be long. With more, a tale whose first lines look like its end
is a note; with fewer, short poems lose the notes behind them to the text."""
SHORT_LINE = 30
"""Characters of a line of verse, a list or a table, about; with more or fewer, what stands behind a
poem is held for more or less than the poem."""
FEWEST_TURNS = 4
"""Times that initials open a paragraph, for two of them at least, which make them speakers; with
fewer, two postscripts and two asides are an interview, with more, short interviews are notes."""
MOST_SLUG_LINES = 4
"""Lines of a slug that says where and when; with more, notices in capitals are cues, with fewer,
full ones with place, date and hour are verse."""
MOST_SMALL_SLUG_LINES = 3
"""The same of lines with small letters; with more, entries of a list with hours are cues."""


def sort_matter(manuscript: Manuscript) -> Manuscript:
    """Return the manuscript with notes, cues and end marks told apart from prose."""
    noted = [apart.at for apart in manuscript.set_apart if apart.fate is Fate.NOTE]
    noted_first = with_front_notes(manuscript.blocks, noted)
    noted_first = with_opening_notes(with_closing_notes(noted_first))
    backed = with_back_notes(noted_first, manuscript.metadata.authors)
    sorter = Sorter(backed if most_is_told(backed) else noted_first)
    blocks = tuple(without_breaks_beside_notes(tuple(sorter.sorted())))
    kept = {block.at for block in marks_in(blocks)}
    gone = (block.at for block in marks_in(manuscript.blocks) if block.at not in kept)
    apart = (*manuscript.set_apart, *(SetApart(at, Fate.BREAK) for at in gone))
    metadata = with_status(manuscript.metadata, blocks)
    return replace(manuscript, blocks=blocks, metadata=metadata, set_apart=apart)


def most_is_told(blocks: Sequence[Block]) -> bool:
    """Tell whether enough of a text is left as the story where its notes are told apart.

    With next to nothing left, its first words were taken for its last.
    """
    said = [(isinstance(block, Note), weight(block)) for block in blocks]
    told = sum(n for noted, n in said if not noted)
    return MOST_NOTED * told >= sum(n for noted, n in said if noted)


def weight(block: Block) -> int:
    """Return about how many characters a block has: what is no paragraph has short lines."""
    if isinstance(block, Note):
        return sum(map(weight, block.blocks))
    if isinstance(block, SceneBreak):
        return 0
    text = text_of(block)
    lines = block.at.last_line - block.at.first_line + 1
    return SHORT_LINE * lines if text is None else len(text)


def marks_in(blocks: Sequence[Block]) -> Iterator[SceneBreak]:
    """Yield the marks between scenes, those in notes too: each is one, whatever becomes of it."""
    for block in blocks:
        if isinstance(block, Note):
            yield from marks_in(block.blocks)
        elif isinstance(block, SceneBreak) and block.kind is BreakKind.ORNAMENT:
            yield block


def with_front_notes(blocks: Sequence[Block], noted: Sequence[Place]) -> tuple[Block, ...]:
    """Return blocks in which those that stand in these places are notes."""
    out: list[Block] = []
    for at, group in groupby(blocks, lambda block: place_around(block, noted)):
        inner = tuple(group)
        out += [Note(inner, inner[0].at.to(inner[-1].at))] if at else inner
    return tuple(out)


def place_around(block: Block, places: Sequence[Place]) -> Place | None:
    """Return the place in which a block begins, None where it stands in none."""
    first = block.at.first_line
    return next((at for at in places if at.first_line <= first <= at.last_line), None)


class Sorter:
    """Walks through the blocks and puts notes and cues in place of paragraphs that are such."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        said = [text_of(block) or "" for block in blocks]
        self.of_key = key_lines(said)
        self.play = sum(isinstance(block, Speech) for block in blocks) >= FEWEST_SPEECHES
        texts = list(filter(None, said))
        self.speakers = speakers(texts)
        self.initials = speakers_by_initials(texts)

    def sorted(self) -> Iterator[Block]:
        """Yield the blocks; several paragraphs may become one note or one song."""
        index = 0
        while index < len(self.blocks):
            block, end = self.understood(index)
            yield block
            index = end

    def understood(self, index: int) -> tuple[Block, int]:
        """Return what stands at an index, and the index after it."""
        block = self.blocks[index]
        if isinstance(block, Verse):
            end = labelled_lines_end(self.blocks, index)
            return self.note(index, end) if end else (self.lines(block, index), index + 1)
        text = text_of(block)
        if text is None or is_plain(block):
            return block, index + 1
        if self.of_key[index]:
            return self.note(index, self.key_end(index))
        if is_note(text) and text.partition(":")[0] not in self.initials:
            return self.note(index, note_end(self.blocks, index))
        if self.play and is_direction(text):
            return self.cue(index, index + 1, "direction"), index + 1
        end = self.song_end(index)
        if end > index + 1:
            return self.cue(index, end, "song"), end
        kind = cue_kind(text, near_end=True)
        if kind == "end" and not (is_drawn_end(text) or self.closes(index)):
            kind = None
        if text in self.speakers:
            kind = "view"
        if kind == "time" and self.heads_letter(index):
            kind = None
        return (self.cue(index, index + 1, kind) if kind else block), index + 1

    def lines(self, block: Verse, index: int) -> Block:
        """Return a note or a cue in place of lines that are one, else the lines as they are."""
        texts = [plain(line.spans) for stanza in block.stanzas for line in stanza]
        if all(key_lines(texts)):
            return Note((block,), block.at)
        if any(is_salutation(text) for text in self.texts_after(index)):
            return block
        return slug_lines(block) or block

    def key_end(self, start: int) -> int:
        """Return the index after the last entry of the author's key to signs."""
        ends = (n for n in range(start, len(self.blocks)) if not self.of_key[n])
        return next(ends, len(self.blocks))

    def note(self, index: int, end: int) -> tuple[Note, int]:
        """Return the note that opens at an index, and the index after it."""
        blocks = tuple(self.blocks[index:end])
        return Note(blocks, blocks[0].at.to(blocks[-1].at)), end

    def cue(self, start: int, end: int, kind: str) -> Cue:
        """Return a cue in place of paragraphs, each a line of it."""
        blocks = self.blocks[start:end]
        lines = tuple(block.spans for block in blocks if isinstance(block, Paragraph))
        return Cue(lines, blocks[0].at.to(blocks[-1].at), kind)

    def song_end(self, start: int) -> int:
        """Return the index after the lines of a song, ``start`` where none starts here."""
        mark = sung(text_of(self.blocks[start]) or "")
        end = start
        while mark and end < len(self.blocks) and sung(text_of(self.blocks[end]) or "") == mark:
            end += 1
        return end if end - start >= FEWEST_SUNG else start

    def heads_letter(self, index: int) -> bool:
        """Tell whether a date belongs to a letter: right under a place, or before a salutation.

        No letter begins with a number right under a heading; words alone there may be its title.
        """
        above = self.blocks[index - 1] if index else None
        block = self.blocks[index]
        under = isinstance(block, Paragraph) and block.setting.gap_before == 0
        said = (text_of(above) if above else None) or ""
        headed = is_section(said) and any(map(str.isdigit, text_of(block) or ""))
        place = isinstance(above, Verse) or (0 < len(said) < LONGEST_PLACE and not headed)
        after = self.texts_after(index)
        return (under and place) or any(is_salutation(text) for text in after)

    def texts_after(self, index: int) -> list[str]:
        """Return the texts of the two blocks after an index, empty where a block is no text."""
        return [text_of(block) or "" for block in self.blocks[index + 1 : index + 3]]

    def closes(self, index: int) -> bool:
        """Tell whether a section ends at a block: the last words, or a heading comes next."""
        if index >= len(self.blocks) - LAST:
            return True
        below = (self.blocks[n] for n in range(index + 1, len(self.blocks)))
        after = next((block for block in below if not isinstance(block, SceneBreak)), None)
        if after is None:
            return True
        text = text_of(after)
        page = isinstance(after, Paragraph) and after.setting.page_before
        return text is not None and (page or is_section(text) or is_note(text))


def slug_lines(block: Verse) -> Cue | None:
    """Return stacked lines that say where and when, None for other lines.

    The first or the last says when, and none is a sentence; more than two, which may as well be a
    list, are in capitals.
    """
    lines = [line.spans for stanza in block.stanzas for line in stanza]
    texts = [plain(line) for line in lines]
    if len(texts) > MOST_SLUG_LINES or not any(scene_cue(text) for text in texts):
        return None
    stacked = len(texts) <= MOST_SMALL_SLUG_LINES and all(is_slug_part(text) for text in texts)
    timed = scene_cue(texts[0]) == "time" or scene_cue(texts[-1]) == "time"
    if not (all(text.isupper() for text in texts) or (stacked and timed)):
        return None
    return Cue(tuple(lines), block.at, "place")


@recogniser(
    takes=("Harbour Street", "7:15 pm", "The pilots' house, Norwich"),
    spares=("He slept.", "and the tide came in", "Is it late?", "The letter:"),
)
def is_slug_part(text: str) -> bool:
    """Tell whether a line may be part of a slug: it begins with a capital or figure, and no end."""
    begins = text[:1].isupper() or text[:1].isdigit()
    return begins and len(text) <= CUE_LENGTH and (text.endswith(".m.") or text[-1] not in ".,;:!?")


def speakers_by_initials(texts: Sequence[str]) -> frozenset[str]:
    """Return the initials before a colon that take turns, as in an interview.

    >>> sorted(speakers_by_initials(["AB: Who?", "PS: I.", "AB: Why?", "PS: You.", "AB: Oh."] * 2))
    ['AB', 'PS']
    >>> speakers_by_initials(["He wrote.", "PS: I am well."])
    frozenset()
    """
    times = Counter(match[1] for text in texts if (match := INITIALS.match(text)))
    several = frozenset(name for name, number in times.items() if number >= FEWEST_TURNS)
    return several if len(several) > 1 else frozenset()


def is_plain(block: Block) -> bool:
    """Tell whether a block must stay the paragraph that it is."""
    return isinstance(block, Paragraph) and block.setting.plain


def with_status(metadata: Metadata, blocks: Sequence[Block]) -> Metadata:
    """Return metadata that says what the last end mark says of a story: complete or not.

    That a story is complete goes without saying where its header says nothing else.
    """
    ends = [b for b in blocks[-LAST:] if isinstance(b, Cue) and b.kind == "end"]
    if not ends or any(field.key == "status" for field in metadata.fields):
        return metadata
    unfinished = is_unfinished(plain(ends[-1].lines[0]))
    if not (unfinished or metadata.fields):
        return metadata
    value = "in progress" if unfinished else "complete"
    return replace(metadata, fields=(*metadata.fields, status_field(value, ends[-1].at)))


def status_field(value: str, at: Place) -> Field:
    """Return the field that tells a story's status."""
    return Field("status", "", value, at)


__all__ = ["cue_kind", "is_note", "sort_matter"]
