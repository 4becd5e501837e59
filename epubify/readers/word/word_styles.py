"""Styles of a Word document: what holds for characters and paragraphs, all levels together.

Standard ECMA-376, part 1, 17.7: document defaults, then the style of the paragraph with what it is
based on, then that of the characters, then what is set directly. Properties that can only be on or
off are switched over where both styles switch them on (17.7.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from epubify.model.records import Record
from epubify.readers.office import Face, ParagraphLook
from epubify.readers.office.document_pieces import ALIGNED
from epubify.readers.office.style_names import level_of_style, role_of_style
from epubify.readers.word.word_package import child, is_on, local, number, value

if TYPE_CHECKING:
    from lxml.etree import _Element

SWITCHES = ("b", "i", "caps", "smallCaps", "strike", "vanish")
"""Properties that are switched over where two styles switch them on."""
DEEPEST = 30
"""Styles that one may be based on, one after another; more are a circle."""
TWIPS = 20
"""Of Word's units a point."""
BODY_LEVEL = 9
"""The outline level that says: no heading."""

Properties = Mapping[str, str | bool | float]


class _Style(Record):
    name: str
    based_on: str
    characters: Properties
    paragraph: Properties


class WordStyles(Struct):
    """The styles of a document by their ids."""

    styles: dict[str, _Style] = field(default_factory=dict)
    characters: Properties = field(default_factory=dict)
    """What holds for all characters."""
    paragraph: Properties = field(default_factory=dict)
    """What holds for all paragraphs."""
    usual: str = ""
    """Id of the style of paragraphs that name none."""
    _known: dict[tuple[str, str], Properties] = field(default_factory=dict)
    _faces: dict[tuple[str, frozenset[tuple[str, object]]], Face] = field(default_factory=dict)
    """Looks of runs by the style of their paragraph and what is said of them: few are many runs'.
    """
    _looks: dict[frozenset[tuple[str, object]], tuple[str, ParagraphLook, Properties]] = field(
        default_factory=dict
    )
    """Looks of paragraphs by what is said of them."""

    def chain(self, style: str, of: str) -> Properties:
        """Return what a style says of ``characters`` or of a ``paragraph``, with its bases."""
        key = (style, of)
        if key not in self._known:
            said: dict[str, str | bool | float] = {}
            for one in self.bases(style):
                said = {**getattr(one, of), **said}
            self._known[key] = said
        return self._known[key]

    def bases(self, style: str) -> list[_Style]:
        """Return a style and what it is based on, itself first."""
        found: list[_Style] = []
        while (one := self.styles.get(style)) and len(found) < DEEPEST:
            found.append(one)
            style = one.based_on
        return found

    def face(self, paragraph_style: str, run: _Element | None) -> Face:
        """Return how a run looks whose properties are in an element ``rPr``."""
        direct = characters_of(run)
        key = (paragraph_style, frozenset(direct.items()))
        if key not in self._faces:
            self._faces[key] = self._face(paragraph_style, direct)
        return self._faces[key]

    def _face(self, paragraph_style: str, direct: Properties) -> Face:
        named = str(direct.get("rStyle") or "")
        of_paragraph = self.chain(paragraph_style or self.usual, "characters")
        of_run = self.chain(named, "characters")
        said = {**self.characters, **of_paragraph, **of_run, **direct}
        for switch in SWITCHES:
            if switch not in direct:
                both = bool(of_paragraph.get(switch)) != bool(of_run.get(switch))
                said[switch] = both or bool(self.characters.get(switch))
        linked = any(role_of_style(one.name) == "link" for one in self.bases(named))
        return Face(
            strong=bool(said["b"]),
            emphasis=bool(said["i"]),
            underline=bool(said.get("u")) and not linked,
            caps=bool(direct.get("caps", of_run.get("caps"))),
            small_caps=bool(said["smallCaps"]),
            strike=bool(said["strike"]) or bool(said.get("dstrike")),
            place=str(said.get("vertAlign") or ""),
            hidden=bool(said["vanish"]),
            size=float(said.get("sz") or 0) / 2,
        )

    def look(self, element: _Element | None) -> tuple[str, ParagraphLook, Properties]:
        """Return the style of a paragraph, its look, and what is said of it, by its ``pPr``."""
        direct = paragraph_of(element)
        key = frozenset(direct.items())
        if key not in self._looks:
            self._looks[key] = self._look(direct)
        return self._looks[key]

    def _look(self, direct: Properties) -> tuple[str, ParagraphLook, Properties]:
        style = str(direct.get("pStyle") or "") or self.usual
        said = {**self.paragraph, **self.chain(style, "paragraph"), **direct}
        names = [one.name for one in self.bases(style)]
        level = self.level(said, names)
        role = next(filter(None, map(role_of_style, names)), "")
        look = ParagraphLook(
            level=level,
            role="" if level or role == "chapter" else role,
            align=ALIGNED.get(str(said.get("jc", "")), ""),
            page=bool(said.get("pageBreakBefore")),
            left=float(said.get("left") or 0) / TWIPS,
            right=float(said.get("right") or 0) / TWIPS,
            ruled=bool(said.get("ruled")),
        )
        return style, look, said

    def level(self, said: Properties, names: list[str]) -> int:
        """Return the level of a heading, 0 where a paragraph is none."""
        outline = said.get("outlineLvl")
        if outline is not None and float(outline) < BODY_LEVEL:
            return int(float(outline)) + 1
        if outline is not None:
            return 0
        return next(filter(None, map(level_of_style, names)), 0)


