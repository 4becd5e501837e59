"""Titles that divide chapters into pieces of a page or two: set, and not in the contents.

A contents list leads to chapters. What stands in a story as a whole, not in one file of it, tells
what its chapters are: a story joined of files is looked at when it is one.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from epubify.model import Section, Story
from epubify.text.blocks import block_texts, blocks_of
from epubify.text.middle import median

FEWEST_TOLD, TOLD = 2, 0.5
"""Chapters that have more text of their own than their divisions have, at least and as a share of
all. With fewer, the stories below the parts of a collection are not listed; with more, one chapter
that begins with a title brings all divisions back."""
FEWEST_COUNTED = 3
"""Chapters with a number that are chapters whether they have text of their own or not. With fewer,
two parts of a collection are; with more, the sections of short books are all listed."""
LONGEST_DIVISION = 600
"""Words of a division, as most have. With more, the chapters of a novel that stand below its parts
are not listed; with fewer, the pages of a handbook are."""


def with_divisions_unlisted(story: Story) -> Story:
    """Return a story whose contents do not list the short titled divisions of its chapters.

    Nor a title below that of a chapter with which all its text begins: it divides nothing.
    """
    story = replace(story, sections=tuple(map(with_lone_division_unlisted, story.sections)))
    chapters = [section for section in story.sections if section.role == "chapter"]
    found = [one for chapter in chapters for one in chapter.sections if is_division(one)]
    usual = median(words_in(one) for one in found) if found else 0
    if not found or usual > LONGEST_DIVISION or not are_chapters(chapters, usual):
        return story
    sections = (one if one.role != "chapter" else unlisted_below(one) for one in story.sections)
    return replace(story, sections=tuple(sections))


def with_lone_division_unlisted(section: Section) -> Section:
    """Return a chapter whose contents do not list the one division that is all of it."""
    if section.role != "chapter" or len(section.sections) != 1 or words_of_its_own(section):
        return section
    [below] = section.sections
    lone = is_division(below) and not below.sections
    return replace(section, sections=(replace(below, listed=False),)) if lone else section


def words_of_its_own(section: Section) -> int:
    """Return how many words of the story stand in a section above its divisions."""
    return words_in(replace(section, sections=()))


def is_division(section: Section) -> bool:
    """Tell whether a section has a title alone, which markup marks and the contents list.

    >>> is_division(Section("chapter", None, "At Noon", (), marked=True))
    True
    >>> is_division(Section("chapter", "Chapter 2", "At Noon", (), number=2, marked=True))
    False
    """
    titled = section.title is not None and section.label is None
    return section.marked and section.listed and titled


def are_chapters(sections: Sequence[Section], usual: float) -> bool:
    """Tell whether sections are chapters, not parts: they count, or have text of their own.

    That is at least as long as one of their divisions ``usual``ly is.
    """
    if sum(one.number is not None for one in sections) >= FEWEST_COUNTED:
        return True
    told = sum(words_of_its_own(one) >= usual for one in sections)
    return told >= max(FEWEST_TOLD, TOLD * len(sections))


def unlisted_below(section: Section) -> Section:
    """Return a section whose titled divisions, however deep, are not listed."""
    below = (unlisted_below(one) for one in section.sections)
    divisions = (replace(one, listed=False) if is_division(one) else one for one in below)
    return replace(section, sections=tuple(divisions))


def words_in(section: Section) -> int:
    """Return how many words of the story stand in a section and below it, notes apart."""
    return sum(len(text.split()) for text in block_texts(blocks_of([section])))
