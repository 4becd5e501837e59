"""Fields of a Word document: what is counted, looked up or linked by the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from epubify.readers.office.document_pieces import LINK
from epubify.readers.word.word_package import local
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from lxml.etree import _Element

_LISTING = lazy(r"\s*(?:TOC|INDEX|TOA)\b")


class FieldStack(Struct):
    """The fields that are open; one may stand in another, and over paragraphs."""

    codes: list[str] = field(default_factory=list)

    def take(self, kind: str, element: _Element) -> None:
        """Begin or end a field by the character that does so."""
        if kind == "begin":
            self.begin(code_after(element))
        elif kind == "end":
            self.end()

    def begin(self, code: str) -> None:
        """Begin a field."""
        self.codes.append(code)

    def end(self) -> None:
        """End the field that began last."""
        if self.codes:
            self.codes.pop()

    @property
    def in_contents(self) -> bool:
        """Whether what is told lists the contents, or is an index."""
        return any(_LISTING.match(code) for code in self.codes)

    @property
    def href(self) -> str | None:
        """Where what is told leads to."""
        found = [match[1] for code in self.codes if (match := LINK.match(code))]
        return found[-1] if found else None


def code_after(element: _Element) -> str:
    """Return the code of the field that an element begins, out of the runs behind it."""
    code: list[str] = []
    run = element.getparent()
    following = list(element.itersiblings())
    while run is not None:
        for one in following:
            if local(one) == "instrText":
                code.append(one.text or "")
            elif local(one) == "fldChar":
                return "".join(code)
        run = run.getnext()
        following = list(run) if run is not None else []
    return "".join(code)
