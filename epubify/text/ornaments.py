"""Ornaments: lines that only mark a scene break, and marks at both ends of a heading.

Which characters, marks and phrases are ornaments stands in ``data/ornaments.toml``; the few
that are drawn with letters (``oOo``, ``-x-x-``) are patterns here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import table
from epubify.text.recogniser import recogniser

SILENCE = lazy(r"[-–—―]\s*(?:\.{2,}|…+)[.…?!]*")
"""Speech in which nobody says a word, behind a dash as the others are."""
FACE = lazy(r"(?:[:;8=][-'^o~]?[()\[\]D|/\\]{1,5}\s*)+", needs=":;8=")
"""Faces of signs, as people laugh and wink with them in mail."""
LONGEST_ORNAMENT = 80
"""Characters; a longer limit takes dotted lines of forms for scene breaks, a shorter one misses
rules drawn across a page of 80 columns."""
LONGEST_RULE = 240
"""Characters of a row of one sign that is a rule. With more, a row that fills a page of signs is
one; with fewer, rules drawn across wide screens are words."""
FORM_LINES = "._"
"""Signs of which long rows are to be filled in."""
FEWEST_MARKS = 3
"""Marks of an ornament that is made of any: with fewer, a slip (``..``) or a dash (``--``) is a
scene break; with more, ``* * *`` is none."""

LETTERED = lazy(r"[oO0]{3,}|[xX]{3,}")
LETTER_BETWEEN = lazy(r"[-~*=.+][-~*=.+ ]*[oOx][-~*=.+ ]*[-~*=.+]")
"""Not a capital X: between hyphens it numbers a chapter."""
AROUND_LETTERS = lazy(r"[-~*=.<> ]+")
LETTERS_AND_MARKS = lazy(r"[-~*=.+<> oO0xX]+")
BEFORE_PHRASE, AFTER_PHRASE = "[(*~<=_-", "])*~>=_-"

DRAWN_LETTERS = frozenset("ox0")
"""Letters that draw a pattern together: ``xoxo``."""
REPEATED_LETTERS = frozenset("zvwsm")
"""Letters that draw a pattern where there are several and no others: ``zzz``."""
FEWEST_LETTERS = 3
"""Letters that draw such a pattern. With fewer, the initial under a letter is one; with more,
``s s s`` is none."""
SAYS_SOMETHING = frozenset('ABCDEFGHIJKLNPQRTUYabcdefghijklnpqrtuy123456789"“”!?')
"""Letters and figures that draw no pattern, and signs of speech, which say something even without a
word."""
SPEECH_SIGNS = lazy("[！？「」『』«»„]")
"""Signs of speech of other languages."""
FOREIGN_LETTERS = lazy(
    "[\u00c0-\u00d6\u00d8-\u00f6\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9"
    "\u0410-\u044f\u05d0-\u05ea\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]"
)
"""Other letters that draw no pattern; there are more, but hardly a line without one of all these
says anything."""

MARKDOWN_HEADING = lazy(r"#{1,6}\s+(?=\S)")
UNDERLINED = lazy(r"_[^\W_]+(?:_[^\W_]+)+_")
"""Words that are underlined together with the spaces between them."""
SAME_AT_ENDS = lazy(r"(?P<mark>([&%$@!/\\])\2*)\s+(?P<core>\S.*\S)\s+(?P=mark)", needs="&%$@!/\\")
"""A text between two of a sign that means something in a text, apart from it: a box's sides."""
EMPHASISED = lazy(r"(?:_(.+)_|\*(.+)\*)")
BRACKET_PAIRS = (("(", ")"), ("[", "]"), ("<", ">"))
"""Brackets that open and close; one that closes one inside a text decorates nothing."""


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(rf"[{re.escape(table('ornaments')['characters'])}\s]+")


@cache
def _alone() -> frozenset[str]:
    return frozenset(table("ornaments")["alone"])


@cache
def _phrases() -> frozenset[str]:
    return frozenset(phrase for of in table("ornaments")["phrases"].values() for phrase in of)


@cache
def _edges() -> str:
    edges: str = table("ornaments")["edges"]
    return edges


