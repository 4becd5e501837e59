"""Folders of which each is one story: their files become the parts, or stories of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from msgspec.structs import replace

from epubify.files.inputs import Input
from epubify.files.order_of_parts import in_part_order
from epubify.text.facts import facts_of

TOP = PurePosixPath()
_DIVISIONS = frozenset({"volume", "part", "chapter", "numeral", "named"})
"""Ranks of headings that the name of a folder may be: it then holds a part of the story above."""


def parts_by_folder(inputs: Sequence[Input]) -> list[tuple[Input, ...]]:
    """Return the parts of each story: the files of a folder are those of one.

    A folder that is called like a part of a book (``Part 2``, ``03``) belongs to the story of the
    folder that it lies in. Files beside folders that are stories are stories of their own. The
    book of a folder goes where the folder lies, and its parts come in the order of a list in
    the folder, else in natural order.

    >>> found = [Input(f"s/{name}", None, below) for name, below in [
    ...     ("Ebb/1.txt", "Ebb"), ("Ebb/2.txt", "Ebb"), ("Tide/Part 1/1.txt", "Tide/Part 1"),
    ...     ("Tide/Part 2/1.txt", "Tide/Part 2"), ("dusk.txt", "."), ("dawn.txt", ".")]]
    >>> [[one.name for one in parts] for parts in parts_by_folder(found)]
    [['s/Ebb/1.txt', 's/Ebb/2.txt'], ['s/Tide/Part 1/1.txt', 's/Tide/Part 2/1.txt'], \
['s/dusk.txt'], ['s/dawn.txt']]
    """
    folders: dict[PurePosixPath, list[Input]] = {}
    for one in inputs:
        folders.setdefault(story_folder(PurePosixPath(one.below)), []).append(one)
    alone = folders.pop(TOP) if len(folders) > 1 and TOP in folders else []
    joined = [_in_order(parts, folder) for folder, parts in folders.items()]
    return [*joined, *((one,) for one in alone)]


def story_folder(folder: PurePosixPath) -> PurePosixPath:
    """Return the folder of the story that a folder belongs to.

    >>> story_folder(PurePosixPath("Tide/Book One/Part 2")).name
    'Tide'
    """
    while folder != TOP and _is_division(folder.name):
        folder = folder.parent
    return folder


def _is_division(name: str) -> bool:
    form = facts_of(name.replace("_", " ")).form
    return form is not None and form.rank in _DIVISIONS


def _in_order(parts: Sequence[Input], folder: PurePosixPath) -> tuple[Input, ...]:
    above = str(folder.parent)
    name = folder.name or _name_of_top(parts[0])
    return tuple(replace(one, below=above, story=name) for one in in_part_order(parts))


def _name_of_top(one: Input) -> str:
    """Return the name of the folder that was named, in which a file lies; empty for ``.``."""
    above = one.path.parents if one.path else PurePosixPath(one.url).parents
    depth = len(PurePosixPath(one.below).parts)
    return above[depth].name if depth < len(above) else ""
