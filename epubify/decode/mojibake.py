"""Mojibake: UTF-8 that was once read with a one-byte codec, and how it is undone.

A character of UTF-8 beyond ASCII is a lead byte and one to three continuation bytes. Read with
a one-byte codec these become two to four characters that hardly ever meet in real text:
``’`` turns to ``â€™`` in Windows-1252, ``é`` to ``Ã©``. Each sequence of such characters is
judged where it stands. Sure ones are undone wherever they are; those that real text may hold
(``CAFÉ”`` looks like a lead and a continuation) only near sure ones.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from epubify.decode.gbk_mojibake import RULE, from_gbk
from epubify.model import Edit
from epubify.model.records import Record
from epubify.report import apply_edits
from epubify.text.lazy_pattern import lazy

CODECS = ("cp1252", "mac_roman", "cp1251", "cp1250", "cp437", "cp850", "koi8_r")
"""Codecs that UTF-8 is mistaken for, the commonest first. Windows-1252 stands for Latin-1
too: bytes that it leaves undefined pass through as C1 control characters."""

NEARBY = 3_000
"""Characters between a doubtful sequence and a sure one that speaks for it."""

DEPTH = 3
"""How many times a text may have been misread."""

_AFTER_A_CAPITAL = frozenset("’”“‘…—–»«›‹„‚•·\N{NO-BREAK SPACE}")
"""Continuation characters that may follow a capital in real text: ``NÃO…``, ``CAFÉ”``."""


_SIDE_BY_SIDE = lazy(r"[^\x00-\x7f]{2,}")


class Misreading(Record):
    """A one-byte codec as it misreads UTF-8."""

    codec: str
    bytes_of: dict[int, int]
    """Character to the byte that it was."""
    sequence: re.Pattern[str]
    """Characters that stand for one character of UTF-8."""
    lead: re.Pattern[str]
    """A cheap test for text that may hold such sequences."""
    leads: frozenset[str]
    """Characters that such sequences begin with."""


@cache
def misreading(codec: str) -> Misreading:
    """Return what a codec makes of the bytes of UTF-8 beyond ASCII."""
    bytes_of = {byte: byte for byte in range(0x80, 0xA0)} if codec == "cp1252" else {}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(codec, "ignore") or chr(byte)
        bytes_of[ord(char)] = byte
    lead = {n: _class(bytes_of, low, high) for n, low, high in _LEADS}
    tail = _class(bytes_of, 0x80, 0xBF)
    sequence = "|".join(f"{lead[n]}{tail}{{{n}}}" for n in lead)
    any_lead = _class(bytes_of, 0xC2, 0xF4)
    leads = frozenset(chr(char) for char, byte in bytes_of.items() if 0xC2 <= byte <= 0xF4)
    return Misreading(codec, bytes_of, lazy(sequence), lazy(any_lead + tail), leads)


_LEADS = ((3, 0xF0, 0xF4), (2, 0xE0, 0xEF), (1, 0xC2, 0xDF))
"""Bytes that follow a first byte of UTF-8, and the range of such first bytes (RFC 3629)."""


def _class(bytes_of: dict[int, int], low: int, high: int) -> str:
    chars = (re.escape(chr(char)) for char, byte in bytes_of.items() if low <= byte <= high)
    return f"[{''.join(chars)}]"


def undo(text: str) -> Iterator[tuple[Edit, ...]]:
    """Yield the edits that undo mojibake, step by step; each step edits what the last left.

    Every edit can be checked: its ``before``, encoded with a one-byte codec and decoded as
    UTF-8, once or up to three times, is its ``after``. Line ends stay, and correct text does.

    >>> [edit.after for step in undo("â€œItâ€™s cafÃ©â€\\x9d") for edit in step]
    ['“', '’', 'é”']
    >>> [edit.after for step in undo("娓呮櫒鐨勯浘杩樻病鏈夋暎鍘伙紝绁栫埗") for edit in step]
    ['清晨的雾还没有散去，祖父']
    >>> list(undo("AMANHÃ… “CAFÉ”, SPAẞ, “Spaß“ und côté"))
    []
    """
    if text.isascii():
        return
    rows = _rows_of_signs(text)
    signs = frozenset(rows)
    for codec in CODECS:
        table = misreading(codec)
        for _ in range(DEPTH):
            if table.leads.isdisjoint(signs) or not table.lead.search(rows):
                break
            if not (edits := tuple(_edits(text, table))):
                break
            yield edits
            text = apply_edits(text, edits)
            rows = _rows_of_signs(text)
            signs = frozenset(rows)
    while edits := tuple(from_gbk(text)):
        yield edits
        text = apply_edits(text, edits)


def _rows_of_signs(text: str) -> str:
    """Return where signs beyond ASCII stand side by side: all that is left of Western text is its
    quotation marks, and a misreading is nowhere else."""
    return " ".join(_SIDE_BY_SIDE.findall(text))


def _edits(text: str, table: Misreading) -> Iterator[Edit]:
    """Yield the edits for one codec: runs of neighbouring sequences, each undone in full."""
    runs = [_judge(text, start, end, table) for start, end in _runs(text, table)]
    sure = [run.start for run in runs if run.sure]
    scripts = {"LATIN", ""}.union(*(scripts_of(run.after) for run in runs if run.sure))
    for run in runs:
        likely = _is_common(run.after) and scripts_of(run.after) <= scripts
        if run.sure or (likely and run.after and _is_near(run.start, sure)):
            yield Edit(RULE, run.start, run.end, text[run.start : run.end], run.after)


class _Run(Record):
    """Sequences that touch, what they were, and whether they cannot be real text."""

    start: int
    end: int
    after: str
    sure: bool


def _is_near(position: int, sure: list[int]) -> bool:
    at = bisect_left(sure, position)
    return any(abs(other - position) <= NEARBY for other in sure[max(0, at - 1) : at + 1])


def _runs(text: str, table: Misreading) -> Iterator[tuple[int, int]]:
    """Yield the extents of sequences that touch one another."""
    start = end = -1
    for found in table.sequence.finditer(text):
        if found.start() != end:
            if end > 0:
                yield start, end
            start = found.start()
        end = found.end()
    if end > 0:
        yield start, end


def _judge(text: str, start: int, end: int, table: Misreading) -> _Run:
    run = text[start:end]
    once = decode_run(run, table)
    if once is None:
        return _Run(start, end, "", sure=False)
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    parts = [found.group() for found in table.sequence.finditer(run)]
    sure = _is_word(once) or any(
        _is_sure(part, char, before, after, table) for part, char in zip(parts, once, strict=True)
    )
    return _Run(start, end, _undo_again(once, table), sure)


def decode_run(run: str, table: Misreading) -> str | None:
    """Return a run with its bytes read as UTF-8, None where they are not UTF-8.

    >>> decode_run("Ã©", misreading("cp1252")), decode_run("é", misreading("cp1252"))
    ('é', None)
    """
    try:
        return bytes(table.bytes_of[ord(char)] for char in run).decode()
    except (UnicodeDecodeError, KeyError):
        return None


def _undo_again(text: str, table: Misreading) -> str:
    """Undo what was misread more than once; what came out decides, it stands in a sure run."""
    for _ in range(DEPTH - 1):
        again = decode_run(text, table)
        if again is None:
            break
        text = again
    return text


def _is_sure(part: str, char: str, before: str, after: str, table: Misreading) -> bool:
    """Tell whether one sequence cannot be real text where it stands."""
    lead = table.bytes_of[ord(part[0])]
    if lead >= 0xE0:
        return _is_sure_long(char)
    if not part[0].isalpha():
        return lead == 0xC3 and (before.isalpha() or after.isalpha())
    if part[1] not in _AFTER_A_CAPITAL and not part[1].isalnum():
        if lead == 0xC3:
            return True
        if lead == 0xC2 and table.codec == "cp1252":
            return char >= "\N{NO-BREAK SPACE}" and not before.isupper()
    if table.codec != "cp1252" or not part[0].isupper() or not "À" <= char <= "ſ":
        return False
    return before.islower() or (not before.isupper() and (lead == 0xC3 or after.islower()))


def _is_sure_long(char: str) -> bool:
    """Tell whether three or four characters gave what stories hold: dashes, quotes, emoji."""
    return (
        "\u2010" <= char <= "\u203a"
        or "\U0001f300" <= char <= "\U0001faff"
        or char in "€™ﬁﬂ\ufeff\ufffd"
    )


def _is_word(decoded: str) -> bool:
    """Tell whether touching sequences spell letters of one script, other than Latin."""
    scripts = scripts_of(decoded) - {""}
    return len(decoded) >= 3 and _is_common(decoded) and len(scripts) == 1 and scripts != {"LATIN"}


def scripts_of(text: str) -> set[str]:
    """Return the scripts of the letters; those that Japanese mixes count as one."""
    names = {unicodedata.name(char, "").split(" ", 1)[0] for char in text if char.isalpha()}
    return {"CJK" if name in {"HIRAGANA", "KATAKANA"} else name for name in names}


def _is_common(text: str) -> bool:
    """Tell whether all characters may be expected in a story, none was made by chance."""
    return all(any(low <= char <= high for low, high in _COMMON) for char in text)


_COMMON = (
    ("\u0080", "\u017f"),
    ("\u0370", "\u045f"),
    ("\u0490", "\u0491"),
    ("\u1e00", "\u1eff"),
    ("\u2000", "\u22ff"),
    ("\u2500", "\u26ff"),
    ("\u3000", "\u30ff"),
    ("\u4e00", "\u9fff"),
    ("\uac00", "\ud7a3"),
    ("\uff01", "\uff60"),
    ("\U0001f300", "\U0001faff"),
)
