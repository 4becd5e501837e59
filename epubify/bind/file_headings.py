"""Headings that stand only in the names of files: ``Chapter 12.docx``, and no heading in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from msgspec.structs import replace

from epubify.model import Group, Section, Story
from epubify.text.facts import facts_of
from epubify.text.heading_forms import HeadingForm
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, heading_ranks

UNDIVIDED = "bodymatter"
WITHOUT = 0.5
"""Share of the files that have no heading of their own. With less, slices of a long chapter get
headings beside those in the text; with more, a book with a few headings loses all others."""
FEWEST_AGREED = 3
"""Headings that count as the files do, so that one that lacks is known. With fewer, chance makes
headings; with more, short books keep the gap."""
_GAP = lazy(r"[\s_-]")
NUMBERED = lazy(r"(\d{1,4})(?:[.)]|\s*[-–—_]|(?=\s))[\s_]*([^\W\d_].*)")


def with_file_headings(stories: Sequence[Story]) -> list[Story]:
    """Return the parts of a story with the headings that the names of their files say.

    Left alone are parts that have a heading, and names that are only counters: ``story03``. A book
    whose files are numbered alike, or twice, is none.
    """
    forms = [form_of_file(story) for story in stories]
    numbers = [form.number for form in forms if form and form.rank == "chapter"]
    lacking = [lacks_heading(story) for story in stories]
    told = all(form or not lacks for form, lacks in zip(forms, lacking, strict=True))
    known = told and len(numbers) > 1 and len(set(numbers)) == len(numbers)
    many = sum(lacking) >= WITHOUT * len(stories)
    if many and not known:
        return with_numbered_names(stories, lacking)
    if not known or not (many or agree(stories, forms)):
        return list(stories)
    return [
        headed(story, form) if form and (lacks or begins_bare(story)) else story
        for story, form, lacks in zip(stories, forms, lacking, strict=True)
    ]


def agree(stories: Sequence[Story], forms: Sequence[HeadingForm | None]) -> bool:
    """Tell whether the headings that stories have count as the names of their files do."""
    told = [
        (story.sections[0].number, form.number)
        for story, form in zip(stories, forms, strict=True)
        if form and form.number is not None and story.sections[0].number is not None
    ]
    return len(told) >= FEWEST_AGREED and all(own == named for own, named in told)


def with_numbered_names(stories: Sequence[Story], lacking: Sequence[bool]) -> list[Story]:
    """Return the parts of a story with the titles that stand in their files' names behind a number.

    Programs for writers export so: ``01 The Ford.md``. Names that differ in their number alone say
    nothing.
    """
    names = [NUMBERED.fullmatch(PurePath(source_of(story)).stem) for story in stories]
    titles = [" ".join(name[2].replace("_", " ").split()) for name in names if name]
    numbers = {int(name[1]) for name in names if name}
    if not len(stories) == len(numbers) == len(set(map(str.casefold, titles))) > 1:
        return list(stories)
    return [
        headed_by(story, Section("chapter", None, title, story.sections[0].blocks))
        if lacks and story.sections[0].role == UNDIVIDED
        else story
        for story, title, lacks in zip(stories, titles, lacking, strict=True)
    ]


def source_of(story: Story) -> str:
    """Return the name of the file that a story begins in."""
    return next(sources_in(story.sections), "")


def with_listed_names(stories: Sequence[Story], names: Mapping[str, str]) -> list[Story]:
    """Return the parts of a story with the names that a list gives the files without a heading.

    A label without a title, ``Prologue``, stands before the title that the text has itself.
    """
    return [
        named(story, name) if (name := names.get(source_of(story))) else story for story in stories
    ]


def named(story: Story, name: str) -> Story:
    """Return a story that a list calls so."""
    form = facts_of(name).form
    first, *rest = story.sections
    if first.role == UNDIVIDED:
        if form is None:
            return headed_by(story, Section("chapter", None, name, first.blocks))
        return headed(story, form)
    labelled = form is not None and form.rank == "named" and form.title is None
    if form is None or not labelled or first.label or first.role != "chapter":
        return story
    return replace(
        story, sections=(replace(first, role=form.role, label=form.label, labelled=True), *rest)
    )


def headed_by(story: Story, chapter: Section) -> Story:
    """Return a story whose first text has a heading, all else below or behind it."""
    return replace(story, sections=(chapter, *story.sections[1:]))


def form_of_file(story: Story) -> HeadingForm | None:
    """Return the heading that the name of a story's file is, None for another name.

    A number is one in a folder that says what it counts: ``chapters/01.md``.
    """
    path = PurePath(source_of(story))
    stem = path.stem
    if stem.isdecimal() and (word := counted_in(path.parent.name)):
        return facts_of(f"{word} {int(stem)}").form
    form = facts_of(stem.replace("_", " ")).form
    named = form is not None and form.rank == "named"
    counted = form is not None and form.rank == "chapter" and _GAP.search(stem) is not None
    return form if named or counted else None


def counted_in(folder: str) -> str:
    """Return the word for what the files of a folder are, "" where its name says nothing of it.

    >>> counted_in("Chapters"), counted_in("kapitel"), counted_in("tales of the sea")
    ('Chapter', 'Kapitel', '')
    """
    for end in (len(folder), -1, -2):
        if heading_ranks().get(folded(folder[:end])) == "chapter":
            return folder[:end].capitalize()
    return ""


def sources_in(sections: Sequence[Section]) -> Iterator[str]:
    """Yield the name of the source of each block."""
    for section in sections:
        for block in section.blocks:
            inner = block.blocks[0] if isinstance(block, Group) and block.blocks else block
            yield inner.at.source
        yield from sources_in(section.sections)


def lacks_heading(story: Story) -> bool:
    """Tell whether a story has no heading of a chapter: only text, or text below that of a part."""
    first, *rest = story.sections
    return not (rest or first.sections) and (first.role == UNDIVIDED or is_large(first))


def is_large(section: Section) -> bool:
    """Tell whether a section may hold chapters; the act of a play is one of a file without any."""
    form = facts_of(section.label or "").form
    return section.role == "part" or (form is not None and form.rank in ("part", "volume"))


def begins_bare(story: Story) -> bool:
    """Tell whether a story begins with text, and has nothing larger than chapters below."""
    first, *rest = [section.role for section in story.sections]
    return first == UNDIVIDED and not {"part", "volume"}.intersection(rest)


def headed(story: Story, form: HeadingForm) -> Story:
    """Return a story whose text has a heading; what it has of smaller ones stands below it."""
    first, *rest = story.sections
    chapter = Section(form.role, form.label, form.title, first.blocks, number=form.number)
    if is_large(first):
        part = replace(first, role="part", blocks=(), sections=(chapter,))
        return replace(story, sections=(part,))
    return replace(story, sections=(replace(chapter, sections=tuple(rest)),))


def under_parts(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return sections of which chapters stand in the part before them, where that has chapters."""
    nested: list[Section] = []
    for section in sections:
        above = nested[-1] if nested else None
        if above and above.role == "part" and above.sections and section.role == "chapter":
            nested[-1] = replace(above, sections=(*above.sections, section))
        else:
            nested.append(section)
    return tuple(nested)
