"""What a single line looks like: a heading, an ornament, an end mark.

Nothing here decides; a form is a clue, and what stands around the line and in the whole
text is weighed by ``layout`` and ``headings``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from epubify.text.cjk import cjk_heading
from epubify.text.lexicon import (
    ambiguous_numbers,
    continued_words,
    folded,
    heading_ranks,
    named_sections,
    ordinal_words,
    word_set,
)
from epubify.text.numerals import Numeral, glued_value, leading_numeral, numeral_of, word_value

MAX_HEADING = 80
"""Characters of a heading; longer lines are prose (longer titles exist, but not unmarked)."""

ORNAMENT_CHARS = r"*∗⁎⁂⁑#~∼•·∙◦●○◊◆◇■□▪▫❦❧☙§✦✧✶✷✸✹✻✼✽❋❖★☆†‡∞+=|^%@&<>_\-–—―\\/.:＊※→←⟡⋆　\s"
ORNAMENT = re.compile(f"[{ORNAMENT_CHARS}]+")
LETTERED_ORNAMENT = re.compile(r"[oO0]{3,}|[xX]{3,}")
LETTER_BETWEEN = re.compile(r"[-~*=.+][-~*=.+ ]*[oOx][-~*=.+ ]*[-~*=.+]")
"""Not a capital X: between hyphens it numbers a chapter."""
AROUND_LETTERS = str.maketrans("", "", "-~*=.<> ")
NAMED_BREAK = re.compile(
    r"[\[(*~<=_-]*\s*(?:(?:scene|line|page) ?(?:break|change)|change of scene|break|hr|"
    r"szenenwechsel|ortswechsel|changement de sc[eè]ne|cambio de escena|cambio scena)"
    r"\s*[\])*~>=_-]*",
    re.I,
)
LONGEST_ORNAMENT = 80

EDGE = "-=~*_#<>[](){}|+.:•·§☆★◆◇※✧❖【】〔〕–—^ \t\u3000"
"""Characters that decorate a heading at both ends."""
MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
EMPHASISED = re.compile(r"(?:_(.+)_|\*(.+)\*)")

FIRST_WORD = re.compile(r"([^\W\d_]+)(?:\.?\s+|\.|[#-]|(?=\d)|$)(.*)")
DIGIT_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th|er|ère|re|e|ème|º|ª|-?[йяе]|\.)\s+", re.I)
"""``1. Kapitel``, ``2nd Part``, ``3ème partie``."""
FOOTNOTE_MARK = re.compile(r"\s*(?:\[\d{1,3}\]|\*+)\.?$")
OF_ALL = r"(?:of|von|de|sur|di|из|/)"
"""Between a number and how many there are in all."""
OF_TOTAL = re.compile(rf"\s*{OF_ALL}\s*\d{{1,3}}$", re.I)
"""After a number: how many there are in all."""
FOOTNOTE = re.compile(r"\[\d{1,3}\]\s*\S")
LETTERED = re.compile(r"(.+?)\s*([A-Z]|[IVX]+|\d{1,3}|[一二三四五六七八九十]+)")

SEPARATOR = re.compile(r"\s*(?:[:.|~、：\-–—)\]]+|\s)\s*")
NUMBER_SIGN = re.compile(r"(?:no\.?|nr\.?|number|№|#)\s*", re.I)
SENTENCE_END = re.compile(r"[.!?…]['\"’”)]*$")


@dataclass(frozen=True, slots=True)
class HeadingForm:
    """A line taken apart as a heading."""

    rank: str
    """``volume``, ``part``, ``chapter`` (a heading word), ``numeral`` (only a number, perhaps
    with a title), ``named`` (Prologue), or ``title`` (nothing but words)."""
    role: str
    """The epub:type that it would have."""
    label: str | None
    title: str | None
    number: int | None = None
    style: str = ""
    """Style of the number, see ``Numeral``."""
    ornamented: bool = False
    continued: bool = False
    """It says that a section goes on (``Chapter 5 (cont.)``)."""


def is_ornament(text: str) -> bool:
    """Tell whether a line is only a scene-break ornament.

    >>> [is_ornament(s) for s in ("* * *", "~*~", "oOo", "-x-x-x-", "-----", "[scene break]")]
    [True, True, True, True, True, True]
    >>> [is_ornament(s) for s in ("-", "...and", "Ooo!", "XIX", "X", "- 12 -", ".")]
    [False, False, False, False, False, False, False]
    """
    if not text or len(text) > LONGEST_ORNAMENT:
        return False
    if ORNAMENT.fullmatch(text):
        marks = "".join(text.split())
        return len(marks) >= 3 or marks in (
            "#",
            "*",
            "＊",
            "——",
            "§",
            "⁂",
            "~",
            "❦",
            "☆",
            "%",
            "@",
            "**",
            "~~",
            "##",
            "--",
            "==",
            "•",
            "◇",
        )
    letters = text.translate(AROUND_LETTERS)
    if LETTER_BETWEEN.fullmatch(text):
        return True
    return bool(LETTERED_ORNAMENT.fullmatch(letters) or NAMED_BREAK.fullmatch(text))


def undecorated(text: str) -> tuple[str, bool]:
    """Return the text without ornament at both ends, and whether there was any.

    >>> undecorated("-= Chapter 1 =-"), undecorated("### One"), undecorated("[Part 2]")
    (('Chapter 1', True), ('One', True), ('Part 2', True))
    >>> undecorated("Chapter 1."), undecorated("'- I saw it -'")
    (('Chapter 1.', False), ("'- I saw it -'", False))
    """
    markdown = MARKDOWN_HEADING.match(text)
    if markdown:
        return text[markdown.end() :].rstrip("# "), True
    emphasised = EMPHASISED.fullmatch(text)
    core = text.strip(EDGE)
    before = text[: len(text) - len(text.lstrip(EDGE))]
    after = text[len(text.rstrip(EDGE)) :]
    if emphasised and "_" not in core and "*" not in core:
        return core, len(before.strip("_* ")) > 0
    if core and before.strip() and after.strip(". "):
        return core, True
    return text, False


def without_continued(text: str) -> tuple[str, bool]:
    """Return the text without a final word that says it goes on, and whether there was one.

    >>> without_continued("Chapter 5 (cont.)"), without_continued("XI - continued -")
    (('Chapter 5', True), ('XI', True))
    >>> without_continued("To Be Continued")
    ('To Be Continued', False)
    """
    head, _, last = text.rstrip(" -–—)].~*").rpartition(" ")
    word = folded(last.strip("([-–—~*"))
    if word in continued_words() and head and not folded(head).endswith("be"):
        return head.rstrip(" -–—([,:~*"), True
    return text, False


def heading_form(text: str) -> HeadingForm | None:
    """Return a line taken apart as a heading with a heading word, a number or a known name.

    >>> heading_form("Chapter 1: The Mail")
    HeadingForm(rank='chapter', role='chapter', label='Chapter 1', title='The Mail', number=1,
    style='digits', ornamented=False, continued=False)
    >>> heading_form("-= IV =-").number, heading_form("BOOK THE SECOND").label
    (4, 'Book the Second')
    >>> heading_form("Prologue").role, heading_form("Глава первая").number
    ('prologue', 1)
    >>> heading_form("Part of him wanted to go.") is None, heading_form("I went home.") is None
    (True, True)
    """
    if not text or len(text) > MAX_HEADING + 40 or FOOTNOTE.match(text):
        return None
    core, ornamented = undecorated(text)
    core, continued = without_continued(core)
    if not core or len(core) > MAX_HEADING:
        return None
    parsed = (
        east_asian_heading(core)
        or keyword_heading(core)
        or named_heading(core)
        or bare_numeral(core)
    )
    if parsed is None:
        return None
    rank, role, label, title, numeral = parsed
    return HeadingForm(
        rank,
        role,
        label,
        title or None,
        numeral.value if numeral and numeral.counts else None,
        numeral.style if numeral else "",
        ornamented,
        continued,
    )


Parsed = tuple[str, str, str | None, str | None, Numeral | None]


def keyword_heading(core: str) -> Parsed | None:
    """Take apart ``Chapter 1: Title``, ``Erstes Kapitel``, ``BOOK THE FIRST``."""
    word, rest = first_word(core)
    rank = heading_ranks().get(folded(word.rstrip(".")))
    if rank:
        sign = NUMBER_SIGN.match(rest)
        found = leading_numeral(rest[sign.end() :] if sign else rest)
        if found is None:
            return None
        numeral, tail = found
        mark = OF_TOTAL.match(tail) or FOOTNOTE_MARK.match(tail)
        title = "" if mark else title_after(tail, numeral)
        if title is None or (core[:1].islower() and title):
            return None
        label = label_of(f"{word} {numeral.text}") + (mark[0].rstrip(".") if mark else "")
        return rank, role_of(rank), label, title, numeral
    return ordinal_first(core)


def ordinal_first(core: str) -> Parsed | None:
    """Take apart ``Erstes Kapitel`` and ``ENSIMMÄINEN LUKU``."""
    found = leading_ordinal(core)
    if found is None:
        return None
    numeral, rest = found
    keyword = first_word(rest)[0].rstrip(":")
    rank = heading_ranks().get(folded(keyword))
    if rank is None or not rest.startswith(keyword):
        return None
    title = title_after(rest[len(keyword) :], None)
    if title is None or core[:1].islower():
        return None
    return rank, role_of(rank), label_of(f"{numeral.text} {keyword}"), title, numeral


def leading_ordinal(core: str) -> tuple[Numeral, str] | None:
    """Return the ordinal that a line opens with and the rest, None where it opens with none.

    Cardinals count things when they come first: ``Two chapters``, ``Three days``.
    """
    digits = DIGIT_ORDINAL.match(core)
    if digits:
        return Numeral(int(digits[1]), "digits", digits[0].strip()), core[digits.end() :]
    word, _, rest = core.partition(" ")
    value = ordinal_words().get(folded(word))
    if value is None:
        value = word_value(word) if glued_value(folded(word)) else None
    return (Numeral(value, "word", word), rest.strip()) if value and rest else None


def named_heading(core: str) -> Parsed | None:
    """Take apart ``Prologue``, ``Epilogue: After the Rain``, ``Preface.``."""
    bare = core.rstrip(".:")
    role = name_role(bare)
    if role:
        return "named", role, label_of(bare), None, None
    head, separator, tail = core.partition(":")
    if not separator:
        head, separator, tail = core.partition(" - ")
    role = name_role(head.strip())
    if role and separator and tail.strip() and not SENTENCE_END.search(tail):
        return "named", role, label_of(head.strip()), tail.strip(), None
    return None


def name_role(name: str) -> str | None:
    """Return the epub:type of a section's name, perhaps counted: ``Interlude II``, ``番外一``."""
    role = named_sections().get(folded(name))
    counted = LETTERED.fullmatch(name)
    return role or (named_sections().get(folded(counted[1])) if counted else None)


