"""Which language a text is in, how its script runs, and epubify's own words in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from epubify.model.data_tables import read_table
from epubify.text.latin import ONLY_LATIN
from epubify.text.lazy_pattern import lazy
from epubify.text.word_counts import frequencies

UNKNOWN = "und"
"""The BCP 47 tag for an unknown language."""

_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})

# BCP 47 (RFC 5646, section 2.1), without the grandfathered tags.
_TAG = lazy(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})"
    r"(?:-(?P<script>[A-Za-z]{4}))?(?:-(?P<region>[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?"
)

_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
"""What says in a tag that Chinese is written in traditional characters (RFC 5646, Unicode CLDR)."""

_SCRIPTS = {
    "latin": (("A", "Z"), ("a", "z"), ("\u00c0", "\u024f"), ("\u1e00", "\u1eff")),
    "cyrillic": (("\u0400", "\u052f"),),
    "greek": (("\u0370", "\u03ff"), ("\u1f00", "\u1fff")),
    "hebrew": (("\u0590", "\u05ff"),),
    "arabic": (("\u0600", "\u06ff"), ("\u0750", "\u077f")),
    "han": (("\u3400", "\u4dbf"), ("\u4e00", "\u9fff")),
    "kana": (("\u3041", "\u30ff"),),
    "devanagari": (("\u0900", "\u097f"),),
    "thai": (("\u0e00", "\u0e7f"),),
    "hangul": (("\u1100", "\u11ff"), ("\uac00", "\ud7af")),
    "bn": (("\u0980", "\u09ff"),),
    "pa": (("\u0a00", "\u0a7f"),),
    "gu": (("\u0a80", "\u0aff"),),
    "or": (("\u0b00", "\u0b7f"),),
    "ta": (("\u0b80", "\u0bff"),),
    "te": (("\u0c00", "\u0c7f"),),
    "kn": (("\u0c80", "\u0cff"),),
    "ml": (("\u0d00", "\u0d7f"),),
    "si": (("\u0d80", "\u0dff"),),
    "lo": (("\u0e80", "\u0eff"),),
    "bo": (("\u0f00", "\u0fff"),),
    "my": (("\u1000", "\u109f"),),
    "ka": (("\u10a0", "\u10ff"),),
    "hy": (("\u0530", "\u058f"),),
    "am": (("\u1200", "\u137f"),),
    "km": (("\u1780", "\u17ff"),),
}
"""The first and last letters of the ranges of each script; no letter is of two. A script that one
language is written in, far more than others, is called by the tag of that language."""
_TAG_LENGTH = 2
"""Letters of a script's name that is the tag of its language."""
_LATIN = lazy(f"[{''.join(map('-'.join, _SCRIPTS['latin']))}]")
_WORD = lazy(r"[^\W\d_]+(?:-[^\W\d_]+)?")

MOST_LETTERS = 8_192
"""Letters whose script is kept, about 1 MB: those of all texts but a few. With more, nothing is
gained; with fewer, those of Chinese texts are looked up again for each."""
_SAMPLE = 30_000
"""Characters looked at in each of three places; more makes no difference to the answer, with
fewer a quotation in another language decides."""
_KANA_SHARE = 0.05
"""Japanese mixes Han with kana, Chinese has none: a few per cent of kana decide. With a larger
share, Japanese dense with Han is taken for Chinese; with a smaller one, a Chinese text that
quotes Japanese for Japanese."""
_EXPECTED_SHARE = 0.3
"""About a third of the words of running prose stand in the list of its language. A larger share
makes every guess look unsure, a smaller one hides that a language has no list."""
UNSURE = 0.3
"""Confidence below which a person is asked about the language. With more, short stories are all
asked about; with less, a wrong language sets wrong quotation marks and nobody is told."""
_CHINESE = ("zh-Hans", "zh-Hant")
_CLEAR_LEAD = 3
"""So many times as many characters must be of one form. With a smaller lead a text that quotes
gets the wrong labels; with a larger one, a text that was half converted gets none."""
_NEARLY, _FAR_MORE = 0.7, 2
"""Share of the best that a language has which is nearly as likely, and how many times as many
different words. With larger ones lists of titles are in the wrong language; with smaller ones a
language passes for the next of its kin."""
_ENOUGH_WORDS = 100
"""With fewer words than this a guess is worth less."""


def normal_tag(tag: str) -> str | None:
    """Return a language tag in its usual spelling, or None where it is not a BCP 47 tag.

    >>> normal_tag("EN_us"), normal_tag("zh-hant"), normal_tag("American English")
    ('en-US', 'zh-Hant', None)
    """
    match = _TAG.fullmatch(tag.strip().replace("_", "-")) if tag else None
    if not match:
        return None
    language, *rest = match.group().lower().split("-")
    script, region = match.group("script"), match.group("region")
    for place, part in enumerate(rest):
        if script and part == script.lower():
            rest[place], script = part.title(), None
        elif region and part == region.lower():
            rest[place], region = part.upper(), None
    return "-".join([language, *rest])


def direction(tag: str) -> str:
    """Return ``rtl`` for a language that is written from right to left, else ``ltr``.

    >>> direction("he"), direction("az-Arab"), direction("en-GB")
    ('rtl', 'rtl', 'ltr')
    """
    language, *rest = tag.lower().replace("_", "-").split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def phrase(tag: str, key: str) -> str:
    """Return one of epubify's own phrases in a language, in English where it has none.

    >>> phrase("de-AT", "contents"), phrase("tlh", "contents")
    ('Inhalt', 'Contents')
    """
    return _languages()[_known(tag)][key]


