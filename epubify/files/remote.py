"""Files behind URLs such as ``s3://bucket/stories``, through fsspec.

fsspec and what it needs for a protocol are loaded when the first URL is met. Its errors come
in many kinds; here they become ours, one line each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from epubify.errors import (
    EpubifyError,
    MissingInput,
    OutputError,
    OutputLost,
    UnreadableInput,
    UsageError,
)
from epubify.model.limits import limits_held
from epubify.readers.too_large import refuse_over
from epubify.text.lazy_pattern import lazy

_URL = lazy(r"[A-Za-z][A-Za-z0-9+.-]+://")
_EXTRA = "pip install 'epubify[remote]'"
_CREDENTIALS = ("NoCredentialsError", "PartialCredentialsError", "DefaultCredentialsError")
_UNREACHABLE = ("EndpointConnectionError", "ConnectTimeoutError", "ConnectionError")


def is_url(text: str) -> bool:
    r"""Tell whether a text is a URL and no path.

    >>> is_url("s3://bucket/a.txt"), is_url("stories/a.txt"), is_url("C:\\a.txt")
    (True, False, False)
    """
    return _URL.match(text) is not None


def filesystem(url: str) -> tuple[Any, str]:
    """Return the file system that a URL leads to, and the path there.

    Raises UsageError where what is needed for such URLs is not installed or not known.
    """
    try:
        from fsspec.core import url_to_fs

        fs, path = url_to_fs(url)
    except ImportError as error:
        protocol = url.partition("://")[0]
        missing = error.name or str(error).partition("\n")[0]
        problem = f"{protocol}:// needs a package that is not installed: {missing}"
        advice = f"{_EXTRA} and the package it needs" if missing != "fsspec" else _EXTRA
        raise UsageError(url, None, problem, advice) from error
    except ValueError as error:
        raise UsageError(url, None, str(error)) from error
    return fs, path


# ------------------------------------------------------------------------------- reading


def read(url: str) -> tuple[bytes, float | None]:
    """Return the bytes behind a URL, and when they were last changed, where that is known.

    Raises MissingInput where there is nothing, UnreadableInput where it cannot be read.
    """
    fs, path = filesystem(url)
    with _reading(url):
        refuse_over(url, "bytes", fs.size(path) or 0, limits_held().source, "source")
        data = fs.cat_file(path)
        return data, _modified(fs, path)


def read_if_there(url: str) -> tuple[bytes, float | None] | None:
    """Return what `read` does; None where there is nothing."""
    try:
        return read(url)
    except MissingInput:
        return None


def _modified(fs: Any, path: str) -> float | None:
    try:
        when: datetime = fs.modified(path)
    except NotImplementedError:
        return None
    return when.timestamp()


def glob(url: str) -> list[str]:
    """Return the URLs of the files that a pattern stands for, sorted.

    Raises UnreadableInput where the place cannot be listed.
    """
    fs, path = filesystem(url)
    with _reading(url):
        fs.invalidate_cache()
        found = fs.glob(path)
    return sorted(fs.unstrip_protocol(name) for name in found)


def files_below(url: str) -> dict[str, str]:
    """Return the files in and below a folder: the path below it → the URL."""
    fs, path = filesystem(url)
    with _reading(url):
        fs.invalidate_cache()
        found = fs.find(path)
    start = len(path.rstrip("/")) + 1
    return {name[start:]: fs.unstrip_protocol(name) for name in found if name[start:]}


def is_file(url: str) -> bool:
    """Tell whether a URL leads to one file, and not to a folder or to nothing."""
    fs, path = filesystem(url)
    with _reading(url):
        return bool(fs.isfile(path))


def heads(urls: Sequence[str], length: int) -> list[bytes]:
    """Return the first bytes behind each URL; nothing where they cannot be read.

    File systems that can fetch several at once do.
    """
    if not urls:
        return []
    fs, _ = filesystem(urls[0])
    paths = [filesystem(url)[1] for url in urls]
    with _reading(urls[0]):
        got = fs.cat_ranges(paths, 0, length, on_error="return")
    return [data if isinstance(data, bytes) else b"" for data in got]


# ------------------------------------------------------------------------------- writing


def upload(file: Path, url: str) -> None:
    """Send a file to a URL as a whole; raises OutputError where that fails."""
    fs, path = filesystem(url)
    with writing(url):
        fs.put_file(str(file), path)


def move(url: str, target: str) -> None:
    """Give what is behind a URL another one, in place of what was there."""
    fs, path = filesystem(url)
    with writing(target):
        fs.mv(path, filesystem(target)[1])


def remove(url: str) -> None:
    """Remove what is behind a URL."""
    fs, path = filesystem(url)
    with writing(url):
        fs.rm_file(path)


@contextmanager
def writing(url: str) -> Iterator[None]:
    """Turn whatever goes wrong in writing to a URL into an OutputError."""
    try:
        yield
    except EpubifyError:
        raise
    except Exception as error:
        kind = OutputLost if _is_of_the_place(error) else OutputError
        raise kind(url, None, *_told(error, "cannot be written")) from error


@contextmanager
def _reading(url: str) -> Iterator[None]:
    """Turn whatever goes wrong in reading from a URL into an InputError."""
    try:
        yield
    except EpubifyError:
        raise
    except FileNotFoundError as error:
        raise MissingInput(url, None, "no such file or bucket") from error
    except Exception as error:
        raise UnreadableInput(url, None, *_told(error, "cannot be read")) from error


def _is_of_the_place(error: Exception) -> bool:
    """Tell whether nothing else can be written there either."""
    names = {kind.__name__ for kind in type(error).__mro__}
    whole = (*_CREDENTIALS, *_UNREACHABLE, "FileNotFoundError", "PermissionError")
    return bool(names.intersection(whole))


def _told(error: Exception, problem: str) -> tuple[str, str]:
    """Return what is wrong, and what to do about it."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if names.intersection(_CREDENTIALS):
        return f"{problem}: no credentials", "set them as the provider's own tools do"
    if names.intersection(_UNREACHABLE):
        return f"{problem}: the server cannot be reached", "is the address right?"
    if isinstance(error, FileNotFoundError):
        return f"{problem}: no such bucket", "make it first"
    if isinstance(error, PermissionError):
        return f"{problem}: access denied", "the credentials do not allow it"
    text = str(error).partition("\n")[0] or type(error).__name__
    return f"{problem}: {text}", ""
