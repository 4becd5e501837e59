"""Where books go: names that are safe everywhere, and files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import time
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from epubify.epub.devices import device_of
from epubify.epub.provenance import same_inputs
from epubify.epub.stamp import HEAD, CutShort, Stamp, read_stamp
from epubify.errors import OutputError, OutputLost
from epubify.files.inputs import Input
from epubify.model import Metadata
from epubify.options import Options
from epubify.text.lazy_pattern import lazy
from epubify.text.serial_titles import lasting_title

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

STRAY = ".epubify-"
"""How the names of files begin that are not finished."""
GUARD = ".lock"
_OF_RUN = lazy(rf"({re.escape(STRAY)}[0-9a-f]+)-")
_DAY = 24 * 60 * 60

ANOTHER_NAME = "choose another name, or the option force replaces it"
"""What to do where something is in the way."""

LONGEST = 200
"""Bytes of UTF-8 of the longest name given: below the 255 of every common file system, with
room for a number and for what sync tools append."""

LONGEST_STAMP = 1 << 20
"""Bytes of the longest stamp that is read: more is not a stamp of ours."""

LARGEST_PACKAGE = 50_000_000
"""Bytes of the largest package document that is read: an anthology of thousands has five million;
what has more may be a bomb."""

_RESERVED = lazy(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?= *(?:\.|$))")
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
    dot (hidden) nor a hyphen (an option), ends in neither a dot nor a space, and is not a name
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
    >>> book_name(Metadata("Dusk (WIP)"), "x")
    'Dusk'
    >>> book_name(Metadata("All 2", series="All", series_index="2"), "x")
    'All 2'
    >>> book_name(Metadata(title="???"), "story")
    'story'
    """
    title, series = lasting_title(metadata.title or ""), metadata.series or ""
    place = metadata.series_index or ""
    parts = [safe_name(_authors(metadata.authors), 60)]
    if series and title.casefold() == f"{series} {place}".casefold():
        title = series  # a volume of a set says its number itself
    if series and place and series.casefold() != title.casefold():
        parts += [safe_name(f"{safe_name(series, 50)} {place}"), safe_name(title, 75)]
    else:
        parts += [safe_name(f"{safe_name(title, 100)} {place if series else ''}")]
    if not any(parts[1:]):
        parts.append(safe_name(fallback, 100) or "book")
    return safe_name(" - ".join(part for part in parts if part), LONGEST - len(".epub"))


def book_suffix(options: Options) -> str:
    """Return the suffix of a book's file, which tells Kobo which of its engines is to open it.

    >>> book_suffix(Options()), book_suffix(Options(device="kobo"))
    ('.epub', '.kepub.epub')
    """
    return device_of(options).suffix


def _authors(names: tuple[str, ...]) -> str:
    return f"{names[0]} and others" if len(names) > 2 else " & ".join(names)


class Names:
    """Gives out file names so that no two books of a run get the same one.

    >>> names = Names()
    >>> names.unique(Path("a.epub")).name, names.unique(Path("A.epub")).name
    ('a.epub', 'A (2).epub')
    >>> names.unique(Path("b.kepub.epub")).name, names.unique(Path("b.kepub.epub")).name
    ('b.kepub.epub', 'b (2).kepub.epub')
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
            stem = path.stem.removesuffix(".kepub")
            chosen = path.with_name(f"{stem} ({number}){path.name[len(stem) :]}")
        self._taken.add(str(chosen).casefold())
        return chosen


# -------------------------------------------------------------------- what is there already


def read_existing(path: Path | str) -> Stamp | None:
    """Return what the book at a path says of itself; None where epubify did not make it.

    One short read is enough, unless a program wrote the archive again and in another order. A
    pipe or a device is not asked: it may be silent for ever.
    """
    return read_existing_file(path) if Path(path).is_file() else None


def read_existing_file(path: Path | str) -> Stamp | None:
    """Return the same of a path where it is known that a regular file lies there."""
    try:
        return _read_stamp(path) or _read_package(path)
    except OSError:
        return None


def _read_stamp(path: Path | str) -> Stamp | None:
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        head = os.read(file, HEAD)
        try:
            return read_stamp(head)
        except CutShort as short:
            return read_stamp(head + os.read(file, min(short.needed, LONGEST_STAMP)))
    except CutShort:
        return None
    finally:
        os.close(file)


def _read_package(path: Path | str) -> Stamp | None:
    """Return what the package document of a book says of it."""
    from xml.etree import ElementTree

    try:
        with zipfile.ZipFile(path) as archive:
            container = ElementTree.fromstring(_small_entry(archive, "META-INF/container.xml"))
            package = ElementTree.fromstring(_small_entry(archive, _rootfile(container)))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, ElementTree.ParseError):
        return None
    prints = [
        element.text or element.get("content") or ""
        for element in package.iter("{http://www.idpf.org/2007/opf}meta")
        if "epubify:fingerprint" in (element.get("property"), element.get("name"))
    ]
    identifier = package.findtext(".//{http://purl.org/dc/elements/1.1/}identifier") or ""
    return Stamp(prints[0], identifier) if prints and prints[0] else None


def _small_entry(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LARGEST_PACKAGE:
        raise ValueError(name)
    return archive.read(name)


def _rootfile(container: Element) -> str:
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

    An input is never overwritten. A book of epubify’s own gives way to a newer version:
    the same identifier, or made from the same inputs. Anything else only with ``force``.
    """
    refuse_place(path, inputs)
    if not force and path.exists():
        refuse_other_book(str(path), read_existing(path), identifier, fingerprint)


