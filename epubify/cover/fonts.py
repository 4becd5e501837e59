"""Fonts: which faces there are, what they can draw, and which one a text gets.

All fonts come from packages under the SIL Open Font License, never from the system: the
same story has the same cover on every machine. For the same reason Pillow's basic layout
is used throughout, because its better one (Raqm) is not built in everywhere. Basic layout
sets one glyph after another, so scripts whose letters join or reorder are not drawn at all
rather than drawn wrong.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

from PIL import ImageFont


@dataclass(frozen=True, slots=True)
class Face:
    """One weight of one font file."""

    package: str
    file: str
    axes: tuple[int, ...]
    """A value for each axis of the variable font, in the order of the file."""


_GARAMOND = ("fontpkg_eb_garamond", "EBGaramond[wght].ttf")
_GARAMOND_ITALIC = ("fontpkg_eb_garamond", "EBGaramond-Italic[wght].ttf")
_PLAYFAIR = ("fontpkg_playfair_display", "PlayfairDisplay[wght].ttf")
_PLAYFAIR_ITALIC = ("fontpkg_playfair_display", "PlayfairDisplay-Italic[wght].ttf")
_NOTO = ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf")
_NOTO_ITALIC = ("fontpkg_noto_sans", "NotoSans-Italic[wdth,wght].ttf")

Chain = tuple[Face, ...]
"""Faces in the order of preference."""

ROMAN: Chain = (Face(*_GARAMOND, (500,)), Face(*_PLAYFAIR, (400,)), Face(*_NOTO, (400, 100)))
ITALIC: Chain = (
    Face(*_GARAMOND_ITALIC, (500,)),
    Face(*_PLAYFAIR_ITALIC, (400,)),
    Face(*_NOTO_ITALIC, (400, 100)),
)
DISPLAY: Chain = (Face(*_PLAYFAIR, (700,)), Face(*_GARAMOND, (700,)), Face(*_NOTO, (700, 100)))


@lru_cache(maxsize=48)
def load(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """Return the face at a size in pixels to the em."""
    with as_file(files(face.package) / "files" / face.file) as path:
        font = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes(list(face.axes))
    return font


@dataclass(frozen=True, slots=True)
class Drawable:
    """What of a text can be drawn, and with which face."""

    text: str
    face: Face
    missing: tuple[str, ...]
    """Visible characters that were left out, each once, in the order of the text."""
    share: float
    """How much of the letters and digits is left, 0 to 1; 1 where there were none."""


def drawable(text: str, chain: Chain) -> Drawable:
    """Return what the best face of a chain can draw of a text.

    The first face that has every letter, digit and punctuation mark is taken, else the one
    that lacks fewest. Symbols do not choose the face: a star in a title should not change
    its letters. Formatting characters go without being named in ``missing``.

    >>> drawable("Perfect \N{PARTY POPPER}!", ROMAN).text
    'Perfect!'
    >>> drawable("\N{CJK UNIFIED IDEOGRAPH-4E2D}", ROMAN).share
    0.0
    """
    units = clusters(_visible(text))
    face = min(chain, key=lambda face: sum(_counts(unit) for unit in units if _lacks(face, unit)))
    kept = "".join(unit for unit in units if not _lacks(face, unit))
    missing = dict.fromkeys(unit for unit in units if _lacks(face, unit))
    letters = sum(unit[0].isalnum() for unit in units)
    share = sum(map(str.isalnum, kept)) / letters if letters else 1.0
    return Drawable(_tidy(kept), face, tuple(missing), share)


def clusters(text: str) -> list[str]:
    """Return the text in units of a character and the combining marks upon it.

    >>> [len(unit) for unit in clusters("ne\N{COMBINING CARON}\N{COMBINING MACRON}t")]
    [1, 3, 1]
    """
    units: list[str] = []
    for char in text:
        if units and unicodedata.combining(char):
            units[-1] += char
        else:
            units.append(char)
    return units


def _visible(text: str) -> str:
    """Return the text composed, on one line, without characters that draw nothing."""
    kept = (c for c in unicodedata.normalize("NFC", " ".join(text.split())) if not _unseen(c))
    return " ".join("".join(kept).split())


def _unseen(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf") or "\ufe00" <= char <= "\ufe0f"


def _counts(unit: str) -> bool:
    return unicodedata.category(unit[0])[0] in "LMNP"


def _lacks(face: Face, unit: str) -> bool:
    return not all(char == " " or has_glyph(face, char) for char in unit)


def _tidy(text: str) -> str:
    """Return the text without the spaces that characters left behind."""
    joined = ""
    for word in text.split():
        joined += word if not joined or word[0] in "!?.,:;…" else f" {word}"
    return joined


@lru_cache(maxsize=8192)
def has_glyph(face: Face, char: str) -> bool:
    """Tell whether a face can draw a character rightly.

    A glyph that looks like the one of a noncharacter is the empty box. Letters without case
    (Arabic, Devanagari, Han, as against Latin, Greek and Cyrillic) need more than one glyph
    after another, even where the font has them.
    """
    if needs_shaping(char):
        return False
    picture = _picture(face, char)
    return bool(picture[1]) and picture != _picture(face, "\uffff")


def needs_shaping(char: str) -> bool:
    """Tell whether a character is of a script that basic layout would set wrongly.

    >>> needs_shaping("\N{DEVANAGARI LETTER KA}"), needs_shaping("\N{CYRILLIC SMALL LETTER YA}")
    (True, False)
    """
    category = unicodedata.category(char)
    if category == "Mn":
        return not unicodedata.name(char, "").startswith("COMBINING")
    return category == "Mc" or (category == "Lo" and char > "\u02ff")


@lru_cache(maxsize=8192)
def _picture(face: Face, char: str) -> tuple[tuple[int, int], bytes]:
    mask = load(face, 40).getmask(char)
    return mask.size, bytes(mask)
