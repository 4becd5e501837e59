"""Questions to the elements of XML, whatever their namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element


def local_name(element: _Element) -> str:
    """Return the name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def words_of(element: _Element) -> str:
    """Return all text below an element with single spaces."""
    return " ".join("".join(map(str, element.itertext())).split())
