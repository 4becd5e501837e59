"""What a page says in its head for machines, and in single elements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from epubify.readers.html.page_tree import text_of
from epubify.readers.html.selectors import select

if TYPE_CHECKING:
    from lxml.etree import _Element


def said_by(root: _Element, selector: str) -> str | None:
    """Return what the first element of a selector says."""
    return next((line for e in select(root, selector) if (line := line_of(e))), None)


def line_of(element: _Element) -> str:
    """Return the text of an element as one line."""
    return " ".join(text_of(element).split())


def metas(root: _Element, *names: str) -> Iterator[_Element]:
    """Yield the entries of a page's head by these names."""
    for meta in root.iter("meta"):
        said = (meta.get("name") or meta.get("property") or "").lower()
        if said in names and (meta.get("content") or "").strip():
            yield meta


def structured(root: _Element) -> Iterator[dict[str, Any]]:
    """Yield what JSON-LD says of a page, in a graph or not; what cannot be read says nothing."""
    for script in root.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            try:
                data = json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue
            graph = data.get("@graph", data) if isinstance(data, dict) else data
            for one in graph if isinstance(graph, list) else [graph]:
                if isinstance(one, dict):
                    yield one
