"""What a document does throughout, so that it means nothing: its usual size, face, and setting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec.structs import replace

from epubify.layout.wrapping import MOST_WRAPPED, SHORTEST_WRAPPED
from epubify.model.records import Record
from epubify.readers.office.document_pieces import (
    DocumentPiece,
    Face,
    ParagraphLook,
    TypedRun,
    Written,
)
from epubify.text.facts import facts_of, runs_on

THROUGHOUT = 0.6
"""Share of the letters of a document that look so where it means nothing. With less, a story of
long letters in italics loses them; with more, one that was typed in bold is all shouted."""
LARGER = 1.15
"""Times that a line is larger than the text where it is set apart by that. With less, every change
of font makes headings; with more, those of 14 points over 12 are lost."""
QUOTED = 18
"""Points that a paragraph stands in on both sides where it is quoted. With fewer, every odd margin
is a quotation; with more, those of a quarter of an inch are lost."""
SHORT = 80
"""Letters of a paragraph that may be set apart as a heading is; longer ones are prose."""
WRAPPED = 0.3
"""Share of the joints between paragraphs over which a sentence goes on, where each line of a text
was made a paragraph. With less, a careless typist's paragraphs are joined; with more, plain text
that was pasted stays in pieces."""
FEWEST_JOINTS = 4
"""Joints between paragraphs by which it can be told that lines were wrapped."""
FULL = 0.9
"""Share of the longest line that a line would fill with the next word. With less, verse is joined;
with more, lines that were wrapped a little early keep their ends."""


class UsualLook(Record):
    """What most of a document has."""

    strong: bool = False
    emphasis: bool = False
    small_caps: bool = False
    underline: bool = False
    align: str = ""
    inset: bool = False
    """Most of it stands in on both sides."""
    role: str = ""
    """What the style of most paragraphs is called for: programs set plain text as code."""
    size: float = 0
    """The size of most letters, in points; 0 where nothing says it."""
    marks_emphasis: bool = False
    """Words in it are emphasised by their looks, so that a star is a star."""

    def without(self, face: Face) -> Face:
        """Return a face without what means nothing in this document."""
        return replace(
            face,
            strong=face.strong and not self.strong,
            emphasis=face.emphasis and not self.emphasis,
            small_caps=face.small_caps and not self.small_caps,
            underline=face.underline and not self.underline,
        )

    def is_large(self, written: Written) -> bool:
        """Tell whether all of a short paragraph is larger than the text."""
        sizes = [run.face.size for run in written.runs]
        if not self.size or not sizes or len(written.text) > SHORT:
            return False
        return min(sizes) >= LARGER * self.size


def habit_of(pieces: Iterable[DocumentPiece]) -> UsualLook:
    """Return what most letters of a document look like, headings apart."""
    prose = [p for p in pieces if isinstance(p, Written) and not p.look.level]
    sizes: Counter[float] = Counter()
    looks: Counter[str] = Counter()
    total = 0
    for written in prose:
        looks[written.look.align] += len(written.text)
        looks["inset"] += len(written.text) if is_inset(written.look) else 0
        looks[f"role {written.look.role}"] += len(written.text)
        for run in written.runs:
            count = len(run.text)
            total += count
            sizes[run.face.size] += count
            for name in ("strong", "emphasis", "small_caps", "underline"):
                looks[name] += count if getattr(run.face, name) else 0
    most = {name for name, count in looks.items() if count > THROUGHOUT * total}
    size = sizes.most_common(1)[0][0] if sizes else 0
    return UsualLook(
        strong="strong" in most,
        emphasis="emphasis" in most,
        small_caps="small_caps" in most,
        underline="underline" in most,
        align=next((name for name in ("center", "right") if name in most), ""),
        inset="inset" in most,
        role=next((name[5:] for name in most if name.startswith("role ")), ""),
        size=size,
        marks_emphasis=any(is_mixed(written) for written in prose),
    )


def is_inset(look: ParagraphLook) -> bool:
    """Tell whether a paragraph stands in on both sides."""
    return look.left >= QUOTED and look.right >= QUOTED


def is_mixed(written: Written) -> bool:
    """Tell whether some words of a paragraph are in italics or underlined, and others not."""
    return len({run.face.emphasis or run.face.underline for run in written.runs}) > 1


# ------------------------------------------------------------------------- wrapped lines


def with_wrapped_joined(pieces: Sequence[DocumentPiece]) -> list[DocumentPiece]:
    """Return pieces with lines as one paragraph, where each line of a text was made one.

    The end of a line that had room for the next word stays a line end, so that it is told as in
    plain text what is verse.
    """
    width = width_of_lines(pieces)
    if not width:
        return list(pieces)
    joined: list[DocumentPiece] = []
    last = ""
    for piece in pieces:
        above = joined[-1] if joined else None
        if isinstance(piece, Written) and isinstance(above, Written) and may_join(above, piece):
            full = len(last) + 1 + len(piece.text.split()[0]) > FULL * width
            end = TypedRun(" " if full else "\n")
            joined[-1] = Written((*above.parts, end, *piece.parts), above.look)
        else:
            joined.append(piece)
        last = piece.text if isinstance(piece, Written) else ""
    return joined


def width_of_lines(pieces: Sequence[DocumentPiece]) -> int:
    """Return the length of the longest line where each line was made a paragraph, else 0.

    Sentences go on over their ends there.
    """
    joints = [
        (a.text, b.text)
        for a, b in pairwise(pieces)
        if isinstance(a, Written) and isinstance(b, Written) and may_join(a, b)
    ]
    longest = max((len(a) for a, _ in joints), default=0)
    if len(joints) < FEWEST_JOINTS or not SHORTEST_WRAPPED <= longest <= MOST_WRAPPED:
        return 0
    on = sum(runs_on(facts_of(a), facts_of(b)) for a, b in joints)
    return longest if on >= WRAPPED * len(joints) else 0


def may_join(above: Written, below: Written) -> bool:
    """Tell whether two paragraphs may be lines of one: they look alike, and nothing parts them."""
    indented = bool(below.parts) and below.parts[0].text.startswith(("\t", "   "))
    parted = indented or below.look.page or below.look.level or below.look.item
    return bool(above.text and below.text and not parted) and above.look == below.look
