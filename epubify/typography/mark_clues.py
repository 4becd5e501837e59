"""Clues to what a quotation mark is: costs of reading it as opening, closing, apostrophe.

Costs are small numbers that add up along a passage; 0 is what the neighbours suggest, 4 and
more is against all of them. They say nothing about partners: `quotes` weighs those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from epubify.text.lazy_pattern import lazy
from epubify.text.sign_rows import row_pattern
from epubify.typography.context import DOUBLE, SINGLE, Context
from epubify.typography.tables import english_words

NEVER = 99.0
"""The cost of what cannot be: more than all others of a passage that anybody writes."""

KINDS = {
    '"': DOUBLE, "“": DOUBLE, "”": DOUBLE, "„": DOUBLE, "‟": DOUBLE,
    "'": SINGLE, "‘": SINGLE, "’": SINGLE, "‛": SINGLE,
}  # fmt: skip
_MARKS = "".join(KINDS)
SINGLES = frozenset(mark for mark, kind in KINDS.items() if kind == SINGLE)
MARK = lazy(f"[{_MARKS}]")
SHORTEST_ROW = 12
"""Marks of one kind in a row that draw, and quote nothing. With more, a page of them takes minutes
to pair; with fewer, quotations that were doubled by a mailer again and again stay straight."""
ROW = lazy(row_pattern(KINDS, SHORTEST_ROW))
_SHORT_ROWS = tuple(mark * SHORTEST_ROW for mark in KINDS)
"""What stands in each text that has such a row: it is told faster than the row is found."""
IN_WORD = lazy(r"['’](?<=\w.)(?=[^\W\d_])")
"""An apostrophe within a word, or after a figure (`the 1990's`); what stands before is asked last,
so that only marks are looked at."""

_MAY_CLOSE = lazy(r"['’](?!\w)")

_OPENERS, _CLOSERS = "“„‟‘‛", "”’"
_DASHES = "—–-―"
_STOPS = ".,;:!?)]}%"
_BRACKETS = "([{<"

NEIGHBOURS = {
    "sw": (0.0, 6.0), "ss": (1.0, 1.0), "sp": (3.0, 0.7), "se": (0.0, 2.5), "sd": (0.0, 2.0),
    "ws": (8.0, 0.0), "ww": (2.0, 2.0), "wp": (8.0, 0.0), "we": (6.0, 0.5), "wd": (6.0, 0.0),
    "ps": (9.0, 0.0), "pw": (1.0, 1.0), "pp": (6.0, 0.0), "pe": (3.0, 0.5), "pd": (4.0, 0.3),
    "ds": (5.0, 0.0), "dw": (0.3, 2.0), "dp": (6.0, 0.0), "de": (1.0, 1.0), "dd": (1.0, 1.0),
    "es": (4.0, 0.0), "ew": (1.0, 1.0), "ep": (6.0, 0.0), "ee": (1.0, 1.0), "ed": (2.0, 0.5),
}  # fmt: skip
"""Costs of opening and of closing, by what stands before and after: ``s`` space or nothing, ``w``
word, ``p`` stop, ``d`` dash, ``e`` ellipsis. ``benchmarks/weigh_marks.py`` counts over typeset
books what they would be; they are smoothed by hand towards raw text, where spaces are lost. Where
all are larger, pairs are given up for a neighbour; where smaller, marks pair across sentences."""

AT_EDGE = 6.0
"""The cost of a line that begins with a closing mark or ends with an opening one. With more, a mark
that a line break tore off its word opens a speech; with less, one lost mark turns all after it."""
ELISION_AT_EDGE = 2.0
"""What it costs more to leave letters out at the very start of a line. With more, verse that begins
``'Twas`` is a quotation; with less, speeches that begin with a short word are none."""

DIALECT = 1.5
"""What dialect adds to the cost of a quotation whose mark may be letters left out. With more,
single quotation marks of people who clip their words turn into apostrophes; with less, ``'em``
opens a speech."""


ELIDED = 4.0
"""The cost of a quotation that begins with a word which hardly ever is more than one with letters
left out. With more, ``'Till then,' he said`` loses its marks; with less, ``'Tis the boys' hats``
gets them."""

KNOWN, SHOWN, CLIPPED = 0.3, 0.5, 0.8
"""Costs of taking a mark for letters left out: in a word of the list or a decade, in a word that
this story clips elsewhere, at a word that is often clipped at its end. With larger ones ``'em`` and
``goin'`` are quotations; with smaller ones short quotations in single marks lose theirs."""
LIKELY, POSSIBLE, PLURAL = 1.0, 1.5, 1.0
"""The same where the whole word stands elsewhere in the story, where nothing is known of the word,
and after an ``s``, which may be a plural's. More and less break the same, in rarer words."""
TWICE_CLIPPED, UNLIKELY, AT_WORD_END = 2.0, 3.5, 3.0
"""The same of a word that is clipped again and as often whole, of one that stands bare in the
story, and at the end of any other word. With larger ones dialect is set as quotations; with smaller
ones quotations in single marks are never closed."""
NAMED_LETTER, ALONE, ABSURD = 3.0, 3.0, 5.0
"""The same of a letter between two marks, of a mark before a space, and of one that touches no
word. With larger ones a stray mark opens a quotation; with smaller ones real ones are eaten."""
DECADE_OPENS = 1.5
"""The cost of a quotation that begins with a decade. With more, ``'90s music,' he said`` loses its
marks; with less, a decade opens a speech."""
LONGEST_WORD = 20
"""Characters looked at for the word before a mark. With fewer, long words are taken for others;
more only take time."""


