"""A folder of books on this machine: what lies in it, and changes that are whole or not at all.

Paths of books are given below the folder, with ``/`` between their parts.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from epubify.epub.stamp import Stamp
from epubify.errors import OutputError, OutputLost
from epubify.files.output import (
    GUARD,
    STRAY,
    close_guard,
    lock,
    locked_file,
    read_existing,
    read_existing_file,
    remove_strays,
    replacing,
    unwritable,
)

_SUFFIX = ".epub"


class LocalFolder:
    """A folder that books go below.

    While it is open, a locked file in it tells other runs that this one is alive, and that the
    unfinished books whose names begin as that file's are not to be cleaned away.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._path = Path(root)
        self._shown = str(self._path / "x")[:-1]
        self._run = f"{STRAY}{os.urandom(4).hex()}"
        self._alive: int | None = None
        self._made: list[Path] = []

    # ------------------------------------------------------------------------ what is there

    def books(self) -> Iterator[tuple[str, Stamp]]:
        """Yield every book that epubify made in and below the folder, with its stamp."""
        yield from _books(self.root, "")

    def stamp(self, name: str) -> Stamp | None:
        """Return the stamp of a book; None where there is none, or not one of ours."""
        return read_existing(f"{self.root}/{name}")

    def exists(self, name: str) -> bool:
        """Tell whether anything has this name."""
        return os.path.lexists(f"{self.root}/{name}")

    def shown(self, name: str) -> str:
        """Return the path of a book as it is printed."""
        return f"{self._shown}{name}" if os.sep == "/" else str(self._path / name)

    def local(self, name: str) -> Path:
        """Return the path of a book."""
        return self._path / name

    # ------------------------------------------------------------------------------ changes

    def clean(self) -> None:
        """Remove what runs that were killed have left."""
        remove_strays(self._path)

    def open(self) -> str:
        """Make the folder ready for books; return how the paths of unfinished ones begin.

        Raises OutputError where that cannot be done.
        """
        if self._alive is None:
            try:
                missing = [path for path in _and_above(self._path) if not path.exists()]
                for path in reversed(missing):
                    self._made.insert(0, path)
                    path.mkdir(exist_ok=True)
                self._alive = locked_file(self._path / f"{self._run}{GUARD}")
            except OSError as error:
                raise unwritable(self.root, error) from error
        return str(self._path.absolute() / f"{self._run}-")

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep other runs from changing names in the folder for as long as the block runs."""
        self._assert_still_there()
        try:
            handle = os.open(self._path, os.O_RDONLY)
        except PermissionError:  # Windows opens no folders, and has no such locks
            yield
            return
        except OSError as error:
            raise unwritable(self.root, error) from error
        try:
            lock(handle, wait=True)
            yield
        finally:
            close_guard(handle)

    def _assert_still_there(self) -> None:
        """Raise OutputLost where the folder is not the one that it was when it was opened."""
        guard = self._path / f"{self._run}{GUARD}"
        try:
            if self._alive is None or os.path.samestat(guard.stat(), os.fstat(self._alive)):
                return
        except FileNotFoundError:
            pass
        except OSError as error:
            raise unwritable(self.root, error) from error
        problem = "is gone, or another folder has taken its place"
        raise OutputLost(self.root, None, problem, "run it again when it is back")

    def move(self, name: str, target: str) -> None:
        """Give a book of the folder another name, in place of what had that name."""
        self.adopt(str(self._path / name), target)

    def adopt(self, file: str, target: str) -> None:
        """Give a finished file that lies on the same disk its name in the folder."""
        self._rename(Path(file), self._path / target)

    def _rename(self, file: Path, goal: Path) -> None:
        try:
            goal.parent.mkdir(parents=True, exist_ok=True)
            file.replace(goal)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise unwritable(str(goal), error) from error
            # A folder within the folder may lie on another disk.
            with replacing(goal) as copy:
                shutil.copyfile(file, copy)
            file.unlink()

    def park(self, name: str) -> str:
        """Put a book out of the way for a moment; return where it is now."""
        file = f"{self.open()}{os.urandom(8).hex()}{_SUFFIX}"
        self._rename(self._path / name, Path(file))
        return file

    def discard(self, file: str) -> None:
        """Remove an unfinished book; what cannot be removed is left to `close`."""
        with suppress(OSError):
            Path(file).unlink()

    def close(self) -> None:
        """Remove what is unfinished, and the folder where it was made for nothing."""
        if self._alive is not None:
            close_guard(self._alive)
            self._alive = None
            self._remove_unfinished()
            self.clean()
        for path in self._made:
            with suppress(OSError):
                path.rmdir()

    def _remove_unfinished(self) -> None:
        with suppress(OSError):
            for file in os.scandir(self._path):
                if file.name.startswith(self._run):
                    Path(file).unlink()


def _and_above(path: Path) -> list[Path]:
    return [path, *path.parents]


def _books(folder: str, below: str) -> Iterator[tuple[str, Stamp]]:
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        problem = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise OutputError(folder, None, problem) from error
    for entry in entries:
        name = entry.name
        if name.startswith("."):
            continue
        if name.lower().endswith(_SUFFIX):
            stamp = read_existing_file(entry.path) if entry.is_file() else None
            if stamp is not None:
                yield below + name, stamp
        elif entry.is_dir(follow_symlinks=False):
            yield from _books(entry.path, f"{below}{name}/")