def bare_numeral(core: str) -> Parsed | None:
    """Take apart ``4``, ``IV.``, ``- 4 -``, ``One``, ``XII. The Hound``."""
    inner = core.strip("-–—.()[] ")
    numeral = numeral_of(inner) if inner else None
    if numeral is None and inner:
        found = leading_numeral(inner)
        numeral = found[0] if found and not found[1].strip() else None
    if numeral:
        if not numeral.counts or folded(numeral.text) in ambiguous_numbers():
            return None
        if numeral.style == "roman" and numeral.text.islower() and len(numeral.text) < 2:
            return None
        label = numeral.text if numeral.style != "word" else label_of(numeral.text)
        return "numeral", "chapter", label, None, numeral
    found = leading_numeral(core)
    if not found:
        return None
    numeral, tail = found
    if not numeral.counts:
        return None
    separator = SEPARATOR.match(tail)
    title = tail[separator.end() :].strip() if separator else ""
    marked = bool(separator and separator[0].strip())
    if numeral.style == "word" or not title or not (marked or numeral.style == "cjk"):
        return None
    if not looks_like_title(title) or (numeral.text == "I" and "." not in tail[:1]):
        return None
    return "numeral", "chapter", numeral.text, title, numeral


def east_asian_heading(core: str) -> Parsed | None:
    """Take apart ``第一回 …``, ``第3章``, ``제1장``."""
    found = cjk_heading(core)
    if found is None:
        return None
    rank, label, title, numeral = found
    return rank, role_of(rank), label, title, numeral


