"""Rules of ``repair`` about what a whole text stands in: signs of quoting, a margin of spaces.

Everything behind measures columns from the left and looks at how a line begins. What stands before
every line says nothing of any, so that it goes before a line is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from epubify.repair.manner import Manner
from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule

SIGNS = frozenset(">:|}")
"""Signs that mail programs set before what they quote."""
FEWEST_LINES = 4
"""Lines of a text that stands in. With fewer, three smileys or fields without a name lose their
sign, and a lone line its indent; with more, short posts keep them."""
_FLUSH = lazy("^\f?(?:[^\\s]|\u3000)", re.MULTILINE)
_LEAD = lazy(r"^\f?(?P<lead>[ \t]++)(?=[^\S\n]*+[^\s])", re.MULTILINE)
"""Ideographic spaces are no margin: they begin paragraphs."""


@rule(
    "quoting",
    leaves="Signs that stand before some lines only: the envelope of a post tells what they are; "
    "boxes, whose lines have the sign at both ends.",
    changes=(
        ("> Salt\n>\n> It rained.\n> We went\n> > home.", "Salt\n\nIt rained.\nWe went\n> home."),
        ("| | Salt\n| | It\n| | rained\n| | again.", "Salt\nIt\nrained\nagain."),
    ),
    keeps=(
        "> Salt\nIt rained.\n> We went\n> home.",
        "| Salt |\n| It   |\n| rai- |\n| ned  |",
        "> Salt\n> It rained.",
    ),
)
def quoting(text: str, manner: Manner) -> Iterator[Change]:
    """Take away signs of quoting that stand before every line of a text."""
    del manner
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] not in SIGNS:
        return
    lines = text.split("\n")
    length = quoted_columns(lines)
    offset = 0
    for line in lines:
        if length and line:
            yield offset, offset + min(length, len(line)), ""
        offset += len(line) + 1


def quoted_columns(lines: Sequence[str]) -> int:
    """Return how many characters of signs and spaces all lines of a text begin with.

    >>> quoted_columns(["> > Salt", "> >", "> >  It", "> > rained."])
    4
    """
    said = [line for line in lines if line and not line.isspace()]
    length, told = 0, 0
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
    "margin",
    leaves="What stands in further than the rest, and a text with a line at the left.",
    changes=(
        (
            "    Salt\n\n      It rained.\n    We went\n    home.",
            "Salt\n\n  It rained.\nWe went\nhome.",
        ),
    ),
    keeps=("    Salt\n\n    It rained.\n    We went\nhome.", "  Salt\n\n  It rained."),
)
def margin(text: str, manner: Manner) -> Iterator[Change]:
    """Take away the space that stands before every line of a text."""
    del manner
    if _FLUSH.search(text):
        return
    found = list(_LEAD.finditer(text))
    if len(found) < FEWEST_LINES:
        return
    leads = [one["lead"] for one in found]
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(min(leads), max(leads), strict=False))
    shared = len(list(alike))
    for one in found if shared else ():
        yield one.start("lead"), one.start("lead") + shared, ""
