"""Containers opened safely: archives within limits, XML that fetches and expands nothing."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import IO, TYPE_CHECKING

from epubify.errors import InputError
from epubify.model.limits import MEGABYTE, Limits, limits_held
from epubify.readers.too_large import refuse_over

if TYPE_CHECKING:
    from lxml.etree import _Element

ZIPPED = b"PK\x03\x04"
"""What a ZIP container begins with."""
HEAD = 4096
"""Bytes in which the names of the first entries stand."""
ENCRYPTED = 0x1
"""Bit of an entry that only a password opens."""


class Container:
    """The entries of a ZIP container, by name, read one at a time and within limits."""

    def __init__(self, name: str, data: bytes | IO[bytes], limits: Limits | None = None) -> None:
        limits = limits or limits_held()
        self.name = name
        self.limits = limits
        try:
            file = BytesIO(data) if isinstance(data, bytes) else data
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise damaged(name, str(error)) from error
        # ``is_dir`` of some versions of Python fails on an entry without a name.
        entries = (one for one in self._archive.infolist() if one.filename[-1:] not in ("", "/"))
        self._entries = {one.filename: one for one in entries}
        refuse_over(name, "entries", len(self._entries), limits.entries, "entries")
        total = sum(one.file_size for one in self._entries.values())
        refuse_over(name, "bytes unpacked", total, limits.bytes, "bytes")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all entries, in the order of the archive."""
        return tuple(self._entries)

    def __contains__(self, entry: str) -> bool:
        return entry in self._entries

    def read(self, entry: str) -> bytes:
        """Return the bytes of an entry; raises InputError where it cannot be had."""
        info = self._entries.get(entry)
        if info is None:
            raise damaged(self.name, f"{entry} is missing")
        if info.flag_bits & ENCRYPTED:
            raise InputError(self.name, None, f"{entry} is encrypted", "save it without a password")
        refuse_over(self.name, f"bytes in {entry}", info.file_size, self.limits.entry, "entry")
        grown = info.file_size > MEGABYTE and info.file_size > self.limits.ratio * max(
            1, info.compress_size
        )
        if grown:
            raise damaged(self.name, f"{entry} grows beyond measure when it is unpacked")
        try:
            return self._archive.read(info)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
            raise damaged(self.name, f"{entry}: {error}") from error
        except (RuntimeError, ValueError) as error:  # what zipfile raises for broken headers
            raise damaged(self.name, f"{entry}: {error}") from error


def holds_entry(data: bytes, *starts: str) -> bool:
    """Tell whether bytes are a ZIP container with an entry whose name starts so.

    Of one without a directory, what was cut off, the first entries tell.
    """
    if not data.startswith(ZIPPED):
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return any(start.encode() in data[:HEAD] for start in starts)
    return any(name.startswith(starts) for name in names)


def parse_xml(name: str, data: bytes) -> _Element:
    """Return the root of an XML document; one that is broken is read as far as can be.

    No entity is expanded but those of XML itself, and nothing is fetched. Raises InputError where
    nothing is left of it.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(name, str(error)) from error
    if root is None:
        raise damaged(name, "no element in it")
    return root


def damaged(name: str, what: str) -> InputError:
    """Return the error for a container that cannot be read.

    >>> str(damaged("a.docx", "no element in it"))
    'a.docx: is damaged: no element in it; open it in the program it is from, and save it anew'
    """
    return InputError(
        name,
        None,
        f"is damaged: {what}",
        "open it in the program it is from, and save it anew",
    )
