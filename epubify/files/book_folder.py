"""What stands in a folder beside the parts of a book: settings of its maker, a list, a README."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import chain, takewhile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import tomli

from epubify.bind.told_by_folder import ToldByFolder
from epubify.files.folder_chapters import names_by_folders
from epubify.files.listed_order import folder_of, listed_files, text_in
from epubify.matter.filename import in_words, read_file_name
from epubify.model import Contributor, Metadata, Origin, OriginKind
from epubify.readers.markdown.metadata_block import read_metadata_block
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, word_set

if TYPE_CHECKING:
    from epubify.files.inputs import Input

SETTINGS = ("_quarto.yml", "metadata.yml", "metadata.yaml", "index.Rmd", "index.qmd", "_index.md")
"""Files in which makers of books keep title and author, in YAML."""
READMES = ("README.md", "readme.md", "Readme.md")
LONGEST_TITLE = 100
"""Characters of the heading of a README that may name the book; with more, its first sentence does,
with fewer, titles with a subtitle do not."""
_BOOK = lazy(r"^book:[ \t]*\n((?:[ \t]+.*\n?|\n)+)", re.MULTILINE)
_HEADING = lazy(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_LONGFORM = lazy(r"\A---[ \t]*\nlongform:[ \t]*\n(?:[ \t]+.*\n)*?[ \t]+title:[ \t]*(.+?)[ \t]*\n")
_BEHIND = lazy(
    r"\s+[-–—|:]\s+.*\b(?:manuscript|leanpub|book|novel|gitbook|mdbook|repo(?:sitory)?|source)\b.*$",
    re.IGNORECASE,
)
"""What a README says behind the title of its book: ``The Salt Road - Leanpub Manuscript``."""
_LIST_HEADINGS = frozenset(
    {"summary", "table of contents", "contents", "toc", "inhalt", "sommaire"}
)


def told_by_folder(parts: Sequence[Input]) -> ToldByFolder:
    """Return what the folder of the parts of a book says of it."""
    folder = folder_of(parts)
    called_story = next((part.story for part in parts), "")
    if folder is None or len(parts) < 2:
        names, above = names_by_folders(parts)
        called_so = called_in_archive(parts)
        return ToldByFolder(names=names, parts=above, folder=called_story, called=called_so)
    listed = listed_files(folder)
    called = {os.path.realpath(path): name for path, name in listed.names}
    paths = {item.name: os.path.realpath(item.path) for item in parts if item.path}
    names = {name: called[path] for name, path in paths.items() if path in called}
    divided = {os.path.realpath(path): part for path, part in listed.parts}
    parts_of = {name: divided[path] for name, path in paths.items() if path in divided}
    said = next(chain(settings_of(folder), titles_of_main(listed.lists)), None)
    if said is not None:
        return ToldByFolder(said, True, names, parts_of, called_story)
    title = next(chain(readme_titles(folder), note_titles(listed.lists)), None)
    told = Metadata.with_origin(Origin(OriginKind.HEADER), title=title) if title else Metadata()
    called_so = called_alike([*paths]) or called_alike([folder.name])
    return ToldByFolder(told, False, names, parts_of, called_story, called_so)


def called_in_archive(parts: Sequence[Input]) -> str | None:
    """Return what the files of an archive are called alike, or the folder in it, or the archive."""
    paths = [PurePath(item.entry) for item in parts if item.entry and item.path]
    if len(paths) < max(2, len(parts)):
        return None
    folders = {path.parent.name for path in paths}
    archive = PurePath(str(parts[0].path)).stem
    named = ([path.name for path in paths], folders if len(folders) == 1 else (), [archive])
    return next((title for names in named if (title := called_alike([*names]))), None)


def titles_of_main(lists: Sequence[Path]) -> Iterator[Metadata]:
    """Yield what the main file of a book in LaTeX says of it."""
    from epubify.readers.latex.tex_document import said_by_document

    for path in lists:
        if path.suffix == ".tex":
            said = said_by_document(text_in(path) or "", path.name)
            if said.title:
                yield said


def called_alike(names: Sequence[str]) -> str | None:
    """Return the title that the names of files have in common before what counts them.

    >>> called_alike(["Salt Road Ch 1.docx", "Salt Road Ch 2.docx"]), called_alike(["a1", "a2"])
    ('Salt Road', None)
    """
    words = [in_words(PurePath(name).stem).split() for name in names]
    columns = takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False))
    alike = [column[0] for column in columns]
    while alike and not tells(alike[-1]):
        alike = alike[:-1]
    return read_file_name(" ".join(alike)).title


def tells(word: str) -> bool:
    """Tell whether a word of a name is more than a counter, or a word for what is counted."""
    bare = folded(word).strip("-_.#()")
    return any(map(str.isalpha, bare)) and bare not in word_set("generic_names")


def settings_of(folder: Path) -> Iterator[Metadata]:
    """Yield what the settings of a maker of books say, the best first."""
    for place in (folder, folder.parent):
        text = text_in(place / "book.toml")
        if text is not None and (said := from_toml(text)):
            yield said
    for name in SETTINGS:
        text = text_in(folder / name)
        if text is not None and (said := from_yaml(text)):
            yield said


def from_toml(text: str) -> Metadata | None:
    """Return what the settings of mdBook say, None where they name no title.

    >>> from_toml('[book]\\ntitle = "The Ford"\\nauthors = ["Nina Hale"]').authors
    ('Nina Hale',)
    """
    try:
        book = tomli.loads(text).get("book", {})
    except tomli.TOMLDecodeError:
        return None
    if not isinstance(book, dict) or not isinstance(book.get("title"), str):
        return None
    authors = [one for one in book.get("authors") or () if isinstance(one, str)]
    language = book.get("language")
    return Metadata.with_origin(
        Origin(OriginKind.HEADER),
        title=book["title"],
        contributors=tuple(map(Contributor, authors)),
        language=language if isinstance(language, str) else None,
    )


def from_yaml(text: str) -> Metadata | None:
    """Return what settings in YAML say, those of a book where there are such.

    >>> from_yaml("project:\\n  type: book\\nbook:\\n  title: The Ford\\n  author: Ann\\n").title
    'The Ford'
    """
    if book := _BOOK.search(f"{text}\n"):
        lines = book[1].rstrip().split("\n")
        indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
        text = "\n".join(line[indent:] for line in lines)
    block = text if text.startswith("---") else f"---\n{text.strip()}\n---\n"
    said = read_metadata_block(block)[0].metadata
    return said if said.title else None


def readme_titles(folder: Path) -> Iterator[str]:
    """Yield the titles that a README or a list has as its heading."""
    for name in (*READMES, "SUMMARY.md"):
        found = _HEADING.search(text_in(folder / name) or "")
        title = _BEHIND.sub("", found[1]).strip(" *_") if found else ""
        if title and title.casefold() not in _LIST_HEADINGS and len(title) <= LONGEST_TITLE:
            yield title


def note_titles(lists: Sequence[Path]) -> Iterator[str]:
    """Yield the titles of notes that list the others: in their heading, else their name.

    An index of Longform says the title of its book.

    Notes that are called for what they are, ``index``, name no book.
    """
    for path in lists:
        if path.suffix == ".md" and path.name not in (*READMES, "SUMMARY.md"):
            text = text_in(path) or ""
            found = _LONGFORM.search(text) or _HEADING.search(text)
            title = found[1].strip(" *_\"'") if found else in_words(path.stem)
            if tells(title) and title.casefold() not in _LIST_HEADINGS | {"index"}:
                yield title
