"""How much sense a character beyond ASCII makes between its neighbours in Western text.

The same byte is a letter, a quotation mark, a piece of a frame or a sign of mathematics,
depending on the codec that reads it. The neighbours tell which of these was meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy

AROUND = lazy(r"(?=(..)([^\x00-\x7f])(..))", re.DOTALL)
"""A character beyond ASCII with two before and two behind it."""

EDGE = "\n\n"
"""What is set around a text, so that its first and last characters have neighbours too."""

_QUOTES = "‘’“”„‚«»‹›"
_LETTER_WORDS = frozenset("àáâåæèéêíìóòôöøúùýÀÁÅÆÈÉÊÍÌÓÒÖØÚÙÝ")
_RARE = frozenset("∞≠≤≥∂∑∏π∫Ω≈∆√◊ƒ⌐≡⌠⌡ⁿ∩∙■ˇ˘˙˚˝˛ˆ˜¬¦¤¨¸")
"""Signs of mathematics and accents on their own, which other codecs have where letters are."""
_JUNCTIONS = frozenset("┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬")
"""Pieces that join lines, and never stand in a row by themselves."""
_STARTS_FOOTNOTES = frozenset("¹²³")
_RULED = frozenset("—–…·•¯")
"""Signs that make rows in real texts."""


class Around(Record):
    """A character and what stands around it."""

    before: str
    """The two characters before it."""
    char: str
    after: str
    """The two characters behind it."""

    @property
    def left(self) -> str:
        """The neighbour before it."""
        return self.before[-1]

    @property
    def right(self) -> str:
        """The neighbour behind it."""
        return self.after[0]

    @property
    def inside(self) -> bool:
        """It has letters on both sides."""
        return self.left.isalpha() and self.right.isalpha()

    @property
    def touches(self) -> bool:
        """It has a letter on one side at least."""
        return self.left.isalpha() or self.right.isalpha()

    @property
    def run(self) -> bool:
        """It is one of three alike in a row."""
        row = self.before + self.char + self.after
        return self.char * 3 in row


class LetterClue(Record):
    """What a character says about the codec that gave it; the first clue that fits decides."""

    name: str
    sense: float
    """1 for what texts are full of, 0 for what says nothing, -1.5 for what cannot be."""
    fits: Callable[[Around], bool]
    takes: tuple[str, ...]
    """Examples: the character amid two neighbours on each side, a space or a letter."""
    spares: tuple[str, ...]


def _is_piece(char: str) -> bool:
    return "\u2500" <= char <= "\u259f"


def _is_drawn(at: Around) -> bool:
    """Part of a frame or shade: beside another, or a bar at the edge of a line or behind a cell."""
    if at.run and at.char in _JUNCTIONS:
        return False
    if _is_piece(at.left) or _is_piece(at.right):
        return _is_piece(at.char)
    alone = not at.left.strip() or not at.right.strip()
    edge = at.char in "│║" and alone and "\n" in (at.left, at.right)
    return edge or (at.char == "│" and at.left == " ")


def _is_out_of_case(at: Around) -> bool:
    return at.char.isupper() and (at.left.islower() or (at.left.isalpha() and at.right.islower()))


def _is_foreign(at: Around) -> bool:
    greek_to_armenian = "\u0370" <= at.char <= "\u058f"
    return greek_to_armenian and any("A" <= char <= "ɏ" for char in (at.left, at.right))


def _may_be_letter(at: Around) -> bool:
    """Part of a word, or its end before a space: a long dash stands between words, too."""
    return at.right == " " or (at.char == "–" and at.right.isalpha())


def _stands_free(at: Around) -> bool:
    return not (at.left + at.right).strip()


CLUES = (
    LetterClue(
        "drawing", 1.0, _is_drawn, ("─────", "\n\n│ W", "  │Sa"), ("ab─ch", "\n╩╩╩M", "N ║ 5")
    ),
    LetterClue(
        "lone piece of a drawing",
        -1.0,
        lambda at: _is_piece(at.char),
        ("ab─ch", "\n╩╩╩M"),
        ("─────",),
    ),
    LetterClue(
        "row of letters, quotation marks or signs",
        -1.5,
        lambda at: at.run and at.char not in _RULED and at.char != "\xa0",
        ("áááám", "ÄÄÄÄÄ", "³³³\n\n"),
        (" zóó ", "—————"),
    ),
    LetterClue(
        "letter of another script in a word", -1.5, _is_foreign, ("naΩve", "onΦt "), ("αβγδε",)
    ),
    LetterClue(
        "capital inside a word", -1.5, _is_out_of_case, ("onÕt ", "HeÉll"), ("AFÉ n", "  Éco")
    ),
    LetterClue(
        "capital before capitals, which may be a quotation mark",
        0.0,
        lambda at: at.char.isupper() and at.right.isupper() and not at.left.isalpha(),
        ("  ÉCO", "  ÒDO"),
        ("  Éco", "AFÉ n"),
    ),
    LetterClue(
        "letter in a word",
        1.0,
        lambda at: at.char.isalpha() and at.char not in _RARE and at.touches,
        ("afé, ", "  Éco"),
        ("  à l", "vaƒli"),
    ),
    LetterClue(
        "word of one letter",
        0.6,
        lambda at: at.char in _LETTER_WORDS and _stands_free(at),
        ("s à l", "s ó n"),
        ("5 ° C", "s ñ n"),
    ),
    LetterClue(
        "ordinal or degree behind a figure",
        1.0,
        lambda at: at.char in "°ºª" and at.left.isdigit(),
        (" 1° D", "12º d"),
        ("ab° D",),
    ),
    LetterClue(
        "apostrophe",
        1.0,
        lambda at: at.char == "’" and not at.left.isspace(),
        ("on’t ", "rs’ b"),
        ("s ’ b", "s ’t "),
    ),
    LetterClue(
        "quotation mark inside a word",
        -1.0,
        lambda at: at.char in _QUOTES and at.inside,
        ("on“th",),
        ("  “Th", "on’t "),
    ),
    LetterClue(
        "quotation mark at an edge",
        1.0,
        lambda at: at.char in _QUOTES and not (at.char == "’" and _stands_free(at)),
        ("  “Th", "id” s"),
        ("s ’ b",),
    ),
    LetterClue(
        "dots inside a word", 0.5, lambda at: at.char == "…" and at.inside, ("id…go",), ("id… A",)
    ),
    LetterClue(
        "dash where a letter may be meant",
        0.4,
        lambda at: at.char in "—–" and at.left.isalpha() and _may_be_letter(at),
        ("mi–o ", "ir— h"),
        ("id—go", "id—\n\n", "er – m"),
    ),
    LetterClue("dash or dots", 1.0, lambda at: at.char in "—–…", ("id—go", "id… A"), ("id-go",)),
    LetterClue(
        "no-break space at a space, a mark or a figure",
        0.7,
        lambda at: at.char == "\xa0" and not (at.left.isalpha() and not at.right.isdigit()),
        ("\n\n\xa0\xa0\xa0", "! \xa0 A"),
        ("st\xa0 y",),
    ),
    LetterClue(
        "no-break space behind a word",
        0.5,
        lambda at: at.char == "\xa0" and not at.right.isspace(),
        ("oi\xa0! ", "or\xa0wa"),
        ("st\xa0 y",),
    ),
    LetterClue(
        "raised figure that ends no word",
        -0.5,
        lambda at: at.char in _STARTS_FOOTNOTES and not at.left.isalnum(),
        ("\n\n³ T",),
        (" m² o",),
    ),
    LetterClue(
        "sign of mathematics or lone accent",
        -1.0,
        lambda at: at.char in _RARE,
        ("re∞ D", "on∂re"),
        (" 5° D",),
    ),
    LetterClue(
        "bullet that stands free",
        1.0,
        lambda at: at.char in "•·" and _stands_free(at),
        ("  •  ",),
        ("ab•ch",),
    ),
    LetterClue(
        "sign of money without a figure",
        -0.5,
        lambda at: at.char in "£¥¢" and not any(map(str.isdigit, at.before + at.after)),
        ("  ¥  ",),
        (" £5.5", " 5 ¢ "),
    ),
    LetterClue(
        "sign that no text has",
        -1.0,
        lambda at: unicodedata.category(at.char) in {"So", "Cc", "Cn"} and at.char not in "©®°™",
        ("ab\x92ch", "ab\ufffdch"),
        (" © 19",),
    ),
    LetterClue(
        "sign inside a word",
        -1.0,
        lambda at: at.inside and not at.char.isalpha(),
        ("ab§ch",),
        (" £5.5",),
    ),
    LetterClue(
        "sign beside a figure, a space or a mark",
        0.5,
        lambda at: not (at.char.isalpha() or at.char in "\xa0’"),
        (" £5.5", "s ½ c"),
        ("ab£ch", "st\xa0 y"),
    ),
)
"""Everything that is known of a character by its neighbours, in order."""


@lru_cache(maxsize=65536)
def sense(before: str, char: str, after: str) -> float:
    """Return the sense that a character makes; 0 where no clue fits.

    >>> sense("on", "’", "t "), sense("  ", "Ò", "DO"), sense("áá", "á", "áM")
    (1.0, 0.0, -1.5)
    """
    clue = clue_for(Around(before, char, after))
    return clue.sense if clue else 0.0


def clue_for(at: Around) -> LetterClue | None:
    """Return the first clue that fits, None where the neighbours say nothing."""
    return next((clue for clue in CLUES if clue.fits(at)), None)
