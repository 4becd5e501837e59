"""Rules of ``repair`` about single characters: what a keyboard, a font or a mailer did to them."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from epubify.repair.manner import Manner
from epubify.text.rule import Change, rule

_C1 = re.compile("[\x80-\x9f]")
_ENTITY = re.compile(
    r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|&(?:nbsp|quot)(?![;\w])"
)
_CONTROL = re.compile(
    "(?:[\x00-\x08\x0b\x0e-\x1e\x7f-\x9f\xad\u180e\u200b\u2060\ufeff]|\x1f(?!\n))+|[\ud800-\udfff]"
)
_RUN = re.compile("[A-Za-z<=>]?[^\x00-\x7f]+")
_FANCY = re.compile("[\ufb00-\ufb06\U0001d400-\U0001d7ff\u24b6-\u24e9\u210a-\u2113\u211b-\u211d]+")
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]{2,}")
_BACKTICK = re.compile(r"(?<!`)(`{1,3})(?!`)|'{2,3}")
_ACUTE = re.compile("(?<=\\w)[\xb4\u2032](?=[^\\W\\d_])|(?<=\\w)\xb4(?!\\w)|(?<!\\w)\xb4(?=\\w)")


@rule(
    "c1-bytes",
    leaves="The five codes that Windows-1252 has no character for; ``control`` drops them.",
    changes=(("\x93It\x92s late\x94", "“It’s late”"),),
    keeps=("“It’s late”", "naïve"),
)
def c1_bytes(text: str, manner: Manner) -> Iterator[Change]:
    """Read C1 control characters as what Windows-1252 means by the same bytes."""
    del manner
    for found in _C1.finditer(text):
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
        char = html.unescape(found[0])
        if char and char != "\N{REPLACEMENT CHARACTER}" and not set(char) & set("\r\n\x85\u2028"):
            yield found.start(), found.end(), char


@rule(
    "control",
    leaves="Tabs, form feeds and line ends, with the mark of a soft one; joiners (U+200C, "
    "U+200D), which emoji and several scripts need; direction marks.",
    changes=(("Hel\x00lo\x1a", "Hello"), ("one\x0btwo", "one two"), ("\ufeffun\xadtold", "untold")),
    keeps=("one\ttwo\n\x0cthree", "👩\u200d🚀"),
)
def control(text: str, manner: Manner) -> Iterator[Change]:
    """Drop control characters, soft hyphens and invisible spaces."""
    del manner
    for found in _CONTROL.finditer(text):
        parts_words = "\x0b" in found[0] and _between_words(text, *found.span())
        yield found.start(), found.end(), " " if parts_words else ""


def _between_words(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isspace() or text[end : end + 1].isspace())


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
        yield found.start(), found.end(), unicodedata.normalize("NFC", found[0])


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
        yield match.start(), match.end(), unicodedata.normalize("NFKC", match[0])


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
    start = max(text.rfind("\n", 0, position) + 1, position - 60)
    end = text.find("\n", position, position + 60)
    return any(map(str.isalnum, text[start : end if end >= 0 else position + 60]))


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
