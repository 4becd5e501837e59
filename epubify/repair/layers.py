"""Rules of ``repair`` about what a whole text stands in: signs of quoting, a margin of spaces.

Everything behind measures columns from the left and looks at how a line begins. What stands before
every line says nothing of any, so that it goes before a line is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise, takewhile

from epubify.repair.manner import Manner
from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule

SIGNS = frozenset(">:|}")
"""Signs that mail programs set before what they quote."""
FEWEST_LINES = 4
"""Lines of a text that stands in. With fewer, three smileys or fields without a name lose their
sign, and a lone line its indent; with more, short posts keep them."""
STOPS = 8
"""Columns from one stop of a tab to the next where a program sets tabs for spaces."""
FEWEST_MIXED, LEAST_MIXED = 3, 0.1
"""Lines in which spaces are left over behind tabs where a program set them, and their share of
those behind tabs. With more, columns far in are told wrongly; with fewer, one heading that a
person centred makes all tabs wide."""
FEWEST_KINDS = 4
"""Kinds of lines in which fewer than four are left over, from which tabs are of four columns. With
more, hardly a text shows it; with fewer, those of eight do by chance."""
FEWEST_BELOW, LEAST_BELOW, MORE_BELOW = 3, 0.1, 2
"""Lines behind wide tabs that begin below a word of the line above, their share, and how many times
those that would behind narrow ones. With more, short lists with dates lose their columns; with
fewer, chance makes the tabs of paragraphs wide."""
NEAR_GAP = 4
"""Columns before a word in which the gap stands: there may be a dash between them. With more, words
of prose are below gaps; with fewer, entries of a table of years are not."""
LEAST_BEFORE = 0.3
"""Share of the ends of lines behind which a sign stands that stands before nearly all; the others
may be blank. With more, double-spaced texts keep their margin; with less, it only costs time."""
LEAST_INSIDE = 0.8
"""Share of lines that stand behind the same. With more, posts under a long envelope keep it; with
less, a letter that most of a story consists of loses what shows it."""
_LEAD = lazy(r"^\f?(?P<lead>[ \t]++)(?=[^\S\n]*+[^\s])", re.MULTILINE)
"""Ideographic spaces are no margin: they begin paragraphs."""
_BESIDE_TAB = lazy(r"^(?P<above>[^\n]+)\n(?=(?P<lead>\t[ \t]*+)[^\s])", re.MULTILINE, needs="\t")


@rule(
    "quoting",
    leaves="Signs that stand before some lines only, or below a line that says who wrote: the "
    "envelope of a post tells what they are; boxes, whose lines have the sign at both ends.",
    changes=(
        ("> Salt\n>\n> It rained.\n> We went\n> > home.", "Salt\n\nIt rained.\nWe went\n> home."),
        ("| | Salt\n| | It\n| | rained\n| | again.", "Salt\nIt\nrained\nagain."),
    ),
    keeps=(
        "Ann wrote:\n> Salt\n>\n> It rained.\n> We went\n> home.",
        "> Salt\nIt rained.\n> We went\n> home.",
        "| Salt |\n| It   |\n| rai- |\n| ned  |",
        "> Salt\n> It rained.",
    ),
)
def quoting(text: str, manner: Manner) -> Iterator[Change]:
    """Take away signs of quoting that stand before every line of a text, but for its ends."""
    del manner
    if sum(text.count(f"\n{sign}") for sign in SIGNS) < LEAST_BEFORE * text.count("\n"):
        return  # as nearly always
    lines = text.split("\n")
    said = said_in(lines)
    first, end = long_stretch([lines[n][0] in SIGNS for n in said])
    if first and lines[said[first - 1]].rstrip().endswith(":"):
        return
    length = quoted_columns([lines[n] for n in said[first:end]])
    offsets = offsets_of(lines)
    for n in said[first:end] if length else ():
        yield offsets[n], offsets[n] + min(length, len(lines[n])), ""


def quoted_columns(lines: Sequence[str]) -> int:
    """Return how many characters of signs and spaces all lines begin with.

    >>> quoted_columns(["> > Salt", "> >", "> >  It", "> > rained."])
    4
    """
    said, length, told = lines, 0, 0
    while len(said) >= FEWEST_LINES:
        signs = {line[length : length + 1] for line in said}
        if len(signs) > 1 or not signs <= SIGNS or all(line[-1] in signs for line in said):
            break
        length += 1
        said = [line for line in said if line[length:].strip()]
        length += bool(said) and all(line[length].isspace() for line in said)
        told = length if said else told
    return told


@rule(
    "tab-stops",
    leaves="Tabs of a text whose lines do not tell how wide they are: those of paragraphs, and "
    "what a person set with as many spaces as a tab has.",
    changes=(
        (
            "\t\t   Salt\n\n     It rained.\n\t     Rain,\n\t     no end.",
            "                   Salt\n\n     It rained.\n             Rain,\n             no end.",
        ),
    ),
    keeps=(
        "\tSalt\n\n     It rained.\n\tWe went.",
        "\t  Salt\n\n\t\tIt rained.",
        "\t     Salt\n          It rained.",
    ),
    needs="\t",
)
def tab_stops(text: str, manner: Manner) -> Iterator[Change]:
    """Set spaces for the tabs before lines where these tell how many columns each stands for."""
    del manner
    if "\t" not in text:
        return
    found = list(_LEAD.finditer(text))
    columns = columns_left_over([one["lead"] for one in found])
    columns = columns or (STOPS if hangs_at_stops(text) else 0)
    for one in found if columns else ():
        if "\t" in one["lead"]:
            yield *one.span("lead"), one["lead"].expandtabs(columns)


def columns_left_over(leads: Sequence[str]) -> int:
    """Return how many columns a program set a tab for, 0 where what is left over does not say so.

    Tabs of four columns leave no four spaces over; who sets a line by hand does not count them.

    >>> columns_left_over(["\\t  ", "\\t  ", "\\t   ", "     "])
    8
    >>> columns_left_over(["\\t ", "\\t  ", "\\t\\t ", "\\t\\t   "])
    4
    >>> columns_left_over(["\\t", "     "]), columns_left_over([*["\\t     "] * 3, "          "])
    (0, 0)
    """
    rests = [(len(lead.lstrip("\t")), lead) for lead in leads]
    if any("\t" in lead.lstrip("\t") or rest >= STOPS for rest, lead in rests):
        return 0
    mixed = [lead for rest, lead in rests if 0 < rest < len(lead)]
    tabbed = sum(rest < len(lead) for rest, lead in rests)
    if len(mixed) < max(FEWEST_MIXED, LEAST_MIXED * tabbed):
        return 0
    if max(rests)[0] >= STOPS // 2:
        return STOPS
    return STOPS // 2 if len(set(mixed)) >= FEWEST_KINDS else 0


def hangs_at_stops(text: str) -> bool:
    """Tell whether lines behind tabs begin below what a wide gap parts from the line above.

    >>> hangs_at_stops("1912    Salt\\n\\tTar\\n" * 3), hangs_at_stops("12  Salt\\n\\tTar\\n" * 3)
    (True, False)
    """
    beside = list(_BESIDE_TAB.finditer(text))
    if len(beside) < FEWEST_BELOW:
        return False
    wide, narrow = (sum(is_below_gap(one, by) for one in beside) for by in (STOPS, STOPS // 2))
    return wide >= max(FEWEST_BELOW, LEAST_BELOW * len(beside)) and wide > MORE_BELOW * narrow


def is_below_gap(lines: re.Match[str], stops: int) -> bool:
    """Tell whether a line behind tabs begins below a word, right behind a gap or a dash there."""
    column = len(lines["lead"].expandtabs(stops))
    above = lines["above"].expandtabs(stops)
    gap = above[max(0, column - NEAR_GAP) : column]
    begins = gap.endswith(" ") and not above[column : column + 1].isspace()
    return begins and "  " in gap and column < len(above) and bool(above[:column].strip())


@rule(
    "margin",
    leaves="What stands in further than the rest; a text with lines at the left amid the others, "
    "as where headings stand out or paragraphs hang.",
    changes=(
        (
            "    Salt\n\n      It rained.\n    We went\n    home.",
            "Salt\n\n  It rained.\nWe went\nhome.",
        ),
        (
            "Salt\n\n" + 4 * "    It rained.\n    We slept.\n\n",
            "Salt\n\n" + 4 * "It rained.\nWe slept.\n\n",
        ),
    ),
    keeps=("    It rained.\n\nSalt\n\n" + 4 * "    It rained.\n", "  Salt\n\n  It rained."),
)
def margin(text: str, manner: Manner) -> Iterator[Change]:
    """Take away the space that stands before every line of a text, but for its ends."""
    del manner
    if text.count("\n ") + text.count("\n\t") < LEAST_BEFORE * text.count("\n"):
        return  # as nearly always
    lines = text.split("\n")
    said = said_in(lines)
    leads = [lead_of(lines[n]) for n in said]
    first, end = long_stretch(leads)
    least, most = (told(leads[first:end], default="") for told in (min, max))
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(least, most, strict=False))
    shared = len(list(alike))
    offsets = offsets_of(lines)
    for n in said[first:end] if shared else ():
        start = offsets[n] + lines[n].startswith("\f")
        yield start, start + shared, ""


def said_in(lines: Sequence[str]) -> list[int]:
    """Return the indices of the lines that are not blank."""
    return [n for n, line in enumerate(lines) if line and not line.isspace()]


def offsets_of(lines: Iterable[str]) -> list[int]:
    """Return where each line begins in the text."""
    return list(accumulate((len(line) + 1 for line in lines), initial=0))


def long_stretch(told: Sequence[object]) -> tuple[int, int]:
    """Return from where to where something is true of nearly all lines, in a row; nowhere if not.

    >>> long_stretch([False, *[True] * 4]), long_stretch([True, False, True, True])
    ((1, 5), (0, 0))
    """
    edges = [-1, *(n for n, one in enumerate(told) if not one), len(told)]
    length, before = max((end - start - 1, start) for start, end in pairwise(edges))
    enough = length >= max(FEWEST_LINES, LEAST_INSIDE * len(told))
    return (before + 1, before + 1 + length) if enough else (0, 0)


def lead_of(line: str) -> str:
    """Return the spaces and tabs that a line begins with; ideographic ones are no margin."""
    return line[: len(line) - len(line.lstrip(" \t\f"))].lstrip("\f")
