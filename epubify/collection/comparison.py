"""How the values of a field are compared with what a query asks for: as what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from epubify.collection.persons import person_key, turned
from epubify.collection.plain_forms import plain_form
from epubify.collection.story_record import FieldKind, RecordField
from epubify.matter.header_metadata import language_of
from epubify.text.field_dates import field_date
from epubify.text.languages import normal_tag
from epubify.text.naming import file_as
from epubify.text.natural_order import natural_key

_FIRST, _LAST = "-01", "-99"
"""What makes a day of a year or a month: its beginning and its end, for comparison."""

Test = Callable[[str], bool]
"""Tells of one value of a field whether it is what a query asks for."""


def comparing(field: RecordField, sign: str, wanted: str) -> Test:
    """Return what tells whether a value of a field stands in a relation to what is wanted.

    ``sign`` is one of ``= ~ < <= > >=``. Raises ValueError, with what would be right, where
    the field cannot be compared so.

    >>> from epubify.collection.story_record import FIELDS
    >>> comparing(FIELDS["author"], "=", "smith, j.")("J. Smith")
    True
    >>> comparing(FIELDS["date"], "<=", "1996")("1996-03-03")
    True
    """
    if sign == "~" and field.kind in (FieldKind.NUMBER, FieldKind.DATE):
        raise ValueError(f"{field.name} is a {field.kind}; compare it with = < <= > >=")
    return _MAKERS[field.kind](field, sign, wanted)


def _ordered(sign: str, key: Callable[[str], Any], wanted: Any) -> Test:
    relations: dict[str, Callable[[Any], bool]] = {
        "=": lambda value: value == wanted,
        "<": lambda value: value < wanted,
        "<=": lambda value: value <= wanted,
        ">": lambda value: value > wanted,
        ">=": lambda value: value >= wanted,
    }
    holds = relations[sign]
    return lambda value: holds(key(value))


def _text(_: RecordField, sign: str, wanted: str) -> Test:
    looked_for = plain_form(wanted)
    if sign == "~":
        return lambda value: looked_for in plain_form(value)
    if sign == "=":
        return lambda value: plain_form(value) == looked_for
    return _ordered(sign, lambda value: natural_key(plain_form(value)), natural_key(looked_for))


def _file(field: RecordField, sign: str, wanted: str) -> Test:
    """A file may be named without its folders."""
    test = _text(field, sign, wanted)
    return lambda value: test(value) or test(value.rpartition("/")[2])


def _person(field: RecordField, sign: str, wanted: str) -> Test:
    if sign == "=":
        key = person_key(wanted)
        return lambda value: person_key(value) == key
    if sign == "~":
        test = _text(field, sign, wanted)
        return lambda value: test(value) or test(file_as(value))
    filed = plain_form(file_as(turned(wanted)))
    return _ordered(sign, lambda value: plain_form(file_as(turned(value))), filed)


def _language(field: RecordField, sign: str, wanted: str) -> Test:
    tag = language_of(wanted) or normal_tag(wanted)
    if tag is None:
        raise ValueError(f"“{wanted}” is not a language; write a tag such as en, en-GB or de")
    if sign != "=":
        return _text(field, sign, wanted)
    lower = tag.lower()
    return lambda value: value.lower() == lower or value.lower().startswith(f"{lower}-")


def _number(field: RecordField, sign: str, wanted: str) -> Test:
    number = _read_number(wanted)
    if number is None:
        raise ValueError(f"{field.name} is a number, and “{wanted}” is none; write 5000 or 1.5")
    test = _ordered(sign, lambda value: value, number)
    return lambda value: (known := _read_number(value)) is not None and test(known)  # type: ignore[arg-type]


def _read_number(text: str) -> float | None:
    try:
        return float(text) if text[:1].isdigit() else None
    except ValueError:
        return None


def _date(_: RecordField, sign: str, wanted: str) -> Test:
    """A year or a month stands for all its days; of a story that says no more, for the first."""
    year = wanted if len(wanted) == 4 and wanted.isdecimal() else None
    asked = year or field_date(wanted)
    if asked is None:
        advice = "write 1996, 1996-03 or 1996-03-03"
        raise ValueError(f"“{wanted}” is not a date; {advice}")
    if sign == "=":
        return lambda value: value[:10] == asked or value.startswith(f"{asked}-")
    bound = _day(asked, _LAST if sign in ("<=", ">") else _FIRST)
    return _ordered(sign, lambda value: _day(value[:10], _FIRST), bound)


def _day(date: str, rest: str) -> str:
    """Return the first or the last day of a date.

    >>> _day("1996", "-01"), _day("1996-03", "-99")
    ('1996-01-01', '1996-03-99')
    """
    return date + rest * (2 - date.count("-"))


_MAKERS: dict[FieldKind, Callable[[RecordField, str, str], Test]] = {
    FieldKind.TEXT: lambda field, sign, wanted: (_file if field.name == "file" else _text)(
        field, sign, wanted
    ),
    FieldKind.PERSON: _person,
    FieldKind.LANGUAGE: _language,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
}