def first_word(text: str) -> tuple[str, str]:
    """Return the first word, without a full stop or sign that ends an abbreviation, and the rest.

    >>> first_word("Chap. IV"), first_word("chapter.001"), first_word("Chapter12")
    (('Chap', 'IV'), ('chapter', '001'), ('Chapter', '12'))
    """
    match = FIRST_WORD.match(text)
    return (match[1], match[2].strip()) if match else (text, "")


def title_after(tail: str, numeral: Numeral | None) -> str | None:
    """Return the title that follows a label, "" for none, None where the line is prose.

    A title comes after a mark (``: . - |``) or starts with a capital.
    """
    tail = tail.rstrip()
    if not tail.strip(" .:-–—"):
        return ""
    separator = SEPARATOR.match(tail)
    if separator is None:
        return None
    title = tail[separator.end() :].strip()
    marked = bool(separator[0].strip())
    if marked and looks_like_title(title):
        return title
    if not marked and looks_like_title(title) and is_title_case(title):
        return title
    return None


def looks_like_title(text: str) -> bool:
    """Tell whether words can be a title: short, no sentence that ends in a full stop.

    >>> looks_like_title("The Mail"), looks_like_title("we went home, and he slept.")
    (True, False)
    """
    if not text or len(text) > MAX_HEADING or text.endswith((",", ";")):
        return False
    first = text.lstrip("\"'“‘«([_*¡¿")[:1]
    if first.islower():
        return False
    return not (text.endswith(".") and not text.endswith("...") and len(text.split()) > 9)


