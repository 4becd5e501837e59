"""Rules of ``repair`` about spaces within a line. Indentation belongs to the layout and stays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from epubify.model.data_tables import read_table
from epubify.repair.columns import CLAUSE_ENDS, WIDE, column_at, columns_of, ends_clause
from epubify.repair.manner import Manner
from epubify.text.lazy_pattern import lazy
from epubify.text.numerals import numeral_of
from epubify.text.rule import Change, rule

LONGEST_PREFIX = 6
"""Characters of the signs that a quoted line begins with. With more, rows of signs in a drawing are
one; with fewer, lines quoted over and over lose their columns."""
QUOTE_PREFIX = frozenset(">:|}%#!+")
"""Characters that mail programs set before the lines of a quoted mail."""

_INDENT = lazy(
    "^[ \t\xa0\u2000-\u200a\u3000]*[\xa0\u2000-\u200a][ \t\xa0\u2000-\u200a\u3000]*", re.M
)
_FIXED = lazy("[\xa0\u2000-\u200a]")
_SPACES = " \t\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
_SPACED_LETTERS = lazy(r"\n[ \t]*[\"“]?(\w(?:[ \t]{1,8}[\w'’&]){2,40}[.:]?)[\"”]?[ \t]*$", re.M)
"""It begins with the end of the line before: line ends are found faster than beginnings."""
_GLUED_NUMBER = lazy(r"\n[^\w\n]{0,12}+([^\W\d_]{3,12}+)(?=\d{1,4}\b)")
_UNDERLINED = lazy(
    r"_(?<![^\s\"'“‘(\[—-].)(?P<words>[^\W_][^\s_./@\\]*(?:_[^\s_./@\\]+)+)_"
    r"(?=[\s.,;:!?)\]\"'”’—-]|$)",
    re.M,
)
_JOINT = lazy("_")
_LABEL = lazy(r"[ \t]*[^\W\d_]+\.? (?:\d{1,3}|[IVXLC]+)\.?")
LONGEST_LABEL = 40
"""Characters of a heading's word and number, with the space before them; with more, tabs in lines
of numbers stay, with fewer, centred headings lose the sign between number and title."""
_DRAWING = frozenset("*/\\_|=-+#<>()[]")
"""Signs that pictures of several lines are made of."""
_WORD_GAP = lazy(r"[ \t]{2,}")
_GAP = lazy("[ \t\xa0](?<=[^\\s].)(?:[ \t\xa0]+|(?<=\t))(?=[^\\s])")
"""Two spaces and more, or a tab. That no space stands before is asked behind the first, so that
only spaces are looked at."""
_BLANKS = lazy(r"  (?<=\S  ) *(?=\S)")
"""The same in a text that has no other spaces: only where two stand together is looked."""
_NARROW = frozenset(["  ", "\xa0 ", " \xa0"])
_PAGE_NUMBER = lazy(r"\d{1,4}[ \t]*(?:\n|\Z)")
_SPACE_AND_MARK = tuple(space + mark for space in " \t" for mark in ",.!?;")
_BEFORE_MARK = lazy(
    r"(?P<space>[ \t](?<=[^\W_].)[ \t]{0,2})(?P<mark>[,.]|[!?]{1,4}|;)(?=[\s\"'”’]|$)", re.M
)
_AFTER_DOT = lazy(r"[ \t]*(?:\n[ \t]*)?\.")
_QUOTE = lazy('"')
_LOOSE_QUOTE = lazy(r'"(?:(?<=[ \t].)(?![^\W_])|(?<![^\W_].)(?<![.,!?].)[ \t])')
"""A mark that may have a space on its inner side: one behind it, where it can open, or one before
it, where it can close."""
_CURLY = lazy(r"(?<![\w.,!?…]“)(?<=“)[ \t]+(?=[^\s])|(?<=[^\s“])[ \t]+(?=”(?!\w))")


LARGE, SMALL = "[A-ZА-ЯЁÀ-ÖØ-Þ]", "[a-zа-яёà-öø-ÿ]"
_SPREAD_LINE = lazy(rf"\n[ \t]*({LARGE}(?: {SMALL}){{2,24}})[.:]?(?=[ \t]*(?:\n|$))")
FEWEST_SPREAD = 3
"""Lines that are the same word with a space after each letter. With fewer, a heading is a name;
with more, those who speak seldom keep their spaces."""


@rule(
    "indent-spaces",
    leaves="Spaces, tabs and ideographic spaces: their number is how the layout shows.",
    changes=(("\xa0\xa0Once upon a time", "  Once upon a time"),),
    keeps=("  Once upon\xa0a time", "\tOnce", "　　从前"),
)
def indent_spaces(text: str, manner: Manner) -> Iterator[Change]:
    """Make plain spaces of no-break and fixed-width spaces at the start of a line."""
    del manner
    if text.isascii():
        return
    for found in _INDENT.finditer(text):
        yield found.start(), found.end(), _FIXED.sub(" ", found[0])


@rule(
    "spaced-letters",
    leaves="Letters with the same narrow gaps throughout, unless they spell a word of headings: "
    "nothing says where one word ends; ornaments.",
    changes=(
        ("  C H A P T E R   I I", "  CHAPTER II"),
        ("P R O L O G U E", "PROLOGUE"),
        ("C H A P T E R S I X", "CHAPTER SIX"),
        ("A   M A I D ' S   T A L E", "A MAID'S TALE"),
        ('"F E R R Y   I I"', '"FERRY II"'),
        ("b y   A n n   B e r g", "by Ann Berg"),
        (3 * "J o h a n n\nJa.\n", 3 * "Johann\nJa.\n"),
    ),
    keeps=("I a m", "A B C D", "o O o   o O o", "x x x"),
)
def spaced_letters(text: str, manner: Manner) -> Iterator[Change]:
    """Close up a heading typed with a space after each letter, and names of a play set so."""
    del manner
    yield from _spread_names(text)
    for found in _SPACED_LETTERS.finditer(f"\n{text}"):
        words = [word.replace(" ", "") for word in _WORD_GAP.split(found[1])]
        words = _divided(words[0]) if len(words) == 1 else words
        if _are_words(words):
            yield found.start(1) - 1, found.end(1) - 1, " ".join(words)


def _spread_names(text: str) -> Iterator[Change]:
    """Close up the names of speakers that stand alone above what they say, wherever they stand.

    A name with another ending, as most languages have it, is left: nothing says where it ends.
    """
    lines = Counter(found[1] for found in _SPREAD_LINE.finditer(f"\n{text}"))
    names = [name for name, times in lines.items() if times >= FEWEST_SPREAD]
    if not names:
        return
    known = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    for found in re.finditer(rf"(?<!\w)(?:{known})(?!\w)(?! {SMALL}(?!\w| {LARGE}))", text):
        yield found.start(), found.end(), found[0].replace(" ", "")


@rule(
    "glued-numbers",
    leaves="All but a heading word and a number at the start of a line.",
    changes=(("Chapter12", "Chapter 12"), ("  PART2: The Sea", "  PART 2: The Sea")),
    keeps=("MP3", "see chapter12", "Chapter 12", "Act1vate"),
)
def glued_numbers(text: str, manner: Manner) -> Iterator[Change]:
    """Part a heading word from the number that is glued to it."""
    del manner
    for found in _GLUED_NUMBER.finditer(f"\n{text}"):
        if found[1].lower() in heading_words():
            yield found.end(1) - 1, found.end(1) - 1, " "


def _divided(word: str) -> list[str]:
    """Return a heading word and its number apart, any other word whole.

    >>> _divided("CHAPTERSIX"), _divided("PARTITA")
    (['CHAPTER', 'SIX'], ['PARTITA'])
    """
    for length in range(len(word) - 1, 2, -1):
        first, rest = word[:length], word[length:].rstrip(".:")
        if first.lower() in heading_words() and numeral_of(rest):
            return [first, word[length:]]
    return [word]


def _are_words(words: list[str]) -> bool:
    if len(words) == 1:
        return words[0].rstrip(".:").lower() in heading_words()
    longest = max(words, key=len)
    cased = longest == longest.upper() or longest[1:] == longest[1:].lower()
    return len(longest) >= 3 and len(set(longest.lower())) > 2 and cased


@cache
def heading_words() -> frozenset[str]:
    """Return the words that are known to be typed with spaced letters, in lower case."""
    return frozenset(read_table("repair")["spaced-letters"]["words"])


@rule(
    "joined-underline",
    leaves="Names with a sign at one end only, with two at an end, or with a dot, a slash or an @ "
    "in them: they are of files, programs and addresses.",
    changes=(
        ("He read _The_Salt_Road_ twice.", "He read _The Salt Road_ twice."),
        ("_Part_II_", "_Part II_"),
    ),
    keeps=("see file_name_here", "__init_this__", "_a_file.txt_", "_one_ and _two_", "_ _ _"),
    needs="_",
)
def joined_underline(text: str, manner: Manner) -> Iterator[Change]:
    """Part the words of an underlined title that signs of underlining join: `_The_Salt_Road_`."""
    del manner
    if "_" not in text:
        return
    for found in _UNDERLINED.finditer(text):
        start = found.start("words")
        yield from ((start + m.start(), start + m.end(), " ") for m in _JOINT.finditer(found[1]))


@rule(
    "spaces",
    leaves="Indentation, also of quoted mail; wide gaps in the middle of a sentence or above one "
    "another, which are columns, and nearly all in lines with these; all between bars and in lines "
    "without a letter; gaps before a page number; ideographic spaces; a single no-break space; the "
    "tab between the number of a heading and its title.",
    changes=(
        ("It was late.  He\tslept.", "It was late. He slept."),
        ("so   very    late.", "so very    late."),
        (
            "Salt\t\t12\tdry\nTar, old\t5\twet",
            "Salt            12      dry\nTar, old        5       wet",
        ),
        ("It was late.\tHe\nslept all day.\tIt", "It was late. He\nslept all day. It"),
    ),
    keeps=(
        "    It was late.",
        ">   It was late.",
        "Name        Age",
        "The Mail   12",
        "Salt.     Rope.\nTea?      Tar!",
        "09/16/63   Rope\n09/23/63   Tar",
        "Ann Quay  Salt      Tar\nBob       Rope      Tea",
        " 9   1.5      100.25\n10  INF         2.50",
        "Salt  12    dry\nTar    3    wet",
        "Salt      two  pence     12\nTar       an  oar        1",
        "***  **  ***",
        "| Tea  | 12 |",
        "第一章　　夜",
        "SCENE II\tA room by the quay.",
    ),
)
def spaces(text: str, manner: Manner) -> Iterator[Change]:
    """Squeeze two and more spaces inside a line to one, and tabs likewise.

    Tabs between columns become the spaces that they stand for.
    """
    del manner
    if not any(space in text for space in ("  ", "\t", "\xa0")):
        return
    only_blanks = not ("\t" in text or "\xa0" in text)
    gaps = list((_BLANKS if only_blanks else _GAP).finditer(text))
    columns, stops = columns_of(text, gaps)
    last = {text.rfind("\n", 0, end): end for end in sorted(columns)}
    led: int | None = None
    for found in gaps:
        if found[0] == "\t" and _is_label(text, found.start()):
            continue
        line = text.rfind("\n", 0, found.end())
        column = last.get(line, 0) if last else 0
        if found.end() <= column or (column and not ends_clause(text, found)):
            if not only_blanks:
                begin = found.start() if line == led else line + 1
                yield from _in_spaces(text, begin, found, stops)
                led = line
            continue
        before = text[found.start() - 1]
        if before in _DRAWING and _is_drawn(text, found.start()):
            continue
        if before in QUOTE_PREFIX and _is_prefix(text, found.start()):
            continue
        narrow = found.end() - found.start() < WIDE
        if found[0] not in _NARROW and _PAGE_NUMBER.match(text, found.end()):
            continue
        if narrow or before in CLAUSE_ENDS:
            yield found.start(), found.end(), " "


def _in_spaces(text: str, begin: int, gap: re.Match[str], stops: int) -> Iterator[Change]:
    """Set spaces for tabs in a gap between columns, and in the space that a line begins with."""
    line = text[begin : gap.start()]
    for start, end in ((begin, gap.start() - len(line.lstrip())), gap.span()):
        if "\t" in text[start:end]:
            width = column_at(text, end, stops) - column_at(text, start, stops)
            yield start, end, width * " "


def _is_drawn(text: str, at: int) -> bool:
    """Tell whether the line around a place has neither letter nor figure."""
    end = text.find("\n", at)
    line = text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]
    return not any(map(str.isalnum, line))


def _is_label(text: str, end: int) -> bool:
    """Tell whether a line up to ``end`` is a word and a number, behind which a title may stand."""
    start = text.rfind("\n", 0, end) + 1
    return end - start <= LONGEST_LABEL and _LABEL.fullmatch(text, start, end) is not None


def _is_prefix(text: str, end: int) -> bool:
    """Tell whether only a quoting prefix stands between the start of a line and ``end``."""
    start = text.rfind("\n", 0, end) + 1
    return end - start <= LONGEST_PREFIX and set(text[start:end]) <= {*QUOTE_PREFIX, " "}


@rule(
    "space-before-mark",
    leaves="Marks with a space before them as a habit, as in French; dots of an ellipsis; "
    "colons, which stand free in lists of fields; what may be a smiley or a figure (``.45``).",
    changes=(
        ("Well , he said .", "Well, he said."),
        ('"Really ?" she asked', '"Really?" she asked'),
    ),
    keeps=(
        "so ... it goes . . . on",
        "a .45 and .com ;)",
        "Vraiment ? Oui ! Non ! Si !",
        "Title : X",
    ),
)
def space_before_mark(text: str, manner: Manner) -> Iterator[Change]:
    """Take out a space before a comma, full stop, semicolon, question or exclamation mark."""
    for at in _places(text, _SPACE_AND_MARK):
        start = at - (at and text[at - 1] in " \t") - (at > 1 and text[at - 2 : at].isspace())
        found = _BEFORE_MARK.match(text, max(0, start))
        if not found or (manner.french_spacing and found["mark"] not in {",", "."}):
            continue
        if not _AFTER_DOT.match(text, found.end()):
            yield found.start("space"), found.end("space"), ""


def _places(text: str, parts: Iterable[str]) -> list[int]:
    """Return where any of some parts stands in a text, in order.

    >>> _places("Well , he said .", [" .", " ,"])
    [4, 14]
    """
    places = []
    for part in parts:
        at = text.find(part)
        while at >= 0:
            places.append(at)
            at = text.find(part, at + 1)
    return sorted(places)


@rule(
    "space-in-quotes",
    leaves="Lines where the marks do not pair, or stand as after figures (inches).",
    changes=(('He said, " Hello. "', 'He said, "Hello."'), ("“ Hello ”", "“Hello”")),
    keeps=(
        '"Hello," he said, "is',
        "„Komm“ sagte er",
        'a 5" x 7" frame',
        "« Bonjour »",
        'so" he said, "and',
    ),
)
def space_in_quotes(text: str, manner: Manner) -> Iterator[Change]:
    """Take out a space on the inner side of a double quotation mark."""
    del manner
    changes: list[Change] = []
    if any(marks in text for marks in ("“ ", "“\t", " ”", "\t”")):
        changes += [(found.start(), found.end(), "") for found in _CURLY.finditer(text)]
    end = -1
    for found in _LOOSE_QUOTE.finditer(text):
        if found.start() > end:  # the first of its line
            start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
            end = end if end >= 0 else len(text)
            changes += _inside_pairs(text[start:end], start)
    yield from sorted(changes)


def _inside_pairs(line: str, offset: int) -> Iterator[Change]:
    """Yield the spaces inside the pairs of one line, if all its marks pair and face right."""
    marks = [found.start() for found in _QUOTE.finditer(line)]
    if len(marks) % 2 or "“" in line or "”" in line:
        return
    pairs = list(zip(marks[::2], marks[1::2], strict=True))
    if not all(_faces_right(line, opener, closer) for opener, closer in pairs):
        return
    for opener, closer in pairs:
        inside = line[opener + 1 : closer]
        lead = len(inside) - len(inside.lstrip(" \t"))
        trail = len(inside) - len(inside.rstrip(" \t"))
        if lead:
            yield offset + opener + 1, offset + opener + 1 + lead, ""
        if trail:
            yield offset + closer - trail, offset + closer, ""


def _faces_right(line: str, opener: int, closer: int) -> bool:
    before, after = line[opener - 1 : opener] if opener else "", line[closer + 1 : closer + 2]
    return (
        bool(line[opener + 1 : closer].strip())
        and not (before.isalnum() or before in set(".,!?"))
        and not after.isalnum()
    )


@rule(
    "trailing-space",
    leaves="Form feeds, which are page ends.",
    changes=(("late  \nand \xa0\n", "late\nand\n"),),
    keeps=("late\n\x0c\nand\n",),
)
def trailing_space(text: str, manner: Manner) -> Iterator[Change]:
    """Take out spaces at the end of a line."""
    del manner
    present = [space for space in _SPACES if space in text]
    if not (text[-1:] in _SPACES or any(f"{space}\n" in text for space in present)):
        return
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line and line[-1] in _SPACES:
            yield start + len(line.rstrip(_SPACES)), end, ""
        start = end + 1
