"""A small library for the tests of the catalogue."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from epub_tools import MODIFIED, book_of, small_cover, undivided
from msgspec.structs import replace

from epubify.epub.package import write_epub
from epubify.model import Contributor, Cover
from epubify.options import Options

HOSTILE = "</script><script>alert(1)</script>"
HOSTILE_AUTHOR = '"><img src=x onerror=alert(2)>'
HOSTILE_NAME = "a #1 100% & <b> 'ü'"
"""Of a file; all of it is allowed on Linux."""


def put(folder: Path, name: str, *, days: int = 0, cover: Cover | None = None, **told: Any) -> Path:
    """Write a book into a folder; ``days`` say how much later than the others it was made."""
    path = folder / f"{name}.epub"
    path.parent.mkdir(parents=True, exist_ok=True)
    book = book_of(undivided("Once.", **told), cover)
    made = MODIFIED + timedelta(days=days)
    write_epub(book, path, Options(), modified=made, fingerprint=f"{name}-{days}")
    return path


def put_library(folder: Path, plain: int = 65) -> Path:
    """Write books of every sort into a folder: some with everything, many with little."""
    ann, bob = Contributor("Ann Lee"), Contributor("Bob Ångström", "aut", "Ångström, Bob")
    put(
        folder,
        "sub folder/Lanterns",
        days=300,
        cover=small_cover(),
        title="Lanterns",
        subtitle="A Tale",
        contributors=(ann, bob),
        series="Days of Salt",
        series_index="1.5",
        description="All about élan & <b>light</b>.",
        subjects=("Sea stories", "Humour"),
        date="2003-05-11",
    )
    put(folder, "Salt", days=200, title="Salt", series="Days of Salt", series_index="1",
        contributors=(ann,), cover=replace(small_cover(), data=b"no picture"))  # fmt: skip
    put(folder, "Meer", days=100, title="Das Meer", language="de", contributors=(bob,))
    put(folder, HOSTILE_NAME, days=400, title=HOSTILE, subjects=(HOSTILE,), series=HOSTILE,
        contributors=(Contributor(HOSTILE_AUTHOR),), description=HOSTILE)  # fmt: skip
    for number in range(plain):
        put(folder, f"plain {number:03}", title=f"Plain {number}", cover=small_cover(),
            contributors=(Contributor("Cy Doe"),))  # fmt: skip
    with zipfile.ZipFile(folder / "foreign.epub", "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    return folder
