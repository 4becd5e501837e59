"""What style sheets and attributes of a page say of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from epubify.readers.html.page_tree import classes_of, name_of
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from lxml.etree import _Element

_COMMENT = lazy(r"/\*.*?\*/", re.DOTALL)
_RULE = lazy(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = lazy(r"(?:[a-z][\w-]*)?(?:[.#][\w-]+)?", re.IGNORECASE)
_BOLD = lazy(r"bold(?:er)?|[6-9]00")
_FONT_SIZE = lazy(r"(?<![\w.])\d[\d.]*(?:[a-z]{2,3}\b|%)")
"""The size in a style that says all of a font at once."""
_SHOWN = (
    *("font-style", "font-weight", "font-variant", "font-size", "text-align"),
    *("display", "visibility", "position", "left", "top", "opacity", "height", "width"),
)
_NOTHING = lazy(r"0+(?:\.0+)?(?:[a-z]+|%)?")
_FAR_OFF = lazy(r"-[1-9]\d{3,}(?:\.\d+)?(?:[a-z]+|%)")
"""A place so far left or above that no screen reaches it."""
MOST_SHEET = 500_000
"""Characters of style sheets that are looked at; what comes after says nothing."""

Declarations = Mapping[str, str]


class PageStyles:
    """The styles of a page, by simple selectors: an element, a class, an id."""

    def __init__(self, root: _Element) -> None:
        self.rules: dict[str, dict[str, str]] = {}
        sheets = (style.text or "" for style in root.iter("style"))
        for selectors, body in _RULE.findall(_COMMENT.sub("", "\n".join(sheets)[:MOST_SHEET])):
            said = dict(declarations(body))
            for selector in selectors.split(",") if said else ():
                if _SIMPLE.fullmatch(selector.strip()):
                    self.rules.setdefault(selector.strip().lower(), {}).update(said)

    def of(self, element: _Element) -> Declarations:
        """Return what holds for an element, the most particular last."""
        said: dict[str, str] = {}
        name = name_of(element)
        if self.rules:
            said |= self.rules.get(name, {})
            for one in classes_of(element):
                for selector in (f".{one}", f"{name}.{one}"):
                    said |= self.rules.get(selector.lower(), {})
            said |= self.rules.get(f"#{element.get('id')}".lower(), {})
        if style := element.get("style"):
            said |= dict(declarations(style))
        return said


def declarations(text: str) -> Iterator[tuple[str, str]]:
    """Yield the declarations that matter: name and value, in small letters.

    >>> dict(declarations("Color: red; font-style:italic !important"))
    {'font-style': 'italic'}
    >>> dict(declarations("font: italic bold 12.0px/14px Times"))
    {'font-style': 'italic', 'font-weight': 'bold', 'font-variant': 'normal', 'font-size': '12.0px'}
    """
    for one in text.split(";"):
        name, colon, value = one.partition(":")
        said = value.partition("!")[0].strip().lower()
        if colon and name.strip().lower() in _SHOWN:
            yield name.strip().lower(), said
        elif colon and name.strip().lower() == "font" and (size := _FONT_SIZE.search(said)):
            words = said[: size.start()].split()
            yield "font-style", next((w for w in words if w in ("italic", "oblique")), "normal")
            yield "font-weight", next(filter(_BOLD.fullmatch, words), "normal")
            yield "font-variant", "small-caps" if "small-caps" in words else "normal"
            yield "font-size", size[0]


def marks_after(marks: frozenset[str], said: Declarations) -> frozenset[str]:
    """Return the marks of text after what a style says of it.

    >>> sorted(marks_after(frozenset({"emphasis"}), {"font-style": "normal", "font-weight": "700"}))
    ['strong']
    """
    if style := said.get("font-style"):
        slanted = style.startswith(("italic", "oblique"))
        marks = marks | {"emphasis"} if slanted else marks - {"emphasis"}
    if weight := said.get("font-weight"):
        marks = marks | {"strong"} if _BOLD.match(weight) else marks - {"strong"}
    if "small-caps" in said.get("font-variant", ""):
        marks = marks | {"small-caps"}
    return marks


def is_hidden(element: _Element, said: Declarations) -> bool:
    """Tell whether a page does not show an element.

    Letters without any size hide what says nothing else of its letters: makers of pages take the
    space between boxes away so. Nor do letters that are seen through as long as they stand where
    text does: a script or a pointer may show them.

    >>> from lxml import etree
    >>> paragraph = etree.HTML("<p>Read this elsewhere.")[0][0]
    >>> [is_hidden(paragraph, dict(declarations(style))) for style in (
    ...     "font-size:0px", "position:absolute; left:-9999px", "position:absolute; left:0")]
    [True, True, False]
    >>> [is_hidden(paragraph, dict(declarations(style))) for style in (
    ...     "opacity:0; position:absolute", "opacity: 0.0; height: 0", "opacity:0")]
    [True, True, False]
    """
    if element.get("hidden") is not None or said.get("display") == "none":
        return True
    if not len(element) and _NOTHING.fullmatch(said.get("font-size", "")):
        return True
    afloat = said.get("position") in ("absolute", "fixed")
    flat = any(_NOTHING.fullmatch(said.get(side, "")) for side in ("height", "width"))
    if _NOTHING.fullmatch(said.get("opacity", "")) and (afloat or flat):
        return True
    if afloat:
        return any(_FAR_OFF.fullmatch(said.get(side, "")) for side in ("left", "top"))
    return said.get("visibility") == "hidden"
