"""Lines that are drawn or aligned by columns: boxes, tables, leaders, drawings, code.

They are known by what stands in several lines together, never by one line alone: the same signs at
both ends, text that begins in the same column after wide gaps, dots that lead to a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from epubify.layout.aligned import (
    WIDE,
    WIDE_GAP,
    WIDER,
    aligned_run,
    gapped_runs,
    spaced_runs,
    with_neighbours,
)
from epubify.layout.boxes import CELLS
from epubify.layout.rows import SHORT, Row
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser
from epubify.text.sign_rows import is_row

FRAME = lazy(r"[+|:*#=\-_~.'`/\\<>\u2500-\u259f\s]*[+|=\-_~*#\u2500-\u259f]{3,}"
                   r"[+|:*#=\-_~.'`/\\<>\u2500-\u259f\s]*")  # fmt: skip
BAR = lazy(r"([|\u2502\u2503\u2551\u258c\u2590])(.*)[|\u2502\u2503\u2551\u258c\u2590]")
DRAWN_BAR = "\u2502"
RULES = frozenset("-=_~*#").union(map(chr, range(0x2500, 0x2551)))
SHORTEST_RULE = 5
"""Signs of the rule of a frame. With more, narrow boxes lose theirs; with fewer, a scene break of
three stars draws."""
LEADER = lazy(
    r"[^\"“'.](?:[^.]|\.(?! ?\.)){0,40}?\S {0,2}(?:\.{4,}|(?: \.){3,}|_{4,}) {0,2}"
    r"[\dA-ZА-Я$£(+-]\S{0,20}(?: \S{1,20}){0,3}"
)
LONG_LEADER = lazy(r"[^\W\d_)]\.{8,}[A-ZА-Я]")
"""Dots between two names, more than anybody pauses for."""
SHORT_LEADER = lazy(r"(?<=\S) {0,2}\.{2,3} {1,2}(?=[^\W_])", needs="..")
"""What leads where there is room for no more."""
ARROWS = ("->", "<-")
ARROW = lazy(r"-{2,}>|<-{2,}", needs="-")
FEWEST_ARROWED, FEWEST_IN_DIAGRAM = 2, 4
"""Lines with arrows, and lines in all, of a diagram. With fewer, an aside with two arrows is one;
with more, the small diagrams of an article are prose."""
LEADING = ("....", " . . .", "____")
"""What leads to a value, the shortest of each kind."""
CODE_END = lazy(r"[;{}]$")
LETTERS = lazy(r"[^\W_]+")
NO_LETTERS = {code: None for code in range(128) if not chr(code).isalnum()}
"""All but letters and figures, which leaves these of a line of plain signs."""
ALL_BUT_LETTERS = bytes(code for code in NO_LETTERS if code != ord("\n"))
"""The same of a text, which leaves its lines."""

FEWEST_LED = 2
"""Lines with leaders that make a list. With one, a pause in dots keeps its line; with more, the
short boxes of games are joined."""
FEWEST_DRAWN = 3
"""Lines of a drawing. With fewer, a rule over a row of stars is one; with more, small pictures
are joined."""
MOST_LETTERS = 0.4
"""Share of letters and digits among the signs of a drawing. With a larger one, numbers with units
are drawings; with a smaller one, drawings with words in them are joined."""
FEWEST_SIGNS, MOST_DRAWN = 3, 0.5
"""Signs of a drawn line, and share of those that drawings are made of. With smaller ones, shouts of
marks are drawings; with larger ones, the edges of a picture are joined to its neighbours."""
FEWEST_OF_ONE_SIGN, WIDE_PICTURE = 4, 20
"""Lines right below each other, each of which could be a scene break, and columns of the widest,
from which they are a picture. With fewer, three stars one above the other draw; with more, large
letters of stars are lost."""
SIDES = frozenset("|/\\()[]")
STROKES, FEWEST_STROKES = "-_|/\\=+", 6
"""Signs of drawn lines that stand in no word, and how many a line has that blank lines part from
others. With fewer, words with a dot after each letter are a drawing; with more, short rows are no
board."""
WIDE_APART = 4
"""Characters of the two sides of a drawing with the space between. With more, narrow towers are
torn; with fewer, two marks beside one another draw."""


def mark_drawn(rows: Sequence[Row]) -> list[Row]:
    """Mark the lines that keep their columns; they stand alone for all that follows."""
    marked = list(rows)
    perhaps = may_be_drawn([row.line.text for row in rows])
    if True not in perhaps:
        return marked  # as in most stories
    end_of_drawing = -1
    for start, end in stretches(rows):
        if True not in perhaps[start:end]:
            continue
        for first, last in drawn_runs(rows[start:end]):
            drawn = is_drawing(rows[start + first : start + last])
            first, last = with_frame(rows, start + first, start + last)
            first, last = with_neighbours(marked, first, last)
            keep_columns(marked[first:last], anew=not (drawn and first == end_of_drawing))
            end_of_drawing = last if drawn else -1
    for first, last in spaced_runs(marked):
        keep_columns(marked[slice(*with_neighbours(marked, first, last))], anew=True)
    for first, last in spaced_drawings(marked, perhaps):
        keep_columns(marked[first:last], anew=True)
    return marked


def keep_columns(rows: Sequence[Row], *, anew: bool) -> None:
    """Mark rows that keep their columns together; ``anew`` says that no others right above do."""
    for n, row in enumerate(rows):
        row.drawn, row.alone, row.ornament = True, True, False
        row.drawn_anew = row.drawn_anew or (anew and n == 0)


def may_be_drawn(texts: Sequence[str]) -> list[bool]:
    """Tell of each line whether it has anything of what drawn and aligned lines have.

    Letters beyond ASCII are not counted, so that in doubt a line has few.

    >>> may_be_drawn(["The tide came in.", "+-----------+", "Rope    12"])
    [False, True, True]
    """
    whole = "\n".join(texts)
    needed = [*WIDE, *LEADING, *ARROWS, *(sign for _, _, signs in SIGNS for sign in signs)]
    needed = [sign for sign in needed if sign in whole]
    letters = whole.encode("ascii", "ignore").translate(None, ALL_BUT_LETTERS).split(b"\n")
    few = [
        some <= MOST_LETTERS * length
        for some, length in zip(map(len, letters), map(len, texts), strict=False)
    ]
    for n, text in enumerate(texts) if needed else ():
        few[n] = few[n] or any(map(text.__contains__, needed))
    return few


def stretches(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield where lines stand together without a blank line or a heading."""
    start = 0
    for n in range(1, len(rows) + 1):
        headed = n < len(rows) and any(map(is_heading, rows[n - 1 : n + 1]))
        if n == len(rows) or headed or rows[n].gap or rows[n].cut or rows[n].seam:
            if n - start >= FEWEST_LED:
                yield start, n
            start = n


