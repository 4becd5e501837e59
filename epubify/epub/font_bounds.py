"""What a font may ask for: small tables can stand for numbers that nothing has room for.

fontTools believes what a font says of itself. These are looked at before it reads them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from struct import iter_unpack, unpack_from
from typing import TYPE_CHECKING, Any

from epubify.model.limits import limits_held

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

MOST_CHARACTERS = 400_000
"""Characters that all tables of a font map together. Unicode has 160,000, and large fonts map them
twice or so; with fewer, those are refused, with more, a font of a kilobyte takes half a minute."""
MOST_NAMES = 1_000_000
"""Bytes of all names, each counted as often as it is listed. Real fonts have 100,000 at most; with
more, a table of 800 kilobytes stands for 4 gigabytes."""
MOST_PIECES = 2_000
"""Outlines that one glyph is put together from, with those that these are put together from. Real
ones have some dozens; with more, a kilobyte stands for as many as a reader never ends to draw."""
MOST_AXES = 64
"""Axes of a variable font. Real ones have up to 15; with more, there is an instance for each."""


def bound_packed(data: bytes) -> None:
    """Raise ValueError for a file too large, or a WOFF file whose tables are larger than it says.

    >>> bound_packed(b"OTTO")
    """
    if len(data) > limits_held().entry:
        raise ValueError("too large")
    if data[:4] != b"wOFF":
        return
    tables = list(iter_unpack(">4sIIII", data[44 : 44 + 20 * unpack_from(">H", data, 12)[0]]))
    if sum(unpacked for _, _, _, unpacked, _ in tables) > limits_held().entry:
        raise ValueError("too large when unpacked")
    for _, offset, packed, unpacked, _ in tables:
        if packed < unpacked:
            table = data[offset : offset + packed]
            if len(zlib.decompressobj().decompress(table, unpacked + 1)) > unpacked:
                raise ValueError("a table larger than it says")


def bound_tables(font: TTFont) -> None:
    """Raise ValueError for a font whose tables say more than any font has."""
    if sum(_spans(font.getTableData("cmap"))) > MOST_CHARACTERS:
        raise ValueError("too many characters")
    if "name" in font and sum(_name_lengths(font.getTableData("name"))) > MOST_NAMES:
        raise ValueError("too many names")
    if "fvar" in font:
        tags = [axis.axisTag for axis in font["fvar"].axes]
        if len(tags) > MOST_AXES or len(set(tags)) < len(tags):
            raise ValueError("too many axes")
    if "glyf" in font:
        bound_glyphs(_parts_of_glyphs(font))


def bound_glyphs(parts: Mapping[str, Sequence[str]]) -> None:
    """Raise ValueError where a glyph is put together from too many, or from itself.

    ``parts`` has the glyphs that are put together, with the names of what they are made of.

    >>> bound_glyphs({"aacute": ["a", "acute"], "x": ["aacute", "aacute"]})
    >>> bound_glyphs({f"g{n}": [f"g{n - 1}"] * 2 for n in range(1, 40)})
    Traceback (most recent call last):
    ValueError: too many pieces
    """
    pieces: dict[str, int] = {}
    for name in parts:
        waiting = [name]
        while waiting:
            glyph = waiting[-1]
            if glyph in pieces:
                waiting.pop()
                continue
            unknown = (part for part in parts[glyph] if part in parts and part not in pieces)
            if (part := next(unknown, None)) is not None:
                waiting.append(part)
            else:
                pieces[glyph] = sum(pieces.get(part, 1) for part in parts[glyph])
            # One that is put together from itself waits for ever.
            if max(len(waiting), len(parts[glyph]), pieces.get(glyph, 0)) > MOST_PIECES:
                raise ValueError("too many pieces")


def _parts_of_glyphs(font: TTFont) -> dict[str, list[str]]:
    """Return the glyphs that are put together from others (OpenType 1.9, glyf)."""
    glyphs = font["glyf"]
    return {
        name: glyphs[name].getComponentNames(glyphs)
        for name in font.getGlyphOrder()
        if _is_put_together(glyphs.glyphs[name])
    }


def _is_put_together(glyph: Any) -> bool:
    """Tell it from the first two bytes, without reading the outline."""
    data = getattr(glyph, "data", b"")
    return data[:2] == b"\xff\xff" if data else glyph.numberOfContours == -1


def _name_lengths(table: bytes) -> Iterator[int]:
    """Yield the lengths of the entries of a name table (OpenType 1.9, name)."""
    entries = table[6 : 6 + 12 * unpack_from(">H", table, 2)[0]]
    return (length for *_, length, _ in iter_unpack(">6H", entries[: len(entries) // 12 * 12]))


def _spans(table: bytes) -> Iterator[int]:
    """Yield how many characters each range of a cmap table holds (OpenType 1.9, cmap)."""
    records = table[4 : 4 + 8 * unpack_from(">H", table, 2)[0]]
    for offset in {offset for _, _, offset in iter_unpack(">HHI", records)}:
        subtable = table[offset:]
        kind = unpack_from(">H", subtable)[0]
        if kind == 4:
            half = unpack_from(">H", subtable, 6)[0] // 2
            ends = unpack_from(f">{half}H", subtable, 14)
            starts = unpack_from(f">{half}H", subtable, 16 + 2 * half)
            yield from (max(0, end - start + 1) for start, end in zip(starts, ends, strict=True))
        elif kind in (12, 13):
            groups = subtable[16 : 16 + 12 * unpack_from(">I", subtable, 12)[0]]
            groups = groups[: len(groups) // 12 * 12]
            yield from (max(0, end - start + 1) for start, end, _ in iter_unpack(">3I", groups))
