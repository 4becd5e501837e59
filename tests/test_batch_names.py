"""Names of books made from templates: what they say, and that they are safe everywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epubify.files.paths import LONGEST_PATH, book_path, numbered, read_template
from epubify.model import Contributor, Metadata

FULL = Metadata(
    "Dusk",
    contributors=(Contributor("Nina Hill"), Contributor("Bo"), Contributor("Ed", "edt")),
    series="Days",
    series_index="2",
    language="en",
    date="2004-07-15",
)
BARE = Metadata("Dusk")
NONE = Metadata()


@pytest.mark.parametrize(
    ("template", "full", "bare", "none"),
    [
        ("{author}/{title}.epub", "Nina Hill/Dusk", "Dusk", "x"),
        ("{author}/{title}", "Nina Hill/Dusk", "Dusk", "x"),
        (
            "{author}/{series} {series_index:02} - {title}.epub",
            "Nina Hill/Days 02 - Dusk",
            "Dusk",
            "x",
        ),
        ("{authors} - {title}", "Nina Hill & Bo - Dusk", "Dusk", "x"),
        ("{author_sort}/{title}", "Hill, Nina/Dusk", "Dusk", "x"),
        ("{title} ({year})", "Dusk (2004)", "Dusk", "x"),
        ("{title} [{series}, {series_index}]", "Dusk [Days, 2]", "Dusk", "x"),
        ("[{series}] {title}", "[Days] Dusk", "Dusk", "x"),
        ("{language}/{date} {title}", "en/2004-07-15 Dusk", "Dusk", "x"),
        ("shelf/{series}/{title}", "shelf/Days/Dusk", "shelf/Dusk", "shelf/x"),
        ("Book {series_index} - {title}", "Book 2 - Dusk", "Dusk", "x"),
        ("{title}, {year} edition", "Dusk, 2004 edition", "Dusk", "x"),
        ("{series} {series_index} - {title} - {year}", "Days 2 - Dusk - 2004", "Dusk", "x"),
        ("{stem}", "x", "x", "x"),
        ("{folder}/{stem}", "a/b/x", "a/b/x", "a/b/x"),
        ("Tales.epub", "Tales", "Tales", "Tales"),
        ("", "a/b/Nina Hill & Bo - Days 2 - Dusk", "a/b/Dusk", "a/b/x"),
    ],
)
def test_an_empty_field_takes_what_is_next_to_it_along(template, full, bare, none):
    made = [book_path(template, metadata, "x", "a/b") for metadata in (FULL, BARE, NONE)]
    assert made == [f"{full}.epub", f"{bare}.epub", f"{none}.epub"]


def test_a_place_in_a_series_says_nothing_without_the_series():
    lone = Metadata("Dusk", series_index="2")
    assert book_path("{series_index} {title}", lone, "x") == "Dusk.epub"


@pytest.mark.parametrize(("index", "shown"), [("1.5", "01.5"), ("12", "12"), ("123", "123")])
def test_a_number_is_filled_up_before_its_point(index, shown):
    book = Metadata("Dusk", series="Days", series_index=index)
    assert book_path("{series_index:02}", book, "x") == f"{shown}.epub"


def test_what_a_field_says_is_no_template_and_no_path():
    book = Metadata("{author}/(..", contributors=(Contributor("../../AC\\DC"),))
    assert book_path("{author}/{title}", book, "x") == "AC-DC/{author}-(.epub"


@pytest.mark.parametrize("folder", [".", "", "..", "../..", "/etc", "a/../../b"])
def test_folders_lead_nowhere_else(folder):
    parts = book_path("{folder}/{title}", BARE, "x", folder).split("/")
    assert ".." not in parts
    assert "" not in parts


def test_long_names_are_cut_at_words_and_the_end_of_the_path_is_kept():
    author = (Contributor("Anna " * 60),)
    book = Metadata("Word " * 100, contributors=author, series="Days " * 80, series_index="3")
    made = book_path("{author}/{series}/{series} {series_index:03} - {title}.epub", book, "x")
    assert len(made.encode()) <= LONGEST_PATH
    assert re.fullmatch(r"(Anna ?)+/(Days ?)+/(Days )+003 - (Word ?)+\.epub", made)


def test_numbers_keep_the_suffix():
    assert numbered("a/Dusk.epub", 3) == "a/Dusk (3).epub"


# ----------------------------------------------------------------------------- properties

anything = st.text(max_size=120)
templates = st.sampled_from(
    [
        "",
        "{author}/{title}.epub",
        "{author_sort}/{series}/{series_index:02} - {title} ({year})",
        "{folder}/{language}/[{series} {series_index}] {authors} - {title}",
        "{stem}",
    ]
)
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|(com|lpt)[0-9])(\.|$)")


@given(templates, anything, anything, anything, anything, anything, anything)
def test_a_name_is_safe_on_every_system(template, title, author, series, index, stem, folder):
    people = (Contributor(author),)
    book = Metadata(title, contributors=people, series=series, series_index=index, date=index)
    made = book_path(template, book, stem, folder)
    assert made == book_path(template, book, stem, folder)
    assert made.endswith(".epub")
    assert len(made.encode()) <= LONGEST_PATH
    for part in made.split("/"):
        assert part
        assert len(part.encode()) <= 255
        assert not re.search(r'[<>:"\\|?*\x00-\x1f]', part)
        assert part[0] not in ".- "
        assert part[-1] not in ". "
        assert not RESERVED.match(part)


@given(st.text(alphabet="{}()[]/. abtitle:02", max_size=30))
def test_any_text_is_a_template_or_is_told_what_is_wrong(template):
    try:
        read_template(template)
    except ValueError as error:
        assert str(error)
    else:
        assert book_path(template, FULL, "x").endswith(".epub")


def test_a_book_of_many_authors_stands_under_its_editor():
    people = (Contributor("A"), Contributor("B"), Contributor("C"), Contributor("Ed", "edt"))
    assert book_path("{author}/{title}", Metadata("Tales", contributors=people), "x") == (
        "Ed/Tales.epub"
    )
    assert book_path("{author}/{title}", Metadata("Tales", contributors=people[:3]), "x") == (
        "A/Tales.epub"
    )
