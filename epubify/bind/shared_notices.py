"""Notices that stand in several stories of an anthology: found, so that they are printed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from epubify.bind.notice_keys import field_key, note_key, note_texts, text_of_note
from epubify.model import Note, Place, Repetition, SharedNotice, Story
from epubify.model.records import Record
from epubify.report import Report
from epubify.text.blocks import blocks_of

FEWEST_SHARING = 3
"""Stories that have a notice before it is printed once for all of them. With fewer, a note to two
stories stands far from both; with more, a small collection says the same again and again."""
SHORTEST_SHARED = 40
"""Characters of such a notice. With fewer, "Enjoy!" is taken out of its place; with more, short
disclaimers are printed with every story."""
MOST_SHOWN_OF_IT = 60
"""Characters of a notice that its finding shows; with more it fills the screen, with fewer nobody
knows which one is meant."""


class _Seen(Struct):
    """What is known of a notice while stories are walked through."""

    first: int
    stories: int = 0
    last: int = -1
    places: list[Place] = field(default_factory=list)


class SharedFound(Record):
    """The notices that several stories have, and the lines that need not be printed."""

    notices: tuple[SharedNotice, ...] = ()
    repetitions: tuple[Repetition, ...] = ()


def find_shared(stories: Iterable[Story], *, notes: bool = True) -> SharedFound:
    """Return the notices that several of these stories have, in the order of their first places.

    A notice is an author's note, or a field of a header that says nothing of its own story: a
    disclaimer, a word about archives. Without ``notes`` only fields are looked at. The stories
    are walked through once more where there are any, so that few are in memory.
    """
    seen: dict[str, _Seen] = {}
    for number, story in enumerate(stories):
        for key, place in _notices(story, notes=notes):
            one = seen.setdefault(key, _Seen(number))
            one.stories += one.last != number
            one.last = number
            if place:
                one.places.append(place)
    shared = {key: one for key, one in seen.items() if one.stories >= FEWEST_SHARING}
    if not shared:
        return SharedFound()
    firsts = {one.first for one in shared.values()}
    printed: dict[str, SharedNotice] = {}
    for number, story in enumerate(stories):
        if number in firsts:
            for notice in _printed(story, shared, notes=notes):
                printed.setdefault(notice.key, notice)
    return SharedFound(tuple(printed.values()), tuple(_repetitions(shared)))


def _notices(story: Story, *, notes: bool) -> Iterator[tuple[str, Place | None]]:
    for said in story.metadata.fields:
        if len(said.value) >= SHORTEST_SHARED and (key := field_key(said)):
            yield key, None
    for note in _notes(story) if notes else ():
        if len(text_of_note(note)) >= SHORTEST_SHARED:
            yield note_key(note), note.at


def _notes(story: Story) -> Iterator[Note]:
    return (block for block in blocks_of(story.sections) if isinstance(block, Note))


def _printed(story: Story, shared: dict[str, _Seen], *, notes: bool) -> Iterator[SharedNotice]:
    language = story.metadata.language
    for said in story.metadata.fields:
        key = field_key(said)
        if key in shared:
            count = shared[key].stories
            yield SharedNotice(key, count, said.label, said.value, language=language)
    for note in _notes(story) if notes else ():
        key = note_key(note)
        if key in shared:
            yield SharedNotice(key, shared[key].stories, blocks=note.blocks, language=language)


def _repetitions(shared: dict[str, _Seen]) -> Iterator[Repetition]:
    for one in shared.values():
        reason = f"the same notice stands in {one.stories} stories, and is printed once"
        yield from (Repetition(place, reason) for place in one.places)


def tell_shared(notices: Sequence[SharedNotice], report: Report) -> None:
    """Record which notices are printed once for several stories."""
    for notice in notices:
        text = notice.text or " ".join(note_texts(notice.blocks))
        shown = " ".join(text.split())
        cut = f"{shown[:MOST_SHOWN_OF_IT].rstrip()} …" if len(shown) > MOST_SHOWN_OF_IT else shown
        message = f"{notice.stories} stories have the same notice, printed once: “{cut}”"
        report.find("M027", message)
