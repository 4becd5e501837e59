"""What a person says of headings: a pattern for all, and corrections of single lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from epubify.headings.candidate import Candidate
from epubify.model import Block
from epubify.options import Options

CERTAIN = 20.0
"""Weight of being asked for: more than all that can be said against it."""
ASKED = "asked for in the sidecar"
REFUSED = "no heading, says the sidecar"


class Wishes:
    """The headings that are asked for, and the lines that must not be any."""

    def __init__(self, options: Options, blocks: Sequence[Block]) -> None:
        corrections = options.corrections
        self._pattern = re.compile(options.heading) if options.heading else None
        self._fixes = {fix.line: fix for fix in corrections.headings}
        self._refused = frozenset(corrections.not_headings)
        corrected = self._refused.union(self._fixes)
        self.apart = frozenset(
            n for n, block in enumerate(blocks) if block.at.first_line in corrected
        )
        """Indices of the blocks that are no title below another heading."""

    def clue(self, block: Block, text: str) -> str:
        """Return the clue that a block is asked for as a heading, empty where it is not."""
        if block.at.first_line in self._fixes:
            return ASKED
        matches = self._pattern and self._pattern.fullmatch(text)
        return "asked for with --heading" if matches else ""

    def take_out(self, candidates: list[Candidate]) -> list[Candidate]:
        """Take out the candidates that are no headings, and return them."""
        refused = [c for c in candidates if c.at.first_line in self._refused]
        for c in refused:
            c.reason = REFUSED
        candidates[:] = [c for c in candidates if c.at.first_line not in self._refused]
        return refused

    def insist(self, candidates: Iterable[Candidate]) -> None:
        """Accept the headings that single lines were corrected to, whatever was decided."""
        for c in candidates:
            if c.at.first_line in self._fixes:
                c.accepted, c.reason = True, ASKED

    def set_levels(self, candidates: Iterable[Candidate]) -> None:
        """Give headings the levels asked for."""
        for c in candidates:
            fix = self._fixes.get(c.at.first_line)
            if fix and fix.level:
                c.level = fix.level
