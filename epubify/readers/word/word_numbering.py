"""Lists of a Word document, and the numbers that it counts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct, field

from epubify.model.records import Record
from epubify.readers.office import Item
from epubify.readers.office.style_names import symbol
from epubify.readers.word.word_package import child, local, number, value
from epubify.readers.word.word_styles import Properties

if TYPE_CHECKING:
    from lxml.etree import _Element

DEEPEST_LIST = 8
"""The level that lies deepest; Word has nine."""


class _Level(Record):
    kind: str
    """``bullet``, ``decimal``, ``none`` …"""
    text: str
    """The sign, or the pattern of the label: ``%1.``"""
    start: int
    """The first number."""


class WordNumbering(Struct):
    """The lists of a document by their numbers."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    series: dict[str, str] = field(default_factory=dict)
    """Number of a list → what counts it: lists of one pattern are counted on."""
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    """For each series the last number at each level."""

    def item(self, said: Properties) -> Item | None:
        """Return the item that a paragraph is, None where it is none."""
        of = str(said.get("numId") or "")
        depth = min(DEEPEST_LIST, max(0, int(float(said.get("ilvl") or 0))))
        level = self.levels.get(of, {}).get(depth)
        if of in ("", "0") or level is None or level.kind == "none":
            return None
        ordered = level.kind != "bullet"
        return Item(of, depth, ordered, self.number(of, depth, level) if ordered else level.text)

    def number(self, of: str, depth: int, level: _Level) -> str:
        """Count a paragraph, and return its number."""
        counts = self.counts[self.series.get(of, of)]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return str(counts[depth])


def numbering_of(root: _Element | None) -> WordNumbering:
    """Return the lists in the part that holds them."""
    abstract: dict[str, dict[int, _Level]] = defaultdict(dict)
    found = WordNumbering()
    for element in root if root is not None else ():
        kind = local(element)
        if kind == "abstractNum":
            own = value(element, "abstractNumId") or ""
            abstract[own] = {int(number(value(one, "ilvl"))): level_of(one)
                             for one in element if local(one) == "lvl"}  # fmt: skip
        elif kind == "num":
            pattern = value(child(element, "abstractNumId")) or ""
            own = value(element, "numId") or ""
            found.levels[own] = abstract.get(pattern, {})
            if child(element, "lvlOverride") is None:
                found.series[own] = f"pattern {pattern}"
    return found


def level_of(element: _Element) -> _Level:
    """Return what a level of a list looks like."""
    kind = value(child(element, "numFmt")) or "decimal"
    text = value(child(element, "lvlText")) or ""
    fonts = child(child(element, "rPr"), "rFonts")
    if kind == "bullet":
        text = "".join(symbol(ord(char), value(fonts, "ascii") or "") for char in text)
    return _Level(kind, text, int(number(value(child(element, "start")) or "1")))
