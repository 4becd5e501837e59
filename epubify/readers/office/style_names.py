"""What names of styles say, and the signs of fonts that have pictures for letters."""

from __future__ import annotations

from functools import cache

from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, table

PRIVATE = 0xF000
"""Where programs put the signs of symbol fonts, above their own numbers."""
_NO_LETTER = lazy(r"[\W\d_]+")
_HEADING = lazy(r"(?:heading|titre|uberschrift|titolo|titulo|kop|rubrik) ?([1-9])")


@cache
def roles() -> dict[str, str]:
    """Return folded name of a style → what it is for."""
    styles = table("documents")["styles"]
    return {folded(name): role for role, names in styles.items() for name in names.split()}


def role_of_style(name: str) -> str:
    """Return what a style is for by its name, empty where that says nothing.

    >>> role_of_style("Intense Quote"), role_of_style("Chapter Title"), role_of_style("Normal")
    ('quote', 'chapter', '')
    """
    return roles().get(_NO_LETTER.sub("", folded(name)), "")


def level_of_style(name: str) -> int:
    """Return the level of the heading that a style is for by its name.

    >>> level_of_style("heading 2"), level_of_style("Chapter Title"), level_of_style("Heading")
    (2, 1, 0)
    """
    found = _HEADING.fullmatch(folded(name))
    if found:
        return int(found[1])
    return 1 if role_of_style(name) == "chapter" else 0


@cache
def _symbols(font: str) -> dict[int, str]:
    signs = table("documents")["symbols"].get(font, {})
    letters = dict(enumerate(GREEK, 0x41)) if font == "symbol" else {}
    return {**letters, **{int(code, 16): sign for code, sign in signs.items()}}


GREEK = (
    "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾"
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)  # fmt: skip
"""The letters of the font Symbol, from ``A``."""
FONTS = ("symbol", "wingdings")


def symbol(code: int, font: str) -> str:
    """Return a sign of a symbol font as Unicode has it; a sign that is not known is a bullet.

    >>> symbol(0xF0B7, "Symbol"), symbol(0x61, "Symbol"), symbol(0x2019, "Times New Roman")
    ('•', 'α', '’')
    """
    name = font.casefold()
    of = next((one for one in FONTS if name.startswith(one)), "")
    own = code - PRIVATE if PRIVATE <= code < PRIVATE + 0x100 else code
    if of and own < 0x100:
        sign = _symbols(of).get(own)
        plain = chr(own) if of == "symbol" and 0x20 <= own < 0x7F else "\N{BULLET}"
        return sign or plain
    if own != code:
        return chr(own) if 0x20 < own < 0x7F else "\N{BULLET}"
    return chr(code)
