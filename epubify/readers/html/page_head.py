"""What a page says about its story outside it: its title, its author."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from epubify.model import Contributor, Metadata, Origin, OriginKind
from epubify.readers.contents_names import letters_of
from epubify.readers.html.page_tree import classes_of, text_of
from epubify.readers.html.selectors import select
from epubify.readers.html.story_finder import StoryParts
from epubify.text.facts import facts_of
from epubify.text.title_words import fold_title

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARTS = re.compile(r"\s+[|–—·•»:-]{1,2}\s+|\s*[|»]\s*")
_BY = re.compile(r"^(?P<title>.{2,120}?),?\s+by\s+(?P<author>\w.{1,80})$")
_SIGNED = re.compile(r"by [^\W\d_].{1,80}")
_GUTENBERG = re.compile(
    r"^(?:The )?Project Gutenberg(?:['’]s)?(?: e-?(?:book|text))?(?: of)?,?\s+", re.IGNORECASE
)
_SITES = re.compile(
    r"archive of our own|ao3|fanfiction(?:\.net)?|fictionpress|royal ?road|wattpad|wordpress|"
    r"blogger|livejournal|dreamwidth|tumblr|medium|project gutenberg",
    re.IGNORECASE,
)
_FILED = re.compile(
    r"(?P<family>[^,\d]{2,40}), (?P<given>[^,\d]{1,60})"
    r"(?:, (?:ca?\. ?)?\d{3,4}\??-(?:\d{3,4}\??)?)?"
)
"""A name as catalogues file it: ``Hale, Nina, 1860-1930``."""
_OWNED = re.compile(
    r"(?:©|\(c\)|copyright)(?:\s*(?:©|\(c\)))?\s*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?,?\s+)?"
    r"(?:by\s+)?(?P<name>[^\W\d_][^|,.;:·\d©]{2,40})",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"(?:[\w’'-]+ ){0,4}(?i:poems?|poetry|stor(?:y|ies)|novels?|fiction|fanfic(?:tion)?|tales?"
    r"|serial|books?|written) by "
    r"(?P<name>[A-ZÀ-Ž][\w’'-]+(?: [A-ZÀ-Ž][\w.’'-]*){0,3})(?=[.,;|]|\s*$)"
)
"""A description that names the author of a page."""
_PERSON = re.compile(r"[A-ZÀ-Ž][\w.'’-]*(?: (?:de|von|van|der|la|le|[A-ZÀ-Ž][\w.'’-]*)){1,3}")
AUTHOR_CLASSES = frozenset({"post-author", "byline-author", "p-author", "author-name"})
"""Classes of elements that name the author of a page, and nothing else."""
LONGEST_NAME = 80
"""Characters of the name of an author in the head of a page; with more, slogans of sites are names,
with fewer, several authors in one field are none."""
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
    people = tuple(Contributor(name) for name in dict.fromkeys(authors))
    people = people or tuple(dict.fromkeys(named_authors(root)))
    if not people and (name := described_author(root) or owner_of(root)):
        people = (Contributor(name),)
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
    pieces = [one for one in _PARTS.split(whole) if one and not _SITES.fullmatch(one.strip())]
    signed = next((one for one in pieces[1:] if _SIGNED.fullmatch(one)), None)
    if signed:
        return pieces[0], signed[3:]
    if (by := _BY.match(pieces[0] if pieces else "")) and is_signature(by["author"], root):
        return by["title"], by["author"]
    if len(pieces) < 2:
        return (pieces or [None])[0], None
    return chosen(pieces, headings_of(found), whole, part=part), None


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


def named_authors(root: _Element) -> Iterator[Contributor]:
    """Yield the authors that the head of a page names, or links that say they are such."""
    for meta in metas(root, "author", "dc.creator", "article:author", "book:author"):
        if is_name(name := " ".join((meta.get("content") or "").split())):
            yield person(name)
    for data in structured(root):
        author = data.get("author") if data.get("@type") != "WebSite" else None
        for one in author if isinstance(author, list) else [author]:
            said = one.get("name") if isinstance(one, dict) else one
            if isinstance(said, str) and is_name(said):
                yield Contributor(" ".join(said.split()))
    for link in root.iter("a", "span", "div"):
        said = line_of(link) if says_author(link) else ""
        if is_name(said):
            yield Contributor(said)


def says_author(element: _Element) -> bool:
    """Tell whether an element says of itself that it names the author of the page."""
    kinds = {*(element.get("rel") or "").split(), *(element.get("itemprop") or "").split()}
    return "author" in kinds or not AUTHOR_CLASSES.isdisjoint(classes_of(element))


def is_name(text: str) -> bool:
    """Tell whether a text may be a name: no address, and not long.

    >>> is_name("Nina Hale"), is_name("https://example.org/ann"), is_name("")
    (True, False, False)
    """
    return "://" not in text and 0 < len(text) <= LONGEST_NAME


def person(name: str) -> Contributor:
    """Return who a name of a catalogue means, which may be turned round and have dates behind it.

    >>> person("Hale, Nina, 1860-1930")
    Contributor(name='Nina Hale', role='aut', file_as='Hale, Nina')
    """
    found = _FILED.fullmatch(name)
    if not found:
        return Contributor(name)
    return Contributor(f"{found['given']} {found['family']}", "aut", f"{found[1]}, {found[2]}")


def described_author(root: _Element) -> str | None:
    """Return who wrote a page, as the line that describes it says: ``Poetry by Ann Quay.``."""
    for meta in metas(root, "og:description", "description", "twitter:description"):
        if found := _WRITTEN.match((meta.get("content") or "").strip()):
            return found["name"].rstrip(".")
    return None


def owner_of(root: _Element) -> str | None:
    """Return whose rights the last lines of a page say it is, None where that is no person.

    >>> from lxml import etree
    >>> owner_of(etree.HTML("<footer>All content © Ann Quay, 2020</footer>"))
    'Ann Quay'
    """
    for foot in [*root.iter("footer"), *select(root, "#footer, .footer, .site-footer")]:
        for line in text_of(foot).split("\n"):
            if (found := _OWNED.search(" ".join(line.split()))) and is_owner(found["name"], root):
                return found["name"].strip()
    return None


def is_owner(name: str, root: _Element) -> bool:
    """Tell whether who has the rights is a person: two words at least, and no site or title."""
    titles = " ".join(line_of(one) for one in root.iter("title", "h1", "h2"))
    site = next((m.get("content") or "" for m in metas(root, "og:site_name")), "")
    known = letters_of(name) in letters_of(f"{titles} {site}")
    return not known and bool(_PERSON.fullmatch(name.strip()))


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
