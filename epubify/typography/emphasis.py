"""Emphasis: marks typed around words, ``_so_`` or ``*so*``, read as pairs.

Gutenberg's transcribers, mail and Markdown write ``_x_``, ``*x*``, ``/x/``, ``**x**``, ``=x=``
and ``~x~``. A mark that is not one of a pair is a character like any other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, Stretch, marking, rule
from epubify.typography.context import Context

EMPHASIS, STRONG = frozenset({"emphasis"}), frozenset({"strong"})
FAMILIES = {
    "*": EMPHASIS,
    "**": STRONG,
    "***": EMPHASIS | STRONG,
    "_": EMPHASIS,
    "__": STRONG,
    "/": EMPHASIS,
    "//": EMPHASIS,
    "~": EMPHASIS,
    "=": STRONG,
}
"""The marks that are read, and what they mean."""

ALWAYS = frozenset({"*", "**", "***", "_", "__"})
"""Marks of which a single good pair is proof enough; the others have more other uses."""

LONGEST = 20_000
"""Characters between two marks from which on they are not taken for a pair. With
fewer, long letters in emphasis lose it; with more, two strays pages apart make a pair."""

LONGEST_WORD, DASH_REACH, URL_REACH = 40, 12, 80
"""Characters looked at for the end of a word that a mark opens within, for a dash before a closing
mark, and for an address before an opening one. With fewer, ``un_believ_able``, dashes in many
signs and long addresses are misread; more only take time."""

_SIGNS = frozenset("".join(FAMILIES))
_RUN = lazy(r"(\*+|_+|/+|~+|=+)")
_UNSPACED = (
    *(("\u3000", "\u30ff"), ("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"), ("\uff00", "\uffef")),
)
"""Characters of scripts that set no spaces between words: a mark stands beside them."""
_BEFORE = frozenset("\"'“”‘’«»„‚([{<>—–-…/*_~=,:;¡¿.!?")
_AFTER = frozenset("\"'“”‘’‚«»)]}<>—–-…/*_~=,.;:!?¹²³⁰⁴⁵⁶⁷⁸⁹")
"""What may stand before an opening mark and after a closing one, besides spaces."""
_NOTE_SIGN = lazy(r"\[[\d*†‡§¶]+\]|\([\d*†‡§¶]+\)")
"""After a closing mark: what leads to a footnote."""
_HAS_WORD = lazy(r"[^\W_]")
_LEADS_ON = lazy(r"[.?!]{2,4}\w| +(?:-{1,9}|[–—])(?!-)")
"""After an opening mark: dots, or a spaced dash, that lead on to a word."""
_CLOSING_GUILLEMET = lazy(r"[ \u00A0\u202F]?»(?!\w)", needs="»")
_MARK_IN_WORD = lazy(r"[^\W_]{0,40}[*_/]\w")
_DASH_BEFORE = lazy(r"[^\s*_](?: *-{1,3}| *[–—]) *$")
"""Before a closing mark: speech that breaks off at a spaced dash."""
_URL_BEFORE = lazy(r"(?:https?:|ftp:|www\.|[\w.]+\.(?:com|org|net)\b)\S*$")


class Pair(NamedTuple):
    """Two marks and what stands between them."""

    family: str
    opener: int
    """Offset of the opening mark."""
    closer: int
    """Offset of the closing mark."""

    @property
    def inside(self) -> tuple[int, int]:
        """Start and end of the text between the marks."""
        return self.opener + len(self.family), self.closer


def has_marks(text: str) -> bool:
    """Tell whether a text has any character that emphasis is marked by; most have none."""
    return any(map(text.__contains__, _SIGNS))


def find_pairs(text: str, families: Iterable[str] = FAMILIES) -> list[Pair]:
    """Return the pairs of marks in a text, nested ones too, in the order of their ends.

    A mark opens after a space, a quotation mark or the like and before a word, and closes
    after a word; within a word it may do one of both, so that ``*un*done`` is read and
    ``snake_case_name`` is not.

    >>> [pair.inside for pair in find_pairs("is _that_ so")]
    [(4, 8)]
    >>> find_pairs("5*3*2, f*** and file_name_here")
    []
    """
    if not has_marks(text):
        return []
    open_marks: dict[str, int] = {}
    pairs: list[Pair] = []
    for match in _RUN.finditer(text):
        family = match.group()
        if family not in families or family not in FAMILIES:
            continue
        opener = open_marks.get(family)
        if opener is not None and match.start() - opener > LONGEST:
            opener = None
        if opener is not None and _closes(text, match, opener):
            pairs.append(Pair(family, opener, match.start()))
            # Marks opened since then and still open cross this pair: they are literal.
            open_marks = {k: at for k, at in open_marks.items() if at < opener}
        elif _opens(text, match):
            open_marks[family] = match.start()
    return pairs


def _opens(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    # A no-break space is one that typesetting puts there, and changes nothing.
    if after in " \t\n,.;:!?)]}" and not _LEADS_ON.match(text, match.end()):
        return False
    if _CLOSING_GUILLEMET.match(text, match.end()):
        return False
    if not before or before in _BEFORE or _stands_apart(before):
        return match.group()[0] != "/" or _is_no_path(text, match)
    within = match.group()[0] in "*_/" and before.isalpha() and after.isalpha()
    return within and _closes_with_word(text, match)


def _stands_apart(sign: str) -> bool:
    """Tell whether a sign beside a mark is a space, or of a script that needs none."""
    return sign.isspace() or any(first <= sign <= last for first, last in _UNSPACED)


def _is_no_path(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 1]
    return not after.isdigit() and after not in "/\\"


def _closes_with_word(text: str, match: re.Match[str]) -> bool:
    """Tell whether a mark within a word has its partner where that word ends."""
    mark = re.escape(match.group())
    rest = text[match.end() : match.end() + LONGEST_WORD]
    return bool(re.match(rf"[^\W_]+{mark}(?![\w*_/])", rest))


def _closes(text: str, match: re.Match[str], opener: int) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    inside = text[opener + len(match.group()) : match.start()]
    if not _HAS_WORD.search(inside) or before in "([{“‘«„":
        return False
    if before.isspace() and not _DASH_BEFORE.search(
        text, max(opener, match.start() - DASH_REACH), match.start()
    ):
        return False
    in_path = "/" in inside or _URL_BEFORE.search(text[max(0, opener - URL_REACH) : opener])
    if match.group()[0] == "/" and in_path:
        return False
    if not after or after in _AFTER or _stands_apart(after) or _NOTE_SIGN.match(text, match.end()):
        return True
    return _closes_in_word(text, match, opener)


def _closes_in_word(text: str, match: re.Match[str], opener: int) -> bool:
    """Tell whether two marks hold the first part of a word, without a third: `_any_one`."""
    inside, after = text[opener + len(match.group()) : match.start()], text[match.end()]
    at_boundary = opener == 0 or not text[opener - 1].isalnum()
    parted = at_boundary and inside.isalpha() and after.isalpha() and match.group()[0] in "*_/"
    return parted and not _MARK_IN_WORD.match(text, match.end())


def used_families(texts: Iterable[tuple[str, bool]]) -> frozenset[str]:
    """Return the families of marks that texts use in pairs.

    Each text comes with whether its marks have been read before: then all that are left in
    it are strays. Stars and underscores count wherever a pair stands. Slashes, tildes and
    equals signs have other uses, so that they need two pairs, or one around several
    words, and no more strays than pairs.

    >>> texts = ["/not so/ he said", "=once="]
    >>> sorted(used_families((text, False) for text in texts) - ALWAYS)
    ['/']
    """
    pairs: Counter[str] = Counter()
    strays: Counter[str] = Counter()
    for text, is_read in texts:
        if not ("/" in text or "~" in text or "=" in text):
            continue  # as nearly all
        found = [] if is_read else find_pairs(text)
        for pair in found:
            pairs[pair.family] += 1 + (" " in text[slice(*pair.inside)])
        paired = {at for pair in found for at in (pair.opener, pair.closer)}
        loose = (m for m in _RUN.finditer(text) if m.start() not in paired)
        strays.update(m.group() for m in loose if not _is_within_word(text, m))
    shown = {f for f in FAMILIES if pairs[f] >= 2 and pairs[f] >= strays[f]}
    return ALWAYS | shown


def _is_within_word(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return before.isalnum() and after.isalnum()


def _between_marks(text: str, context: Context) -> Iterator[Stretch]:
    """Yield what stands between two marks of emphasis."""
    for pair in find_pairs(text, context.families):
        yield (*pair.inside, FAMILIES[pair.family])


@marking(_between_marks)
@rule(
    "emphasis",
    leaves="Marks without a partner, f***, 5*3, and/or, paths, snake_case, capitals: all text.",
    changes=(
        ("It was _very_ late.", "It was very late."),
        ("“*No*body,” she said.", "“Nobody,” she said."),
        ("**Stop!** he cried.", "Stop! he cried."),
        ("_Nellie_'s sails", "Nellie's sails"),
        ("a _barge_[2] on the _Len_ (the river)", "a barge[2] on the Len (the river)"),
    ),
    keeps=("What the f*** is it?", "5*3*2 and 4*4", "and/or", "see file_name_here", "a * b"),
    needs="".join(FAMILIES),
)
def emphasis(text: str, context: Context) -> Iterator[Change]:
    """Marks typed around words become emphasis: `_x_ *x* /x/ ~x~`, and `**x** =x=` strong."""
    offsets = []
    for pair in find_pairs(text, context.families):
        offsets += [(at, at + len(pair.family)) for at in (pair.opener, pair.closer)]
    yield from ((start, end, "") for start, end in sorted(offsets))
