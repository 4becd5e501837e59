"""A folder of books behind a URL: objects that appear whole, without locks and true renaming.

A book is sent under a name of no meaning and then copied to its own on the side of the
server. One run at a time may write into such a folder.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from epubify.epub.stamp import HEAD, CutShort, Stamp, read_stamp
from epubify.errors import MissingInput
from epubify.files import remote
from epubify.files.output import STRAY
from epubify.files.remote import glob

__all__ = ["RemoteFolder", "glob"]

_SUFFIX = ".epub"
_DAY = 24 * 60 * 60
_AT_ONCE = 256
"""Files asked about at once. With more, servers refuse; with fewer, each answer is waited for."""


class RemoteFolder:
    """A folder behind a URL; it has the methods of `folders.LocalFolder`."""

    def __init__(self, root: str) -> None:
        self.root = root.rstrip("/")
        self._run = f"{STRAY}{os.urandom(4).hex()}-"
        self._opened = False

    # ------------------------------------------------------------------------ what is there

    def books(self) -> Iterator[tuple[str, Stamp]]:
        """Yield every book that epubify made in and below the folder, with its stamp."""
        names = [name for name in self._files() if _is_book(name)]
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            heads = remote.heads([self.shown(name) for name in some], HEAD)
            for name, head in zip(some, heads, strict=True):
                stamp = self._read(name, head)
                if stamp is not None:
                    yield name, stamp

    def stamp(self, name: str) -> Stamp | None:
        """Return the stamp of a book; None where there is none, or not one of ours."""
        return self._read(name, remote.heads([self.shown(name)], HEAD)[0])

    def exists(self, name: str) -> bool:
        """Tell whether anything has this name."""
        return remote.is_file(self.shown(name))

    def shown(self, name: str) -> str:
        """Return the URL of a book."""
        return f"{self.root}/{name}"

    def local(self, name: str) -> None:
        """Return None: no book here is a file of this machine."""

    def _files(self) -> list[str]:
        try:
            return sorted(remote.files_below(self.root))
        except MissingInput:
            return []

    def _read(self, name: str, head: bytes) -> Stamp | None:
        try:
            return read_stamp(head)
        except CutShort as short:
            try:
                return read_stamp(remote.heads([self.shown(name)], short.needed)[0])
            except CutShort:
                return None

    # ------------------------------------------------------------------------------ changes

    def clean(self) -> None:
        """Remove what runs that ended long ago have left."""
        self._remove(_DAY)

    def open(self) -> str:
        """Return how the URLs of unfinished books begin."""
        self._opened = True
        return f"{self.root}/{self._run}"

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Run the block: object stores have no locks."""
        yield

    def move(self, name: str, target: str) -> None:
        """Give a book of the folder another name, in place of what had that name."""
        remote.move(self.shown(name), self.shown(target))

    def adopt(self, file: str, target: str) -> None:
        """Give a finished book its name in the folder."""
        remote.move(file, self.shown(target))

    def park(self, name: str) -> str:
        """Put a book out of the way for a moment; return where it is now."""
        url = f"{self.open()}{os.urandom(8).hex()}{_SUFFIX}"
        remote.move(self.shown(name), url)
        return url

    def discard(self, file: str) -> None:
        """Remove an unfinished book, where it still is."""
        if remote.is_file(file):
            remote.remove(file)

    def close(self) -> None:
        """Remove what this run leaves unfinished."""
        if self._opened:
            self._remove(0)
            self._opened = False

    def _remove(self, age: float) -> None:
        """Remove unfinished books: of this run, or of others where they are older than this."""
        fs, path = remote.filesystem(self.root)
        with remote.writing(self.root):
            for found in self._listed(fs, path):
                name = found["name"].rpartition("/")[2]
                old = age and _age(fs, found["name"]) > age
                if name.startswith(self._run) or (old and name.startswith(STRAY)):
                    fs.rm_file(found["name"])

    def _listed(self, fs: Any, path: str) -> list[dict[str, Any]]:
        try:
            fs.invalidate_cache()
            found: list[dict[str, Any]] = fs.ls(path, detail=True)
        except FileNotFoundError:
            return []
        return found


def _is_book(name: str) -> bool:
    hidden = any(part.startswith(".") for part in name.split("/"))
    return name.lower().endswith(_SUFFIX) and not hidden


def _age(fs: Any, path: str) -> float:
    """Return the seconds since a file was changed; 0 where that is not known."""
    try:
        changed: float = fs.modified(path).timestamp()
    except NotImplementedError:
        return 0.0
    return time.time() - changed
