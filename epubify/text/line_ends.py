"""How a line begins and how it ends: what the words at its edges say of those beside it."""

from __future__ import annotations

from epubify.text.lazy_pattern import lazy

STOP = lazy(r"(?:[.!?…:]|--|[—–―-])[)\]*_/]*$|[。！？）]$")
CLOSED = lazy(r"(?:['\"’”»」』]|[.!?…,][“‘«])[)\]*_/]*$")
"""Speech ends: also with the marks that open it elsewhere, right after those of a sentence."""
TERMINAL = lazy(rf"{STOP.pattern}|(?:[.!?…:]|--|[—–―-])['\"’”»“‘«)\]*_/]*$|['\"’”»]$|[」』]$")
INNER_STOP = lazy(r"[a-z][.!?]['\"’”)]* +['\"‘“(]*[A-Z]")
SENTENCE_END = lazy(r"[.!?…]['\"’”)]*$")
OPENING = lazy(r"[\s\"'“‘«„»「『—–―(\[*_/¡¿<`-]*")
QUOTE_SIGNS = "\"'“‘«„「『—–―`"


def how_it_opens(text: str) -> str:
    """Return how a line begins.

    >>> how_it_opens("and so"), how_it_opens("So"), how_it_opens('"so'), how_it_opens("12")
    ('lower', 'upper', 'quote', 'other')
    """
    start = OPENING.match(text)
    assert start is not None
    first = text[start.end() : start.end() + 1]
    if any(c in text[: start.end()] for c in QUOTE_SIGNS):
        return "quote"
    if first.islower():
        return "lower"
    return "upper" if first.isalpha() else "other"


def how_it_ends(text: str) -> str:
    """Return how a line ends.

    >>> how_it_ends("„Ja.“"), how_it_ends("»Nein!«"), how_it_ends("he read «")
    ('quote', 'quote', 'open')
    >>> how_it_ends("and"), how_it_ends("home."), how_it_ends('home."'), how_it_ends("home--")
    ('open', 'stop', 'quote', 'stop')
    """
    if CLOSED.search(text):
        return "quote"
    return "stop" if STOP.search(text) else "open"
