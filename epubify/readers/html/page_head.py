"""What a page says about its story outside it: its title, its author."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from epubify.model import Contributor, Metadata, Origin, OriginKind
from epubify.readers.html.page_author import (
    described_author,
    named_authors,
    owner_of,
    posted_by,
    shown_author,
    unlabelled,
)
from epubify.readers.html.page_facts import line_of, metas, said_by
from epubify.readers.html.page_tree import LISTS, text_of
from epubify.readers.html.selectors import select
from epubify.readers.html.story_finder import StoryParts
from epubify.readers.noted_facts import is_placeholder, names_chapter, without_site
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.title_words import fold_title
from epubify.text.word_patterns import either

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARTS = lazy(r"\s+[|–—·•»:-]{1,2}\s+|\s*[|»]\s*")
_UNDERLINE = lazy(r"(?<=[\u3040-\u30ff\u3400-\u9fff])_(?=[\u3040-\u30ff\u3400-\u9fff])", needs="_")
"""What parts the pieces of a title on Chinese sites."""
_OPENINGS = lazy(rf"(?:{either(LISTS['words']['title_openings'])})\s*", re.IGNORECASE)
_FULL_TEXT = lazy(r"Full text of [\"“](?P<title>[^\"“”]+)[\"”]")
"""What the Internet Archive calls the page of a book."""
_BY = lazy(r"^(?P<title>.{2,120}?),?\s+by\s+(?P<author>\w.{1,80})$")
_SIGNED = lazy(r"by [^\W\d_].{1,80}")
_GUTENBERG = lazy(
    r"^(?:The )?Project Gutenberg(?:['’]s)?(?: e-?(?:book|text))?(?: of)?,?\s+", re.IGNORECASE
)
_FANFIC = lazy(r", an? [^,|]{2,80} (?:fanfic|fiction)(?=\s*(?:$|[|:–—-]))", re.IGNORECASE)
"""What FanFiction.Net says behind a title of what the story is about."""
_SIGNED_BEFORE = lazy(
    r"(?P<author>[A-ZÀ-ŽА-ЯЁ][\w’'-]+(?: [A-ZÀ-ŽА-ЯЁ][\w.’'-]*){1,3})\. (?P<title>\S.*)"
)
_LABELS = either(LISTS["words"]["title_labels"])
_STATES = either(LISTS["words"]["title_states"])
_LABEL_BEFORE = lazy(
    rf"(?:\s*\[[^\[\]\d]{{1,20}}\]\s*(?=\S)|(?:{_LABELS}):\s+(?=\S))+", re.IGNORECASE
)
_LABEL_BEHIND = lazy(
    rf"(?:\s*(?:\[(?:{_LABELS})\]|\((?:{_LABELS}|1/1)\)|\s[-–—]\s+(?:{_STATES})))+$", re.IGNORECASE
)
LONGEST_TITLE = 150
"""Characters of a title in the head of a page; longer ones are advertisements."""
IN_PAGE = Origin(OriginKind.HEADER)


def page_metadata(root: _Element, found: StoryParts, *, part: bool) -> tuple[Metadata, bool]:
    """Return what a page says about its story, and whether its title is sure to be the story's.

    ``part`` says that the page is one of several of it.
    """
    site = found.site
    title = said_by(root, site.title) if site else None
    chapter = title is not None and names_chapter(title)
    title = None if chapter else title
    shown = map(line_of, select(root, site.author)) if site else ()
    authors = [said for one in shown if (said := unlabelled(one))]
    authors = authors or ([found.poster] if found.poster else [])
    if site and not authors and (byline := said_by(root, site.byline)):
        authors = [byline.removeprefix("by ").strip()]
    description = said_by(root, site.description) if site else None
    sure = title is not None
    if not title:
        title, author = told_title(root, found, part=part)
        authors = authors or ([author] if author else [])
    if chapter and not title:
        title = next((m.get("content") for m in metas(root, "og:site_name")), None)
    title = title or home_above_chapter(root)
    title = without_labels(title) if title else title
    people = tuple(Contributor(name) for name in dict.fromkeys(authors))
    people = people or tuple(dict.fromkeys(named_authors(root)))
    if not people:
        name = described_author(root) or shown_author(root, found.verdicts)
        name = name or posted_by(root, found.verdicts) or owner_of(root)
        people = (Contributor(name),) if name else ()
    told = Metadata.with_origin(IN_PAGE, title=title, contributors=people, description=description)
    return told, sure


def told_title(root: _Element, found: StoryParts, *, part: bool) -> tuple[str | None, str | None]:
    """Return title and author as the title of the page says them, without names of sites.

    What a program filled in says nothing, and neither does the title of a chapter alone.
    """
    element = next(root.iter("title"), None)
    whole = " ".join((element.text or "").split()) if element is not None else ""
    graph = " ".join((next((m.get("content") for m in metas(root, "og:title")), "") or "").split())
    whole = _FANFIC.sub("", _GUTENBERG.sub("", whole or graph).rstrip(" ."))
    if opening := _OPENINGS.match(whole):
        whole = whole[opening.end() :]
    if full := _FULL_TEXT.match(whole):
        whole = full["title"]
    whole = _UNDERLINE.sub(" | ", whole)
    whole = without_home(whole, root)
    if not whole or len(whole) > LONGEST_TITLE or is_placeholder(whole):
        return None, None
    pieces = [one for one in _PARTS.split(whole) if one and not is_site(one)]
    signed = next((one for one in pieces[1:] if _SIGNED.fullmatch(one)), None)
    if signed:
        return shortest_told(pieces[0], graph), without_site(signed[3:])
    if (by := _BY.match(pieces[0] if pieces else "")) and is_signature(by["author"], root):
        return by["title"], without_site(by["author"])
    if before := signed_before(pieces[0] if pieces else "", root):
        return before
    pieces = [above_subpage(one) for one in pieces]
    if len(pieces) < 2:
        alone = (pieces or [None])[0]
        return (None if alone and names_chapter(alone) and not part else alone), None
    site = next((m.get("content") or "" for m in metas(root, "og:site_name")), "")
    own = [one for one in pieces if fold_title(one) != fold_title(site)]
    if own and not any(facts_of(one).form for one in own):
        pieces = own
    if len(pieces) > 1 and fold_title(graph) in map(fold_title, pieces):
        told = next((one for one in pieces if fold_title(one) == fold_title(graph)), graph)
        if facts_of(told).form is None and not part:
            return told, None
    return chosen(pieces, headings_of(found), whole, part=part), None


def signed_before(piece: str, root: _Element) -> tuple[str, str] | None:
    """Return title and author of a piece that names the author first, as Russian libraries do.

    The name stands alone in a link or in a heading of the page, too.
    """
    found = _SIGNED_BEFORE.fullmatch(piece)
    if not found:
        return None
    shown = {line.strip() for one in root.iter("a", "h1", "h2", "h3", "h4")
             for line in text_of(one).split("\n")}  # fmt: skip
    return (found["title"], found["author"]) if found["author"] in shown else None


def above_subpage(piece: str) -> str:
    """Return the title of a book out of that of a page of a wiki which is one chapter of it.

    >>> above_subpage("The Ford/Chapter 2"), above_subpage("The Ford/Rain"), above_subpage("9/11")
    ('The Ford', 'The Ford/Rain', '9/11')
    """
    book, _, chapter = piece.rpartition("/")
    return book if book and names_chapter(chapter) else piece


def without_home(title: str, root: _Element) -> str:
    """Return the title of a page without the name of its site before it, as Blogger sets it.

    >>> from lxml import etree
    >>> page = etree.HTML("<h1><a href='/'>Ann Writes</a></h1>")
    >>> without_home("Ann Writes: Chapter 2: Salt", page), without_home("Rain: Salt", page)
    ('Chapter 2: Salt', 'Rain: Salt')
    """
    for name in homes(root):
        title = title.removeprefix(f"{name}: ")
    return title


def homes(root: _Element) -> Iterator[str]:
    """Yield what headings say that lead to the first page of a site: its name."""
    for heading in root.iter("h1", "h2"):
        links = [a.get("href") or "" for a in heading.iter("a") if a.get("href")]
        name = line_of(heading) or ""
        if links and all(urlsplit(one).path in ("", "/") for one in links) and name:
            yield name


def home_above_chapter(root: _Element) -> str | None:
    """Return the name of a site where the title of the page says a chapter behind it, and no more.

    >>> from lxml import etree
    >>> page = "<title>Salt: Chapter 2: Ebb</title><h1><a href='/'>Salt</a></h1>"
    >>> home_above_chapter(etree.HTML(page))
    'Salt'
    """
    whole = next((" ".join((one.text or "").split()) for one in root.iter("title")), "")
    named = (name for name in homes(root) if whole.startswith(f"{name}: "))
    return next((name for name in named if names_chapter(whole[len(name) + 2 :])), None)


def without_labels(title: str) -> str:
    """Return a title without what those who post it put around it: what it is, that it is done.

    >>> without_labels("[OC] The Ford (Part 2)"), without_labels("Fic: Salt [Original] (1/1)")
    ('The Ford (Part 2)', 'Salt')
    >>> without_labels("Story: a life"), without_labels("[OC]"), without_labels("[List] Salt")
    ('a life', '[OC]', 'Salt')
    >>> without_labels("[Fic] The Ford - complete"), without_labels("Salt - a story")
    ('The Ford', 'Salt - a story')
    """
    bare = _LABEL_BEHIND.sub("", _LABEL_BEFORE.sub("", title)).strip()
    return bare or title


def is_site(piece: str) -> bool:
    """Tell whether a piece of the title of a page is the name of a known site.

    >>> is_site("Archive of Our Own"), is_site(" FanFiction.Net "), is_site("The Ford")
    (True, True, False)
    """
    return piece.strip().casefold() in LISTS["words"]["sites"]


def shortest_told(title: str, graph: str) -> str:
    """Return a title without the subtitle that sites put behind it for machines that search.

    >>> shortest_told("The Ford. A tale of water", "The Ford"), shortest_told("The Ford", "")
    ('The Ford', 'The Ford')
    """
    longer = graph and title.startswith(graph) and title[len(graph) :][:1] in ".:,"
    return graph if longer else title


def is_signature(name: str, root: _Element) -> bool:
    """Tell whether what stands behind "by" in a title is a name: in capitals, or of a link."""
    return name[0].isupper() or any(line_of(one) == name for one in root.iter("a"))


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


def is_within(piece: str, heads: Sequence[str]) -> bool:
    """Tell whether a piece of a title is a part of a heading: of ``Chapter 2 – The Ford``.

    >>> is_within("The Ford", ["Chapter 2 – The Ford"]), is_within("Salt", ["Chapter 2 – Low Salt"])
    (True, False)
    """
    return any(fold_title(piece) in map(fold_title, _PARTS.split(head)) for head in heads)


def chosen(pieces: Sequence[str], headings: Sequence[str], whole: str, *, part: bool) -> str:
    """Return the piece of a page's title that names the story.

    A heading says which piece is the page's own; where that is a chapter's, or the page is a part
    of a story, the other piece is the title.

    >>> chosen(["Chapter 2", "The Ford"], ["Chapter 2"], "Chapter 2 | The Ford", part=False)
    'The Ford'
    >>> chosen(["The Ford", "Ann's Pages"], ["The Ford"], "The Ford - Ann's Pages", part=False)
    'The Ford'
    """
    heads = [heading for heading in headings if facts_of(heading).form]
    chapters = [one for one in pieces if facts_of(one).form]
    within = [one for one in pieces if one in chapters or is_within(one, heads)]
    chapters = within if chapters and len(within) < len(pieces) else chapters
    if chapters and len(chapters) < len(pieces):
        return next((piece for piece in pieces if piece not in chapters), whole)
    if fold_title(whole) in {fold_title(heading) for heading in headings}:
        return whole
    keys = [fold_title(heading) for heading in headings]
    own = [piece for piece in pieces if fold_title(piece) in keys]
    others = [piece for piece in pieces if piece not in own]
    if part and own and others:
        return others[0]
    return own[0] if own else pieces[0]