def is_heading(row: Row) -> bool:
    """Tell whether a line is a heading for sure: underlined, or alone by a word of headings.

    The last line of a table may stand above a rule of its length.
    """
    if row.underlines:
        return not any(sign in row.line.text for sign in (*LEADING, WIDER))
    form = row.facts.form if row.alone else None
    return form is not None and form.rank in ("volume", "part", "chapter")


def drawn_runs(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield the runs of lines that one of the signs holds for, the first that fits."""
    texts = [row.line.text for row in rows]
    whole = "\n".join(texts)
    if any(map(whole.__contains__, ARROWS)) and is_diagram(texts):
        yield 0, len(rows)
        return
    for sign, fewest, needed in SIGNS:
        found = list(runs(texts, sign, fewest)) if any(map(whole.__contains__, needed)) else []
        if found:
            yield from found
            return
    led = led_runs(rows) if any(map(whole.__contains__, LEADING)) else []
    in_columns = [*led, *(gapped_runs(rows) if WIDER in whole else ())]
    aligned = aligned_run(rows) if not led and any(map(whole.__contains__, WIDE)) else None
    in_columns = united([*in_columns, aligned] if aligned else in_columns)
    drawn = list(drawings(rows)) if not led else []
    outside = [run for run in in_columns if not any(a <= run[0] and run[1] <= b for a, b in drawn)]
    yield from outside or drawn


def is_diagram(texts: Sequence[str]) -> bool:
    """Tell whether lines that stand together are a diagram: arrows lead between words or signs.

    >>> is_diagram(["Ann goes", "---> (B) ---> (C)", "/", "(A) <----"])
    True
    >>> is_diagram(["--> Ann went home, as she had to.", "--> Tom stayed.", "It rained.", "So?"])
    False
    """
    arrowed = [text for text in texts if ARROW.search(text)]
    long = sum(len(text) > SHORT and sum(map(str.isalpha, text)) > len(text) / 2 for text in texts)
    if 2 * long > len(texts):
        return False
    signs = any(not any(map(str.isalnum, text)) or len(ARROW.findall(text)) > 1 for text in texts)
    return len(texts) >= FEWEST_IN_DIAGRAM and len(arrowed) >= FEWEST_ARROWED and signs


def united(runs_found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return runs in their order, those that meet as one.

    >>> united([(4, 6), (0, 2), (1, 4)])
    [(0, 6)]
    """
    whole: list[tuple[int, int]] = []
    for first, last in sorted(runs_found):
        if whole and first <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(last, whole[-1][1]))
        else:
            whole.append((first, last))
    return whole


