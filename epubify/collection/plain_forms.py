"""Texts in the form in which they are compared."""

from __future__ import annotations

from epubify.text.lexicon import folded

_TYPED = str.maketrans("‘’‚“”„–—‑", "'''\"\"\"---")
"""Typographic marks as a keyboard has them: a query is typed."""


def plain_form(text: str) -> str:
    """Return a text as texts are compared: without case, accents and typographic marks.

    >>> plain_form("The Ferryman’s  CAFÉ")
    "the ferryman's cafe"
    """
    return folded(text.translate(_TYPED))
