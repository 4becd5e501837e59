"""What a single line looks like as a heading: ``Chapter 1: The Mail``, ``IV.``, ``Prologue``.

Nothing here decides; a form is a clue, and what stands around the line and in the whole text
is weighed by ``layout`` and ``headings``. The forms stand in one table, ``FORMS``, in the order
in which they are tried; a new one is added there. The words that they go by are those of
``data/headings.toml``. Ask ``facts_of(text).form``, which works it out once a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from msgspec.structs import replace

from epubify.model.records import Record
from epubify.text.cjk import cjk_heading
from epubify.text.heading_openings import may_open_heading
from epubify.text.label_tails import by_whom, of_total, said_total, says_last
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import (
    ambiguous_numbers,
    continued_unless_after,
    continued_words,
    folded,
    heading_ranks,
    named_sections,
    words_pattern,
)
from epubify.text.line_ends import closes_sentence
from epubify.text.numerals import PADDED, Numeral, is_range, leading_numeral, numeral_of
from epubify.text.ordinals import leading_ordinal
from epubify.text.ornaments import undecorated
from epubify.text.recogniser import recogniser
from epubify.text.title_words import (
    MAX_HEADING,
    MOST_WORDS,
    is_title_case,
    label_of,
    looks_like_title,
    opens_small,
)
from epubify.text.vowel_signs import MARKS

LONGEST_DECORATION = 40
"""Characters of ornament around a heading: with more allowed, lines of prose are looked at in
vain; with fewer, headings centred between long rules are missed."""
FIRST_WORD = lazy(rf"((?:[^\W\d_][{MARKS}]*)+)(?:\.?\s+|\.|[#-]|(?=\d)|$)(.*)")
ASIDE = lazy(r"([^()]{1,40}?) (\([^()]{1,30}\))")
"""A name with an aside: ``Prologue (teaser)``."""
FOOTNOTE_MARK = lazy(r"\s*(?:\[\d{1,3}\]|\*+)\.?$")
SPACED = lazy(r"(?:[^\W_]\s+){3,}[^\W_]")
"""Letters with space between them: ``P R O L O G U E``."""
CLOCK = lazy(r"\d{1,3}:\d")
"""How an hour, a score, or the verse of a chapter begins."""
FOOTNOTE = lazy(r"\[\d{1,3}\]\s*\S")
HAN_FIGURES = "一二三四五六七八九十"
LETTERED = lazy(rf"(.+?)\s*([A-Z]|[IVX]+|\d{{1,3}}|[{HAN_FIGURES}]+)")
SEPARATOR = lazy(r"\s*(?:[:.|~、：\-–—)\]]+|\s)\s*")


class HeadingForm(Record):
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
    letter: int = 0
    """The place of the letter behind its number: ``12a``, ``IIB``."""
    within: int | None = None
    """The number of the volume or part that it names in front (``Vol. 2 Ch. 1``)."""


@recogniser(
    takes=(
        "Chapter 1: The Mail",
        "-= IV =-",
        "Prologue",
    ),
    spares=(
        "Part of him wanted to go.",
        "I went home.",
    ),
)
def heading_form(text: str) -> HeadingForm | None:
    """Return a line taken apart as a heading with a heading word, a number or a known name.

    >>> heading_form("Chapter 1: The Mail")
    HeadingForm(rank='chapter', role='chapter', label='Chapter 1', title='The Mail', number=1,
    style='digits', ornamented=False, continued=False, letter=0, within=None)
    >>> heading_form("-= IV =-").number, heading_form("BOOK THE SECOND").label
    (4, 'Book the Second')
    >>> heading_form("Prologue").role, heading_form("Глава первая").number
    ('prologue', 1)
    >>> heading_form("Part of him wanted to go.") is None, heading_form("I went home.") is None
    (True, True)
    """
    if not may_be_form(text):
        return None
    return form_of_core(*undecorated(text))


def may_be_form(text: str) -> bool:
    """Tell whether it is worth while to take a line apart: not long, and no footnote."""
    return 0 < len(text) <= MAX_HEADING + LONGEST_DECORATION and not FOOTNOTE.match(text)


def form_of_core(core: str, ornamented: bool) -> HeadingForm | None:
    """Return the form of a line whose ornament has been taken off.

    >>> form_of_core("Chapter 5 (cont.)", ornamented=False).title
    '(cont.)'
    """
    if not may_open_heading(core):
        return None
    whole, (core, continued) = core, without_continued(core)
    if not core or len(core) > MAX_HEADING:
        return None
    if SPACED.fullmatch(core):
        form = form_of_core(unspaced(core), ornamented)
        return form and replace(form, label=core, title=None)
    form = next((found for parse in FORMS if (found := parse(core))), None)
    if form is None or not (ornamented or continued):
        return form
    if continued:
        mark = whole[len(core) :].strip(" -–—,:~*")
        form = replace(form, title=f"{form.title} {mark}" if form.title else mark)
    return replace(form, ornamented=ornamented, continued=continued)


def unspaced(core: str) -> str:
    """Return the words of a line whose letters were set apart; wider space parts its words.

    >>> unspaced("P R O L O G U E"), unspaced("C H A P T E R   1 2")
    ('PROLOGUE', 'CHAPTER 12')
    """
    return " ".join("".join(word.split()) for word in re.split(r"\s{2,}", core))


def without_continued(text: str) -> tuple[str, bool]:
    """Return the text without a final word that says it goes on, and whether there was one.

    >>> without_continued("Chapter 5 (cont.)"), without_continued("XI - continued -")
    (('Chapter 5', True), ('XI', True))
    >>> without_continued("To Be Continued")
    ('To Be Continued', False)
    """
    head, _, last = text.rstrip(" -–—)].~*").rpartition(" ")
    word = folded(last.strip("([-–—~*"))
    if word in continued_words() and head and not folded(head).endswith(continued_unless_after()):
        return head.rstrip(" -–—([,:~*"), True
    return text, False


# ------------------------------------------------------------------------------ the forms


@recogniser(
    takes=(
        "第一回\u3000灯下",
        "제1장",
    ),
    spares=("第三节课开始了",),
)
def east_asian_heading(core: str) -> HeadingForm | None:
    """Take apart ``第一回 …``, ``第3章``, ``제1장``.

    >>> east_asian_heading("第一回　灯下").title, east_asian_heading("第三节课开始了")
    ('灯下', None)
    """
    found = cjk_heading(core)
    return numbered(*found) if found else None


@recogniser(
    takes=(
        "Part 2 of 5",
        "BOOK THE FIRST",
    ),
    spares=(
        "Part of him wanted to go.",
        "Chapter and verse",
    ),
)
def keyword_heading(core: str) -> HeadingForm | None:
    """Take apart ``Chapter 1: Title``, ``BOOK THE FIRST``, ``Part 2 of 5``.

    >>> keyword_heading("Part 2 of 5").label, keyword_heading("Part of him wanted to go.")
    ('Part 2 of 5', None)
    >>> keyword_heading("פרק י״א").number, keyword_heading("الفصل الثالث").number
    (11, 3)
    >>> keyword_heading("CHAPTER NO. 5").label, keyword_heading("Chapter #5").label
    ('Chapter No. 5', 'Chapter 5')
    """
    word, rest = first_word(core)
    rank = heading_ranks().get(folded(word.rstrip(".")))
    if rank is None:
        return None
    sign = number_sign().match(rest)
    found = leading_numeral(rest[sign.end() :] if sign else rest)
    if found is None:
        return None
    numeral, tail = found
    inner = keyword_heading(tail.strip(" ,.:;-–—/")) if rank != "chapter" and tail else None
    if inner and inner.rank == "chapter":
        label = core[: len(core) - len(tail)].strip() + f" {inner.label}"
        return replace(inner, label=label, within=numeral.value)
    mark = of_total().match(tail) or FOOTNOTE_MARK.match(tail)
    byline = by_whom().fullmatch(tail)
    title = "" if mark else byline[1] if byline else title_after(tail)
    if title is None or (core[:1].islower() and title):
        return None
    words = (word, number_word(sign[0]) if sign else "", numeral.text)
    label = label_of(" ".join(filter(None, words))) + (said_total(mark[0]) if mark else "")
    return numbered(rank, label, title, numeral)


@recogniser(
    takes=(
        "Erstes Kapitel",
        "1. Kapitel",
        "2. Chapter 2",
    ),
    spares=(
        "Two chapters were lost.",
        "First he left.",
    ),
)
def ordinal_heading(core: str) -> HeadingForm | None:
    """Take apart ``Erstes Kapitel`` and ``ENSIMMÄINEN LUKU``.

    >>> ordinal_heading("Erstes Kapitel").number, ordinal_heading("Two chapters were lost.")
    (1, None)
    >>> ordinal_heading("Двадцать пятая глава").number, ordinal_heading("II. Teil").label
    (25, 'II. Teil')
    """
    found = leading_ordinal(core)
    if found is None:
        return None
    numeral, rest = found
    mark = FOOTNOTE_MARK.search(rest)
    rest = rest[: mark.start()] if mark else rest
    keyword = first_word(rest)[0].partition(":")[0]
    rank = heading_ranks().get(folded(keyword))
    if rank is None or not rest.startswith(keyword):
        return None
    if counted := keyword_heading(rest):  # a site counts what has its own number: "1. Chapter 1"
        return replace(counted, label=f"{numeral.text} {counted.label}")
    title = title_after(rest[len(keyword) :])
    if title is None or core[:1].islower() or (title and mark):
        return None
    label = label_of(f"{numeral.text} {keyword}") + (said_total(mark[0]) if mark else "")
    return numbered(rank, label, title, numeral)


@recogniser(
    takes=(
        "Prologue",
        "Epilogue: After the Rain",
    ),
    spares=(
        "Prologue to a war",
        "Epilogue: he slept.",
    ),
)
def named_heading(core: str) -> HeadingForm | None:
    """Take apart ``Prologue``, ``Epilogue: After the Rain``, ``Preface.``.

    >>> named_heading("Epilogue: After the Rain").title, named_heading("Prologue to a war")
    ('After the Rain', None)
    >>> named_heading("番外　雪").title
    '雪'
    """
    bare = core.rstrip(".:")
    role = name_role(bare)
    if role:
        return HeadingForm("named", role, label_of(bare), None)
    aside = ASIDE.fullmatch(core)
    if aside and (role := name_role(aside[1])):
        return HeadingForm("named", role, label_of(aside[1]), aside[2])
    parts = (core.partition(mark) for mark in (":", " - ", "：", "\u3000"))
    head, separator, tail = next((found for found in parts if found[1]), ("", "", ""))
    if not separator:
        return None
    name, title = head.strip(), tail.strip()
    role = name_role(name)
    short = len(title.split()) < MOST_WORDS
    if role and title and short and not closes_sentence(tail):
        return HeadingForm("named", role, label_of(name), title)
    return None


@recogniser(
    takes=(
        "4",
        "IV.",
        "XII. The Hound",
    ),
    spares=(
        "I went home.",
        "1888",
        "to",
    ),
)
def bare_numeral(core: str) -> HeadingForm | None:
    """Take apart ``4``, ``IV.``, ``- 4 -``, ``One``, ``XII. The Hound``.

    >>> bare_numeral("XII. The Hound").title, bare_numeral("I went home."), bare_numeral("1888")
    ('The Hound', None, None)
    """
    inner = core.strip("-–—.()[] ")
    numeral = numeral_of(inner) if inner else None
    found = leading_numeral(inner) if inner else None
    if numeral is None and found and not found[1].strip():
        numeral = found[0]
    if numeral:
        return numeral_alone(numeral)
    return numeral_with_title(core, found if inner == core else leading_numeral(core))


FORMS: tuple[Callable[[str], HeadingForm | None], ...] = (
    east_asian_heading,
    keyword_heading,
    ordinal_heading,
    named_heading,
    bare_numeral,
)
"""The forms of headings in the order in which they are tried, the surest first."""


# -------------------------------------------------------------------------- their pieces


def number_word(sign: str) -> str:
    """Return the sign between heading word and number where it is a word: ``No.`` is, ``#`` not.

    >>> number_word("No. "), number_word("#"), number_word("№ ")
    ('No.', '', '№')
    """
    return sign.strip() if any(c.isalpha() for c in unicodedata.normalize("NFKC", sign)) else ""


def numbered(rank: str, label: str, title: str | None, numeral: Numeral) -> HeadingForm:
    """Return the form of a heading that a number counts."""
    role = rank if rank in ("volume", "part") else "chapter"
    number = numeral.value if numeral.counts else None
    return HeadingForm(
        rank, role, label, title or None, number, numeral.style, letter=numeral.letter
    )


def numeral_alone(numeral: Numeral) -> HeadingForm | None:
    """Return the form of a line that is only a number, None for one that is a word as well."""
    if not numeral.counts or numeral.style == "letters":
        return None
    if folded(numeral.text) in ambiguous_numbers():
        return None
    if numeral.style == "roman" and numeral.text in "cdlm":  # no list counts so far in small ones
        return None
    label = numeral.text if numeral.style != "word" else label_of(numeral.text)
    return numbered("numeral", label, None, numeral)


def numeral_with_title(core: str, found: tuple[Numeral, str] | None) -> HeadingForm | None:
    """Return the form of a number that a line opens with and a title after a mark.

    An hour, a score or a verse has another number right behind its colon, a range behind a dash.

    >>> numeral_with_title("2: The Hound", leading_numeral("2: The Hound")).title
    'The Hound'
    >>> numeral_with_title("2:45 at night", leading_numeral("2:45 at night")) is None
    True
    """
    if not found or not found[0].counts or CLOCK.match(core) or is_range(found[1]):
        return None
    numeral, tail = found
    separator = SEPARATOR.match(tail)
    title = tail[separator.end() :].strip() if separator else ""
    padded = PADDED.fullmatch(numeral.text.strip()) is not None
    marked = padded or bool(separator and separator[0].strip())
    if numeral.style in ("word", "letters") or not title or not (marked or numeral.style == "cjk"):
        return None
    if not looks_like_title(title) or (numeral.text == "I" and "." not in tail[:1]):
        return None
    return numbered("numeral", numeral.text, title, numeral)


def name_role(name: str) -> str | None:
    """Return the epub:type of a section's name, perhaps counted: ``Interlude II``, ``番外一``."""
    role = named_sections().get(folded(name))
    last = name[-1:]
    counts = last.isupper() or last.isdecimal() or last in HAN_FIGURES
    counted = LETTERED.fullmatch(name) if counts else None
    return role or (named_sections().get(folded(counted[1])) if counted else None)


