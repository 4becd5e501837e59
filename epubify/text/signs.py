"""Keys: what an author says that signs around words mean, as ``//abc// = telepathy``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from epubify.text.lazy_pattern import lazy, made_by
from epubify.text.lexicon import folded, table
from epubify.text.recogniser import recogniser
from epubify.text.word_patterns import AS_WRITTEN, alternatives, filled

_MIRRORED = str.maketrans("([{<«‹", ")]}>»›")
_SIGNS = "\"“”'‘’*/<>()[]{}~:_=#^|+«»‹›`"
_IN_BREAK = frozenset(f"{_SIGNS}- ")
"""What the second sign of a mark of a scene break is."""
_SAMPLE = r"(?:\w[\w ,.'’-]{0,24}?|\.{2,5}|…)"
_MAY_BE_KEY = lazy(f"[{re.escape(_SIGNS)}-]")
"""What stands in every entry of a key, and not in most lines."""
_AROUND = lazy(
    rf"(?P<opener>[{re.escape(_SIGNS)}]{{1,3}})\s*(?P<sample>{_SAMPLE})?[.!?…]{{0,3}}\s*"
    rf"(?P<closer>[{re.escape(_SIGNS)}]{{1,3}})"
)


def _words() -> dict[str, list[str]]:
    """Return the lists of words that patterns are filled with."""
    words: dict[str, list[str]] = table("signs")["words"]
    return words


_LINKED = filled(
    r"\s*(?P<link>[=:–—-]{1,2}|@link@\b|)\s*(?P<named>[^\W\d_][^=;\n]{0,60})", _words, AS_WRITTEN
)
_LINKED_BEFORE = filled(
    r"(?P<named>[^\W\d_][\w ’'-]{0,40}?)\s*(?:[=:]|\b@link_before@\b(?: @in@\b)?)\s*"
    rf"(?=[{re.escape(_SIGNS)}])",
    _words,
    AS_WRITTEN,
)
_WITHIN = filled(rf"(?:[^\W\d_]+ ){{0,3}}@within@ (?=[{re.escape(_SIGNS)}])", _words)
"""Before the signs: ``Words in``, ``Anything between``."""


def _behind_what_links() -> re.Pattern[str]:
    words = (re.escape(word) for word in (*_words()["link_before"], *_words()["in"]))
    linked = "|".join(rf"(?<=\b{word}.)" for word in words)
    return re.compile(rf"[{re.escape(_SIGNS)}](?:(?<=[=:])|(?<=\s.)|{linked})", re.IGNORECASE)


_MAY_LINK = made_by(_behind_what_links)
"""What stands in every entry that does not begin with a sign: one that links, or one behind a space
or a word that does. What stands before is asked last, so that only signs are looked at."""
_PLACEHOLDER = made_by(
    lambda: re.compile(
        rf"(?:{alternatives(table('signs')['placeholders'])}|\.{{2,5}}|…)*", re.IGNORECASE
    )
)
"""What a sample says that stands for any words, without its spaces."""
_PARTS = lazy(
    r"[;\n\t]|,\s*(?=[^\w\s])|\s{2,}|"
    rf"\s+(?=[{re.escape(_SIGNS)}]{{1,3}}{_SAMPLE}[{re.escape(_SIGNS)}]{{1,3}}\s*=)"
)
"""Between the entries of a key that stand on one line."""
_BREAK = filled(
    rf"(?P<opener>[{re.escape(_SIGNS)}-]"
    rf"[{re.escape(_SIGNS)}\- ]{{0,20}}?[{re.escape(_SIGNS)}-])"
    r" *(?=(?:[=:–—]|-{1,2} |@link_of_break@\b) *[^\W_])",
    _words,
    AS_WRITTEN,
)
_LABEL = filled(r"@label@\s*[:=]\s*|[-•·–]\s+", _words)
"""Before an entry: what the list is called, or a bullet."""
_HEADING = filled(r"@heading@(?: @heading_of@)?\s*:?", _words)
LONGEST = 120
"""Characters of a line that may be one entry; with more, prose is searched for nothing,
with fewer, long explanations are missed."""
LONGEST_SAMPLE = 32
"""Characters of a sample that says what it is, with its signs; with more, lines of a song between
stars count as samples, with fewer, ``*Character thinking*`` is missed."""


class Sign(NamedTuple):
    """Signs that stand around words, and what their author means by them."""

    opener: str
    closer: str
    """Empty for the mark of a scene break, which has nothing to stand around."""
    meaning: str
    """One of the meanings of ``data/signs.toml``."""


@recogniser(
    takes=(
        "//abc// = telepathy",
        "Dreams are in [brackets]",
    ),
    spares=(
        "“Really?” thought Mary.",
        "2 * 3 * 4 = 24",
    ),
)
def read_key(text: str) -> tuple[Sign, ...]:
    """Return the signs that a text explains, empty where it is not a key to signs.

    Every entry must be understood: a line that only begins like a key is prose.

    >>> read_key("//abc// = telepathy; *text* - thoughts")
    (Sign(opener='//', closer='//', meaning='telepathy'), Sign(opener='*', closer='*', \
meaning='thought'))
    >>> read_key("Dreams are in [brackets]")
    (Sign(opener='[', closer=']', meaning='dream'),)
    >>> read_key("“Really?” thought Mary."), read_key("2 * 3 * 4 = 24")
    ((), ())
    """
    if not may_be_key(text):
        return ()
    found: list[Sign] = []
    for part in _entries(text):
        sign = _entry(part)
        if sign is None:
            return ()
        found.append(sign)
    return tuple(found)


def may_be_key(text: str) -> bool:
    """Tell whether a text has what an entry of a key cannot do without.

    It begins with signs around a sample, or with words that link what they mean to signs.

    >>> may_be_key("//abc// = telepathy"), may_be_key("Dreams are in [brackets]")
    (True, True)
    >>> may_be_key("It wasn't far-off, she said."), may_be_key("'No, it is not nearly as far.'")
    (False, False)
    """
    first = text[:1]
    if first.isalnum():
        linked = _MAY_LINK.search(text, 0, LONGEST + 1) is not None
        return linked and any(before.match(text) for before in (_LINKED_BEFORE, _WITHIN, _LABEL))
    if first and first in _SIGNS:
        return (_AROUND.match(text) or _break_mark(text)) is not None
    return _MAY_BE_KEY.search(text) is not None


def key_lines(texts: Sequence[str]) -> list[bool]:
    """Tell of each of several lines whether it belongs to a key.

    Beside an entry that explains itself stand its heading and samples that say what they are:
    ``Key:``, ``"Talking"``. Two such samples with different signs are a key as well.

    >>> key_lines(["Key:", '"Talking"', "*abc* = thoughts", "She ran."])
    [True, True, True, False]
    >>> key_lines(['"Talking"', "'Thinking'"]), key_lines(["*Flashback*", "She ran."])
    ([True, True], [False, False])
    """
    whole = "\n".join(texts)
    used = [sign for sign in f"{_SIGNS}-" if sign in whole]
    entries = [any(map(text.__contains__, used)) and bool(read_key(text)) for text in texts]
    samples = [read_sample(text) if len(text) <= LONGEST_SAMPLE else None for text in texts]
    found = list(entries)
    if not (any(entries) or any(samples)):
        return found  # as in most stories
    for start, end in _runs([e or s is not None for e, s in zip(entries, samples, strict=True)]):
        signs = {sample.opener for sample in samples[start:end] if sample}
        if any(entries[start:end]) or len(signs) > 1:
            found[start:end] = [True] * (end - start)
            if start and _HEADING.fullmatch(texts[start - 1].strip()):
                found[start - 1] = True
    return found


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of true flags."""
    start = None
    for index, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = index
        elif not flag and start is not None:
            yield start, index
            start = None


