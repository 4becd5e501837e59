"""Notes and comments that Scrivener keeps beside a document: each with a link that leads to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from epubify.model import GroupKind, Matter
from epubify.model.records import Record
from epubify.model.spans import NOTE_SIGN
from epubify.readers.containers import Container, parse_xml
from epubify.readers.galley import LeftOut
from epubify.readers.office.document_pieces import (
    REMARK,
    Aside,
    DocumentPiece,
    FrameEdge,
    TypedRun,
    Written,
    text_of_pieces,
)
from epubify.readers.rich_text.rtf_reader import RtfReader
from epubify.readers.xml_tree import local_name

COMMENTS = "content.comments"
"""The file with the remarks, beside that of the text."""


class Remark(Record):
    """A note or a comment on a document."""

    name: str
    footnote: bool
    pieces: tuple[DocumentPiece, ...]


def remarks_beside(container: Container, text: str) -> list[Remark]:
    """Return the remarks on a document, of which the name of the file with its text is known."""
    name = f"{text.rpartition('/')[0]}/{COMMENTS}".lstrip("/")
    if name not in container:
        return []
    root = parse_xml(container.name, container.read(name))
    found = (one for one in root.iter() if local_name(one) == "Comment")
    return [
        Remark(
            one.get("ID") or "",
            (one.get("Footnote") or "").lower() == "yes",
            tuple(RtfReader("".join(one.itertext()).strip().encode("utf-8", "replace")).pieces),
        )
        for one in found
    ]


def with_remarks(
    pieces: Sequence[DocumentPiece], remarks: Sequence[Remark]
) -> Iterator[DocumentPiece]:
    """Yield the pieces of a document with signs of its notes, and below it notes and comments.

    A comment is left out, as is a note to which nothing leads.
    """
    notes = {one.name for one in remarks if one.footnote}
    led: set[str] = set()
    for piece in pieces:
        yield signed(piece, notes, led) if isinstance(piece, Written) else piece
    for one in remarks:
        if one.name in led:
            yield FrameEdge(GroupKind.FOOTNOTE, True, f"remark-{one.name}")
            yield from one.pieces
            yield FrameEdge(GroupKind.FOOTNOTE, False)
        else:
            yield Aside(text_of_pieces(one.pieces), Matter.COMMENT, "comment beside the text")


def signed(written: Written, notes: set[str], led: set[str]) -> Written:
    """Return a paragraph with the sign of a note behind the words that lead to it.

    What is found is added to ``led``.
    """
    parts: list[TypedRun | LeftOut] = []
    for n, part in enumerate(written.parts):
        parts.append(part)
        name = named_in(part)
        goes_on = n + 1 < len(written.parts) and named_in(written.parts[n + 1]) == name
        if name in notes and not goes_on and name not in led:
            led.add(name)
            parts.append(TypedRun(NOTE_SIGN, note=f"remark-{name}"))
    return replace(written, parts=tuple(parts))


def named_in(part: TypedRun | LeftOut) -> str:
    """Return the name of the remark that a run of characters leads to."""
    href = part.href if isinstance(part, TypedRun) else None
    return (href or "").removeprefix(REMARK) if (href or "").startswith(REMARK) else ""
