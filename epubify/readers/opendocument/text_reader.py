"""The text of an OpenDocument file, as pieces."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from epubify.model import GroupKind, Matter
from epubify.model.limits import limits_held
from epubify.model.spans import NOTE_SIGN
from epubify.readers.galley import LeftOut
from epubify.readers.office import (
    Aside,
    DocumentPiece,
    Face,
    FrameEdge,
    Illustration,
    Item,
    ParagraphLook,
    TypedRun,
    Written,
    text_of_pieces,
)
from epubify.readers.office.archive_pictures import picture_of
from epubify.readers.opendocument.open_package import OpenPackage, attribute
from epubify.readers.opendocument.open_styles import OpenStyles
from epubify.readers.word.word_package import local, number

if TYPE_CHECKING:
    from lxml.etree import _Element

UNSEEN = frozenset({
    "forms", "sequence-decls", "note-citation", "title", "desc", "creator", "date", "binary-data",
    "script", "user-field-decls", "variable-decls", "dde-connection-decls", "event-listeners",
    "table-of-content-source", "alphabetical-index-source", "illustration-index-source",
    "table-index-source", "object-index-source", "user-index-source", "bibliography-source",
    "date-string", "creator-initials", "sender-initials", "meta-creator-initials", "annotation-end",
})  # fmt: skip
"""Elements in which nothing is to be read."""
LISTINGS = ("table-of-content", "alphabetical-index", "illustration-index", "table-index",
            "object-index", "user-index", "bibliography")  # fmt: skip
BOXES = ("text-box", "custom-shape", "rect", "ellipse", "circle", "polygon", "polyline", "path",
         "line", "regular-polygon", "caption", "connector", "measure")  # fmt: skip
MOST_SPACES = 80
"""Spaces that one element may stand for."""


class TextReader:
    """Walks through a text and tells its pieces."""

    def __init__(self, package: OpenPackage, styles: OpenStyles, skipped: list[str]) -> None:
        self.package = package
        self.styles = styles
        self.skipped = skipped
        self.pieces: list[DocumentPiece] = []
        self.parts: list[TypedRun | LeftOut] | None = None
        """The paragraph at hand."""
        self.after: list[DocumentPiece] = []
        """What stands in the paragraph at hand, and is set after it."""
        self.frames: list[GroupKind] = []
        """What is open around the paragraph at hand."""
        self.style = ""
        self.spans: tuple[str, ...] = ()
        self.face = Face()
        self.href: str | None = None
        self.lists: list[tuple[str, str]] = []
        """The lists that are open: what tells each, and its style."""
        self.item: Item | None = None
        self.depth = 0
        self.deepest = limits_held().depth
        self.numbers: Counter[int] = Counter()
        """Headings of each level so far, since the last of a higher one."""
        self.count = 0
        """Lists and notes so far."""
        kinds: dict[str, Callable[[_Element], None]] = {
            "p": self.paragraph, "h": self.paragraph, "span": self.span, "a": self.link,
            "s": self.spaces, "tab": self.tab, "line-break": self.line_end, "list": self.items,
            "list-item": self.list_item, "list-header": self.list_item, "note": self.note,
            "annotation": self.comment, "tracked-changes": self.changes, "ruby": self.ruby,
            "table": self.table, "table-row": self.row, "table-cell": self.cell,
            "frame": self.frame,
        }  # fmt: skip
        self.kinds = {
            **kinds,
            **dict.fromkeys(LISTINGS, self.listing),
            **dict.fromkeys(BOXES, self.box),
        }

    def content(self, element: _Element) -> None:
        """Tell all that is in an element."""
        self.depth += 1
        self.text(element.text if local(element) else None)
        for one in element:
            name = local(one)
            told = self.kinds.get(name)
            if name in UNSEEN or not name:
                pass
            elif self.depth >= self.deepest:
                self.text("".join(map(str, one.itertext())))
            elif told:
                told(one)
            else:
                self.content(one)
            self.text(one.tail)
        self.depth -= 1

    def text(self, text: str | None) -> None:
        """Tell characters; between paragraphs there are none."""
        if text and self.parts is not None:
            self.parts.append(TypedRun(" ".join(text.splitlines()), self.face, self.href))

    # ------------------------------------------------------------------------ paragraphs

    def paragraph(self, element: _Element) -> None:
        """Tell a paragraph; one within another is set after it."""
        if self.parts is not None:
            self.box_of([element])
            return
        self.style = attribute(element, "style-name")
        outline = attribute(element, "outline-level") if local(element) == "h" else ""
        look = self.styles.look(self.style, outline)
        if local(element) == "h" and not look.level and not look.role:
            look = replace(look, level=1)
        self.face = self.styles.face(self.style, ())
        self.parts = []
        self.content(element)
        item = self.counted(element, look) if look.level else self.item
        self.end(replace(look, item=item) if item else look)
        if self.item:
            self.item = replace(self.item, goes_on=True)

    def counted(self, element: _Element, look: ParagraphLook) -> Item | None:
        """Return the number of a heading, where the outline of the document counts its level."""
        around = self.styles.outline.get(look.level)
        if local(element) != "h" or around is None or attribute(element, "is-list-header"):
            return None
        self.numbers[look.level] += 1
        for deeper in [level for level in self.numbers if level > look.level]:
            del self.numbers[deeper]
        label = f"{around[0]}{self.numbers[look.level]}{around[1]}"
        return Item("outline", look.level - 1, ordered=True, label=label)

    def end(self, look: ParagraphLook) -> None:
        """End the paragraph at hand."""
        self.pieces.append(Written(tuple(self.parts or ()), look))
        self.pieces += self.after
        self.parts, self.after = None, []

    def span(self, element: _Element) -> None:
        """Tell characters with a style of their own."""
        spans, face = self.spans, self.face
        self.spans = (*spans, attribute(element, "style-name"))
        self.face = self.styles.face(self.style, self.spans)
        self.content(element)
        self.spans, self.face = spans, face

    def link(self, element: _Element) -> None:
        """Tell a link; one within the document is text."""
        before, address = self.href, attribute(element, "href")
        if address.startswith(("http:", "https:", "mailto:")):
            self.href = address
        self.content(element)
        self.href = before

    def spaces(self, element: _Element) -> None:
        """Tell spaces."""
        self.text(" " * min(MOST_SPACES, max(1, int(number(attribute(element, "c") or "1")))))

    def tab(self, _: _Element) -> None:
        """Tell a tab."""
        self.text("\t")

    def line_end(self, _: _Element) -> None:
        """Tell the end of a line."""
        if self.parts is not None:
            self.parts.append(TypedRun("\n", self.face))

    def ruby(self, element: _Element) -> None:
        """Tell characters with their reading, as the Japanese write them in plain text."""
        base, reading = (
            "".join("".join(map(str, one.itertext())) for one in element if local(one) == name)
            for name in ("ruby-base", "ruby-text")
        )
        self.text(f"｜{base}《{reading}》" if base and reading else base + reading)

    # ------------------------------------------------------------------------------ lists

    def items(self, element: _Element) -> None:
        """Tell a list; one within another has the style of that, if none of its own."""
        self.count += 1
        outer = self.lists[-1][1] if self.lists else ""
        item = self.item
        style = attribute(element, "style-name") or outer
        self.lists.append((f"list{self.count}", style))
        self.content(element)
        self.lists.pop()
        self.item = item

    def list_item(self, element: _Element) -> None:
        """Tell an item of a list."""
        before = self.item
        name, style = self.lists[-1] if self.lists else ("list", "")
        depth = max(0, len(self.lists) - 1)
        sign = self.styles.signs.get(style, {}).get(depth + 1)
        ordered = sign == ""
        self.item = Item(name, depth, ordered, sign or "")
        self.content(element)
        self.item = before

    # ------------------------------------------------------------- what waits for the end

    def inner(self, elements: list[_Element]) -> list[DocumentPiece]:
        """Return what elements within a paragraph hold, as pieces of their own."""
        reader = TextReader(self.package, self.styles, self.skipped)
        reader.depth, reader.count = self.depth, self.count + 1000 * self.depth
        for element in elements:
            named = reader.kinds.get(local(element)) if local(element) in ("p", "h") else None
            (named or reader.content)(element)
        return reader.pieces

    def wait(self, pieces: list[DocumentPiece]) -> None:
        """Set pieces after the paragraph at hand, or at once where there is none."""
        if self.parts is None:
            self.pieces += pieces
        else:
            self.after += pieces

    def note(self, element: _Element) -> None:
        """Tell a note and the sign that leads to it."""
        self.count += 1
        own = attribute(element, "id") or str(self.count)
        if self.parts is not None:
            self.parts.append(TypedRun(NOTE_SIGN, self.face, note=f"note-{own}"))
        inner = self.inner([one for one in element if local(one) == "note-body"])
        frame = GroupKind.FOOTNOTE
        self.wait([FrameEdge(frame, True, f"note-{own}"), *inner, FrameEdge(frame, False)])

    def comment(self, element: _Element) -> None:
        """Tell what was written beside the text."""
        who = next((one.text for one in element if local(one) == "creator"), None)
        evidence = f"comment by {who}" if who else "comment beside the text"
        self.wait([Aside(text_of_pieces(self.inner([element])), Matter.COMMENT, evidence)])

    def box(self, element: _Element) -> None:
        """Tell the text of a box."""
        self.box_of([element])

    def box_of(self, elements: list[_Element]) -> None:
        """Tell elements apart from the paragraph at hand."""
        self.wait(self.inner(elements))

    def frame(self, element: _Element) -> None:
        """Tell a picture, or the box in a frame."""
        images = [one for one in element if local(one) == "image"]
        said = {local(one): one.text or "" for one in element if local(one) in ("title", "desc")}
        alt = said.get("desc") or said.get("title") or ""
        if images and not any(local(one) == "text-box" for one in element):
            pictures = [picture_of(*self.picture(image)) for image in images]
            taken = next(filter(None, pictures), None)
            if taken:
                self.wait([Illustration(taken, alt)])
            else:
                self.skipped.append(attribute(images[0], "href") or "a picture")
        self.content(element)

    def picture(self, image: _Element) -> tuple[str, bytes]:
        """Return the name and the bytes of a picture."""
        name = attribute(image, "href")
        data = next((one.text or "" for one in image if local(one) == "binary-data"), None)
        if data is None:
            return name, self.package.picture(name)
        try:
            return "picture", base64.b64decode(data, validate=False)
        except (binascii.Error, ValueError):
            return "picture", b""

    # --------------------------------------------------------------------- what is no story

    def changes(self, element: _Element) -> None:
        """Tell what tracked changes took out; what they put in stands in the text."""
        for region in element:
            for change in region:
                if local(change) == "deletion":
                    text = text_of_pieces(self.inner([change]))
                    self.wait([Aside(text, Matter.HIDDEN, "deleted by a tracked change")])

    def listing(self, element: _Element) -> None:
        """Tell a table of contents or an index, which are out."""
        text = text_of_pieces(self.inner([element]))
        self.wait([Aside(text, Matter.CONTENTS, f"{local(element).replace('-', ' ')}")])

    # ----------------------------------------------------------------------------- tables

    def table(self, element: _Element) -> None:
        """Tell a table; one with a single column only frames what is in it."""
        rows = [one for one in element.iter() if local(one) == "table-row"]
        wide = any(sum(local(one) == "table-cell" for one in row) > 1 for row in rows)
        if wide:
            self.framed(GroupKind.TABLE, element)
        else:
            self.content(element)

    def row(self, element: _Element) -> None:
        """Tell a row of a table."""
        self.framed_in(GroupKind.TABLE, GroupKind.ROW, element)

    def cell(self, element: _Element) -> None:
        """Tell a cell of a table."""
        self.framed_in(GroupKind.ROW, GroupKind.CELL, element)

    def framed_in(self, outer: GroupKind, kind: GroupKind, element: _Element) -> None:
        """Tell an element in a frame, where the one that it belongs in is open."""
        if self.frames[-1:] == [outer]:
            self.framed(kind, element)
        else:
            self.content(element)

    def framed(self, kind: GroupKind, element: _Element) -> None:
        """Tell an element in a frame."""
        self.pieces.append(FrameEdge(kind, True))
        self.frames.append(kind)
        self.content(element)
        self.frames.pop()
        self.pieces.append(FrameEdge(kind, False))
