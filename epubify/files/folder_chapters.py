"""Chapters and parts that are folders: ``Part One/02 The Mill/01 Rain.md``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from epubify.bind.file_headings import NUMBERED
from epubify.model.records import Record
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from epubify.files.inputs import Input

DEEPEST = 2
"""Folders above a file that say where it stands: that of its part, and that of its chapter. With
more, folders of a whole library are parts; with fewer, a novel in parts loses them."""
FEWEST_FOLDERS = 2
"""Folders that divide a book; with one, the only folder of a story is a chapter."""
_LEADING = lazy(r"(?<!\d)0+(?=\d)")


class FolderHeading(Record):
    """What the name of a folder heads."""

    text: str
    large: bool = False
    """It is a part, and its files are chapters."""


def names_by_folders(parts: Sequence[Input]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what folders call the files in them, and the parts of the book that they are.

    A chapter's folder heads its first file; the others are scenes, whose names no reader sees.
    Nothing is told where one of the folders is called neither by a number nor as a division is.
    """
    steps = steps_of(parts)
    told = {step: heading_of(step) for one in steps for step in one}
    divided = len({*steps}) >= FEWEST_FOLDERS and all(told.values())
    if not divided or max(map(len, steps)) > DEEPEST:
        return {}, {}
    names: dict[str, str] = {}
    above: dict[str, str] = {}
    for folders, group in groupby(zip(parts, steps, strict=True), lambda one: one[1]):
        files = [part for part, _ in group]
        headings = [one for folder in folders if (one := told[folder])]
        chapter = headings.pop() if headings and not headings[-1].large else None
        if chapter:
            names |= {part.name: "" for part in files} | {files[0].name: chapter.text}
        elif headings:
            numbered = ((part.name, NUMBERED.fullmatch(part.stem)) for part in files)
            names |= {name: found[2] for name, found in numbered if found}
        above |= {part.name: headings[0].text for part in files if headings}
    return names, above


def steps_of(parts: Sequence[Input]) -> list[tuple[str, ...]]:
    """Return for each file the names of the folders between that of the book and its own."""
    paths = [Path(part.path) for part in parts if part.path and not part.entry]
    if not paths or len(paths) < len(parts):
        return [()]
    folders = [Path(os.path.realpath(path.parent)) for path in paths]
    try:
        book = os.path.commonpath(folders)
    except ValueError:  # on several drives
        return [()]
    return [folder.relative_to(book).parts for folder in folders]


def heading_of(folder: str) -> FolderHeading | None:
    """Return what the name of a folder heads, None where it says nothing.

    >>> heading_of("Chapter 01 - Frost"), heading_of("02 The Mill").text, heading_of("notes")
    (FolderHeading(text='Chapter 1 - Frost', large=False), 'The Mill', None)
    >>> heading_of("1-Part_One"), heading_of("2019")
    (FolderHeading(text='Part One', large=True), None)
    """
    text = _LEADING.sub("", folder.replace("_", " ")).strip()
    found = NUMBERED.fullmatch(text)
    said = found[2] if found else text
    form = facts_of(said).form
    if form is None or form.rank == "numeral":
        return FolderHeading(said) if found else None
    return FolderHeading(said, form.rank in ("part", "volume"))
