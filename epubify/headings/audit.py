"""What the accepted headings, taken together, leave open."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from epubify.headings.candidate import Candidate
from epubify.headings.numbered import FARTHEST_STEP
from epubify.report import Report


def audit(candidates: Sequence[Candidate], report: Report) -> None:
    """Record findings about numbers that are missing or come twice."""
    numbered = [
        c
        for c in candidates
        if c.accepted and c.form.number is not None and c.form.rank in ("chapter", "numeral")
    ]
    for a, b in itertools.pairwise(numbered):
        step = (b.form.number or 0) - (a.form.number or 0)
        if a.level == b.level and 1 < step <= FARTHEST_STEP:
            missing = ", ".join(str((a.form.number or 0) + k) for k in range(1, step))
            report.find(
                "H001",
                f"no heading found for {missing}, between “{a.text}” and “{b.text}”",
                "look there for a heading that is lost or glued to its text",
                b.at,
            )