def first_word(text: str) -> tuple[str, str]:
    """Return the first word, without a full stop or sign that ends an abbreviation, and the rest.

    >>> first_word("Chap. IV"), first_word("chapter.001"), first_word("Chapter12")
    (('Chap', 'IV'), ('chapter', '001'), ('Chapter', '12'))
    >>> first_word("บทที่ 4")
    ('บทที่', '4')
    """
    match = FIRST_WORD.match(text)
    return (match[1], match[2].strip()) if match else (text, "")


def title_after(tail: str) -> str | None:
    r"""Return the title that follows a label, "" for none, None where the line is prose.

    A title comes after a mark (``: . - |``) or a wide space, in brackets, or has its capitals.

    >>> title_after(": The Mail"), title_after(" The Mail"), title_after(" of him went home")
    ('The Mail', 'The Mail', None)
    >>> title_after(": the Long Ebb"), title_after(": the tide broke"), title_after(" - the end!")
    ('the Long Ebb', None, 'the end!')
    >>> title_after("\tA quay."), title_after(" the end!")
    ('A quay.', None)
    """
    tail = tail.rstrip()
    if not tail.strip(" .:-–—"):
        return ""
    separator = SEPARATOR.match(tail)
    if separator is None:
        return None
    title = tail[separator.end() :].strip()
    wide = title[:1].isalpha() and any(map(separator[0].__contains__, ("\t", "   ")))
    marked = bool(separator[0].strip()) or wide or title[:1] + title[-1:] in ("()", "[]")
    if marked and (opens_small(title) or says_last(title)):
        return title
    return title if looks_like_title(title) and (marked or is_title_case(title)) else None


@cache
def number_sign() -> re.Pattern[str]:
    """Return the pattern of a sign between heading word and number: ``No.``, ``#``."""
    return re.compile(rf"(?:{words_pattern('number_signs')})\s*", re.IGNORECASE)
