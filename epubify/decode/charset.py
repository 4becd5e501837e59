"""Which codec reads which bytes of a text where their form does not say so (see ``certain``).

First a charset that the text itself declares. Only then a guess, over the whole file. A file that
was put together from parts may need several codecs; then each stretch of lines gets its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from msgspec.structs import replace

from epubify.decode.certain import Decoding, reads, whole
from epubify.decode.codec_names import in_practice
from epubify.decode.eastern import find_damaged
from epubify.decode.mojibake import scripts_of
from epubify.decode.realign import FIRST, damages
from epubify.decode.western import (
    CODECS,
    HIGH,
    LINE,
    best_western,
    codec_of_lines,
    evidence,
    high_bytes,
    looks_western,
    mixes_scripts,
    rare,
    score,
)
from epubify.model import Piece
from epubify.text.lazy_pattern import lazy

CANDIDATES = (
    *("gb18030", "big5hkscs", "cp932", "euc-jp", "euc-kr", "cp949", "johab"),
    *("cp1251", "koi8-r", "koi8-u", "cp866", "mac-cyrillic", "iso8859-5"),
    *("cp1250", "iso8859-2", "cp852", "cp1252", "mac-roman", "cp850", "cp437"),
    *("cp1253", "iso8859-7", "cp1254", "iso8859-9", "cp1255", "iso8859-8"),
    *("cp1256", "iso8859-6", "cp1257", "cp1258", "cp874"),
)
"""Encodings in which stories lie about; a guess among all there are would stray to rare ones."""

OF_WINDOWS = {"iso8859-2": "cp1250", "iso8859-7": "cp1253", "iso8859-8": "cp1255"}
"""What is meant where a text would have control characters that no text has."""

CYRILLIC = frozenset({"cp1251", "koi8-r", "koi8-u", "cp866", "mac-cyrillic", "iso8859-5"})
"""Encodings in which one byte is a Cyrillic letter."""
MOST_WORDS = 2_000
"""Words that are looked at for how they are written; with more, long books take long."""
WRITTEN = 0.5
"""Share of the words that are small, in capitals, or begin with a capital, in the right codec. With
more, lists of signs count as read wrong; with less, text in another codec is believed."""
TURNED = 0.02
"""Share of the words that begin small and go on in capitals, as capitalised ones of KOI8 do in
Windows-1251 and the other way round. With more, texts with few names are believed."""

WESTERN_LANGUAGES = frozenset(
    ("en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "is", "ga", "ca", "gl", "eu")
)
"""Languages that Windows-1252 was made for."""

UNSURE = 0.08
"""A guess less sure than this counts as none."""

CHANCES = 2
"""So often at most comes a byte that may be damage; with more, rare letters are taken for that."""

CHANCE = 8
"""A piece of fewer bytes is not proof of UTF-8 amid an encoding of Chinese or Japanese."""

LAST_LATIN = "\u024f"

MOST_SCRIPTS = 2
"""Scripts of the letters in what looks like UTF-8. With more, halves of Chinese characters pass for
it, which are letters of many; with fewer, no foreign word may stand in a text."""

ENOUGH = 3
"""So many lines of UTF-8 are more than chance in a Western text."""

ODD_ONE_IN = 10
"""One line in so many may have a rare byte and be left out of the evidence. With a larger number
files with some damage are judged by it; with a smaller one short files by a few lines."""
VALID_ONE_IN = 10
"""One line in so many must be valid UTF-8 where the rest may be Chinese or Japanese. With a larger
number chance makes a mixed file of such a text; with a smaller one mixed files read wrong."""
FOREIGN_ONE_IN = 4
"""One letter in so many of a line of UTF-8 may be of another script beside Western bytes. With a
larger number names in Greek part a line; with a smaller one lines of Chinese count as Latin."""
DECLARED = 0.9
"""Confidence in a codec that a text declares of itself. With a smaller one people are asked about
what is right; with a larger one a text that was converted and kept its old declaration goes
unseen."""

_SEQUENCE = lazy(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
"""A character of UTF-8 beyond ASCII."""
_SIGN = lazy(rb"%b|\xe2\x80" % _SEQUENCE.pattern)
"""The same, or the most frequent one cut short: a quotation mark or dash."""
_CUT_SHORT = rb"[\xe0-\xf4][\x80-\xbf]{1,2}"
_DECLARED = lazy(
    rb"charset\s*=\s*[\"']?([\w.:-]+)|character set encoding:\s*([\w.:-]+)"
    rb"|<\?xml[^>]{0,60}encoding=[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_HIGH_WORD = lazy(r"[^\x00-\x7f]{3,}")
_CAPITALS, _SMALL = r"[А-ЯЁ\u0402-\u040f\u0490]", r"[а-яё\u0452-\u045f\u0491]"
_CYRILLIC_WORD = lazy(rf"[^\w\s]*(?:{_CAPITALS}?{_SMALL}+|{_CAPITALS}+)[^\w\s]*")
_TURNED_WORD = lazy(rf"[^\w\s]*{_SMALL}{_CAPITALS}{{2}}")
_CONTROL = lazy("[\x80-\x9f]")


def doubtful_reading(data: bytes) -> Decoding:
    """Return how to read bytes whose form says nothing; something always fits."""
    reading = _as_declared(data) or _mixed(data) or _guessed(data)
    if reading.encoding in FIRST and len(reading.pieces) == 1 and not reads(data, reading.encoding):
        return replace(reading, pieces=tuple(_realigned(data, reading.encoding)))
    return _by_stretches(data, reading) if reading.guessed else reading


def _realigned(data: bytes, codec: str) -> Iterator[Piece]:
    """Yield the pieces of a text of two bytes a character, cut around what is damaged in it."""
    done = 0
    for found in LINE.finditer(data):
        for start, end in damages(found[0], codec):
            cut = found.start() + start, found.start() + end
            yield from (Piece(done, cut[0], codec), Piece(*cut, codec))
            done = cut[1]
    yield Piece(done, len(data), codec)


# -------------------------------------------------------------------------- declared


def _as_declared(data: bytes) -> Decoding | None:
    """Believe a declared charset only where it reads everything and makes sense.

    Headers survive conversions that they know nothing of, and a joined file has several.
    """
    labels = {next(filter(None, found.groups()), b"") for found in _DECLARED.finditer(data)}
    names = {in_practice(label.decode("ascii", "replace")) for label in labels}
    if len(names) != 1 or (name := names.pop()) is None or not reads(data, name):
        return None
    if name == "cp1252" and (not looks_western(data) or _utf8_lines(data)):
        return None
    if name in CYRILLIC and not _written_in_cyrillic(data.decode(name)):
        return None
    return whole(data, name, DECLARED)


def _written_in_cyrillic(text: str) -> bool:
    """Tell whether the words of a text are written as people write; those of another codec are not.

    KOI8 has small letters where Windows-1251 has capitals, DOS has signs amid the letters.

    >>> _written_in_cyrillic("Пришла весна"), _written_in_cyrillic("Весна".swapcase())
    (True, False)
    """
    words = _HIGH_WORD.findall(text)[:MOST_WORDS]
    written = sum(bool(_CYRILLIC_WORD.fullmatch(word)) for word in words)
    turned = sum(bool(_TURNED_WORD.match(word)) for word in words)
    return written >= WRITTEN * len(words) and turned <= TURNED * len(words)


# --------------------------------------------------------------------------- guessed


def _guessed(data: bytes) -> Decoding:
    encoding, confidence = guess(data)
    return whole(data, encoding, confidence, guessed=True)


def guess(data: bytes) -> tuple[str, float]:
    """Return the likeliest codec of bytes that are not UTF-8, and how sure that is.

    Western text keeps to Windows-1252 unless MacRoman or a DOS code page makes better sense;
    where high bytes are rare they are too few for statistics, so nothing else is tried.
    """
    if rare(data):
        return best_western(data)
    sample = evidence(data)
    name, confidence, western = _detect_despite_odd_bytes(sample)
    if confidence < UNSURE and not looks_western(data):
        damaged = find_damaged(sample, lambda left: _detect(left)[:2])
        if damaged:
            return damaged
    if western or confidence < UNSURE:
        return best_western(data)
    text = data.decode(name, "replace")
    if mixes_scripts(text):
        return best_western(data)
    if name in OF_WINDOWS and len(_CONTROL.findall(text)) > 1:
        name = OF_WINDOWS[name]
    if name == "mac-cyrillic" and score(text) <= score(data.decode("cp1251", "replace")):
        name = "cp1251"  # the two differ in capitals alone; the one from Windows is common
    return name, confidence


def _detect_despite_odd_bytes(sample: bytes) -> tuple[str, float, bool]:
    """Return what is likeliest; a byte or two that the right codec lacks do not hide it.

    Lines with a byte that hardly ever comes are left out, and what is found without them counts
    where it cannot read them and is surer.
    """
    found = _detect(sample)
    rare_bytes = [byte for byte, count in Counter(high_bytes(sample)).items() if count <= CHANCES]
    odd = re.compile(b"[%b]" % re.escape(bytes(rare_bytes))) if rare_bytes else None
    lines = LINE.findall(sample)
    clean = [line for line in lines if odd is None or not odd.search(line)]
    if len(clean) == len(lines) or (len(lines) - len(clean)) * ODD_ONE_IN > len(lines):
        return found
    without = _detect(b"".join(clean))
    return without if without[1] > found[1] and not reads(sample, without[0]) else found


def _detect(sample: bytes) -> tuple[str, float, bool]:
    """Return the likeliest codec by the statistics of letters, and whether it is a Western one."""
    import chardet

    # What the text declares was judged before: chardet would believe it.
    found = chardet.detect(_DECLARED.sub(b"", sample), include_encodings=CANDIDATES)
    name = in_practice(found["encoding"] or "") or "cp1252"
    western = found["language"] in WESTERN_LANGUAGES or name in CODECS
    return name, round(float(found["confidence"]), 2), western


# ----------------------------------------------------------------------------- mixed


def _utf8_lines(data: bytes) -> int:
    return sum(bool(HIGH.search(line)) and reads(line, "utf-8") for line in LINE.findall(data))


def _mixed(data: bytes) -> Decoding | None:
    """Read a file whose lines are partly UTF-8 and partly something else.

    A line of Windows-1252 is next to never valid UTF-8 by chance, so some such lines are
    enough; a single one that is UTF-8 comes right as mojibake. Short lines of Chinese or
    Japanese encodings often are, so there a tenth of the lines must speak for UTF-8.
    """
    lines = [line for line in LINE.findall(data) if HIGH.search(line)]
    strange = [line for line in lines if not reads(line, "utf-8")]
    if not any(_SEQUENCE.search(line) for line in lines):
        return None
    valid = len(lines) - len(strange)
    if not valid and not _mostly_utf8(strange):
        return None
    fallback, confidence = guess(b"".join(map(_without_utf8, strange)))
    few = valid * VALID_ONE_IN < len(lines)
    if few and (fallback not in CODECS or 0 < valid < ENOUGH):
        return None
    pieces = tuple(_merge(_line_pieces(data, fallback)))
    if fallback not in CODECS:
        pieces = tuple(_merge(_without_chance(pieces, fallback)))
    if not any(piece.encoding == "utf-8" for piece in pieces):
        return None
    return Decoding(pieces, _main(pieces, data), confidence, guessed=True)


def _mostly_utf8(lines: list[bytes]) -> bool:
    text = b"".join(lines)
    found = _SIGN.findall(text)
    if sum(map(len, found)) * 2 <= len(high_bytes(text)):
        return False
    return len(scripts_of(b"".join(found).decode("utf-8", "ignore"))) <= MOST_SCRIPTS


def _without_utf8(line: bytes) -> bytes:
    return _SEQUENCE.sub(b"", line) if _mostly_utf8([line]) else line


def _is_latin(line: bytes) -> bool:
    """Tell whether the letters of a line of UTF-8 are Latin, so that Western bytes may join."""
    letters = [char for char in line.decode("utf-8", "replace") if char.isalpha()]
    return sum(char > LAST_LATIN for char in letters) * FOREIGN_ONE_IN <= len(letters)


def _line_pieces(data: bytes, fallback: str) -> Iterator[Piece]:
    for found in LINE.finditer(data):
        line = found.group()
        if not HIGH.search(line):
            yield Piece(found.start(), found.end(), "")
        elif reads(line, "utf-8") or (
            _mostly_utf8([line]) and not (fallback in CODECS and _is_latin(line))
        ):
            yield Piece(found.start(), found.end(), "utf-8")
        elif _mostly_utf8([line]):
            yield from _split_line(line, found.start(), fallback)
        else:
            yield Piece(found.start(), found.end(), fallback)


def _split_line(line: bytes, offset: int, fallback: str) -> Iterator[Piece]:
    """Read a line of UTF-8 with foreign bytes in it; a character cut short stays unread."""
    done = 0
    for found in re.finditer(rb"%b|%b|([\x80-\xff])" % (_SEQUENCE.pattern, _CUT_SHORT), line):
        if found.group(1):
            yield Piece(offset + done, offset + found.start(), "utf-8")
            yield Piece(offset + found.start(), offset + found.end(), fallback)
            done = found.end()
    yield Piece(offset + done, offset + len(line), "utf-8")


def _merge(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join neighbours read alike; ASCII goes with what stands before it."""
    listed = list(pieces)
    before = next((piece.encoding for piece in listed if piece.encoding), "utf-8")
    named = []
    for piece in listed:
        before = piece.encoding or before
        if piece.start < piece.end:
            named.append(Piece(piece.start, piece.end, before))
    for encoding, group in groupby(named, key=lambda piece: piece.encoding):
        run = list(group)
        yield Piece(run[0].start, run[-1].end, encoding)


