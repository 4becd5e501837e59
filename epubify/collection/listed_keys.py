"""Fields of a header that list things, as catalogues do."""

from __future__ import annotations

LISTED_KEYS = (
    *("category", "keywords", "fandom", "characters", "pairing"),
    *("rating", "warnings", "status"),
)
"""Fields of the header that a record has."""
