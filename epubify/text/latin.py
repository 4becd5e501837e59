"""Texts in Latin letters, which most are: of these much is known without looking any closer."""

from __future__ import annotations

from epubify.text.lazy_pattern import lazy

ONLY_LATIN = lazy("[\x00-\u036f\u2000-\u206f]*+")
"""Matches a whole text that has no letters but Latin ones, and no signs but those used with them:
quotation marks, dashes, accents. To compile the letters of Han alone takes longer than to tell this
of all paragraphs of a short story."""