def refuse_place(path: Path, inputs: Iterable[Input], thing: str = "book") -> None:
    """Raise OutputError for a path that nothing can be written to: an input, or a folder."""
    if is_input(path, inputs):
        raise OutputError(str(path), None, "is an input, which is never overwritten")
    if path.is_dir():
        advice = f"give a name for the {thing}"
        raise OutputError(str(path), None, "is a folder, not a file", advice)


def refuse_existing(
    path: Path, advice: str = "choose another name, or the option force replaces it"
) -> None:
    """Raise OutputError where there is a file already."""
    if path.exists():
        raise OutputError(str(path), None, "exists", advice)


def refuse_other_book(shown: str, there: Stamp | None, identifier: str, fingerprint: str) -> None:
    """Raise OutputError unless what lies in a place is an older self of a book.

    That is a book of epubify’s own with the same identifier, or made from the same inputs;
    ``there`` is what it says of itself, None where epubify did not make it.
    """
    if there is None:
        problem = "exists, and was not made by epubify"
    elif there.identifier == identifier or same_inputs(there.fingerprint, fingerprint):
        return
    else:
        problem = "exists, and is another book"
    raise OutputError(shown, None, problem, ANOTHER_NAME)


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
    folders made for it. What a killed process leaves, `remove_strays` finds by its lock. The
    content is on the disk before the name is: a power cut leaves no book that is whole only
    by its name. Raises OutputError where the target cannot be written, OutputLost where
    nothing can.
    """
    made: list[Path] = []
    temporary = target.parent / f"{STRAY}{os.urandom(8).hex()}{target.suffix}"
    try:
        _make_folders(target.parent, made)
        with _reserved(temporary):
            yield temporary
            _flush(temporary)
            temporary.replace(target)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise unwritable(str(target), error) from error
        raise


@contextmanager
def _reserved(path: Path) -> Iterator[None]:
    """Make a file, and lock it for as long as the block runs."""
    file = locked_file(path)
    try:
        if fcntl is None:  # an open file could not be renamed
            os.close(file)
        yield
    finally:
        if fcntl is not None:
            close_guard(file)


def locked_file(path: Path) -> int:
    """Return a new file that is locked for as long as it is open."""
    while True:
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
        # Another run may have taken it for a stray in the moment before it was locked.
        lock(file, wait=True)
        if os.fstat(file).st_nlink:
            return file
        os.close(file)


def close_guard(file: int) -> None:
    """Close a file that was open for its lock alone: nothing was written through it."""
    with suppress(OSError):
        os.close(file)


def _flush(path: Path) -> None:
    file = os.open(path, os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def lock(file: int, *, wait: bool = False) -> bool | None:
    """Lock an open file for as long as it stays open; tell whether that went well.

    None where there are no such locks: on Windows, and on some network file systems.
    """
    if fcntl is None:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def remove_strays(folder: Path) -> None:
    """Remove what runs that were killed have left in a folder.

    A file that another run is writing is locked and stays, and so do the finished books of a
    run whose guard, ``.epubify-RUN.lock``, is locked. Where files cannot be locked, only what
    is older than a day goes.
    """
    try:
        strays = [Path(file) for file in os.scandir(folder) if file.name.startswith(STRAY)]
    except OSError:
        return
    for path in strays:
        with suppress(OSError):
            if _is_abandoned(path):
                path.unlink()


def _is_abandoned(path: Path) -> bool:
    run = _OF_RUN.match(path.name)
    guard = path.with_name(f"{run[1]}{GUARD}") if run else path
    try:
        file = os.open(guard, os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        free = lock(file)
    finally:
        os.close(file)
    return path.stat().st_mtime < time.time() - _DAY if free is None else free


def _make_folders(folder: Path, made: list[Path]) -> None:
    """Make a folder with those above it; put each that was missing into ``made``, deepest first."""
    for path in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        made.insert(0, path)
        path.mkdir(exist_ok=True)


def unwritable(name: str, error: OSError) -> OutputError:
    """Return the error that tells why something cannot be written.

    >>> print(unwritable("a.epub", OSError(errno.EROFS, "Read-only file system")))
    a.epub: cannot be written: read-only file system;
    choose another place, or make this one writable
    """
    problem = f"cannot be written: {(error.strerror or str(error)).lower()}"
    advice = _LOST.get(errno.errorcode.get(error.errno or 0, ""))
    return OutputLost(name, None, problem, advice) if advice else OutputError(name, None, problem)


_AGAIN = "run it again when the place can be reached: it goes on where it stopped"
_ROOM = "make room and run it again: it goes on where it stopped"
_LOST = {
    **dict.fromkeys(("ENOSPC", "EDQUOT"), _ROOM),
    "EROFS": "choose another place, or make this one writable",
    **dict.fromkeys(("EIO", "ENXIO", "ENODEV", "ESTALE"), _AGAIN),
    **dict.fromkeys(("ENOTCONN", "ETIMEDOUT", "EHOSTDOWN"), _AGAIN),
}
"""Errors of the place and not of one file, and what to do about them."""