class Clue(NamedTuple):
    """A quotation mark in a passage, and what its neighbours make of it."""

    at: int
    kind: str
    opening: float
    closing: float
    apostrophe: float


def has_quotation_marks(text: str) -> bool:
    """Tell whether any quotation mark or apostrophe stands in a text.

    >>> has_quotation_marks("It is late."), has_quotation_marks("It’s late.")
    (False, True)
    """
    if text.isascii():
        return '"' in text or "'" in text
    return any(map(text.__contains__, KINDS))  # much faster than a pattern


def find_clues(text: str, context: Context) -> list[Clue]:
    """Return a clue for each quotation mark that is not within a word.

    >>> [(clue.kind, clue.opening, clue.closing) for clue in find_clues('He said "no."', Context())]
    [('D', 0.0, 6.0), ('D', 15.0, 0.0)]
    """
    places = [match.start() for match in MARK.finditer(text)]
    in_rows = len(places) >= SHORTEST_ROW and any(map(text.__contains__, _SHORT_ROWS))
    if in_rows:
        places = [match.start() for match in _outside_rows(text)]
    single = [at for at in places if text[at] in SINGLES]
    inside = {at for at in single if IN_WORD.match(text, at)}
    closers = (at for at in reversed(single) if _MAY_CLOSE.match(text, at))
    edge = last_closer(text) if in_rows else next(closers, -1)
    return [_clue(text, at, edge, context) for at in places if at not in inside]


def _outside_rows(text: str) -> Iterator[re.Match[str]]:
    """Yield the marks that are in no row of one sign again and again.

    >>> [match.start() for match in _outside_rows('"No." ' + 20 * "'")]
    [0, 4]
    """
    end = 0
    for row in ROW.finditer(text):
        yield from MARK.finditer(text, end, row.start())
        end = row.end()
    yield from MARK.finditer(text, end)


def last_closer(text: str) -> int:
    """Return the offset of the last mark that may close a single quotation, -1 if none does.

    >>> last_closer("'em, 'tis' true")
    9
    """
    return max((match.start() for match in _MAY_CLOSE.finditer(text)), default=-1)


def _clue(text: str, at: int, edge: int, context: Context) -> Clue:
    mark, before, after = text[at], _side_before(text, at), _side_after(text, at)
    opening, closing = NEIGHBOURS[before + after]
    # A line hardly ever begins with a closing mark or ends with an opening one.
    first = before == "s" and _starts_line(text, at)
    if first:
        closing += AT_EDGE
    if after == "s" and _ends_line(text, at):
        opening += AT_EDGE
    apostrophe = NEVER
    kind = KINDS[mark]
    if kind == SINGLE:
        apostrophe = _apostrophe(text, at, before, after, context)
        apostrophe += ELISION_AT_EDGE * first
        opening += _against_opening(text, at, edge, context)
        # Where letters are left out all the time, a mark at a bare word does that again.
        if before == "w" or after == "w":
            apostrophe -= context.dialect * min(1.0, apostrophe / 2)
        closing += DIALECT * context.dialect * (before == "w")
        clipped = after == "w" and not first and not _is_title_inside(text, at)
        opening += DIALECT * context.dialect * clipped
    if mark not in "\"'":
        opening, closing, apostrophe = _typed(mark, opening, closing, apostrophe, context)
    return Clue(at, kind, opening, closing, apostrophe)


def _typed(
    mark: str, opening: float, closing: float, apostrophe: float, context: Context
) -> tuple[float, float, float]:
    """Return the costs of a mark that already has a direction: what it says, it is."""
    first, last, inner_first, inner_last = context.language.quotes
    opens = mark in (first, inner_first) or (mark in _OPENERS and mark not in (last, inner_last))
    closes = mark in (last, inner_last) or (mark in _CLOSERS and mark not in (first, inner_first))
    return (
        opening if opens else NEVER,
        closing if closes else NEVER,
        apostrophe if mark == "’" else NEVER,
    )


def _starts_line(text: str, at: int) -> bool:
    if at and text[at - 1] not in " \n":
        return False  # as of nearly all marks
    before = text[max(0, at - 3) : at].strip(" ")
    return (before == "" and at <= 3) or before.endswith("\n")


