"""Rules of ``repair`` about what was meant for a printer or a terminal, not for a reader."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from msgspec import Struct

from epubify.repair.manner import Manner
from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule

TERMINAL_CODE = lazy(
    r"\x1b\[(?P<numbers>[0-9;?]{0,20})[ -/]{0,3}(?P<order>[@-~])"
    r"|\x1b[()*+][0-9A-Za-z]|\x1b\#[0-9]|\x1b[=>78cDEHMNOZ]"
)
"""A sequence of ECMA-48 or of the VT100: colour, place of the cursor, set of characters."""

_FORWARD = "C"
"""The order that moves the cursor to the right: so many spaces."""

_WIDEST = 80
"""Columns of a terminal."""

_STRUCK_LINE = lazy(r"^[^\n\x08]+\x08[^\n]*$", re.M)
_ACCENTS = {
    "'": "\N{COMBINING ACUTE ACCENT}",
    "`": "\N{COMBINING GRAVE ACCENT}",
    "^": "\N{COMBINING CIRCUMFLEX ACCENT}",
    '"': "\N{COMBINING DIAERESIS}",
    "~": "\N{COMBINING TILDE}",
    ",": "\N{COMBINING CEDILLA}",
}
_MARKS = {"underlined": "_", "bold": "**"}


@rule(
    "terminal-codes",
    leaves="An escape character that begins no code; ``control`` drops it.",
    changes=(("\x1b[1;33mThe\x1b[0m End", "The End"), ("\x1b[3CThe End", "   The End")),
    keeps=("[1;33m is yellow", "[3C"),
)
def terminal_codes(text: str, manner: Manner) -> Iterator[Change]:
    """Take out codes for a terminal; one that moves to the right becomes space."""
    del manner
    if "\x1b" not in text:
        return
    for found in TERMINAL_CODE.finditer(text):
        yield found.start(), found.end(), _space(found)


def _space(found: re.Match[str]) -> str:
    numbers = found["numbers"] or "1"
    forward = found["order"] == _FORWARD and numbers.isdigit()
    return " " * min(int(numbers), _WIDEST) if forward else ""


@rule(
    "overstrike",
    leaves="A backspace with nothing to strike over. A line that is underlined whole is a "
    "heading, and gets no marks.",
    changes=(
        ("so _\x08N_\x08o_\x08b_\x08o_\x08d_\x08y came.", "so _Nobody_ came."),
        ("N\x08No\x08o! he said", "**No**! he said"),
        ("  _\x08T_\x08h_\x08e _\x08E_\x08n_\x08d", "  The End"),
        ("a cafe\x08' on teh\x08\x08he corner", "a café on the corner"),
    ),
    keeps=("_Nobody_ came", "\x08alone"),
)
def overstrike(text: str, manner: Manner) -> Iterator[Change]:
    """Read letters struck over with a backspace: underlined, bold, accented or mended."""
    del manner
    if "\x08" not in text:
        return
    for line in _STRUCK_LINE.finditer(text):
        yield line.start(), line.end(), _typed(line[0])


class _Cell(Struct):
    """One place of a line of print."""

    char: str
    style: str = ""

    def strike(self, char: str) -> None:
        """Print a character over what stands there."""
        if self.char == "_" and char != "_":
            self.char, self.style = char, "underlined"
        elif char == "_":
            self.style = self.style if self.char in "_ " else "underlined"
        elif char == self.char and not char.isspace():
            self.style = self.style or "bold"
        elif accented := _accented(self.char, char):
            self.char = accented
        elif char.isalnum() or not (char.isspace() or self.char.isalnum()):
            self.char = char  # a sign over a letter would lose the letter


def _accented(below: str, above: str) -> str | None:
    """Return a letter with an accent, in whichever order they were struck; else None."""
    for letter, accent in ((below, above), (above, below)):
        if letter.isalpha() and accent in _ACCENTS:
            char = unicodedata.normalize("NFC", letter + _ACCENTS[accent])
            return char if len(char) == 1 else None
    return None


def _typed(line: str) -> str:
    """Return a line as a printer would have set it, with marks for underlined and bold."""
    cells = _printed(line)
    styles = {cell.style for cell in cells if cell.char.isalnum()}
    if len(styles) == 1:
        return "".join(cell.char for cell in cells)
    return "".join(
        _marked("".join(cell.char for cell in run), style)
        for style, run in groupby(_with_gaps(cells), key=lambda cell: cell.style)
    )


def _printed(line: str) -> list[_Cell]:
    cells: list[_Cell] = []
    at = 0
    for char in line:
        if char == "\x08":
            at = max(0, at - 1)
        elif at < len(cells):
            cells[at].strike(char)
            at += 1
        else:
            cells.append(_Cell(char))
            at += 1
    return cells


def _with_gaps(cells: list[_Cell]) -> list[_Cell]:
    """Give a space between two words of one style that style."""
    for before, cell, after in zip(cells, cells[1:], cells[2:], strict=False):
        if cell.char in " -'’" and before.style == after.style:
            cell.style = before.style
    return cells


def _marked(text: str, style: str) -> str:
    """Set marks around a text; spaces at its ends stay outside."""
    inside = text.strip()
    if not style or not inside:
        return text
    mark = _MARKS[style]
    start = text.index(inside)
    return f"{text[:start]}{mark}{inside}{mark}{text[start + len(inside) :]}"