@recogniser(
    takes=(
        "* * *",
        "~*~",
        "oOo",
        "-x-x-x-",
        "-----",
        "[scene break]",
    ),
    spares=(
        "-",
        "...and",
        "Ooo!",
        "XIX",
        "X",
        "- 12 -",
        ".",
    ),
)
def is_ornament(text: str) -> bool:
    """Tell whether a line is only a scene-break ornament.

    >>> [is_ornament(s) for s in ("* * *", "~*~", "oOo", "-x-x-x-", "-----", "[scene break]")]
    [True, True, True, True, True, True]
    >>> [is_ornament(s) for s in ("— ...", "– …?")]
    [False, False]
    >>> [is_ornament(s) for s in ("-", "...and", "Ooo!", "XIX", "X", "- 12 -", ".")]
    [False, False, False, False, False, False, False]
    """
    if not text or (len(text) > LONGEST_ORNAMENT and not is_long_rule(text)):
        return False
    drawn = SAYS_SOMETHING.isdisjoint(text) and _is_of_marks(text)  # as hardly any line is
    return drawn or text.lstrip(BEFORE_PHRASE).rstrip(AFTER_PHRASE).strip().lower() in _phrases()


def _is_of_marks(text: str) -> bool:
    """Tell whether a text is an ornament that signs draw, and letters that are none to be read."""
    if SILENCE.fullmatch(text):
        return False
    if _marks().fullmatch(text):
        marks = "".join(text.split())
        return len(marks) >= FEWEST_MARKS or marks in _alone()
    letters = LETTERS_AND_MARKS.fullmatch(text) and AROUND_LETTERS.sub(
        "", text
    )  # as hardly any has
    if letters and (LETTER_BETWEEN.fullmatch(text) or LETTERED.fullmatch(letters)):
        return True
    return is_drawn(text)


@recogniser(
    takes=("✧･ﾟ: *✧･ﾟ:*", "⋆｡°✩", "─── ・ 。ﾟ☆: *.☽ .* :☆ﾟ. ───"),
    spares=("☆5☆", "。。。", "…?", "♡ Nina ♡", "★！", "Ночь ☆"),
)
def is_drawn(text: str) -> bool:
    """Tell whether a line is drawn with signs of all kinds, of which one is an ornament's.

    >>> is_drawn("⋆｡°✩"), is_drawn("。。。"), is_drawn("☆5☆")
    (True, False, False)
    """
    if text.isascii() or not SAYS_SOMETHING.isdisjoint(text):
        return False
    if FOREIGN_LETTERS.search(text) or SPEECH_SIGNS.search(text):
        return False
    drawn = any(_marks().fullmatch(c) and unicodedata.category(c) == "So" for c in text)
    return drawn and len("".join(text.split())) >= FEWEST_MARKS and not letters_in(text)


@recogniser(takes=(100 * "-",), spares=(100 * ".", 50 * "=-"))
def is_long_rule(text: str) -> bool:
    """Tell whether a text is one sign again and again, longer than ornaments are.

    >>> is_long_rule("-" * 100), is_long_rule("." * 100), is_long_rule("=-" * 50)
    (True, False, False)
    """
    return len(text) <= LONGEST_RULE and len(set(text)) == 1 and text[0] not in FORM_LINES


@recogniser(
    takes=(
        "$ $ $",
        "-o-",
        "xoxoxo",
        "zzz",
        "{ }",
    ),
    spares=(
        "I",
        "S.",
        "W:",
        "X",
        "12",
        "all.",
        "?!",
        '"..."',
        "№",
    ),
)
def is_wordless(text: str) -> bool:
    """Tell whether a line says nothing: marks, or letters that draw a pattern.

    A letter alone is somebody's initial, unless it is small and one that draws.

    >>> [is_wordless(s) for s in ("$ $ $", "-o-", "xoxoxo", "zzz", "{ }")]
    [True, True, True, True, True]
    >>> [is_wordless(s) for s in ("I", "12", "all.", "?!", '"..."')]
    [False, False, False, False, False]
    """
    if not SAYS_SOMETHING.isdisjoint(text):
        return False  # as nearly all lines
    if SILENCE.fullmatch(text):
        return False
    if not text.isascii() and FOREIGN_LETTERS.search(text):
        return False
    letters = letters_in(text)
    drawn = {c.casefold() for c in letters}
    if len(letters) == 1 and text[:1].isupper():
        return False
    if drawn <= DRAWN_LETTERS:
        return len(letters) != 2 or len(drawn) == 1
    return len(drawn) == 1 and drawn <= REPEATED_LETTERS and len(letters) >= FEWEST_LETTERS


