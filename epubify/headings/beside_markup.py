"""Lines that markup does not head, in a text in which it heads others."""

from __future__ import annotations

from epubify.headings.candidate import Candidate, Candidates

MARKED, BOLD, ALIKE = "a heading by its markup", "all of it bold", "others are set like it"
"""What is said of a heading that markup makes, of a line in bold, and of one of a family."""


def heads_by_markup(candidates: Candidates) -> bool:
    """Tell whether markup makes headings of a text: who writes so need not set others in bold."""
    return any(has_clue(c, MARKED) for c in candidates)


def is_lone_bold(c: Candidate) -> bool:
    """Tell whether a title is a lone line of words in bold, as signs and letters in a story are."""
    lone = c.form.rank == "title" and not (has_clue(c, MARKED) or has_clue(c, ALIKE))
    return lone and not c.form.ornamented and has_clue(c, BOLD)


def has_clue(c: Candidate, name: str) -> bool:
    """Tell whether a candidate has a clue."""
    return any(clue[0] == name for clue in c.clues)
