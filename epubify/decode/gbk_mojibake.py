"""Mojibake of Chinese: UTF-8 that was once read as GBK, and how it is undone.

Three bytes of UTF-8 are one Chinese character; GBK makes one and a half of them. What comes out
looks like rare Chinese. Bytes that GBK has no character for were lost: 0x80 is told by what
stands around it, of others only U+FFFD remains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from epubify.model import Edit

RULE = "mojibake"

ENOUGH = 6
"""Characters of UTF-8 that no real Chinese gives by chance, in a run; the shortest sentence."""

MOST = 0.5
"""Of the runs in a text, so many must come right: the whole text was misread, or nothing."""

FIRST = 100
"""Runs that are looked at first; where none of them was misread, the text was not."""

LOST = "\N{REPLACEMENT CHARACTER}"
_RUN = re.compile("[^\x00-\x7f]+")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_NO_BYTE = b"\xff"


def from_gbk(text: str) -> Iterator[Edit]:
    """Yield the edits that undo the reading as GBK; none where the text was not read so.

    >>> list(from_gbk("港口很暗，没有人说话。老人慢慢地走上灯塔。"))
    []
    """
    if not _IDEOGRAPH.search(text):
        return
    runs = list(_RUN.finditer(text))
    if not any(_read(run[0]) for run in runs[:FIRST]):
        return
    read = [_read(run[0]) for run in runs]
    right = sum(after is not None for after in read)
    enough = any(after and len(after) >= ENOUGH for after in read)
    if not enough or right < MOST * len(runs):
        return
    for run, after in zip(runs, read, strict=True):
        if after is not None:
            yield Edit(RULE, run.start(), run.end(), run[0], after)


def _read(run: str) -> str | None:
    """Return a run with its bytes read as UTF-8, None where they are not, but for lost ones."""
    data = b"".join(_NO_BYTE if char == LOST else char.encode("gb18030") for char in run)
    lost_end = data.endswith(_NO_BYTE)  # any byte, before ASCII; within a run only 0x80 is lost
    filled = data.rstrip(_NO_BYTE).replace(_NO_BYTE, b"\x80") + _NO_BYTE * lost_end
    text = re.sub(f"{LOST}+", LOST, filled.decode("utf-8", "replace"))
    right = text.count(LOST) <= lost_end and _IDEOGRAPH.search(text)
    return text if right else None
