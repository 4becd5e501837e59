"""Fonts: which faces there are, what they can draw, and which one a text gets.

All fonts come from packages under the SIL Open Font License, never from the system: the
same story has the same cover on every machine with the same packages. Latin, Greek, Cyrillic,
Han, kana and Hangul are set with Pillow's basic layout, one glyph after another; Hebrew,
Arabic and Devanagari with Raqm (HarfBuzz and FriBidi), where this Pillow has it. A script
without a font, or without the layout it needs, is not drawn at all rather than drawn wrong.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from msgspec.structs import replace
from PIL import ImageFont, features

from epubify.cover.scripts import (
    ZERO_WIDTH_JOINERS,
    Script,
    direction_of,
    language_of,
    main_script,
    needs_shaping,
    script_of,
)
from epubify.model.records import Record


class Typeface(Record):
    """One weight of one font file."""

    package: str
    file: str
    axes: tuple[int, ...]
    """A value for each axis of the variable font, in the order of the file; none for others."""
    folder: str = "files"
    """Where in the package the file is."""
    direction: str = ""
    """``ltr`` or ``rtl`` for texts that Raqm is to lay out; empty for basic layout."""
    language: str = ""
    """The language that Raqm is given, as a BCP 47 tag."""

    @property
    def shaped(self) -> bool:
        """Whether letters take their forms from their neighbours, so that none may be moved."""
        return bool(self.direction)


_GARAMOND = ("fontpkg_eb_garamond", "EBGaramond[wght].ttf")
_GARAMOND_ITALIC = ("fontpkg_eb_garamond", "EBGaramond-Italic[wght].ttf")
_PLAYFAIR = ("fontpkg_playfair_display", "PlayfairDisplay[wght].ttf")
_PLAYFAIR_ITALIC = ("fontpkg_playfair_display", "PlayfairDisplay-Italic[wght].ttf")
_NOTO = ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf")
_NOTO_ITALIC = ("fontpkg_noto_sans", "NotoSans-Italic[wdth,wght].ttf")

_WITH_ALL_ASCII = frozenset(package for package, _ in (_GARAMOND, _PLAYFAIR, _NOTO))
"""Packages whose faces need not be asked for the letters, digits and signs of ASCII."""
_ASCII = frozenset(map(chr, range(ord(" "), ord("~") + 1)))
"""Those, and the space, which all faces have."""

Chain = tuple[Typeface, ...]
"""Faces in the order of preference."""

ROMAN: Chain = (
    Typeface(*_GARAMOND, (500,)),
    Typeface(*_PLAYFAIR, (400,)),
    Typeface(*_NOTO, (400, 100)),
)
"""Faces for text in Latin, Greek and Cyrillic; ``drawable`` knows those of other scripts."""
ITALIC: Chain = (
    Typeface(*_GARAMOND_ITALIC, (500,)),
    Typeface(*_PLAYFAIR_ITALIC, (400,)),
    Typeface(*_NOTO_ITALIC, (400, 100)),
)
DISPLAY: Chain = (
    Typeface(*_PLAYFAIR, (700,)),
    Typeface(*_GARAMOND, (700,)),
    Typeface(*_NOTO, (700, 100)),
)


_HEBREW = ("fontpkg_frank_ruhl_libre", "FrankRuhlLibre[wght].ttf")
_CJK = {
    "ja": Typeface("pylopdf_fonts_jp", "NotoSerifJP-Regular.otf", (), ""),
    "ko": Typeface("pylopdf_fonts_ko", "NotoSerifKR-Regular.otf", (), ""),
    "zh-hans": Typeface("pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf", (), ""),
    "zh-hant": Typeface("pylopdf_fonts_zh_tw", "NotoSerifTC-Regular.otf", (), ""),
}
_PLAIN: dict[Script, Chain] = {
    "hebrew": (Typeface(*_HEBREW, (500,)),),
    "arabic": (Typeface("fontpkg_amiri", "Amiri-Regular.ttf", ()),),
    "devanagari": (Typeface(*_NOTO, (500, 100)),),
    "cjk": tuple(_CJK.values()),
}
_BOLD: dict[Script, Chain] = {
    "hebrew": (Typeface(*_HEBREW, (800,)),),
    "arabic": (Typeface("fontpkg_amiri", "Amiri-Bold.ttf", ()),),
    "devanagari": (Typeface(*_NOTO, (700, 100)),),
    "cjk": tuple(_CJK.values()),
}
_EXTRAS: dict[Script, str] = {"hebrew": "rtl", "arabic": "rtl", "cjk": "cjk"}
"""What to install with epubify to have the fonts of a script."""


@cache
def installed(package: str) -> bool:
    """Tell whether a package with fonts is there."""
    return find_spec(package) is not None


@cache
def can_shape() -> bool:
    """Tell whether Pillow can lay out scripts whose letters join or reorder.

    Its wheels can where the FriBiDi library is on the computer.
    """
    return bool(features.check_feature("raqm"))


def remedy(text: str) -> str:
    """Return what to do so that a text that cannot be drawn can be.

    >>> remedy("\N{PARTY POPPER}")
    'give a picture with the option cover'
    """
    picture = "give a picture with the option cover"
    script = main_script(text)
    if script and not all(installed(face.package) for face in _PLAIN[script]):
        return f"install epubify[{_EXTRAS[script]}], which brings fonts for it, or {picture}"
    if script in ("hebrew", "arabic", "devanagari") and not can_shape():
        return f"install the FriBiDi library, which Pillow lays out such scripts with, or {picture}"
    return picture


_LOADED = 24
"""Faces at a size that are kept. Each takes half a megabyte, and a place in the heap between the
pages of covers, which so find less and less room: with twice as many, a process holds 25 MB more
after 300 covers. Too few, and those that all covers measure with are loaded for each anew."""


@lru_cache(maxsize=_LOADED)
def load(face: Typeface, size: int) -> ImageFont.FreeTypeFont:
    """Return the face at a size in pixels to the em.

    What is measured or drawn with a shaped face must be given its direction and language.
    """
    engine = ImageFont.Layout.RAQM if face.shaped else ImageFont.Layout.BASIC
    with _file_of(face) as path:
        font = ImageFont.truetype(str(path), size, layout_engine=engine)
    if face.axes:
        font.set_variation_by_axes(list(face.axes))
    return font


@contextmanager
def _file_of(face: Typeface) -> Iterator[Path]:
    """Give the file of a face, which need not be one where packages are no folders."""
    package = find_spec(face.package)
    for folder in package.submodule_search_locations or () if package else ():
        path = Path(folder, face.folder, face.file)
        if path.is_file():
            yield path
            return
    from importlib.resources import as_file, files

    with as_file(files(face.package) / face.folder / face.file) as path:
        yield path


class Drawable(Record):
    """What of a text can be drawn, and with which face."""

    text: str
    face: Typeface
    missing: tuple[str, ...]
    """Visible characters that were left out, each once, in the order of the text."""
    share: float
    """How much of the letters and digits is left, 0 to 1; 1 where there were none."""


def drawable(text: str, chain: Chain) -> Drawable:
    """Return what the best face of a chain can draw of a text.

    The first face that has every letter, digit and punctuation mark is taken, else the one
    that lacks fewest; for a text in Hebrew, Arabic, Devanagari, Chinese, Japanese or Korean the
    faces of that script come first, which have Latin letters too. Symbols do not choose the
    face: a star in a title should not change its letters. Formatting characters go without
    being named in ``missing``.

    >>> drawable("Perfect \N{PARTY POPPER}!", ROMAN).text
    'Perfect!'
    >>> drawable("\N{THAI CHARACTER KO KAI}", ROMAN).share
    0.0
    """
    units = clusters(_visible(text))
    face, lacking = _best_face(units, chain)
    if not lacking:
        return Drawable(_tidy("".join(units)), face, (), 1.0)
    kept = [unit for unit in units if unit not in lacking]
    missing = dict.fromkeys(unit for unit in units if unit in lacking)
    letters = sum(unit[0].isalnum() for unit in units)
    share = sum(unit[0].isalnum() for unit in kept) / letters if letters else 1.0
    return Drawable(_tidy("".join(kept)), face, tuple(missing), share)


def _best_face(units: Sequence[str], chain: Chain) -> tuple[Typeface, frozenset[str]]:
    """Return the face of a chain that lacks fewest of the units, and those that it lacks."""
    different = set(units)
    best: tuple[int, Typeface, frozenset[str]] | None = None
    for face in _faces("".join(units), chain):
        asked = different - _ASCII if face.package in _WITH_ALL_ASCII else different
        lacking = frozenset(unit for unit in asked if _lacks(face, unit))
        count = sum(_counts(unit) for unit in units if unit in lacking) if lacking else 0
        if best is None or count < best[0]:
            best = count, face, lacking
        if not count:
            break
    assert best is not None, "a chain has a face"
    return best[1], best[2]


def _faces(text: str, chain: Chain) -> Sequence[Typeface]:
    """Return the faces to try for a text, those of its script before those of the chain."""
    script = main_script(text)
    if script is None:
        return chain
    bold = bool(chain[0].axes) and chain[0].axes[0] >= 600
    own = [face for face in (_BOLD if bold else _PLAIN)[script] if installed(face.package)]
    language = language_of(text, script)
    if script == "cjk":
        return *sorted(own, key=lambda face: face != _CJK[language]), *chain
    if not can_shape():
        return chain
    direction = direction_of(text)
    return *(replace(face, direction=direction, language=language) for face in own), *chain


def clusters(text: str) -> list[str]:
    """Return the text in units of a character and what stands upon or is joined to it.

    Marks and vowel signs go with their letter; in Devanagari so does the letter that a virama
    joins to it (UAX #29, rules GB9 and GB9c).

    >>> [len(unit) for unit in clusters("ne\N{COMBINING CARON}\N{COMBINING MACRON}t")]
    [1, 3, 1]
    """
    if text.isascii():
        return list(text)
    units: list[str] = []
    for char in text:
        if units and (_leans(char) or (_joined(units[-1]) and script_of(char) == "devanagari")):
            units[-1] += char
        else:
            units.append(char)
    return units


def _leans(char: str) -> bool:
    return char in ZERO_WIDTH_JOINERS or unicodedata.category(char)[0] == "M"


def _joined(unit: str) -> bool:
    return unit.rstrip("\u200d").endswith("\N{DEVANAGARI SIGN VIRAMA}")


def _visible(text: str) -> str:
    """Return the text composed, on one line, without characters that draw nothing."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    kept = (char for at, char in enumerate(text) if not _unseen(char) or _shapes(text, at))
    return " ".join("".join(kept).split())


def _unseen(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf") or "\ufe00" <= char <= "\ufe0f"


def _shapes(text: str, at: int) -> bool:
    """Tell whether a character only decides which form the letter before it takes."""
    return text[at] in ZERO_WIDTH_JOINERS and at > 0 and needs_shaping(text[at - 1])


def _counts(unit: str) -> bool:
    return unicodedata.category(unit[0])[0] in "LMNP"


def _lacks(face: Typeface, unit: str) -> bool:
    return not all(char in f" {ZERO_WIDTH_JOINERS}" or has_glyph(face, char) for char in unit)


def _tidy(text: str) -> str:
    """Return the text without the spaces that characters left behind."""
    joined = ""
    for word in text.split():
        joined += word if not joined or word[0] in "!?.,:;…" else f" {word}"
    return joined


@lru_cache(maxsize=8192)
def has_glyph(face: Typeface, char: str) -> bool:
    """Tell whether a face can draw a character rightly.

    A glyph that looks like the one of a noncharacter is the empty box. What needs more than
    one glyph after another can be drawn by shaped faces alone, even where others have it.
    """
    if needs_shaping(char) and not face.shaped:
        return False
    if "!" <= char <= "~" and face.package in _WITH_ALL_ASCII:
        return True
    return _has(replace(face, direction="", language=""), char)


@lru_cache(maxsize=8192)
def _has(face: Typeface, char: str) -> bool:
    picture = _picture(face, char)
    return bool(picture[1]) and picture != _empty_box(face)


@lru_cache(maxsize=64)
def _empty_box(face: Typeface) -> tuple[tuple[int, int], bytes]:
    return _picture(face, "\uffff")


def _picture(face: Typeface, char: str) -> tuple[tuple[int, int], bytes]:
    mask = load(face, 40).getmask(char)
    return mask.size, bytes(mask)
