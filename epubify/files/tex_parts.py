"""Books of LaTeX in several files: a file, with the text of those that it takes in."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from epubify.errors import InputError
from epubify.files import archives
from epubify.model.limits import limits_held
from epubify.readers.latex import LATEX
from epubify.readers.too_large import refuse_over
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from epubify.files.inputs import Input

MOST_DEPTH = 8
"""Files that may stand in one another. With more, files that name each other grow without end;
with fewer, the scenes of the chapters of the parts of a book are missed."""
_TAKES = lazy(
    rb"(?<!\\)%[^\n]*"
    rb"|\\(?:input|include|subfile|subfileinclude)\s*\{(?P<braced>[^{}\n]{1,200})\}"
    rb"|\\(?:sub)?import\*?\s*\{(?P<folder>[^{}\n]{0,200})\}\s*\{(?P<file>[^{}\n]{1,200})\}"
    rb"|\\input[ \t]+(?P<bare>[\w./-]+)"
)
_DOCUMENT = lazy(rb"\\begin\s*\{document\}(.*?)(?:\\end\s*\{document\}|\Z)", re.DOTALL)

Take = Callable[[str], "bytes | None"]
"""Returns the bytes of a file by its name as seen from the main file, None where there is none."""


class TexParts(Struct):
    """What a file takes in, put where it belongs."""

    take: Take
    size: int = 0
    """Bytes that were taken in."""
    names: dict[str, None] = field(default_factory=dict)
    """The files that were taken in, in their order."""

    def whole(self, name: str, data: bytes, folder: str = "", within: Sequence[str] = ()) -> bytes:
        r"""Return a text with the texts that it takes in; what is not there stays named.

        Raises InputError where they are more than may be read.

        >>> parts = TexParts({"ch/1.tex": b"So."}.get)
        >>> parts.whole("a.tex", b"\\input{ch/1}\n\\input{ch/2}% \\input{ch/1}")
        b'So.\n\n\\input{ch/2}% \\input{ch/1}'
        """

        def filled(found: re.Match[bytes]) -> bytes:
            for place in self._places(found, folder):
                if place not in within and (part := self.take(place)) is not None:
                    self.names[place] = None
                    self.size += len(part)
                    refuse_over(
                        name, "bytes with its parts", self.size, limits_held().source, "source"
                    )
                    own = _DOCUMENT.search(part)
                    text = own[1] if own else part
                    below = folder if found["file"] is None else posixpath.dirname(place)
                    text = self.whole(name, text, below, (*within, place))
                    return text if text.endswith(b"\n") else text + b"\n"
            return found[0]

        return data if len(within) >= MOST_DEPTH else _TAKES.sub(filled, data)

    def _places(self, found: re.Match[bytes], folder: str) -> Iterator[str]:
        """Yield the names that a file of LaTeX may have which is taken in so."""
        said = found["braced"] or found["file"] or found["bare"]
        if said is None:
            return
        name = said.decode("utf-8", "replace").strip().strip('"')
        above = (found["folder"] or b"").decode("utf-8", "replace").strip()
        for base in dict.fromkeys((folder, "")):
            place = posixpath.normpath(posixpath.join(base, above, name))
            if place.startswith(("/", "../")):
                continue
            yield place if place.lower().endswith(LATEX.suffixes) else f"{place}.tex"


def parts_beside(path: str) -> TexParts:
    """Return what takes in files from the folder of a file, and from those below."""
    folder = Path(os.path.realpath(path)).parent

    def take(name: str) -> bytes | None:
        place = Path(os.path.realpath(folder / name))
        try:
            if not place.is_relative_to(folder) or not place.is_file():
                return None
            refuse_over(str(place), "bytes", place.stat().st_size, limits_held().source, "source")
            return place.read_bytes()
        except (OSError, ValueError):
            return None

    return TexParts(take)


def parts_in_archive(name: str, path: Path, entry: str) -> TexParts:
    """Return what takes in files of the archive that a file lies in."""
    folder = posixpath.dirname(entry)
    there = {str(one) for one in archives.entries_of(name, path)}

    def take(part: str) -> bytes | None:
        place = posixpath.normpath(posixpath.join(folder, part))
        return archives.read_entry(name, path, place) if place in there else None

    return TexParts(take)


def with_parts(item: Input, data: bytes) -> tuple[bytes, float | None]:
    """Return the bytes of an input with those that it takes in, and when one of these was changed.

    Raises InputError where they are more than may be read.
    """
    parts = parts_of(item)
    if parts is None:
        return data, None
    data = parts.whole(item.name, data)
    if item.path is None or item.entry or not parts.names:
        return data, None
    folder = item.path.parent
    return data, max((folder / name).stat().st_mtime for name in parts.names)


def parts_of(item: Input) -> TexParts | None:
    """Return what takes in the parts of an input, None for one that is no LaTeX on the disk."""
    if item.path is None or not (item.entry or item.path.name).lower().endswith(LATEX.suffixes):
        return None
    if item.entry:
        return parts_in_archive(item.name, item.path, item.entry)
    return parts_beside(os.fspath(item.path))


def taken_in(inputs: Iterable[Input]) -> Iterator[tuple[Path, str]]:
    """Yield the path, and the name in an archive, of each file that other files take in."""
    for item in inputs:
        parts = parts_of(item)
        if parts is None or item.path is None:
            continue
        try:
            entry = archives.read_entry(item.name, item.path, item.entry) if item.entry else None
            parts.whole(item.name, item.path.read_bytes() if entry is None else entry)
        except (InputError, OSError):  # the file says so when its turn comes
            continue
        for name in parts.names:
            inside = posixpath.normpath(posixpath.join(posixpath.dirname(item.entry), name))
            yield (item.path, inside) if item.entry else (item.path.parent / name, "")
