"""Lines of text with what lies before them: the input of all judging of layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from epubify.layout.habits import Habit
from epubify.layout.lines import Line
from epubify.model import Fate, Place
from epubify.text.facts import Facts
from epubify.text.signs import key_lines

UNDERLINE = re.compile(r"([=\-~_*^—])\1{2,}")
SHORT = 60
"""Characters; longer lines are neither headings nor verse where nothing else says so. With more,
last lines of paragraphs stand alone; with fewer, long titles are joined to the text."""
LONGEST_VERSE = 90
"""Columns of a line of verse. With more, quotations that stand in keep their line ends; with
fewer, long-lined poems lose theirs."""
END_SIGN = re.compile(r"(?:¶|(?<!\\)\\)$")
START_SIGN = re.compile(r"¶\s*(?=\S)")
FEWEST_SIGNS = 3
"""Lines with a sign for the end of a paragraph that make a habit; with fewer, a stray pilcrow is
taken away, with more, short texts keep theirs."""
MARK_LENGTH = 30
"""Characters of an ornament that only its coming again tells; with more, lines of figures count,
with fewer, wide patterns do not."""
CENTRED = 8
"""Columns beyond which a decorated line or a number is centred, not indented. With fewer, list
items stand alone; with more, numbers over narrow columns are joined to the prose."""
FEWEST_MARKS = 2
"""Times that an unknown mark stands alone in a text before it is taken for an ornament. With
fewer, any slip of the keys is a scene break; with more, short stories lose theirs."""
LONE_MARKS = frozenset("oOxX0")
"""Letters that may be an ornament when they stand alone again and again; others sign letters."""


@dataclass(slots=True)
class Row:
    """A line of text with what lies before it."""

    line: Line
    index: int
    """Index among all lines."""
    gap: int = 0
    cut: bool = False
    seam: bool = False
    edge: bool = False
    """What was set apart, a note say, begins with it or ends before it."""
    page: bool = False
    """A page begins between the line before and this one."""
    alone: bool = False
    """Stands alone for sure: an ornament, a heading with a heading word."""
    ornament: bool = False
    underlines: tuple[Place, ...] = ()
    """Lines that only underline this one."""
    signed: bool = False
    """A sign for the end of a paragraph stands before it."""
    inset: int = 0
    habit: Habit | None = None
    """Habit at the joint before this line."""
    new: bool = True
    """Begins a block."""
    verse: bool = False
    drawn: bool = False
    """Is drawn or aligned by columns, together with lines beside it."""
    drawn_anew: bool = False
    """Is the first of such lines."""
    speaker: int = 0
    """Characters of the name of who speaks, with the marks after it."""
    play: bool = False
    """Stands among the speeches of a play."""
    turns: bool = False
    """Begins a speech or a direction of a play."""
    hung: bool = False
    """Hangs under the first line of a speech, and goes on with it."""
    set_in: bool = False
    """Is of prose that stands in as a whole."""
    sure: int = 0
    """Lines around that run on for sure, and show a measure by it."""
    parted: bool = False
    """The line before had room for the first word of this one, so that its end is meant."""
    measure: float = 0.0
    """Columns of full lines around."""
    room: float = 0.0
    """Share of the measure that the line before leaves, had it taken the first word of this."""

    @property
    def facts(self) -> Facts:
        """What can be said of the line's text by itself."""
        return self.line.facts


def rows_of(
    lines: Sequence[Line],
    cut: dict[int, Fate],
    seams: frozenset[int],
    titles: frozenset[str],
    edges: frozenset[int] = frozenset(),
) -> list[Row]:
    """Return the lines that have text, each with what lies before it."""
    rows: list[Row] = []
    if not lines:
        return rows
    space = Row(lines[0], 0)
    for index, line in enumerate(lines):
        space.seam = space.seam or index in seams
        space.edge = space.edge or index in edges
        space.page = space.page or line.page
        if index in cut:
            space.cut = True
        elif not line:
            space.gap += not line.page
            space.seam = space.seam or (line.page and space.cut)
        elif rows and not (line.plain or line.markup) and is_underline(line, rows[-1], space.gap):
            rows[-1].underlines += (line.at,)
            rows[-1].alone = True
        else:
            rows.append(replace(space, line=line, index=index))
            space = Row(line, index)
    take_signs(rows)
    marks = repeated_marks(rows)
    of_keys = key_lines([row.line.text for row in rows])
    for row, of_key in zip(rows, of_keys, strict=True):
        stands_alone(row, titles, marks)
        row.alone = row.alone or of_key
    return rows


def is_underline(line: Line, above: Row, gap: int) -> bool:
    """Tell whether a line only underlines the short line above it."""
    if gap > 1 or not UNDERLINE.fullmatch(line.text) or above.line.indent != line.indent:
        return False
    length = len(above.line.text)
    return length <= SHORT and abs(length - len(line.text)) <= 2 and not above.facts.is_ornament


def take_signs(rows: list[Row]) -> None:
    """Take the signs for a paragraph's end off the lines, when there are enough to be a habit."""
    ends = [bool(END_SIGN.search(row.line.text)) for row in rows]
    starts = [bool(START_SIGN.match(row.line.text)) for row in rows]
    for found, pattern, offset in ((ends, END_SIGN, 1), (starts, START_SIGN, 0)):
        if sum(found) < FEWEST_SIGNS:
            continue
        for n, row in enumerate(rows):
            if found[n]:
                bare = pattern.sub("", row.line.text, count=1).rstrip()
                row.line = replace(row.line, text=bare or row.line.text)
                if n + offset < len(rows):
                    rows[n + offset].signed = True


def repeated_marks(rows: Sequence[Row]) -> frozenset[str]:
    """Return the lines that stand alone again and again and say nothing: the text's own ornaments.

    They have no letters, or such as draw a pattern (``-o-``, ``xoxo``).
    """
    counts: dict[str, int] = {}
    for row in rows:
        text = row.line.text
        signs = len(text) > 1 or not text.isalnum() or text in LONE_MARKS
        if len(text) <= MARK_LENGTH and row.facts.is_wordless and signs:
            counts[text] = counts.get(text, 0) + 1
    return frozenset(text for text, count in counts.items() if count >= FEWEST_MARKS)


def stands_alone(row: Row, titles: frozenset[str], marks: frozenset[str]) -> None:
    """Note what a line is when its form alone says so."""
    facts = row.facts
    if row.line.plain:
        row.alone = True
        return
    row.ornament = facts.is_ornament or facts.text in marks
    if row.ornament:
        row.alone = True
        return
    form = facts.form
    sure = form is not None and (
        form.rank in ("volume", "part", "chapter", "named") or form.ornamented
    )
    # A number far in from the left with a blank before it is a heading, whatever follows it.
    numbered = form is not None and form.rank == "numeral" and row.gap > 0
    short = len(facts.text) <= SHORT
    centred = (facts.ornamented or numbered) and short and row.line.indent > CENTRED
    row.alone = row.alone or sure or facts.title_key in titles or centred
