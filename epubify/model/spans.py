"""Runs of text with their marks, and what the markup of a form says of a line."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeAlias

from epubify.model.records import Record


class Ruby(Record):
    """A reading beside the characters it belongs to, and where both stand in a text."""

    start: int
    end: int
    base: str
    reading: str


class Span(Record):
    """A run of text with the same marks."""

    text: str
    marks: frozenset[str] = frozenset()
    """Of ``emphasis``, ``strong``, ``small-caps``, ``superscript``, ``subscript``, ``strike``;
    ``noteref`` where the span leads to a footnote."""
    href: str | None = None
    """A web address, or ``#name`` of a footnote."""
    ruby: tuple[Ruby, ...] = ()
    """The readings in the text, rising; known once it is typeset."""

    def with_text(self, text: str) -> Span:
        """Return the span with another text, itself where that is the same.

        >>> Span("so", frozenset({"strong"})).with_text("it").text
        'it'
        """
        return self if text == self.text else Span(text, self.marks, self.href, self.ruby)


Spans: TypeAlias = tuple[Span, ...]


def plain(spans: Iterable[Span]) -> str:
    """Return the text of spans without their marks.

    >>> plain((Span("so "), Span("very", frozenset({"emphasis"})), Span(" late")))
    'so very late'
    """
    match spans:
        case (only,):  # as nearly always
            return only.text
    return "".join([span.text for span in spans])


class GroupKind(StrEnum):
    """What markup puts around blocks."""

    QUOTE = "quote"
    ORDERED = "ordered"
    BULLETED = "bulleted"
    ITEM = "item"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"
    HEAD_CELL = "head-cell"
    FOOTNOTE = "footnote"
    NOTE = "note"
    """An author's note, by its markup."""
    STANZA = "stanza"
    """Lines of verse, by its markup."""


class Enclosure(Record):
    """Something that markup puts around lines; those in the same one stand together."""

    kind: GroupKind
    number: int
    """Tells it from its neighbours of the same kind."""
    name: str = ""
    """What links lead to it by: that of a footnote."""


class Picture(Record):
    """A picture that stands in a story, as its source has it."""

    name: str
    data: bytes
    media_type: str


class Markup(Record):
    """What the markup of a form says of one line of its text."""

    spans: Spans
    """The text of the line with its marks."""
    paragraph: int
    """Lines with the same number are one paragraph, broken into lines."""
    kind: str = "paragraph"
    """``paragraph``, ``heading``, ``break``, ``preformatted`` or ``figure``."""
    level: int = 0
    """Of a heading, from 1."""
    align: str = ""
    """``center`` or ``right``, where it is not set as prose."""
    page: bool = False
    """A page begins with it."""
    literal: bool = False
    """Emphasis is marked by the form alone: ``*`` is a star."""
    within: tuple[Enclosure, ...] = ()
    """What stands around it, from the outside in."""
    on: bool = False
    """It goes on with the line before, from which only what is left out parts it."""
    picture: Picture | None = None
    """The picture that a ``figure`` is."""
    alt: str = ""
    """What is to be seen on it."""
    places: tuple[str, ...] = ()
    """Names by which links in the source lead to it."""
    entitled: tuple[str, int] | None = None
    """What the contents of the source call the text that begins with it, where no heading says so,
    and how deep that entry stands, from 1."""
    listed: bool | None = None
    """False for a heading that stands deeper than all that the contents of the source name, True
    for others; None where the source has no contents."""


class Setting(Record):
    """How a paragraph stood on the page: what headings are known by."""

    lines: int = 1
    """Source lines that it was joined from."""
    inset: int = 0
    """Columns that its first line stood further in than the usual left edge."""
    gap_before: int = 0
    """Blank lines before it."""
    underlined: bool = False
    page_before: bool = False
    """A page, post or paste begins with it."""
    single: bool = True
    """Paragraphs around it are one line each."""
    unit: int = 0
    """Blank lines between the lines of one paragraph around it (double-spaced text)."""
    plain: bool = False
    """Nothing else is to be made of it: no heading, no note, no cue."""
    level: int = 0
    """Level of a heading that markup says it is, from 1; 0 where it says nothing."""
    strong: bool = False
    """All of it is bold, as markup says."""
    align: str = ""
    """``center`` or ``right``, where markup sets it so."""
    places: tuple[str, ...] = ()
    """Names by which links in its source lead to it."""
    entitled: tuple[str, int] | None = None
    """What the contents of its source call the text that begins with it, where no heading says so,
    and how deep that entry stands, from 1."""
    listed: bool | None = None
    """False for a heading that stands deeper than all that the contents of its source name, True
    for others; None where the source has no contents."""


AS_PROSE = Setting()
"""How a paragraph stands of which nothing more is known."""
FIGURE_SIGN = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in the text of a line for the picture on it."""
NOTE_SIGN = "\N{DAGGER}"
"""Stands for the number of a footnote where the form counts them itself."""
BREAK_SIGN = "* * *"
"""Stands for a break that the form draws itself."""
