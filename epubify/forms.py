"""What a single line looks like: a heading, an ornament, an end mark.

Nothing here decides; a form is a clue, and what stands around the line and in the whole
text is weighed by ``layout`` and ``headings``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from epubify.lexicon import continued_words, folded, heading_ranks, named_sections, number_words
from epubify.numerals import Numeral, leading_numeral, numeral_of

MAX_HEADING = 80
"""Characters of a heading; longer lines are prose (longer titles exist, but not unmarked)."""
MAX_HEADING_CJK = 40

ORNAMENT_CHARS = r"*∗⁎⁂⁑#~∼•·∙◦●○◊◆◇■□▪▫❦❧☙§✦✧✶✷✸✹✻✼✽❋❖★☆†‡∞+=|^%@&<>_\-–—―\\/.:＊※　\s"
ORNAMENT = re.compile(f"[{ORNAMENT_CHARS}]+")
LETTERED_ORNAMENT = re.compile(r"[oO0]{3,}|[xX]{3,}")
AROUND_LETTERS = str.maketrans("", "", "-~*=.<> ")
NAMED_BREAK = re.compile(r"[\[(*~<-]*\s*(?:scene ?break|line ?break|page ?break|break)\s*[\])*~>-]*", re.I)
LONGEST_ORNAMENT = 80

EDGE = "-=~*_#<>[](){}|+.:•·§☆★◆◇※✧❖【】〔〕–—^ \t\u3000"
"""Characters that decorate a heading at both ends."""
MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
EMPHASISED = re.compile(r"(?:_(.+)_|\*(.+)\*)")

SEPARATOR = re.compile(r"\s*(?:[:.|~、：\-–—)\]]+|\s)\s*")
NUMBER_SIGN = re.compile(r"(?:no\.?|nr\.?|number|№|#)\s*", re.I)
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
CJK_HEADING = re.compile(
    r"(?:正文\s*)?第\s*([0-9０-９〇零一二两兩三四五六七八九十百千万萬壹贰叁肆伍陆柒捌玖拾佰仟廿卅]+)\s*"
    r"([章节節回话話讲講幕卷部集篇册冊巻編场場])(?:\s*[:：、.．]?\s*)(.*)"
)
CJK_PART = frozenset("卷部集篇册冊巻編")
CJK_PROSE = re.compile(r"^(?:门|隊|队|分|件|落|属|賽|赛|游|课|合|和|来|事|去|比|电|電|是|的)")
KOREAN_HEADING = re.compile(r"제?\s*([0-9]+)\s*([장화회부권])(?:\s*[:.]?\s*)(.*)")
ROMAN_LOOKALIKE = frozenset({"I", "V", "X", "C", "D", "L", "M", "MIX", "DI", "MI"})
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

    >>> [is_ornament(s) for s in ("* * *", "~*~", "oOo", "-x-x-x-", "-----", "<><><>", "[scene break]")]
    [True, True, True, True, True, True, True]
    >>> [is_ornament(s) for s in ("-", "...and", "Ooo!", "XIX", "X", "- 12 -", ".")]
    [False, False, False, False, False, False, False]
    """
    if not text or len(text) > LONGEST_ORNAMENT:
        return False
    if ORNAMENT.fullmatch(text):
        marks = "".join(text.split())
        return len(marks) >= 3 or marks in ("#", "*", "§", "⁂", "~", "❦", "☆", "%", "@", "**", "~~", "##", "--", "==", "•", "◇")
    letters = text.translate(AROUND_LETTERS)
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
    HeadingForm(rank='chapter', role='chapter', label='Chapter 1', title='The Mail', number=1, style='digits', ornamented=False, continued=False)
    >>> heading_form("-= IV =-").number, heading_form("BOOK THE SECOND").label
    (4, 'Book the Second')
    >>> heading_form("Prologue").role, heading_form("Глава первая").number
    ('prologue', 1)
    >>> heading_form("Part of him wanted to go.") is None, heading_form("I went home.") is None
    (True, True)
    """
    if not text or len(text) > MAX_HEADING + 40:
        return None
    core, ornamented = undecorated(text)
    core, continued = without_continued(core)
    if not core or len(core) > MAX_HEADING:
        return None
    parsed = cjk_heading(core) or keyword_heading(core) or named_heading(core) or bare_numeral(core)
    if parsed is None:
        return None
    rank, role, label, title, numeral = parsed
    return HeadingForm(
        rank,
        role,
        label,
        title or None,
        numeral.value if numeral else None,
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
        title = title_after(tail, numeral)
        if title is None or (core[:1].islower() and title):
            return None
        return rank, role_of(rank), label_of(f"{word} {numeral.text}"), title, numeral
    return ordinal_first(core)


def ordinal_first(core: str) -> Parsed | None:
    """Take apart ``Erstes Kapitel`` and ``ENSIMMÄINEN LUKU``."""
    words = core.rstrip(".").split(None, 2)
    if len(words) < 2:
        return None
    value = number_words().get(folded(words[0]))
    keyword = words[1].rstrip(".:")
    rank = heading_ranks().get(folded(keyword))
    if value is None or rank is None or folded(words[0]) in CARDINALS:
        return None
    tail = core[core.index(words[1]) + len(keyword) :]
    title = title_after(tail, None)
    if title is None or core[:1].islower():
        return None
    numeral = Numeral(value, "word", words[0])
    return rank, role_of(rank), label_of(f"{words[0]} {keyword}"), title, numeral


CARDINALS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve un deux trois uno dos tres".split()
)
"""Words that count things when they come first: ``Two chapters``, ``Three Days``."""


def named_heading(core: str) -> Parsed | None:
    """Take apart ``Prologue``, ``Epilogue: After the Rain``, ``Preface.``."""
    bare = core.rstrip(".:")
    role = named_sections().get(folded(bare))
    if role:
        return "named", role, label_of(bare), None, None
    head, separator, tail = core.partition(":")
    if not separator:
        head, separator, tail = core.partition(" - ")
    role = named_sections().get(folded(head))
    if role and separator and tail.strip() and not SENTENCE_END.search(tail):
        return "named", role, label_of(head.strip()), tail.strip(), None
    return None


def bare_numeral(core: str) -> Parsed | None:
    """Take apart ``4``, ``IV.``, ``- 4 -``, ``One``, ``XII. The Hound``."""
    inner = core.strip("-–—.()[] ")
    numeral = numeral_of(inner) if inner else None
    if numeral is None and inner:
        found = leading_numeral(inner)
        numeral = found[0] if found and not found[1].strip() else None
    if numeral:
        if numeral.style == "roman" and numeral.text.islower() and len(numeral.text) < 2:
            return None
        label = numeral.text if numeral.style != "word" else label_of(numeral.text)
        return "numeral", "chapter", label, None, numeral
    found = leading_numeral(core)
    if not found:
        return None
    numeral, tail = found
    separator = SEPARATOR.match(tail)
    title = tail[separator.end() :].strip() if separator else ""
    marked = bool(separator and separator[0].strip())
    if numeral.style == "word" or not title or not (marked or numeral.style == "cjk"):
        return None
    if not looks_like_title(title) or (numeral.text == "I" and "." not in tail[:1]):
        return None
    return "numeral", "chapter", numeral.text, title, numeral


def cjk_heading(core: str) -> Parsed | None:
    """Take apart ``第一回 …``, ``第3章``, ``제1장``."""
    if not CJK.search(core):
        return None
    for pattern, parts in ((CJK_HEADING, CJK_PART), (KOREAN_HEADING, frozenset("부권"))):
        match = pattern.fullmatch(core)
        if not match:
            continue
        number, unit, title = match.groups()
        numeral = numeral_of("".join(str(int(c)) if c.isdecimal() else c for c in number))
        if numeral is None or CJK_PROSE.match(title) or len(title) > MAX_HEADING_CJK:
            return None
        if title and title[-1] in "。！？」":
            return None
        rank = "part" if unit in parts else "chapter"
        label = core[: len(core) - len(title)].strip(" :：、.．　")
        return rank, role_of(rank), label, title, numeral
    return None


def first_word(text: str) -> tuple[str, str]:
    """Return the first word, without a full stop that ends an abbreviation, and the rest."""
    head, _, tail = text.partition(" ")
    return head.rstrip("."), tail.strip()


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


SMALL_WORDS = frozenset(
    "a an and as at but by de der des du en et for from in into la le les of on or the to und "
    "von with y o el del da do".split()
)


def is_title_case(text: str) -> bool:
    """Tell whether all but the small words start with a capital or a digit.

    >>> is_title_case("The Man with the Twisted Lip"), is_title_case("He went with the others")
    (True, False)
    """
    words = [w.lstrip("\"'“‘«([_*") for w in text.split()]
    words = [w for w in words if w[:1].isalnum()]
    if not words:
        return False
    big = [w for w in words if folded(w) not in SMALL_WORDS]
    return words[0][:1].isupper() and sum(w[:1].isupper() or w[:1].isdigit() for w in big) >= len(big)


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
        elif n and folded(word) == "the":
            out.append("the")
        else:
            out.append("-".join(part.capitalize() for part in word.split("-")))
    return " ".join(out)
