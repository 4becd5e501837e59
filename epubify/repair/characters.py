"""Rules of ``repair`` about single characters: what a keyboard, a font or a mailer did to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from epubify.repair.manner import Manner
from epubify.text.lazy_pattern import lazy
from epubify.text.normal_form import normal_form
from epubify.text.rule import Change, rule

NEAR = 60
"""Characters on each side among which a letter makes a backtick a quotation mark. With more,
drawings beside prose lose theirs; with fewer, those beside long rows of dots stay backticks."""

_C1 = lazy("[\x80-\x9f]")
_ENTITY = lazy(
    r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|&(?:nbsp|quot)(?![;\w])"
)
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
)
_CONTROL = lazy(
    "(?:[\x00-\x08\x0b\x0e-\x1e\x7f-\x9f\xad\u180e\u200b\u2060-\u2064\ufeff"
    f"{_NONCHARACTERS}]|\x1f(?!\n))+|[\ud800-\udfff]"
)
_MAY_BE_CONTROL = lazy(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u180e\u200b\u2060-\u2064\ufeff"
    f"{_NONCHARACTERS}\ud800-\udfff]"
)
_MAY_BE_JOINER = lazy("[\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs without which there is nothing to drop; that they are in a text is told fast."""
_ASCII_CONTROLS = [
    sign for sign in map(chr, range(0x80)) if sign not in "\n\t\f" and not sign.isprintable()
]
_INDENTED = lazy(r"\n[ \t]{0,8}(?=[^\W\d_])")
_PARTS = lazy("\x0b|\x00{2}")
"""Controls that stood between words: a vertical tab, zeros that fill a block."""
_PLAIN = "\t\n -~\xa0-\u052f\u2000-\u200b\u2010-\u2027\u3000-\u30ff\u4e00-\u9fff"
_AMID_PLAIN = f"(?<=[{_PLAIN}])[\u200c\u200d]+(?=[{_PLAIN}])"
_JOINERS = lazy(_AMID_PLAIN)
"""Joiners amid characters that are never joined."""
_JOINERS_AND_DIRECTIONS = lazy(f"{_AMID_PLAIN}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_RUN = lazy("[A-Za-z<=>]?[^\x00-\x7f]+")
_FANCY = lazy("[\ufb00-\ufb06\U0001d400-\U0001d7ff\u24b6-\u24e9\u210a-\u2113\u211b-\u211d]+")
_WIDE = lazy("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]{2,}")
_BACKTICK = lazy(r"(?<!`)(`{1,3})(?!`)|'{2,3}")
_ACUTE = lazy("(?<=\\w)[\xb4\u2032](?=[^\\W\\d_])|(?<=\\w)\xb4(?!\\w)|(?<!\\w)\xb4(?=\\w)")


@rule(
    "c1-bytes",
    leaves="The five codes that Windows-1252 has no character for; ``control`` drops them.",
    changes=(("\x93It\x92s late\x94", "“It’s late”"),),
    keeps=("“It’s late”", "naïve"),
)
def c1_bytes(text: str, manner: Manner) -> Iterator[Change]:
    """Read C1 control characters as what Windows-1252 means by the same bytes."""
    del manner
    for found in _C1.finditer(text) if not text.isascii() else ():
        if char := bytes([ord(found[0])]).decode("cp1252", "ignore"):
            yield found.start(), found.end(), char


@rule(
    "entities",
    leaves="An ampersand that begins no known name (``AT&T;``, ``R&B``), references to line "
    "ends, and HTML documents, whose reader decodes them.",
    changes=(
        ("&quot;Tom &amp; I&#8230;&quot;&nbsp;", '"Tom & I…"\xa0'),
        ("&#147;No&#x2019;m&#148;", "“No’m”"),
    ),
    keeps=("AT&T; R&B;", "Tom & Jerry; and more", "a &#10; b"),
)
def entities(text: str, manner: Manner) -> Iterator[Change]:
    """Replace character references, named or numeric, by their characters."""
    if manner.html or "&" not in text:
        return
    for found in _ENTITY.finditer(text):
        char = _referred_to(found[0])
        if char and char != "\N{REPLACEMENT CHARACTER}" and not set(char) & set("\r\n\x85\u2028"):
            yield found.start(), found.end(), char


def _referred_to(reference: str) -> str:
    from html import unescape  # its table of names takes a while to load, and few texts need it

    return unescape(reference)


@rule(
    "control",
    leaves="Tabs, form feeds and line ends, with the mark of a soft one; joiners (U+200C, "
    "U+200D) beside emoji and in scripts that need them; direction marks in a text that has "
    "letters from right to left.",
    changes=(
        ("Hel\x00lo\x1a", "Hello"),
        ("one\x0btwo, the end.\x00\x00\x00\x00The next", "one two, the end. The next"),
        ("\ufeffun\xadtold \ufffe\u200bwas\u200c\u200d \u200eit", "untold was it"),
        ("the fer\xad\nryman sat", "the\nferryman sat"),
        ("fer\xad\nryman", "fer-\nryman"),
    ),
    keeps=("one\ttwo\n\x0cthree", "👩\u200d🚀", "می\u200cخواهم", "א\u200f, ב"),
)
def control(text: str, manner: Manner) -> Iterator[Change]:
    """Drop control characters, noncharacters, soft hyphens and invisible signs."""
    done = 0
    for start, end, after in sorted(_invisible(text, manner)):
        if start >= done:
            yield start, end, after
            done = end


def _invisible(text: str, manner: Manner) -> Iterator[Change]:
    if _is_printable(text):
        return  # as most texts
    signs = "".join(set(text))
    for found in _controls(text, signs):
        ends_line = text.startswith("\n", found.end())
        if "\xad" in found[0] and ends_line:
            yield _soft_end(text, *found.span())
        else:
            parts_words = _PARTS.search(found[0]) and _between_words(text, *found.span())
            yield found.start(), found.end(), " " if parts_words else ""
    if _MAY_BE_JOINER.search(signs):
        pattern = _JOINERS if manner.right_to_left else _JOINERS_AND_DIRECTIONS
        yield from ((found.start(), found.end(), "") for found in pattern.finditer(text))


def _is_printable(text: str) -> bool:
    r"""Tell whether a text has no sign that cannot be printed, but those that part its lines.

    >>> _is_printable("one\ttwo\n\f"), _is_printable("one\0"), _is_printable("é\u200b")
    (True, False, False)
    """
    if text.isascii():
        return not any(map(text.__contains__, _ASCII_CONTROLS))
    return text.replace("\n", " ").replace("\t", " ").replace("\f", " ").isprintable()


def _controls(text: str, signs: str) -> Iterator[re.Match[str]]:
    """Yield where controls stand; the few signs that a text has are found faster than all."""
    if present := "".join(_MAY_BE_CONTROL.findall(signs)):
        for run in re.finditer(f"[{re.escape(present)}]+", text):
            yield from _CONTROL.finditer(text, run.start(), run.end() + 1)


def _soft_end(text: str, start: int, end: int) -> Change:
    """Move the part of a word before a soft hyphen at a line end to the rest of the word.

    Where nothing would be left on the line, a hyphen stays: an empty line ends a paragraph.
    """
    line = text.rfind("\n", 0, start) + 1
    word = max(text.rfind(space, line, start) for space in " \t\xa0\u3000") + 1
    rest = _INDENTED.match(text, end)
    if rest is None or not text[start - 1 : start].isalpha():
        return start, end, ""
    if word > line and text[line:word].strip():
        return word - 1, rest.end(), rest[0] + text[word:start]
    return start, end, "-"


def _between_words(text: str, start: int, end: int) -> bool:
    around = text[start - 1 : start] if start else "", text[end : end + 1]
    return all(char and not char.isspace() for char in around)


@rule(
    "nfc",
    leaves="Compatibility forms such as wide letters or ½, which look different on purpose "
    "(Unicode Standard Annex 15).",
    changes=(("cafe\u0301", "café"),),
    keeps=("café", "½ ﬁn Ｗ"),
)
def nfc(text: str, manner: Manner) -> Iterator[Change]:
    """Compose letters and their accents into one character where there is one (NFC)."""
    del manner
    if unicodedata.is_normalized("NFC", text):
        return
    for found in _RUN.finditer(text):
        yield found.start(), found.end(), normal_form("NFC", found[0])


@rule(
    "fancy-letters",
    leaves="Wide letters in Chinese, Japanese and Korean, where they are at home; a wide letter "
    "that stands alone.",
    changes=(("ﬁrst ﬂight", "first flight"), ("𝕿𝖍𝖊 𝓔𝓷𝓭", "The End"), ("Ｔｈｅ Ｅｎｄ", "The End")),
    keeps=("第１章　ＡＢＣの夜、誰も話さなかった", "½ ™ ①"),
)
def fancy_letters(text: str, manner: Manner) -> Iterator[Change]:
    """Replace ligatures and letters borrowed from mathematics by plain letters (NFKC)."""
    if text.isascii():
        return
    patterns = (_FANCY,) if manner.cjk else (_FANCY, _WIDE)
    found = sorted(
        (match for pattern in patterns for match in pattern.finditer(text)), key=re.Match.start
    )
    for match in found:
        yield match.start(), match.end(), normal_form("NFKC", match[0])


@rule(
    "backticks",
    leaves="Lines without letters, such as ornaments, and runs of four and more. Two apostrophes "
    "become a quotation mark only where quotations open with two backticks.",
    changes=(
        ("I don`t know my parents` car", "I don't know my parents' car"),
        ("``Well,'' he said, ``I `spose so.''", '"Well," he said, "I \'spose so."'),
        (
            "```Go,' she said,'' he said. ``Oh.'' ``Ah.''",
            '"\'Go,\' she said," he said. "Oh." "Ah."',
        ),
    ),
    keeps=("~`~`~`~", "He said 'no' and \"yes\"", "'''' ````"),
)
def backticks(text: str, manner: Manner) -> Iterator[Change]:
    """Make apostrophes and straight quotes of backticks; typography curls them."""
    if "`" not in text and not manner.tex_quotes:
        return
    for found in _BACKTICK.finditer(text):
        run = found[0]
        if run[0] == "'" and not (manner.tex_quotes and _is_run(text, found)):
            continue
        if run[0] == "`" and not _has_letters(text, found.start()):
            continue
        yield found.start(), found.end(), _STRAIGHT[run]


_STRAIGHT = {"`": "'", "``": '"', "```": "\"'", "''": '"', "'''": "'\""}


def _is_run(text: str, found: re.Match[str]) -> bool:
    """Tell whether these apostrophes are all that stand here."""
    return text[found.end() : found.end() + 1] != "'" and text[found.start() - 1] != "'"


def _has_letters(text: str, position: int) -> bool:
    """Tell whether letters or figures stand near, on the same line."""
    if any(map(str.isalnum, text[position + 1 : position + 3])):
        return True
    start = max(text.rfind("\n", 0, position) + 1, position - NEAR)
    end = text.find("\n", position, position + NEAR)
    return any(map(str.isalnum, text[start : end if end >= 0 else position + NEAR]))


@rule(
    "acute",
    leaves="Accents on their own, away from words; primes after figures (feet, minutes).",
    changes=(("I don´t; the boys´ car; ´tis", "I don't; the boys' car; 'tis"), ("don′t", "don't")),
    keeps=("café", "6′ 2″ tall", "the sign ´ alone"),
)
def acute(text: str, manner: Manner) -> Iterator[Change]:
    """Make apostrophes of acute accents and primes typed for them."""
    del manner
    if not ("\xb4" in text or "\u2032" in text):
        return
    for found in _ACUTE.finditer(text):
        yield found.start(), found.end(), "'"
