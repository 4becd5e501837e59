"""The text of a Word document, in the order of its parts, as pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    ParagraphLook,
    TypedRun,
    Written,
)
from epubify.readers.office.archive_pictures import picture_of
from epubify.readers.office.style_names import symbol
from epubify.readers.word.word_fields import FieldStack
from epubify.readers.word.word_numbering import WordNumbering
from epubify.readers.word.word_package import Relation, WordPackage, child, local, value
from epubify.readers.word.word_styles import WordStyles

if TYPE_CHECKING:
    from lxml.etree import _Element

UNSEEN = frozenset({
    "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "instrText",
    "delInstrText", "Fallback", "rubyPr", "smartTagPr", "customXmlPr", "ctrlPr", "oMathParaPr",
    "footnoteRef", "endnoteRef", "annotationRef", "separator", "continuationSeparator",
})  # fmt: skip
"""Elements in which nothing is to be read."""
NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
DELETED = "deleted, and the change was not accepted"
MOVED = "moved from here"


class BodyReader:
    """Walks through a part of a document and tells its pieces."""

    def __init__(
        self,
        package: WordPackage,
        part: str,
        styles: WordStyles,
        numbering: WordNumbering,
        skipped: list[str],
    ) -> None:
        self.package = package
        self.relations: dict[str, Relation] = package.relations(part)
        self.styles = styles
        self.numbering = numbering
        self.skipped = skipped
        """Pictures that cannot be shown."""
        self.pieces: list[DocumentPiece] = []
        self.parts: list[TypedRun | LeftOut] = []
        """The paragraph at hand."""
        self.after: list[DocumentPiece] = []
        """What stands in the paragraph at hand, and is set after it."""
        self.frames: list[GroupKind] = []
        """What is open around the paragraph at hand."""
        self.look = ParagraphLook()
        self.style = ""
        self.face, self.font = Face(), ""
        self.href: str | None = None
        self.gone = ""
        """Why text is left out, while it is."""
        self.page = False
        """A page begins with the next paragraph."""
        self.depth = 0
        self.deepest = limits_held().depth
        self.fields = FieldStack()
        self.kinds: dict[str, Callable[[_Element], None]] = {
            "p": self.paragraph, "r": self.run, "t": self.text, "delText": self.text,
            "br": self.line_end, "cr": self.line_end, "tab": self.tab, "ptab": self.tab,
            "noBreakHyphen": self.hyphen, "softHyphen": self.hyphen, "sym": self.sign,
            "hyperlink": self.link, "del": self.deleted, "moveFrom": self.deleted,
            "tbl": self.table, "tr": self.row, "tc": self.cell, "txbxContent": self.box,
            "footnoteReference": self.note, "endnoteReference": self.note, "ruby": self.ruby,
            "drawing": self.drawing, "pict": self.drawing, "object": self.drawing,
            "fldChar": self.field, "fldSimple": self.simple_field, "sdt": self.control,
        }  # fmt: skip

    def content(self, element: _Element) -> None:
        """Tell all that is in an element."""
        self.depth += 1
        for one in element if self.depth < self.deepest else element.iter():
            self.element(one)
        self.depth -= 1

    def element(self, element: _Element) -> None:
        """Tell an element; one that is not known passes on what is in it."""
        name = local(element)
        if name in UNSEEN or not name:
            return
        told = self.kinds.get(name)
        if self.depth >= self.deepest:
            if name in ("t", "delText"):
                self.text(element)
        elif told:
            told(element)
        else:
            self.content(element)

    # ------------------------------------------------------------------------ paragraphs

    def paragraph(self, element: _Element) -> None:
        """Tell a paragraph; one whose end was deleted goes on with the next."""
        said = child(element, "pPr")
        joined = bool(self.parts)
        style, look, properties = self.styles.look(said)
        self.style = style
        item = self.numbering.item(properties)
        if not joined:
            self.look = replace(look, item=item) if item else look
        self.content(element)
        marks = child(said, "rPr")
        goes_on = any(child(marks, name) is not None for name in ("del", "moveFrom"))
        if (goes_on or properties.get("initial")) and self.parts:
            return
        self.end()
        if (section := child(said, "sectPr")) is not None:
            self.page |= value(child(section, "type")) != "continuous"

    def end(self) -> None:
        """End the paragraph at hand."""
        parts, self.parts = tuple(self.parts), []
        written = Written(parts, self.look)
        if self.fields.in_contents and written.parts:
            text = "".join(part.text for part in parts)
            self.pieces.append(Aside(text, Matter.CONTENTS, "field that lists the contents"))
        else:
            if self.page and written.text:
                written = replace(written, look=replace(self.look, page=True))
                self.page = False
            self.pieces.append(written)
        self.pieces += self.after
        self.after = []

    def add(self, text: str, *, note: str = "") -> None:
        """Add text to the paragraph at hand."""
        if self.gone or self.fields.in_contents:
            kind = Matter.HIDDEN if self.gone else Matter.CONTENTS
            evidence = self.gone or "field that lists the contents"
            self.parts.append(LeftOut(text, kind, evidence))
        else:
            href = self.href or self.fields.href
            self.parts.append(TypedRun(text, self.face, href, note))

    def run(self, element: _Element) -> None:
        """Tell a run of characters that look alike."""
        said = child(element, "rPr")
        self.face = self.styles.face(self.style, said)
        self.font = value(child(said, "rFonts"), "ascii") or ""
        self.content(element)

    def text(self, element: _Element) -> None:
        """Tell characters."""
        text = element.text or ""
        if self.font and self.font.casefold().startswith(("symbol", "wingdings")):
            text = "".join(symbol(ord(char), self.font) for char in text)
        self.add(text)

    def tab(self, _: _Element) -> None:
        """Tell a tab."""
        self.add("\t")

    def line_end(self, element: _Element) -> None:
        """Tell the end of a line, or of a page."""
        if value(element, "type") not in ("page", "column"):
            self.add("\n")
            return
        if any(part.text.strip() for part in self.parts):
            self.end()
        self.page = True

    def hyphen(self, element: _Element) -> None:
        """Tell a hyphen that may or must not end a line."""
        soft = local(element) == "softHyphen"
        self.add("\N{SOFT HYPHEN}" if soft else "\N{NON-BREAKING HYPHEN}")

    def sign(self, element: _Element) -> None:
        """Tell a sign of a symbol font."""
        try:
            code = int(value(element, "char") or "", 16)
        except ValueError:
            return
        if 0 < code < 0xD800 or 0xE000 <= code < 0x110000:
            self.add(symbol(code, value(element, "font") or ""))

    def ruby(self, element: _Element) -> None:
        """Tell characters with their reading, as the Japanese write them in plain text."""
        base, reading = (
            "".join(t.text or "" for one in element if local(one) == name
                    for t in one.iter() if local(t) == "t")
            for name in ("rubyBase", "rt")
        )  # fmt: skip
        self.add(f"｜{base}《{reading}》" if base and reading else base + reading)

    def note(self, element: _Element) -> None:
        """Tell the sign that leads to a note."""
        kind = NOTES[local(element)]
        own = value(element, "id") or ""
        if not self.gone:
            self.add(NOTE_SIGN, note=f"{kind}{own}")

    # --------------------------------------------------------------------------- changes

    def deleted(self, element: _Element) -> None:
        """Tell what a tracked change took out."""
        before = self.gone
        self.gone = before or (DELETED if local(element) == "del" else MOVED)
        self.content(element)
        self.gone = before

    # ---------------------------------------------------------------------------- fields

    def link(self, element: _Element) -> None:
        """Tell a link; one within the document is text."""
        before = self.href
        target = self.relations.get(value(element, "id") or "")
        if target and target.outside and target.target.startswith(("http:", "https:", "mailto:")):
            self.href = target.target
        self.content(element)
        self.href = before

    def field(self, element: _Element) -> None:
        """Begin, part or end a field."""
        self.fields.take(value(element, "fldCharType") or "", element)

    def simple_field(self, element: _Element) -> None:
        """Tell a field that is one element."""
        self.fields.begin(value(element, "instr") or "")
        self.content(element)
        self.fields.end()

    def control(self, element: _Element) -> None:
        """Tell a content control; one that holds the contents is one field of these."""
        gallery = child(child(child(element, "sdtPr"), "docPartObj"), "docPartGallery")
        listed = (value(gallery) or "").startswith("Table of Contents")
        if listed:
            self.fields.begin("TOC")
        self.content(element)
        if listed:
            self.fields.end()

    # ---------------------------------------------------------------------------- frames

    def table(self, element: _Element) -> None:
        """Tell a table; one with a single column only frames what is in it."""
        rows = [one for one in element if local(one) == "tr"]
        columns = max((sum(local(one) == "tc" for one in row) for row in rows), default=0)
        if columns < 2:
            self.content(element)
            return
        with self.framed(GroupKind.TABLE):
            self.content(element)

    def row(self, element: _Element) -> None:
        """Tell a row of a table."""
        with self.framed(GroupKind.ROW, inside=GroupKind.TABLE):
            self.content(element)

    def cell(self, element: _Element) -> None:
        """Tell a cell of a table."""
        with self.framed(GroupKind.CELL, inside=GroupKind.ROW):
            self.content(element)

    @contextmanager
    def framed(self, kind: GroupKind, inside: GroupKind | None = None) -> Iterator[None]:
        """Put a frame around pieces, where the one that it belongs in is open."""
        if inside and self.frames[-1:] != [inside]:
            yield
            return
        self.pieces.append(FrameEdge(kind, True))
        self.frames.append(kind)
        yield
        self.frames.pop()
        self.pieces.append(FrameEdge(kind, False))

    def box(self, element: _Element) -> None:
        """Tell the text of a box, which is set after the paragraph that holds it."""
        inner = BodyReader(self.package, "", self.styles, self.numbering, self.skipped)
        inner.relations, inner.depth, inner.gone = self.relations, self.depth, self.gone
        inner.content(element)
        self.after += inner.finished()

    def drawing(self, element: _Element) -> None:
        """Tell a picture, and the text in boxes that are drawn."""
        said = next((one for one in element.iter() if local(one) == "docPr"), None)
        alt = value(said, "descr") or value(said, "title") or ""
        for one in element.iter():
            name = local(one)
            if name in ("blip", "imagedata"):
                self.picture(value(one, "embed" if name == "blip" else "id") or "", alt)
            elif name == "rect" and value(one, "hr"):
                self.look = replace(self.look, ruled=True)
        self.content(element)

    def picture(self, relation: str, alt: str) -> None:
        """Tell a picture."""
        target = self.relations.get(relation)
        if target is None or self.gone:
            return
        inside = not target.outside and target.target in self.package.container
        data = self.package.container.read(target.target) if inside else b""
        picture = picture_of(target.target, data)
        if picture:
            self.after.append(Illustration(picture, alt))
        else:
            self.skipped.append(target.target)

    def finished(self) -> list[DocumentPiece]:
        """Return all pieces, the last paragraph ended."""
        if self.parts or self.after:
            self.end()
        return self.pieces
