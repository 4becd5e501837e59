"""Line breaking in Chinese and Japanese: between characters, but not everywhere.

Which characters may not begin or end a line follows the Japanese rules (kinsoku shori; JIS X
4051, and W3C's "Requirements for Japanese Text Layout", 3.1.7 and 3.1.8). Among the other
places those are better where a reader would pause: after particles rather than before them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from epubify.cover.scripts import script_of
from epubify.cover.typefaces import clusters

_NOT_FIRST = frozenset(
    "、。，．・：；？！‐゠–〜～」』）】〉》〕］｝〙〗〟’”»々〻ーヽヾゝゞ…‥"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    ",.:;?!)]}%％"
)
_NOT_LAST = frozenset("「『（【〈《〔［｛〘〖〝‘“«([{")
_PARTICLES = frozenset("的之了们們")
"""Chinese words that lean on the one before; kana stand for the Japanese ones."""
TORN = 1.0
"""How unwelcome a break is that tears a word apart."""
_MOST = 320
"""Places to break in a run; of more, single ones make no visible difference."""


def cjk_pieces(run: str) -> list[tuple[str, float]]:
    """Return a run without spaces in pieces that stay whole, and how unwelcome a break is
    before each: 0 where one would pause anyhow, ``TORN`` where it tears a word apart.

    Runs in other scripts, Korean among them, are one piece, as are foreign words in katakana.

    >>> [piece for piece, _ in cjk_pieces("カラマーゾフの兄弟！")]
    ['カラマーゾフ', 'の', '兄', '弟！']
    """
    if not any(script_of(char) == "cjk" for char in run):
        return [(run, 0.0)]
    pieces = list(_pieces(run))
    step = -(-len(pieces) // _MOST)
    groups = (pieces[at : at + step] for at in range(0, len(pieces), step))
    return [("".join(piece for piece, _ in group), group[0][1]) for group in groups]


def _pieces(run: str) -> Iterator[tuple[str, float]]:
    units = clusters(run)
    # Chinese does not show where words end; in Japanese a word of Han ends with the Han.
    japanese = any(_kind(unit[0]) in ("hiragana", "katakana") for unit in units)
    piece, unwelcome = units[0], 0.0
    for before, after in pairwise(units):
        break_here = _reluctance(before[0], after[0], TORN if japanese else 0.6)
        if break_here is None:
            piece += after
        else:
            yield piece, unwelcome
            piece, unwelcome = after, break_here
    yield piece, unwelcome


def _reluctance(before: str, after: str, within_han: float) -> float | None:
    """Return how unwelcome a break between two characters is, None where there may be none."""
    if after in _NOT_FIRST or before in _NOT_LAST:
        return None
    old, new = _kind(before), _kind(after)
    if "hangul" in (old, new) or old == new in ("katakana", "other"):
        return None
    if before in _NOT_FIRST or after in _NOT_LAST:
        return 0.0
    if new == "hiragana" or after in _PARTICLES:
        return TORN
    if old == "hiragana" or before in _PARTICLES:
        return 0.0
    return within_han if old == new else 0.3


def _kind(char: str) -> str:
    """Return what a character is of: han, hiragana, katakana, hangul, or other.

    >>> [_kind(char) for char in "漢かカー한a"]
    ['han', 'hiragana', 'katakana', 'katakana', 'hangul', 'other']
    """
    name = unicodedata.name(char, "")
    for kind in ("hiragana", "katakana", "hangul"):
        if name.removeprefix("HALFWIDTH ").startswith(kind.upper()):
            return "katakana" if char == "ー" else kind
    return "han" if script_of(char) == "cjk" else "other"
