"""The bodies of a FictionBook set on a galley."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from msgspec.structs import replace

from epubify.model import Field, GroupKind, Matter, Place, Span
from epubify.readers.fb2.description import BookDescription, picture_of, target_of
from epubify.readers.galley import Galley, Part
from epubify.readers.xml_tree import local_name, words_of
from epubify.text.title_words import fold_title

if TYPE_CHECKING:
    from lxml.etree import _Element

MARKS: Mapping[str, str] = {
    **dict.fromkeys(("emphasis", "i", "em"), "emphasis"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("strikethrough", "s"), "strike"),
    "sup": "superscript",
    "sub": "subscript",
}
STYLES: Mapping[str, str] = {"italic": "emphasis", "bold": "strong", "smallcaps": "small-caps"}
"""Names of styles of a text, in small letters, that are marks."""
PLAIN = frozenset({"style", "a", "code", "image", "span", "font", "u", "br", "date"})
"""Elements that stand in a line and mark nothing by themselves."""
LINES = frozenset({"p", "v", "subtitle", "text-author"})
"""Elements that hold a line of text."""
BLOCKS = frozenset({*LINES, "section", "poem", "stanza", "body"})
GROUPS: Mapping[str, GroupKind] = {
    **dict.fromkeys(("cite", "epigraph"), GroupKind.QUOTE),
    **dict.fromkeys(("list", "ul"), GroupKind.BULLETED),
    "ol": GroupKind.ORDERED,
    **dict.fromkeys(("item", "li"), GroupKind.ITEM),
    "table": GroupKind.TABLE,
    "tr": GroupKind.ROW,
    "td": GroupKind.CELL,
    "th": GroupKind.HEAD_CELL,
}
MOST_IMPRINT = 150
"""Words of a title page with what publishers print on its back. With more, a short story is one;
with fewer, long catalogue entries are a chapter."""
DEEPEST = 80
"""Elements within one another of which each is set by itself."""
LONGEST_LABEL = 6
"""Characters of the number above a note."""


class BookSetter:
    """Walks through the bodies of a book and sets what they say."""

    def __init__(self, root: _Element, book: BookDescription, source: str) -> None:
        self.root = root
        self.description = book
        self.metadata = book.metadata
        self.source = source
        self.galley = Galley(literal=True)
        self.parts: list[Part] = []
        self.marks: frozenset[str] = frozenset()
        self.href: str | None = None
        self.depth = 0
        """Sections around what is set."""
        self.align = ""
        self.inside = 0
        """Elements around what is set."""
        self.notes = {
            one.get("id") or "" for one in root.iter() if one.get("id") and is_in_notes(one)
        }
        self.starts: dict[str, Callable[[_Element], None]] = {
            "title": self.title,
            "stanza": self.stanza,
            "empty-line": lambda _: self.blank(),
            "subtitle": self.subtitle,
            "text-author": self.signed,
            "image": self.image,
            "br": lambda _: self.parts.append(Span("\n")),
        }

    def book(self) -> None:
        """Set the summary, then each body."""
        for paragraph in self.description.annotation:
            line = self.galley.header(paragraph, "summary of the description")
            shown = Field("summary", "", paragraph, Place(self.source, line, line))
            self.metadata = replace(self.metadata, fields=(*self.metadata.fields, shown))
        for body in (one for one in self.root.iter() if local_name(one) == "body"):
            self.content(body)
            self.flush()

    def element(self, element: _Element) -> None:
        """Set an element with all that is in it."""
        name = local_name(element)
        if not name:
            return
        self.inside += 1
        if self.inside > DEEPEST:
            self.text(" ".join(map(str, element.itertext())))
        elif start := self.starts.get(name):
            start(element)
        elif name in MARKS or name in PLAIN or is_unknown_in_line(element, name):
            self.inline(element, name)
        else:
            self.block(element, name)
        self.inside -= 1

    def content(self, element: _Element) -> None:
        """Set what is in an element."""
        self.text(element.text)
        for child in element:
            self.element(child)
            self.text(child.tail)

    def text(self, text: str | None) -> None:
        """Set text in the paragraph at hand."""
        if text:
            spaced = " ".join(f"x{text}x".split())[1:-1]
            self.parts.append(Span(spaced, self.marks, self.href))

    def flush(self, *, level: int = 0) -> None:
        """End the paragraph at hand."""
        parts, self.parts = self.parts, []
        if any(isinstance(part, Span) and part.text.strip() for part in parts):
            self.galley.paragraph(parts, level=level, align=self.align)

    # ------------------------------------------------------------------- kinds of elements

    def inline(self, element: _Element, name: str) -> None:
        """Set an element that stands in a line."""
        marks, href = self.marks, self.href
        mark = MARKS.get(name) or STYLES.get((element.get("name") or "").strip().lower(), "")
        self.marks = marks | {mark} if mark else marks
        target = target_of(element)
        if name == "a" and target.removeprefix("#") in self.notes and not is_in_notes(element):
            self.marks, self.href = self.marks | {"noteref"}, target
        elif name == "a" and target.startswith(("http:", "https:", "mailto:")):
            self.href = target
        self.content(element)
        self.marks, self.href = marks, href

    def block(self, element: _Element, name: str) -> None:
        """Set an element that stands apart."""
        self.flush()
        section = name == "section"
        self.depth += section
        with ExitStack() as stack:
            for kind, label in groups_of(element, name):
                stack.enter_context(self.galley.within(kind, label))
            if section and self.is_imprint(element):
                stack.enter_context(self.galley.within(GroupKind.NOTE))
            self.content(element)
            self.flush()
        self.depth -= section

    def blank(self) -> None:
        """Set an empty line."""
        self.flush()
        self.galley.blank()

    def title(self, element: _Element) -> None:
        """Set what heads a book, a section, a poem, or a note."""
        self.flush()
        above = element.getparent()
        where = local_name(above) if above is not None else ""
        lines = [p for p in element if local_name(p) == "p"]
        if is_in_notes(element):
            self.note_title(element, where)
        elif where == "body" or (where == "section" and self.is_title_page(lines)):
            for line in lines or [element]:
                self.book_title(words_of(line))
        elif where == "section":
            for n, line in enumerate(lines or [element]):
                self.parts += [Span("\n")] if n else []
                self.content(line)
            self.flush(level=self.depth)
        else:
            self.subtitle(element)

    def is_title_page(self, lines: Sequence[_Element]) -> bool:
        """Tell whether the lines above a section are those of a title page: two say known facts."""
        facts = (self.metadata.title, self.metadata.publisher, *self.metadata.authors)
        known = {fold_title(fact) for fact in facts if fact}
        said = {fold_title(words_of(line)) for line in lines}
        return fold_title(self.metadata.title or "") in said and len(known & said) > 1

    def is_imprint(self, section: _Element) -> bool:
        """Tell whether a section is a title page and what is printed on its back, and no story."""
        titles = [one for one in section if local_name(one) == "title"]
        inner = any(local_name(one) == "section" for one in section)
        little = len(words_of(section).split()) <= MOST_IMPRINT
        apart = little and not inner and section.getnext() is not None
        return apart and any(self.is_title_page([*one]) for one in titles)

    def book_title(self, words: str) -> None:
        """Set a line of the title of the book; what the description does not say is shown too."""
        if not words:
            return
        line = self.galley.header(words, "title of the book, above its text")
        known = (self.metadata.title or "", *self.metadata.authors)
        if fold_title(words) not in map(fold_title, known):
            shown = Field("imprint", "", words, Place(self.source, line, line))
            self.metadata = replace(self.metadata, fields=(*self.metadata.fields, shown))

    def note_title(self, element: _Element, where: str) -> None:
        """Set what stands above notes: a heading of all, or the number of one."""
        words = words_of(element)
        if where == "body" or len(words) <= LONGEST_LABEL:
            self.galley.left_out(words, Matter.NAVIGATION, "heading of notes")
        else:
            self.content(element)
            self.flush()

    def subtitle(self, element: _Element) -> None:
        """Set a line that stands out, and is no heading by its markup."""
        self.flush()
        align, marks = self.align, self.marks
        self.align, self.marks = "center", marks | {"strong"}
        self.content(element)
        self.flush()
        self.align, self.marks = align, marks

    def signed(self, element: _Element) -> None:
        """Set who wrote a quotation or a letter."""
        self.flush()
        align, self.align = self.align, "right"
        self.content(element)
        self.flush()
        self.align = align

    def stanza(self, element: _Element) -> None:
        """Set a stanza, each verse a line."""
        self.flush()
        with self.galley.within(GroupKind.STANZA):
            for child in element:
                if local_name(child) == "title":
                    self.subtitle(child)
                else:
                    self.content(child)
                    self.parts.append(Span("\n"))
            self.flush()

    def image(self, element: _Element) -> None:
        """Set a picture; one that is missing leaves what it should show."""
        picture = picture_of(target_of(element), self.description)
        if picture:
            self.flush()
            self.galley.figure(picture, (element.get("alt") or "").strip())


def groups_of(element: _Element, name: str) -> Iterator[tuple[GroupKind, str]]:
    """Yield what an element puts around the blocks in it."""
    if name == "section" and element.get("id") and is_in_notes(element):
        yield GroupKind.FOOTNOTE, element.get("id") or ""
    elif kind := GROUPS.get(name):
        yield kind, ""


def is_unknown_in_line(element: _Element, name: str) -> bool:
    """Tell whether an element that the form does not have stands amid a paragraph."""
    above = element.getparent()
    holder = local_name(above) if above is not None else ""
    return (holder in LINES or holder in MARKS) and name not in BLOCKS and name not in GROUPS


def is_in_notes(element: _Element) -> bool:
    """Tell whether an element stands in a body of notes."""
    bodies = (one for one in (element, *element.iterancestors()) if local_name(one) == "body")
    body = next(bodies, None)
    return body is not None and (body.get("name") or "").lower() in ("notes", "comments")
