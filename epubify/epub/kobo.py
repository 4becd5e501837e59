"""Pages as Kobo's own engine wants them (``.kepub.epub``).

Kobo marks places, highlights and reading progress by spans that it expects around every
sentence, and sets pages by two boxes around the whole. Without them a book is opened by the
other, older engine. The markup follows what Kobo's shop and the tool kepubify produce.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from epubify.epub.xhtml import pieces, tag_of, without_landmarks
from epubify.text.lazy_pattern import lazy

_STYLE = (
    '<style type="text/css" class="kobostylehacks">'
    "div#book-inner { margin-top: 0; margin-bottom: 0; } "
    "body.cover div#book-columns, body.cover div#book-inner { height: 100%; }"
    "</style>\n"
)
_OPENING, _CLOSING = '<div id="book-columns"><div id="book-inner">', "</div></div>"

_SENTENCE_END = lazy(
    r"""(?<![.!?:…])[.!?:…]++(?:&quot;|["'”’“»)])*+(?:\s++|$)|[。！？]++[」』）”]*+\s*+"""
)
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "ul", "dl", "table"})
"""Elements that begin a new count of sentences."""
_WITHOUT_SPANS = frozenset({"script", "style", "pre", "audio", "video", "svg", "math", "rp", "rt"})


def as_kepub(page: bytes) -> bytes:
    """Return a document with Kobo's boxes, and spans around its sentences.

    All text stays, character for character. Landmarks are taken out of the contents page,
    because Kobo lists them among the chapters; the guide of the package has them still.

    >>> page = b"<html><head></head><body><p>One. <em>Two</em>!</p></body></html>"
    >>> print(as_kepub(page).decode().partition("book-inner\\">")[2])
    <p><span class="koboSpan" id="kobo.1.1">One. </span><em>\
<span class="koboSpan" id="kobo.1.2">Two</span></em>\
<span class="koboSpan" id="kobo.1.3">!</span></p></div></div></body></html>
    """
    markup = without_landmarks(page.decode())
    spanned = _Spanned()
    return "".join(part for piece in pieces(markup) for part in spanned.piece(piece)).encode()


class _Spanned(Struct):
    """Where in a document we are."""

    open: list[str] = field(default_factory=list)
    """Names of the elements around, from the body inward; empty outside of it."""
    paragraph: int = 0
    sentence: int = 0
    at_start: bool = True
    """True where the next sentence is the first of a paragraph."""

    def piece(self, piece: str) -> Iterator[str]:
        """Yield what stands for a piece of the document."""
        tag = tag_of(piece)
        if tag is None:
            yield from self._text(piece) if self._takes_spans(piece) else (piece,)
        elif tag.closing:
            if self.open:
                self.open.pop()
            yield {"head": _STYLE, "body": _CLOSING}.get(tag.name, "") + piece
        elif tag.name == "img" and self.open:
            self.at_start = True
            yield f"{self._span()}{piece}</span>"
        else:
            yield from self._start(piece, tag.name, empty=tag.empty)

    def _start(self, piece: str, name: str, *, empty: bool) -> Iterator[str]:
        if (self.open or name == "body") and not empty:
            self.open.append(name)
        self.at_start |= name in _PARAGRAPHS
        yield f"{piece}{_OPENING}" if name == "body" else piece

    def _takes_spans(self, piece: str) -> bool:
        return (
            bool(self.open) and not piece.startswith("<") and _WITHOUT_SPANS.isdisjoint(self.open)
        )

    def _text(self, text: str) -> Iterator[str]:
        for sentence in _sentences(text):
            # Space between blocks is not text; within a paragraph it is one.
            if sentence.isspace() and self.open[-1] != "p":
                yield sentence
            else:
                yield f"{self._span()}{sentence}</span>"

    def _span(self) -> str:
        if self.at_start:
            self.paragraph, self.sentence, self.at_start = self.paragraph + 1, 0, False
        self.sentence += 1
        return f'<span class="koboSpan" id="kobo.{self.paragraph}.{self.sentence}">'


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, each with the space after it."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        yield text[start : end.end()]
        start = end.end()
    if start < len(text):
        yield text[start:]