def _known(tag: str) -> str:
    """Return the language of the table that a tag means, English where there is none.

    >>> _known("no"), _known("zh-TW"), _known("zh"), _known("fr-CA"), _known("tlh")
    ('nb', 'zh-Hant', 'zh-Hans', 'fr', 'en')
    """
    language, *rest = tag.lower().replace("_", "-").split("-")
    if language == "zh":
        traditional = "hans" not in rest and _TRADITIONAL.intersection(rest)
        return "zh-Hant" if traditional else "zh-Hans"
    language = {"no": "nb"}.get(language, language)
    return language if language in _languages() else "en"


def guess_language(text: str) -> tuple[str, float]:
    """Return the language of a text as a BCP 47 tag, and how sure that is, from 0 to 1.

    The script decides first; where several languages share it, the most frequent words
    decide. Text without letters is ``("und", 0.0)``. Only languages of
    ``data/languages.toml`` are known: for another one the answer is a neighbour of low
    confidence. Below about 0.3 it is better to ask a person.

    >>> guess_language("Она сказала, что не знает, но это было не так.")[0]
    'ru'
    >>> guess_language("అనగనగా ఒక అడవిలో ఒక సింహం ఉండేది.")[0], guess_language("1234")
    ('te', ('und', 0.0))
    """
    sample = _sample(text)
    script, share = _script(sample)
    candidates = [tag for tag, entry in _languages().items() if entry["script"] == script]
    if script == "han":
        return _chinese(sample), round(share, 2)
    if len(candidates) > 1:
        return _by_words(sample, candidates)
    if not candidates and len(script) == _TAG_LENGTH:
        return script, round(share, 2)
    return (candidates[0], round(share, 2)) if candidates else (UNKNOWN, 0.0)


def _sample(text: str) -> str:
    """Return the text, or three pieces of a long one: headers may be in another language."""
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = (len(text) - _SAMPLE) // 2
    return "\n".join((text[:_SAMPLE], text[middle : middle + _SAMPLE], text[-_SAMPLE:]))


def _script(text: str) -> tuple[str, float]:
    """Return the script of most letters of a text, and its share of them."""
    if ONLY_LATIN.fullmatch(text):
        return ("latin", 1.0) if _LATIN.search(text) else ("", 0.0)
    counts = Counter(dict.fromkeys(_SCRIPTS, 0))
    for letter, times in Counter(text).items():
        if (name := _script_of(letter)) is not None:
            counts[name] += times
    east_asian = counts["han"] + counts["kana"]
    if counts["kana"] > _KANA_SHARE * east_asian:
        counts["kana"], counts["han"] = east_asian, 0
    name, count = counts.most_common(1)[0]
    return (name, count / counts.total()) if count else ("", 0.0)


@lru_cache(maxsize=MOST_LETTERS)
def _script_of(letter: str) -> str | None:
    """Return the script of a letter, None where it is of none of those known, or no letter."""
    for name, ranges in _SCRIPTS.items():
        if any(first <= letter <= last for first, last in ranges):
            return name
    return None


def _chinese(text: str) -> str:
    """Return which Chinese a text is in; ``zh`` where hardly a character tells.

    Texts are set in one form throughout; a few characters of the other are quoted or slips.

    >>> [_chinese(text) for text in ("這時候門開了", "天上日月", "这时候门开了")]
    ['zh-Hant', 'zh', 'zh-Hans']
    """
    counts = Counter(text)
    first, second = sorted(
        ((sum(counts[sign] for sign in _languages()[tag]["signs"]), tag) for tag in _CHINESE),
        reverse=True,
    )
    return first[1] if first[0] > _CLEAR_LEAD * second[0] else "zh"


def _by_words(text: str, candidates: list[str]) -> tuple[str, float]:
    """Return the candidate whose frequent words make up most of the text."""
    counts = frequencies([text.lower()], _WORD)
    total = max(1, counts.total())
    shares = sorted(
        (sum(counts[word] for word in counts.keys() & _words(tag)) / total, -place, tag)
        for place, tag in enumerate(candidates)
    )
    (second, _, _), (best, _, tag) = shares[-2:]
    tag = _of_more_words(counts, shares) or tag
    if not best:
        return candidates[0], 0.0
    lead = (best - second) / best
    known = min(1.0, best / _EXPECTED_SHARE)
    enough = min(1.0, total / _ENOUGH_WORDS)
    # A lead of a third over the next of kin is as clear as it gets between neighbours.
    return tag, round(min(1.0, 3 * lead) * known * enough, 2)


def _of_more_words(counts: Counter[str], shares: Sequence[tuple[float, int, str]]) -> str | None:
    """Return a language nearly as likely as the best of which far more different words stand in a
    text: lists say one word of several languages (``a``, ``by``) again and again.
    """
    best, _, tag = shares[-1]
    known = {tag: len(counts.keys() & _words(tag)) for share, _, tag in shares
             if share > _NEARLY * best}  # fmt: skip
    most = max(known, key=known.__getitem__, default=tag)
    return most if best and known[most] > _FAR_MORE * known[tag] else None


@cache
def _words(tag: str) -> frozenset[str]:
    return frozenset(_languages()[tag]["words"].split())


@cache
def _languages() -> dict[str, dict[str, str]]:
    return read_table("languages")
