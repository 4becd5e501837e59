"""The archive of a book: the same files make the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a ZIP file can hold: the same book has the same bytes."""
_STORED = ("mimetype", "META-INF/epubify.txt")
"""What stands uncompressed at the beginning, for who reads only that."""
_COMPRESSED_ALREADY = (".jpeg", ".png", ".gif", ".webp")


class BookArchive(zipfile.ZipFile):
    """A ZIP file whose entries tell nothing of the time and the machine they were made on."""

    seen: Callable[[str, bytes], None] | None = None
    """Is told of every file that is written, and of what is in it."""

    def writestr(  # type: ignore[override]
        self, name: str, data: str | bytes, compress_type: int | None = None
    ) -> None:
        """Write a file; which are compressed shows by their names."""
        info = zipfile.ZipInfo(name, _ZIP_DATE)
        info.create_system = 3
        info.external_attr = 0o100644 << 16
        packed = name in _STORED or name.endswith(_COMPRESSED_ALREADY)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        super().writestr(info, data)
        if self.seen:
            self.seen(name, data.encode() if isinstance(data, str) else data)
