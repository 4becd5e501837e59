"""Joining: the stories of several files become one story with several parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec.structs import replace

from epubify.bind.file_headings import (
    UNDIVIDED,
    source_of,
    under_parts,
    with_file_headings,
    with_listed_names,
)
from epubify.bind.own_titles import own_title
from epubify.collection.persons import one_each
from epubify.collection.subjects import each_once
from epubify.model import (
    BreakKind,
    Field,
    Metadata,
    Note,
    Origin,
    OriginKind,
    Place,
    SceneBreak,
    Section,
    Story,
)
from epubify.text.facts import facts_of

if TYPE_CHECKING:
    from epubify.bind.told_by_folder import ToldByFolder

FEWEST_TITLED = 3
"""Parts with titles of their own that make the first not that of the whole; with two, a story and
its sequel lose the name that they share."""
FEWEST_COUNTED = 2
"""Sections with numbers below a first with a title, which then is that of the book; with one, a
story of two parts is called like its first."""
FEWEST_LISTED = 3
"""Things that a field lists in each of two parts, which are said together. With fewer, sentences
with a comma are lists; with more, short lists of tags stand twice."""


def join(stories: Sequence[Story], told: ToldByFolder | None = None) -> Story:
    """Return one story of which these are the parts, in their order.

    What their folder says of the book, ``told``, names it, and files that have no heading.

    A story that has a place in a series, or a title of its own, becomes a section of role
    ``part`` (its label is ``Part 2``); the series itself becomes the title of the whole.
    Slices of one posting, which have neither or whose chapters are numbered on, are put end
    to end, and text before the first heading of a slice goes on in the section before it. Where
    only the names of the files say the chapters, these are the headings. A part that is called like
    the whole needs no heading of its own, unless the folder names the whole.

    >>> slices = [Story(Metadata("Long"), (Section("chapter", f"Chapter {n}", None, (),
    ...           number=n),)) for n in (1, 2)]
    >>> [section.label for section in join(slices).sections]
    ['Chapter 1', 'Chapter 2']
    >>> parts = [Story(Metadata("Long", series="Long", series_index=str(n)),
    ...          (Section(UNDIVIDED, None, None, ()),)) for n in (1, 2)]
    >>> [(section.role, section.label) for section in join(parts).sections]
    [('part', 'Part 1'), ('part', 'Part 2')]
    """
    from epubify.bind.told_by_folder import ToldByFolder

    told = told or ToldByFolder()
    stories = [_as_scene(one) if told.names.get(source_of(one)) == "" else one for one in stories]
    if place := _shared_place(stories):
        whole = join([replace(one, metadata=_unplaced(one.metadata)) for one in stories], told)
        return replace(whole, metadata=whole.metadata.over(place))
    metadata = _named(_whole([story.metadata for story in stories]), stories, told)
    if any(_stands_alone(story, metadata) for story in stories):
        # What the whole is called is not its first part's, where each has a title of its own.
        kept = Metadata() if told.metadata.title or each_titled(stories) else metadata
        sections = _in_parts(stories, told, lambda group: _parts(group, kept))
    else:
        named = with_file_headings(with_listed_names(stories, told.names))
        sections = _in_parts(named, told, _end_to_end)
        if named != list(stories) and not told.names:
            sections = under_parts(sections)
    return Story(metadata, sections, next((s.cover for s in stories if s.cover), None))


def _shared_place(stories: Sequence[Story]) -> Metadata | None:
    """Return the place in a series that all parts say alike: it is that of the work they make."""
    first = stories[0].metadata
    places = {(m.title, m.series, m.series_index) for m in (one.metadata for one in stories)}
    if len(stories) < 2 or len(places) > 1 or not (first.title and first.series_index):
        return None
    if first.series == first.title:
        return None
    origin = first.origin("series")
    return Metadata.with_origin(origin, series=first.series, series_index=first.series_index)


def _as_scene(story: Story) -> Story:
    """Return a story as a scene: without the title of its file, and apart from the one before."""
    if story.metadata.origin("title").by is OriginKind.FILE_NAME:
        story = replace(story, metadata=replace(story.metadata, title=None))
    first, *rest = story.sections
    if first.role != UNDIVIDED or not first.blocks:
        return story
    opening = SceneBreak(BreakKind.GAP, first.blocks[0].at)
    return replace(story, sections=(replace(first, blocks=(opening, *first.blocks)), *rest))


def _unplaced(metadata: Metadata) -> Metadata:
    """Return metadata without a place in a series."""
    origins = tuple(o for o in metadata.origins if o[0] not in ("series", "series_index"))
    return replace(metadata, series=None, series_index=None, origins=origins)


def _in_parts(
    stories: Sequence[Story],
    told: ToldByFolder,
    sections_of: Callable[[Sequence[Story]], tuple[Section, ...]],
) -> tuple[Section, ...]:
    """Return the sections of stories, those that a list puts in a part of the book below it."""
    sections: list[Section] = []
    for part, group in groupby(stories, lambda story: told.parts.get(source_of(story), "")):
        below = sections_of(list(group))
        own = below[:1] and below[0].role == "part" and not below[1:]
        sections += [_titled_part(part, below)] if part and not own else below
    return tuple(sections)


def _titled_part(title: str, sections: tuple[Section, ...]) -> Section:
    form = facts_of(title).form
    if form is None or form.rank != "part":
        return Section("part", None, title, (), sections)
    return Section("part", form.label, form.title, (), sections, number=form.number)


def _stands_alone(story: Story, whole: Metadata) -> bool:
    """A story is a part of its own, not a slice, where its header gave it a place or a name."""
    return bool(story.metadata.series_index) or _own_title(story, whole) is not None


def _own_title(story: Story, whole: Metadata) -> str | None:
    title = own_title(story)
    return title if title != whole.title else None


def _parts(stories: Sequence[Story], whole: Metadata) -> tuple[Section, ...]:
    """Return stories as the parts of a whole.

    They are its chapters where one of them is a chapter and nothing else: the title above the
    divisions of another file is that of a chapter, too.
    """
    parts = [_part(story, whole) for story in stories]
    if not any(map(_is_mere_chapter, parts)) or any(part.label for part in parts):
        return tuple(parts)
    sections: list[Section] = []
    for part in parts:
        sections += [replace(part, role="chapter")] if part.title else part.sections or [part]
    return tuple(sections)


def _is_mere_chapter(part: Section) -> bool:
    """Tell whether a part without a name holds one chapter with a title, and no more."""
    inner = part.sections
    bare = not (part.title or part.label or part.blocks) and len(inner) == 1
    return bare and inner[0].role == "chapter" and not inner[0].sections


def _part(story: Story, whole: Metadata) -> Section:
    index = story.metadata.series_index
    label = f"Part {index}" if index else None
    number = int(index) if index and index.isdecimal() else None
    title = _own_title(story, whole)
    if len(story.sections) == 1 and story.sections[0].role == UNDIVIDED:
        return Section("part", label, title, story.sections[0].blocks, number=number)
    return Section("part", label, title, (), story.sections, number=number)


def _end_to_end(stories: Sequence[Story]) -> tuple[Section, ...]:
    joined: list[Section] = []
    for story in stories:
        first, *rest = _notes_below(story.sections)
        if joined and first.role == UNDIVIDED:
            joined[-1] = _continued(joined[-1], first)
        else:
            joined.append(first)
        joined.extend(rest)
    return tuple(joined)


def _notes_below(sections: Sequence[Section]) -> Sequence[Section]:
    """Return sections of which notes above the first heading stand below it: they are of its file.

    At the end of the chapter before they would thank for another.
    """
    first, *rest = sections
    notes = all(isinstance(block, Note) for block in first.blocks)
    if first.role != UNDIVIDED or not rest or not notes or rest[0].sections:
        return sections
    return (replace(rest[0], blocks=first.blocks + rest[0].blocks), *rest[1:])


def _continued(section: Section, more: Section) -> Section:
    """Put the blocks of ``more`` at the very end of a section, inside its last division."""
    if section.sections:
        *before, last = section.sections
        return replace(section, sections=(*before, _continued(last, more)))
    from epubify.matter.letters import with_letters

    # A letter may run on from one slice into the next.
    return replace(section, blocks=with_letters(section.blocks + more.blocks))


def _whole(read: Sequence[Metadata]) -> Metadata:
    """Return what is known about the whole, whose own place in the series is gone."""
    merged = read[0]
    for other in read[1:]:
        merged = merged.over(other)
    series = {metadata.series for metadata in read}
    if len(series) == 1 and read[0].series:
        named = Metadata.with_origin(read[0].origin("series"), title=read[0].series)
        merged = named.over(merged)
    languages = Counter(metadata.language for metadata in read if metadata.language)
    return replace(
        merged,
        series=None,
        series_index=None,
        contributors=one_each(c for m in read for c in m.contributors),
        subjects=each_once(s for m in read for s in m.subjects),
        fields=_fields(read),
        language=languages.most_common(1)[0][0] if languages else None,
    )


def _named(metadata: Metadata, stories: Sequence[Story], told: ToldByFolder) -> Metadata:
    """Return metadata with the title of the book: of its folder, or of its only titled heading.

    What a person asked for stands over it; a README speaks only where nobody else does.
    """
    origin = metadata.origin("title")
    if origin.by in (OriginKind.OPTION, OriginKind.SIDECAR):
        return metadata.over(told.metadata)
    titles = {title for story in stories if (title := own_title(story))}
    if told.metadata.title and (told.sure or len(titles) != 1):
        return told.metadata.over(metadata)
    if origin.stands_in and (title := only_title(stories)):
        return Metadata.with_origin(Origin(OriginKind.TEXT), title=title).over(metadata)
    of_file = Origin(OriginKind.FILE_NAME)
    if told.called and (origin.stands_in or each_titled(stories)):
        return Metadata.with_origin(of_file, title=told.called).over(metadata)
    if origin.stands_in and (title := title_of_folder(told.folder)):
        return Metadata.with_origin(of_file, title=title).over(metadata)
    return metadata


def each_titled(stories: Sequence[Story]) -> bool:
    """Tell whether each of at least three parts has a title of its own, and none a series."""
    titles = {title for story in stories if (title := own_title(story))}
    counted = any(story.metadata.series for story in stories)
    return FEWEST_TITLED <= len(titles) == len(stories) and not counted


def title_of_folder(name: str) -> str:
    """Return the name of the folder of a story as a title.

    >>> title_of_folder("The_Long_Ferry"), title_of_folder("0042")
    ('The Long Ferry', '')
    """
    spaced = name if " " in name else name.replace("_", " ").replace("-", " ")
    return " ".join(spaced.split()) if any(map(str.isalpha, spaced)) else ""


def only_title(stories: Sequence[Story]) -> str | None:
    """Return the title of the first section where all others count: it is that of the book."""
    sections = [section for story in stories for section in story.sections if section.heading]
    if len(sections) <= FEWEST_COUNTED:
        return None
    first, *others = sections
    if first.number is not None:
        return None
    return first.title if all(one.number is not None for one in others) else None


def _fields(read: Sequence[Metadata]) -> tuple[Field, ...]:
    """Return the header fields of all parts, each said once, and the places of the parts."""
    said: dict[tuple[str, str], Field] = {}
    for metadata in read:
        told = list(metadata.fields)
        if metadata.series_index:
            at = told[0].at if told else Place("", 1, 1)
            told.append(Field("part", "Part", metadata.series_index, at))
        told += _own_titles(metadata)
        for field in told:
            alike = next((key for key, one in said.items() if _goes_on(one, field)), None)
            key = alike or (field.key, field.value)
            said[key] = _listing_both(said[key], field) if key in said else field
    return tuple(said.values())


def _goes_on(field: Field, later: Field) -> bool:
    """Tell whether a field of a later part lists what one before it does, and perhaps more."""
    a, b = (set(one.value.split(", ")) for one in (field, later))
    listed = min(len(a), len(b)) >= FEWEST_LISTED and "\n" not in field.value + later.value
    return field.key == later.key and listed and 2 * len(a & b) > min(len(a), len(b))


def _listing_both(field: Field, later: Field) -> Field:
    """Return a field with what a later one lists besides."""
    known = field.value.split(", ")
    new = [one for one in later.value.split(", ") if one not in known]
    return replace(field, value=", ".join([*known, *new])) if new else field


def _own_titles(metadata: Metadata) -> Iterator[Field]:
    """Yield the title that a header gives a part, if no field says it: the whole has another."""
    origin = metadata.origin("title")
    said = {field.value for field in metadata.fields}
    if metadata.title and origin.by is OriginKind.HEADER and metadata.title not in said:
        at = metadata.fields[0].at if metadata.fields else Place("", 1, 1)
        yield Field("title", "Title", metadata.title, at)
