"""Subjects of posts: the title in them, and which part of how many they count."""

from __future__ import annotations

import re
from collections.abc import Iterable

from epubify.matter.word_lists import SUBJECT_TAG, worded
from epubify.text.heading_forms import name_role
from epubify.text.lazy_pattern import lazy
from epubify.text.numerals import numeral_of
from epubify.text.word_patterns import AS_WRITTEN

PAGE_OF = worded(
    r"(?:[(\[]\s*(?:@part_of@\.?\s*)?|[\s,:–—-]+@part_of@\.?\s+)?\s*(\d{1,3}(?=[a-d]?\s*/)|\?)[a-d]?\s*/\s*(\d{1,3}|\?)\??"
    r"\s*[)\]]?\s*$",
    signs="/",
)
PART_OF = worded(
    r",?\s*\(?\b@part_of@\.?\s*(\d{1,3}|[IVXL]+)(?:\s*(?:@of@|/)\s*(\d{1,3}|\?))?\)?\.?\s*$",
    needs=("part_of",),
)
DASHED_OFF = lazy(r"\s+[-–—]+$", needs="-–—")
"""What is left of a subject when the mark behind its dash is gone."""
_COUNTER = worded(r"[\d?]|\b@part_of@\.?\s*[IVXL]")
"""What stands in every counter of a part: figures, a mark for them, a Roman number."""
DANGLING = worded(r"[\s,]*[(\[]\s*(?:@part_of@\.?|\w+(?: \w+)?)?\s*$")
"""What a bracket is left with when the counter in it is gone: ``(part``, ``(first half``."""
PART_DOT = lazy(r"(?<=[a-z])\.(\d{1,2})$", needs=".")
"""A part behind a dot, as in names of files: ``SaltRoad.1``."""
PART_AHEAD = worded(
    r"(?:@part_line@)\s+(\d{1,3})(?:\s*(?:@of@|/)\s*\d{1,3})?\s*[,:–—-]+\s+(?=\w)",
    needs=("part_line",),
)
COUNT_OF = worded(
    r"[(\[]\s*#?(\d{1,3})\s*@of@\s*(?:\d{1,3}|\?)[^()\[\]]{0,10}[)\]]\s*$", signs="(["
)
WHO_WROTE = worded(
    r",?\s+(?:@kind_by@\s+)?@by@\s+([A-ZÀ-ÞА-Я][^,:;!?()]{2,80}?)"
    r"(?:,\s+(?:@front_words@)\b.*)?$",
    AS_WRITTEN,
    needs=("by",),
)
QUOTED_IN_SUBJECT = lazy(
    r"[\"“](?P<a>[^\"“”]*[^\W\d_][^\"“”]*)[\"”]|(?<!\w)_(?P<b>[^_]*[^\W\d_][^_]*)_(?!\w)"
    r"|(?<!\w)[`'‘](?P<c>[^`'‘’\"]*[^\W\d_][^`'‘’\"]*)['’](?!\w)",
    needs="\"“_`'‘",
)
STARRED = lazy(r"\s+\*+\s*(?P<name>[^\W\d_]{3,20})\s*\**$", needs="*")
"""Which section of a story this is, between stars: ``Salt *Introduction*``."""
SMILEY = lazy(r"\s[:;]-?[)(D](?=\s|$)", needs=":;")
POST_MARK = worded(
    r"\s*[(\[][^()\[\]]*\b@post_marks@\b[^()\[\]]*[)\]]\s*$|\s*[-–—:*]+\s*@post_marks@[\s*!]*$",
    signs="([-–—:*",
)
RATED = worded(
    r"(?:\s*[(\[]\s*(?:@ratings@)(?:[\s,;/-]+(?:@ratings@))*(?:\s*[-–—:,;]\s*[^()\[\]]{2,40})?\s*[)\]]"
    r"|,\s*@ratings_behind@)\s*$",
    signs="([,",
)
"""For whom a story is, behind its title."""
PART_WORDED = worded(r"[\s,:(–—-]+@part_of@\.?\s+(@series_numbers@)\)?\W*$", needs=("part_of",))
COUNT_BEHIND = worded(r",\s*#?(\d{1,3})\s*@of@\s*\d{1,3}\s*$", signs=",")
PART_AMID = worded(
    r"(?P<title>\S.{2,60}?)(?:\s*[,:;–—-]+\s*|\s+)@part_of@\.?\s+(?P<part>\d{1,3}|[IVXL]+)\s*[:,–—-]+\s+\S.*",
    needs=("part_of",),
)
"""A title, its part, and what the part is called."""
FEWEST_COUNTED = 3
"""Subjects with the same words and another number behind them that say the title. With fewer, a
sequel makes its number no part of the title; with more, short serials keep the first line."""
COUNTED = lazy(r"(?P<title>[^\W\d_].*?)\s+#?(?P<number>\d{1,3})")


def may_count(line: str) -> bool:
    """Tell whether `slice_title` may find a part in a line: it has figures, or a mark for them.

    >>> may_count("The Long Way (2/5)"), may_count("The Long Way, Part IV"), may_count("It rained.")
    (True, True, False)
    """
    return _COUNTER.search(line) is not None


def slice_title(line: str) -> tuple[str, str | None]:
    """Return the title in a line of the text, and which part it says this is, as digits have it.

    A part in words, or with a title of its own, heads a division of the story.

    >>> slice_title("The Long Way (2/5)"), slice_title("The Long Way, Part Two")
    (('The Long Way', '2'), ('The Long Way, Part Two', None))
    """
    return split_subject(line)


