"""Lines of text with what lies before them: the input of all judging of layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from epubify.layout.habits import Habit
from epubify.layout.lines import Line
from epubify.layout.wrapping import SHORTEST_WRAPPED
from epubify.model import Fate, Place
from epubify.text.facts import Facts, formless, runs_on
from epubify.text.lazy_pattern import lazy
from epubify.text.line_ends import BEHIND_SENTENCE, ends_sentence_or_speech
from epubify.text.numerals import roman_value
from epubify.text.ornaments import is_ornament, is_wordless
from epubify.text.sign_rows import is_row
from epubify.text.signs import key_lines

UNDERLINES, SHORTEST_UNDERLINE = "=-~_*^—─━═", 3
"""Signs of an underline, and how many of them make one. With more, short titles keep theirs; with
fewer, an ellipsis of dashes is one."""
WIDE, MOST_MOVED, LONGEST_ABOVE = 2, 2, 30
"""Blank lines above a line that a rule of any length underlines, columns that the rule is further
in or out, and characters of the line. With larger ones, the rule of a scene stays where titles have
theirs; with smaller ones, last lines above a scene break are headings."""
SHORT = 60
"""Characters; longer lines are neither headings nor verse where nothing else says so. With more,
last lines of paragraphs stand alone; with fewer, long titles are joined to the text."""
LONGEST_VERSE = 90
"""Columns of a line of verse. With more, quotations that stand in keep their line ends; with
fewer, long-lined poems lose theirs."""
END_SIGN = lazy(r"(?:¶|(?<![\\:_|/-])\\)$")
START_SIGN = lazy(r"¶\s*(?=\S)")
FEWEST_SIGNS = 3
"""Lines with a sign for the end of a paragraph that make a habit; with fewer, a stray pilcrow is
taken away, with more, short texts keep theirs."""
MARK_LENGTH = 30
"""Characters of an ornament that only its coming again tells; with more, lines of figures count,
with fewer, wide patterns do not."""
CENTRED = 8
"""Columns beyond which a decorated line or a number is centred, not indented. With fewer, list
items stand alone; with more, numbers over narrow columns are joined to the prose."""
NEAR_PAGES = 15
"""Lines from one form feed to the next, up to which neither ends a printed page. With more, the
paragraph that goes on over the end of a page is cut; with fewer, a few lines between two form
feeds that hide the text run into it."""
FEWEST_MARKS = 2
"""Times that an unknown mark stands alone in a text before it is taken for an ornament. With
fewer, any slip of the keys is a scene break; with more, short stories lose theirs."""
LONE_MARKS = frozenset("oOxX0")
"""Letters that may be an ornament when they stand alone again and again; others sign letters."""
LAST_MARK = lazy(r"[:;]-?[()D]|['’\"”»]{1,2}")
"""A smiley, or the mark behind what was said, on a line of its own."""
DASHES = frozenset("-–—―")
"""Dashes that may be one."""
LAST_SIGNS, LONGEST_LAST = frozenset("-–—―.… "), 5
"""Signs that may end a sentence that somebody broke off, on a line of their own, and how many. With
more, rules below an open line are no scene breaks; with fewer, three dots with spaces are one."""


class Row(Struct):
    """A line of text with what lies before it.

    It never leaves the layout, and is not frozen: making and changing two dozen fields of each line
    would cost more than all that is asked about them.
    """

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
    item: bool = False
    """Is one of several items of a list, a line each."""
    counted: bool = False
    """Begins an item that a number or a letter counts, and that may go on in the next line."""
    hung: bool = False
    """Hangs under the first line of a speech, and goes on with it."""
    wrapped: bool = False
    """Stands among speeches whose lines were wrapped."""
    set_in: bool = False
    """Is of prose that stands in as a whole."""
    sure: int = 0
    """Lines around that run on for sure, and show a measure by it."""
    parted: bool = False
    """The line before had room for the first word of this one, so that its end is meant."""
    labelled: bool = False
    """Begins an entry of a list with a label, and the line before ends for that reason."""
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
    rows = without_signs(rows_with_gaps(lines, cut, seams, edges))
    marks = repeated_marks(rows)
    texts = [row.line.text for row in rows]
    of_keys = key_lines(texts)
    bare = formless(texts)
    forms = [
        None if no and not row.line.markup else row.facts.form
        for row, no in zip(rows, bare, strict=True)
    ]
    numbers = frozenset(form.number for form in forms if form and form.rank == "numeral")
    for row, text, form, of_key in zip(rows, texts, forms, of_keys, strict=True):
        told = form or of_key or is_ornament(text) or text in marks or row.line.plain
        if titles or told or row.line.indent > CENTRED:  # else nothing says so, as of nearly all
            judge_alone(row, titles, marks, numbers, of_key=of_key)
    for n, row in enumerate(rows):
        if row.alone and n and is_last_of_sentence(row, rows[n - 1]):
            row.alone = row.ornament = False
        if row.ornament and is_bare_word(row.facts) and is_amid_lines(rows, n):
            row.alone = row.ornament = False
    return rows


def is_last_of_sentence(row: Row, above: Row) -> bool:
    """Tell whether a line that looks as if it stood alone ends the sentence right above it.

    It is only the dash or the dots of one that is broken off, or has the full stop that titles
    rarely have, while the long line above ends in the middle of a sentence; or it is a smiley, or
    the mark behind what was said.

    >>> at = Place("x", 1, 1)
    >>> above = Row(Line(at, "and the mate never knew how long he had to wait for"), 0)
    >>> texts = ("...", "Part 1.", ":-)", "***", "Part 1")
    >>> [is_last_of_sentence(Row(Line(at, text), 1), above) for text in texts]
    [True, True, True, False, False]
    """
    if row.gap or row.cut or row.seam or row.underlines or above.alone:
        return False
    if LAST_MARK.fullmatch(row.line.text):
        return above.facts.columns >= SHORTEST_WRAPPED and row.line.indent <= above.line.indent
    if above.facts.columns < SHORTEST_WRAPPED or above.facts.ending != "open":
        return False
    if row.line.indent > above.line.indent:
        return False
    text = row.line.text
    if set(text) <= LAST_SIGNS:
        return len(text) <= LONGEST_LAST
    return above.line.text[-1].islower() and text.rstrip(BEHIND_SENTENCE)[-1:] == "."


def is_bare_word(facts: Facts) -> bool:
    """Tell whether an ornament is one word, and neither drawn with letters nor in brackets."""
    return facts.text.isalpha() and not facts.is_wordless


def is_amid_lines(rows: Sequence[Row], n: int) -> bool:
    """Tell whether no blank line stands beside a line: a word there is one of a list, no mark."""
    below = rows[min(n + 1, len(rows) - 1)]
    return not (rows[n].gap or rows[n].cut or below.gap or below.cut) and 0 < n < len(rows) - 1


def rows_with_gaps(
    lines: Sequence[Line], cut: dict[int, Fate], seams: frozenset[int], edges: frozenset[int]
) -> list[Row]:
    """Return the lines that have text, with the space and what was taken out before each."""
    rows: list[Row] = []
    # What stands between two lines with text is gathered line by line.
    gap, taken_out, seam, edge, page = nothing = (0, False, False, False, False)
    told = seams | edges | cut.keys()
    hiding = hiding_pages(lines)
    for index, line in enumerate(lines):
        if line.page or index in told:
            seam, edge, page = seam or index in seams, edge or index in edges, page or line.page
        if index in cut:
            taken_out = True
        elif not line.text:
            gap += not line.page or index in hiding
            seam = seam or (line.page and taken_out)
        elif line.text[0] in UNDERLINES and rows and is_underline(line, rows, gap):
            underlines = (*rows[-1].underlines, line.at)
            rows[-1] = replace(rows[-1], underlines=underlines, alone=True)
        else:
            rows.append(Row(line, index, gap, taken_out, seam, edge, page))
            gap, taken_out, seam, edge, page = nothing
    return rows


def hiding_pages(lines: Sequence[Line]) -> set[int]:
    """Return the form feeds without text that are white space and end no printed page: another one
    is near. They hide what stands below until the reader goes on.

    >>> at = Place("x", 1, 1)
    >>> feed, line, blank = Line(at, "", page=True), Line(at, "No more."), Line(at, "")
    >>> hiding_pages([feed, line, feed, line]), hiding_pages([feed, *30 * [line], feed])
    ({0, 2}, set())
    """
    feeds = [index for index, line in enumerate(lines) if line.page and not line.text]
    near = [(a, b) for a, b in pairwise(feeds) if b - a <= NEAR_PAGES and any(lines[a:b])]
    return {index for pair in near for index in pair}


def is_underline(line: Line, rows: Sequence[Row], gap: int) -> bool:
    """Tell whether a line only underlines the short line above it, which is no row of a box.

    It has the length of that line, or of each of its words; or that line, with wide space before
    it, is no sentence. The last line of a paragraph may have that length by chance.
    Below a long sentence and a blank line it parts scenes, whatever its length.
    """
    above = rows[-1]
    if line.plain or line.markup or gap > 1 or above.facts.is_ornament:
        return False
    if above.line.text[0] == above.line.text[-1] == "|":
        return False
    if " " in line.text:
        return not gap and is_worded_underline(line.text, above.line.text)
    if not is_row(line.text, UNDERLINES, SHORTEST_UNDERLINE):
        return False
    length, moved = len(above.line.text), abs(above.line.indent - line.indent)
    wider = len(line.text) - length
    centred = min(line.indent, above.line.indent) > CENTRED
    centred = centred and abs(above.line.indent - line.indent - wider / 2) <= 1
    if (not moved or centred) and length <= SHORT and abs(wider) <= 2:
        by_chance = gap and length > LONGEST_ABOVE
        return not ((by_chance and ends_sentence_or_speech(above.line.text)) or ends_wrapped(rows))
    apart = above.gap >= WIDE or not above.index
    if gap or not apart or moved > MOST_MOVED or length > LONGEST_ABOVE:
        return False
    return length < len(line.text) and not ends_sentence_or_speech(above.line.text)


def ends_wrapped(rows: Sequence[Row]) -> bool:
    """Tell whether the last of some lines goes on with the long line above it, or ends it."""
    if len(rows) < 2 or rows[-1].gap or rows[-1].cut or rows[-2].alone:
        return False
    above, last = rows[-2].facts, rows[-1].facts
    if above.columns < SHORTEST_WRAPPED:
        return False
    return runs_on(above, last) or ends_sentence_or_speech(last.text)


def is_worded_underline(text: str, above: str) -> bool:
    """Tell whether a line underlines each word of the line above it by itself.

    >>> is_worded_underline("--- ---- ----", "The Salt Road")
    True
    >>> is_worded_underline("--- ---", "The Salt Road"), is_worded_underline("- - -", "I a m")
    (False, False)
    """
    pieces, words = text.split(" "), above.split(" ")
    if len(pieces) != len(words) or len(text) < 2 * SHORTEST_UNDERLINE:
        return False
    return any(len(piece) >= SHORTEST_UNDERLINE for piece in pieces) and all(
        abs(len(piece) - len(word)) <= 1 and is_row(piece, UNDERLINES, 1)
        for piece, word in zip(pieces, words, strict=True)
    )


def stretches(rows: Sequence[Row], known: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield where lines begin and end that stand right below one another, each line of which
    something is known already by itself."""
    begins = [n for n, row in enumerate(rows) if row.gap or row.cut or row.seam or row.edge]
    apart = (m for n, told in enumerate(known) if told for m in (n, n + 1))
    yield from pairwise((0, *sorted({*begins, *apart}), len(rows)))


