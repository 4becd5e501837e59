"""A book as one page, and all that is known of its elements: tools, headings, notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from epubify.matter.bylines import name_in_byline
from epubify.matter.opening import is_imprint
from epubify.matter.people import clean_name
from epubify.matter.titles import clean_title
from epubify.matter.word_lists import contents_words
from epubify.model import Contributor, Matter, Metadata, Origin, OriginKind
from epubify.readers.epub_source.book_headings import find_headings_of
from epubify.readers.epub_source.book_tree import BookTree
from epubify.readers.epub_source.package_document import BookPackage
from epubify.readers.epub_source.tool_pages import (
    PUBLISHER,
    archive_labels,
    imprint_above,
    title_lines,
    tool_page,
    types_of,
)
from epubify.readers.html.heading_groups import grouped_headings, pieces_of
from epubify.readers.html.known_page import KnownPage, led_to, transparent_in
from epubify.readers.html.page_facts import line_of
from epubify.readers.html.page_notes import PageNotes, find_page_notes, note_around
from epubify.readers.html.page_styles import PageStyles, is_hidden
from epubify.readers.html.page_tree import classes_of, is_page_number, name_of, text_of
from epubify.text.lexicon import folded
from epubify.text.title_words import fold_title

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_TITLED, LONGEST_TITLED = 6, 120
"""Lines of a title page that may say title and author, and characters of the title. With more,
pages of publishers name books; with fewer, long titles are lost."""


class WholeBook(Struct):
    """What is known of the elements of a book."""

    page: KnownPage
    levels: dict[_Element, int]
    """Elements that are headings, and their levels."""
    heads: dict[_Element, list[_Element]]
    """The first element of a heading that has several → all of them."""
    cover: str
    entitled: dict[_Element, tuple[str, int]] = field(default_factory=dict)
    """Documents without a heading, what the contents call them, and how deep that stands."""
    backlinks: set[_Element] = field(default_factory=set)
    own: bool = False
    documents: tuple[_Element, ...] = ()
    """What holds each document, in order."""
    title_lines: set[_Element] = field(default_factory=set)
    """The lines of title pages."""
    summaries: dict[_Element, str] = field(default_factory=dict)
    """What says the description in the text, and how it is called there."""


def read_book(tree: BookTree, package: BookPackage) -> WholeBook:
    """Return a book with what is known of its elements."""
    root = tree.root
    styles = PageStyles(root)
    notes = find_page_notes(root)
    add_typed_notes(root, notes)
    page = KnownPage(root, styles, Metadata(), {}, notes, set(author_notes(root, package)))
    page.inner = led_to(root, notes)
    tools = {}
    for name, body in tree.documents.items():
        if verdict := tool_page(name, body, package, tree):
            tools[body] = verdict
    page.verdicts.update(tools)
    if package.own:
        page.fields = {*root.iterfind(".//dl[@class='fields']")}
    archive_labels(root, page)
    page.transparent = {*transparent_in(root)}
    for element in root.iter():
        if isinstance(element.tag, str) and is_hidden(element, styles.of(element)):
            page.verdicts[element] = (Matter.HIDDEN, "the book does not show it")
        elif "pagebreak" in types_of(element) or is_page_number(element):
            page.verdicts[element] = (Matter.PAGE_NUMBER, "place of a page in print")
    book = WholeBook(page, {}, {}, package.cover, own=package.own)
    book.documents = tuple(tree.documents.values())
    find_headings_of(tree, package, tools, book.levels, book.heads, book.entitled)
    for label, line in (pieces_of(head) for head in grouped_headings(root)):
        if label in book.levels:
            book.heads.setdefault(label, [label, line])
    shown_in_metadata(book, package.metadata, tools)
    set_titles_apart(book, package.metadata, [*tools])
    book.backlinks = {*ways_back(page)}
    page.verdicts |= dict.fromkeys(book.backlinks, (Matter.NAVIGATION, "way back of a note"))
    return book


def add_typed_notes(root: _Element, notes: PageNotes) -> None:
    """Add the notes that links say to lead to, whatever these links are called."""
    places = {one.get("id"): one for one in root.iter() if isinstance(one.tag, str)}
    for link in root.iter("a"):
        known = types_of(link) & {"noteref", "doc-noteref"}
        target = places.get((link.get("href") or "").removeprefix("#"))
        if not known or link in notes.references or target is None:
            continue
        note = note_around(target)
        if note is not None and link not in {*note.iter()}:
            notes.references[link] = notes.notes.setdefault(note, target.get("id") or "")


def author_notes(root: _Element, package: BookPackage) -> Iterator[_Element]:
    """Yield what this program set as notes of the author."""
    if package.own:
        yield from (one for one in root.iter("aside") if "note" in classes_of(one))


def ways_back(page: KnownPage) -> Iterator[_Element]:
    """Yield the links in notes that lead back to where these are referred to."""
    for note in page.notes.notes:
        for link in note.iter("a"):
            label = "".join(text_of(link).split())
            back = types_of(link) & {"backlink", "doc-backlink"} or link.get("data-made")
            arrow = not any(char.isalnum() for char in label)
            if link not in page.notes.references and (back or (arrow and link.get("href"))):
                yield link


def set_titles_apart(book: WholeBook, metadata: Metadata, tools: list[_Element]) -> None:
    """Note the headings that say the title of the book, where others divide it or none does."""
    title = fold_title(metadata.title or "")
    if not title:
        return
    inside = {one for tool in tools for one in tool.iter()}
    same = [one for one in headings_in(book) if one not in inside and is_title(one, title)]
    others = [one for one in book.levels if one not in same and one not in inside]
    others = [one for one in others if one not in book.page.verdicts]
    for one in same:
        follows = next((o for o in book.levels if o not in same), None)
        if not others or (book.levels[one] == 1 and follows is not None and one is same[0]):
            book.page.headers[one] = "the title of the book"


def shown_in_metadata(
    book: WholeBook, metadata: Metadata, tools: Mapping[_Element, tuple[Matter, str]]
) -> None:
    """Note the lines of title pages, and those of the text that say what the package says.

    What only a title page says is shown beside the metadata, so that it is not lost.
    """
    page = book.page
    for body, (kind, evidence) in tools.items():
        # Who has the rights stands on the page about the book, and not in the story.
        publisher = evidence.startswith(PUBLISHER) and not book.own
        shown = kind is Matter.REPEATED_HEAD or publisher
        lines = list(title_lines(body)) if shown else []
        if lines and " ".join(map(text_of, lines)).split() == text_of(body).split():
            del page.verdicts[body]
            book.title_lines.update(lines)
            if publisher:
                page.verdicts |= dict.fromkeys(body.iter("img", "image"), (kind, evidence))
            for one in lines:
                book.levels.pop(one, None)
    text = next((body for body in book.documents if body not in tools), None)
    if text is not None and not book.own:
        for one in imprint_above(text, book.levels):
            if leads_into_text(one):
                page.verdicts[one] = (Matter.CONTENTS, "contents above the text")
            else:
                book.title_lines.add(one)
    known = {fold_title(f"by {name}"): "byline" for name in metadata.authors}
    for line in (metadata.description or "").split("\n"):
        known[fold_title(line)] = "description"
    known.pop("", None)
    for one in page.root.iter("p", "div", "h2", "h3", "blockquote"):
        if what := known.get(fold_title(" ".join(text_of(one).split()))):
            page.headers[one] = f"{what} of the package"
            above = one.getprevious()
            if what == "description" and above is not None and is_label(above):
                page.verdicts[above] = (Matter.BOILERPLATE, "label of the description")
                book.summaries[one] = " ".join(text_of(above).split()).rstrip(": ")


def titled(metadata: Metadata, book: WholeBook) -> Metadata:
    """Return metadata with the title and the author of the title page, where nothing else says it.

    The title is its first line, unless that names the author, or speaks of rights.
    """
    if metadata.title or book.own:
        return metadata
    lines = [line_of(one) for one in book.page.root.iter() if one in book.title_lines]
    lines = [line for line in lines if line][:MOST_TITLED]
    bylines = {line: name for line in lines if (name := name_in_byline(line))}
    said = (line for line in lines if line not in bylines and not is_imprint(line))
    title = next(said, None)
    if title is None or len(title) > LONGEST_TITLED:
        return metadata
    origin = Origin(OriginKind.HEADER)
    people = tuple(Contributor(clean_name(name)) for name in list(bylines.values())[:1])
    told = Metadata.with_origin(origin, title=clean_title(title), contributors=people)
    return metadata.over(told)


def leads_into_text(element: _Element) -> bool:
    """Tell whether a block is an entry of a contents list, or the heading of one."""
    links = [one for one in element.iter("a") if (one.get("href") or "").startswith("#")]
    said = "".join(text_of(element).split())
    linked = "".join("".join(text_of(one).split()) for one in links)
    heads = folded(text_of(element)).strip(" .:\n") in contents_words()
    return heads or (bool(linked) and said == linked)


def is_label(element: _Element) -> bool:
    """Tell whether an element is nothing but the label of a summary."""
    return text_of(element).strip(" :\n").casefold() == "summary"


def headings_in(book: WholeBook) -> list[_Element]:
    """Return the headings of a book in their order."""
    return [one for one in book.page.root.iter() if one in book.levels]


def is_title(element: _Element, title: str) -> bool:
    """Tell whether an element says the title."""
    return name_of(element) != "" and fold_title(" ".join(text_of(element).split())) == title
