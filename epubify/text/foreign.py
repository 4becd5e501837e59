"""Passages in another script than the book's, so that they are read out and set rightly.

A script that only one language of today uses tells the language (Greek, Hebrew, kana, Hangul,
Thai, Georgian, Armenian). Others tell only that it is not the book's: BCP 47 writes that as
``und`` with the script, which is enough to choose a font, and keeps a voice from reading
Russian as English. Nothing is guessed from words, and Latin letters are never marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from epubify.text.languages import UNKNOWN, direction
from epubify.text.latin import ONLY_LATIN
from epubify.text.lazy_pattern import lazy

_MARKS = "\u0300-\u036f"
_KANA = "\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff"
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"

_LETTERS = {
    "el": ("\u0370-\u0373\u0376-\u03e1\u03f0-\u03ff\u1f00-\u1fff", _MARKS),
    "he": ("\u05d0-\u05f2\ufb1d-\ufb4f", "\u0591-\u05c7"),
    "hy": ("\u0531-\u0556\u0560-\u0588", ""),
    "ka": ("\u10a0-\u10ff\u1c90-\u1cbf", ""),
    "ko": ("\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3", ""),
    "th": ("\u0e01-\u0e3a\u0e40-\u0e4e", ""),
    "ja": (_HAN + _KANA, "\u3001\u3002\u300c-\u300f\u30fb"),
    "und-Cyrl": ("\u0400-\u052f", _MARKS),
    "und-Arab": ("\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f", "\u064b-\u065f"),
    "und-Deva": ("\u0904-\u0939\u0958-\u0961\u0971-\u097f", "\u0900-\u0903\u093a-\u0957"),
}
"""For each tag the letters of its script, and what else may stand among them."""

_BETWEEN = r"[\s0-9.,;:!?…'’\"“”«»()\-–—]{1,4}"
_FEWEST = 2
"""Letters of a foreign word: a single one is more often a sign, a formula or a face than a word;
with a higher one, short words are lost."""

_IS_KANA = lazy(f"[{_KANA}]")
_OWN = {
    "el": "el",
    "he yi lad": "he",
    "hy": "hy",
    "ka xmf lzz sva": "ka",
    "th": "th",
    "ja zh yue wuu cmn nan hak lzh": "ja",
    "ko": "ko ja",
    "ru uk be bg sr mk kk ky mn tg tt ba cv sah ce os ab bs sh": "und-Cyrl",
    "ar fa ur ps ckb sd ug ks pa ku arz ary": "und-Arab",
    "hi mr ne sa bho mai kok": "und-Deva",
}
"""Languages, and the tags of the letters that they are written in themselves."""

Run = tuple[int, int, str]
"""Start, end, and the tag of what stands there."""


class _Patterns(NamedTuple):
    """What is foreign to one language."""

    none: re.Pattern[str]
    """Matches a text without any such letter; nearly all paragraphs go no further."""
    letter: re.Pattern[str]
    words: re.Pattern[str]
    """Words in one script; the group that matched has the tag as its name."""


MOST_KEPT = 16
"""Languages whose patterns are kept; with fewer, anthologies compile them anew."""


@lru_cache(maxsize=MOST_KEPT)
def _patterns(language: str) -> _Patterns:
    """Return what is foreign to a language, by its primary tag."""
    own = {tag for names, tags in _OWN.items() if language in names.split() for tag in tags.split()}
    foreign = {tag: letters for tag, letters in _LETTERS.items() if tag not in own}
    every = "".join(letters for letters, _ in foreign.values())
    words = "|".join(_words(tag, *letters) for tag, letters in foreign.items())
    return _Patterns(lazy(f"[^{every}]*"), lazy(f"[{every}]"), lazy(words))


def _words(tag: str, letters: str, more: str) -> str:
    word = f"[{letters}][{letters}{more}]*"
    return f"(?P<{tag.replace('-', '_')}>{word}(?:{_BETWEEN}{word})*)"


def foreign_runs(text: str, language: str) -> Iterator[Run]:
    """Yield the stretches of a text that are in another script than its language.

    A stretch of Han letters alone may be Chinese or Japanese: ``und-Hani``. In a book whose
    language nobody knows nothing is foreign.

    >>> list(foreign_runs("He said γνῶθι σεαυτόν, and β.", "en"))
    [(8, 21, 'el')]
    >>> list(foreign_runs("«Да», said Ян.", "ru"))
    []
    """
    if not has_foreign(text, language):
        return
    patterns = _patterns(_primary(language))
    found = patterns.letter.search(text)
    while found and (match := patterns.words.match(text, found.start())):
        tag = str(match.lastgroup).replace("_", "-")
        if sum(map(str.isalpha, match.group())) >= _FEWEST:
            han = tag == "ja" and not _IS_KANA.search(match.group())
            yield match.start(), match.end(), "und-Hani" if han else tag
        found = patterns.letter.search(text, match.end())


def has_foreign(text: str, language: str) -> bool:
    """Tell whether any letter of a text is in another script than its language.

    >>> has_foreign("“Café,” he said – no more.", "en"), has_foreign("the angle β", "en")
    (False, True)
    """
    if language == UNKNOWN or text.isascii() or ONLY_LATIN.fullmatch(text):
        return False
    return not _patterns(_primary(language)).none.fullmatch(text)


def _primary(language: str) -> str:
    return language.lower().partition("-")[0]


def foreign_whole(text: str, language: str) -> str | None:
    """Return the tag of a text all of whose letters are in one other script, else None.

    >>> foreign_whole("Γνῶθι σεαυτόν!", "en"), foreign_whole("Say: γνῶθι", "en")
    ('el', None)
    """
    runs = list(foreign_runs(text, language))
    if not runs or len({tag for _, _, tag in runs}) > 1:
        return None
    ends = [0, *(end for _, end, _ in runs)]
    starts = [*(start for start, _, _ in runs), len(text)]
    between = (text[end:start] for end, start in zip(ends, starts, strict=True))
    return None if any(map(str.isalpha, "".join(between))) else runs[0][2]


def tongue(tag: str, language: str) -> str:
    """Return the attributes of an element in one language inside another.

    >>> tongue("he", "en")
    ' lang="he" xml:lang="he" dir="rtl"'
    """
    way = direction(tag)
    turned = f' dir="{way}"' if way != direction(language) else ""
    return f' lang="{tag}" xml:lang="{tag}"{turned}'
