"""The order of the parts of a story, as the names of their files and those who give them say it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from epubify.files.listed_order import in_listed_order
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.natural_order import NaturalKey, natural_key
from epubify.text.roles import role_of

if TYPE_CHECKING:
    from epubify.files.inputs import Input

STANDS = {"before": 0, "": 1, "after": 2}
"""Places of files that are called for what stands before, among or behind the chapters."""
_DIGITS = lazy(r"\d+")


def in_part_order(parts: Sequence[Input]) -> list[Input]:
    """Return the parts of a story as a list in their folder orders them, else in natural order."""
    return in_listed_order(sorted(parts, key=part_key))


def in_told_order(parts: Sequence[Input]) -> list[Input]:
    """Return parts that were named one by one, in the order in which they are read.

    An order that no program makes of names is that of a person: it stands. What a shell or a
    program has sorted is put in order here, and so are names that differ in a number alone.
    """
    names = [part.name for part in parts]
    counted = len({_DIGITS.sub("#", name) for name in names}) == 1
    told = not counted and not is_sorted(names)
    return in_listed_order(parts) if told else in_part_order(parts)


def part_key(part: Input) -> list[tuple[int, NaturalKey]]:
    """Return what sorts parts by the names of folders and files: a prologue first."""
    path = PurePath(part.name)
    return [(stands(PurePath(name).stem), natural_key(name)) for name in path.parts]


def stands(stem: str) -> int:
    """Return where a part stands by the name of its file.

    >>> stands("Prologue"), stands("Chapitre 2"), stands("epilogue"), stands("About the prologue")
    (0, 1, 2, 1)
    """
    form = facts_of(stem.replace("_", " ").replace("-", " ").strip()).form
    named = form is not None and form.rank == "named" and form.title is None
    return STANDS[role_of(form.role).stands if form and named else ""]


def is_sorted(names: Sequence[str]) -> bool:
    """Tell whether names stand as programs sort them: by sign, without case, letters alone.

    >>> is_sorted(["Chapter 1", "Chapter 10", "Chapter 2"]), is_sorted(["b.md", "a.md", "c.md"])
    (True, False)
    """
    keys = (str, str.casefold, natural_key, letters_alone)
    return any(sorted(names, key=key) == list(names) for key in keys)


def letters_alone(name: str) -> str:
    """Return what the collation of a language looks at first.

    >>> letters_alone("b_(2).md"), letters_alone("Ümit 1")
    ('b2md', 'ümit1')
    """
    return "".join(filter(str.isalnum, name.casefold()))
