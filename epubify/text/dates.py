"""Dates as people write them, read as ISO 8601: a day, a month or a year as far as is said."""

from __future__ import annotations

import re
from functools import cache

from epubify.text.apostrophes import typewritten
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, table
from epubify.text.recogniser import recogniser

LONGEST_DATE = 60
"""Characters of a line that is a date and nothing else; with more, sentences that begin with one
are looked at, with fewer, those of mail headers are missed."""
CENTURY = 70
"""Two digits from which a year is of the last century: nobody typed stories into files before."""
_YEAR = r"(?P<y>1[5-9]\d\d|20\d\d)(?!\d)"
_SHORT = r"(?P<y>1[5-9]\d\d|20\d\d|'?\d\d)(?![\d:])"
_DAY = r"(?<!\d)(?P<d>\d{1,2})"
_WORD = lazy(r"\w+")
_REST = lazy(r"\d{1,2}:\d\d(?::\d\d)?|[-+]\d{4}|v?\d+\.\d+|[^\W\d_]+")


@cache
def month_numbers() -> dict[str, int]:
    """Return the names of months, folded, and their numbers."""
    months = table("dates")["months"]
    return {folded(name): n for n, names in enumerate(months, 1) for name in names.split()}


@cache
def _words_beside() -> frozenset[str]:
    return frozenset(folded(word) for word in table("dates")["beside"].split())


@cache
def _forms() -> tuple[tuple[bool, re.Pattern[str]], ...]:
    """Return the forms of dates, those that say most first, and whether each names a month."""
    month = "|".join(sorted(month_numbers(), key=len, reverse=True))
    named = rf"(?<!\w)(?P<n>{month})(?!\w)\.?"
    forms = (
        rf"(?<!\d){_YEAR}\s?[-/.]\s?(?P<m>\d{{1,2}})\s?[-/.]\s?(?P<d>\d{{1,2}})(?!\d)",
        rf"{_YEAR}\s?年\s?(?:(?P<m>\d{{1,2}})\s?月(?:\s?(?P<d>\d{{1,2}})\s?[日号號])?)?",
        rf"{_DAY}(?:st|nd|rd|th|er|\.)?[\s-]+(?:of |de )?{named},?(?: de)?[\s-]+{_SHORT}",
        rf"{named}\s+{_DAY}(?:st|nd|rd|th)?,?\s+(?:\d\d:\d\d(?::\d\d)?\s+(?:[a-z]+\s+)?)?{_SHORT}",
        rf"{_DAY}\.\s?(?P<m>\d{{1,2}})\.\s?{_SHORT}",
        rf"(?<![\d/])(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})/{_SHORT}(?!/)",
        rf"{named},?(?: de)?\s+{_YEAR}",
        rf"{named},?\s+(?P<y>'\d\d)(?!\d)",
    )
    return tuple((named in form, lazy(form)) for form in forms)


def names_month(text: str) -> bool:
    """Tell whether a folded text has the name of a month; most have none, and need few patterns.

    >>> names_month("on march 3"), names_month("marching on")
    (True, False)
    """
    return not month_numbers().keys().isdisjoint(_WORD.findall(text))


def date_in(text: str) -> str | None:
    """Return the first date in a text as ISO 8601, None where there is none.

    Of a month and a day that may be either, the year is all that is sure.

    >>> date_in("March 3rd, 1995"), date_in("Mon, 4 Mar 96 10:00:00 GMT"), date_in("Aug. 1994")
    ('1995-03-03', '1996-03-04', '1994-08')
    >>> date_in("12. März 1996"), date_in("2004年5月1日"), date_in("9/15/94"), date_in("3/4/94")
    ('1996-03-12', '2004-05-01', '1994-09-15', '1994')
    >>> date_in("It rained in March.")
    """
    found = _find(folded(text))
    return found[0] if found else None


def year_in(text: str) -> str | None:
    """Return the last year in a text, None where there is none.

    >>> year_in("London: The Quay Press, 1903"), year_in("in 12 parts")
    ('1903', None)
    """
    years = re.findall(r"(?<!\d)(?:1[5-9]\d\d|20\d\d)(?!\d)", text)
    return years[-1] if years else None


@recogniser(
    takes=(
        "March 3rd, 1995",
        "12/11/89",
        "Date: 3 Oct 90 19:06:24 GMT",
        "(Aug. 1994)",
        "March-April 1996",
    ),
    spares=("March 3rd, 1995, was wet", "1984", "The 4th of July"),
)
def is_date(text: str) -> bool:
    """Tell whether a line is a date and nothing else but a day of the week, a time, a zone."""
    if len(text) > LONGEST_DATE or not any(c.isdigit() for c in text):
        return False
    bare = folded(text)
    found = _find(bare)
    if not found:
        return False
    rest = bare[: found[1]] + " " + bare[found[2] :]
    words = _REST.findall(rest)
    known = _words_beside() | month_numbers().keys()  # of a magazine: ``March-April 1996``
    return all(not word.isalpha() or word in known for word in words) and not any(
        c.isdigit() for c in _REST.sub("", rest)
    )


def without_date(text: str) -> str:
    """Return a line without the date at its end, perhaps in brackets.

    >>> without_date("by Ann Berg, 6th Sept 1994"), without_date("by Ann Berg (5/94)")
    ('by Ann Berg', 'by Ann Berg (5/94)')
    >>> without_date("by Ann Berg, May '92"), without_date("by Inés Böll, May ’92")
    ('by Ann Berg', 'by Inés Böll')
    """
    found = _find(_small(text)) if len(text) <= LONGEST_DATE else None
    if found is None or text[found[2] :].strip(" .)]"):
        return text
    return text[: found[1]].rstrip(" ,;([-") or text


def around_date(text: str) -> tuple[str, str] | None:
    """Return what stands before the first date in a line, and behind it; None where there is none.

    >>> around_date("The End, May 1994 to June 1996"), around_date("The End")
    (('The End, ', ' to June 1996'), None)
    """
    found = _find(_small(text)) if len(text) <= LONGEST_DATE else None
    return (text[: found[1]], text[found[2] :]) if found else None


def _small(text: str) -> str:
    """Return a text in small letters, each in its place; nothing where one has no such letter."""
    small = typewritten(text.lower())
    return small if len(small) == len(text) else ""


def _find(text: str) -> tuple[str, int, int] | None:
    """Return the first date in a folded text, where it begins and where it ends."""
    if not any(map(str.isdigit, text)):
        return None
    named = names_month(text)
    for names, form in _forms():
        for match in form.finditer(text) if named or not names else ():
            date = _written(match)
            if date:
                return date, match.start(), match.end()
    return None


def _written(match: re.Match[str]) -> str | None:
    """Return the date that a match says, None where there is no such day."""
    said = match.groupdict()
    year = full_year(said["y"])
    month = month_numbers()[said["n"]] if said.get("n") else int(said.get("m") or 0)
    day = int(said.get("d") or 0)
    if "/" in match[0] and not match[0].startswith(year):
        if month > 12 >= day:
            month, day = day, month
        elif day <= 12 and day != month:
            return year
    if month > 12 or day > 31:
        return None
    return "-".join([year, *(f"{part:02d}" for part in (month, day) if part)])


def full_year(said: str) -> str:
    """Return a year with its century.

    >>> full_year("'94"), full_year("03"), full_year("1903")
    ('1994', '2003', '1903')
    """
    year = said.lstrip("'")
    return ("19" if int(year) >= CENTURY else "20") + year if len(year) == 2 else year
