"""The name that was meant, where one is near."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question after the nearest of the known names, empty where none is near.

    >>> did_you_mean("titel", ["title", "author"])
    "did you mean 'title'?"
    """
    match = difflib.get_close_matches(name.lower(), list(known), 1, 0.5)
    return f"did you mean {match[0]!r}?" if match else ""