def _ends_line(text: str, at: int) -> bool:
    if text[at + 1 : at + 2] not in ("", " ", "\n"):
        return False
    after = text[at + 1 : at + 4].strip(" ")
    return (after == "" and at + 4 >= len(text)) or after.startswith("\n")


_CLUSTER = 4
"""Quotation marks beside a mark that are looked past, to the character beyond them. With
fewer, ``"'"So`` is judged by other marks; more do not occur."""


def neighbours(text: str, at: int) -> str:
    """Return what stands before and after a mark, as a key of ``NEIGHBOURS``.

    >>> neighbours('He said "no."', 8), neighbours('He said "no."', 12)
    ('sw', 'ps')
    """
    return _side_before(text, at) + _side_after(text, at)


def _side_before(text: str, at: int) -> str:
    if at and text[at - 1] not in KINDS:
        return _side(text[at - 1], _BRACKETS)
    before = text[max(0, at - _CLUSTER) : at].rstrip(_MARKS)
    return _side(before[-1:], _BRACKETS)


def _side_after(text: str, at: int) -> str:
    if (beside := text[at + 1 : at + 2]) and beside not in KINDS:
        return _side(beside, "")
    after = text[at + 1 : at + 1 + _CLUSTER].lstrip(_MARKS)
    return _side(after[:1], "")


@lru_cache(maxsize=1_024)
def _side(char: str, brackets: str) -> str:
    if not char or char.isspace() or char in brackets:
        return "s"
    if char in _DASHES:
        return "d"
    if char == "…":
        return "e"
    return "p" if char in _STOPS else "w"


_WORD_AFTER = lazy(r"[^\W_]+")
_WORD_BEFORE = lazy(r"[^\W_]+$")
_CLIPPED_FORMS = tuple(english_words().clipped_forms)
_DECADE = lazy(r"\d\ds?\b")


def _apostrophe(text: str, at: int, before: str, after: str, context: Context) -> float:
    """Return what it costs to take a single mark for letters left out."""
    if after == "w" and before in "sdpe":
        return _front_elision(text, at, context)
    if before == "w":
        return _end_elision(text, at, context)
    return ALONE if before == "s" else ABSURD


def _front_elision(text: str, at: int, context: Context) -> float:
    if _DECADE.match(text, at + 1):
        return KNOWN
    word = _word_after(text, at)
    if not word:
        return ABSURD
    if _is_named_letter(text, at):
        return NAMED_LETTER
    words, vocabulary = context.words, context.vocabulary
    if word in words.elisions:
        return KNOWN
    bare, clipped = vocabulary[word], vocabulary["'" + word]
    if (len(word) == 1 and word not in english_words().of_one_letter) or clipped > max(1, bare):
        return SHOWN
    restored = max((vocabulary[prefix + word] for prefix in words.prefixes), default=0)
    if word in words.likely_elisions:
        return ABSURD if _is_title_inside(text, at) else LIKELY
    if restored and not bare:
        return LIKELY
    if not bare:
        return POSSIBLE
    return TWICE_CLIPPED if clipped > 1 and restored >= bare else UNLIKELY


def _is_title_inside(text: str, at: int) -> bool:
    """Tell whether a capital stands after a mark inside a sentence: a title begins there.

    >>> _is_title_inside("It had 'A Present' on it", 7), _is_title_inside("He'd 'a gone", 5)
    (True, False)
    """
    said = text[max(0, at - 3) : at].rstrip()
    return text[at + 1 : at + 2].isupper() and said[-1:].isalnum()


def _against_opening(text: str, at: int, edge: int, context: Context) -> float:
    if _DECADE.match(text, at + 1):
        return DECADE_OPENS
    if _word_after(text, at) not in context.words.elisions or _is_named_letter(text, at):
        return 0.0
    return ELIDED if at < edge else NEVER


def _is_named_letter(text: str, at: int) -> bool:
    """Tell whether a single letter stands between two single marks: the letter 'n'."""
    return text[at + 2 : at + 3] in ("'", "’") and text[at + 3 : at + 4] not in ("'", "’")


def _word_after(text: str, at: int) -> str:
    match = _WORD_AFTER.match(text, at + 1)
    return match.group().lower() if match else ""


def _end_elision(text: str, at: int, context: Context) -> float:
    match = _WORD_BEFORE.search(text[max(0, at - LONGEST_WORD) : at])
    word = match.group().lower() if match else ""
    if word in context.words.clipped or (len(word) > 3 and word.endswith(_CLIPPED_FORMS)):
        return CLIPPED
    if context.vocabulary[word + "'"] > max(1, context.vocabulary[word] - 1):
        return CLIPPED
    ends = context.words.clipped_ends
    if any(context.vocabulary[word + end] for end in ends):
        return POSSIBLE
    return PLURAL if word.endswith(("s", "z", "x")) else AT_WORD_END
