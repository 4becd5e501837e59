"""Writes a source distribution anew, so that the same files give the same bytes.

Usage: python .ci/repack.py DIST.tar.gz SECONDS

``setuptools`` writes into it when it was made, by whom and in which order: here files have an
order, one time (``SOURCE_DATE_EPOCH``), no owner, and the rights that a clone gives them.
"""

from __future__ import annotations

import gzip
import io
import sys
import tarfile
from pathlib import Path


def repacked(data: bytes, seconds: int) -> bytes:
    """Return an archive with what is not its content made the same."""
    out = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as files,
        gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=seconds) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for member in sorted(files.getmembers(), key=lambda one: one.name):
            archive.addfile(plain(member, seconds), files.extractfile(member))
    return out.getvalue()


def plain(member: tarfile.TarInfo, seconds: int) -> tarfile.TarInfo:
    """Return what an archive says of a file, without what differs from machine to machine."""
    runs = member.isdir() or member.mode & 0o100
    made = member.replace(
        mtime=seconds,
        mode=0o755 if runs else 0o644,
        uid=0,
        gid=0,
        uname="",
        gname="",
        deep=False,
    )
    made.pax_headers = {}  # the time is there once more, to the nanosecond
    return made


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_bytes(repacked(path.read_bytes(), int(sys.argv[2])))