@recogniser(takes=(":-)", ";-) :-)", "8-)"), spares=("* * *", "-----", "8", ":::"))
def is_face(text: str) -> bool:
    """Tell whether a line is a face or some, which say something without a letter.

    >>> is_face(":-)"), is_face("* * *")
    (True, False)
    """
    return FACE.fullmatch(text) is not None


def letters_in(text: str) -> list[str]:
    """Return the letters and digits of a text, with the marks on them.

    A mark that stands on none, as those are that draw (``˚``, ``ﾟ``), is no letter.

    >>> letters_in("e\u0301 5"), letters_in("˚ﾟ¨")
    (['é', '5'], [])
    """
    found: list[str] = []
    stands = False
    for char in unicodedata.normalize("NFKC", text):
        stands = char.isalnum() or (stands and is_letter(char))
        found += char if stands else ""
    return found


def is_letter(char: str) -> bool:
    """Tell whether a character is a letter, a digit, or a mark on one."""
    return char.isalnum() or (unicodedata.category(char)[0] == "M" and not is_selector(char))


def is_selector(char: str) -> bool:
    """Tell whether a character only chooses between pictures: ``❤`` in black or in colour."""
    return "\ufe00" <= char <= "\ufe0f" or char == "\u20e3"


@recogniser(takes=("Chapter 1 ~",), spares=("-= Chapter 1 =-", "4"))
def is_undecorated(text: str) -> bool:
    """Tell whether a text opens with a letter that no ornament has, so that nothing is taken off.

    >>> is_undecorated("Chapter 1 ~"), is_undecorated("-= Chapter 1 =-")
    (True, False)
    """
    return text[:1].isalpha() and text[0] not in _edges()


def undecorated(text: str) -> tuple[str, bool]:
    """Return the text without ornament at both ends, and whether there was any.

    >>> undecorated("-= Chapter 1 =-"), undecorated("### One"), undecorated("[Part 2]")
    (('Chapter 1', True), ('One', True), ('Part 2', True))
    >>> undecorated("&& The Salt Road &&"), undecorated("@Tide & Time@")
    (('The Salt Road', True), ('@Tide & Time@', False))
    >>> undecorated("Chapter 1."), undecorated("'- I saw it -'")
    (('Chapter 1.', False), ("'- I saw it -'", False))
    >>> undecorated("_Part_II_")
    ('Part II', False)

    A bracket that opens or closes one inside is none.

    >>> undecorated("- The Ebb (1891)"), undecorated("= The Ebb (1891) =")
    (('- The Ebb (1891)', False), ('The Ebb (1891)', True))
    """
    if is_undecorated(text):  # as nearly all lines
        return text, False
    edges = _edges()
    markdown = MARKDOWN_HEADING.match(text)
    if markdown:
        return text[markdown.end() :].rstrip("# "), True
    sides = SAME_AT_ENDS.fullmatch(text)
    if sides:
        return undecorated(sides["core"])[0], True
    core = text.strip(edges)
    before = text[: len(text) - len(text.lstrip(edges))]
    after = text[len(text.rstrip(edges)) :]
    for opening, closing in BRACKET_PAIRS:
        if core.count(opening) > core.count(closing) and after.startswith(closing):
            core, after = core + closing, after[1:]
        elif core.count(closing) > core.count(opening) and before.endswith(opening):
            core, before = opening + core, before[:-1]
    if UNDERLINED.fullmatch(text):
        return core.replace("_", " "), False
    if "_" not in core and "*" not in core and EMPHASISED.fullmatch(text):
        return core, len(before.strip("_* ")) > 0
    if core and before.strip() and after.strip(". "):
        return core, True
    return text, False
