"""The parts of a Word document: which there are, and how they lead to one another."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from epubify.model.records import Record
from epubify.readers.containers import Container, damaged, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element


class Relation(Record):
    """A way from one part to another, or out of the document."""

    kind: str
    """The last word of its type: ``footnotes``, ``image``, ``hyperlink``."""
    target: str
    """Name of a part, or an address."""
    outside: bool


class WordPackage:
    """A container whose parts are found by their relations, whatever they are called."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.container = Container(name, data)
        self.main = next(
            (r.target for r in self.relations("").values() if r.kind == "officeDocument"),
            "word/document.xml",
        )
        if self.main not in self.container:
            raise damaged(name, "its text is missing")

    def relations(self, part: str) -> dict[str, Relation]:
        """Return the relations of a part by their ids; of the package for an empty name."""
        folder, name = posixpath.split(part)
        entry = posixpath.join(folder, "_rels", f"{name}.rels")
        if entry not in self.container:
            return {}
        return dict(self._relations(entry, folder))

    def _relations(self, entry: str, folder: str) -> Iterator[tuple[str, Relation]]:
        for element in parse_xml(self.name, self.container.read(entry)):
            target = element.get("Target") or ""
            outside = element.get("TargetMode") == "External"
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target)))[1:]
            kind = (element.get("Type") or "").rpartition("/")[2]
            yield element.get("Id") or "", Relation(kind, target, outside)

    def parts_of(self, kind: str) -> list[str]:
        """Return the names of the parts of a kind that the text leads to, in their order."""
        related = self.relations(self.main).values()
        named = [one.target for one in related if one.kind == kind and not one.outside]
        return [name for name in dict.fromkeys(named) if name in self.container]

    def root(self, part: str) -> _Element:
        """Return the root of a part."""
        return parse_xml(self.name, self.container.read(part))

    def root_of(self, kind: str) -> _Element | None:
        """Return the root of the only part of a kind, None where there is none."""
        return next((self.root(part) for part in self.parts_of(kind)), None)


# --------------------------------------------------------------------------- elements


def local(element: _Element) -> str:
    """Return the name of an element without its namespace, empty for what is none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: _Element | None, name: str) -> _Element | None:
    """Return the first child of a name."""
    if element is None:
        return None
    return next((one for one in element if local(one) == name), None)


def value(element: _Element | None, name: str = "val") -> str | None:
    """Return an attribute of an element, whatever its namespace."""
    if element is None:
        return None
    for key, found in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(found)
    return None


def is_on(element: _Element | None) -> bool | None:
    """Return whether a property is switched on, None where it is not spoken of."""
    if element is None:
        return None
    return (value(element) or "true").lower() not in ("false", "0", "off", "none", "nil")


def number(text: str | None) -> float:
    """Return a number, 0 where there is none.

    >>> number("24"), number("x"), number(None)
    (24.0, 0, 0.0)
    """
    try:
        found = float(text or 0)
    except ValueError:
        return 0
    return found if abs(found) < 1e9 else 0
