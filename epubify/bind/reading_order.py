"""The order of the stories of an anthology: by title, author, series or date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from epubify.collection.persons import turned
from epubify.collection.plain_forms import plain_form
from epubify.collection.title_filing import file_title
from epubify.model import Metadata, Story
from epubify.model.records import Record
from epubify.text.field_dates import field_date
from epubify.text.naming import file_as
from epubify.text.natural_order import natural_key

_Key = Callable[[Metadata], Any]


def reading_order(read: Sequence[Metadata], order: str) -> list[int]:
    """Return the places of the stories in the order of the options.

    The works of a series stay together, in their order: the series stands where the first of
    them would stand, by ``author`` within each author, by ``date`` at the earliest. Stories
    that lack what they are ordered by come last; those that are equal stay as given. Titles
    are filed without their article, authors under their last name. ``given`` changes nothing.

    >>> reading_order([Metadata(title="The Zoo"), Metadata(), Metadata(title="Ants")], "title")
    [2, 0, 1]
    """
    if order == "given":
        return list(range(len(read)))
    key = _ORDERS[order]
    runs: dict[Any, list[int]] = {}
    for place, metadata in enumerate(read):
        runs.setdefault(_series_key(metadata, order) or place, []).append(place)
    for run in runs.values():
        run.sort(key=lambda place: _within_series(read[place]))
    ranked = sorted(runs.values(), key=lambda run: (min(key(read[one]) for one in run), run[0]))
    return [place for run in ranked for place in run]


def _series_key(metadata: Metadata, order: str) -> tuple[str, ...] | None:
    """Return what works of one series share; by author they must be of one author too."""
    if not metadata.series:
        return None
    author = plain_form(filed_author(metadata) or "") if order == "author" else ""
    return plain_form(metadata.series), author


def filed(text: str | None) -> tuple[bool, Any]:
    """Return a key for a text that may be missing: those that are come after all others."""
    return (False, natural_key(plain_form(text))) if text else (True, ())


def filed_author(metadata: Metadata) -> str | None:
    """Return the first author as a catalogue files the name, None where there is none."""
    first = next((one for one in metadata.contributors if one.role == "aut"), None)
    return (first.file_as or file_as(turned(first.name))) if first else None


def _filed_title(metadata: Metadata) -> tuple[bool, Any]:
    title = metadata.title
    return filed(title and (file_title(title, metadata.language) or title))


def _filed_series(metadata: Metadata) -> tuple[bool, Any]:
    series = metadata.series
    return filed(series and (file_title(series, metadata.language) or series))


def _filed_date(metadata: Metadata) -> tuple[bool, Any]:
    date = field_date(metadata.date or "")
    return (False, date) if date else (True, "")


def _within_series(metadata: Metadata) -> tuple[Any, ...]:
    return (_place(metadata), _filed_date(metadata), _filed_title(metadata))


def _place(metadata: Metadata) -> tuple[bool, float]:
    """Return a key for a place in a series; works without one come last."""
    try:
        return (False, float(metadata.series_index or ""))
    except ValueError:
        return (True, 0.0)


_ORDERS: dict[str, _Key] = {
    "given": lambda _: 0,
    "title": _filed_title,
    "author": lambda one: (filed(filed_author(one)), _filed_series(one), _filed_title(one)),
    "series": lambda one: (_filed_series(one), _filed_title(one)),
    "date": _filed_date,
}
"""What stories are ordered by, for each of `epubify.bind.kinds.ORDERS`."""


class Reordered(Record):
    """Stories in another order, fetched only when they are walked through."""

    stories: Sequence[Story]
    order: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self) -> Iterator[Story]:
        return (self.stories[place] for place in self.order)
