"""Styles of an OpenDocument text: named ones, automatic ones, and what they are based on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from epubify.model.records import Record
from epubify.readers.office import Face, ParagraphLook
from epubify.readers.office.document_pieces import ALIGNED
from epubify.readers.office.style_names import level_of_style, role_of_style
from epubify.readers.opendocument.open_package import attribute
from epubify.readers.word.word_package import local, number
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from lxml.etree import _Element

DEEPEST = 30
"""Styles that one may be based on, one after another; more are a circle."""
BOLD = 600
"""Weight of letters from which they are bold; 400 is usual."""
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0}
"""Points of a unit of length."""
_LENGTH = lazy(r"(-?[\d.]+)(pt|in|cm|mm|px|pc)")
_CODE = lazy(r"_([0-9a-f]{2})_")


class _Style(Record):
    name: str
    based_on: str
    said: Mapping[str, str]
    """Properties of characters and paragraphs, and attributes of the style itself."""


class OpenStyles(Struct):
    """The styles of a text, by family and name; and its lists by the names of their styles."""

    styles: dict[tuple[str, str], _Style] = field(default_factory=dict)
    usual: Mapping[str, str] = field(default_factory=dict)
    """What holds for all paragraphs."""
    signs: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    """Name of a list style → level, from 1 → its sign, empty where items are numbered."""
    outline: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Level of headings that are counted → what stands before the number and behind it."""
    _known: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    _faces: dict[tuple[str, tuple[str, ...]], Face] = field(default_factory=dict)
    """Looks of characters by the styles around them: few are those of many."""
    _looks: dict[tuple[str, str], ParagraphLook] = field(default_factory=dict)

    def bases(self, family: str, name: str) -> list[_Style]:
        """Return a style and what it is based on, itself first."""
        found: list[_Style] = []
        while (one := self.styles.get((family, name))) and len(found) < DEEPEST:
            found.append(one)
            name = one.based_on
        return found

    def chain(self, family: str, name: str) -> Mapping[str, str]:
        """Return what a style says with its bases."""
        key = (family, name)
        if key not in self._known:
            said: dict[str, str] = {}
            for one in self.bases(family, name):
                said = {**one.said, **said}
            self._known[key] = said
        return self._known[key]

    def face(self, paragraph: str, spans: Iterable[str]) -> Face:
        """Return how characters look in a paragraph of a style, within spans of others."""
        key = (paragraph, tuple(spans))
        if key not in self._faces:
            self._faces[key] = self._face(*key)
        return self._faces[key]

    def _face(self, paragraph: str, spans: Sequence[str]) -> Face:
        said = {**self.usual, **self.chain("paragraph", paragraph)}
        for name in spans:
            of_span = self.chain("text", name)
            said = {**said, **of_span, "font-size": size_in(of_span, said)}
        position = said.get("text-position", "").split(" ")[0]
        raised = position == "super" or (number(position.rstrip("%")) > 0)
        lowered = position == "sub" or (number(position.rstrip("%")) < 0)
        return Face(
            strong=is_bold(said.get("font-weight", "")),
            emphasis=said.get("font-style") in ("italic", "oblique"),
            underline=said.get("text-underline-style", "none") != "none",
            caps=any("text-transform" in self.chain("text", name) for name in spans)
            and said.get("text-transform") == "uppercase",
            small_caps=said.get("font-variant") == "small-caps",
            strike=said.get("text-line-through-style", "none") != "none",
            place="superscript" if raised else "subscript" if lowered else "",
            hidden=said.get("display") == "none",
            size=points(said.get("font-size", "")),
        )

    def look(self, name: str, outline: str) -> ParagraphLook:
        """Return how a paragraph of a style looks; ``outline`` is the level that it says itself."""
        key = (name, outline)
        if key not in self._looks:
            self._looks[key] = self._look(*key)
        return self._looks[key]

    def _look(self, name: str, outline: str) -> ParagraphLook:
        said = {**self.usual, **self.chain("paragraph", name)}
        names = [one.name for one in self.bases("paragraph", name)]
        level = int(number(outline or said.get("default-outline-level", "")))
        role = next(filter(None, map(role_of_style, names)), "")
        level = level or next(filter(None, map(level_of_style, names)), 0)
        before = said.get("break-before", "auto") in ("page", "column")
        return ParagraphLook(
            level=0 if role in ("title", "subtitle", "author") else max(0, min(level, 10)),
            role="" if role == "chapter" else role,
            align=ALIGNED.get(said.get("text-align", ""), ""),
            page=before or bool(said.get("master-page-name")),
            left=points(said.get("margin-left", "")),
            right=points(said.get("margin-right", "")),
            ruled=is_ruled(said),
        )


def styles_in(roots: Iterable[_Element | None]) -> OpenStyles:
    """Return the styles in the parts of a document, automatic ones last."""
    found = OpenStyles()
    for root in roots:
        for element in root.iter() if root is not None else ():
            kind = local(element)
            family = attribute(element, "family")
            if kind == "style":
                own = attribute(element, "name")
                found.styles[family, own] = style_of(element, own)
            elif kind == "default-style" and family == "paragraph":
                found.usual = style_of(element, "").said
            elif kind == "outline-style":
                for level in element:
                    if attribute(level, "num-format"):
                        found.outline[int(number(attribute(level, "level")))] = (
                            attribute(level, "num-prefix"),
                            attribute(level, "num-suffix"),
                        )
            elif kind == "list-style":
                for level in element:
                    depth = int(number(attribute(level, "level")))
                    found.signs[attribute(element, "name")][depth] = attribute(level, "bullet-char")
    return found


def style_of(element: _Element, own: str) -> _Style:
    """Return the style in an element."""
    said: dict[str, str] = {}
    for part in element:
        if local(part) in ("text-properties", "paragraph-properties"):
            said |= {str(key).rpartition("}")[2]: str(v) for key, v in part.attrib.items()}
    for name in ("default-outline-level", "master-page-name", "list-style-name"):
        if value := attribute(element, name):
            said[name] = value
    shown = attribute(element, "display-name") or decoded(own)
    return _Style(shown, attribute(element, "parent-style-name"), said)


def decoded(name: str) -> str:
    """Return the name of a style as people see it.

    >>> decoded("Heading_20_1")
    'Heading 1'
    """
    return _CODE.sub(lambda code: chr(int(code[1], 16)), name)


def points(length: str) -> float:
    """Return a length in points, 0 where it is none.

    >>> points("0.5in"), points("12pt"), points("120%")
    (36.0, 12.0, 0)
    """
    found = _LENGTH.fullmatch(length)
    return number(found[1]) * _POINTS[found[2]] if found else 0


def size_in(of_span: Mapping[str, str], around: Mapping[str, str]) -> str:
    """Return the size of characters in a span; one in hundredths is that of what is around."""
    size = of_span.get("font-size", "")
    return size if size and not size.endswith("%") else around.get("font-size", "")


def is_bold(weight: str) -> bool:
    """Tell whether a weight of letters is bold."""
    return weight == "bold" or number(weight) >= BOLD


def is_ruled(said: Mapping[str, str]) -> bool:
    """Tell whether a line is drawn below a paragraph, and on no other side of it."""
    below = said.get("border-bottom", "none") != "none"
    sides = (said.get(f"border-{side}", "none") for side in ("left", "right", "top"))
    return below and all(side == "none" for side in sides)
