"""Documents of a book that are no text of it: cover, title page, contents, colophon, imprint."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from epubify.model import Matter
from epubify.readers.epub_source.book_tree import TYPE, BookTree
from epubify.readers.epub_source.package_document import BookPackage
from epubify.readers.html.known_page import KnownPage
from epubify.readers.html.page_notes import labelled_notes
from epubify.readers.html.page_tree import LISTS, classes_of, name_of, text_of
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from lxml.etree import _Element

LINES = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "section", "blockquote"})
Verdict = tuple[Matter, str]

PUBLISHER = "page of the publisher"
KINDS: Mapping[str, tuple[Matter, str]] = {
    "cover": (Matter.BOILERPLATE, "cover page"),
    **dict.fromkeys(
        (
            "titlepage",
            "title-page",
            "halftitlepage",
            "halftitle",
            "half-title-page",
            "title",
            "jacket",
        ),
        (Matter.REPEATED_HEAD, "title page"),
    ),
    **dict.fromkeys(
        ("toc", "contents", "nav", "lot", "loi", "page-list"), (Matter.CONTENTS, "contents page")
    ),
    **dict.fromkeys(
        ("copyright-page", "copyright", "colophon", "imprint", "imprimatur", "other-credits"),
        (Matter.BOILERPLATE, PUBLISHER),
    ),
    "logpage": (Matter.BOILERPLATE, "log of a program"),
    "about": (Matter.BOILERPLATE, "page about the book"),
}
"""What a document is called by its type, its landmark, or its file, and what it is."""
BY_NAME = frozenset(KINDS) - {"about"}
BY_LABEL = BY_NAME - {"title", "jacket", "imprint", "nav"}
"""What the contents may call a document that is none of the text."""
LONGEST_TOOL = 600
"""Words of a page that is called a tool; a longer one holds text as well."""
LONGEST_NAMED = 120
"""The same of a page that only its file calls so."""
FEWEST_LINKS = 3
"""Links of a contents page. With fewer, a page with a note or two is one; with more, the contents
of a short book are a chapter."""
MOST_LINKED = 0.7
"""Share of the words of a contents page that lead elsewhere, at least."""
LONGEST_IMPRINT = 500
"""Words of a page of the publisher that nothing calls so."""
LONGEST_ABOVE = 40
"""Blocks of it that stand above the first chapter in one document with it."""
_IMPRINT = lazy(
    r"\bISBN\b|all rights reserved|©|\(c\) (?:19|20)\d\d|copyright (?:19|20)\d\d"
    r"|smashwords edition|licen[sc]e (?:notes|statement)|licensed for your personal"
    r"|brought to you by feedbooks|strictly for personal use"
    r"|published by|work of fiction|purely coincidental|no part of this (?:book|publication)",
    re.IGNORECASE,
)
_MADE_BY = lazy(
    r"\b(?:exported|packaged|generated|created|made|converted|downloaded)\b.{0,30}"
    r"\b(?:with|by|from|using|assistance of)\s+\W?"
    r"(?:fichub|fanficfare|webtoepub|ficsave|leech|epubpress|fanfictiondownloader)",
    re.IGNORECASE,
)
"""What programs for downloads write on the page that they put first."""
_ADDRESSED = lazy(r"\b(?:URL|source|story ?url|original source)\s*:\s*https?://", re.IGNORECASE)
"""What such a page says of where the text was taken from."""
FEWEST_PHRASES = 2
"""Phrases of an advertisement on a page of a book. With fewer, a letter in a story is one; with
more, most are missed."""
LONGEST_OPENING = 120
"""Characters in which such phrases stand that head a list of other books, however long. With more,
what persons of a story say is one; with fewer, the title of the page hides them."""
_EDGE = 4
"""Documents at either end of a book among which such a page stands."""


def types_of(element: _Element) -> set[str]:
    """Return the semantic types and roles of an element."""
    kinds = (element.get("epub:type"), element.get("role"), element.get(TYPE))
    said = " ".join(filter(None, kinds))
    return {*said.lower().split()}


def own_pages(body: _Element, types: Collection[str]) -> set[str]:
    """Return what the body of a book of ours says by its class: a page behind is of the author."""
    classes = {*classes_of(body)}
    behind = "backmatter" in types or "epub-backmatter" in classes
    return classes & ({"colophon"} if behind else {"about", "colophon"})


def tool_page(name: str, body: _Element, package: BookPackage, tree: BookTree) -> Verdict | None:
    """Return what kind of tool a document is and how that is known, None for text."""
    words = len(text_of(body).split())
    if name == package.navigation:
        return Matter.CONTENTS, "navigation of the book"
    inner = [one for one in body if isinstance(one.tag, str)]
    types = types_of(body) | {t for one in inner[:2] for t in types_of(one)}
    types |= {*package.purposes.get(name, "").split()}
    types |= own_pages(body, types) if package.own else set()
    stem = re.sub(r"[\W_]*\d*$", "", posixpath.basename(name).partition(".")[0].lower())
    stem = stem.replace("_", "-").replace("-page", "page")
    called = labels_of(name, package)
    for kind, (matter, what) in KINDS.items():
        if kind in types and (words <= LONGEST_TOOL or kind == "toc"):
            return matter, f"{what}, by its type"
        if kind == stem and kind in BY_NAME and words <= LONGEST_NAMED:
            return matter, f"{what}, by its name"
        if kind in called and kind in BY_LABEL and words <= LONGEST_NAMED:
            return matter, f"{what}, as the contents call it"
    if is_list_of_links(body, words):
        return Matter.CONTENTS, "links to other documents and nothing else"
    places = [*tree.documents]
    at_edge = name in places[:_EDGE] or name in places[-_EDGE:]
    said = text_of(body) if at_edge and len(places) > 2 else ""
    if said and asks_readers(said[:LONGEST_OPENING]):
        return Matter.ADVERT, "begins with what readers may buy, too"
    if said and words <= LONGEST_IMPRINT:
        if len(_IMPRINT.findall(said)) >= 2:
            return Matter.BOILERPLATE, f"{PUBLISHER}, by its words"
        if words <= LONGEST_NAMED and asks_readers(said):
            return Matter.ADVERT, "asks readers to sign up, or to buy more"
        addressed = words <= LONGEST_NAMED and _ADDRESSED.search(said)
        if addressed or _MADE_BY.search(said):
            return Matter.REPEATED_HEAD, "title page of a program for downloads"
    return None


def asks_readers(said: str) -> bool:
    """Tell whether a page asks for the addresses or the judgement of its readers.

    >>> asks_readers("Did you love it? Join my mailing list."), asks_readers("Did you love it?")
    (True, False)
    """
    low = said.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return sum(phrase in low for phrase in LISTS["words"]["asks_readers"]) >= FEWEST_PHRASES


def labels_of(name: str, package: BookPackage) -> set[str]:
    """Return what the contents call a document, in small letters without signs."""
    entries = (one for one in package.contents if one.href.partition("#")[0] == name)
    return {re.sub(r"[\W_]+", "", entry.label.lower()) for entry in entries}


def imprint_above(body: _Element, levels: Collection[_Element]) -> list[_Element]:
    """Return the blocks above the first heading of a document that are a page of the publisher."""
    above: list[_Element] = []
    for one in title_lines(body):
        if one in levels:
            break
        above.append(one)
    said = "\n".join(map(text_of, above))
    few = len(above) <= LONGEST_ABOVE and len(said.split()) <= LONGEST_IMPRINT
    return above if few and len(_IMPRINT.findall(said)) >= 2 else []


def title_lines(body: _Element) -> Iterator[_Element]:
    """Yield the blocks of a title page, each a line of it."""
    for one in body.iter():
        if name_of(one) in LINES and not any(name_of(c) in LINES for c in one.iterdescendants()):
            yield one


def is_list_of_links(body: _Element, words: int) -> bool:
    """Tell whether a document is nothing but links within the book."""
    links = [one for one in body.iter("a") if (one.get("href") or "").startswith("#")]
    linked = sum(len(text_of(one).split()) for one in links)
    return len(links) >= FEWEST_LINKS and linked >= MOST_LINKED * max(1, words)


def archive_labels(root: _Element, page: KnownPage) -> None:
    """Note what an archive writes around the works that are downloaded from it."""
    for message in root.iterfind(".//p[@class='message']"):
        if not any("archiveofourown.org" in (a.get("href") or "") for a in message.iter("a")):
            continue
        holder = message.getparent()
        assert holder is not None
        known = "label of the Archive of Our Own"
        titles = [" ".join(text_of(one).split()) for one in holder.iterfind("h2")]
        page.imprints[message] = (titles or [""])[0]
        page.fields |= {*holder.iterfind(".//dl[@class='tags']")}
        steps = root.iterfind(".//div[@class='endnote-link']")
        for heading in (*holder.iterfind("h2"), *steps):
            page.verdicts[heading] = (Matter.NAVIGATION, known)
    page.author_notes |= {*labelled_notes(root)}
