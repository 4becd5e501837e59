"""An anthology that is to have several volumes: which stories go into which of them.

The stories are read for it, and measured; then each volume is an anthology as any other, of some
of the inputs, and knows the contents of the whole set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from epubify.batches.record_reading import read_each
from epubify.bind.anthology import bind
from epubify.bind.grouping import Grouping
from epubify.bind.kinds import Kind
from epubify.bind.reading_order import reading_order
from epubify.collection.doubles import DoubleFinder
from epubify.collection.query import read_query
from epubify.collection.shingles import Sketch, sketch_of
from epubify.collection.story_record import StoryRecord, record_of
from epubify.collection.volumes import VolumeLimits, told_off
from epubify.epub.identity import book_identifier, volume_identifier
from epubify.epub.size_estimate import book_size, story_size
from epubify.errors import EpubifyError, NoStory, UsageError
from epubify.files.inputs import Input, read_source
from epubify.model import Source
from epubify.model.records import Record
from epubify.options import Options, SetVolume
from epubify.pipeline import read_story
from epubify.publish.story_origins import OF_ANTHOLOGIES
from epubify.readers import choose_reader
from epubify.render.template_files import load_templates
from epubify.report import Report
from epubify.settings.precedence import effective_for_book, effective_for_each
from epubify.text.naming import list_names, title_of

Earlier = Mapping[str, Iterable[int]]
"""Identity of a story → the volumes that it is in already."""


class MeasuredStory(Record):
    """What is known of a story before it gets its volume."""

    record: StoryRecord
    title: str
    identity: str
    size: int
    sketch: Sketch | None


class PlannedVolume(Record):
    """A volume to be made: an anthology of some of the inputs."""

    number: int
    inputs: tuple[Input | Source, ...]
    options: Options


def plan_volumes(
    inputs: Sequence[Input | Source],
    options: Options,
    earlier: Earlier | None = None,
    workers: int | None = None,
) -> list[PlannedVolume]:
    """Return the volumes of an anthology, in their order.

    What cannot be read goes into the first, which tells of it when it is made; a story that is
    there twice goes where its other version is, and only one of them is bound.

    Raises NoStory where none is left, and UsageError for a limit below the largest story.
    """
    _refuse_other_series(options)
    read = partial(_measured, options=effective_for_each(options, Kind.ANTHOLOGY))
    files = [one for one in inputs if isinstance(one, Input)]
    taken = iter(read_each(files, read, workers))
    found = [next(taken) if isinstance(one, Input) else _tried(one, options) for one in inputs]
    query = read_query(options.where) if options.where else None
    stories: dict[int, MeasuredStory] = {}
    failed: list[int] = []
    for place, one in enumerate(found):
        if isinstance(one, EpubifyError):
            failed.append(place)
        elif query is None or query.holds(one.record):
            stories[place] = one
    doubles = {} if options.keep_doubles else _doubles(stories)
    bound = {place: one for place, one in stories.items() if place not in doubles}
    if not bound:
        asked = len(found) - len(failed)
        problem = f"none of {asked} stories fits the option where" if asked else "no story is left"
        raise NoStory("", None, problem, "epubify list shows what they are")
    order = _in_order(bound, options)
    numbers = _numbers(order, bound, options, earlier)
    for place, kept in doubles.items():
        numbers[place] = numbers[kept]
    first = min(numbers.values())
    numbers.update(dict.fromkeys(failed, first))
    return list(_volumes(inputs, options, order, bound, numbers))


def _refuse_other_series(options: Options) -> None:
    if options.series:
        problem = "the volumes of an anthology are a series of their own"
        raise UsageError("", None, problem, "leave out the option series")


def _tried(source: Source, options: Options) -> MeasuredStory | EpubifyError:
    try:
        return _measured(source, effective_for_each(options, Kind.ANTHOLOGY))
    except EpubifyError as error:
        return error


def _measured(item: Input | Source, options: Options) -> MeasuredStory:
    source = item if isinstance(item, Source) else read_source(item)
    story = read_story(source, options, Report())
    default = Options()
    said = {name: getattr(default, name) for name in OF_ANTHOLOGIES}
    alone = effective_for_book(replace(options, **said), [source], Kind.STORY)
    return MeasuredStory(
        record_of(story, source.name, choose_reader(source, options).name),
        title_of(story.metadata, [story]),
        book_identifier(bind([story], alone, Report())),
        story_size(story, options, load_templates(options)),
        None if options.keep_doubles else sketch_of(story),
    )


def _doubles(stories: Mapping[int, MeasuredStory]) -> dict[int, int]:
    """Return the places of stories that others stand for, and of these."""
    finder, places = DoubleFinder(), list(stories)
    for one in stories.values():
        if one.sketch:
            finder.add(one.record, one.sketch)
    return {places[one.dropped]: places[one.kept] for one in finder.doubles()}


def _in_order(stories: Mapping[int, MeasuredStory], options: Options) -> list[int]:
    """Return the places of the stories in the order of the set."""
    places = list(stories)
    read = [one.record.metadata for one in stories.values()]
    grouping = Grouping(read, options.by, options.order, "")
    grouping.arrange(reading_order(read, options.order))
    return [places[number] for number in grouping.places]


def _numbers(
    order: Sequence[int],
    stories: Mapping[int, MeasuredStory],
    options: Options,
    earlier: Earlier | None,
) -> dict[int, int]:
    """Return the volume of each story by its place among the inputs."""
    room = None
    if options.max_size is not None:
        empty = book_size(options, len(order))
        room = options.max_size - empty
        largest = max(stories.values(), key=lambda one: one.size)
        if largest.size > room:
            limit, needed = _told(options.max_size), _told(largest.size + empty, up=True)
            problem = f"{limit} is less than “{largest.title}” needs with its cover"
            advice = f"give {needed} or more"
            raise UsageError("max-size", None, problem, advice)
    told = [(stories[place].identity, stories[place].size) for place in order]
    numbers = told_off(told, VolumeLimits(room, options.max_stories), earlier)
    return dict(zip(order, numbers, strict=True))


def _told(size: int, *, up: bool = False) -> str:
    """Return a number of bytes as people write it.

    >>> _told(1_234_567), _told(1_234_567, up=True), _told(35_001, up=True)
    ('1.23MB', '1.24MB', '36kB')
    """
    step, unit, parts = (1_000_000, "MB", 100) if size >= 1_000_000 else (1_000, "kB", 1)
    count = -(-size * parts // step) if up else size * parts // step
    return f"{count / parts:g}{unit}"


# ------------------------------------------------------------------------- what each is


def _volumes(
    inputs: Sequence[Input | Source],
    options: Options,
    order: Sequence[int],
    stories: Mapping[int, MeasuredStory],
    numbers: Mapping[int, int],
) -> Iterable[PlannedVolume]:
    count = max(numbers.values())
    lines: dict[int, list[str]] = defaultdict(list)
    for place in order:
        lines[numbers[place]].append(_line(stories[place]))
    contents = tuple(
        (volume_title(options, number, count), tuple(lines[number])) for number in sorted(lines)
    )
    for number in sorted(lines):
        places = sorted(place for place in numbers if numbers[place] == number)
        volume = SetVolume(number, count, contents if count > 1 else (), options.max_size)
        yield PlannedVolume(
            number,
            tuple(inputs[place] for place in places),
            volume_options(options, volume),
        )


def _line(story: MeasuredStory) -> str:
    authors = list_names(story.record.metadata.authors, story.record.metadata.language or "und")
    return f"{story.title} – {authors}" if authors else story.title


def volume_title(options: Options, number: int, count: int) -> str:
    """Return the title of a volume; one alone has no number.

    >>> volume_title(Options(title="All"), 2, 3), volume_title(Options(title="All"), 1, 1)
    ('All 2', 'All')
    """
    title = options.title or ""
    return f"{title} {number}" if count > 1 else title


def volume_options(options: Options, volume: SetVolume) -> Options:
    """Return the options of a volume, which is then an anthology as any other."""
    identifier, title = identifier_of(options, volume.number), options.title
    options = replace(
        options,
        title=volume_title(options, volume.number, volume.volumes),
        identifier=identifier,
        max_size=None,
        max_stories=None,
        where=None,
        volume=volume,
    )
    if volume.volumes < 2:
        return options
    return replace(
        options,
        series=title,
        series_index=str(volume.number),
        collection_type="set",
    )


def identifier_of(options: Options, number: int) -> str:
    """Return what identifies a volume of the anthology that has these options."""
    return volume_identifier(options.metadata(), number)
