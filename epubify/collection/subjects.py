"""Subjects of several stories put together."""

from __future__ import annotations

from collections.abc import Iterable

from epubify.collection.plain_forms import plain_form


def each_once(subjects: Iterable[str]) -> tuple[str, ...]:
    """Return subjects without those that only case, accents or marks tell from an earlier one.

    >>> each_once(["Romance", "romance", "Max/Liz", "Café", "cafe"])
    ('Romance', 'Max/Liz', 'Café')
    """
    first: dict[str, str] = {}
    for subject in subjects:
        first.setdefault(plain_form(subject), subject)
    return tuple(first.values())
