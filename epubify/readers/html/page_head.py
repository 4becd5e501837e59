"""What a page says about its story outside it: its title, its author."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from epubify.model import Contributor, Metadata, Origin, OriginKind
from epubify.readers.html.page_tree import text_of
from epubify.readers.html.selectors import select
from epubify.readers.html.story_finder import StoryParts
from epubify.text.facts import facts_of
from epubify.text.title_words import fold_title

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARTS = re.compile(r"\s+[|–—·•»:-]{1,2}\s+|\s*[|»]\s*")
_BY = re.compile(r"^(?P<title>.{2,120}?),?\s+by\s+(?P<author>[A-Z].{2,80})$")
_GUTENBERG = re.compile(
    r"^(?:The )?Project Gutenberg(?:['’]s)?(?: e-?(?:book|text))?(?: of)?,?\s+", re.IGNORECASE
)
_SITES = re.compile(
    r"archive of our own|ao3|fanfiction(?:\.net)?|fictionpress|royal ?road|wattpad|wordpress|"
    r"blogger|livejournal|dreamwidth|tumblr|medium|project gutenberg",
    re.IGNORECASE,
)
LONGEST_TITLE = 150
"""Characters of a title in the head of a page; longer ones are advertisements."""
_IN_PAGE = Origin(OriginKind.HEADER)


def page_metadata(root: _Element, found: StoryParts, *, part: bool) -> tuple[Metadata, bool]:
    """Return what a page says about its story, and whether its title is sure to be the story's.

    ``part`` says that the page is one of several of it.
    """
    site = found.site
    title = said_by(root, site.title) if site else None
    authors = [one for e in select(root, site.author) if (one := line_of(e))] if site else []
    if site and not authors and (byline := said_by(root, site.byline)):
        authors = [byline.removeprefix("by ").strip()]
    description = said_by(root, site.description) if site else None
    sure = title is not None
    if not title:
        title, author = told_title(root, found, part=part)
        authors = authors or ([author] if author else [])
    authors = authors or [*named_authors(root)]
    people = tuple(Contributor(name) for name in dict.fromkeys(authors))
    told = Metadata.with_origin(_IN_PAGE, title=title, contributors=people, description=description)
    return told, sure


def said_by(root: _Element, selector: str) -> str | None:
    """Return what the first element of a selector says."""
    return next((line for e in select(root, selector) if (line := line_of(e))), None)


def line_of(element: _Element) -> str:
    """Return the text of an element as one line."""
    return " ".join(text_of(element).split())


def told_title(root: _Element, found: StoryParts, *, part: bool) -> tuple[str | None, str | None]:
    """Return title and author as the title of the page says them, without names of sites."""
    element = next(root.iter("title"), None)
    whole = " ".join((element.text or "").split()) if element is not None else ""
    graph = next((m.get("content") for m in metas(root, "og:title")), None)
    whole = _GUTENBERG.sub("", whole or " ".join((graph or "").split())).rstrip(" .")
    if not whole or len(whole) > LONGEST_TITLE:
        return None, None
    if by := _BY.match(whole):
        return by["title"], by["author"]
    pieces = [one for one in _PARTS.split(whole) if one and not _SITES.fullmatch(one.strip())]
    if len(pieces) < 2:
        return (pieces or [None])[0], None
    return chosen(pieces, headings_of(found), whole, part=part), None


def headings_of(found: StoryParts) -> list[str]:
    """Return the headings of a page that may be read."""
    tops = {above for one in found.stories for above in one.iterancestors()}
    root = next((one for one in tops if one.getparent() is None), None)
    if root is None:
        return []
    return [
        line_of(e)
        for e in root.iter("h1", "h2", "h3")
        if not any(above in found.verdicts for above in (e, *e.iterancestors()))
    ]


def chosen(pieces: Sequence[str], headings: Sequence[str], whole: str, *, part: bool) -> str:
    """Return the piece of a page's title that names the story.

    A heading says which piece is the page's own; where that is a chapter's, or the page is a part
    of a story, the other piece is the title.

    >>> chosen(["Chapter 2", "The Ford"], ["Chapter 2"], "Chapter 2 | The Ford", part=False)
    'The Ford'
    >>> chosen(["The Ford", "Ann's Pages"], ["The Ford"], "The Ford - Ann's Pages", part=False)
    'The Ford'
    """
    if fold_title(whole) in {fold_title(heading) for heading in headings}:
        return whole
    keys = [fold_title(heading) for heading in headings]
    own = [piece for piece in pieces if fold_title(piece) in keys]
    others = [piece for piece in pieces if piece not in own]
    chapters = [piece for piece in pieces if facts_of(piece).form]
    if chapters and len(chapters) < len(pieces):
        return next(piece for piece in pieces if piece not in chapters)
    if part and own and others:
        return others[0]
    return own[0] if own else pieces[0]


def metas(root: _Element, *names: str) -> Iterator[_Element]:
    """Yield the entries of a page's head by these names."""
    for meta in root.iter("meta"):
        said = (meta.get("name") or meta.get("property") or "").lower()
        if said in names and (meta.get("content") or "").strip():
            yield meta


def named_authors(root: _Element) -> Iterator[str]:
    """Yield the authors that the head of a page names, or links that say they are such."""
    for meta in metas(root, "author", "dc.creator", "article:author", "book:author"):
        name = " ".join((meta.get("content") or "").split())
        if "://" not in name and len(name) <= 80:
            yield name
    for data in structured(root):
        author = data.get("author")
        for one in author if isinstance(author, list) else [author]:
            said = one.get("name") if isinstance(one, dict) else one
            if isinstance(said, str) and 0 < len(said) <= 80:
                yield " ".join(said.split())
    for link in root.iter("a", "span"):
        if link.get("rel") == "author" or link.get("itemprop") == "author":
            yield line_of(link)


def structured(root: _Element) -> Iterator[dict[str, Any]]:
    """Yield what JSON-LD says of a page; what cannot be read says nothing."""
    for script in root.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            try:
                data = json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue
            for one in data if isinstance(data, list) else [data]:
                if isinstance(one, dict):
                    yield one
