"""Signs that LaTeX writes with commands, accents, and runs of signs that stand for others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from epubify.text.lazy_pattern import lazy

ACCENTS: Mapping[str, str] = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331",
}  # fmt: skip
"""Commands that put an accent on the letter behind them."""
SIGNS: Mapping[str, str] = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
    "ldots": "…", "dots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—",
    "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘", "textquoteright": "’",
    "textquotesingle": "'", "textquotedbl": '"', "guillemotleft": "«", "guillemotright": "»",
    "og": "« ", "fg": " »", "flqq": "«", "frqq": "»", "flq": "‹", "frq": "›", "glqq": "„",
    "grqq": "“", "glq": "‚", "grq": "‘", "quotedblbase": "„", "S": "§", "P": "¶", "pounds": "£",
    "textsterling": "£", "euro": "€", "texteuro": "€", "EUR": "€", "copyright": "©",
    "textcopyright": "©", "textregistered": "®", "texttrademark": "™", "textdegree": "°",
    "degree": "°", "dag": "†", "ddag": "‡", "textbullet": "•", "textperiodcentered": "·",
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textbar": "|",
    "textless": "<", "textgreater": ">", "textunderscore": "_", "slash": "/", "TeX": "TeX",
    "LaTeX": "LaTeX", "textexclamdown": "¡", "textquestiondown": "¿", "quad": " ", "qquad": " ",
    "space": " ", "enspace": " ", "thinspace": " ", "nobreakspace": "\u00a0", "newline": "\n",
    "linebreak": "\n", "textonehalf": "½", "No": "№", "ier": "er", "times": "×", "cdot": "·",
    "div": "÷", "pm": "±", "sim": "~", "approx": "≈", "neq": "≠", "leq": "≤", "geq": "≥",
    "infty": "∞", "rightarrow": "→", "to": "→", "leftarrow": "←", "star": "★", "ast": "*",
    "bullet": "•", "circ": "°", "diamond": "◇", "heartsuit": "♥", "alpha": "α", "beta": "β",
    "gamma": "γ", "delta": "δ", "lambda": "λ", "mu": "μ", "pi": "π", "sigma": "σ", "omega": "ω",
    "Delta": "Δ", "Sigma": "Σ", "Omega": "Ω",
}  # fmt: skip
"""Commands that are a sign."""
SYMBOLS: Mapping[str, str] = {
    **{sign: sign for sign in "&%$#_{}"}, "\\": "\n", " ": " ", "\n": " ", "\t": " ", ",": " ",
    ";": " ", ":": " ", "@": "", "-": "", "/": "", "!": "", "(": "", ")": "", "[": "", "]": "",
}  # fmt: skip
"""Signs behind a backslash, and what they are."""
_RUNS = {
    "---": "—", "--": "–", "``": "“", "''": "”", ",,": "„", "<<": "«", ">>": "»", "?`": "¿",
    "!`": "¡", '"`': "„", "\"'": "“", '"=': "-", '"-': "", "`": "‘", "'": "’",
}  # fmt: skip
_RUN = lazy("|".join(re.escape(run) for run in sorted(_RUNS, key=len, reverse=True)))


def typeset_runs(text: str) -> str:
    """Return text with the signs that runs of others stand for.

    >>> typeset_runs("``So,'' he said---`late'.")
    '“So,” he said—‘late’.'
    """
    return _RUN.sub(lambda found: _RUNS[found[0]], text)


def accented(accent: str, letter: str) -> str:
    """Return a letter with an accent; what cannot bear one comes back as it is.

    >>> accented("'", "e"), accented("c", "c"), accented("'", "")
    ('é', 'ç', '')
    """
    bare = {"ı": "i", "ȷ": "j"}.get(letter[:1], letter[:1])
    return unicodedata.normalize("NFC", bare + ACCENTS[accent]) + letter[1:] if bare else ""
