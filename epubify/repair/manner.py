"""What the rules of ``repair`` need to know of a whole text before they judge a line."""

from __future__ import annotations

import re

from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy

HTML_HEAD = 2_000
"""Characters in which a document that is HTML says so."""

FRENCH_SHARE = 0.3
"""With more of its ``! ? ;`` after a space than this, the text means the spaces."""

FEW = 3
"""Fewer signs than this are not a habit."""

CJK_ONE_IN = 20
"""One character in so many makes a text Chinese, Japanese or Korean. With a larger number a novel
that quotes some is one; with a smaller one, stories with many Latin names are not."""

_HTML = lazy(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
MARKS, SPACES = "!?;", (" ", "\xa0", "\u202f")
_SPACED = lazy(rf"[{MARKS}](?<=\w[ \xa0\u202f].)(?!\w)")
_CLOSE = lazy(rf"[{MARKS}](?<=\w.)(?!\w)")
"""Marks behind a space, and right behind a word: what stands before is asked last, so that only
marks are looked at."""
_CJK = lazy("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_RIGHT_TO_LEFT = lazy("[\u0590-\u08ff\ufb1d-\ufdfb\ufe70-\ufefc]")
_TEX = lazy(r"(?<!\w)``(?=[^`\s])")
_MARKUP = lazy(
    r"</(?:i|b|u|em|strong|cite|p|center|font|span|div)\s*>|\[/(?:i|b|u|em|strong|center)\]",
    re.IGNORECASE,
)


class Manner(Record):
    """Ways of writing that hold for a whole text."""

    html: bool = False
    """The text is an HTML document, whose markup its reader needs."""
    french_spacing: bool = False
    """Spaces before ``! ? ;`` are meant."""
    cjk: bool = False
    """The text is in Chinese, Japanese or Korean, where wide forms are at home."""
    right_to_left: bool = False
    """The text has letters that run from right to left, so that marks of direction are meant."""
    tex_quotes: bool = False
    """Quotation marks are typed as two backticks and two apostrophes."""
    markup: bool = False
    """Some tag is closed, so that a lone one was markup too."""


def observe(text: str) -> Manner:
    """Return the manner of a text.

    >>> observe("Quoi ! Non ? Si ! Oui !").french_spacing
    True
    >>> observe("What! No? Yes! Oh !").french_spacing
    False
    """
    may_be_spaced = sum(_behind_space(mark, text) for mark in MARKS) >= FEW
    spaced = len(_SPACED.findall(text)) if may_be_spaced else 0
    close = len(_CLOSE.findall(text)) if may_be_spaced else 0
    cjk = 0 if text.isascii() else len(_CJK.findall(text))
    return Manner(
        html=_HTML.search(text[:HTML_HEAD]) is not None,
        french_spacing=spaced >= FEW and spaced > FRENCH_SHARE * (spaced + close),
        cjk=cjk * CJK_ONE_IN > len(text),
        right_to_left=not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None,
        tex_quotes=_has("``", text) and _TEX.search(text) is not None,
        markup=(_has("</", text) or _has("[/", text)) and _MARKUP.search(text) is not None,
    )


def _behind_space(mark: str, text: str) -> int:
    """Return how many marks of a kind stand behind a space.

    >>> _behind_space("!", "Quoi ! Non! Si !")
    2
    """
    *before, _ = text.split(mark)
    return sum(piece.endswith(SPACES) for piece in before)


def _has(pair: str, text: str) -> bool:
    """Tell whether two signs stand in a text, side by side; one alone is looked for far faster.

    >>> _has("</", "so</i>"), _has("</", "a < b / c")
    (True, False)
    """
    return pair[0] in text and pair in text