def styles_of(root: _Element | None) -> WordStyles:
    """Return the styles in the part that holds them."""
    found = WordStyles()
    for element in root if root is not None else ():
        kind = local(element)
        if kind == "docDefaults":
            found.characters = characters_of(child(child(element, "rPrDefault"), "rPr"))
            found.paragraph = paragraph_of(child(child(element, "pPrDefault"), "pPr"))
        elif kind == "style":
            own = value(element, "styleId") or ""
            found.styles[own] = _Style(
                value(child(element, "name")) or "",
                value(child(element, "basedOn")) or "",
                characters_of(child(element, "rPr")),
                paragraph_of(child(element, "pPr")),
            )
            usual = value(element, "default") in ("1", "true", "on")
            if usual and value(element, "type") == "paragraph":
                found.usual = own
    return found


def characters_of(element: _Element | None) -> Properties:
    """Return what an element ``rPr`` says of characters."""
    said: dict[str, str | bool | float] = {}
    for one in element if element is not None else ():
        name = local(one)
        if name in (*SWITCHES, "dstrike", "u"):
            said[name] = bool(is_on(one))
        elif name == "sz":
            said[name] = number(value(one))
        elif name == "vertAlign":
            place = value(one) or ""
            said[name] = place if place in ("superscript", "subscript") else ""
        elif name == "rStyle":
            said[name] = value(one) or ""
        elif name == "rFonts":
            said[name] = value(one, "ascii") or ""
    return said


def paragraph_of(element: _Element | None) -> Properties:
    """Return what an element ``pPr`` says of a paragraph."""
    said: dict[str, str | bool | float] = {}
    for one in element if element is not None else ():
        name = local(one)
        if name in ("pStyle", "jc"):
            said[name] = value(one) or ""
        elif name == "pageBreakBefore":
            said[name] = bool(is_on(one))
        elif name == "outlineLvl":
            said[name] = number(value(one))
        elif name == "ind":
            said |= indents_of(one)
        elif name == "numPr":
            said["numId"] = value(child(one, "numId")) or ""
            said["ilvl"] = number(value(child(one, "ilvl")))
        elif name == "pBdr":
            said["ruled"] = is_ruled(one)
        elif name == "framePr" and value(one, "dropCap") in ("drop", "margin"):
            said["initial"] = True
    return said


def indents_of(element: _Element) -> dict[str, str | bool | float]:
    """Return how far in a paragraph stands, left and right."""
    sides = {"left": ("left", "start"), "right": ("right", "end")}
    found = {
        side: next((v for name in names if (v := value(element, name)) is not None), None)
        for side, names in sides.items()
    }
    return {side: number(given) for side, given in found.items() if given is not None}


def is_ruled(borders: _Element) -> bool:
    """Tell whether a line is drawn below a paragraph, and on no other side of it."""
    drawn = {local(side) for side in borders if is_on(side)}
    return drawn == {"bottom"}
