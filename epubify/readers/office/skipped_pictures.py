"""Pictures of a document that are not in the book, named."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.model import Place
from epubify.report import Report

MOST_NAMED = 5
"""Pictures that are named one by one."""


def name_skipped(names: Sequence[str], source: str, report: Report) -> None:
    """Report the pictures that could not be taken."""
    if names:
        some = ", ".join(names[:MOST_NAMED])
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        report.find("M050", f"left out: {some}{more}", Place(source, 1, 1))
