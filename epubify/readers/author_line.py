"""Whether a line names the author, and whom."""

from __future__ import annotations

from epubify.matter.bylines import name_in_byline
from epubify.matter.people import clean_name, is_name, name_weight, split_names


def is_byline(text: str) -> bool:
    """Tell whether a subtitle names the author."""
    return name_in_byline(text) is not None or name_weight(text) > 1


def names_in(text: str) -> list[str]:
    """Return the names in a line in the style of authors, none where it says something else.

    >>> names_in("by Nina Hale and Bo Lind"), names_in("for all who wait at home.")
    (['Nina Hale', 'Bo Lind'], [])
    """
    line = " ".join(text.split())
    names = split_names(name_in_byline(line) or line)
    return [clean_name(name) for name in names] if all(map(is_name, names)) else []
