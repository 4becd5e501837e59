"""Title, subtitle, author and date of a document, where its styles are called so."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import field
from msgspec.structs import replace

from epubify.matter.titles import clean_title
from epubify.model import Contributor, Field, Metadata, Origin, OriginKind, Place
from epubify.model.records import Record
from epubify.readers.author_line import is_byline, names_in
from epubify.readers.galley import Galley
from epubify.readers.office.document_pieces import DocumentPiece, Written
from epubify.readers.office.habit import SHORT
from epubify.text.facts import facts_of
from epubify.text.field_dates import field_date

ROLES = ("title", "subtitle", "author", "date")
LONGEST_SUBTITLE = 120
"""Letters of a subtitle; longer ones in its style are a summary or an opening."""

LONGEST_HEAD = 20
"""Paragraphs, empty ones too, among which the head of a manuscript ends. With more, a centred line
in a story of short paragraphs is its title; with fewer, titles halfway down the page are lost."""


class StyledTitle(Record):
    """What styles say of the paragraphs of a title."""

    said: dict[int, str] = field(default_factory=dict)
    """Index of a paragraph → the entry of the metadata that it says."""
    levels: dict[int, int] = field(default_factory=dict)
    """Index of a paragraph in the style of titles that heads a chapter → its level."""

    def header(
        self, galley: Galley, text: str, said: str, known: Metadata, source: str
    ) -> Metadata:
        """Set a paragraph that the metadata says, and return these with it."""
        line = len(galley.lines) + 1
        galley.header(text, f"{_NAMES[said]} by its style or its place")
        origin = Origin(OriginKind.HEADER, line)
        if said == "contributors":
            people = tuple(Contributor(name) for name in names_in(text))
            told = Metadata.with_origin(origin, contributors=(*known.contributors, *people))
            return told.over(known)
        if said == "imprint":
            shown = Field("imprint", "", " ".join(text.split()), Place(source, line, line))
            return replace(known, fields=(*known.fields, shown))
        if said == "date":
            return Metadata.with_origin(origin, date=field_date(text)).over(known)
        words = clean_title(" ".join(text.split()))
        before = getattr(known, said)
        return Metadata.with_origin(
            origin, **{said: f"{before} {words}" if before else words}
        ).over(known)


_NAMES = {
    "title": "title",
    "subtitle": "subtitle",
    "contributors": "author",
    "date": "date",
    "imprint": "head of the manuscript",
}


def title_page_of(pieces: Sequence[DocumentPiece]) -> StyledTitle:
    """Return what the styles of a document say of its title.

    The style of titles makes the title of the story where it stands once, on top, and has no
    heading of a chapter; where it stands again and again, it heads chapters.
    """
    styled = [n for n, p in enumerate(pieces) if isinstance(p, Written) and p.text
              and p.look.role in ROLES and not p.look.level]  # fmt: skip
    titles = [n for n in styled if role_of(pieces[n]) == "title"]
    top = top_of(pieces)
    if any(n not in top for n in titles) or any(is_heading(pieces[n]) for n in titles):
        return StyledTitle(levels=dict.fromkeys(titles, 1))
    said: dict[int, str] = dict.fromkeys(titles, "title") or manuscript_head(pieces)
    for n in top:
        role, text = role_of(pieces[n]), text_of(pieces[n])
        names = names_in(text)
        author = names and (role == "author" or is_byline(text))
        if role in ("subtitle", "author") and author and len(text) <= LONGEST_SUBTITLE:
            said[n] = "contributors"
        elif role == "subtitle" and titles and "subtitle" not in said.values():
            said |= {n: "subtitle"} if len(text) <= LONGEST_SUBTITLE else {}
        elif role == "date" and titles and field_date(text):
            said[n] = "date"
    return StyledTitle(said)


def manuscript_head(pieces: Sequence[DocumentPiece]) -> dict[int, str]:
    """Return what the head of a manuscript says: a centred title below others on the left.

    The head names the author, a course, a date, as teachers and magazines ask for; where all of
    it is centred, it is understood as the title page of a plain text is.
    """
    head: list[int] = []
    for n, piece in enumerate(pieces[:LONGEST_HEAD]):
        if text_of(piece):
            head.append(n)
        if len(text_of(piece)) > SHORT:
            break
    else:
        return {}
    centred = [n for n in head[:-1] if align_of(pieces[n]) == "center"]
    prose = align_of(pieces[head[-1]])
    first = text_of(pieces[head[0]]).split("\t")[0]
    signed = [n for n in centred[1:2] if is_signed(text_of(pieces[n]), first)]
    below = [*centred[:1], *signed]
    alone = bool(centred) and centred == below == head[-1 - len(below) : -1]
    if not alone or centred[0] == head[0] or prose == "center" or is_heading(pieces[centred[0]]):
        return {}
    if not any(map(str.isalpha, text_of(pieces[centred[0]]))):
        return {}
    named = signed or (head[:1] if names_in(text_of(pieces[head[0]])) else [])
    said = {n: "contributors" if n in named else "imprint" for n in head[:-1]}
    return {**said, centred[0]: "title"}


def is_signed(line: str, first: str) -> bool:
    """Tell whether a line below a title names who the head of the manuscript begins with.

    >>> is_signed("by Nina Hale", "12 Quay Street"), is_signed("Nina Hale", "Nina Hale")
    (True, True)
    """
    return bool(names_in(line)) and (is_byline(line) or names_in(line) == names_in(first))


def align_of(piece: DocumentPiece) -> str:
    """Return how a paragraph is set."""
    return piece.look.align if isinstance(piece, Written) else ""


def top_of(pieces: Sequence[DocumentPiece]) -> list[int]:
    """Return the paragraphs before any other text whose styles are those of a title page."""
    found = []
    for n, piece in enumerate(pieces):
        if not isinstance(piece, Written) or not piece.text:
            continue
        if piece.look.level or piece.look.role not in ROLES:
            break
        found.append(n)
    return found


def role_of(piece: DocumentPiece) -> str:
    """Return what the style of a paragraph is called for."""
    return piece.look.role if isinstance(piece, Written) else ""


def text_of(piece: DocumentPiece) -> str:
    """Return the text of a paragraph."""
    return piece.text if isinstance(piece, Written) else ""


def is_heading(piece: DocumentPiece) -> bool:
    """Tell whether the text of a title is that of a chapter: ``Chapter 3``."""
    form = facts_of(" ".join(text_of(piece).split())).form
    return form is not None and form.number is not None