def is_title_case(text: str) -> bool:
    """Tell whether all but the small words start with a capital or a digit.

    >>> is_title_case("The Man with the Twisted Lip"), is_title_case("He went with the others")
    (True, False)
    """
    words = [w.lstrip("\"'“‘«([_*") for w in text.split()]
    words = [w for w in words if w[:1].isalnum()]
    if not words:
        return False
    big = [w for w in words if folded(w) not in word_set("small")]
    return words[0][:1].isupper() and sum(w[:1].isupper() or w[:1].isdigit() for w in big) >= len(
        big
    )


def role_of(rank: str) -> str:
    """Return the epub:type of a heading rank."""
    return rank if rank in ("volume", "part") else "chapter"


def label_of(words: str) -> str:
    """Return a label in the capitals that a reader expects.

    >>> label_of("CHAPTER THE FIRST"), label_of("CHAPTER XIV"), label_of("chapter one")
    ('Chapter the First', 'Chapter XIV', 'Chapter One')
    """
    out = []
    for n, word in enumerate(words.split()):
        if numeral_of(word) and numeral_of(word).style in ("roman", "digits"):  # type: ignore[union-attr]
            out.append(word.upper() if len(word) < 6 else word)
        elif n and folded(word) in ("the", "and", "et", "und", "y", "e"):
            out.append(word.lower())
        else:
            out.append("-".join(part.capitalize() for part in word.split("-")))
    return " ".join(out)
