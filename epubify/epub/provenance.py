"""Where a book comes from: the fingerprint and the date that make it reproducible.

The fingerprint is written into the book, so that the book is its own record: from it a later
run knows whether anything changed, and whether a book on the disk is an older self of the
one being made. It has two halves and a tail. The first half stands for the names and the
content of the inputs, the second for all else that shapes the book: times, pictures, options,
version; the tail for the names alone, by which a story that changed is told apart from a new one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePath

from msgspec.structs import asdict

from epubify import __version__
from epubify.errors import UsageError
from epubify.model import Picture, Source
from epubify.options import Options
from epubify.text.lazy_pattern import lazy

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a book whose inputs have none."""

_HALF = 32
"""Hexadecimal digits of each half of a fingerprint: 128 bits."""
_TAIL = 8
"""Hexadecimal digits of the names of inputs."""


PICTURED = frozenset(
    {".html", ".htm", ".xhtml", ".xht", ".md", ".markdown", ".mkd", ".mdown", ".qmd", ".rmd"}
)
"""Endings of sources that name pictures in other files."""
_PICTURED = tuple(PICTURED)
_ENDING = lazy(rb"\.(?:jpe?g|jpe|png|gif|webp|bmp|tiff?|avif)(?![\w.])", re.IGNORECASE)
_BEFORE_NAME = lazy(rb"[\"'(<>)\[\]=|\r\n]")
"""What stands before the name of a picture in markup."""
LATER = frozenset({"cover_palette"})
"""Options that are told only where they are used: they came when there were books already, and
these are to stay as they are."""
LONGEST_ADDRESS = 200
"""Bytes of the address of a picture. With more, each takes longer to look for; with fewer, those in
deep folders are not seen."""


class Provenance:
    """Takes in the sources of one book, one by one, and keeps but a line or two of each.

    >>> record = Provenance()
    >>> record.add(Source("a.txt", b"Once upon a time", modified=946684800.0 + 86400))
    >>> record.modified().isoformat()
    '2000-01-02T00:00:00+00:00'
    """

    def __init__(self) -> None:
        self._content: list[str] = []
        self._times: list[str] = []
        self._names: list[str] = []
        self._newest: float | None = None

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Provenance:
        """Return the provenance of a book made from these sources, in this order."""
        record = cls()
        for source in sources:
            record.add(source)
        return record

    def add(self, source: Source) -> None:
        """Take in a source. Of its name only the last part counts, so that it does not
        matter from which folder epubify is called.
        """
        digest, name = sha256(source.data).hexdigest(), _last_part(source.name)
        self._content.append(f"{name}\0{digest}\n")
        self._names.append(f"{name}\n")
        self._times.append(f"{source.modified}\n")
        if source.modified is not None:
            self._newest = max(source.modified, self._newest or source.modified)
        for picture in pictures_beside(source):
            digest = sha256(picture.data).hexdigest()
            self._times.append(f"{_last_part(picture.name)} {digest}\n")
        if source.sidecar:
            self._add_sidecar(source.sidecar)

    def _add_sidecar(self, sidecar: Source) -> None:
        """Take in what a person says of a source: it shapes the book, and is not its content."""
        digest = sha256(sidecar.data).hexdigest()
        self._times.append(f"{digest} {sidecar.modified}\n")
        if sidecar.modified is not None:
            self._newest = max(sidecar.modified, self._newest or sidecar.modified)

    def fingerprint(self, options: Options, settings: bytes | None = None) -> str:
        """Return the fingerprint of a book made from these sources with these options.

        ``settings`` are those of the options, for who makes many books with the same ones.
        """
        settings = settings_of(options) if settings is None else settings
        content = sha256("".join(self._content).encode()).hexdigest()[:_HALF]
        rest = sha256("".join(self._times).encode() + settings).hexdigest()[:_HALF]
        return f"{content}-{rest}-{sha256(''.join(self._names).encode()).hexdigest()[:_TAIL]}"

    def modified(self) -> datetime:
        """Return when the book counts as changed, in UTC and whole seconds.

        That is ``SOURCE_DATE_EPOCH`` where it is set (reproducible-builds.org), else the time
        of the newest source, else `EARLIEST`. Raises UsageError where the variable is not a time.
        """
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        if epoch:
            try:
                return datetime.fromtimestamp(int(epoch), UTC)
            except (ValueError, OverflowError, OSError) as error:
                raise UsageError(
                    "SOURCE_DATE_EPOCH", None, f"not a time: {epoch!r}", "give whole seconds"
                ) from error
        if self._newest is None:
            return EARLIEST
        return datetime.fromtimestamp(int(self._newest), UTC)


def pictures_beside(source: Source) -> Iterator[Picture]:
    """Yield the pictures in files beside a source that it names: a book with a new one is new."""
    if not source.folder or not source.name.lower().endswith(_PICTURED):
        return
    if PurePath(source.name).suffix.lower() not in PICTURED:  # a hidden file without any ending
        return
    from html import unescape

    named: dict[bytes, None] = {}
    for found in _ENDING.finditer(source.data):
        before = source.data[max(0, found.start() - LONGEST_ADDRESS) : found.start()]
        named.setdefault(_BEFORE_NAME.split(before)[-1].strip() + found[0])
    if not named:
        return
    from epubify.readers.picture_places import picture_at

    for name in named:
        address = unescape(name.decode("utf-8", "replace"))
        if picture := picture_at(address, source.folder, source.root):
            yield picture


def _last_part(name: str) -> str:
    return name.replace(os.sep, "/").rpartition("/")[2]


def settings_of(options: Options) -> bytes:
    """Return all that shapes a book besides its sources: version, date, options.

    Files that the options name are read: what is in them counts. Raises OSError where one of
    them cannot be read.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    lines = (f"{__version__}\n{epoch}\n", *_told(options))
    return "".join(lines).encode(errors="surrogateescape")


def same_inputs(one: str, other: str) -> bool:
    """Tell whether two fingerprints stand for the same names and content.

    >>> same_inputs("aa-11", "aa-22"), same_inputs("aa-11", "bb-11")
    (True, False)
    """
    return one.partition("-")[0] == other.partition("-")[0]


def same_names(one: str, other: str) -> bool:
    """Tell whether two fingerprints stand for inputs of the same names.

    >>> same_names("aa-11-n1", "bb-22-n1"), same_names("aa-11-n1", "aa-11-n2")
    (True, False)
    """
    return one.rpartition("-")[2] == other.rpartition("-")[2]


def _told(options: Options) -> Iterator[str]:
    """Tell every option, files by what is in them and sets in an order of their own.

    Who gave one, or whether it is the default, makes no difference to the book.
    """
    for name, value in asdict(options).items():
        if name in ("choices", "yielding", "from_sidecar", "trust_sidecars", "plain"):
            continue
        if name in LATER and value is None:
            continue
        told = value if name == "fonts" else (value,)
        for part in told:
            yield from _told_value(name, part)


def _told_value(name: str, value: object) -> Iterator[str]:
    if isinstance(value, Path):
        for file in _files(value):
            yield f"{name}/{file.name}={sha256(file.read_bytes()).hexdigest()}\n"
    else:
        shown = sorted(value) if isinstance(value, frozenset) else value
        yield f"{name}={shown!r}\n"


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file())
    return [path]
