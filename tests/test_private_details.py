"""Addresses and numbers of people in a header: not shown, proved, and kept where asked."""

from __future__ import annotations

from typing import Any

from building import book_of

from epubify.checks.headers import FrontMatter
from epubify.model import Matter, Place

STORY = """\
Title: The Salt Road
Author: Nina Hale <nina@mail.example>
E-mail: nina@mail.example
Summary: A ferry is late. Write to nina@mail.example if you know why.

The ferry was late that morning, as it was every morning.
"""


def shown(**options: Any) -> tuple[list[str], dict[str, str]]:
    """Return the fields of the book's page about the story, and the findings by code."""
    book = book_of(STORY, **options)
    fields = [field.value for field in book.book.metadata.fields if field.key != "title"]
    return fields, {finding.code: finding.message for finding in book.report.findings}


def test_what_is_said_beside_an_address_is_shown_and_a_finding_names_the_lines() -> None:
    fields, found = shown()
    assert fields == ["Nina Hale", "A ferry is late. Write to … if you know why."]
    assert found["M052"] == "addresses or numbers of people in lines 2, 3, 4 are not in the book"


def test_who_wants_them_keeps_them() -> None:
    fields, found = shown(keep=frozenset({Matter.CONTACT}))
    assert "nina@mail.example" in fields
    assert "M052" not in found


def test_other_words_of_such_a_line_must_be_in_the_book() -> None:
    pages = FrontMatter([" nina hale a ferry is late "])
    assert pages.holds_but_private("Author: Nina Hale <nina@mail.example>")
    assert pages.holds_but_private("14 Chapel Lane")
    assert not pages.holds_but_private("Author: Nina Berg <nina@mail.example>")


def test_a_line_that_must_stay_plain_is_shown_whole() -> None:
    fields, _ = shown(plain=frozenset({Place("story.txt", 3, 3)}))
    assert "E-mail: nina@mail.example" in fields


def test_details_in_a_signature_are_not_shown() -> None:
    signature = (
        "-- \nAnn Bee, tel. 555-010-0199\n14 Chapel Lane\nSSN 078-05-1120\nann@bee.example\n"
    )
    story = f"The Ferry\nby Ann Bee\n\n{'The ferry was late that morning. ' * 4}\n\n{signature}"
    book = book_of(story)
    text = repr(book.book.stories)
    found = [one for one in ("0199", "Chapel", "078-05", "bee.example") if one in text]
    assert found == []
    assert "The ferry was late" in text