def subject_title(subject: str) -> tuple[str, str | None]:
    """Return the title in a subject line, and which part it says this is.

    >>> subject_title("Re: [Fic][X] The Long Way (2/5)")
    ('The Long Way', '2')
    >>> subject_title('FIC: "Salt", part 3 of 4')
    ('Salt', '3')

    What stands around quoted words says what was posted, not what it is called.

    >>> subject_title('NEW: boat story "The Long Way" (1 of 1)')
    ('The Long Way', '1')
    >>> subject_title("The Long Way (long story) :-)"), subject_title("SALT : Chapter 1")
    (('The Long Way', None), ('SALT', '1'))
    >>> subject_title("FIC: The Ferry 1/3 (PG, M/F)"), subject_title("Salt, Chapter 4: Low Water")
    (('The Ferry', '1'), ('Salt', '4'))
    >>> subject_title("[FIC] The Long Way, part 1/2"), subject_title("Salt - Part 2/2")
    (('The Long Way', '1'), ('Salt', '2'))
    """
    bare = without_rating(without_tags(subject))
    if amid := PART_AMID.fullmatch(bare):
        return amid["title"].strip(" \"“”'"), amid["part"]
    found = PART_WORDED.search(bare)
    number = numeral_of(found[1]) if found else None
    if found and number:
        return split_subject(bare[: found.start()])[0], str(number.value)
    return split_subject(subject)


def without_rating(text: str) -> str:
    """Return a title without the words behind it for whom a story is.

    >>> without_rating("The Salt Road (PG-13)"), without_rating("The Salt Road")
    ('The Salt Road', 'The Salt Road')
    """
    return RATED.sub("", text)


def split_subject(subject: str) -> tuple[str, str | None]:
    """Return title and part of a subject whose counter, if it has one, stands at an end."""
    ahead, bare = part_ahead(without_rating(without_tags(subject)))
    part, rest = without_counter(bare)
    rest = without_rating(rest)
    part = part or ahead
    rest = WHO_WROTE.sub("", rest)
    if not part or part == ahead:
        later, rest = without_counter(rest)
        part = later or part
    quoted = QUOTED_IN_SUBJECT.search(rest)
    if quoted:
        return (quoted["a"] or quoted["b"] or quoted["c"]).strip(" ,."), part
    rest = STARRED.sub(_unless_section, rest)
    while (bare := POST_MARK.sub("", rest).strip()) and bare != rest:
        rest = bare
    return DASHED_OFF.sub("", rest.strip(" \"“”'")), part


def _unless_section(found: re.Match[str]) -> str:
    """Return what stands behind a star, or nothing where it is the name of a section."""
    return "" if name_role(found["name"]) else found[0]


def part_ahead(text: str) -> tuple[str | None, str]:
    """Return the part that stands before a title, and the subject without it.

    >>> part_ahead("part 2, the salt road"), part_ahead("Part 2")
    (('2', 'the salt road'), (None, 'Part 2'))
    """
    match = PART_AHEAD.match(text)
    return (match[1], text[match.end() :]) if match else (None, text)


def without_tags(subject: str) -> str:
    """Return a subject without the tags before the title: ``Re: [Fic] Salt``."""
    rest = SMILEY.sub("", subject).strip(" *")
    while match := SUBJECT_TAG.match(rest):
        rest = rest[match.end() :]
    return rest


def without_counter(text: str) -> tuple[str | None, str]:
    """Return which part a subject says this is, and the subject without it.

    >>> without_counter("Salt (2/5)"), without_counter("Salt, 4/5/93")
    (('2', 'Salt'), (None, 'Salt, 4/5/93'))
    >>> without_counter("SALT (part 02/10)"), without_counter("SaltRoad.1")
    (('02', 'SALT'), ('1', 'SaltRoad'))
    """
    part = None
    rest = text
    for pattern in (PAGE_OF, PART_OF, COUNT_OF, COUNT_BEHIND, PART_DOT):
        found = pattern.search(rest)
        if found and not rest[: found.start()].endswith("/"):
            part = part or found[1]
            rest = DANGLING.sub("", rest[: found.start()]).rstrip(" ,-:")
    return part, rest


def authors_in_subject(subject: str) -> str | None:
    """Return the names in ``TITLE, part 1, by NAME`` as they stand, None where there are none.

    >>> authors_in_subject("Salt, Part 1, by Ann Berg & Tom Oak"), authors_in_subject("By the sea")
    ('Ann Berg & Tom Oak', None)
    >>> authors_in_subject("Salt, A Novel by Ann Berg, Prologue")
    'Ann Berg'
    """
    match = WHO_WROTE.search(without_counter(subject)[1])
    return match[1].strip() if match else None


def counted_title(subjects: Iterable[str]) -> str:
    """Return the title that most subjects say with a number behind it, "" where there is none.

    >>> counted_title(["Salt Road Map", "Salt Road 1", "Salt Road 2", "Salt Road 3"])
    'Salt Road'
    >>> counted_title(["Salt Road 1", "Rain 2"])
    ''
    """
    counted: dict[str, set[str]] = {}
    said = list(subjects)
    for subject in said:
        if found := COUNTED.fullmatch(subject_title(subject)[0]):
            counted.setdefault(found["title"], set()).add(found["number"])
    title, numbers = max(counted.items(), key=lambda one: len(one[1]), default=("", set()))
    return title if len(numbers) >= FEWEST_COUNTED and 2 * len(numbers) > len(said) else ""
