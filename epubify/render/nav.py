"""The contents of a book: the navigation document and the NCX for old readers."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from epubify.model.records import Record
from epubify.render.markup import escape
from epubify.text.languages import phrase


class NavPoint(Struct):
    """A line of the contents list, and those below it."""

    label: str
    href: str
    """The file it leads to, counted from the folder of the package document."""
    entries: list[NavPoint] = field(default_factory=list)
    language: str = ""
    """That of the label, where it is not that of the book."""


class Landmark(Record):
    """A place that reading systems offer to jump to (EPUB 3.3, 5.4.1.3)."""

    type: str
    """An epub:type term."""
    label: str
    href: str


GUIDE_TYPES = {
    "titlepage": "title-page",
    "bodymatter": "text",
    "introduction": "other.introduction",
    "afterword": "other.afterword",
}
"""What EPUB 2 calls a landmark in its guide (OPF 2.0.1, 2.6), where the names differ."""


def nest(lines: Sequence[tuple[int, str, str]]) -> list[NavPoint]:
    """Return depth, label and file of each line as a tree.

    A line deeper than the one above by more than one level stands one level below it.

    >>> [entry.label for entry in nest([(0, "Part", "p"), (1, "One", "c"), (0, "End", "e")])]
    ['Part', 'End']
    """
    roots: list[NavPoint] = []
    open_lists = [roots]
    for depth, label, href in lines:
        del open_lists[depth + 1 :]
        entry = NavPoint(label, href)
        open_lists[-1].append(entry)
        open_lists.append(entry.entries)
    return roots


def flatten(entries: Sequence[NavPoint], levels: int | None) -> list[NavPoint]:
    """Return the tree with what is deeper than so many levels on the last of them, in order.

    >>> tree = nest([(0, "Story", "s"), (1, "Part", "p"), (2, "One", "c")])
    >>> [entry.label for entry in flatten(tree, 2)[0].entries]
    ['Part', 'One']
    """
    if levels is None:
        return list(entries)
    tree = nest([(min(depth, levels - 1), e.label, e.href) for depth, e in _walk(entries, 0)])
    return with_languages(tree, {e.href: e.language for _, e in _walk(entries, 0)})


def with_languages(tree: list[NavPoint], languages: Mapping[str, str]) -> list[NavPoint]:
    """Say of each entry of a tree in which language its label is; return the tree."""
    for _, entry in _walk(tree, 0):
        entry.language = languages.get(entry.href, "")
    return tree


def _walk(entries: Iterable[NavPoint], depth: int) -> Iterator[tuple[int, NavPoint]]:
    for entry in entries:
        yield depth, entry
        yield from _walk(entry.entries, depth + 1)


def landmark_label(kind: str, language: str) -> str:
    """Return what a landmark is called in a language."""
    names = {"toc": "contents", "bodymatter": "start"}
    return phrase(language, names.get(kind, kind))


def nav_lists(
    entries: Sequence[NavPoint], landmarks: Sequence[Landmark], folder: str
) -> tuple[str, str]:
    """Return the lists of the navigation document (EPUB 3.3, 7.3) that stands in ``folder``."""
    marks = "\n".join(
        f'<li><a epub:type="{mark.type}" href="{_link(mark.href, folder)}">'
        f"{escape(mark.label)}</a></li>"
        for mark in landmarks
    )
    return _list(entries, folder), f"<ol>\n{marks}\n</ol>"


def _list(entries: Sequence[NavPoint], folder: str) -> str:
    lines = []
    for entry in entries:
        tag = escape(entry.language)
        tongue = f' lang="{tag}" xml:lang="{tag}"' if tag else ""
        link = f'<a href="{_link(entry.href, folder)}"{tongue}>{escape(entry.label)}</a>'
        below = f"\n{_list(entry.entries, folder)}\n" if entry.entries else ""
        lines.append(f"<li>{link}{below}</li>")
    return "<ol>\n" + "\n".join(lines) + "\n</ol>"


def _link(href: str, folder: str) -> str:
    return escape(posixpath.relpath(href, folder))


def render_ncx(
    entries: Sequence[NavPoint],
    *,
    identifier: str,
    title: str,
    authors: Sequence[str],
    language: str,
) -> str:
    """Return the NCX (OPF 2.0.1, 2.4.1) with the same tree as the navigation document.

    Points that lead to the same place share a play order, as the NCX demands.
    """
    orders: dict[str, int] = {}
    hrefs = [entry.href for _, entry in _walk(entries, 0)]
    for href in hrefs:
        orders.setdefault(href, len(orders) + 1)
    numbers = iter(range(1, 1 + len(hrefs)))
    points = "\n".join(_point(entry, orders, numbers) for entry in entries)
    people = "\n".join(f"<docAuthor><text>{escape(name)}</text></docAuthor>" for name in authors)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="{escape(language)}">
<head>
<meta name="dtb:uid" content="{escape(identifier)}"/>
<meta name="dtb:depth" content="{_depth(entries)}"/>
<meta name="dtb:totalPageCount" content="0"/>
<meta name="dtb:maxPageNumber" content="0"/>
</head>
<docTitle><text>{escape(title)}</text></docTitle>
{people}
<navMap>
{points}
</navMap>
</ncx>
"""


def _depth(entries: Sequence[NavPoint]) -> int:
    return 1 + max((_depth(entry.entries) for entry in entries), default=0) if entries else 0


def _point(entry: NavPoint, orders: dict[str, int], numbers: Iterator[int]) -> str:
    start = (
        f'<navPoint id="nav-{next(numbers)}" playOrder="{orders[entry.href]}">'
        f"<navLabel><text>{escape(entry.label)}</text></navLabel>"
        f'<content src="{escape(entry.href)}"/>'
    )
    return (
        start + "".join(_point(below, orders, numbers) for below in entry.entries) + "</navPoint>"
    )
