"""Which volumes of an anthology there are already, and which stories are in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from epubify.batches.volume_plan import identifier_of
from epubify.epub.stamp import Stamp
from epubify.errors import EpubifyError
from epubify.files import remote
from epubify.files.output import read_existing
from epubify.files.paths import split_suffix
from epubify.options import Options
from epubify.publish.kept_reading import kept_stories
from epubify.readers.containers import Container

_MOST_GAPS = 100
"""Volumes that may be missing before the last. With more, each look takes longer; with fewer, a
set of which only late volumes were kept is not known again."""


def volume_path(output: str, number: int) -> str:
    """Return the path of a volume of the anthology that was to go to a path.

    >>> volume_path("a/all.epub", 1), volume_path("a/all.kepub.epub", 12)
    ('a/all.epub', 'a/all 12.kepub.epub')
    """
    stem, suffix = split_suffix(output)
    return output if number == 1 else f"{stem} {number}{suffix}"


def earlier_at(output: Path, options: Options) -> dict[str, list[int]]:
    """Return identities of stories → the volumes that they are in, of a set that goes to a path."""
    stem, suffix = split_suffix(output.name)
    name = re.compile(rf"{re.escape(stem)}(?: \d+)?{re.escape(suffix)}", re.IGNORECASE)
    folder = output.parent
    paths = [one for one in folder.iterdir() if name.fullmatch(one.name)] if folder.is_dir() else []
    stamps = ((str(one), read_existing(one)) for one in sorted(paths))
    return earlier_among(((path, stamp) for path, stamp in stamps if stamp), options)


def earlier_among(books: Iterable[tuple[str, Stamp]], options: Options) -> dict[str, list[int]]:
    """Return identities of stories → the volumes that they are in, of books with their stamps."""
    books = list(books)
    most = len(books) + _MOST_GAPS
    numbers = {identifier_of(options, number): number for number in range(1, most + 1)}
    found: dict[str, list[int]] = {}
    for path, stamp in books:
        number = numbers.get(stamp.identifier)
        for identity in _stories_in(path) if number else ():
            found.setdefault(identity, []).append(number or 0)
    return {identity: sorted(volumes) for identity, volumes in found.items()}


def _stories_in(book: str) -> Iterator[str]:
    """Yield the identities of the stories of a volume; one that is broken has none."""
    try:
        if remote.is_url(book):
            container = Container(book, BytesIO(remote.read(book)[0]))
            yield from [one.identifier for one in kept_stories(container)]
            return
        with Path(book).open("rb") as file:
            yield from [one.identifier for one in kept_stories(Container(book, file))]
    except (EpubifyError, OSError):
        return
