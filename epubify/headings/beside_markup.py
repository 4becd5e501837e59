"""Lines that markup does not head, in a text in which it heads others."""

from __future__ import annotations

from epubify.headings.candidate import Candidate, Candidates

MARKED, BOLD = "a heading by its markup", "all of it bold"
"""What is said of a heading that markup makes, and of a line in bold."""
SET_OFF = (MARKED, "others are set like it", "centred")
"""What is said of titles that more than bold letters sets off."""


def heads_by_markup(candidates: Candidates) -> bool:
    """Tell whether markup makes headings of a text: who writes so need not set others in bold."""
    return any(c.has_clue(MARKED) for c in candidates)


def is_lone_bold(c: Candidate) -> bool:
    """Tell whether a title is a lone line of words in bold, as signs and letters in a story are."""
    lone = c.form.rank == "title" and not c.has_clue(*SET_OFF)
    return lone and not c.form.ornamented and c.has_clue(BOLD)
