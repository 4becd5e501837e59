"""A candidate for a heading, with what speaks for and against it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from epubify.model import Place
from epubify.model.records import Record
from epubify.text.facts import Facts, facts_of
from epubify.text.heading_forms import HeadingForm

Clue = tuple[str, float]
"""What speaks for or against a candidate, and how much: above zero it speaks for it."""


class Candidate(Record):
    """A block that may be a heading, with what speaks for and against it."""

    index: int
    """Index among the blocks."""
    at: Place
    text: str
    form: HeadingForm
    clues: tuple[Clue, ...] = ()
    accepted: bool = False
    refused: bool = False
    """A person says that it is not a heading."""
    said_below: bool = False
    """The heading that follows directly says the same."""
    repeated: bool = False
    """It is left out: the one that says the same below is a heading."""
    nested: bool = False
    """It divides a section: a bare number in a run that starts again below a heading."""
    in_list: bool = False
    """It is a line of a list: numbered ones stand right above or below it."""
    reason: str = ""
    """Why it was turned down, or what decided for it."""
    level: int = 1
    title: str | None = None
    story_title: str = ""
    """The title of the story, where it stands before the heading in the same line."""
    title_index: int | None = None
    """Index of the block that holds the title, where it stands on a line of its own."""
    listed: bool = True
    """The contents list of the book names it."""
    marked: bool = False
    """Markup says that it is one, and no contents list of the source says that it is listed."""

    @property
    def last_index(self) -> int:
        """Index of its last block."""
        return self.index if self.title_index is None else max(self.index, self.title_index)

    @property
    def title_above(self) -> bool:
        """Its title stands above its number."""
        return self.title_index is not None and self.title_index < self.index

    @property
    def aside(self) -> bool:
        """It is no longer in question."""
        return self.refused or self.said_below

    @property
    def score(self) -> float:
        """Sum of the weights of all clues."""
        return round(sum([weight for _, weight in self.clues]), 2)

    @property
    def facts(self) -> Facts:
        """What can be said of the text by itself."""
        return facts_of(self.text)

    def has_clue(self, *names: str) -> bool:
        """Tell whether one of some clues was found."""
        return any(name in names for name, _ in self.clues)

    def with_clue(self, name: str, weight: float) -> Candidate:
        """Return the candidate with one more clue; one without weight is left out."""
        return replace(self, clues=(*self.clues, (name, weight))) if weight else self

    def taken(self, reason: str) -> Candidate:
        """Return the candidate accepted."""
        return replace(self, accepted=True, reason=reason)

    def turned_down(self, reason: str) -> Candidate:
        """Return the candidate turned down."""
        return replace(self, accepted=False, reason=reason)


Candidates = Sequence[Candidate]
"""Candidates in reading order."""


def updated(candidates: Candidates, others: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates with those that changed in their places."""
    anew = {c.index: c for c in others}
    return [anew.get(c.index, c) for c in candidates]


class Headings(Record):
    """Every candidate with the decision about it."""

    candidates: tuple[Candidate, ...]

    @property
    def accepted(self) -> tuple[Candidate, ...]:
        """The candidates that are headings, in reading order."""
        return tuple(c for c in self.candidates if c.accepted)

    @property
    def repeated(self) -> frozenset[int]:
        """Indices of the blocks that only repeat the heading after them."""
        return frozenset(c.index for c in self.candidates if c.repeated)


ACCEPT = 3.0
"""Score that a heading needs when no number puts it in a sequence: that of a heading word. With
a larger one, titles that a wide space and capitals set off are lost; with a smaller one, short
lines of speech become headings."""
NEAR_MISS = 1.5
"""Score from which a candidate that was turned down is worth telling of. With a larger one
nobody sees the headings that were lost; with a smaller one they drown among short lines."""

TOO_LITTLE, NO_SEQUENCE = "too little speaks for it", "its number fits no sequence"
"""Reasons why a candidate is turned down when nothing more particular speaks against it."""