def led_runs(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Return the runs of lines with leaders, and what belongs to them at their edge: lines with two
    or three dots, for which there was no more room, and one alone without any."""
    led = [row for row in rows if is_led(row.line.text)]
    if not led:
        return []
    edges, longest = {row.line.indent for row in led}, max(row.facts.columns for row in led)
    beside = [row.line.indent in edges and row.facts.columns <= longest for row in rows]
    listed = [
        is_led(row.line.text) or (fits and SHORT_LEADER.search(row.line.text) is not None)
        for row, fits in zip(rows, beside, strict=True)
    ]
    ends = [False, *listed, True]
    lone = [beside[n] and ends[n] and ends[n + 2] for n in range(len(rows))]
    whole = [a or b or is_rule(row) for a, b, row in zip(listed, lone, rows, strict=True)]
    stops = [n for n, belongs in enumerate([*whole, False]) if not belongs]
    found = [range(a + 1, b) for a, b in pairwise([-1, *stops])]
    return [
        (run.start, run.stop) for run in found if sum(listed[run.start : run.stop]) >= FEWEST_LED
    ]


def runs(
    texts: Sequence[str], sign: Callable[[str], bool], fewest: int
) -> Iterator[tuple[int, int]]:
    """Yield the runs of lines with a sign; frames between them belong to them."""
    hits = [n for n, text in enumerate(texts) if sign(text)]
    start = 0
    for n in range(1, len(hits) + 1):
        apart = n == len(hits) or not all(
            FRAME.fullmatch(text) for text in texts[hits[n - 1] + 1 : hits[n]]
        )
        if apart:
            if n - start >= fewest:
                yield hits[start], hits[n - 1] + 1
            start = n


@recogniser(
    takes=("| Rope | 12 |", "| Salt | 3", "Rope │12 │dry"),
    spares=("|and so|", "One | two", "The tide came in."),
)
def is_celled(text: str) -> bool:
    """Tell whether a line is a row of cells: bars at the edge and between, or drawn ones."""
    edged = CELLS.match(text) or CELLS.match(text[-1])
    if not edged:
        return text.count(DRAWN_BAR) > 1
    return len(CELLS.findall(text)) >= 2 + bool(BAR.fullmatch(text))


@recogniser(
    takes=("Strength ...... 12", "The Mate . . . . Bob Pier", "Mate.....Pier     Cook....Bell"),
    spares=("He waited.... then left.", "So ... 12", "................", "It . . . . goes"),
)
def is_led(text: str) -> bool:
    """Tell whether dots lead from a name to a value."""
    if not any(dots in text for dots in LEADING) or text.endswith((".", ",", "?", "!")):
        return False  # as nearly all lines
    return bool(LEADER.fullmatch(WIDE_GAP.split(text)[0]) or LONG_LEADER.search(text))


@recogniser(
    takes=("while (tide < 3) {", "wait(tide);", "}"),
    spares=("the tide came in;", "So it was.", "(She left.)"),
)
def is_code(text: str) -> bool:
    """Tell whether a line is written for a machine."""
    return CODE_END.search(text, len(text) - 1) is not None and any(
        sign in text for sign in "(){}=<>[]"
    )


SIGNS: tuple[tuple[Callable[[str], bool], int, tuple[str, ...]], ...] = (
    (is_celled, FEWEST_LED, tuple("|\u2502\u2503\u2551")),
    (is_code, FEWEST_DRAWN, tuple(";{}")),
)
"""What holds for single lines of a drawing, for how many, and what one of them has."""


def drawings(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield the runs of lines that are made of signs."""
    # Where lines are drawn one below the other, so is one of every few that are looked at.
    near = rows[FEWEST_DRAWN - 1 :: FEWEST_DRAWN]
    if not any(is_drawn(row.line.text) or is_sides(row.line.text) for row in near):
        return
    start = 0
    for n in range(len(rows) + 1):
        if n < len(rows) and is_of_drawing(rows[n].line.text):
            continue
        if is_drawing(rows[start:n]):
            yield start, n
        start = n + 1


def spaced_drawings(rows: Sequence[Row], perhaps: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the runs of drawn lines that a blank line parts, none of which could be a break."""
    found: list[tuple[int, int]] = []
    for n in (n for n, may_be in enumerate(perhaps) if may_be):
        row, text = rows[n], rows[n].line.text
        strokes = sum(map(text.count, STROKES))
        if strokes < FEWEST_STROKES or row.drawn or row.facts.is_ornament or not is_drawn(text):
            continue
        goes_on = found and found[-1][1] == n and row.gap <= 1
        first = found.pop()[0] if goes_on else n
        found.append((first, n + 1))
    return [(first, last) for first, last in found if last - first >= FEWEST_DRAWN]


def is_drawing(rows: Sequence[Row]) -> bool:
    """Tell whether lines that follow one another are drawn, and are no scene breaks."""
    texts = [row.line.text for row in rows]
    enough = sum(map(is_drawn, texts)) >= FEWEST_DRAWN and len(set(texts)) >= FEWEST_LED
    if not enough or not all(map(is_of_drawing, texts)):
        return False
    large = max(row.facts.columns for row in rows) >= WIDE_PICTURE
    picture = large and len(rows) >= FEWEST_OF_ONE_SIGN
    return picture or not all(row.facts.is_ornament for row in rows)


@recogniser(takes=(r"\  _/", "|", "+------+"), spares=("So it was.", "?!", '"'))
def is_of_drawing(text: str) -> bool:
    """Tell whether a line may be one of a drawing: made of signs, two sides, or a part of one."""
    return is_drawn(text) or is_sides(text) or SIDES.issuperset(text)


@recogniser(takes=("|      |", r"\          /"), spares=("| |", "|", "- 12 -", "(            o"))
def is_sides(text: str) -> bool:
    """Tell whether a line is the two sides of a drawing, and space between them."""
    return len(text) > WIDE_APART and {text[0], text[-1]} <= SIDES and not text[1:-1].strip()


@recogniser(
    takes=(r"/\  _/\__ /", "|__|  |__ \\", "+------+"),
    spares=("So it was.", '"...!"', "12 30", "?!"),
)
def is_drawn(text: str) -> bool:
    """Tell whether a line is made of signs, not of words."""
    if text.isascii():
        letters = len(text.translate(NO_LETTERS))
    else:
        letters = sum(map(len, LETTERS.findall(text)))
    if letters > MOST_LETTERS * len(text):
        return False  # as of nearly all lines
    signs = "".join(text.split())
    if letters > MOST_LETTERS * len(signs):
        return False
    drawn = sum(c in "/\\|_-=+<>()[]{}^~*#:'`.," or "\u2500" <= c <= "\u259f" for c in signs)
    return len(signs) >= FEWEST_SIGNS and drawn > MOST_DRAWN * len(signs)


def with_frame(rows: Sequence[Row], first: int, last: int) -> tuple[int, int]:
    """Return a run with the rules right above and below it, and the line over the upper rule."""
    above = rows[first - 1] if first and not rows[first].gap else None
    ruled = above is not None and (above.ornament or is_rule(above))
    if ruled or is_rule(rows[first]):
        first -= bool(ruled)
        heads = first and not rows[first].gap and len(rows[first - 1].line.text) <= SHORT
        first -= bool(heads) and rows[first - 1].facts.ending == "open"
    if last < len(rows) and not rows[last].gap and is_rule(rows[last]):
        last += 1
    return first, last


def is_rule(row: Row) -> bool:
    """Tell whether a line is a frame's rule."""
    return is_row(row.line.text, RULES, SHORTEST_RULE) or FRAME.fullmatch(row.line.text) is not None


def as_typed(group: Sequence[Row]) -> tuple[str, ...]:
    """Return drawn lines with the space before them, without what all have before them."""
    left = min(row.line.indent for row in group)
    lines: list[str] = []
    for n, row in enumerate(group):
        lines += [""] * (row.gap if n else 0)
        lines.append(" " * (row.line.indent - left) + row.line.text.expandtabs(8))
    return tuple(lines)
