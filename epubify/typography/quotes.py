"""Quotation marks and apostrophes, read as pairs over a whole passage.

Each mark may open, close, or be an apostrophe. The neighbours of a mark make some readings
cheap (`clues`); the marks before it do, because what closes must be open. The reading of
all marks that is cheapest together wins, found by Viterbi's algorithm over the few ways in
which quotations nest. So one lost or doubled mark costs its price, and does not turn
around all that follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule
from epubify.typography.context import DOUBLE, SINGLE, Context
from epubify.typography.mark_clues import IN_WORD, KINDS, find_clues, last_closer
from epubify.typography.outer_marks import SHORT
from epubify.typography.tables import english_words

OPEN, CLOSE, APOSTROPHE = "open", "close", "apostrophe"

DEPTH = 3
"""Quotations within quotations that are followed; deeper ones count as mistakes. With
fewer, a letter read out in a speech ends it; with more, every pair that is missing opens one."""

# What it costs, in the measure of `mark_clues`, when marks do not make pairs. Larger costs make
# marks follow their partners against their neighbours, so that one slip turns all marks after
# it; smaller ones follow the neighbours, and speeches stay open where a space is wrong.
WRONG_HABIT = 2.0
"""A quotation that begins with the marks which stand inside in this stretch."""
REOPENED = 3.0
"""An opening mark where the same kind is open: the closing one is missing."""
STRAY = 4.0
"""A closing mark with nothing to close."""
LEFT_OPEN = 2.5
"""A quotation open at the end, where the next passage does not go on with it."""
CROSSED = 3.0
"""An inner quotation still open where the outer one closes."""


MOST_MARKS, MOST_KNOWN = 24, 8_192
"""Marks of a passage whose reading is remembered by what their neighbours say, and how many such
readings are: about 8 MB. Larger ones remember what does not come again, smaller ones work out the
same few ways to quote for each speech of a novel."""

_Path = tuple[float, str, Any]
"""What it costs to read the marks up to one so, the role of that one, and the path before it."""
_Costs = tuple[str, float, float, float]
"""Of one mark: its kind, and what it costs to take it for opening, closing, an apostrophe."""


def read_marks(text: str, context: Context) -> list[tuple[int, str, str]]:
    """Return place, kind and role of each quotation mark that is not within a word.

    >>> read_marks("'Tis \\"so.\\"", Context())
    [(0, 'S', 'apostrophe'), (5, 'D', 'open'), (9, 'D', 'close')]
    """
    clues = find_clues(text, context)
    costs = tuple(clue[1:] for clue in clues)  # all but where it stands
    read = _roles_again if len(costs) <= MOST_MARKS else _roles
    roles = read(costs, context.outer, context.next_opens)
    return [(c.at, c.kind, role) for c, role in zip(clues, roles, strict=True)]


def _roles(costs: Sequence[_Costs], outer: str, next_opens: str) -> list[str]:
    """Return the role of each of some marks: the reading that is cheapest as a whole."""
    paths: dict[str, _Path] = {"": (0.0, "", None)}
    for cost in costs:
        paths = _step(paths, cost, outer)
    ends = ((p[0] + _cost_of_end(state, next_opens), p) for state, p in paths.items())
    path = min(ends, key=itemgetter(0))[1]
    roles: list[str] = []
    while path[2] is not None:
        roles.append(path[1])
        path = path[2]
    return roles[::-1]


_roles_again = lru_cache(maxsize=MOST_KNOWN)(_roles)


def _step(paths: dict[str, _Path], mark: _Costs, outer: str) -> dict[str, _Path]:
    best: dict[str, _Path] = {}
    for state, path in paths.items():
        for role, cost, after in _readings(state, mark, outer):
            total = path[0] + cost
            if after not in best or total < best[after][0]:
                best[after] = (total, role, path)
    return best


def _readings(state: str, mark: _Costs, outer: str) -> Iterator[tuple[str, float, str]]:
    kind, opening, closing, apostrophe = mark
    if state.endswith(kind) or len(state) == DEPTH:
        yield OPEN, opening + REOPENED, state
    else:
        habit = WRONG_HABIT if not state and kind != outer else 0.0
        yield OPEN, opening + habit, state + kind
    if kind in state:
        around = state[: state.rindex(kind)]
        crossed = len(state) - len(around) - 1
        yield CLOSE, closing + CROSSED * crossed, around
    else:
        yield CLOSE, closing + STRAY, state
    if kind == SINGLE:
        yield APOSTROPHE, apostrophe, state


def _cost_of_end(state: str, next_opens: str) -> float:
    going_on = 0
    for ours, theirs in zip(state, next_opens, strict=False):
        if ours != theirs:
            break
        going_on += 1
    return LEFT_OPEN * (len(state) - going_on)


_ROCK_AND_ROLL = lazy(
    r"(?<=\w)"
    + "".join(rf"(?<!\b{re.escape(word)})" for word in sorted(english_words().before_letters))
    + r" ('[nN]') (?=\w)"
)


_OPENED_WORD = lazy(r"(?<!\w)‘([^\W\d_]+)(?!\w)")


@rule(
    "apostrophes",
    leaves="Apostrophes at the edges of words, which `quotes` tells from quotation marks.",
    changes=(
        ("don't", "don’t"),
        ("the 1990's", "the 1990’s"),
        ("rock 'n' roll", "rock ’n’ roll"),
        ("get ‘em", "get ’em"),
    ),
    keeps=("don’t", "5'2", "the letter 'n'", "‘Till then,’ he said."),
    needs="'‘",
)
def apostrophes(text: str, context: Context) -> Iterator[Change]:
    """Apostrophes within words and of ’n’ are curled, those of ’em and ’tis turned around.

    Word processors take the apostrophe of ‘em for an opening quotation mark; it is one only
    where a mark that may close it follows.
    """
    if "'" not in text and "‘" not in text:
        return
    found = [match.start() for match in IN_WORD.finditer(text) if match.group() == "'"]
    if context.language.english:
        for match in _ROCK_AND_ROLL.finditer(text) if "'n' " in text or "'N' " in text else ():
            found += [match.start(1), match.end(1) - 1]
        found += _turned(text, context) if "‘" in text else ()
    for at in sorted(found):
        yield at, at + 1, "’"


def _turned(text: str, context: Context) -> list[int]:
    """Return where an opening mark before a clipped word has nothing to close it."""
    opened = list(_OPENED_WORD.finditer(text))
    edge = last_closer(text) if opened else -1
    return [
        match.start()
        for match in opened
        if match.start() > edge and match.group(1).lower() in context.words.elisions
    ]


@rule(
    "quotes",
    leaves="Marks that are curled already; the kind of mark (single stays single).",
    changes=(
        ("\"I said 'no,'\" he said.", "“I said ‘no,’” he said."),
        ("'Oh, so you’re here?'", "‘Oh, so you’re here?’"),
        ("'Tis the boys' ball, take 'em", "’Tis the boys’ ball, take ’em"),
        ("in the summer of '69", "in the summer of ’69"),
        ('"But I—" she said, "yes."', "“But I—” she said, “yes.”"),
    ),
    keeps=("“No,” he said.", "‘No,’ he said.", "6′2″"),
    needs="\"'",
)
def quotes(text: str, context: Context) -> Iterator[Change]:
    """Straight quotation marks become curly ones, matched as pairs over the passage."""
    if '"' not in text and "'" not in text:
        return
    guillemets = context.language.quotes[0] in "«»" and ("«" in text or "»" in text)
    for at, kind, role in read_marks(text, context):
        if text[at] in "\"'":
            yield at, at + 1, _glyph(kind, role, context, inner=guillemets)


def _glyph(kind: str, role: str, context: Context, *, inner: bool) -> str:
    if role == APOSTROPHE:
        return "’"
    first, last, inner_first, inner_last = context.language.quotes
    if kind == SINGLE or inner:
        return inner_first if role == OPEN else inner_last
    return first if role == OPEN else last


_FIRST_DOUBLE = lazy(r"[^\W\d_][^\"“”„]{1,200}[.,!?…—'’]([\"”])(?=\s|$)")
_SENTENCE_END = lazy(r"[.!?…]['’)]* ")
_WORDS = lazy(r"[^\W\d_]+")
_STOPS = frozenset(".!?…")
_SPOKEN = lazy(r"[\"“'‘](?![\"“'‘\s])[^\"“”]*[^\W_][.!?…]+$")

RARELY = 0.04
"""Share of short speeches left open up to which that is a slip and not a habit. With more,
marks are added to speeches that go on in the next paragraph; with less, slips are left."""


@rule(
    "lost-quotes",
    leaves="Marks lost anywhere else, and speech that goes on from or to another paragraph: "
    "nobody can say for sure where the mark was.",
    changes=(("Come in,” she said. “Sit.”", "“Come in,” she said. “Sit.”"),),
    keeps=("He sat down. Come in,” he said.", "“Come in,” she said.", "a board of 12”", "“So."),
    needs="\"“”'‘",
    where=lambda context: context.language.english,
)
def lost_quotes(text: str, context: Context) -> Iterator[Change]:
    """A mark is put back where a paragraph's first sentence or only short speech lacks it."""
    if not context.language.english:
        return
    first, last, _, inner_last = context.language.quotes
    if _lacks_opening(text, context):
        yield 0, 0, first
    if _lacks_closing(text, context):
        yield len(text), len(text), last if context.outer == DOUBLE else inner_last


