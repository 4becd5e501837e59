"""The headings of a book: its elements, and what its contents say of their levels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from epubify.readers.epub_source.book_tree import BookTree
from epubify.readers.epub_source.package_document import BookPackage
from epubify.readers.html.page_setter import HEADINGS
from epubify.readers.html.page_tree import name_of, text_of
from epubify.text.facts import facts_of
from epubify.text.title_words import fold_title

if TYPE_CHECKING:
    from lxml.etree import _Element

BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "header"})
NEAREST = 4
"""Blocks below the place of an entry among which its heading stands."""
MOST_PIECES = 3
"""Blocks that are one heading: its number, its title, its subtitle."""


def find_headings_of(
    tree: BookTree,
    package: BookPackage,
    tools: Iterable[_Element],
    levels: dict[_Element, int],
    heads: dict[_Element, list[_Element]],
    entitled: dict[_Element, tuple[str, int]],
) -> None:
    """Fill in the headings of a book: element → level, and those that have several elements.

    ``entitled`` are the documents that begin without a heading, and what the contents call them.
    """
    out = {*tools}
    order = [one for one in tree.root.iter() if isinstance(one.tag, str)]
    places = {one: n for n, one in enumerate(order)}
    by_name: dict[str, int] = {}
    deepest = 0
    for entry in package.contents:
        place = tree.places.get(entry.href)
        if place is None:
            place = tree.places.get(entry.href.partition("#")[0])
        if place is None or any(above in out for above in (place, *place.iterancestors())):
            continue
        found = heading_at(place, order[places[place] :], entry.label)
        if not found and entry.label and begins_bare(place, tree):
            entitled.setdefault(place, (entry.label, entry.depth))
        if found and found[0] not in levels:
            levels[found[0]] = entry.depth
            deepest = max(deepest, entry.depth)
            name = name_of(found[0])
            by_name[name] = min(by_name.get(name, entry.depth), entry.depth)
            if len(found) > 1:
                heads[found[0]] = found
    taken = {*levels, *(one for several in heads.values() for one in several)}
    for one in order:
        name = name_of(one)
        if name in HEADINGS and one not in taken:
            levels[one] = by_name.get(name, deepest + HEADINGS[name])


def begins_bare(place: _Element, tree: BookTree) -> bool:
    """Tell whether a document begins with text, and not with anything that may be a heading."""
    if place not in tree.documents.values():
        return False
    first = [*islice(innermost(place.iter()), NEAREST)]
    forms = (facts_of(" ".join(text_of(one).split())).form for one in first[:1])
    return bool(first) and not (any(forms) or any(name_of(one) in HEADINGS for one in first))


def heading_at(place: _Element, below: Iterable[_Element], label: str) -> list[_Element] | None:
    """Return the elements that say the label of an entry, at its place or right below it."""
    wanted = fold_title(label)
    if not wanted:
        return None
    around = (one for one in place.iterancestors() if name_of(one) in BLOCKS)
    near = [*islice(around, 1)] if name_of(place) not in BLOCKS else []
    blocks = [*near, *islice(innermost(below), NEAREST)]
    for n in range(len(blocks)):
        said = ""
        for count, piece in enumerate(blocks[n : n + MOST_PIECES], 1):
            said += fold_title(" ".join(text_of(piece).split()))
            if said == wanted:
                return blocks[n : n + count]
            if not wanted.startswith(said) or piece in near:
                break
    return None


def innermost(elements: Iterable[_Element]) -> Iterator[_Element]:
    """Yield blocks with text that hold no other blocks, in their order."""
    for one in elements:
        if name_of(one) not in BLOCKS or not text_of(one).strip():
            continue
        if name_of(one) in HEADINGS or not any(name_of(c) in BLOCKS for c in one.iterdescendants()):
            yield one
