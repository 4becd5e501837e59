"""The notes of Aozora Bunko, Japan's archive of free books: ``［＃…］`` inside the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from epubify.repair.manner import Manner
from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule

_NOTE = lazy(r"(?<!※)［＃([^［］\n]{1,120})］")
_INDENT = lazy(r"(?:ここから)?([0-9０-９]{1,2})字下げ")
_ABOUT = lazy(r"「(?P<words>[^「」]{1,60})」(?:に|は)(?P<kind>.{1,12})")
"""A note behind the words that it is about."""
_KINDS = (
    (
        lazy(
            r"(?:左に)?(?:白ゴマ|丸|白丸|黒三角|白三角|二重丸|蛇の目|ばつ)?傍点|(?:左に)?.{0,3}傍線"
        ),
        "*",
    ),
    (lazy(r"太字|斜体"), "**"),
)
"""Dots or a line beside the words are what italics are elsewhere."""
OUTSIDE = lazy(
    r"※［＃[^［］\n]{0,120}?、(?:第[34３４]水準)?"
    r"(?:(?P<plane>[12])-(?P<row>[0-9]{1,2})-(?P<cell>[0-9]{1,2})|U\+(?P<code>[0-9A-F]{4,5}))"
    r"(?:、[^［］\n]{0,20})?］"
)
"""A character that the file could not hold: its place in JIS X 0213, or in Unicode."""
_END = "終わり"
_READING = lazy(r"《[^《》\n]{1,40}》")
_SPACE = "\u3000"
_MOST_INDENT = 20
"""Characters that a note may ask to indent by; larger numbers are slips and push lines off the
page, with fewer, letters lose their place."""
FARTHEST = 200
"""Characters before a note among which the words stand that it is about. With more, long lines cost
time; with fewer, notes on whole sentences stay in the text."""
LARGEST = 94
"""Rows of a plane of JIS X 0213, and cells of a row."""


@rule(
    "aozora",
    leaves="Notes after ※ that only describe a character which the file could not hold, and do "
    "not say its place; readings (``漢字《かんじ》``), which are words of the text.",
    changes=(
        ("［＃３字下げ］一［＃「一」は中見出し］", "\u3000\u3000\u3000一"),
        ("それは本当［＃「本当」に傍点］だ。", "それは*本当*だ。"),
        (
            "それは［＃傍点］本当［＃傍点終わり］だ、海《うみ》［＃「海」は太字］。",
            "それは*本当*だ、**海《うみ》**。",
        ),
        ("※［＃「てへん＋劣」、第3水準1-84-77］る※［＃二の字点、1-2-22］", "挘る〻"),
    ),
    keeps=("※［＃「言＋墟のつくり」、読めず］", "海《うみ》を見た。", "[#1] first"),
)
def aozora(text: str, manner: Manner) -> Iterator[Change]:
    """Read notes of a Japanese archive: emphasis gets marks, an indent space, a place its sign."""
    del manner
    if "［＃" in text:
        yield from sorted((*_settings(text), *_outside(text)), key=lambda change: change[0])


def _outside(text: str) -> Iterator[Change]:
    """Yield the characters for notes that say where they stand in a standard."""
    for match in OUTSIDE.finditer(text):
        char = character_at(match)
        if char:
            yield *match.span(), char


def character_at(note: re.Match[str]) -> str:
    """Return the character that a note names by its place, nothing where there is none."""
    if note["code"]:
        char = chr(int(note["code"], 16))
        return char if char.isprintable() else ""
    row, cell = int(note["row"]), int(note["cell"])
    if not (1 <= row <= LARGEST and 1 <= cell <= LARGEST):
        return ""
    data = bytes((0xA0 + row, 0xA0 + cell))
    return (b"\x8f" * (note["plane"] == "2") + data).decode("euc_jis_2004", "ignore")


def _settings(text: str) -> Iterator[Change]:
    done = 0
    spans = _Spans.of(text)
    for match in _NOTE.finditer(text):
        start, mark = _marked_from(text, match, done)
        if start is not None:
            yield start, start, mark
        yield match.start(), match.end(), mark if start is not None else spans.mark(match)
        done = match.end()


def _marked_from(text: str, note: re.Match[str], done: int) -> tuple[int | None, str]:
    """Return where the words begin that a note behind them is about, and the mark for them."""
    about = _ABOUT.fullmatch(note[1])
    mark = _mark(about["kind"]) if about else ""
    if about is None or not mark:
        return None, ""
    line = max(done, text.rfind("\n", 0, note.start()) + 1, note.start() - FARTHEST)
    before = text[line : note.start()]
    bare = _READING.sub("", before)
    if not bare.endswith(about["words"]):
        return None, ""
    start = note.start()
    left = len(about["words"])
    ends = {found.end(): found.start() for found in _READING.finditer(before)}
    while left or start - line in ends:
        if start - line in ends:
            start = line + ends[start - line]
            continue
        start, left = start - 1, left - 1
    return start, mark


def _mark(kind: str) -> str:
    return next((mark for pattern, mark in _KINDS if pattern.fullmatch(kind)), "")


class _Spans(Struct):
    """Which kinds of emphasis that a note opened are open."""

    ends: dict[str, int]
    """Where each kind is closed for the last time; one that is never closed gets no mark."""
    opened: set[str]

    @classmethod
    def of(cls, text: str) -> _Spans:
        ends = {
            _kind(note): note.start() for note in _NOTE.finditer(text) if note[1].endswith(_END)
        }
        return cls(ends, set())

    def mark(self, note: re.Match[str]) -> str:
        """Return the mark or space for a note that opens or closes a span or asks for an indent."""
        kind = _kind(note)
        if not (mark := _mark(kind)):
            return _space(note[1])
        if note[1].endswith(_END):
            closed = kind in self.opened
            self.opened.discard(kind)
            return mark if closed else ""
        if kind in self.opened or self.ends.get(kind, -1) < note.start():
            return ""
        self.opened.add(kind)
        return mark


def _kind(note: re.Match[str]) -> str:
    return note[1].removesuffix(_END).removeprefix("ここから").removeprefix("ここで")


def _space(note: str) -> str:
    """Return the space that a note about an indent asks for."""
    match = _INDENT.fullmatch(note)
    return _SPACE * min(int(match[1]), _MOST_INDENT) if match else ""
