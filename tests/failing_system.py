"""A system that fails: the n-th call that touches a folder raises what a disk, or a user, may."""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

BY_DESCRIPTOR = ("fsync", "close", "fstat", "read")
BY_PATH = ("open", "replace", "rename", "mkdir", "unlink", "rmdir", "scandir", "stat", "utime")
FAILURES: dict[str, tuple[int, ...]] = {
    "open": (errno.EACCES, errno.ENOSPC, errno.EMFILE),
    "write": (errno.ENOSPC, errno.EIO),
    "read": (errno.EIO,),
    "fsync": (errno.EIO, errno.ENOSPC),
    "replace": (errno.EXDEV, errno.EACCES),
    "rename": (errno.EXDEV, errno.EACCES),
    "mkdir": (errno.EACCES, errno.ENOSPC),
    "unlink": (errno.EACCES,),
    "rmdir": (errno.EACCES,),
    "scandir": (errno.EACCES, errno.EIO),
    "utime": (errno.EACCES,),
    "close": (errno.EIO,),
}
"""What each call may fail with; any of them may be interrupted as well."""
INTERRUPT = 0


@dataclass
class FailingSystem:
    """Counts the calls that touch a folder, and lets one of them fail."""

    folder: Path
    at: int = -1
    code: int = 0
    """A number of `errno`, or `INTERRUPT`."""
    calls: list[str] = field(default_factory=list)
    descriptors: set[int] = field(default_factory=set)

    def call(self, name: str) -> None:
        """Count a call; raise where it is the one to fail."""
        self.calls.append(name)
        if len(self.calls) - 1 == self.at:
            if self.code == INTERRUPT:
                raise KeyboardInterrupt
            raise OSError(self.code, os.strerror(self.code))

    def touches(self, path: object) -> bool:
        if not isinstance(path, str | os.PathLike):
            return False
        return os.path.abspath(path).startswith(str(self.folder))  # noqa: PTH100

    @contextmanager
    def in_place(self) -> Iterator[FailingSystem]:
        """Let all calls come through here as long as it is open."""
        with patch.multiple(os, **self._by_path(), **self._by_descriptor()):
            opened = self._opening(io.open)
            with patch.object(io, "open", opened), patch.object(builtins, "open", opened):
                yield self

    def _by_path(self) -> dict[str, Callable[..., Any]]:
        return {
            name: self._with_path(name, getattr(os, name)) for name in BY_PATH if name in FAILURES
        }

    def _with_path(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def called(path: Any, *args: Any, **kwargs: Any) -> Any:
            ours = self.touches(path)
            if ours:
                self.call(name)
            made = real(path, *args, **kwargs)
            if ours and name == "open":
                self.descriptors.add(made)
            return made

        return called

    def _by_descriptor(self) -> dict[str, Callable[..., Any]]:
        return {n: self._with_descriptor(n, getattr(os, n)) for n in BY_DESCRIPTOR if n in FAILURES}

    def _with_descriptor(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def called(number: int, *args: Any) -> Any:
            ours = number in self.descriptors
            if name == "close":
                self.descriptors.discard(number)
                made = real(number)  # a close that fails has closed
                if ours:
                    self.call(name)
                return made
            if ours:
                self.call(name)
            return real(number, *args)

        return called

    def _opening(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def opened(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            if not self.touches(file):
                return real(file, mode, *args, **kwargs)
            self.call("open")
            return _File(real(file, mode, *args, **kwargs), self)

        return opened


class _File:
    """An open file whose reading and writing may fail."""

    def __init__(self, file: Any, system: FailingSystem) -> None:
        self._file, self._system = file, system

    def read(self, *args: Any) -> Any:
        self._system.call("read")
        return self._file.read(*args)

    def write(self, data: Any) -> Any:
        self._system.call("write")
        return self._file.write(data)

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Any:
        return iter(self._file)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
