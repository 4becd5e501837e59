"""How titles, names and series are put into words, the same wherever a book shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from epubify.model import Metadata, Story
from epubify.text.blocks import story_texts
from epubify.text.cjk import has_cjk
from epubify.text.languages import UNKNOWN, normal_tag, phrase
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import table, word_set, words_pattern
from epubify.text.xmltext import one_line

_TITLE_WORDS = 6
"""Words that stand in for a title; with more, lines of a catalogue overflow, with fewer, stories
of one author get the same name."""
_MOST_LETTERS = 20
"""Letters of a text in Chinese, Japanese or Korean that stand in for a title; more and fewer fail
as with words."""
_SENTENCE_END = tuple(".!?…。！？")
_MARKS = "'‘’‹›*_ "
_NO_DOUBLE_QUOTES = str.maketrans("", "", '"“”„«»')
_NUMBER = lazy(r"[0-9]+(?:\.[0-9]+)*")


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(table("headings")["words"]["filing_suffixes"])


@cache
def _group() -> re.Pattern[str]:
    """Return the pattern of what stands in the name of a group, or in a pen name, alone."""
    articles, joints = words_pattern("filing_articles"), words_pattern("filing_joints")
    return re.compile(rf"[\d_@&/]|^(?:{articles})\s|\b(?:{joints})\b", re.IGNORECASE)


def language_of(metadata: Metadata) -> str:
    """Return the language of a book as a BCP 47 tag, ``und`` where it has none that is valid."""
    return normal_tag(metadata.language or "") or UNKNOWN


def series_number(metadata: Metadata) -> str | None:
    """Return the place in the series, where it is a number as EPUB 3.3 (D.3.3) asks for.

    >>> series_number(Metadata(series_index="1.5")), series_number(Metadata(series_index="II"))
    ('1.5', None)
    """
    index = (metadata.series_index or "").strip()
    return index if _NUMBER.fullmatch(index) else None


def series_line(metadata: Metadata) -> str:
    """Return the series and the place in it as a title page shows them, empty without one.

    >>> series_line(Metadata(series="Perfect", series_index="2", language="en"))
    'Book 2 of Perfect'
    >>> series_line(Metadata(series="Tides"))
    'Tides'
    """
    if not metadata.series:
        return ""
    index = (metadata.series_index or "").strip()
    if not index:
        return metadata.series
    form = phrase(language_of(metadata), "book_of")
    # Not str.format: a series may well be called "{Untold}".
    return form.replace("{index}", index).replace("{series}", metadata.series)


def list_names(names: Sequence[str], language: str) -> str:
    """Return names as a list in a sentence.

    >>> list_names(["Ann", "Bo", "Cy"], "en"), list_names(["Ann", "Bo"], "fr")
    ('Ann, Bo and Cy', 'Ann et Bo')
    """
    joint = phrase(language, "and")
    if len(names) < 2:
        return "".join(names)
    comma = joint if joint == "、" else ", "
    return comma.join(names[:-1]) + joint + names[-1]


def file_as(name: str) -> str:
    """Return a personal name in the order that catalogues sort by.

    Pen names of one word, with digits or an article, groups, East Asian names and names that
    are already inverted stay as they are.

    >>> file_as("Mary Ann Evans"), file_as("Ludwig van der Berg"), file_as("Sam Hill Jr.")
    ('Evans, Mary Ann', 'van der Berg, Ludwig', 'Hill, Sam, Jr.')
    >>> file_as("starwriter 99"), file_as("The Scribe"), file_as("Nina")
    ('starwriter 99', 'The Scribe', 'Nina')
    """
    words = name.split()
    if len(words) < 2 or "," in name or _group().search(name) or has_cjk(name):
        return name
    suffix = [words.pop()] if words[-1] in _suffixes() and len(words) > 2 else []
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in word_set("filing_particles"):
        start -= 1
    return ", ".join([" ".join(words[start:]), " ".join(words[:start]), *suffix])


def title_of(metadata: Metadata, stories: Iterable[Story] = ()) -> str:
    """Return the title, or the opening words of the first story where there is none."""
    title = one_line(metadata.title or "")
    if title:
        return title
    words = next((opening_words(story) for story in stories), [])
    return _first_sentence(words) or phrase(language_of(metadata), "untitled")


def first_words(text: str, count: int) -> str:
    """Return the first words of a text; of one written without spaces, the first letters.

    >>> first_words("The rain had stopped by noon", 3), first_words("他看着窗外的雨" * 9, 3)
    ('The rain had', '他看着窗外的雨他看着窗外的雨他看着窗外的')
    """
    words = " ".join(text.split()[:count])
    return words[:_MOST_LETTERS] if has_cjk(words) else words


def _first_sentence(words: Sequence[str]) -> str:
    """Return the words up to the end of the sentence, or only some of a long one.

    Quotation marks are left out: a cut would leave them without their partners.

    >>> _first_sentence("Rain fell. All night it went on.".split())
    'Rain fell'
    """
    taken: list[str] = []
    for word in (word.translate(_NO_DOUBLE_QUOTES) for word in words[:_TITLE_WORDS]):
        taken.append(word)
        if word.rstrip(_MARKS).endswith(_SENTENCE_END):
            break
    return first_words(" ".join(taken), _TITLE_WORDS).strip(_MARKS).rstrip(".,;:…—– ")


def opening_words(story: Story, count: int = 50) -> list[str]:
    """Return the first words of the text of a story, headings and notes left out."""
    words: list[str] = []
    for text in story_texts(story):
        words += text.split(maxsplit=count)
        if len(words) >= count:
            break
    return words[:count]