def may_lack_opening(text: str) -> bool:
    """Tell whether a passage as it was typed may lack its first mark: it begins with none, and has
    one that may close. Only of such a one it is asked whether what stands before it is left open.

    >>> may_lack_opening("Come in,” she said."), may_lack_opening("“Come in,” she said.")
    (True, False)
    """
    return text[:1] not in KINDS and ('"' in text or "”" in text)


def _lacks_opening(text: str, context: Context) -> bool:
    end = _FIRST_DOUBLE.match(text) if context.outer == DOUBLE else None
    if end is None or _SENTENCE_END.search(text, 0, end.start(1)):
        return False
    roles = (role for at, _, role in read_marks(text, context) if at == end.start(1))
    role = next(roles, None)
    return role == CLOSE and not _is_left_open(context.before, context)


def _may_lack_closing(text: str) -> bool:
    """Tell whether a short passage may lack its last mark: it ends in a stop, and no double mark
    stands behind the one that it begins with.

    >>> _may_lack_closing("“Come in."), _may_lack_closing("“Come,” he said.")
    (True, False)
    """
    return text[-1:] in _STOPS and not any(map(text[1:].__contains__, '"“”'))


def _lacks_closing(text: str, context: Context) -> bool:
    if context.left_open > RARELY or len(text) > SHORT or not _may_lack_closing(text):
        return False
    if not _SPOKEN.match(text):
        return False
    if KINDS[text[0]] != context.outer:
        return False
    # With a tag in it, the mark was lost before that and not at the end.
    if not context.words.speech_verbs.isdisjoint(_WORDS.findall(text.lower())):
        return False
    roles = [role for _, kind, role in read_marks(text, context)]
    return roles[:1] == [OPEN] and not {OPEN, CLOSE} & set(roles[1:])


def _is_left_open(text: str, context: Context) -> bool:
    roles = [role for _, kind, role in read_marks(text, context) if kind == DOUBLE]
    return roles[-1:] == [OPEN]


def opening_kinds(text: str) -> str:
    """Return the kinds of the quotation marks that a passage begins with.

    >>> opening_kinds("\\"'No,' he said.\\"")
    'DS'
    """
    kinds = ""
    if text[:1].isalnum():
        return kinds  # as most
    for char in text.lstrip(" *_/~="):
        if char not in KINDS or len(kinds) > 2 * DEPTH:
            break
        kinds += KINDS[char]
    return kinds.replace("DD", "D")
