"""A candidate for a heading, with what speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass, field

from epubify.model import Place
from epubify.text.heading_forms import HeadingForm

Clue = tuple[str, float]


@dataclass(slots=True)
class Candidate:
    """A block that may be a heading, with what speaks for and against it."""

    index: int
    """Index among the blocks."""
    at: Place
    text: str
    form: HeadingForm
    clues: list[Clue] = field(default_factory=list)
    accepted: bool = False
    repeated: bool = False
    """The heading that follows directly says the same and more: this one is left out."""
    nested: bool = False
    """It divides a section: a bare number in a run that starts anew below a heading."""
    reason: str = ""
    """Why it was turned down, or what decided for it."""
    level: int = 1
    title: str | None = None
    story_title: str = ""
    """The title of the story, where it stands before the heading in the same line."""
    title_index: int | None = None
    """Index of the block that holds the title, where it stands on a line of its own."""

    @property
    def score(self) -> float:
        """Sum of the weights of all clues."""
        return round(sum(weight for _, weight in self.clues), 2)

    def clue(self, name: str, weight: float) -> None:
        """Add a clue; one without weight is left out."""
        if weight:
            self.clues.append((name, weight))


@dataclass(frozen=True, slots=True)
class Headings:
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
"""Score that a heading needs when no number puts it in a sequence."""
NEAR_MISS = 1.5
"""Score from which a candidate that was turned down is worth telling of."""

TOO_LITTLE, NO_SEQUENCE = "too little speaks for it", "its number fits no sequence"
"""Reasons why a candidate is turned down when nothing more particular speaks against it."""
