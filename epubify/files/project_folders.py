"""Scrivener projects, which are folders, as one source: what belongs to them packed together."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from epubify.model.limits import limits_held
from epubify.readers.too_large import refuse_over

ENDING = ".scriv"
_TEXTS = ("Files/Data/*/content.rtf", "Files/Docs/*.rtf")
_DATE = (1980, 1, 1, 0, 0, 0)
"""The oldest date that an archive can say: the same project is always the same bytes."""


def is_project_folder(path: Path) -> bool:
    """Tell whether a folder is a project: its name says so, and it has a binder."""
    return path.name.lower().endswith(ENDING) and bool(binders(path))


def binders(path: Path) -> list[Path]:
    """Return the files that list the documents of a project."""
    return sorted(one for one in path.glob("*.scrivx") if not one.name.startswith("."))


def packed_project(name: str, path: Path) -> bytes:
    """Return the binder and the texts of a project as one archive.

    Raises InputError for a project that is larger than the limits.
    """
    texts = [one for pattern in _TEXTS for one in sorted(path.glob(pattern))]
    files = [*binders(path)[:1], *(one for one in texts if one.is_file())]
    refuse_over(name, "entries", len(files), limits_held().entries, "entries")
    size = sum(one.stat().st_size for one in files)
    refuse_over(name, "bytes unpacked", size, limits_held().bytes, "bytes")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.relative_to(path).as_posix(), _DATE)
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
