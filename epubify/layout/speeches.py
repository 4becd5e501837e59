"""Speeches of a play: the name, and what is said after or below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from epubify.layout.paragraphs import paragraph_of, setting_of
from epubify.layout.rows import LONGEST_VERSE, Row
from epubify.layout.verse import is_set_as_lines, verse_of
from epubify.model import Block, Paragraph, Place, Span, Speech, Verse, plain

FARTHEST_BELOW = 3
"""Lines from a name to what is said below it. With fewer, double-spaced speeches stand apart from
their speakers; with more, directions are spoken."""
FEWEST_IN_VERSE, LEAST_IN_VERSE = 3, 0.8
"""Speeches of three lines and more, and share of them whose lines stay lines, from which those of
two stay so, too. With smaller ones plays in prose with a song are verse; with larger ones short
scenes in verse have couplets of prose."""


def with_couplets(
    groups: Sequence[tuple[list[Row], bool]],
) -> list[tuple[list[Row], bool]]:
    """Return groups with whether their lines stay lines, where all speeches are in a verse play.

    By themselves two lines, or some that are alike in length, say nothing; where all others are
    verse, capitals are enough.
    """
    said = said_in([group for group, _ in groups])
    long = [rows for rows in said.values() if len(rows) > 2]
    in_verse = sum(map(is_set_as_lines, long))
    if in_verse < max(FEWEST_IN_VERSE, LEAST_IN_VERSE * len(long)):
        return [*groups]
    laid = [*groups]
    for n, rows in said.items():
        if len(rows) > 1 and are_lines(rows):
            name = groups[n][0][: -len(rows)]
            laid[n] = [*name, *(replace(row, verse=True) for row in rows)], True
    return laid


def said_in(groups: Sequence[list[Row]]) -> dict[int, list[Row]]:
    """Return what is said in each group that is a speech, or stands right below a name.

    A direction may stand between the two.
    """
    said: dict[int, list[Row]] = {}
    named = False
    for n, group in enumerate(groups):
        if group[0].speaker:
            said[n] = group[1:]
            named = len(group) == 1
        elif named and not (len(group) == 1 and in_brackets(group[0].line.text)):
            said[n] = group
            named = False
    return said


def in_brackets(text: str) -> bool:
    """Tell whether a text is only a direction, in brackets or slashes.

    >>> in_brackets("[Exit.]"), in_brackets("/ aside /"), in_brackets("(Aside.) We?")
    (True, True, False)
    """
    return len(text) > 1 and text[0] + text[-1] in ("()", "[]", "<>", "//")


def are_lines(rows: Sequence[Row]) -> bool:
    """Tell whether the few lines of a speech may be verse: short, and no small letter leads one."""
    return all(row.facts.columns <= LONGEST_VERSE and row.facts.opening != "lower" for row in rows)


def speech_of(group: list[Row], at: Place, words: frozenset[str]) -> tuple[Block, list[Place]]:
    """Return a speech that begins with its speaker's name, and its lines that lost a hyphen."""
    first = group[0].line
    name = " ".join(first.text[: group[0].speaker].split())
    said = first.text[group[0].speaker :].strip()
    line = replace(first, text=said)
    rest = [replace(group[0], line=line, speaker=0), *group[1:]]
    rest = rest if said else rest[1:]
    if not rest:
        return Speech((Span(name),), (), at, above=True), []
    if (len(rest) > 1 and rest[-1].verse) or is_set_as_lines(rest):
        return Speech((Span(name),), (verse_of(rest, at, "verse"),), at, above=not said), []
    paragraph, joined_lines = paragraph_of(rest, at, words)
    paragraph = replace(paragraph, setting=setting_of(group))
    return Speech((Span(name),), (paragraph,), at, above=not said), joined_lines


def with_names_above(blocks: Iterable[Block], rows: Sequence[Row]) -> Iterator[Block]:
    """Yield the blocks, those that are spoken below a name in the speech that it heads.

    That is what stands right below it: directions in brackets, and a paragraph or verse; and where
    directions follow these without a blank line, what is spoken behind them at the same edge.
    """
    speech: Speech | None = None
    steps: dict[int, int] = {}
    for block in blocks:
        if speech is not None and goes_on(speech, block, steps):
            held = (*speech.blocks, block)
            speech = replace(speech, blocks=held, at=speech.at.to(block.at))
            continue
        if speech is not None:
            yield speech
            speech = None
        if isinstance(block, Speech) and not block.blocks:
            speech = block
            steps = steps or steps_to(rows)
        else:
            yield block
    if speech is not None:
        yield speech


def steps_to(rows: Sequence[Row]) -> dict[int, int]:
    """Return how many lines each line but the first stands below the one above it."""
    return {row.line.number: row.index - above.index for above, row in pairwise(rows)}


def goes_on(speech: Speech, block: Block, steps: Mapping[int, int]) -> bool:
    """Tell whether a block belongs to a speech whose name stands above what is said.

    ``steps`` tells how many lines each line stands below the one above it.
    """
    if not isinstance(block, Paragraph | Verse):
        return False
    spoken = [one for one in speech.blocks if not is_direction(one)]
    if not spoken:
        return steps[block.at.first_line] <= FARTHEST_BELOW
    first = spoken[0]
    if not (isinstance(block, Paragraph) and isinstance(first, Paragraph)):
        return False
    if steps[block.at.first_line] > 1:
        return False
    behind = is_direction(speech.blocks[-1]) and block.setting.inset == first.setting.inset
    return behind or is_direction(block)


def is_direction(block: Block) -> bool:
    """Tell whether a paragraph is only a direction in brackets or slashes."""
    return isinstance(block, Paragraph) and in_brackets(plain(block.spans))
