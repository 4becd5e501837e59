"""Header lines in the proof: where did their values go?

A field may be shown with another key, taken apart into subjects, or become metadata. So a
line counts as kept when its value, or each part that commas and the like divide it into,
stands as a run of words on a front page or in the package document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from epubify.checks.lists import any_of, numbers, word_list
from epubify.checks.tokens import words

_KEY_END = re.compile(r"[:：]|\s[-–—]\s|\]|\)|\t|\s{3}|=")
_BY = re.compile(rf"\b(?:{any_of('header', 'by')})\b", re.IGNORECASE)
_DIVIDERS = (
    rf"(?i)[,;()\[\]|&/+•·<>\"“”]|\s[-–—~]+\s|--|\b(?:{any_of('header', 'dividers')})\b"
    r"|\s#?(?=[0-9]{1,3}\s*$)"
)
"""What a value is taken apart at; a number at its end is a place in a series, shown by itself."""
_COUNTER = rf"(?i)\(?\b[0-9]{{1,4}}[a-h]? ?(?:/|{any_of('header', 'of')}) ?[0-9]{{1,4}}\b\)?"
"""A posting's number and count, as in ``A Tide (2/7)``, perhaps with a letter where it was cut in
several: about the posts, not about the story."""
_CONTACT = r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+|\+?\(?[0-9](?:[0-9 ()./-]{5,})[0-9]"
"""An address of mail or a number of a person: where that is said, a header is shown without it."""
_LONGEST_ADDRESS = 12
"""Words of a line of an address by post. With more, a summary could be lost as one; with fewer,
a book is refused for a long street."""
_AROUND = " \t\u3000>|*_"
"""What stands around a header line and is not a word of it."""
_NEAR = 4
"""Front pages after the last one that are looked at first."""
_LONGEST_KEY = 4
"""Words of a key such as *Author's Web Site*."""


class FrontMatter:
    """The texts in which header values are looked up.

    A line is looked up near the last one that was found, then everywhere, because the stories
    of an anthology come in order: so the cost grows with the length of the book.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.last = 0

    def holds(self, line: str) -> bool:
        """Tell whether the value of a header line stands in the book."""
        near = range(self.last, min(self.last + _NEAR, len(self.texts)))
        return self._holds_in(near, line) or self._holds_in(range(len(self.texts)), line)

    def holds_but_private(self, line: str) -> bool:
        """Tell whether a header line stands in the book but for addresses and numbers of people.

        A short line with a number in it may be one of an address as a whole: a street, a town.
        """
        if any(map(str.isdigit, line)) and len(words(line)) <= _LONGEST_ADDRESS:
            return True
        return self.holds(re.sub(_CONTACT, ",", line))

    def _holds_in(self, where: range, line: str) -> bool:
        values = _values(line)
        return any(self._holds_words(where, words(value)) for value in values) or all(
            _needs_no_showing(part) or self._holds_words(where, words(part))
            for part in re.split(_DIVIDERS, re.sub(_COUNTER, ",", values[-1]))
        )

    def _holds_words(self, where: range, wanted: list[str]) -> bool:
        return any(self._holds_run(where, run) for run in _as_shown(wanted))

    def _holds_run(self, where: range, wanted: list[str]) -> bool:
        run = f" {' '.join(wanted)} "
        if not wanted:
            return True
        for index in where:
            if run in self.texts[index]:
                self.last = index
                return True
        return False


def _values(line: str) -> list[str]:
    """Return the line whole, and without its key where it has one.

    How far a line stands in is not part of it, nor what it is quoted or emphasised with: wide
    space ends a key only after one.

    >>> _values("     HARROW : The Long Ebb")
    ['HARROW : The Long Ebb', ' The Long Ebb']
    >>> _values("> _by Ida Brandt_")
    ['by Ida Brandt', ' Ida Brandt', 'Ida Brandt']
    """
    line = line.strip(_AROUND)
    values = [line]
    key = _KEY_END.search(line)
    # A bracket ends a key only where one began it: `[Title] Perfect`, not `Perfect (a story)`.
    if (
        key
        and (key[0] not in ")]" or line.lstrip("*_ ").startswith(("[", "(")))
        and (len(words(line[: key.start()])) <= _LONGEST_KEY)
    ):
        values.append(line[key.end() :])
    by = _BY.search(line)
    if by and set(words(line[: by.start()])) <= word_list("header", "lead"):
        values.append(line[by.end() :])
    bare = _without_lead(line)
    return values if bare == line else [*values, bare]


def _without_lead(line: str) -> str:
    """Return a line without the words on its head that lead to a name or a title."""
    while line:
        first, _, rest = line.partition(" ")
        if not set(words(first)) <= word_list("header", "lead"):
            break
        line = rest.lstrip()
    return line


def _as_shown(wanted: list[str]) -> Iterator[list[str]]:
    """Yield the forms in which a value may stand: as it is, or a place in a series as number."""
    yield wanted
    counted = word_list("header", "counted")
    if wanted and wanted[0] in counted:
        places = [numbers().get(word, word) for word in wanted if word not in counted]
        if all(place.isdigit() for place in places):
            yield places[:1]


def _needs_no_showing(part: str) -> bool:
    return set(words(part)) <= word_list("header", "lead")
