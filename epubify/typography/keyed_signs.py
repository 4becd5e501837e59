"""Signs that the author explains: ``<abc>`` for thoughts, ``::abc::`` for telepathy.

What is set in italics for a reason of its own needs no signs; where signs of two kinds have
two meanings, only the first kind loses them, so that the two can still be told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from epubify.text.lexicon import table
from epubify.text.rule import Change, Stretch, marking, rule
from epubify.text.signs import Sign, read_signs
from epubify.typography.context import Context, KeyedSign
from epubify.typography.emphasis import EMPHASIS, FAMILIES, STRONG

_QUOTES = "\"“”„'‘’«»‹›`"
"""Signs that are set as quotation marks, whatever they stand for."""


def keyed_signs(texts: Sequence[str]) -> tuple[KeyedSign, ...]:
    """Return the signs to obey, from the texts in which an author may explain them.

    >>> [sign.kept for sign in keyed_signs(["<abc> = thoughts", "{abc} = telepathy"])]
    [False, True]
    """
    explained = {(sign.opener, sign.closer): sign for sign in read_signs(texts) if sign.closer}
    found: list[KeyedSign] = []
    first: dict[frozenset[str], str] = {}
    for sign in explained.values():
        marks = _marks(sign)
        if marks and sign.opener[0] not in _QUOTES:
            meaning = first.setdefault(marks, sign.meaning)
            plain = sign.meaning in (meaning, "emphasis")
            found.append(KeyedSign(sign.opener, sign.closer, marks, kept=not plain))
    return tuple(found)


def _marks(sign: Sign) -> frozenset[str]:
    words = table("signs")
    if sign.meaning in words["silent"]:
        return EMPHASIS
    return STRONG if sign.meaning in words["loud"] else frozenset()


def reads_as_typed(sign: KeyedSign) -> bool:
    """Tell whether a sign means what its typists mostly mean, so that `emphasis` reads it.

    >>> reads_as_typed(KeyedSign("/", "/", EMPHASIS)), reads_as_typed(KeyedSign("=", "=", EMPHASIS))
    (True, False)
    """
    same = sign.opener == sign.closer
    return same and not sign.kept and FAMILIES.get(sign.opener) == sign.marks


def find_signed(text: str, sign: KeyedSign) -> Iterator[tuple[int, int, int, int]]:
    """Yield start and end of each stretch with its signs, and of what stands between them.

    >>> list(find_signed("He sent <come home> twice.", KeyedSign("<", ">", EMPHASIS)))
    [(8, 19, 9, 18)]
    """
    for match in _pattern(sign.opener, sign.closer).finditer(text):
        start, end = match.span("inside")
        yield match.start(), match.end(), start, end


MOST_KEPT = 32
"""Pairs of signs whose pattern is kept; a story has two or three."""


@lru_cache(maxsize=MOST_KEPT)
def _pattern(opener: str, closer: str) -> re.Pattern[str]:
    first, last = re.escape(opener), re.escape(closer)
    alone = f"(?!{re.escape(closer[-1])})"
    return re.compile(
        rf"(?<![\w{re.escape(opener[0])}]){first}{alone}"
        rf"(?P<inside>(?=[^\w\s]{{0,3}}\w)(?:(?!{last}(?!\w))[^\n]){{1,2000}}?)"
        rf"(?<!\s){last}(?![\w{re.escape(closer[-1])}])"
    )


def _between_signs(text: str, context: Context) -> Iterator[Stretch]:
    """Yield what stands between signs, with the signs where they are kept."""
    for sign in context.signs:
        if not reads_as_typed(sign):
            for start, end, inside, stop in find_signed(text, sign):
                yield (start, end, sign.marks) if sign.kept else (inside, stop, sign.marks)


@marking(_between_signs)
@rule(
    "signs",
    leaves="Signs that no key explains, signs of speech, and quotation marks.",
    changes=(("<Where are you?> she sent.", "Where are you? she sent."),),
    keeps=("{Where are you?} she asked.", "2 < 3 and 3 > 2"),
    where=lambda context: bool(context.signs),
)
def signs(text: str, context: Context) -> Iterator[Change]:
    """Signs that the author's own key explains become emphasis: `<abc>`, `::abc::`, `{abc}`."""
    changes = []
    for sign in context.signs:
        if not sign.kept and not reads_as_typed(sign):
            for start, end, inside, stop in find_signed(text, sign):
                changes += [(start, inside, ""), (stop, end, "")]
    yield from _apart(changes)


def _apart(changes: list[Change]) -> Iterator[Change]:
    """Yield changes in their order, but none that overlaps the one before."""
    reached = 0
    for start, end, after in sorted(changes):
        if start >= reached:
            yield start, end, after
            reached = end
