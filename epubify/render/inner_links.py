"""Links from place to place in a story: they lead to the files that the places are in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from epubify.model import Section, Span
from epubify.render.pages import Document
from epubify.text.blocks import spans_of_blocks
from epubify.text.lazy_pattern import lazy

_PLACE = lazy(rb'<span id="(?P<name>place-[0-9a-f]+)"></span>')
_LINK = lazy(rb'<a class="inner" href="#(?P<name>place-[0-9a-f]+)">(?P<words>.*?)</a>', re.DOTALL)


def with_inner_links(
    documents: Iterable[Document], sections: Iterable[Section]
) -> Iterator[Document]:
    """Yield the documents of a story with links that lead to their places, or are only words.

    Places to which nothing leads are no longer marked. Where there are no such links, the
    documents are not kept in memory.
    """
    if not has_inner_links(sections):
        for document in documents:
            bare = _PLACE.sub(b"", document.content)
            changed = len(bare) < len(document.content)  # hardly ever
            yield replace(document, content=bare) if changed else document
        return
    kept = list(documents)
    wanted = {link["name"] for one in kept for link in _LINK.finditer(one.content)}
    files: dict[bytes, bytes] = {}
    for document in kept:
        file = document.name.rpartition("/")[2].encode()
        for place in _PLACE.finditer(document.content):
            if place["name"] in wanted:
                files.setdefault(place["name"], file)
    marked: set[bytes] = set()
    for document in kept:
        yield replace(document, content=_led(document.content, files, marked))


def _led(content: bytes, files: dict[bytes, bytes], marked: set[bytes]) -> bytes:
    """Return a page with its links led to files, and each place marked once."""

    def place(found: re.Match[bytes]) -> bytes:
        first = found["name"] in files and found["name"] not in marked
        marked.add(found["name"])
        return found[0] if first else b""

    def link(found: re.Match[bytes]) -> bytes:
        file = files.get(found["name"])
        if file is None:
            return found["words"]
        return b'<a href="' + file + b"#" + found["name"] + b'">' + found["words"] + b"</a>"

    return _LINK.sub(link, _PLACE.sub(place, content))


def has_inner_links(sections: Iterable[Section]) -> bool:
    """Tell whether a story leads from place to place."""
    return any(
        any(span.href and leads_inside(span) for span in spans_of_blocks(section.blocks))
        or has_inner_links(section.sections)
        for section in sections
    )


def leads_inside(span: Span) -> bool:
    """Tell whether a span is a link to a place in the story, and not to a note."""
    return (span.href or "").startswith("#") and "noteref" not in span.marks