def without_signs(rows: Sequence[Row]) -> list[Row]:
    """Return rows without the signs for a paragraph's end, when there are enough to be a habit."""
    bare = list(rows)
    whole = "\n".join([row.line.text for row in rows])
    if "¶" not in whole and "\\" not in whole:
        return bare  # as of nearly all texts
    ends = [has_end_sign(row.line.text) for row in rows]
    starts = [bool(START_SIGN.match(row.line.text)) for row in rows]
    for found, pattern, offset in ((ends, END_SIGN, 1), (starts, START_SIGN, 0)):
        for n in [n for n, has in enumerate(found) if has] if sum(found) >= FEWEST_SIGNS else ():
            line = bare[n].line
            text = pattern.sub("", line.text, count=1).rstrip() or line.text
            line = replace(line, text=text)
            bare[n] = replace(bare[n], line=line)
            if n + offset < len(bare):
                bare[n + offset] = replace(bare[n + offset], signed=True)
    return bare


def has_end_sign(text: str) -> bool:
    """Tell whether a sign for the end of a paragraph closes a line of words.

    >>> has_end_sign("So it was.\\\\"), has_end_sign("/     \\\\")
    (True, False)
    """
    if text[-1] not in "¶\\" or not any(map(str.isalpha, text)):
        return False  # as nearly all lines, and those of drawings
    return END_SIGN.search(text) is not None


