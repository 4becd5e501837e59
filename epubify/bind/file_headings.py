"""Headings that stand only in the names of files: ``Chapter 12.docx``, and no heading in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from epubify.model import Group, Section, Story
from epubify.text.facts import facts_of
from epubify.text.heading_forms import HeadingForm
from epubify.text.lazy_pattern import lazy

UNDIVIDED = "bodymatter"
WITHOUT = 0.5
"""Share of the files that have no heading of their own. With less, slices of a long chapter get
headings beside those in the text; with more, a book with a few headings loses all others."""
_GAP = lazy(r"[\s_-]")


def with_file_headings(stories: Sequence[Story]) -> list[Story]:
    """Return the parts of a story with the headings that the names of their files say.

    Left alone are parts that have a heading, and names that are only counters: ``story03``. A book
    whose files are numbered alike, or twice, is none.
    """
    forms = [form_of_file(story) for story in stories]
    numbers = [form.number for form in forms if form and form.rank == "chapter"]
    known = all(forms) and len(numbers) > 1 and len(set(numbers)) == len(numbers)
    lacking = [lacks_heading(story) for story in stories]
    if not known or sum(lacking) < WITHOUT * len(stories):
        return list(stories)
    return [
        headed(story, form) if form and (lacks or begins_bare(story)) else story
        for story, form, lacks in zip(stories, forms, lacking, strict=True)
    ]


def with_listed_names(stories: Sequence[Story], names: Mapping[str, str]) -> list[Story]:
    """Return the parts of a story with the names that a list gives the files without a heading.

    A label without a title, ``Prologue``, stands before the title that the text has itself.
    """
    return [
        named(story, name) if (name := names.get(next(sources_in(story.sections), ""))) else story
        for story in stories
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
    """Return the heading that the name of a story's file is, None for another name."""
    source = next(sources_in(story.sections), "")
    stem = PurePath(source).stem
    form = facts_of(stem.replace("_", " ")).form
    named = form is not None and form.rank == "named"
    counted = form is not None and form.rank == "chapter" and _GAP.search(stem) is not None
    return form if named or counted else None


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
