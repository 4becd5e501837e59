"""Lettering: measuring, kerning, fitting and drawing lines of text.

Widths are kept in ems, so that they are measured once and hold for every size. Shaped faces
(Hebrew, Arabic, Devanagari) are measured and drawn a whole line at a time, which lets Raqm join,
reorder and turn round; their lines are never spaced out or kerned here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from math import floor

from msgspec.structs import replace
from PIL import Image, ImageDraw

from epubify.cover.breaking import (
    AFTER_HYPHEN,
    Word,
    even_lines,
    leaves_alone,
    line_text,
    uneasiness,
    words,
)
from epubify.cover.glyphs import REFERENCE, glyph, kern, printed
from epubify.cover.scripts import main_script
from epubify.cover.typefaces import Typeface, clusters, has_glyph, load
from epubify.model.records import Record

CAPITAL = 0.66
"""Height of capitals in ems; the three families lie between 0.65 and 0.71."""
_ACCENT, _TAIL = 0.2, 0.2
"""What accents may rise above capitals, and tails hang into the white below, in ems."""
_APART = 0.02
"""White between the deepest and the highest ink of two lines at least, in ems."""
_SAG = 0.05
"""What whole letters may sink below the baseline into the white there, in ems."""


class Lettering(Record):
    """How a text is set."""

    face: Typeface
    tracking: float = 0.0
    """Space added between letters, in ems."""
    leading: float = 1.2
    """From one baseline to the next, in ems."""
    rise: float = CAPITAL
    """Height of the first line above its baseline, in ems; ``fit`` sets it for a text."""
    fall: float = 0.0
    """What the last line reaches further down than Latin letters, in ems; ``fit`` sets it."""


class Box(Record):
    """Where the ink of a line of text is, in pixels; right and bottom lie outside."""

    text: str
    size: int
    left: int
    top: int
    right: int
    bottom: int


class Typesetting(Record):
    """Lines that fit: what ``fit`` found."""

    lines: tuple[str, ...]
    size: int
    lettering: Lettering

    @property
    def step(self) -> float:
        """Pixels from one baseline to the next."""
        return self.size * self.lettering.leading

    @property
    def height(self) -> float:
        """Pixels from the top of the capitals of the first line to the last baseline."""
        return height_of(len(self.lines), self.size, self.lettering)

    @property
    def rise(self) -> float:
        """Pixels from the top of the block to the first baseline."""
        return self.size * self.lettering.rise


def height_of(lines: int, size: float, lettering: Lettering) -> float:
    """Return the pixels from the top of the first line's capitals to the last baseline.

    In scripts whose letters stand higher or hang lower, that is part of it.

    >>> height_of(1, 100, Lettering(Typeface("", "", ())))
    66.0
    """
    ems = lettering.rise + (lines - 1) * lettering.leading + lettering.fall
    return size * ems if lines else 0.0


# ------------------------------------------------------------------------- measuring


@lru_cache(maxsize=256)  # about the lines of one cover; with more, those of others stay too
def _pens(text: str, lettering: Lettering) -> tuple[tuple[tuple[str, float], ...], float]:
    """Return each cluster with its place on the line, and the width of the line, in ems."""
    face = lettering.face
    placed = []
    pen = 0.0
    before = ""
    for cluster in clusters(_ligated(text, lettering)):
        if before:
            pen += kern(face, before, cluster) + lettering.tracking
        placed.append((cluster, pen))
        pen += glyph(face, cluster).advance
        before = cluster
    return tuple(placed), pen


_LIGATURES = (("ffi", "ﬃ"), ("ffl", "ﬄ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ"))


def _ligated(text: str, lettering: Lettering) -> str:
    """Return the text with ligatures, which basic layout does not make of itself.

    Spaced-out letters are left alone: a ligature among them would look like a clot.
    """
    if not lettering.tracking:
        for letters, ligature in _LIGATURES:
            if letters in text and has_glyph(lettering.face, ligature):
                text = text.replace(letters, ligature)
    return text


def width_of(text: str, lettering: Lettering) -> float:
    """Return the width of a line in ems."""
    if lettering.face.shaped:
        left, _, right, _ = _shaped_box(text, lettering.face)
        return right - left
    return _pens(text, lettering)[1]


@lru_cache(maxsize=256)
def _shaped_box(text: str, face: Typeface) -> tuple[float, float, float, float]:
    """Return the box of a line in ems, from where its baseline begins."""
    box = load(face, REFERENCE).getbbox(
        text, anchor="ls", direction=face.direction, language=face.language
    )
    left, top, right, bottom = (edge / REFERENCE for edge in box)
    return left, top, right, bottom


# --------------------------------------------------------------------------- fitting


def fit(
    text: str,
    lettering: Lettering,
    *,
    width: float,
    sizes: tuple[int, int],
    height: Callable[[float], float],
    most: int = 24,
    thrift: float = 0.6,
) -> Typesetting | None:
    """Return the lines and the size in which a text looks best within a width.

    ``sizes`` are the smallest and the largest size allowed, in pixels to the em;
    ``height`` tells how much height a text of a certain size may take; ``thrift`` how dear
    lines are: 0 where only the size counts, 1 where twice the lines must double it. Words too
    wide even at a modest size are cut, without a hyphen, which would be part of the name.
    Returns None where nothing fits.
    """
    lettering = _led(text, lettering)
    for widest_word in (_modest(sizes), sizes[0]):
        parts = _narrow(words(text), lettering, width / widest_word)
        found = _best(parts, lettering, width, sizes, height, most, thrift)
        if found:
            return found
    return None


def _best(
    parts: Sequence[Word],
    lettering: Lettering,
    width: float,
    sizes: tuple[int, int],
    height: Callable[[float], float],
    most: int,
    thrift: float,
) -> Typesetting | None:
    widths = [width_of(part.text, lettering) + lettering.tracking for part in parts]
    space = width_of(" ", lettering) + lettering.tracking
    best: tuple[float, Typesetting] | None = None
    for way in even_lines(parts, widths, space, most, _LOOSE * width / sizes[0]):
        lines = tuple(line_text(line) for line in way)
        lengths = [width_of(line, lettering) for line in lines]
        size = _size(lengths, lettering, width, sizes, height)
        merit = (size or 0) / len(way) ** thrift * _ease(way, lengths)
        if size and (best is None or merit > best[0]):
            best = merit, Typesetting(lines, size, lettering)
    return best[1] if best else None


def _ease(way: Sequence[Sequence[Word]], lengths: Sequence[float]) -> float:
    """Return how well lines read as broken, 1 where nothing is wrong with them."""
    ragged = min(lengths) < _SHORT * max(lengths)
    alone = leaves_alone(way)
    return (1 - _UNEASY * uneasiness(way)) * (_RAGGED if ragged else 1) * (_ALONE if alone else 1)


def _led(text: str, lettering: Lettering) -> Lettering:
    """Return the lettering with room enough for what is above and below the letters of a text.

    Accents and tails set the lines further apart; accents upon accents push the first line
    down, and long tails what comes below. In scripts whose letters have other heights than
    Latin ones, the first line is given all its height, and the last its depth. What must not be
    spaced out is not.
    """
    highest, lowest = _reach(text, lettering.face)
    led = replace(lettering, leading=max(lettering.leading, highest + lowest + _APART))
    if not main_script(text):
        rise, fall = max(CAPITAL, highest - _ACCENT), max(0.0, lowest - _TAIL)
        return replace(led, rise=rise, fall=fall)
    tracking = 0.0 if led.face.shaped else led.tracking
    rise, fall = max(CAPITAL, highest), max(0.0, lowest - _SAG)
    return replace(led, tracking=tracking, rise=rise, fall=fall)


def _reach(text: str, face: Typeface) -> tuple[float, float]:
    """Return how far a text reaches above and below its baseline, in ems."""
    if face.shaped:
        _, top, _, bottom = _shaped_box(text, face)
        return -top, bottom
    letters = [glyph(face, unit) for unit in set(clusters(text)) if unit != " "]
    highest = max((letter.high for letter in letters), default=0.0)
    lowest = max((letter.low for letter in letters), default=0.0)
    return highest, lowest


_LOOSE = 1.05
"""How much wider than a line the sum of its words may be: kerning brings them nearer."""
_UNEASY = 0.3
"""What a setting loses of its merit when all its lines end in small words."""
_SHORT, _RAGGED = 0.4, 0.85
"""Share of the longest line below which another is short, and the merit that then is left."""
_ALONE = 0.2
"""Merit left where a small word is a line of its own: hardly any."""


def _modest(sizes: tuple[int, int]) -> float:
    """Return the size down to which a long word is shrunk before it is cut."""
    smallest, largest = sizes
    return smallest + 0.12 * (largest - smallest)


def _size(
    lengths: Sequence[float],
    lettering: Lettering,
    width: float,
    sizes: tuple[int, int],
    height: Callable[[float], float],
) -> int | None:
    """Return the largest size at which lines fit, None where none does."""
    smallest, largest = sizes
    widest = max(lengths)
    size = int(min(largest, width / widest if widest else largest))
    while size >= smallest:
        if height_of(len(lengths), size, lettering) <= height(size):
            return size
        size = min(size - 1, int(size * 0.97))
    return None


def _narrow(parts: Sequence[Word], lettering: Lettering, most: float) -> list[Word]:
    """Return the words, those wider than ``most`` ems cut into pieces of like length."""
    found: list[Word] = []
    for part in parts:
        width = width_of(part.text, lettering)
        pieces = max(1, min(len(part.text), int(width / most)))
        width = max(width_of(cut, lettering) for cut in _cut(part.text, pieces))
        while pieces < len(part.text) and width > most:
            pieces += 1
            width = max(width_of(cut, lettering) for cut in _cut(part.text, pieces))
        first, *others = _cut(part.text, pieces)
        found.append(replace(part, text=first))
        found.extend(Word(other, spaced=False, reluctance=AFTER_HYPHEN) for other in others)
    return found


def _cut(text: str, pieces: int) -> list[str]:
    """Return a text in pieces of like length; marks stay on their letters.

    >>> _cut("abcdefgh", 3)
    ['abc', 'def', 'gh']
    """
    units = clusters(text)
    step = -(-len(units) // pieces)
    return ["".join(units[at : at + step]) for at in range(0, len(units), step)]


def capitals(text: str, language: str | None = None) -> str:
    """Return a text in capitals, as its language writes them.

    Greek capitals carry no accents, Turkish ones keep the dots of i. Texts in scripts without
    capitals stay as they are, with the Latin words in them.

    >>> capitals("Αθήνα"), capitals("İnci ile Sır", "tr"), capitals("Straße")
    ('ΑΘΗΝΑ', 'İNCİ İLE SIR', 'STRASSE')
    """
    if main_script(text):
        return text
    if (language or "").split("-")[0].lower() in ("tr", "az"):
        text = text.replace("i", "İ")
    if text.isascii():
        return text.upper()
    return "".join(map(_capital, unicodedata.normalize("NFC", text)))


def _capital(char: str) -> str:
    if not unicodedata.name(char, "").startswith("GREEK"):
        return char.upper()
    marks = unicodedata.normalize("NFD", char)
    bare = "".join(c for c in marks if not unicodedata.combining(c) or c == "\u0308")
    return unicodedata.normalize("NFC", bare).upper()


# --------------------------------------------------------------------------- drawing


def draw_line(
    mask: Image.Image, text: str, size: int, lettering: Lettering, centre: float, baseline: float
) -> Box:
    """Draw a line, centred on its ink, into a mask; return the box of its ink."""
    if lettering.face.shaped:
        return _draw_shaped(mask, text, size, lettering.face, centre, round(baseline))
    face = lettering.face
    prints = [
        (pen * size, printed(face, size, cluster))
        for cluster, pen in _pens(text, lettering)[0]
        if cluster != " "
    ]
    left = min(at + one.left for at, one in prints)
    right = max(at + one.right for at, one in prints)
    top, bottom = min(one.top for _, one in prints), max(one.bottom for _, one in prints)
    start = centre - (left + right) / 2
    base = round(baseline)
    for at, one in prints:
        if one.picture:
            mask.paste(255, (_whole(start + at) + one.left, base + one.top), one.picture)
    return Box(
        text,
        size,
        int(start + left),
        int(base + top),
        int(start + right) + 1,
        int(base + bottom) + 1,
    )


def _whole(place: float) -> int:
    """Return the pixel at which a letter is set whose pen stands at a place.

    That is where Pillow sets it, which counts in 64ths of a pixel.

    >>> _whole(7.49), _whole(7.5)
    (7, 8)
    """
    first = floor(place)
    return first + (floor((place - first) * 64 + 0.5) + 32) // 64


def _draw_shaped(
    mask: Image.Image, text: str, size: int, face: Typeface, centre: float, baseline: int
) -> Box:
    font, direction, language = load(face, size), face.direction, face.language
    edges = font.getbbox(text, anchor="ls", direction=direction, language=language)
    left, top, right, bottom = map(round, edges)
    line = Image.new("L", (right - left + 2, bottom - top + 2))
    ImageDraw.Draw(line).text(
        (1 - left, 1 - top), text, 255, font, "ls", direction=direction, language=language
    )
    ink = line.getbbox() or (0, 0, 1, 1)
    line = line.crop(ink)
    at = round(centre - line.width / 2), baseline + top - 1 + ink[1]
    mask.paste(255, at, line)
    return Box(text, size, *at, at[0] + line.width, at[1] + line.height)
