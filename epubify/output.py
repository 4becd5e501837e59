"""Where books go: names that are safe everywhere, and files that appear whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from epubify.errors import OutputError
from epubify.inputs import Input
from epubify.model import Metadata
from epubify.provenance import same_inputs

LONGEST = 200
"""Bytes of UTF-8 of the longest name given: below the 255 of every common file system, with
room for a number and for what sync tools append."""

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=\.|$)")
"""Names that Windows keeps for devices, whatever their suffix (learn.microsoft.com,
"Naming Files, Paths, and Namespaces")."""

_UNSAFE = {
    ord(":"): " -",
    ord("/"): "-",
    ord("\\"): "-",
    ord("|"): "-",
    ord('"'): "'",
    ord("<"): "(",
    ord(">"): ")",
    ord("?"): None,
    ord("*"): None,
}
_JOINERS = "\u200c\u200d"
"""Invisible, yet letters of some scripts read differently without them."""


def safe_name(text: str, longest: int = LONGEST) -> str:
    """Return the text as a part of a file name that every system takes; it may be empty.

    It is in NFC, holds no separators, wildcards or control characters, starts with neither a
    dot (hidden) nor a hyphen (an option), ends in neither a dot nor a space, and is no name
    of a Windows device. Cut at a word where it is longer than ``longest`` bytes. Letters of
    any script are left alone.

    >>> safe_name("Who? Me: A Story/Fable...")
    'Who Me - A Story-Fable'
    >>> safe_name("con.txt"), safe_name("Ночь")
    ('_con.txt', 'Ночь')
    """
    text = unicodedata.normalize("NFC", text).translate(_UNSAFE)
    kept = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or char in _JOINERS or unicodedata.category(char)[0] != "C"
    )
    name = _shortened(" ".join(kept.split()).lstrip(".- "), longest).rstrip(". ")
    return f"_{name}" if _RESERVED.match(name) else name


def _shortened(name: str, longest: int) -> str:
    data = name.encode()
    if len(data) <= longest:
        return name
    cut = data[:longest].decode(errors="ignore")
    words, _, rest = cut.rpartition(" ")
    if name[len(cut)] == " " or len(rest) * 2 > len(cut):
        return cut.rstrip(" -")
    return words.rstrip(" -")


def book_name(metadata: Metadata, fallback: str) -> str:
    """Return the name of a book's file, without suffix, from author, title and series place.

    >>> from epubify.model import Contributor
    >>> nina = (Contributor("Nina"),)
    >>> book_name(Metadata("Perfect", contributors=nina, series="Perfect", series_index="2"), "x")
    'Nina - Perfect 2'
    >>> book_name(Metadata("Dusk", series="Days", series_index="3"), "x")
    'Days 3 - Dusk'
    >>> book_name(Metadata(title="???"), "story")
    'story'
    """
    title, series = metadata.title or "", metadata.series or ""
    place = metadata.series_index or ""
    parts = [safe_name(_authors(metadata.authors), 60)]
    if series and place and series.casefold() != title.casefold():
        parts += [safe_name(f"{safe_name(series, 50)} {place}"), safe_name(title, 75)]
    else:
        parts += [safe_name(f"{safe_name(title, 100)} {place if series else ''}")]
    if not any(parts[1:]):
        parts.append(safe_name(fallback, 100) or "book")
    return safe_name(" - ".join(part for part in parts if part), LONGEST - len(".epub"))


def _authors(names: tuple[str, ...]) -> str:
    return f"{names[0]} and others" if len(names) > 2 else " & ".join(names)


class Names:
    """Gives out file names so that no two books of a run get the same one.

    >>> names = Names()
    >>> names.unique(Path("a.epub")).name, names.unique(Path("A.epub")).name
    ('a.epub', 'A (2).epub')
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, path: Path) -> Path:
        """Return the path, numbered where another book of this run has it already.

        Names that differ only in case count as the same, as they do on Windows and macOS.
        """
        number, chosen = 1, path
        while str(chosen).casefold() in self._taken:
            number += 1
            chosen = path.with_name(f"{path.stem} ({number}){path.suffix}")
        self._taken.add(str(chosen).casefold())
        return chosen


# -------------------------------------------------------------------- what is there already


@dataclass(frozen=True, slots=True)
class Existing:
    """What a book that lies on the disk says of itself."""

    identifier: str
    fingerprint: str


def read_existing(path: Path) -> Existing | None:
    """Return what the book at a path says of itself; None where epubify did not make it."""
    try:
        with zipfile.ZipFile(path) as archive:
            container = ElementTree.fromstring(archive.read("META-INF/container.xml"))
            package = ElementTree.fromstring(archive.read(_rootfile(container)))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, ElementTree.ParseError):
        return None
    prints = [
        element.text
        for element in package.iter("{http://www.idpf.org/2007/opf}meta")
        if element.get("property", "") == "epubify:fingerprint"
    ]
    identifier = package.findtext(".//{http://purl.org/dc/elements/1.1/}identifier") or ""
    return Existing(identifier, prints[0]) if prints and prints[0] else None


def _rootfile(container: ElementTree.Element) -> str:
    for element in container.iter("{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"):
        return element.get("full-path", "")
    raise KeyError("rootfile")


def is_current(path: Path, fingerprint: str) -> bool:
    """Tell whether the book at a path was made from the very same things."""
    there = read_existing(path)
    return there is not None and there.fingerprint == fingerprint


def refuse_to_destroy(
    path: Path, fingerprint: str, identifier: str, inputs: Iterable[Input], *, force: bool
) -> None:
    """Raise OutputError where writing to a path would destroy what epubify cannot make again.

    An input is never overwritten. A book that epubify made may be replaced by its newer self:
    the same identifier, or made from the same inputs. Anything else only with ``force``.
    """
    if is_input(path, inputs):
        raise OutputError(str(path), None, "is an input, which is never overwritten")
    if path.is_dir():
        raise OutputError(str(path), None, "is a folder, not a file", "give a name for the book")
    if force or not path.exists():
        return
    there = read_existing(path)
    if there is None:
        problem = "exists, and was not made by epubify"
    elif there.identifier == identifier or same_inputs(there.fingerprint, fingerprint):
        return
    else:
        problem = "exists, and is another book"
    raise OutputError(str(path), None, problem, "choose another name, or --force replaces it")


def is_input(path: Path, inputs: Iterable[Input]) -> bool:
    """Tell whether a path leads to one of the inputs, by whatever name."""
    return any(item.path and _same(path, item.path) for item in inputs)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


# ------------------------------------------------------------------------------ writing


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a new file beside ``target`` that takes its place when all has gone well.

    Whatever ends the block early, an interrupt too, leaves nothing behind: not the file, nor
    folders made for it. Raises OutputError where the target cannot be written.
    """
    made: list[Path] = []
    temporary = target.parent / f".epubify-{secrets.token_hex(8)}{target.suffix}"
    try:
        made = _make_folders(target.parent)
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        yield temporary
        temporary.replace(target)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise OutputError(str(target), None, _reason(error)) from error
        raise


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder with those above it; return the ones that were missing, deepest first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _reason(error: OSError) -> str:
    return f"cannot be written: {(error.strerror or str(error)).lower()}"