@recogniser(takes=("*Thinking*",), spares=("*He was thinking of home.*",))
def read_sample(text: str) -> Sign | None:
    """Return the sign of a sample that says what it is, None for any other text.

    >>> read_sample("*Thinking*")
    Sign(opener='*', closer='*', meaning='thought')
    """
    if len(text) > LONGEST_SAMPLE:
        return None
    match = _AROUND.fullmatch(text.strip())
    pair = _pair(match) if match and match["sample"] else None
    return _signed(pair, match["sample"], to_the_end=True) if match and pair else None


def read_signs(texts: Sequence[str]) -> Iterator[Sign]:
    """Yield every sign that the keys among several lines explain."""
    for text, belongs in zip(texts, key_lines(texts), strict=True):
        if belongs:
            sample = read_sample(text)
            yield from read_key(text) or ((sample,) if sample else ())


def _entries(text: str) -> Iterator[str]:
    """Yield the entries on a line as they are found: what begins with prose is not gone through."""
    start = 0
    for parting in _PARTS.finditer(text):
        if part := text[start : parting.start()].strip():
            yield part
        start = parting.end()
    if part := text[start:].strip():
        yield part


def _entry(text: str) -> Sign | None:
    """Return the sign that one entry explains."""
    if len(text) > LONGEST:
        return None
    label = _LABEL.match(text)
    text = text[label.end() if label else 0 :].strip(" .,!")
    return _break(text) or _meaning_first(text) or _signs_first(text)


