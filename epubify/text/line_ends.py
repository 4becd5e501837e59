"""How a line begins and how it ends: what the words at its edges say of those beside it."""

from __future__ import annotations

from epubify.text.lazy_pattern import lazy

STOP = lazy(r"(?:[.!?…:]|--|[—–―-])[)\]*_/]*$|[。！？）]$")
CLOSED = lazy(r"(?:['\"’”»」』]|[.!?…,][“‘«])[)\]*_/]*$")
"""Speech ends: also with the marks that open it elsewhere, right after those of a sentence."""
TERMINAL = lazy(r"(?:[.!?…:]|--|[—–―-])['\"’”»“‘«)\]*_/]*$|['\"’”»」』。！？）]$")
INNER_STOP = lazy(r"[.!?](?<=[a-z].)['\"’”)]* +['\"‘“(]*[A-Z]")
"""It begins with the stop, not with the letter before it, which stands everywhere."""
SENTENCE_END = lazy(r"[.!?…]['\"’”)]*$")
OPENING = lazy(r"[\s\"'“‘«„»「『—–―(\[*_/¡¿<`-]*")
TRAILING = ")]*_/'\"’”»“‘«」』\n"
"""What may stand behind the sign that ends a sentence, which has two characters at the most."""
QUOTE_SIGNS = frozenset("\"'“‘«„「『—–―`")


def how_it_opens(text: str) -> str:
    """Return how a line begins.

    >>> how_it_opens("and so"), how_it_opens("So"), how_it_opens('"so'), how_it_opens("12")
    ('lower', 'upper', 'quote', 'other')
    """
    first = text[:1]
    if not first.isalpha():  # as the first sign of most lines is
        start = OPENING.match(text)
        assert start is not None
        first = text[start.end() : start.end() + 1]
        if not QUOTE_SIGNS.isdisjoint(text[: start.end()]):
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
    if not ends_in_sign(text):
        return "open"
    end = last_signs(text)
    if CLOSED.search(text, end):
        return "quote"
    return "stop" if STOP.search(text, end) else "open"


def last_signs(text: str) -> int:
    """Return where the last signs of a text begin, so that only they need be looked at.

    >>> last_signs('"So," he said.)"')
    12
    """
    return max(0, len(text.rstrip(TRAILING)) - 2)


def ends_in_sign(text: str) -> bool:
    """Tell whether a text may end as sentences do: not with a letter or a comma, as most lines.

    >>> ends_in_sign("home."), ends_in_sign("home"), ends_in_sign("home,")
    (True, False, False)
    """
    last = text[-1:]
    return not (last.isalnum() or last == ",")
