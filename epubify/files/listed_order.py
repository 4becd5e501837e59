"""The order of a book of files, where something in its folder says it.

That is a list (mdBook's, Leanpub's, Quarto's, bookdown's, MkDocs', a note of Obsidian), or a
number at the head of each file (Hugo's weights, and what others call them).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import field
from msgspec.structs import replace

from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from epubify.files.inputs import Input

LISTS = ("SUMMARY.md", "Book.txt", "_quarto.yml", "_bookdown.yml", "mkdocs.yml")
"""Files that list the others: links, bare names, entries."""
MATTER_SIGNS = frozenset({"frontmatter.txt", "mainmatter.txt", "backmatter.txt"})
"""Files in a list of Leanpub's that say nothing but which part of the book begins."""
LARGEST = 1_000_000
"""Bytes of a list; a larger file is a story that is called like one."""
FEWEST_LISTED = 2
"""Files of the folder that a list names; with one, a story that names a file is a list."""
MOST_LINKED = 0.6
"""Share of the other files that a note names which is their list. With a smaller one each chapter
with links to others is a list, with a larger one a book with drafts beside it has none."""
MOST_NOTES = 60
"""Files of a folder that are looked at for such a note, or for numbers at their heads."""
PAGE = "index"
"""Name of a page that Hugo keeps in a folder of its own, with its pictures."""
SECTION_PAGE = "_index"
"""Name of the page that Hugo keeps above those of a folder; it has no place among them."""
HEAD = 2_000
"""Characters of a file in which its metadata block stands."""
_LINK = lazy(r"\[([^\]]*)\]\(<?([^)>#\s]+)")
_WIKI = lazy(r"\[\[([^\]|#]+)(?:#[^\]|]*)?(?:\|([^\]]*))?\]\]")
_ENTRY = lazy(
    r"""["'](?P<quoted>[^"'\n]+\.(?:q?md|rmd|markdown))["']|(?P<bare>[\w./-]+\.(?:q?md|rmd|markdown))\b""",
    re.IGNORECASE,
)
_PART = lazy(r"\s*-?\s*part:\s*[\"']?(.*?)[\"']?\s*")
_PART_HEADING = lazy(r"(?P<sign>#{1,3})\s+(?P<title>.*?)[\s#]*")
_ITEM = lazy(r"\s*(?:[-*+]|\d+[.)])\s")
_SCENES = lazy(r"^\s*(?:-\s+)+(.+?)\s*$", re.MULTILINE)
"""Scenes of Longform; one that stands in below another has a sign for each step."""
_INDEX = lazy(r"---[ \t]*\n(.*?)\n---", re.DOTALL)
_SCENE_FOLDER = lazy(r"^[ \t]*sceneFolder:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_TEX_COMMENT = lazy(r"(?<!\\)%[^\n]*")
_TEX_CLASS = lazy(r"\\documentclass\b")
_TEX_INPUT = lazy(r"\\(?:input|include|subfile|subfileinclude)\s*\{([^{}\n]{1,200})\}")
_WEIGHT = lazy(
    r"^(?:weight|order|nav_order|sidebar_position|position|chapter|index|number)"
    r"[ \t]*[:=][ \t]*[\"']?(-?\d+(?:\.\d+)?)[\"']?[ \t]*$",
    re.MULTILINE,
)


class ListedFiles(Record):
    """The files that a list in a folder names."""

    files: tuple[Path, ...] = ()
    """In the order of the list."""
    lists: tuple[Path, ...] = ()
    """The lists themselves, which are no part of the book."""
    names: tuple[tuple[Path, str], ...] = field(default=())
    """A file, and what the list calls it; "" where readers do not see its name."""
    parts: tuple[tuple[Path, str], ...] = field(default=())
    """A file, and the part of the book that the list puts it in."""


def listed_files(folder: Path) -> ListedFiles:
    """Return the files that a list in a folder names; none where there is no list of them."""
    for name in LISTS:
        path = folder / name
        if (text := text_in(path)) is not None:
            found = found_in(folder, path, names_in(text, name))
            if len(found.files) >= FEWEST_LISTED:
                parts = {folder / unquote(file): part for file, part in parts_in(text, name)}
                told = tuple((file, parts[file]) for file in found.files if parts.get(file))
                return replace(found, parts=told)
    looks = (listed_by_main, listed_by_scenes, listed_by_note)
    return next((one for look in looks if (one := look(folder)).files), ListedFiles())


def listed_by_main(folder: Path) -> ListedFiles:
    """Return the files that the main file of a book in LaTeX takes in, in its order."""
    try:
        mains = sorted(folder.glob("*.tex"))
    except OSError:
        return ListedFiles()
    for main in mains[:MOST_NOTES]:
        text = _TEX_COMMENT.sub("", text_in(main) or "")
        if not _TEX_CLASS.search(text):
            continue
        places = [folder / found[1].strip() for found in _TEX_INPUT.finditer(text)]
        named = [one if one.suffix == ".tex" else Path(f"{one}.tex") for one in places]
        there = tuple(dict.fromkeys(one for one in named if one != main and one.is_file()))
        if len(there) >= FEWEST_LISTED:
            return ListedFiles(there, (main,))
    return ListedFiles()


def listed_by_scenes(folder: Path) -> ListedFiles:
    """Return the scenes of a novel that an index of Longform names, in the folder that it names."""
    try:
        notes = sorted(folder.glob("*.md"))[:MOST_NOTES]
    except OSError:
        return ListedFiles()
    for note in notes:
        head = _INDEX.match(text_in(note) or "")
        if head and "longform:" in head[1]:
            below = _SCENE_FOLDER.search(head[1])
            place = folder / below[1].strip("/ \"'") if below else folder
            # What follows the list of scenes are settings, which have keys.
            said = re.split(r"^[ \t]*[\w-]+:", head[1].partition("scenes:")[2], flags=re.MULTILINE)[
                0
            ]
            names = [name.strip("\"'") for name in _SCENES.findall(said)]
            found = found_in(place, note, [(f"{name}.md", "") for name in names])
            if len(found.files) >= FEWEST_LISTED:
                # Scenes have names that readers do not see.
                return replace(found, names=tuple((file, "") for file in found.files))
    return ListedFiles()


def found_in(folder: Path, source: Path, named: Sequence[tuple[str, str]]) -> ListedFiles:
    """Return those of the named files that are there."""
    places = [(folder / unquote(name), label) for name, label in named]
    there = {path: label for path, label in reversed(places) if path.is_file()}
    signs = [path for path in there if path.name in MATTER_SIGNS]
    order = dict.fromkeys(path for path, _ in places if path in there and path not in signs)
    names = tuple((path, there[path]) for path in order if there[path])
    return ListedFiles(tuple(order), (source, *signs), names)


def listed_by_note(folder: Path) -> ListedFiles:
    """Return the files that a note in a folder names, as writers with Obsidian keep it."""
    try:
        notes = sorted(folder.glob("*.md"))
    except OSError:
        return ListedFiles()
    if not FEWEST_LISTED < len(notes) <= MOST_NOTES:
        return ListedFiles()
    by_stem = {note.stem.casefold(): note for note in notes}
    for note in notes:
        named = _WIKI.findall(text_in(note) or "")
        found: dict[Path, str] = {}
        for one, label in named:
            name = one.strip().rpartition("/")[2]
            if name.casefold() in by_stem:
                found.setdefault(by_stem[name.casefold()], label.strip() or name)
        found.pop(note, None)
        if len(found) >= max(FEWEST_LISTED, MOST_LINKED * (len(notes) - 1)):
            return ListedFiles(tuple(found), (note,), tuple(found.items()))
    return ListedFiles()


def text_in(path: Path) -> str | None:
    """Return the text of a small file, None where there is none."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return None
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def names_in(text: str, name: str = "SUMMARY.md") -> list[tuple[str, str]]:
    """Return the names of files in a list, and what it calls them.

    >>> names_in("# Summary\\n- [One](one.md)\\n  - [Two](b/two.md#x)\\n")
    [('one.md', 'One'), ('b/two.md', 'Two')]
    >>> names_in("one.md\\n\\ntwo.md\\n", "Book.txt")
    [('one.md', ''), ('two.md', '')]
    >>> names_in("book:\\n  chapters:\\n    - index.qmd\\n    - part: b.qmd\\n", "_quarto.yml")
    [('index.qmd', ''), ('b.qmd', '')]
    """
    if name.endswith(".yml"):
        return [(found["quoted"] or found["bare"], "") for found in _ENTRY.finditer(text)]
    links = [(path, label.strip()) for label, path in _LINK.findall(text)]
    return links or [(line.strip(), "") for line in text.splitlines() if line.strip()]


def parts_in(text: str, name: str = "SUMMARY.md") -> Iterator[tuple[str, str]]:
    """Yield the files that a list has below the title of a part, and that title."""
    return parts_of_settings(text) if name.endswith(".yml") else parts_of_list(text)


def parts_of_list(text: str) -> Iterator[tuple[str, str]]:
    """Yield files and parts of a list in Markdown.

    Headings below that of the list are titles of parts; a link that is no item ends one.

    >>> list(parts_of_list("# Summary\\n[F](f.md)\\n# The Ebb\\n- [One](one.md)\\n[End](e.md)\\n"))
    [('one.md', 'The Ebb')]
    """
    part, first = "", True
    for line in text.splitlines():
        if heading := _PART_HEADING.fullmatch(line):
            part = "" if first and heading["sign"] == "#" else heading["title"]
            first = False
        elif links := _LINK.findall(line):
            part = part if _ITEM.match(line) else ""
            yield from ((path, part) for _, path in links if part)


def parts_of_settings(text: str) -> Iterator[tuple[str, str]]:
    """Yield files and parts of Quarto's settings, where a part has an entry of its own.

    >>> told = "chapters:\\n- a.qmd\\n- part: Ebb\\n  chapters:\\n    - b.qmd\\n- c.qmd"
    >>> list(parts_of_settings(told))
    [('b.qmd', 'Ebb')]
    """
    part, depth = "", 0
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        files = [one["quoted"] or one["bare"] for one in _ENTRY.finditer(line)]
        if line.strip() and indent <= depth:
            part = ""
        if (found := _PART.fullmatch(line)) and not files:
            part, depth = found[1], indent
        yield from ((file, part) for file in files if part)


# ------------------------------------------------------------------------ parts in order


def in_listed_order(parts: Sequence[Input]) -> list[Input]:
    """Return the parts of a story in the order of the list in their folder, if there is one.

    What the list does not name stays behind the rest, in the order in which it came. Without a
    list, numbers at the heads of all files say the order.
    """
    folder = folder_of(parts)
    if folder is None:
        return list(parts)
    listed = listed_files(folder).files
    places: dict[str, float] = {os.path.realpath(path): n for n, path in enumerate(listed)}
    if not listed:
        places = dict(weights_of([item.path for item in parts if item.path]))

    def place(item: Input) -> float:
        first = item.stem == SECTION_PAGE and not listed
        last = max(places.values(), default=0) + 1
        return float("-inf") if first else places.get(os.path.realpath(item.path or ""), last)

    return sorted(parts, key=place)


def folder_of(parts: Sequence[Input]) -> Path | None:
    """Return the folder that all parts lie in, None where there is not one.

    That may be the one above, if the list in it names most of them.
    """
    folders = {item.path.parent if item.path and not item.entry else None for item in parts}
    lowest = next(iter(folders)) if len(folders) == 1 else None
    if not folders or None in folders or (lowest and listed_files(lowest).files):
        return lowest
    try:
        above = Path(os.path.commonpath([os.path.realpath(one or "") for one in folders]))
    except ValueError:  # on several drives
        return None
    above = above.parent if lowest else above
    if all(item.stem in (PAGE, SECTION_PAGE) for item in parts) and len(folders) > 1:
        return above
    found = listed_files(above)
    listed = {os.path.realpath(one) for one in (*found.files, *found.lists)}
    own = {os.path.realpath(item.path or "") for item in parts}
    return above if len(own & listed) >= MOST_LINKED * len(own) else lowest


def weights_of(files: Sequence[Path]) -> Iterator[tuple[str, float]]:
    """Yield each file with the number at its head; nothing where one has none, or two the same."""
    if len(files) > MOST_NOTES:
        return
    numbers: list[float] = []
    files = [file for file in files if file.stem != SECTION_PAGE]
    for file in files:
        head = (text_in(file) or "")[:HEAD] if file.suffix.lower() != ".txt" else ""
        block = re.match(r"(---|\+\+\+)[ \t]*\r?\n(.*?)\n\1", head, re.DOTALL)
        found = _WEIGHT.search(block[2]) if block else None
        if found is None:
            return
        numbers.append(float(found[1]))
    if len(set(numbers)) == len(numbers):
        yield from zip(map(os.path.realpath, files), numbers, strict=True)
