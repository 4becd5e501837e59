"""What a person says of headings: a pattern for all, and corrections of single lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from epubify.headings.candidate import Candidate
from epubify.matter.sort import is_plain
from epubify.model import Block
from epubify.options import Options

CERTAIN = 20.0
"""Weight of a person's wish: more than all that can be said against it. A smaller one would let
clues overrule a person; a larger one changes nothing."""
ASKED = "a heading, says the sidecar"
REFUSED = "not a heading, says the sidecar"
PLAIN = "its words were not kept as a heading"


class Wishes:
    """The headings that a person wants, and the lines that must not be headings."""

    def __init__(self, options: Options, blocks: Sequence[Block]) -> None:
        corrections = options.corrections
        self._pattern = re.compile(options.heading) if options.heading else None
        self._fixes = {fix.line: fix for fix in corrections.headings}
        self._refused = frozenset(corrections.not_headings) | corrections.lines_of()
        corrected = self._refused.union(self._fixes)
        plain = {block.at.first_line for block in blocks if is_plain(block)}
        self._plain = frozenset(plain.difference(corrected))
        corrected |= self._plain
        self.apart = frozenset(
            n for n, block in enumerate(blocks) if block.at.first_line in corrected
        )
        """Indices of the blocks that are not titles below another heading."""

    def clue(self, block: Block, text: str) -> str:
        """Return the clue that a person wants a block to be a heading, empty where nobody does."""
        if block.at.first_line in self._fixes:
            return ASKED
        matches = self._pattern and self._pattern.fullmatch(text)
        return "matches the option heading" if matches else ""

    def refused(self, c: Candidate) -> Candidate:
        """Return a candidate set aside where it must not be a heading."""
        if c.at.first_line in self._refused:
            return replace(c, refused=True, reason=REFUSED)
        if c.at.first_line in self._plain:
            return replace(c, refused=True, reason=PLAIN)
        return c

    def insisted(self, c: Candidate) -> Candidate:
        """Return a candidate accepted where its line was corrected to be a heading."""
        return c.taken(ASKED) if c.at.first_line in self._fixes else c

    def levelled(self, c: Candidate) -> Candidate:
        """Return a candidate with the level that a person set."""
        fix = self._fixes.get(c.at.first_line)
        return replace(c, level=fix.level) if fix and fix.level else c
