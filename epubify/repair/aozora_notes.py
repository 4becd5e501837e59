"""The notes of Aozora Bunko, Japan's archive of free books: ``［＃…］`` inside the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from epubify.repair.manner import Manner
from epubify.text.rule import Change, rule

_NOTE = re.compile(r"(?<!※)［＃([^［］\n]{1,120})］")
_INDENT = re.compile(r"(?:ここから)?([0-9０-９]{1,2})字下げ")
_SPACE = "\u3000"
_MOST_INDENT = 20


@rule(
    "aozora",
    leaves="Notes after ※, which stand for a character that the file could not hold; readings "
    "(``漢字《かんじ》``), which are words of the text.",
    changes=(
        ("［＃３字下げ］一［＃「一」は中見出し］", "\u3000\u3000\u3000一"),
        ("それは本当［＃「本当」に傍点］だ。", "それは本当だ。"),
    ),
    keeps=("※［＃「言＋墟のつくり」、第4水準2-88-74］", "海《うみ》を見た。", "[#1] first"),
)
def aozora(text: str, manner: Manner) -> Iterator[Change]:
    """Take out notes about the setting of a Japanese text; an indent becomes space."""
    if "［＃" not in text:
        return
    for match in _NOTE.finditer(text):
        yield match.start(), match.end(), _space(match[1])


def _space(note: str) -> str:
    """Return the space that a note about an indent asks for."""
    match = _INDENT.fullmatch(note)
    return _SPACE * min(int(match[1]), _MOST_INDENT) if match else ""
