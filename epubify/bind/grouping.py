"""Stories grouped into the parts of an anthology: by author, series, fandom or subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct, field

from epubify.bind.reading_order import filed, filed_author
from epubify.collection.persons import one_each, person_key
from epubify.collection.plain_forms import plain_form
from epubify.collection.title_filing import file_title
from epubify.matter.header_metadata import subjects_of
from epubify.model import BookPart, Contributor, Metadata
from epubify.model.records import Record

DEEPEST = 3
"""Levels of parts; more no contents list of a reading device can show."""
_AS_IT_COMES = ("given", "date")
"""Orders in which a part stands where its first story does; in others parts go by their names."""


class Shelfmark(Record):
    """The part that a story belongs to at one level."""

    key: str
    """What all stories of it share."""
    label: str
    filed: str


Mark = Callable[[Metadata], Shelfmark | None]


class Grouping(Struct):
    """Stories in parts: their new order, and where each part begins."""

    read: Sequence[Metadata]
    by: tuple[str, ...]
    order: str
    others: str
    """What a part is called that holds those which belong to none beside them."""
    places: list[int] = field(default_factory=list)
    parts: list[BookPart] = field(default_factory=list)

    def arrange(self, places: Sequence[int], level: int = 0, depth: int = 0) -> None:
        """Put stories that are in order already into the parts of a level and those below it.

        A level that says nothing of any of them is left out; those of which it says nothing
        beside others come last.
        """
        if level == len(self.by):
            self.places += places
            return
        marks = _marks(self.by[level], [self.read[place] for place in places])
        groups: dict[str, list[int]] = {}
        heads: dict[str, Shelfmark] = {}
        for place, mark in zip(places, marks, strict=True):
            key = mark.key if mark else ""
            groups.setdefault(key, []).append(place)
            if mark:
                heads.setdefault(key, mark)
        if not heads:
            self.arrange(places, level + 1, depth)
            return
        keys = list(heads)
        if self.order not in _AS_IT_COMES:
            keys.sort(key=lambda key: filed(heads[key].filed))
        for key in [*keys, *([""] if "" in groups else [])]:
            label = heads[key].label if key else self.others
            self.parts.append(BookPart(label, self.by[level], depth, len(self.places)))
            self.arrange(groups[key], level + 1, depth + 1)


def _marks(by: str, read: Sequence[Metadata]) -> list[Shelfmark | None]:
    if by != "author":
        return [_MARKS[by](metadata) for metadata in read]
    firsts = [next((c for c in one.contributors if c.role == "aut"), None) for one in read]
    known = {person_key(one.name): one for one in one_each(one for one in firsts if one)}
    return [_author_mark(known[person_key(one.name)]) if one else None for one in firsts]


def _author_mark(person: Contributor) -> Shelfmark:
    filed_as = filed_author(Metadata(contributors=(person,)))
    return Shelfmark(person_key(person.name), person.name, filed_as or person.name)


def _first(values: Sequence[str]) -> Shelfmark | None:
    if not values:
        return None
    return Shelfmark(plain_form(values[0]), values[0], values[0])


def _series_mark(metadata: Metadata) -> Shelfmark | None:
    series = metadata.series
    if not series:
        return None
    return Shelfmark(plain_form(series), series, file_title(series, metadata.language) or series)


_MARKS: dict[str, Mark] = {
    "author": lambda one: _first(one.authors),
    "series": _series_mark,
    "fandom": lambda one: _first(subjects_of(one.fields, "fandom")),
    "subject": lambda one: _first(one.subjects),
}
"""What stories are grouped by, for each of `epubify.bind.kinds.GROUPINGS`."""
