"""Archives of stories: what a folder of them would hold, read without unpacking to the disk."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from lzma import LZMAError
from pathlib import Path, PurePosixPath

from epubify.model.limits import limits_held
from epubify.readers.containers import Container, damaged
from epubify.readers.too_large import refuse_over

ZIPS = (".zip", ".htmlz", ".txtz")
"""The last two are pages and plain text as calibre packs them."""
TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
NOT_ARCHIVES = (".fb2.zip",)
"""Names of books that are kept in an archive of their own."""
MAIL_FILES = (".mbox", ".mbx")
OPENING = b"From "
LITTER = frozenset({"__macosx", "thumbs.db"})
"""What systems put into archives besides what people did."""


def is_archive(name: str) -> bool:
    """Tell by its name whether a file is an archive that may hold stories.

    >>> is_archive("Old Tales.ZIP"), is_archive("tales.tar.gz"), is_archive("tale.fb2.zip")
    (True, True, False)
    >>> is_archive("tale.htmlz")
    True
    """
    lower = name.lower()
    return lower.endswith((*ZIPS, *TARS)) and not lower.endswith(NOT_ARCHIVES)


def is_mail_file(path: Path) -> bool:
    """Tell whether a file holds mail, perhaps several stories: by its name and its first bytes."""
    if not path.name.lower().endswith(MAIL_FILES):
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(OPENING)) == OPENING
    except OSError:
        return False


def entries_of(name: str, path: Path) -> list[PurePosixPath]:
    """Return the names of the files in an archive, those that systems leave there left out.

    Raises InputError for an archive that is damaged, encrypted or larger than the limits.
    """
    inside = map(PurePosixPath, _files(name, os.fspath(path), _changed(path)))
    return [one for one in inside if not _is_litter(one)]


def read_entry(name: str, path: Path, entry: str) -> bytes:
    """Return the bytes of a file in an archive; raises InputError as `entries_of` does."""
    files = _files(name, os.fspath(path), _changed(path))
    held = files.get(entry)
    if held is None:
        raise damaged(name, f"{entry} is missing")
    return held() if callable(held) else held


def _is_litter(entry: PurePosixPath) -> bool:
    hidden = any(part.startswith(".") or part.lower() in LITTER for part in entry.parts)
    return hidden or entry.is_absolute() or ".." in entry.parts


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns


class _Entry:
    """A file in a ZIP archive that is unpacked when it is asked for."""

    def __init__(self, container: Container, name: str) -> None:
        self.container, self.name = container, name

    def __call__(self) -> bytes:
        return self.container.read(self.name)


@lru_cache(maxsize=1)
def _files(name: str, path: str, changed: int) -> Mapping[str, bytes | _Entry]:
    """Return the files of an archive by name; the last one read is kept for its next file."""
    data = Path(path).read_bytes()
    if path.lower().endswith(ZIPS):
        container = Container(name, data)
        return {entry: _Entry(container, entry) for entry in container.names}
    if path.lower().endswith(MAIL_FILES):
        from epubify.readers.mail.mailbox_stories import stories_of

        return stories_of(data)
    return dict(_tar_files(name, data))


def _tar_files(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    import tarfile

    total = count = 0
    try:
        with tarfile.open(fileobj=BytesIO(data)) as archive:
            for member in archive:
                count += 1
                total += member.size
                refuse_over(name, "entries", count, limits_held().entries, "entries")
                refuse_over(name, "bytes unpacked", total, limits_held().bytes, "bytes")
                file = archive.extractfile(member) if member.isfile() else None
                if file is not None:
                    yield member.name, file.read()
    except (tarfile.TarError, OSError, EOFError, zlib.error, LZMAError) as error:
        raise damaged(name, str(error)) from error
