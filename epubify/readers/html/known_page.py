"""A page, and all that is known of its elements before it is set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct, field

from epubify.matter.fields import key_of
from epubify.matter.titles import clean_title
from epubify.model import Contributor, Matter, Metadata
from epubify.readers.author_line import names_in
from epubify.readers.html.heading_groups import grouped_headings
from epubify.readers.html.page_author import unlabelled
from epubify.readers.html.page_facts import line_of
from epubify.readers.html.page_head import IN_PAGE, page_metadata, without_labels
from epubify.readers.html.page_notes import (
    PageNotes,
    boxed_notes,
    comments_in,
    find_page_notes,
    labelled_notes,
    labelled_summary,
)
from epubify.readers.html.page_styles import PageStyles
from epubify.readers.html.page_tree import (
    INLINE,
    SILENT,
    classes_of,
    name_of,
    parse_page,
    text_of,
)
from epubify.readers.html.selectors import select
from epubify.readers.html.story_finder import StoryParts, find_story, words_below
from epubify.readers.html.told_lines import Verdict
from epubify.readers.noted_facts import names_chapter
from epubify.text.title_words import fold_title

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
HALF = 0.5
"""Share of the text of a page that a quotation holds which is none, but the measure of the page.
With a larger one a story set in stands in as a whole, with a smaller one a long letter does not."""
FEWEST_FIELDS = 2
"""Rows of a table of fields whose names are known; with one, a table with a note is none."""
LONGEST_CELL = 200
"""Characters of a cell in a table of data; longer ones are columns of a page."""


class KnownPage(Struct):
    """What is known of the elements of a page."""

    root: _Element
    styles: PageStyles
    metadata: Metadata
    verdicts: dict[_Element, Verdict]
    notes: PageNotes
    author_notes: set[_Element]
    headers: dict[_Element, str] = field(default_factory=dict)
    """Elements whose words stand in the metadata, and what they are."""
    imprints: dict[_Element, str] = field(default_factory=dict)
    """Elements that say where the text is from, and what they are called."""
    headings: set[_Element] = field(default_factory=set)
    """Elements outside the text that head it."""
    grouped: set[_Element] = field(default_factory=set)
    """Heads of a text that are one heading."""
    fields: set[_Element] = field(default_factory=set)
    """Lists of what is known about the story."""
    transparent: set[_Element] = field(default_factory=set)
    """Quotations and tables that only set the page."""
    inner: set[str] = field(default_factory=set)
    """Names to which links in the page lead that are no notes."""
    holders: dict[_Element, str] = field(default_factory=dict)
    """Elements around the story of a known site, and what text in them is that lies in no other."""
    sure: bool = False
    """Its title is that of the story."""

    @property
    def special(self) -> set[_Element]:
        """Elements that are set though they stand in what is left out."""
        return {*self.headers, *self.imprints, *self.headings, *self.fields}


def read_page(root: _Element, *, part: bool) -> KnownPage:
    """Return a page with what is known of its elements; ``part`` where it is one of several."""
    styles = PageStyles(root)
    found = find_story(root, styles)
    metadata, sure = page_metadata(root, found, part=part)
    page = KnownPage(root, styles, metadata, found.verdicts, find_page_notes(root), found.notes)
    page.sure = sure
    page.inner = led_to(root, page.notes)
    page.grouped = {*grouped_headings(root)}
    if found.site:
        page.verdicts |= dict.fromkeys(pointers_in(found.notes), (Matter.NAVIGATION, TO_NOTES))
        leave_out_empty_notes(page, found.site.name)
        page.headers = dict(headers_of(root, found))
        # One page may show several posts, each with its heading.
        page.headings = {*select(root, found.site.heading)[: len(found.stories)]}
        chapters = select(root, found.site.title)[:1]
        page.headings |= {one for one in chapters if names_chapter(line_of(one))}
        page.fields = {*select(root, found.site.fields)}
    labelled = labelled_titles(page)
    again = Matter.REPEATED_HEAD, "the title, with labels around it"
    page.verdicts |= dict.fromkeys(labelled, again)
    page.headings -= {*labelled}
    page.headers = {one: what for one, what in page.headers.items() if one not in labelled}
    page.sure |= bool(labelled)
    page.author_notes |= {*labelled_notes(root), *boxed_notes(root)}
    page.verdicts |= dict.fromkeys(comments_in(root), (Matter.COMMENT, "comment on the text"))
    take_summary(root, page)
    take_styled_title(root, page)
    page.verdicts |= dict.fromkeys(names_of_site(page), (Matter.NAVIGATION, "name of the site"))
    page.fields |= {*tables_of_fields(root)}
    page.transparent = {*transparent_in(root)}
    leave_out_beside(root, found, page)
    return page


def labelled_titles(page: KnownPage) -> list[_Element]:
    """Return the headings that say the title of the story with labels: ``[OC] The Ford``."""
    title = fold_title(page.metadata.title or "")
    heads = [*page.root.iter("h1", "h2"), *page.headings, *page.headers]
    said = {one: line_of(one) for one in heads}
    return [
        one
        for one, line in said.items()
        if title and (bare := without_labels(line)) != line and fold_title(bare) == title
    ]


def take_summary(root: _Element, page: KnownPage) -> None:
    """Note the summary of a work that was downloaded, which its description says."""
    found = labelled_summary(root)
    if found and not page.metadata.description:
        label, summary = found
        page.verdicts[label] = (Matter.BOILERPLATE, "label of the description")
        page.headers[summary] = "summary, by its label"
        said = "\n\n".join(filter(None, (one.strip() for one in text_of(summary).split("\n"))))
        page.metadata = Metadata.with_origin(IN_PAGE, description=said).over(page.metadata)


def names_of_site(page: KnownPage) -> Iterator[_Element]:
    """Yield the headings that say what the site is called, beside the title of the page.

    They lead to its first page, and the title of the page says them too.
    """
    whole = next((one.text or "" for one in page.root.iter("title")), "")
    title = fold_title(page.metadata.title or "")
    for one in page.root.iter("h1", "h2"):
        said = fold_title(line_of(one))
        links = [urlsplit(a.get("href") or "") for a in one.iter("a") if a.get("href")]
        home = bool(links) and all(a.path in ("", "/") and not a.fragment for a in links)
        if home and said and said != title and said in fold_title(whole):
            yield one


def take_styled_title(root: _Element, page: KnownPage) -> None:
    """Note the paragraphs on top in the styles that programs have for titles and subtitles.

    Where the style comes again below, it heads chapters.
    """
    styled = [one for one in root.iter("p") if title_style(one)]
    top: list[_Element] = []
    for one in root.iter("p", "h1", "h2", "h3"):
        if one not in styled and text_of(one).strip():
            break
        top += [one] if one in styled and text_of(one).strip() else []
    if page.sure or not top or any(one not in top for one in styled if text_of(one).strip()):
        return
    said = {kind: [" ".join(text_of(one).split()) for one in top if title_style(one) == kind]
            for kind in ("title", "subtitle")}  # fmt: skip
    if not said["title"]:
        return
    names = [name for line in said["subtitle"] for name in names_in(line)]
    told = Metadata.with_origin(
        IN_PAGE,
        title=clean_title(" ".join(said["title"])),
        subtitle=None if names else " ".join(said["subtitle"]) or None,
        contributors=tuple(map(Contributor, names)),
    )
    page.metadata, page.sure = told.over(page.metadata), True
    page.headers |= {one: f"{title_style(one)}, by its style" for one in top}


def title_style(element: _Element) -> str:
    """Return what the style of a paragraph is called for, as far as titles go."""
    for name in classes_of(element):
        if (kind := name.lower().removeprefix("mso")) in ("title", "subtitle"):
            return kind
    return ""


def led_to(root: _Element, notes: PageNotes) -> set[str]:
    """Return the names to which the links of a page lead that are no references to notes."""
    links = (one for one in root.iter("a") if one not in notes.references)
    return {href[1:] for one in links if (href := one.get("href") or "")[:1] == "#" and href[1:]}


def piece_of_page(markup: str) -> KnownPage:
    """Return a piece of a page that stands in a text of another form."""
    root = parse_page("", f"<div>{markup}</div>")
    return KnownPage(root, PageStyles(root), Metadata(), {}, PageNotes(), set())


TO_NOTES = "leads to notes that stand elsewhere"


def pointers_in(notes: Iterable[_Element]) -> Iterator[_Element]:
    """Yield the paragraphs of notes that only lead to others: ``(See the end for notes.)``."""
    for note in notes:
        for one in note.iter("p"):
            said = text_of(one).strip()
            fragments = [urlsplit(a.get("href") or "").fragment for a in one.iter("a")]
            if said[:1] == "(" and said[-1:] == ")" and any("notes" in f for f in fragments):
                yield one


def leave_out_empty_notes(page: KnownPage, site: str) -> None:
    """Add verdicts on notes of which nothing but the heading is left: they stand elsewhere."""
    for note in [*page.author_notes]:
        gone = {inner for one in note.iter() if one in page.verdicts for inner in one.iter()}
        said = (one for one in note.iter() if name_of(one) not in HEADINGS and one not in gone)
        if not any((one.text or "").strip() for one in said) and text_of(note).strip():
            page.author_notes.discard(note)
            page.verdicts[note] = (Matter.NAVIGATION, f"label of {site}, and no note below it")


def headers_of(root: _Element, found: StoryParts) -> Iterator[tuple[_Element, str]]:
    """Yield the elements that say title, author and summary on a known site."""
    assert found.site is not None
    said = (
        (found.site.title, "title"),
        (found.site.author, "author"),
        (found.site.description, "summary"),
    )
    authors = [*select(root, found.site.author)] if found.site.author else []
    for line in select(root, found.site.byline):
        names = [one for one in authors if line in one.iterancestors()]
        if names and says_only(line, names):
            yield line, f"author, as {found.site.name} shows it"
    for selector, what in said:
        for element in together(select(root, selector)[: None if what == "author" else 1]):
            chapter = what == "title" and names_chapter(line_of(element))
            if text_of(element).strip() and not chapter:
                yield element, f"{what}, as {found.site.name} shows it"


def together(elements: Sequence[_Element]) -> Iterator[_Element]:
    """Yield elements, those that only signs part as the one that holds them: two names, a comma."""
    holders: dict[_Element, list[_Element]] = {}
    for element in elements:
        if (holder := element.getparent()) is not None:
            holders.setdefault(holder, []).append(element)
    for holder, own in holders.items():
        parted = "".join([holder.text or "", *(one.tail or "" for one in holder)])
        others = [one for one in holder if one not in own and text_of(one).strip()]
        alone = len(own) > 1 and not others and not any(map(str.isalnum, parted))
        yield from [holder] if alone else own


def says_only(line: _Element, names: Sequence[_Element]) -> bool:
    """Tell whether a line says nothing but names, and the words before them: ``by``."""
    said = line_of(line)
    for name in names:
        said = said.replace(line_of(name), " ", 1)
    words = " ".join(said.replace(",", " ").split())
    return not any(map(str.isalnum, unlabelled(words)))


def tables_of_fields(root: _Element) -> Iterator[_Element]:
    """Yield tables whose rows are fields and values: programs for downloads set them on top."""
    for table in root.iter("table"):
        rows = [[one for one in row if name_of(one) in ("td", "th")] for row in table.iter("tr")]
        keys = [text_of(row[0]).strip() for row in rows if len(row) == 2]
        known = sum(key.endswith(":") and key_of(key.rstrip(": ")) is not None for key in keys)
        if rows and len(keys) == len(rows) and known >= FEWEST_FIELDS:
            yield table


def transparent_in(root: _Element) -> Iterator[_Element]:
    """Yield quotations that hold most of a page, and tables that are no tables of data."""
    whole = len(words_below(root))
    for element in root.iter("blockquote", "ul", "ol"):
        if len(words_below(element)) > HALF * whole:
            yield element
            yield from element.iter("li")
    for table in root.iter("table"):
        rows = [[c for c in row if name_of(c) in ("td", "th")] for row in table.iter("tr")]
        wide = max((len(row) for row in rows), default=0)
        long = any(len(text_of(cell)) > LONGEST_CELL for row in rows for cell in row)
        if wide < 2 or len(rows) < 2 or long or table.find(".//table") is not None:
            yield table
            for row in table.iter("tr", "td", "th"):
                if next(row.iterancestors("table"), None) is table:
                    yield row


def leave_out_beside(root: _Element, found: StoryParts, page: KnownPage) -> None:
    """Add verdicts on what stands beside the story: on known sites everything, else heads."""
    if not found.site:
        for head in [*root.iter("header", "hgroup", "aside"), *select(root, HEADS)]:
            if head not in page.grouped and not any(is_text(e) for e in head.iterancestors()):
                leave_out_head(head, page)
        return
    stories = {*found.stories}
    holders = {above for one in stories for above in one.iterancestors()}
    evidence = f"beside the story, on {found.site.name}"
    for holder in holders:
        page.holders[holder] = evidence
        for child in holder:
            known = child in stories or child in holders or child in found.verdicts
            if not known and name_of(child) not in SILENT:
                page.verdicts[child] = (Matter.NAVIGATION, evidence)


HEADS = "div#header, div.header, div.page-header, div#banner, div.banner, div#masthead"
"""Elements that are heads of pages by their names."""
TEXTS = frozenset({"article", "main", "section", "blockquote"})
"""Elements whose heads are those of texts, not of the page."""


def is_text(element: _Element) -> bool:
    """Tell whether an element holds a text, and not a page with its text in it."""
    name = name_of(element)
    return name in TEXTS and not (name == "main" and element.find(".//article") is not None)


def leave_out_head(head: _Element, page: KnownPage) -> None:
    """Add verdicts on the head of a page: all but its headings."""
    for child in head:
        if name_of(child) in ("h1", "h2", "h3") or name_of(child) in SILENT:
            continue
        if next(child.iter("h1", "h2", "h3"), None) is not None:
            leave_out_head(child, page)
        elif child not in page.verdicts:
            page.verdicts[child] = (Matter.NAVIGATION, "head of the page")


__all__ = ["INLINE", "KnownPage", "read_page"]
