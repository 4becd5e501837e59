"""Stories become a book: one story as it is, or several in order with what they share.

A story is only walked through, never held: ``stories`` may be a sequence that keeps them on
the disk (`epubify.bind.shelf`), and thousands of stories need no more memory than a few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from epubify.bind.joining import own_title
from epubify.model import Book, Contributor, Field, Metadata, Place, Story
from epubify.options import Options
from epubify.report import Report
from epubify.text.lexicon import table
from epubify.text.natural_order import natural_key

_Key = Callable[[Metadata], Any]


def bind(
    stories: Sequence[Story], options: Options, report: Report, *, anthology: bool | None = None
) -> Book:
    """Return the book of these stories, without a cover.

    The options win over what was read. One story becomes a book of its own, unless
    ``anthology`` says that it is a collection of one. In an anthology the authors of all
    stories are its creators, in the order in which they appear, and its language is the one
    that most stories have; title, series, description and date belong to each story and are
    the anthology's only where an option gives them.

    >>> nina = Story(Metadata(title="Perfect", contributors=(Contributor("Nina"),)), ())
    >>> noone = Story(Metadata(title="She was gone"), ())
    >>> wish = Options(title="Two Stories", editors=("A. Editor",))
    >>> book = bind([nina, noone], wish, Report())
    >>> book.metadata.title, [(c.name, c.role) for c in book.metadata.contributors]
    ('Two Stories', [('Nina', 'aut'), ('A. Editor', 'edt')])
    """
    if anthology is None:
        anthology = len(stories) != 1
    if not anthology:
        story = stories[0]
        read_of = replace(story.metadata, title=own_title(story))
        metadata = options_over(read_of, options)
        metadata = replace(metadata, title=metadata.title or story.metadata.title)
        return Book(metadata, (replace(story, metadata=metadata),))
    read = [story.metadata for story in stories]
    order = reading_order(read, options.order)
    metadata = options_over(_shared(read[place] for place in order), options)
    if metadata.title is None:
        report.find("M020", "the anthology has no title")
        metadata = replace(metadata, title=_title_for(metadata))
    return Book(metadata, Reordered(stories, tuple(order)), anthology=True)


@dataclass(frozen=True, slots=True)
class Reordered:
    """Stories in another order, fetched only when they are walked through."""

    stories: Sequence[Story]
    order: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self) -> Iterator[Story]:
        return (self.stories[place] for place in self.order)


def reading_order(read: Sequence[Metadata], order: str) -> list[int]:
    """Return the places of the stories in the order of the options.

    Stories that lack what they are ordered by come last; those that are equal stay as given.
    Titles are filed without a leading article, authors under their last name.

    >>> reading_order([Metadata(title="The Zoo"), Metadata(), Metadata(title="Ants")], "title")
    [2, 0, 1]
    """
    key = _ORDERS[order]
    return sorted(range(len(read)), key=lambda place: key(read[place]))


def _filed(text: str | None) -> tuple[bool, Any]:
    """A key for a text that may be missing: those that are come after all others."""
    if not text:
        return (True, ())
    lower = text.casefold()
    for article in table("headings")["words"]["filing_articles"]:
        lower = lower.removeprefix(f"{article} ") or lower
    return (False, natural_key(lower))


def _author(metadata: Metadata) -> str | None:
    first = next((c for c in metadata.contributors if c.role == "aut"), None)
    if first is None:
        return None
    given, _, family = first.name.rpartition(" ")
    return first.file_as or (f"{family}, {given}" if given else family)


def _by_series(metadata: Metadata) -> tuple[Any, ...]:
    return (_filed(metadata.series), _filed(metadata.series_index), _filed(metadata.title))


_ORDERS: dict[str, _Key] = {
    "given": lambda _: 0,
    "title": lambda metadata: _filed(metadata.title),
    "author": lambda metadata: (_filed(_author(metadata)), _by_series(metadata)),
    "series": _by_series,
    "date": lambda metadata: _filed(metadata.date),
}

ORDERS = tuple(_ORDERS)
"""What an anthology can be ordered by."""


def options_over(read: Metadata, options: Options) -> Metadata:
    """Return what was read, with the options put over it.

    An author named by an option replaces those that were read; an editor is added to them. A
    place in a series is dropped when an option names another series.

    >>> read = Metadata(contributors=(Contributor("Nina"),), series="Perfect", series_index="2")
    >>> options_over(read, Options(series="Roswell")).series_index is None
    True
    """
    given = options.metadata()
    people = [c for c in read.contributors if c.role != "aut" or not options.authors]
    stays = read
    if options.series and options.series != read.series:
        stays = replace(read, series_index=None)
    told = replace(given.over(stays), contributors=_people((given.contributors, people)))
    return replace(told, fields=read.fields + tuple(_replaced(read, told)))


def _replaced(read: Metadata, told: Metadata) -> Iterator[Field]:
    """Yield what the source says and the book does not: it stays readable as a field."""
    at = read.fields[0].at if read.fields else Place("", 1, 1)
    for name in read.authors:
        if name not in told.authors:
            yield Field("author", "Original author", name, at)
    for key, label in _KEPT.items():
        was = getattr(read, key)
        if was and was != getattr(told, key):
            yield Field(key, label, was, at)


_KEPT = {
    "title": "Original title",
    "series": "Series",
    "series_index": "Part",
    "description": "Summary",
}


def _people(groups: Iterable[Iterable[Contributor]]) -> tuple[Contributor, ...]:
    """Return everyone once, authors first."""
    everyone = list(dict.fromkeys(person for group in groups for person in group))
    return tuple(sorted(everyone, key=lambda person: person.role != "aut"))


def _shared(read: Iterable[Metadata]) -> Metadata:
    """Return what a collection takes over from its stories."""
    people: list[tuple[Contributor, ...]] = []
    subjects: dict[str, None] = {}
    languages: Counter[str] = Counter()
    for metadata in read:
        people.append(metadata.contributors)
        subjects.update(dict.fromkeys(metadata.subjects))
        languages.update([metadata.language] if metadata.language else [])
    most = languages.most_common(1)
    return Metadata(
        contributors=_people(people),
        subjects=tuple(subjects),
        language=most[0][0] if most else None,
    )


def _title_for(metadata: Metadata) -> str:
    if len(metadata.authors) == 1:
        return f"Stories by {metadata.authors[0]}"
    return "An Anthology"
