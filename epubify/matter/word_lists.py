"""The word lists of ``data/matter.toml`` in the shapes that the matter modules use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, partial

from epubify.text.lazy_pattern import made_by
from epubify.text.lexicon import folded, table, words_pattern
from epubify.text.phrases import Phrases
from epubify.text.word_patterns import alternatives, either, filled, needing


@cache
def field_keys() -> dict[str, str]:
    """Return word as authors write it → canonical key of the field."""
    fields = table("matter")["fields"]
    return {folded(word): key for key, words in fields.items() for word in words}


@cache
def weak_keys() -> frozenset[str]:
    """Return the canonical keys that do not make a header by themselves."""
    return frozenset(table("matter")["fields_weak"]["keys"])


@cache
def weak_words() -> frozenset[str]:
    """Return the words that do not make a header by themselves, whatever key they stand for."""
    return frozenset(table("matter")["fields_weak"]["words"])


@cache
def archive_headers() -> frozenset[str]:
    """Return the names that stand beside ``Archive-name`` above the lists of a news archive."""
    return frozenset(table("matter")["mail"]["archive_headers"])


@cache
def mail_headers() -> frozenset[str]:
    """Return the names of mail and news header lines."""
    return frozenset(table("matter")["mail"]["headers"])


@cache
def byline_pattern() -> re.Pattern[str]:
    """Return a pattern for ``by NAME`` at the start of a line, the name in group 1."""
    words = either(table("matter")["byline"]["words"])
    return re.compile(rf"(?:{words})\.?\s*[:\-–—]?\s+(\S.*)", re.IGNORECASE)


@cache
def byline_words() -> frozenset[str]:
    """Return the words that stand before a name, folded."""
    return frozenset(folded(word).rstrip(".") for word in table("matter")["byline"]["words"])


@cache
def uncredited_words() -> frozenset[str]:
    """Return the words that before "by" say that someone did something other than write."""
    return frozenset(table("matter")["byline"]["other_work"])


@cache
def given_names() -> frozenset[str]:
    """Return common given names, which tell an author's line from a title."""
    return frozenset(folded(" ".join(table("matter")["given_names"].values())).split())


@cache
def alternative_words() -> frozenset[str]:
    """Return the words between the halves of a double title: ``or``."""
    return frozenset(folded(word) for word in table("matter")["titlepage"]["alternative"])


@cache
def genres() -> Phrases:
    """Return lines such as ``A novel in three parts``."""
    return Phrases(table("matter")["titlepage"]["genres"])


@cache
def imprint_phrases() -> Phrases:
    """Return the phrases that speak of publishing."""
    return Phrases(table("matter")["titlepage"]["imprint"])


def marker_words(name: str) -> tuple[str, ...]:
    """Return one of the lists of ``data/markers.toml``."""
    return tuple(table("markers")[name])


def worded(
    template: str,
    flags: re.RegexFlag = re.IGNORECASE,
    needs: Sequence[str] = (),
    signs: Iterable[str] = (),
) -> re.Pattern[str]:
    r"""Return a pattern in which ``@name@`` stands for a list of words in ``data/markers.toml``.

    ``needs`` names the lists of which a word must stand in what matches; ``signs`` are those of
    which one must (see `epubify.text.lazy_pattern.lazy`).

    >>> worded(r"@page_of@ (\d+)").match("von 12")[1], worded(r"@page_of@ \d+").match("vor 12")
    ('12', None)
    """
    lists = partial(table, "markers")
    pattern = filled(template, lists, flags, signs)
    return needing(pattern, lists, *needs) if needs else pattern


def _subject_tag() -> re.Pattern[str]:
    tags = "|".join(re.escape(tag) for tag in table("matter")["mail"]["subject_tags"])
    of_show = r"(?-i:[A-Z][A-Z\d]{1,2}):\s(?=\S+\s+\S)"
    of_show += r"|\([A-Z\d/]{2,8}\)|(?:new )?[A-Z\d/-]{2,12} (?:story|fic|fanfic)\s*:"
    return re.compile(rf"\s*(?:\[[^\]]*\]|(?:{tags})\s*:|{of_show})\s*", re.IGNORECASE)


SUBJECT_TAG = made_by(_subject_tag, needs="[:(")
"""A tag before the title in a subject line."""


@cache
def slice_words() -> tuple[str, ...]:
    """Return what people call the parts in which they post a story."""
    return tuple(table("matter")["mail"]["slices"])


@cache
def counter_pattern() -> re.Pattern[str]:
    """Return a pattern for the counter of a post: ``Part 4 of 5``; number and total in groups."""
    slices = either(slice_words())
    total = words_pattern("of_total")
    return re.compile(
        rf"\W*(?:(?:{slices})\s*)?#?(\d{{1,3}})\s*(?:{total})\s*(\d{{1,3}})\W*", re.IGNORECASE
    )


@cache
def contents_words() -> frozenset[str]:
    """Return the lines that open a contents list."""
    return frozenset(folded(word) for word in table("matter")["contents"]["words"])


@cache
def end_marks() -> frozenset[str]:
    """Return the lines that say a story or an instalment is over."""
    return frozenset(folded(word) for word in table("matter")["end"]["marks"])


@cache
def named_ends() -> Phrases:
    """Return end marks with a name in them: ``End of Chapter 3``."""
    return Phrases(table("matter")["end"]["patterns"])


@cache
def weak_note_starts() -> frozenset[str]:
    """Return words that open a note only in brackets or capitals."""
    return frozenset(folded(word) for word in table("matter")["notes"]["weak"])


@cache
def bare_notes() -> Phrases:
    """Return whole paragraphs that are notes without a label."""
    return Phrases(table("matter")["notes"]["patterns"])


def may_be_whole_note(text: str) -> bool:
    """Tell whether a paragraph has one of the words or signs that every such note has."""
    small = text.lower()
    return any(map(small.__contains__, table("matter")["notes"]["patterns_need"]))


@cache
def note_openings() -> frozenset[str]:
    """Return the first two signs of all that opens an author's note, in small letters."""
    return frozenset(word[:2].lower() for word in (*note_starts(), *marker_words("spaced_labels")))


@cache
def note_ends() -> Phrases:
    """Return phrases that end a note."""
    return Phrases(table("matter")["notes"]["ends"])


@cache
def note_starts() -> frozenset[str]:
    """Return the words that open an author's note."""
    return frozenset(folded(word) for word in table("matter")["notes"]["starts"])


@cache
def flashback_words() -> frozenset[str]:
    """Return the lines that open or close a flashback, a dream, a memory."""
    return frozenset(folded(word) for word in table("matter")["cues"]["flashback"])


@cache
def time_pattern() -> re.Pattern[str]:
    """Return a pattern for lines such as ``2 months ago`` and ``That night``."""
    return re.compile(alternatives(table("matter")["cues"]["time"]), re.IGNORECASE)


@cache
def slug_pattern() -> re.Pattern[str]:
    """Return a pattern for how the lines of a script begin that say where: ``INT.``, ``EXT.``."""
    places = "|".join(map(re.escape, table("matter")["cues"]["slugs"]))
    return re.compile(rf"(?:\d{{1,3}}[A-Z]?\.?\s+)?(?:{places})[\s.]+\S")


@cache
def publisher_phrases() -> tuple[str, ...]:
    """Return what publishers say where they list their other books, folded."""
    return tuple(folded(phrase) for phrase in table("matter")["end"]["publisher_phrases"])
