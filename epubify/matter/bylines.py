"""Bylines: the name in ``by NAME``, without what else such a line says."""

from __future__ import annotations

from epubify.matter.people import (
    LONGEST_NAME,
    are_pen_names,
    given_first,
    is_name,
    is_whole_name,
    split_names,
)
from epubify.matter.word_lists import byline_pattern, worded
from epubify.text.dates import without_date
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser
from epubify.text.word_patterns import AS_WRITTEN

LONGEST_BYLINE = 500
"""Characters of a line that may name its author, with a date and what else stands there. With more,
rows of signs take long to read, with fewer, bylines with addresses stay in the text."""
NUMERIC_DATE = lazy(r"[\s,(]+\d{1,2}([-/.])\d{1,2}\1(?:\d\d){1,2}\)?$")
"""A date in figures behind a name, in whatever order."""
AGE_BEHIND = lazy(r"\s*\([^()@]*['’\d]\d[^()@]*\)(?:\s.*)?$", needs="(")
BEHIND_NAME = worded(
    r"\s*[-–—,;(]+\s*(?:@name_remarks@)(?!\w).*|\s+[(,]?(?:@alias@)\s.*",
    needs=("name_remarks", "alias"),
)
"""What a byline says behind the name: an age, or a draft, or another name of the same person."""
STATION = lazy(r"\s*,\s*|\s+[-–—]+\s+", needs=",-–—")
"""What stands between a name and the college, the town or the class of who bears it."""
LONGEST_DEGREE = 6
"""Letters of a degree behind a name. With more, towns are part of names; with fewer, ``Ph. D.`` is
none."""
MEMBER = lazy(r"^/?u/(?=\w)", needs=("u/",))
"""What a forum sets before the name of a member."""
PEN_NAME = worded(r"@article@(?: [A-ZÀ-Þ][\w'’-]+){2,3}", AS_WRITTEN)
"""A pen name with its article, of two words at least: ``By the Sea`` is a title."""


@recogniser(
    takes=("by Anna Berg", "By the Silver Ghost", "By Anna Berg, 6th Sept 1994"),
    spares=("by the light of the moon", "By the Sea"),
)
def name_in_byline(text: str) -> str | None:
    """Return the name in ``by NAME``, None for other lines."""
    if len(text) > LONGEST_BYLINE:
        return None
    text = text.strip("'\"“”‘’ ")
    if not byline_pattern().match(text):
        return None  # as nearly all lines: what stands behind the name need not be taken off
    text = without_date(NUMERIC_DATE.sub("", text))
    if len(text) <= 2 * LONGEST_NAME:
        text = BEHIND_NAME.sub("", AGE_BEHIND.sub("", text))
    match = byline_pattern().fullmatch(text) if len(text) <= 2 * LONGEST_NAME else None
    if not match or len(match[1]) > LONGEST_NAME:
        return None
    name = without_station(MEMBER.sub("", match[1]))
    if name.islower() and is_whole_name(name):
        return name
    if PEN_NAME.fullmatch(name):
        return name[0].upper() + name[1:]
    return name if is_name(name) or are_pen_names(name) else None


def without_station(text: str) -> str:
    """Return the names of a byline without what else it says of who bears them, behind a comma.

    Degrees stay, and so do further authors.

    >>> without_station("Ann Berg, Quay College"), without_station("Ann Berg - of the quay")
    ('Ann Berg', 'Ann Berg')
    >>> without_station("Ann Berg, M.D."), without_station("Ann Berg, Tom Oak")
    ('Ann Berg, M.D.', 'Ann Berg, Tom Oak')
    """
    parts = [part for part in STATION.split(text) if part]
    if len(parts) < 2:
        return text
    first, *rest = parts
    kept = text.index(first) + len(first)
    if not all(" " in one and given_first(one) for one in split_names(first)):
        return text
    for part in rest:
        start = text.index(part, kept)
        if given_first(part) or (part[:1].islower() and part.endswith(".")):
            return text
        if len(part) > LONGEST_DEGREE:
            return text[:kept]
        kept = start + len(part)
    return text


@recogniser(takes=("Anna Berg, 12/3/93", "Anna Berg, June 1994"), spares=("Anna Berg", "June 1994"))
def dated_name(text: str) -> str | None:
    """Return the name before a date in one line, None for other lines.

    >>> dated_name("Anna Berg, 12/3/93"), dated_name("The Quay, 12/3/93")
    ('Anna Berg', None)
    """
    bare = without_date(NUMERIC_DATE.sub("", text)).rstrip(" ,;(-")
    return bare if bare != text and is_name(bare) and given_first(bare) and " " in bare else None
