"""Author's notes: where they start and where the story goes on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from epubify.matter.cues import is_end_mark
from epubify.matter.story_talk import kinds_of_talk, talk_weight
from epubify.matter.word_lists import (
    bare_notes,
    marker_words,
    may_be_whole_note,
    note_ends,
    note_openings,
    note_starts,
    weak_note_starts,
    worded,
)
from epubify.model import Block, Note, Paragraph, SceneBreak, Verse, plain
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

END_NOTES = worded(r"@see_notes@.{0,20}@end_notes@", needs=("see_notes",))
"""How a note refers to those at the end."""
NOTE_START = lazy(
    r"(?P<open>[\[(【{*_\s]*)(?P<label>[^\W\d_][^:：\n\-–—\])】]{0,27}?)[*_\])】]*\s*"
    r"(?P<mark>[:：]|[-–—]+(?=\s)|\s[-–—]|$)[*_]*\s*(?P<rest>.*)",
    re.DOTALL,
)
SPACED_START = worded(r"[\[(*_\s]*(@spaced_labels@)\b[*_]*\s+\S", re.DOTALL)
"""``(A/N thanks to …)``: believed in brackets, or for labels that are not words."""
BRACKETS = {"[": "]", "(": ")", "{": "}", "【": "】"}
LONG_LABEL, SHORT_LABEL = 5, 3
"""Letters of the label of a note that may stand alone on its line, and of one that is believed in
capitals (``AN thanks``). With shorter ones alone or longer ones in capitals, shouts are notes."""
LONGEST_NOTE = 12
"""Paragraphs of a note that no sign says the end of at once; with more, a story is swallowed,
with fewer, long thanks are cut."""
SHORTEST_STORY = 3
"""Paragraphs after a closing note that would make it an opening one; with more, the last scene is
taken for a note, with fewer, long closing notes stay in the story."""
SALUTATION = worded(
    r"(?:(?:@my@ )?(?:@own@ )?@dear@ [A-ZÀ-ÞА-Я][\w .'’-]{0,40}[,:!])(?:\s|$|--|—)", needs=("dear",)
)


@recogniser(
    takes=(
        "A/N: thanks to all",
        "[Author's note - sorry]",
    ),
    spares=(
        "Note: he ran",
        "An old man came in.",
    ),
)
def is_note(text: str) -> bool:
    """Tell whether a paragraph is an author's note, or opens one.

    >>> is_note("A/N: thanks to all"), is_note("[Author's note - sorry]"), is_note("Note: he ran")
    (True, True, False)
    """
    if may_be_whole_note(text) and bare_notes().are(text):
        return True
    if text[:2].isascii() and text[:2].isalpha() and text[:2].lower() not in note_openings():
        return False  # as nearly all paragraphs
    spaced = SPACED_START.match(text)
    if spaced and (text[0] in BRACKETS or spaced[1] in marker_words("sure_labels")):
        return True
    match = NOTE_START.match(text)
    if not match:
        return False
    start = folded(match["label"].strip(" .")) if match["label"] else ""
    if start not in note_starts() or (
        not match["mark"] and not match["rest"] and len(start) < LONG_LABEL
    ):
        return False
    shouted = match["label"].isupper() and len(start) <= SHORT_LABEL
    return start not in weak_note_starts() or bracketed(text) or (shouted and start != "note")


@recogniser(takes=("[thanks to all]",), spares=("[thanks] to all",))
def bracketed(text: str) -> bool:
    """Tell whether brackets stand around a paragraph."""
    return text[:1] in BRACKETS and text.rstrip().endswith(BRACKETS[text[0]])


def note_end(blocks: Sequence[Block], start: int) -> int:
    """Return the index after the last block of the note that opens at ``start``."""
    first = text_of(blocks[start])
    assert first is not None
    stop = run_end(blocks, start)
    if first[0] in BRACKETS and not closes(first):
        return closing_bracket(blocks, start, stop) or start + 1
    told_off = end_phrase(blocks, start, stop)
    if told_off:
        return told_off
    if is_label_alone(first):
        whole = ends_openly(blocks, stop) and not goes_over_to_story(blocks, start, stop)
        return min(stop, start + 1 + LONGEST_NOTE) if whole else talk_end(blocks, start, stop)
    if stands_before_story(blocks, start, stop) or stands_after_story(blocks, start, stop):
        return stop
    return start + 1


def text_of(block: Block) -> str | None:
    """Return the text of a paragraph, None for other blocks."""
    return plain(block.spans).strip() if isinstance(block, Paragraph) else None


def run_end(blocks: Sequence[Block], start: int) -> int:
    """Return the index of the first heading, break or other block after ``start``."""
    for index in range(start + 1, min(len(blocks), start + 1 + LONGEST_NOTE)):
        text = text_of(blocks[index])
        if text is None or is_section(text) or is_marked_heading(blocks[index]):
            return index
    return min(len(blocks), start + 1 + LONGEST_NOTE)


def is_marked_heading(block: Block) -> bool:
    """Tell whether the markup of a form says that a paragraph is a heading."""
    return isinstance(block, Paragraph) and block.setting.level > 0


@recogniser(takes=("My dear Edmund,",), spares=("Oh dear, he said.",))
def is_salutation(text: str) -> bool:
    """Tell whether a paragraph is, or opens with, the salutation of a letter.

    >>> is_salutation("My dear Edmund,"), is_salutation("Oh dear, he said.")
    (True, False)
    """
    return SALUTATION.match(text) is not None


@recogniser(
    takes=(
        "Chapter 2",
        "IV",
    ),
    spares=("4. He slept in the barn",),
)
def is_section(text: str) -> bool:
    """Tell whether a line is a heading for sure."""
    form = facts_of(text).form
    return form is not None and (form.rank != "numeral" or form.title is None)


def closes(text: str) -> bool:
    """Tell whether a paragraph that opens with a bracket holds the one that closes it."""
    opening, closing = text[0], BRACKETS[text[0]]
    return text.count(closing) >= text.count(opening)


def closing_bracket(blocks: Sequence[Block], start: int, stop: int) -> int | None:
    """Return the index after the paragraph that closes the bracket opened at ``start``."""
    closing = BRACKETS[(text_of(blocks[start]) or " ")[0]]
    for index in range(start + 1, stop):
        if (text_of(blocks[index]) or "").endswith(closing):
            return index + 1
    return None


def end_phrase(blocks: Sequence[Block], start: int, stop: int) -> int | None:
    """Return the index after a phrase such as ``On with the story``, or after a reference to the
    notes at the end, with which those of a download close."""
    for index in range(start + 1, stop):
        text = text_of(blocks[index]) or ""
        if note_ends().are(text.strip(" *_~-")) or END_NOTES.search(text):
            return index + 1
    return None


@recogniser(takes=("Author's notes:",), spares=("Author's notes: thanks",))
def is_label_alone(text: str) -> bool:
    """Tell whether a paragraph is only the label of a note."""
    match = NOTE_START.match(text)
    return bool(match and not match["rest"])


def ends_openly(blocks: Sequence[Block], stop: int) -> bool:
    """Tell whether a sign stands where a run of paragraphs ends: a break, a heading, the end."""
    if stop >= len(blocks):
        return True
    text = text_of(blocks[stop])
    headed = is_marked_heading(blocks[stop]) or (text is not None and is_section(text))
    return isinstance(blocks[stop], SceneBreak) or headed


def talk_end(blocks: Sequence[Block], start: int, stop: int) -> int:
    """Return the index after the paragraph below a label, and after those that surely go on."""
    end = min(stop, start + 2)
    while end < stop and kinds_of_talk(text_of(blocks[end]) or "", "strong"):
        end += 1
    return end


def labelled_lines_end(blocks: Sequence[Block], start: int) -> int:
    """Return the index after a note whose label is the first of short lines, 0 where it is none.

    Few paragraphs below belong to it, where a sign says that they end there.
    """
    block = blocks[start]
    label = plain(block.stanzas[0][0].spans).strip() if isinstance(block, Verse) else ""
    if not (label and is_note(label) and is_label_alone(label)):
        return 0
    stop = run_end(blocks, start)
    few = ends_openly(blocks, stop) and stop - start - 1 <= SHORTEST_STORY
    return stop if few and not goes_over_to_story(blocks, start, stop) else start + 1


def goes_over_to_story(blocks: Sequence[Block], start: int, stop: int) -> bool:
    """Tell whether a note right below a heading goes over to its section without a sign.

    What ends the paragraphs is then the end of the section, or of its first scene. A break ends
    the note where more than its first paragraph speaks about the story.
    """
    if stop >= len(blocks) and all(isinstance(block, Note) for block in islice(blocks, start)):
        return True  # all of the text would be a note
    above = text_of(blocks[above_labelled(blocks, start)]) if start else None
    if above is None or not is_section(above):
        return False
    parted = stop < len(blocks) and isinstance(blocks[stop], SceneBreak)
    more = (text_of(block) or "" for block in islice(blocks, start + 2, stop))
    return not (parted and any(map(talk_weight, more)))


def above_labelled(blocks: Sequence[Block], start: int) -> int:
    """Return the index of the block above a note and above other labels with a paragraph each."""
    above = start - 1
    while above > 1 and is_label_of_note(text_of(blocks[above - 1]) or ""):
        above -= 2
    return above


@recogniser(takes=("Chapter Summary",), spares=("Chapter 2", "A/N: thanks to all"))
def is_label_of_note(text: str) -> bool:
    """Tell whether a paragraph is nothing but the label of a note.

    >>> is_label_of_note("Chapter Summary"), is_label_of_note("A/N: thanks to all")
    (True, False)
    """
    return bool(text) and is_note(text) and is_label_alone(text)


def stands_before_story(blocks: Sequence[Block], start: int, stop: int) -> bool:
    """Tell whether a note on top of a text goes on to the first heading."""
    text = text_of(blocks[stop]) if stop < len(blocks) else None
    if text is None or not is_section(text):
        return False
    above = (text_of(block) for block in islice(blocks, start))
    return not any(text and not is_note(text) for text in above)


def stands_after_story(blocks: Sequence[Block], start: int, stop: int) -> bool:
    """Tell whether a note after an end mark, or among the last words, goes on to the end."""
    above = (blocks[n] for n in range(start - 1, -1, -1))
    before = next((block for block in above if not isinstance(block, SceneBreak)), None)
    ended = before is not None and is_end_mark(text_of(before) or "x")
    last = stop >= len(blocks) and start > 0 and isinstance(blocks[start - 1], SceneBreak)
    return ended or (last and stop - start <= SHORTEST_STORY)
