"""What an author says to the readers at either end of a chapter, where a break sets it apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from epubify.matter.back_matter import is_long_rule, is_story_like
from epubify.matter.story_talk import talk_patterns, talk_weight
from epubify.model import Block, BreakKind, Note, Paragraph, SceneBreak
from epubify.text.blocks import words_of
from epubify.text.facts import facts_of

MOST_BLOCKS = 5
"""Paragraphs between a break and the next heading that may be a note. With more, a last scene that
speaks of thanks is one; with fewer, notes in short paragraphs stay in the story."""
LONGEST_REQUEST = 160
"""Characters of such words without a break above them. With more, a last paragraph in which
somebody tells what he hopes is one; with fewer, thanks before a request stay in the story."""
SURE = 2
"""Weight of what speaks about the story for sure."""


def with_closing_notes(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks in which talk between a break and the heading of the next chapter is a note.

    Its first paragraph speaks about the story for sure, and none of the others is speech.
    """
    out: list[Block] = []
    done = 0
    for start, end in _stretches(blocks):
        inner = tuple(blocks[start:end])
        out += [*blocks[done:start], Note(inner, inner[0].at.to(inner[-1].at))]
        done = end
    return (*out, *blocks[done:])


def with_opening_notes(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks in which talk between a heading and the first break below it is a note.

    Its first paragraph speaks about the story for sure, and none of the others is speech. Where the
    heading comes again below it, the page of a site has it twice, and any of them may speak so.
    """
    out: list[Block] = []
    done = 0
    for head in (n for n in range(len(blocks)) if _is_heading(blocks[n])):
        end = head + 1
        last = min(head + MOST_BLOCKS + 2, len(blocks))
        while end < last and isinstance(blocks[end], Paragraph) and not _has_form(blocks[end]):
            end += 1
        inner = tuple(blocks[head + 1 : end])
        below = blocks[end] if end < len(blocks) else None
        if not 0 < len(inner) <= MOST_BLOCKS or below is None:
            continue
        ruled = _is_mark(below) and _is_note((below, *inner))
        if ruled or (_comes_again(blocks[head], below) and _is_talk(inner)):
            out += [*blocks[done : head + 1], Note(inner, inner[0].at.to(inner[-1].at))]
            done = end
    return (*out, *blocks[done:])


def _comes_again(head: Block, below: Block) -> bool:
    """Tell whether a block is the same numbered heading, perhaps with a title behind it."""
    if not _is_heading(below):
        return False
    above, again = facts_of(words_of(head)).form, facts_of(words_of(below)).form
    if above is None or again is None or above.number is None:
        return False
    same = (above.rank, above.number) == (again.rank, again.number)
    return same and above.title in (None, again.title)


def _is_talk(blocks: Sequence[Block]) -> bool:
    """Tell whether one of some paragraphs speaks about the story for sure, and none tells it."""
    texts = list(map(words_of, blocks))
    return any(talk_weight(text) == SURE for text in texts) and not any(map(is_story_like, texts))


def _is_mark(block: Block) -> bool:
    """Tell whether a block is a break with a mark of its own, not a wider space."""
    return isinstance(block, SceneBreak) and block.kind is BreakKind.ORNAMENT


def _has_form(block: Block) -> bool:
    """Tell whether a block opens as a heading does, a question with a number as well."""
    return isinstance(block, Paragraph) and facts_of(words_of(block)).form is not None


def _stretches(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield the first index of each such note, and the index after its last."""
    for head in (n for n in range(len(blocks)) if _is_heading(blocks[n])):
        end = head
        while end > 0 and isinstance(blocks[end - 1], SceneBreak):
            end -= 1
        start = end
        while start > 0 and isinstance(blocks[start - 1], Paragraph):
            start -= 1
            if end - start > MOST_BLOCKS:
                break
        if end > 1 and _asks_readers(blocks[end - 1]):
            yield end - 1, end
            continue
        ruled = start > 0 and isinstance(blocks[start - 1], SceneBreak)
        if ruled and 0 < end - start <= MOST_BLOCKS and _is_note(blocks[start - 1 : end]):
            yield start, end


def _is_note(blocks: Sequence[Block]) -> bool:
    """Tell whether paragraphs beside a mark, which comes first, are a note: one about the story
    opens it.

    A rule over the page divides more than scenes: there a likely word is enough.
    """
    texts = [words_of(block) for block in blocks[1:]]
    said = talk_weight(texts[0])
    sure = said == SURE or bool(said and is_long_rule(blocks[0]))
    return sure and not any(map(is_story_like, texts))


def _asks_readers(block: Block) -> bool:
    """Tell whether a short last paragraph turns to the readers for sure, without a break."""
    text = words_of(block) if isinstance(block, Paragraph) else ""
    if not 0 < len(text) <= LONGEST_REQUEST or is_story_like(text) or talk_weight(text) < SURE:
        return False
    return talk_patterns("strong")["readers"].stand_in(text)


def _is_heading(block: Block) -> bool:
    """Tell whether a block has the form of a heading, and is no sentence that opens with one."""
    single = isinstance(block, Paragraph) and block.setting.lines <= 1
    facts = facts_of(words_of(block)) if single else None
    form = facts.form if facts else None
    titled = form is not None and form.title is not None and form.rank == "numeral"
    return form is not None and not (titled and facts and facts.is_terminal)


def without_breaks_beside_notes(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks without the breaks that only part a note from the section that it belongs to.

    Such a note stands first in the section, right below its heading, or last in it. What stands
    behind the text was looked at with its notes.
    """
    for n, block in enumerate(blocks):
        if isinstance(block, SceneBreak) and (_opens(blocks, n) or _closes(blocks, n)):
            continue
        yield block


def _opens(blocks: Sequence[Block], index: int) -> bool:
    """Tell whether a break stands below a note that a section begins with."""
    above = index - 1
    while above >= 0 and isinstance(blocks[above], Note | SceneBreak):
        above -= 1
    noted = any(isinstance(block, Note) for block in blocks[above + 1 : index])
    return noted and (above < 0 or _is_heading(blocks[above]))


def _closes(blocks: Sequence[Block], index: int) -> bool:
    """Tell whether a break stands above a note that a section ends with."""
    below = index + 1
    while below < len(blocks) and isinstance(blocks[below], Note | SceneBreak):
        below += 1
    noted = any(isinstance(block, Note) for block in blocks[index + 1 : below])
    return noted and below < len(blocks) and _is_heading(blocks[below])
