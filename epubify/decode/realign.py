"""Texts of two bytes a character in which a byte was lost: where do the pairs begin again?

One byte too few, and every character to the end of the line is made of halves of two. The place
is the one from which on, when it is left out, the most common characters come of the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

from epubify.decode.eastern import reads_line

REACH, AHEAD = 300, 120
"""Characters before and bytes behind the first byte that cannot be read, among which the lost one
is looked for. With more, a long line costs more time; with fewer, an early loss is not found."""

FIRST = {
    "gb18030": ((0xA1, 0xA1), (0xA3, 0xA3), (0xB0, 0xD7)),
    "big5hkscs": ((0xA1, 0xC6),),
    "cp932": ((0x81, 0x83), (0x88, 0x98)),
    "euc_jp": ((0xA1, 0xA1), (0xA3, 0xA5), (0xB0, 0xCF)),
    "cp949": ((0xA1, 0xA1), (0xA3, 0xA3), (0xB0, 0xC8)),
}
"""First bytes of the characters that texts are made of: marks, the first level of ideographs (by
frequency in all these standards), kana and syllables of Hangul."""

SECOND = {"gb18030": 0xA1, "euc_jp": 0xA1, "cp949": 0xA1, "big5hkscs": 0x40, "cp932": 0x40}
"""The least second byte of these."""

FREQUENT = frozenset(
    "，。、「」“”：？！　"
    "的一是不了人我在有他这個个们們来來到时時大地为為子中你说說生国國年着就那和要她出也得里裡后後自以会會家"
    "可下而过過天去能对對小多然于於心学學么麼之都好看起发發当當没沒成只如事把还還用第样樣道想作种種开開"
    "手十头頭儿兒两兩又什老见見现現走听聽回门門声聲上三面前些同面身话話无無日月水"
    "のはをにがとでもたてしなれかるいうらりさっまんくこきそどだすあえおけせちつよめわみろほ"
    "이다는을를가에의고하지은그나도사아어기자로리서라대시한있었일들해보수인정"
)
"""Characters that most lines have some of; those made of halves of others are hardly ever such."""

UNREAD, RARE, OTHER, USUAL, OFTEN = -3, -1, 0, 1, 3
"""What a byte without meaning counts, a rare character or ASCII, a space, a common and a frequent
character: a second byte that lost its first is often read as ASCII."""


def damages(line: bytes, codec: str) -> Iterator[tuple[int, int]]:
    """Yield the extents of what has to be left out of a line, so that the rest can be read well.

    >>> text = "港口很暗，没有人说话。老人慢慢地走上灯塔。".encode("gb18030")
    >>> list(damages(text[:11] + text[12:], "gb18030"))
    [(10, 11)]
    >>> list(damages(text, "gb18030"))
    []
    """
    start = 0
    while (wrong := _first_unread(line, start, codec)) is not None:
        extent = _likeliest(line, start, wrong, codec)
        yield extent
        start = extent[1]


def _first_unread(line: bytes, start: int, codec: str) -> int | None:
    try:
        line[start:].decode(codec)
    except UnicodeDecodeError as error:
        return start + error.start
    return None


def _likeliest(line: bytes, start: int, wrong: int, codec: str) -> tuple[int, int]:
    """Return the byte, or the two, without which the stretch gives the most common characters."""
    characters = list(_characters(line, start, wrong, codec))[-REACH:]
    first = characters[0][0] if characters else wrong
    ahead = _worth_ahead(line, first, min(len(line), wrong + AHEAD), codec)
    best, behind = (UNREAD * REACH, wrong, 1), 0
    for place, worth in (*characters, (wrong, 0)):
        for size in (1, 2):
            best = max(best, (behind + ahead.get(place + size, 0) + 1 - size, place, size))
        behind += worth
    return best[1], min(best[1] + best[2], len(line))


def _characters(line: bytes, start: int, end: int, codec: str) -> Iterator[tuple[int, int]]:
    """Yield where each character begins, and what it is worth."""
    while start < end:
        length, worth = _character_at(line, start, codec)
        yield start, worth
        start += length


def _worth_ahead(line: bytes, first: int, end: int, codec: str) -> dict[int, int]:
    """Return for each byte what the text is worth that would begin with it."""
    ahead: dict[int, int] = {}
    for place in range(end - 1, first - 1, -1):
        length, worth = _character_at(line, place, codec)
        ahead[place] = worth + ahead.get(place + length, 0)
    return ahead


def _character_at(line: bytes, place: int, codec: str) -> tuple[int, int]:
    """Return the length and the worth of the character that begins with a byte."""
    if line[place] < 0x80:
        return 1, RARE if line[place] > 0x20 else OTHER
    length = next((n for n in (1, 2, 3, 4) if reads_line(line[place : place + n], codec)), 0)
    if length != 2:
        return max(1, length), RARE if length else UNREAD
    if line[place : place + 2].decode(codec) in FREQUENT:
        return 2, OFTEN
    common = any(low <= line[place] <= high for low, high in FIRST[codec])
    return 2, USUAL if common and line[place + 1] >= SECOND[codec] else RARE
