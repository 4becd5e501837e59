"""The elements of a page set on a galley, word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from epubify.model import GroupKind, Matter, Metadata, Source, Span, Text
from epubify.readers.galley import Delivery, Galley, LeftOut, Part
from epubify.readers.html.page_tree import INLINE, SILENT, name_of, text_of
from epubify.report import Report

if TYPE_CHECKING:
    from lxml.etree import _Element

EMPHASIS, STRONG = frozenset({"emphasis"}), frozenset({"strong"})
MARKS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), EMPHASIS),
    **dict.fromkeys(("strong", "b"), STRONG),
    **dict.fromkeys(("s", "strike", "del"), frozenset({"strike"})),
    "sup": frozenset({"superscript"}),
    "sub": frozenset({"subscript"}),
}
HEADINGS: Mapping[str, int] = {f"h{n}": n for n in range(1, 7)}
FRAMES: Mapping[str, GroupKind] = {
    "blockquote": GroupKind.QUOTE,
    "ul": GroupKind.BULLETED,
    "ol": GroupKind.ORDERED,
    "li": GroupKind.ITEM,
    "table": GroupKind.TABLE,
    "tr": GroupKind.ROW,
    "td": GroupKind.CELL,
    "th": GroupKind.HEAD_CELL,
}
_BLANK = re.compile(r"[ \t\n\r\f\v]+")
Verdicts = Mapping["_Element", tuple[Matter, str]]
"""Elements that are no story: of what kind, and by what evidence."""


class PageSetter:
    """Walks through a page and sets what it says."""

    def __init__(self, verdicts: Verdicts) -> None:
        self.galley = Galley()
        self.verdicts = verdicts
        self.parts: list[Part] = []
        """The paragraph at hand."""
        self.marks: frozenset[str] = frozenset()
        self.href: str | None = None
        self.level = 0
        self.align = ""
        self.typed = False
        """Line ends are meant."""
        self.starts: dict[str, Callable[[_Element], None]] = {
            "br": self.line_end,
            "hr": self.rule,
            "p": self.typed_paragraph,
            "pre": self.lines,
            "ruby": self.ruby,
        }

    def element(self, element: _Element) -> None:
        """Set an element with all that is in it."""
        name = name_of(element)
        if name in SILENT or not name:
            return
        if verdict := self.verdicts.get(element):
            self.leave_out(element, *verdict)
        elif start := self.starts.get(name):
            start(element)
        elif name in INLINE:
            self.inline(element, name)
        else:
            self.block(element, name)

    def content(self, element: _Element) -> None:
        """Set what is in an element."""
        self.text(element.text)
        for child in element:
            self.element(child)
            self.text(child.tail)

    def text(self, text: str | None) -> None:
        """Set text in the paragraph at hand."""
        if text:
            text = text if self.typed else _BLANK.sub(" ", text)
            self.parts.append(Span(text, self.marks, self.href))

    def flush(self, *, empty: bool = False) -> None:
        """End the paragraph at hand; where there is none, ``empty`` says that it is space."""
        parts, self.parts = self.parts, []
        if empty or any(isinstance(p, LeftOut) or p.text.strip() for p in parts):
            self.galley.paragraph(parts, level=self.level, align=self.align)

    # ------------------------------------------------------------------- kinds of elements

    def leave_out(self, element: _Element, kind: Matter, evidence: str) -> None:
        """Set what is no story, so that it is named."""
        if name_of(element) in INLINE and self.parts:
            self.parts.append(LeftOut(text_of(element), kind, evidence))
        else:
            self.flush()
            self.galley.left_out(text_of(element), kind, evidence)

    def inline(self, element: _Element, name: str) -> None:
        """Set an element that stands in a line."""
        marks, href = self.marks, self.href
        self.marks = marks | MARKS.get(name, frozenset())
        if name == "a" and (element.get("href") or "").startswith(("http:", "https:", "mailto:")):
            self.href = element.get("href")
        self.content(element)
        self.marks, self.href = marks, href

    def block(self, element: _Element, name: str) -> None:
        """Set an element that stands apart."""
        self.flush()
        with self.around(element, name):
            self.content(element)
            self.flush()

    @contextmanager
    def around(self, element: _Element, name: str) -> Iterator[None]:
        """Let what an element says hold for all in it."""
        level, align = self.level, self.align
        self.level = HEADINGS.get(name, level)
        said = "center" if name == "center" else (element.get("align") or "").lower()
        self.align = {"center": "center", "right": "right"}.get(said, "" if said else align)
        kind = FRAMES.get(name)
        try:
            if kind:
                with self.galley.within(kind):
                    yield
            else:
                yield
        finally:
            self.level, self.align = level, align

    def typed_paragraph(self, element: _Element) -> None:
        """Set a paragraph; one without words is space."""
        self.flush()
        with self.around(element, "p"):
            self.content(element)
            self.flush(empty=True)

    def line_end(self, element: _Element) -> None:
        """Set a line end."""
        self.parts.append(Span("\n", self.marks, self.href))

    def rule(self, element: _Element) -> None:
        """Set a rule."""
        self.flush()
        self.galley.rule()

    def lines(self, element: _Element) -> None:
        """Set lines whose ends are meant."""
        self.flush()
        typed, self.typed = self.typed, True
        self.content(element)
        self.flush()
        self.typed = typed

    def ruby(self, element: _Element) -> None:
        """Set readings behind what they belong to, as the Japanese write them in plain text."""
        base = element.text or ""
        for child in element:
            name, text = name_of(child), text_of(child)
            if name in ("rt", "rtc") and text.strip():
                self.text(f"｜{base.strip()}《{text.strip()}》" if base.strip() else text)
                base = ""
            elif name not in ("rp", "rt", "rtc"):
                base += text
            base += child.tail or ""
        self.text(base if base.strip() else None)


def set_body(root: _Element, source: Source, text: Text, report: Report) -> Delivery:
    """Return the page set on a galley."""
    setter = PageSetter({})
    setter.content(root)
    setter.flush()
    return Delivery(setter.galley, Metadata(), text.encoding, text.confidence)