def _without_chance(pieces: tuple[Piece, ...], fallback: str) -> Iterator[Piece]:
    """Give short lines that are UTF-8 by chance back to the text beside them."""
    for piece in pieces:
        short = piece.encoding == "utf-8" and piece.end - piece.start < CHANCE
        yield replace(piece, encoding=fallback) if short else piece


def _by_stretches(data: bytes, reading: Decoding) -> Decoding:
    """Return a reading whose Western parts have each stretch of lines in a codec of its own."""
    western = [piece for piece in reading.pieces if piece.encoding in CODECS]
    if not western:
        return reading
    usual = western[0].encoding  # a guess names one for all that is not UTF-8
    lines = [
        Piece(piece.start + found.start(), piece.start + found.end(), "")
        for piece in western
        for found in LINE.finditer(data[piece.start : piece.end])
    ]
    strange = [line for line in lines if HIGH.search(data, line.start, line.end)]
    codecs = codec_of_lines([data[line.start : line.end] for line in strange], usual)
    if set(codecs) <= {usual}:
        return reading
    told = {line.start: codec for line, codec in zip(strange, codecs, strict=True)}
    parts = [replace(line, encoding=told.get(line.start, "")) for line in lines]
    others = [piece for piece in reading.pieces if piece.encoding not in CODECS]
    pieces = tuple(_merge(iter(sorted([*parts, *others], key=lambda piece: piece.start))))
    return replace(reading, pieces=pieces, encoding=_main(pieces, data))


def _main(pieces: tuple[Piece, ...], data: bytes) -> str:
    sizes: dict[str, int] = {}
    for piece in pieces:
        high = len(high_bytes(data[piece.start : piece.end]))
        sizes[piece.encoding] = sizes.get(piece.encoding, 0) + high
    return max(sizes, key=lambda name: (sizes[name], name))
