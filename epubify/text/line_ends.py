"""How a line begins and how it ends: what the words at its edges say of those beside it.

Every line of every text is asked, so signs are stripped and looked up: patterns take longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import ODD_SPACES, table
from epubify.text.recogniser import recogniser

STOPS = frozenset(".!?…:—–―-")
"""Signs that sentences end with."""
WIDE_STOPS = frozenset("。！？）")
QUOTES = frozenset("'\"’”»」』")
"""Signs that end speech, whatever stands before them."""
OPENERS = frozenset("“‘«")
"""Signs that open speech, and end it elsewhere, right after one of `BEFORE_OPENERS`."""
BEFORE_OPENERS = frozenset(".!?…,")
BRACKETS = ")]*_/"
"""What may stand behind both: brackets and signs of emphasis."""
CLOSERS = "'\"’”»“‘«" + BRACKETS
"""All that may stand behind the stop of a sentence, in any order."""
TERMINAL = QUOTES | WIDE_STOPS
"""Signs of which one at the very end ends a sentence or speech, too."""
SENTENCE_STOPS = frozenset(".!?…")
BEHIND_SENTENCE = "'\"’”)"
INNER_STOP = lazy(r"[.!?](?<=[a-z].)['\"’”)]* +['\"‘“(]*[A-Z]")
"""It begins with the stop, not with the letter before it, which stands everywhere."""
QUOTE_SIGNS = frozenset("\"'“‘«„「『—–―`")
OPENING = "\"'“‘«„»「『—–―([*_/¡¿<`- \n" + ODD_SPACES
"""What may stand before the first word."""


def how_it_opens(text: str) -> str:
    """Return how a line begins.

    >>> how_it_opens("and so"), how_it_opens("So"), how_it_opens('"so'), how_it_opens("12")
    ('lower', 'upper', 'quote', 'other')
    """
    first = text[:1]
    if not first.isalpha():  # as the first sign of most lines is
        bare = text.lstrip(OPENING)
        if not QUOTE_SIGNS.isdisjoint(text[: len(text) - len(bare)]):
            return "quote"
        first = bare[:1]
    if first.islower():
        return "lower"
    return "upper" if first.isalpha() else "other"


def openings_of(texts: Sequence[str]) -> list[str]:
    """Return how each of many lines begins; of most the first sign tells at once.

    >>> openings_of(["and so", "So", '"so', "12"])
    ['lower', 'upper', 'quote', 'other']
    """
    return [
        "lower" if text[:1].islower() else "upper" if text[:1].isupper() else how_it_opens(text)
        for text in texts
    ]


def endings_of(texts: Sequence[str]) -> list[str]:
    """Return how each of many lines ends; of most the last sign tells at once.

    >>> endings_of(["and", "home,", "home.", 'home."'])
    ['open', 'open', 'stop', 'quote']
    """
    return ["open" if text[-1:].isalnum() else how_it_ends(text) for text in texts]


def how_it_ends(text: str) -> str:
    """Return how a line ends.

    >>> how_it_ends("„Ja.“"), how_it_ends("»Nein!«"), how_it_ends("he read «")
    ('quote', 'quote', 'open')
    >>> how_it_ends("and"), how_it_ends("home."), how_it_ends('home."'), how_it_ends("home--")
    ('open', 'stop', 'quote', 'stop')
    >>> how_it_ends('to the helm, "Mr.'), how_it_ends("the Amr.")
    ('open', 'stop')
    """
    if not ends_in_sign(text):
        return "open"
    text = text.removesuffix("\n")
    bare = text.rstrip(BRACKETS)
    last = bare[-1:]
    if last == "." and text.endswith(clipped_titles()) and is_clipped_title(text):
        return "open"
    if last in QUOTES or (last in OPENERS and bare[-2:-1] in BEFORE_OPENERS):
        return "quote"
    return "stop" if last in STOPS or text[-1:] in WIDE_STOPS else "open"


def stops_inside(texts: Sequence[str]) -> list[bool]:
    """Tell of each of many lines whether a sentence ends inside it.

    >>> stops_inside(["He went. She did not.", "He went."])
    [True, False]
    """
    search = INNER_STOP.search
    return [search(text) is not None for text in texts]


def have_small_letters(texts: Sequence[str]) -> list[bool]:
    """Tell of each of many lines whether it has a small letter; the second sign of most is one.

    >>> have_small_letters(["So it WAS", "SO IT WAS"])
    [True, False]
    """
    return [text[1:2].islower() or has_small_letters(text) for text in texts]


def has_small_letters(text: str) -> bool:
    """Tell whether a line has a small letter, so that it shows where sentences begin.

    >>> has_small_letters("So it WAS"), has_small_letters("SO IT WAS"), has_small_letters("12")
    (True, False, False)
    """
    return any(map(str.islower, text))


@cache
def clipped_titles() -> tuple[str, ...]:
    """Return the titles that a full stop clips, each of which stands before a name."""
    return tuple(table("markers")["clipped_titles"])


@recogniser(takes=("So said Mrs.", '"Dr.'), spares=("the Amr.", "So said Mrs. Bell"))
def is_clipped_title(text: str) -> bool:
    """Tell whether the last word of a line is a title that a full stop clips."""
    return text.rpartition(" ")[2].lstrip(OPENING) in clipped_titles()


def ends_sentence_or_speech(text: str) -> bool:
    """Tell whether a line ends as sentences or speech do, whatever the order of the marks.

    >>> [ends_sentence_or_speech(text) for text in ('home.)"', "he read «", "home,")]
    [True, False, False]
    """
    if not ends_in_sign(text):
        return False
    text = text.removesuffix("\n")
    return text[-1:] in TERMINAL or text.rstrip(CLOSERS)[-1:] in STOPS


def closes_sentence(text: str) -> bool:
    """Tell whether a text ends in the stop of a sentence, perhaps with speech or in brackets.

    >>> closes_sentence("(He went.)"), closes_sentence("He went"), closes_sentence("He went:")
    (True, False, False)
    """
    return text.removesuffix("\n").rstrip(BEHIND_SENTENCE)[-1:] in SENTENCE_STOPS


def ends_in_sign(text: str) -> bool:
    """Tell whether a text may end as sentences do: not with a letter or a comma, as most lines.

    >>> ends_in_sign("home."), ends_in_sign("home"), ends_in_sign("home,")
    (True, False, False)
    """
    last = text[-1:]
    return not (last.isalnum() or last == ",")
