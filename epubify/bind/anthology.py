"""Stories become a book: one story as it is, or several in order with what they share.

A story is only walked through, never held: ``stories`` may be a sequence that keeps them on
the disk (`epubify.bind.shelf`), and thousands of stories need no more memory than a few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from epubify.bind.own_titles import own_title
from epubify.collection.persons import one_each, person_key
from epubify.collection.subjects import each_once
from epubify.model import Book, Contributor, Field, Metadata, Place, Story
from epubify.options import Options
from epubify.report import Report
from epubify.text.languages import phrase
from epubify.text.naming import language_of


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
    if anthology:
        return _bind_many(stories, options, report)
    story = stories[0]
    read_of = replace(story.metadata, title=own_title(story))
    metadata = options_over(read_of, options)
    metadata = replace(metadata, title=metadata.title or story.metadata.title)
    return Book(metadata, (replace(story, metadata=metadata),))


def _bind_many(stories: Sequence[Story], options: Options, report: Report) -> Book:
    """Return an anthology of these stories, in the order and the parts that are asked for."""
    from epubify.bind.grouping import Grouping
    from epubify.bind.reading_order import Reordered, reading_order

    read = [story.metadata for story in stories]
    order = reading_order(read, options.order)
    metadata = options_over(_shared(read[place] for place in order), options)
    if metadata.title is None:
        report.find("M020", "the anthology has no title")
        metadata = replace(metadata, title=_title_for(metadata))
    rest = phrase(language_of(metadata), "other_stories")
    grouping = Grouping(read, options.by, options.order, rest)
    grouping.arrange(order)
    ordered = Reordered(stories, tuple(grouping.places))
    tongues = Counter(one.language for one in read if one.language)
    others = tuple(tag for tag, _ in tongues.most_common() if tag != metadata.language)
    parts = tuple(grouping.parts)
    return Book(metadata, ordered, anthology=True, languages=others, parts=parts)


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
        stays = replace(read, series_index=None, collection_type=None)
    told = given.over(stays)
    told = replace(
        told,
        contributors=_people((given.contributors, people)),
        subjects=each_once(told.subjects),
    )
    return replace(told, fields=read.fields + tuple(_replaced(read, told)))


def _replaced(read: Metadata, told: Metadata) -> Iterator[Field]:
    """Yield what the source says and the book does not: it stays readable as a field."""
    at = read.fields[0].at if read.fields else Place("", 1, 1)
    known = {person_key(name) for name in told.authors}
    for name in read.authors:
        if person_key(name) not in known:
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
    """Return everyone once, however the name is spelt, authors first."""
    everyone = one_each(person for group in groups for person in group)
    return tuple(sorted(everyone, key=lambda person: person.role != "aut"))


def _shared(read: Iterable[Metadata]) -> Metadata:
    """Return what a collection takes over from its stories."""
    people: list[tuple[Contributor, ...]] = []
    subjects: list[str] = []
    languages: Counter[str] = Counter()
    rights: set[str | None] = set()
    for metadata in read:
        people.append(metadata.contributors)
        subjects += metadata.subjects
        languages.update([metadata.language] if metadata.language else [])
        rights.add(metadata.rights)
    most = languages.most_common(1)
    return Metadata(
        contributors=_people(people),
        subjects=each_once(subjects),
        language=most[0][0] if most else None,
        rights=rights.pop() if len(rights) == 1 else None,
    )


def _title_for(metadata: Metadata) -> str:
    if len(metadata.authors) == 1:
        return f"Stories by {metadata.authors[0]}"
    return "An Anthology"
