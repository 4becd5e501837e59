"""Boxes drawn around text: the frame goes, what is in it stays with its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from epubify.layout.lines import Line, make_line
from epubify.model import Place
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

_DRAWN = "\u2500-\u259f"
FRAME = lazy(
    rf"[+*#o.'`\\/\s]?[-=_~*#+{_DRAWN}]{{5,}}[+*#o.'`\\/\s]?|(?P<sign>[&%$@!:./^])(?P=sign){{4,}}"
)
BARS = frozenset("|\u2502\u2503\u2551\u258c\u2590*#&%$@!:/")
"""What stands at both ends of a line of a box."""
CELLS = lazy(r"[|\u2502\u2503\u2551]", needs="|\u2502\u2503\u2551")
FEWEST_ROWS = 2
"""Rows of a box that hold text. With one, a title between two rules loses its rules; with more,
small notices in boxes keep their bars among the words."""


def without_boxes(lines: Sequence[Line]) -> tuple[list[Line], list[Place]]:
    """Return the lines with what stood in boxes bare, and the places of what was only drawn.

    A box has a rule above and below, and the same sign at both ends of each line between, with
    nothing drawn inside; a table is not a box.
    """
    bare = list(lines)
    frames: list[Place] = []
    for start, end in boxes([line.text for line in lines]):
        for n in range(start, end):
            drawn = FRAME.fullmatch(lines[n].text)
            inner = replace(lines[n], text="") if drawn else inner_line(lines[n])
            if not inner:
                frames.append(lines[n].at)
            bare[n] = inner
    return bare, frames


def inner_line(line: Line) -> Line:
    """Return a line of a box without its bars, however often each is set."""
    text = line.text
    inner = make_line(text.lstrip(text[0]).rstrip(text[-1]), line.at)
    return replace(inner, indent=inner.indent and inner.indent + line.indent)


def boxes(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where boxes stand, their frames included.

    >>> list(boxes(["+------+", "| tide |", "|      |", "| time |", "+------+"]))
    [(0, 5)]
    >>> list(boxes(["+-----+-----+", "| a   | b   |", "| c   | d   |", "+-----+-----+"]))
    []
    >>> list(boxes(["-----", "Tide", "-----"]))
    []
    """
    if BARS.isdisjoint({text[:1] for text in texts}):
        return  # as in nearly all texts
    start = 0
    for n in range(len(texts) + 1):
        if n < len(texts) and may_be_of_box(texts[n]) and is_of_box(texts[n]):
            continue
        if n > start and is_box(texts[start:n]):
            yield start, n
        start = n + 1


def may_be_of_box(text: str) -> bool:
    """Tell whether a line begins as those of boxes do: with a sign, or the letter of a corner."""
    return not text[:1].isalnum() or text[0] == "o"


@recogniser(takes=("| It rained. |", "+-------+"), spares=("It rained.", "o'clock"))
def is_of_box(text: str) -> bool:
    """Tell whether a line is a row or a rule of a box."""
    return is_row(text) or FRAME.fullmatch(text) is not None


def is_box(texts: Sequence[str]) -> bool:
    """Tell whether lines are a box: all as wide, most with text between the same sides.

    Where the sides are signs other than bars, a frame must close it above and below.
    """
    held = [text for text in texts if is_row(text) and any(map(str.isalpha, text))]
    if len(held) < FEWEST_ROWS or len({len(text) for text in held}) > 1:
        return False
    framed = bool(FRAME.fullmatch(texts[0]) and FRAME.fullmatch(texts[-1]))
    return framed or (len(held) > FEWEST_ROWS and all(CELLS.match(text) for text in held))


@recogniser(
    takes=("|  The tide comes in   |", "*  and goes  *", "|     |"),
    spares=("| Rope | 12 |", "The tide comes in", "||"),
)
def is_row(text: str) -> bool:
    """Tell whether a line is one cell between two bars."""
    return len(text) >= 3 and is_barred(text) and len(CELLS.findall(text)) <= 2


@recogniser(takes=("| tide | time |", "* *"), spares=("| tide", "|"))
def is_barred(text: str) -> bool:
    """Tell whether a line begins and ends with what stands at the ends of lines of a box."""
    return len(text) >= 2 and text[0] in BARS and text[-1] in BARS
