"""Mojibake of Chinese: UTF-8 that was once read as GBK, and how it is undone.

Three bytes of UTF-8 are one Chinese character; GBK makes one and a half of them. What comes out
looks like rare Chinese. Bytes that GBK has no character for were lost: 0x80 is known by what
stands around it; the last byte of a character by what can stand there; of others only U+FFFD
remains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from epubify.model import Edit
from epubify.text.cjk import ORDINAL, UNITS
from epubify.text.lazy_pattern import lazy

RULE = "mojibake"

ENOUGH = 6
"""Characters of UTF-8 that no real Chinese gives by chance, in a run; the shortest sentence."""

MOST = 0.5
"""Of the runs in a text, so many must come right: the whole text was misread, or nothing."""

FIRST = 100
"""Runs that are looked at first; where none of them was misread, the text was not."""

LOST = "\N{REPLACEMENT CHARACTER}"
LOST_TWICE = "锟斤拷"
"""What GBK makes of two U+FFFD: of the letters nothing is left."""
_RUN = lazy(r"[^\x00-\x7f]+(?:\?+[^\x00-\x7f]+)*\?*")
"""Question marks are what some programs write for a byte that they lost."""
_IDEOGRAPH = lazy("[\u4e00-\u9fff]")
_NO_BYTE = b"\xff"
_CUT = lazy(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\xff+$")
"""The last character of a run, whose last bytes are lost."""
_OF_IDEOGRAPHS = range(0xE4, 0xEA)
_FILLED = lazy(rb"[\xe0-\xef][\x80-\xbf\xff]{2}")
_NUMBER = "0-9０-９零〇一二两兩三四五六七八九十百千"
_COUNTED = lazy(rf"{ORDINAL}[{_NUMBER}]{{1,9}}$")
_COUNT = lazy(rf"[{_NUMBER}]")
_CLOSINGS = {"“": "”", "「": "」", "『": "』", "《": "》", "（": "）"}


def from_gbk(text: str) -> Iterator[Edit]:
    """Yield the edits that undo the reading as GBK; none where the text was not read so.

    >>> list(from_gbk("港口很暗，没有人说话。老人慢慢地走上灯塔。"))
    []
    >>> [edit.after for edit in from_gbk("他锟斤拷走了。")]
    ['��']
    """
    if not _IDEOGRAPH.search(text):
        return
    if LOST_TWICE in text:
        for found in re.finditer(LOST_TWICE, text):
            yield Edit(RULE, found.start(), found.end(), found[0], LOST * 2)
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
    data = _bytes_of(run)
    cut = _CUT.search(data)
    end = cut.start() if cut else len(data)
    text = data[:end].replace(_NO_BYTE, b"\x80").decode("utf-8", "replace")
    if LOST in text or not (_IDEOGRAPH.search(text) or (cut and cut[0][0] in _OF_IDEOGRAPHS)):
        return None
    if _NO_BYTE in data[:end]:
        text = _checked(data[:end])
    return f"{text}{_completed(text, data[end:].rstrip(_NO_BYTE)) or LOST}" if cut else text


def _bytes_of(run: str) -> bytes:
    """Return the bytes that GBK made a run of, with 0xFF for each that was lost.

    ``€`` is 0x80 in GBK as Windows has it. A question mark where no character is open is one.

    >>> _bytes_of("涓€涓?"), _bytes_of("涓€?")
    (b'\\xe4\\xb8\\x80\\xe4\\xb8\\xff', b'\\xe4\\xb8\\x80?')
    """
    data, wanted = bytearray(), 0
    for char in run:
        if char == LOST or (char == "?" and wanted):
            piece = _NO_BYTE
        else:
            piece = b"\x80" if char == "€" and wanted else char.encode("gb18030")
        data += piece
        for byte in piece:
            leads = 0xC2 <= byte <= 0xF4
            wanted = 1 + (byte >= 0xE0) + (byte >= 0xF0) if leads else max(0, wanted - 1)
    return bytes(data)


def _checked(data: bytes) -> str:
    """Return bytes as text; of a lost byte only 0x80 that gives a common character is believed.

    >>> _checked(b"\\xe4\\xb8\\xff"), _checked(b"\\xe7\\xac\\xff" + "三".encode())
    ('一', '第三')
    """
    done, text = 0, ""
    for found in _FILLED.finditer(data):
        if _NO_BYTE in found[0]:
            text += data[done : found.start()].decode("utf-8", "replace")
            char = found[0].replace(_NO_BYTE, b"\x80").decode("utf-8", "replace")
            text += char if _is_common(char) else _ordinal(found[0], data[found.end() :])
            done = found.end()
    return text + data[done:].replace(_NO_BYTE, b"\x80").decode("utf-8", "replace")


def _is_common(char: str) -> bool:
    return bool(char.encode("gb2312", "ignore"))


def _ordinal(start: bytes, after: bytes) -> str:
    """Return ``第`` where a character may be that and a number follows, else U+FFFD."""
    counted = _COUNT.match(after[:3].replace(_NO_BYTE, b"\x80").decode("utf-8", "ignore"))
    return "第" if counted and "第".encode().startswith(start.rstrip(_NO_BYTE)) else LOST


def _completed(before: str, start: bytes) -> str:
    """Return the character that began with these bytes, where only one can stand behind a text.

    >>> _completed("第三", b"\\xe7\\xab"), _completed("走", b"\\xe3\\x80")
    ('章', '。')
    >>> _completed("「走", b"\\xe3\\x80")
    '」'
    >>> _completed("走", b"\\xe7\\xab")
    ''
    """
    likely = UNITS if _COUNTED.search(before) else _unclosed(before) + "。"
    return next((char for char in likely if start and char.encode().startswith(start)), "")


def _unclosed(text: str) -> str:
    """Return the marks that close what is open in a text, the innermost first."""
    return "".join(
        closing
        for opening, closing in sorted(_CLOSINGS.items(), key=lambda pair: -text.rfind(pair[0]))
        if text.count(opening) > text.count(closing)
    )
