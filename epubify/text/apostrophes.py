"""The two apostrophes: that of the typewriter, ``'``, and that of typeset text, ``’``.

Which of them an author has says nothing of the words. The lists of ``epubify/data`` are written
with that of the typewriter, and what is compared with them is taken as if it were, too.
"""

from __future__ import annotations

from epubify.text.lazy_pattern import lazy

APOSTROPHE = "’"
"""The apostrophe of typeset text."""

_KEPT = lazy(r"\[(?:\\.|[^\]\\])*\]|'")


def typewritten(text: str) -> str:
    """Return a text with the apostrophe of the typewriter.

    >>> typewritten("the author’s note"), typewritten("“Rain”")
    ("the author's note", '“Rain”')
    """
    return text.replace(APOSTROPHE, "'")


def either_apostrophe(pattern: str) -> str:
    """Return a regular expression that takes both apostrophes where it has that of the typewriter.

    >>> either_apostrophe("author's"), either_apostrophe("l['’]autre"), either_apostrophe("by")
    ("author['’]s", "l['’]autre", 'by')
    """
    if "'" not in pattern:
        return pattern
    return _KEPT.sub(lambda found: "['’]" if found[0] == "'" else found[0], pattern)
