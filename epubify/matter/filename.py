"""What a file's name says: the weakest source of title, author and series."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from epubify.matter.people import clean_name, is_name
from epubify.matter.titles import capitalized, clean_title, title_case, without_part
from epubify.matter.word_lists import worded
from epubify.model.records import Record
from epubify.text.cjk import has_cjk
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, word_set
from epubify.text.recogniser import recogniser

BOOK_MARKS = worded(
    r"[《【](?P<title>[^》】]{1,40})[》】](?:[\d\s\-–~]*)"
    r"(?:@author_label@\s*[:：]?\s*(?P<author>[^\s（(\[]{1,20}))?.*",
    signs="《【",
)
AUTHOR_SERIES_TITLE = lazy(
    r"(?P<author>[^\[\]]{2,50}?)\s+-\s+\[(?P<series>[^\]]{1,50}?)\s+(?P<index>\d{1,3}(?:\.\d)?)\]\s*-?\s*(?P<title>.{2,80})",
    needs="[",
)
AUTHOR_TITLE = lazy(r"(?P<author>[^-\[\]]{2,50}?)\s+-\s+(?P<title>[^\[\]]{2,80})", needs="-")
TITLE_BY = worded(r"(?P<title>.{2,80}?)[ _]@by@[ _](?P<author>\S.{1,50})", needs=("by",))
CHAPTER = worded(
    r"(?P<title>[^\[\]]{2,80}?)[ \-–—:,(#]+(?:@chapter_of_file@)\.?[ #]*(?:\d+|[IVXLC]+)\b.*",
    needs=("chapter_of_file",),
)
CHAPTER_CJK = worded(
    r"(?P<title>[^\[\]]{2,40}?)[ \-–—:,(（]*@chapter_before@[\d一二三四五六七八九十百千〇零]{1,7}"
    r"@chapter_behind@.*",
    needs=("chapter_before",),
)
"""The story, and which of its chapters a file holds: ``Salt Road - Chapter 12 - The Ferry``."""
EDITION = worded(r"\s*[(\[（](?:v?\d+(?:\.\d+)?|@editions@)[)\]）]\s*$", signs="([（")
ID = lazy(r"(?:[a-z]{0,4}[-_ ]?)?\d[\d_-]*|[0-9a-f_-]{8,}", re.IGNORECASE)
LONGEST_NAME = 255
"""Characters; file systems allow no longer names. With fewer, long titles would be cut; more come
only from made-up names."""
WORD = lazy(r"[^\W\d_]{2,}")
HUMP = lazy(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
"""Where a word begins in a name without spaces: ``SaltRoad``."""
VOWEL = lazy("[aeiouy]", re.IGNORECASE)
SHORTEST_WORD, SHORTEST_SIGNS = 4, 2
"""Letters, or signs of a script without spaces, of a name that may stand in for a title. With
fewer, codes do; with more, ``Salt`` does not."""
LENGTH_OF_CUT_NAMES = 8
"""Letters of names in small letters that old systems cut off (``yesterda``): they are no words."""


class FileNameFacts(Record):
    """What a file name says; None where it says nothing."""

    title: str | None = None
    author: str | None = None
    series: str | None = None
    series_index: str | None = None


def read_file_name(name: str) -> FileNameFacts:
    """Return what a file's name says about the story in it.

    A name that is a number or a code, or says nothing (``story``, ``chapter1``), and a single
    word, which may be anything, are not titles.

    >>> read_file_name("Anna Berg - [The Quay 03] - Salt Road.txt")
    FileNameFacts(title='Salt Road', author='Anna Berg', series='The Quay', series_index='3')
    >>> read_file_name("salt_road_by_AnnaB.txt").title, read_file_name("《海边》作者：林一").author
    ('Salt Road', '林一')
    >>> [read_file_name(name).title for name in ("004_65211ff29da9.txt", "chapter1.txt")]
    [None, None]
    """
    stem = EDITION.sub("", PurePath(name).stem[:LONGEST_NAME]).strip()
    if chapter := chapter_of(stem):
        return FileNameFacts(titled(chapter))
    for pattern in (BOOK_MARKS, AUTHOR_SERIES_TITLE, AUTHOR_TITLE, TITLE_BY):
        match = pattern.fullmatch(stem)
        said = match.groupdict() if match else {}
        author = in_words(said.get("author") or "")
        if said and (not author or is_name(author)):
            index = said.get("index")
            return FileNameFacts(
                titled(said["title"] or ""),
                clean_name(author) or None,
                said.get("series"),
                index.lstrip("0") or "0" if index else None,
            )
    return FileNameFacts(titled(stem) if says_something(stem) else None)


def chapter_of(stem: str) -> str | None:
    """Return the story that a file holds chapters of, None where its name does not say so.

    >>> chapter_of("salt_road_ch_12"), chapter_of("Salt Road - Chapter 3 - The Ferry")
    ('salt road', 'Salt Road')
    >>> chapter_of("new chapter 3"), chapter_of("The Last Chapter"), chapter_of("海边 第一章")
    (None, None, '海边')
    """
    said = in_words(stem)
    found = CHAPTER.fullmatch(said) or CHAPTER_CJK.fullmatch(said)
    words = [folded(word) for word in WORD.findall(found["title"])] if found else []
    telling = [word for word in words if word not in word_set("generic_names")]
    return found["title"].strip() if found and telling else None


def says_something(stem: str) -> bool:
    """Tell whether a name without author is words enough to be a title.

    >>> says_something("the-salt-road"), says_something("untitled 2"), says_something("alice11")
    (True, False, False)
    """
    words = [folded(word) for word in WORD.findall(in_words(stem))]
    codes = [part for part in re.split(r"[\s_.-]+", stem) if ID.fullmatch(part)]
    telling = [word for word in words if word not in word_set("generic_names")]
    return len(telling) >= 2 and not codes and stem.isprintable()


@recogniser(
    takes=("lazarillo.txt", "SaltRoad.txt", "呐喊.txt"),
    spares=("story.txt", "chapter1.txt", "xkcdqrt.txt", "ms.txt", "yesterda.txt", "TIDE.TXT"),
)
def word_of_file(name: str, said: Callable[[str], bool] = lambda _: False) -> str | None:
    """Return the word that a file is called by, where nothing better is known of its title.

    ``said`` tells of a word whether the text has it, which a name that was cut is not.

    >>> word_of_file("lazarillo.txt"), word_of_file("FathersAndSons.txt"), word_of_file("part.txt")
    ('Lazarillo', 'Fathers and Sons', None)
    """
    stem = PurePath(name).stem[:LONGEST_NAME]
    wide = bool(stem) and all(map(has_cjk, stem))
    letters = stem.isalpha() and (not stem.isupper() or wide)
    cut = len(stem) == LENGTH_OF_CUT_NAMES and stem.isascii() and stem.islower()
    shortest = SHORTEST_SIGNS if wide else SHORTEST_WORD
    if not letters or len(stem) < shortest or facts_of(stem).form or (cut and not said(stem)):
        return None
    parts = HUMP.split(stem)
    spoken = wide or not stem.isascii() or all(map(VOWEL.search, parts))
    if not spoken or any(folded(part) in word_set("generic_names") for part in parts):
        return None
    return title_case(" ".join(parts).lower()) if len(parts) > 1 else capitalized(stem)


def in_words(text: str) -> str:
    """Return a name with spaces where underscores and hyphens stand for them."""
    spaced = text.replace("_", " ")
    return spaced if " " in spaced.strip() else spaced.replace("-", " ")


def titled(text: str) -> str:
    """Return a title out of a file name, in capitals where it has none."""
    words = " ".join(without_part(in_words(text))[0].split())
    return title_case(words) if words.islower() else clean_title(words)