def _break(text: str) -> Sign | None:
    mark = _break_mark(text)
    told = _LINKED.fullmatch(text, mark.end()) if mark else None
    if mark and told and told["link"] and _meaning(told["named"], to_the_end=False) == "break":
        return Sign(mark["opener"], "", "break")
    return None


def _break_mark(text: str) -> re.Match[str] | None:
    """Return the mark of a scene break that an entry begins with: two signs or more, and words."""
    return _BREAK.match(text) if text[1:2] in _IN_BREAK and any(map(str.isalnum, text)) else None


def _meaning_first(text: str) -> Sign | None:
    """Read ``telepathy = //abc//`` and ``Thoughts are in *stars*``."""
    before = _LINKED_BEFORE.match(text)
    match = _AROUND.fullmatch(text, before.end()) if before else None
    if before and match and (pair := _pair(match)) and _is_placeholder(match["sample"]):
        return _signed(pair, before["named"], to_the_end=True)
    return None


def _signs_first(text: str) -> Sign | None:
    """Read ``//abc// = telepathy`` and ``Words in //slashes// are telepathy``."""
    within = _WITHIN.match(text)
    match = _AROUND.match(text, within.end() if within else 0)
    linked = _LINKED.fullmatch(text, match.end()) if match else None
    if not match or not linked or not (pair := _pair(match)):
        return None
    if linked["link"] != "=" and not _is_placeholder(match["sample"]):
        return None
    return _signed(pair, linked["named"], to_the_end=not linked["link"])


def _pair(match: re.Match[str]) -> tuple[str, str] | None:
    """Return what stands before and after a sample, None where the two are not a pair."""
    opener, closer = match["opener"], match["closer"]
    if not match["sample"] and len(opener) == 1 and opener == closer and opener in "-:=":
        return None
    mirrored = opener.translate(_MIRRORED)[::-1]
    curly = opener in "“‘" and closer in "”’"
    return (opener, closer) if closer == mirrored or curly else None


def _is_placeholder(sample: str | None) -> bool:
    return _PLACEHOLDER.fullmatch((sample or "").replace(" ", "")) is not None


def _signed(pair: tuple[str, str], named: str, *, to_the_end: bool) -> Sign | None:
    meaning = _meaning(named, to_the_end=to_the_end)
    return Sign(*pair, meaning) if meaning else None


def _meaning(named: str, *, to_the_end: bool) -> str | None:
    """Return the meaning that words name; more words may follow, unless ``to_the_end``."""
    words = [word.strip("'’.,()") for word in folded(named).split()]
    while words and words[0].replace("'s", "s").replace("’s", "s") in _qualities():
        words.pop(0)
    for length in range(min(3, len(words)), 0, -1):
        meaning = _meanings().get(" ".join(words[:length]))
        if meaning and not (to_the_end and len(words) > length + 1):
            return meaning
    return None


@cache
def _meanings() -> dict[str, str]:
    return {
        folded(word): meaning
        for meaning, languages in table("signs")["meanings"].items()
        for words in languages.values()
        for word in words
    }


@cache
def _qualities() -> frozenset[str]:
    return frozenset(folded(word) for word in table("signs")["qualities"])
