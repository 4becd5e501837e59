"""Stories become a book: bound in an order, or joined as parts of one."""

import gc
import sys
import tempfile

import pytest

from epubify.bind.anthology import bind
from epubify.bind.joining import join
from epubify.bind.kinds import ORDERS
from epubify.bind.reading_order import reading_order
from epubify.bind.shelf import MOST_HELD, Shelf
from epubify.model import (
    Contributor,
    Metadata,
    Origin,
    OriginKind,
    Paragraph,
    Place,
    Section,
    Span,
    Story,
)
from epubify.options import Options
from epubify.report import Report

AT = Place("x", 1, 1)
OPENING_WORDS = (("title", Origin(OriginKind.OPENING_WORDS, 1)),)
IN_HEADER = (("title", Origin(OriginKind.HEADER, 1)),)


def story(title="Dusk", text="It rained.", sections=None, **metadata):
    paragraph = Paragraph((Span(text),), AT)
    sections = sections or (Section("bodymatter", None, None, (paragraph,)),)
    author = metadata.pop("author", None)
    people = (Contributor(author),) if author else ()
    return Story(Metadata(title, contributors=people, **metadata), sections)


def chapter(number, role="chapter"):
    return Section(role, f"Chapter {number}", None, (Paragraph((Span("x"),), AT),), number=number)


def bound(*stories, report=None, **options):
    return bind(list(stories), Options(**options), report or Report())


def test_one_story_is_a_book_of_its_own():
    book = bound(story(author="Nina", language="en"), language="de")
    assert not book.anthology
    assert (book.metadata.title, book.metadata.authors) == ("Dusk", ("Nina",))
    assert book.metadata.language == "de"
    assert next(iter(book.stories)).metadata == book.metadata


def test_one_story_can_be_a_collection():
    book = bind([story()], Options(title="All"), Report(), anthology=True)
    assert book.anthology
    assert [s.metadata.title for s in book.stories] == ["Dusk"]


def test_authors_of_all_stories_in_order_then_editors():
    stories = [story(author="B"), story(author="A"), story(), story(author="B")]
    people = bound(*stories, title="T", editors=("E",)).metadata.contributors
    assert [(c.name, c.role) for c in people] == [("B", "aut"), ("A", "aut"), ("E", "edt")]


def test_the_language_of_most_stories():
    stories = [story(language="de"), story(language="en"), story(language="en"), story()]
    assert bound(*stories, title="T").metadata.language == "en"


def test_what_belongs_to_a_story_is_not_the_anthologys():
    book = bound(story(series="S", series_index="1", description="D"), story(), title="T")
    assert (book.metadata.series, book.metadata.description) == (None, None)


def test_an_anthology_without_title_is_a_finding():
    report = Report()
    assert bound(story(author="Nina"), story(), report=report).metadata.title == "Stories by Nina"
    assert [finding.code for finding in report.findings] == ["M020"]


def test_what_the_source_said_stays_readable_when_it_is_replaced():
    book = bound(
        story(author="Nina", series="S", series_index="2"), title="New", authors=("B",), series="Q"
    )
    assert (book.metadata.series, book.metadata.series_index) == ("Q", None)
    assert [field.value for field in book.metadata.fields] == ["Nina", "Dusk", "S", "2"]


def test_opening_words_are_no_title_to_keep():
    book = bound(story(title="It rained", text="It rained.", origins=OPENING_WORDS), title="Rain")
    assert book.metadata.fields == ()


def test_a_title_that_the_story_opens_with_is_kept():
    book = bound(story(title="It rained", text="It rained.", origins=IN_HEADER), title="Rain")
    assert [field.value for field in book.metadata.fields] == ["It rained"]


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("given", ["The Zoo", "Ants", "Bees 10", "Bees 9"]),
        ("title", ["Ants", "Bees 9", "Bees 10", "The Zoo"]),
        ("author", ["Bees 10", "The Zoo", "Bees 9", "Ants"]),
        ("series", ["Bees 9", "Ants", "Bees 10", "The Zoo"]),
        ("date", ["Ants", "The Zoo", "Bees 10", "Bees 9"]),
    ],
)
def test_orders(order, titles):
    stories = [
        story("The Zoo", author="Ann Cole", date="2001"),
        story("Ants", date="1999-05"),
        story("Bees 10", author="Zed Abel"),
        story("Bees 9", series="S", series_index="2"),
    ]
    book = bound(*stories, title="T", order=order)
    assert [s.metadata.title for s in book.stories] == titles
    assert [s.metadata.title for s in book.stories] == titles


def test_orders_are_stable():
    same = [Metadata("x") for _ in range(5)]
    assert all(reading_order(same, order) == [0, 1, 2, 3, 4] for order in ORDERS)


@pytest.mark.parametrize("held", [0, 2_000, MOST_HELD])
def test_stories_may_lie_on_the_disk(monkeypatch, held):
    monkeypatch.setattr("epubify.bind.shelf.MOST_HELD", held)
    with Shelf() as shelf:
        for number in range(20):
            shelf.append(story(f"Story {20 - number}"))
        book = bind(shelf, Options(title="T", order="title"), Report())
        assert len(book.stories) == 20
        assert [s.metadata.title for s in book.stories][:2] == ["Story 1", "Story 2"]
        assert shelf[-1] == story("Story 1")
        shelf[3] = story("Another")
        shelf.keep([19, 3, 0])
        assert list(shelf) == [story("Story 1"), story("Another"), story("Story 20")]


def test_a_forgotten_shelf_closes_its_file(monkeypatch):
    """Also where it is garbage among other garbage, whose order of ending nobody knows."""
    unraisable = []
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)
    gc.collect()
    older = [tempfile.TemporaryFile()]  # noqa: SIM115 - the collector ends what is older first
    monkeypatch.setattr(tempfile, "TemporaryFile", older.pop)
    shelf = Shelf()
    shelf.held_by = [shelf]
    del shelf
    gc.collect()
    assert not unraisable


# ------------------------------------------------------------------------------ joining


def test_stories_with_a_place_become_parts():
    parts = [story("Perfect", author="Nina", series="Perfect", series_index=n) for n in "12"]
    whole = join(parts)
    assert (whole.metadata.title, whole.metadata.series) == ("Perfect", None)
    assert [(s.role, s.label, s.title) for s in whole.sections] == [
        ("part", "Part 1", None),
        ("part", "Part 2", None),
    ]
    assert [field.value for field in whole.metadata.fields] == ["1", "2"]


def test_parts_keep_their_own_titles_and_chapters():
    parts = [
        story("Rain", series="Days", series_index="1", sections=(chapter(1), chapter(2))),
        story("Sun", series="Days", series_index="2", sections=(chapter(1),)),
    ]
    whole = join(parts)
    assert whole.metadata.title == "Days"
    assert [(s.label, s.title, len(s.sections)) for s in whole.sections] == [
        ("Part 1", "Rain", 2),
        ("Part 2", "Sun", 1),
    ]


def test_slices_of_a_posting_run_on():
    first = story("Long", sections=(chapter(1), chapter(2)))
    lead = Section("bodymatter", None, None, (Paragraph((Span("and so"),), AT),))
    second = story("and so", sections=(lead, chapter(3)), origins=OPENING_WORDS)
    whole = join([first, second])
    assert [section.number for section in whole.sections] == [1, 2, 3]
    assert len(whole.sections[1].blocks) == 2