def repeated_marks(rows: Sequence[Row]) -> frozenset[str]:
    """Return the lines that stand alone again and again and say nothing: the text's own ornaments.

    They have no letters, or such as draw a pattern (``-o-``, ``xoxo``). Where one dash is such, the
    others are, whose keys lie beside it.
    """
    counts: dict[str, int] = {}
    for text in [row.line.text for row in rows if len(row.line.text) <= MARK_LENGTH]:
        signs = len(text) > 1 or not text.isalnum() or text in LONE_MARKS
        if signs and is_wordless(text):
            counts[text] = counts.get(text, 0) + 1
    again = {text for text, count in counts.items() if count >= FEWEST_MARKS}
    return frozenset(again if again.isdisjoint(DASHES) else again | DASHES)


def judge_alone(
    row: Row,
    titles: frozenset[str],
    marks: frozenset[str],
    numbers: frozenset[int | None],
    *,
    of_key: bool,
) -> None:
    """Say of a row what its line is when its form alone tells it.

    ``numbers`` are those that stand alone in the text: ``XXX`` is the next one below ``XXIX``.
    """
    facts = row.facts
    ornament = not row.line.plain and (facts.is_ornament or facts.text in marks)
    if ornament and facts.text.isupper() and (roman_value(facts.text) or 0) - 1 in numbers:
        row.alone = True
    elif row.line.plain or ornament:
        row.alone, row.ornament = True, ornament
    else:
        row.alone = row.alone or of_key or stands_alone(row, titles)


def stands_alone(row: Row, titles: frozenset[str]) -> bool:
    """Tell whether a line is a heading for sure, by its form or because a contents list has it."""
    facts = row.facts
    form = facts.form
    sure = form is not None and (
        form.rank in ("volume", "part", "chapter", "named") or form.ornamented
    )
    # A number far in from the left with a blank before it is a heading, whatever follows it.
    numbered = form is not None and form.rank == "numeral" and row.gap > 0
    short = len(facts.text) <= SHORT
    centred = (facts.ornamented or numbered) and short and row.line.indent > CENTRED
    return sure or centred or (bool(titles) and facts.title_key in titles)
