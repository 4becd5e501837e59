"""Text of a document as it is told, element by element; what stands in a paragraph waits."""

from __future__ import annotations

import re
from typing import Protocol

_OUT, _IN = "\ue0fd", "\ue0fe"
"""Stand around what is left out; no text has these characters."""
_WITHIN_WORD = re.compile(f"(?<=[^\\W_])((?:{_OUT}[^{_IN}]*{_IN})+)([^\\W_{_OUT}]+)")
_SIGNS = str.maketrans("", "", _OUT + _IN)


def with_words_whole(text: str) -> str:
    """Return text in which what is left out amid a word stands behind the word.

    >>> with_words_whole("goo\ue0fdinn\ue0fed"), with_words_whole("go \ue0fdin\ue0fe on")
    ('good inn', 'go in on')
    """
    done = None
    while done != text:
        done, text = text, _WITHIN_WORD.sub(r"\2 \1", text)
    return text.translate(_SIGNS)


class ParagraphText:
    """Collects text. What is anchored in a paragraph, a note or a box, comes after it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._open: list[list[str]] = []
        """Texts of what is open: paragraphs, and what is anchored in them."""
        self._waiting: list[list[str]] = []
        """For each open paragraph, what waits for its end."""

    def add(self, text: str) -> None:
        """Take text."""
        (self._open[-1] if self._open else self.parts).append(text)

    def add_left_out(self, text: str) -> None:
        """Take text that is not to be in the book."""
        self.add(f"{_OUT}{text}{_IN}")

    def begin_paragraph(self) -> None:
        """Begin a paragraph."""
        self._open.append(["\n"])
        self._waiting.append([])

    def end_paragraph(self) -> None:
        """End a paragraph: its text, then what waits."""
        if self._waiting and self._open:
            text = [*self._open.pop(), "\n", *self._waiting.pop()]
            (self._open[-1] if self._open else self.parts).extend(text)

    def begin_anchored(self) -> None:
        """Begin what stands in a paragraph and comes after it."""
        self._open.append(["\n"])

    def end_anchored(self) -> None:
        """End what stands in a paragraph and comes after it."""
        if not self._open:
            return
        text = [*self._open.pop(), "\n"]
        (self._waiting[-1] if self._waiting else self.parts).extend(text)

    def whole(self) -> str:
        """Return all text, what is still open as well."""
        rest = [part for parts in (*self._open, *self._waiting) for part in parts]
        return with_words_whole("".join([*self.parts, *rest]))


class Teller(Protocol):
    """Hears of each element of a part, in the order of the file."""

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        """Begin an element."""

    def end(self, tag: str) -> None:
        """End an element."""

    def data(self, data: str) -> None:
        """Take characters."""

    def close(self) -> str:
        """Return all text."""


def told_text(part: bytes, teller: Teller) -> str:
    """Return the text of XML as it is told; what is broken in it is read as far as can be.

    Raises ValueError where nothing can be.
    """
    from lxml import etree

    parser: etree.XMLParser = etree.XMLParser(
        target=teller, recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )  # type: ignore[call-overload]
    try:
        return str(etree.fromstring(part, parser))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
