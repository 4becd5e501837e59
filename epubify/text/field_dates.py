"""Dates in fields that are there for a date: forms too that in running text are something else."""

from __future__ import annotations

import re
from functools import cache

from epubify.text.dates import date_in, full_year, month_numbers, names_month, year_in
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, table

_YEAR = r"(?P<y>1[5-9]\d\d|20\d\d)"
_MONTH = r"(?P<m>0?[1-9]|1[0-2])"
_MOST_MONTHS = 12
"""Above it a number is a day, below it may be a month."""


@cache
def _forms() -> tuple[tuple[bool, re.Pattern[str]], ...]:
    """Return the forms that only a field of dates has, those that say most first.

    With each stands whether it names a month.
    """
    named = rf"(?<!\w)(?P<n>{'|'.join(sorted(month_numbers(), key=len, reverse=True))})(?!\w)\.?"
    forms = (
        rf"(?<!\d){_YEAR}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)",
        rf"(?<!\d){_YEAR}년\s?{_MONTH}월(?:\s?(?P<d>\d{{1,2}})일)?",
        rf"(?<!\d){_YEAR}[.,]?\s{named}(?:\s(?P<d>\d{{1,2}})(?!\d))?",
        rf"(?<!\d)(?P<d>\d{{1,2}})-(?P<m>\d{{1,2}})-{_YEAR}(?!\d)",
        rf"{named},?\s'?(?P<y>\d\d)(?![\d:])",
        rf"(?<![\d/.-]){_YEAR}[-/.]{_MONTH}(?![\d/.-]*\d)",
        rf"(?<![\d/.-]){_MONTH}\s?[-/.]\s?{_YEAR}(?!\d)",
        rf"^\W*{_MONTH}/(?P<y>\d\d)\W*$",
    )
    return tuple((named in form, lazy(form)) for form in forms)


def field_date(text: str) -> str | None:
    """Return the date that a field says as ISO 8601, as far as it says one.

    >>> [field_date(text) for text in ("Posted March 3rd, 1995", "19960312", "Sept. '94", "3/95")]
    ['1995-03-03', '1996-03-12', '1994-09', '1995-03']
    >>> [field_date(text) for text in ("2001-07", "7/2001", "2004년 5월 1일", "2004. május 1.")]
    ['2001-07', '2001-07', '2004-05-01', '2004-05-01']
    >>> [field_date(text) for text in ("25-12-2003", "05-12-2003", "平成16年5月1日", "Spring 1996")]
    ['2003-12-25', '2003', '2004-05-01', '1996']
    >>> field_date("some day")

    A day that its month does not have is left out.

    >>> field_date("2003-02-29"), field_date("Feb. 30, 1994"), field_date("2004-02-29")
    ('2003-02', '1994-02', '2004-02-29')
    """
    return _of_calendar(_field_date(text))


def _of_calendar(date: str | None) -> str | None:
    parts = [int(part) for part in (date or "").split("-") if part.isdecimal()]
    if len(parts) == 3 and 1 <= parts[1] <= 12:
        from calendar import monthrange

        if parts[2] > monthrange(*parts[:2])[1]:
            return f"{parts[0]:04d}-{parts[1]:02d}"
    return date


def _field_date(text: str) -> str | None:
    if found := date_in(text):
        return found
    bare = folded(text)
    digits, with_month = any(map(str.isdigit, bare)), names_month(bare)
    for names, form in _forms() if digits else ():
        match = form.search(bare) if with_month or not names else None
        if match and (date := _date_of(match)):
            return date
    return _of_era(text) or year_in(text)


def _date_of(match: re.Match[str]) -> str | None:
    said = match.groupdict()
    month = month_numbers()[said["n"]] if said.get("n") else int(said.get("m") or 0)
    day = int(said.get("d") or 0)
    year = full_year(said["y"])
    if match[0].endswith(f"-{year}"):
        if month > _MOST_MONTHS >= day:
            month, day = day, month
        elif day and day <= _MOST_MONTHS and day != month:
            return year  # of a day and a month that may be either, the year is all that is sure
    if not 1 <= month <= _MOST_MONTHS or day > 31:
        return None
    return "-".join([year, *(f"{part:02d}" for part in (month, day) if part)])


def _of_era(text: str) -> str | None:
    """Return a date that counts years from the beginning of a reign."""
    eras: dict[str, int] = table("dates")["eras"]
    first, sign = table("dates")["reigns"]["first"], table("dates")["reigns"]["sign"]
    match = re.search(rf"({'|'.join(eras)})\s?({first}|\d{{1,2}})\s?{sign}(.*)", text)
    if match is None:
        return None
    year = eras[match[1]] + (1 if match[2] == first else int(match[2])) - 1
    return date_in(f"{year}{sign}{match[3]}") or str(year)
