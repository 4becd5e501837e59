"""The order of a book of files, where a list in its folder says it: mdBook's, Leanpub's."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from epubify.files.inputs import Input

LISTS = ("SUMMARY.md", "Book.txt")
"""Files that list the others: of mdBook and GitBook links, of Leanpub bare names."""
LARGEST = 1_000_000
"""Bytes of a list; a larger file is a story that is called like one."""
FEWEST_LISTED = 2
"""Files of the folder that a list names; with one, a story that names a file is a list."""
_LINK = re.compile(r"\]\(<?([^)>#\s]+)")


def listed_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the files that a list in a folder names, in its order, and the lists themselves.

    Both are empty where there is no list, or one that names hardly any file that is there.
    """
    for name in LISTS:
        path = folder / name
        try:
            if not path.is_file() or path.stat().st_size > LARGEST:
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        named = [folder / one for one in names_in(text)]
        found = [one for one in dict.fromkeys(named) if one.is_file()]
        if len(found) >= FEWEST_LISTED:
            return found, [path]
    return [], []


def names_in(text: str) -> Sequence[str]:
    """Return the names of files in a list.

    >>> names_in("# Summary\\n- [One](one.md)\\n  - [Two](b/two.md#x)\\n")
    ['one.md', 'b/two.md']
    >>> names_in("one.md\\n\\ntwo.md\\n")
    ['one.md', 'two.md']
    """
    links = _LINK.findall(text)
    return links or [line.strip() for line in text.splitlines() if line.strip()]


def in_listed_order(parts: Sequence[Input]) -> list[Input]:
    """Return the parts of a story in the order of the list in their folder, if there is one.

    What the list does not name stays behind the rest, in the order in which it came.
    """
    folders = {item.path.parent if item.path and not item.entry else None for item in parts}
    folder = folders.pop() if len(folders) == 1 else None
    listed = listed_files(folder)[0] if folder else []
    places = {os.path.realpath(path): n for n, path in enumerate(listed)}

    def place(item: Input) -> int:
        return places.get(os.path.realpath(item.path or ""), len(places))

    return sorted(parts, key=place)
