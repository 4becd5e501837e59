"""Stories chosen by a query, ordered, grouped and listed; doubles found; people counted once."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from lxml import etree

import epubify
from epubify.bind.anthology import bind
from epubify.bind.grouping import _MARKS
from epubify.bind.kinds import GROUPINGS, ORDERS
from epubify.bind.reading_order import _ORDERS, reading_order
from epubify.cli import run
from epubify.collection.doubles import DoubleFinder, DoubleKind
from epubify.collection.query import DEEPEST, read_query
from epubify.collection.query_tokens import QueryFault
from epubify.collection.shingles import sketch_of_words
from epubify.collection.story_record import FIELDS, StoryRecord
from epubify.errors import UsageError
from epubify.model import (
    Contributor,
    Field,
    Metadata,
    Paragraph,
    Place,
    Section,
    Source,
    Span,
    Story,
)
from epubify.options import Options
from epubify.report import Report

AT = Place("x", 1, 1)
PERFECT = StoryRecord(
    Metadata(
        "Perfect",
        contributors=(
            *(Contributor("Nina"), Contributor("J. R. Smith")),
            Contributor("Ed Ito", "edt"),
        ),
        language="en-GB",
        series="The Long Days",
        series_index="1.5",
        subjects=("Max/Liz", "Romance"),
        date="1999-05",
        fields=(
            Field("fandom", "Fandom", "Roswell, Dark Skies", AT),
            Field("rating", "Rating", "PG-13", AT),
        ),
    ),
    "old/perfect.txt",
    "text",
    words=4800,
    chapters=3,
)
BARE = StoryRecord(Metadata(), "bare.txt", "text", words=20, chapters=0)


# ------------------------------------------------------------------------------ queries


@pytest.mark.parametrize(
    "query",
    [
        'author = "Nina"',
        "author = NINA",
        'author = "Smith, J.R."',
        'author ~ "smith, j"',
        'authors = "ed ito" or editor = "Ed Ito"',
        'author = "Nina" and subject ~ "Max/Liz"',
        "series",
        "not publisher",
        "not (title = Dusk or title = Dawn)",
        "title != Dusk",
        "title !~ usk",
        "title < Queen and title >= perfect",
        "publisher != Penguin",
        "words < 5000 and words >= 4800",
        "index = 1.5 and index > 1",
        "words in (20, 4800)",
        'rating in ["PG", "PG-13"]',
        'rating not in ("R", "NC-17")',
        "language = en",
        "language = English",
        "language != de",
        "date = 1999",
        "date = 1999-05",
        "date < 1999-06",
        "date <= 1999",
        "date > 1998 and date >= 1999-05-01",
        'date < "3 June 1999"',
        "fandom = roswell and fandom = 'dark skies'",
        "format = text and file = perfect.txt and file ~ old/",
        "AUTHOR = nina AND NOT words > 5000",
        "title = “Perfect”",
        "title = Dusk or title = Dawn and words < 1 or chapters = 3",
    ],
)
def test_a_query_holds(query):
    assert read_query(query).holds(PERFECT)


@pytest.mark.parametrize(
    "query",
    [
        "author = Nin",
        'author = "John R. Smith"',
        "title = Dusk and (title = Perfect or words > 1)",
        "language = en-US",
        "date = 1999-05-03",
        "date > 1999",
        "date < 1999-05",
        "index = 15",
        "publisher = Penguin",
        "publisher ~ e",
    ],
)
def test_a_query_does_not_hold(query):
    assert not read_query(query).holds(PERFECT)


@pytest.mark.parametrize(
    "query", ["date < 3000", "index < 9", "author ~ a", "series", "author < z"]
)
def test_what_is_not_known_fits_nothing(query):
    assert not read_query(query).holds(BARE)
    assert read_query(f"not ({query})").holds(BARE)


@pytest.mark.parametrize(
    ("query", "column", "said"),
    [
        ("", 1, "the query is empty"),
        ("autor = x", 1, "unknown field “autor”; did you mean “author”?"),
        ("title = x and sbject ~ y", 15, "did you mean “subject”?"),
        ("zzz = 1", 1, "fields: title, subtitle, author"),
        ("title = ", 8, "ends where a value is expected"),
        ("title = = x", 9, "a value is expected, not “=”"),
        ("words < many", 9, "words is a number, and “many” is none"),
        ("words ~ 5", 9, "words is a number; compare it with"),
        ("date > soon", 8, "“soon” is not a date; write 1996, 1996-03 or 1996-03-03"),
        ("language = !", 12, "does not belong here"),
        ("language = 'no tongue'", 12, "is not a language"),
        ("title = 'x", 9, "this quotation mark is never closed"),
        ("(title = x", 1, "“(” is never closed"),
        ("title = x)", 10, "“)” is not expected here"),
        ("author = John Smith", 15, "a value of several words needs quotation marks"),
        ("author 'Nina'", 8, "must be compared with it"),
        ("title in x", 10, "“in” needs a list"),
        ("title in (x y)", 13, "is not expected here"),
        ("title = x and", 14, "ends where a field is expected"),
        ("or title = x", 1, "a field is expected, not “or”"),
        ("(" * (DEEPEST + 1) + "title", DEEPEST + 1, "too many parentheses"),
    ],
)
def test_a_mistake_is_shown_at_its_place(query, column, said):
    with pytest.raises(QueryFault) as caught:
        read_query(query)
    first, shown, caret = str(caught.value).split("\n")
    assert first.startswith(f"column {column}: ")
    assert said in first
    assert shown == f"    {query}"
    assert caret == " " * (3 + column) + "^"


def test_a_caret_stands_below_wide_characters():
    with pytest.raises(QueryFault, match=r"\n {15}\^$"):
        read_query("title = 春 x")


def test_an_unusable_query_is_a_usage_error():
    with pytest.raises(UsageError, match="where: column 1: unknown field"):
        epubify.anthology([b"x"], title="T", where="autor = x")


# -------------------------------------------------------------------------------- order


def works(*told: str) -> list[Metadata]:
    """Return metadata of lines such as ``title|author|series|index|date``."""
    return [
        Metadata(
            title,
            contributors=(Contributor(author),) if author else (),
            series=series or None,
            series_index=index or None,
            date=date or None,
        )
        for title, author, series, index, date in (one.split("|") for one in told)
    ]


LIBRARY = works(
    "Zoo|Bo Abel|||2001",
    "Third|Ann Cole|Days|3|1999",
    "First|Ann Cole|Days|1|2003-05-01",
    "The Ants|Ann Cole|||",
    "Tenth|Ann Cole|Days|10|1998",
)


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("given", "Zoo, Third, First, The Ants, Tenth"),
        ("title", "The Ants, First, Third, Tenth, Zoo"),
        ("author", "Zoo, First, Third, Tenth, The Ants"),
        ("series", "First, Third, Tenth, The Ants, Zoo"),
        ("date", "First, Third, Tenth, Zoo, The Ants"),
    ],
)
def test_a_series_stays_together_and_in_order(order, titles):
    assert ", ".join(LIBRARY[n].title for n in reading_order(LIBRARY, order)) == titles


# ------------------------------------------------------------------------------ grouping


def bound(read: list[Metadata], **options):
    section = Section("bodymatter", None, None, (Paragraph((Span("It rained."),), AT),))
    stories = [Story(one, (section,)) for one in read]
    return bind(stories, Options(title="T", **options), Report(), anthology=True)


def outline_of(book) -> list[str]:
    lines, parts = [], list(book.parts)
    for number, story in enumerate(book.stories):
        while parts and parts[0].before == number:
            part = parts.pop(0)
            lines.append(f"{'  ' * part.depth}[{part.title}]")
        lines.append(story.metadata.title)
    return lines


def test_parts_by_author_and_series():
    book = bound(LIBRARY, order="author", by=("author", "series"))
    assert outline_of(book) == [
        "[Bo Abel]",
        "Zoo",
        "[Ann Cole]",
        "  [Days]",
        "First",
        "Third",
        "Tenth",
        "  [Other stories]",
        "The Ants",
    ]


def test_parts_come_as_their_first_stories_do_where_the_order_is_given():
    read = works("B|Zed|||", "A|Abe|||", "C|Zed|||")
    assert outline_of(bound(read, by=("author",))) == ["[Zed]", "B", "C", "[Abe]", "A"]
    by_title = outline_of(bound(read, by=("author",), order="title"))
    assert by_title == ["[Abe]", "A", "[Zed]", "B", "C"]


def test_one_person_has_one_part_however_the_name_is_spelt():
    read = works("A|Smith, J.|||", "B|J. Smith|||", "C|j. smith|||")
    assert outline_of(bound(read, by=("author",))) == ["[J. Smith]", "A", "B", "C"]


def test_a_grouping_that_says_nothing_makes_no_part():
    assert outline_of(bound(works("A||||", "B||||"), by=("fandom", "series"))) == ["A", "B"]


@pytest.mark.parametrize(
    ("by", "said"),
    [("author,author", "the same grouping twice"), ("autor", "did you mean “author”?")],
)
def test_a_wrong_grouping_is_refused(by, said, capsys):
    levels = [part for level in by.split(",") for part in ("--by", level)]
    assert run(["anthology", "x.txt", "-o", "x.epub", "--title", "T", *levels]) == 2
    assert said in capsys.readouterr().err


# ------------------------------------------------------------------------------- doubles

TEXT = [f"word{number}" for number in range(400)]


def doubles_of(*texts: tuple[str, list[str], str | None]):
    finder = DoubleFinder()
    for title, words, date in texts:
        finder.add(StoryRecord(Metadata(title, date=date)), sketch_of_words(words))
    return [(one.kept, one.dropped, one.kind) for one in finder.doubles()]


def test_doubles_are_told_apart():
    revised = [*TEXT[:100], "quite", "another", *TEXT[110:]]
    other = [f"other{number}" for number in range(400)]
    texts = (("A", TEXT), ("A", TEXT), ("B", TEXT), ("A", revised), ("C", other))
    found = doubles_of(*((title, words, None) for title, words in texts))
    assert found == [
        (0, 1, DoubleKind.IDENTICAL),
        (0, 2, DoubleKind.RENAMED),
        (0, 3, DoubleKind.REVISION),
    ]


def test_the_latest_version_is_kept_else_the_longest():
    longer = [*TEXT, "and", "more"]
    assert doubles_of(("A", TEXT, "2001"), ("A", longer, "1999"))[0][0] == 0
    assert doubles_of(("A", TEXT, "2001"), ("A", longer, None))[0][0] == 1


def test_a_chapter_is_no_version_of_the_whole():
    assert doubles_of(("A", TEXT, None), ("A 1", TEXT[:60], None)) == []


def test_short_texts_are_not_looked_at():
    assert doubles_of(("A", TEXT[:20], None), ("B", TEXT[:20], None)) == []


def test_many_copies_are_all_found():
    assert len(doubles_of(*[("A", TEXT, None)] * 60)) == 59


STORY = "Title: {title}\nAuthor: {author}\n{more}\n" + "\n\n".join(
    f"On day {n} she walked to gate {n + 7} and counted {n * n} gulls before the rain came."
    for n in range(12)
)


OTHER = {"gulls": "terns", "day": "night", "walked": "ran", "rain": "snow"}


def source(name: str, title: str = "Gulls", author: str = "Nina", more: str = "", **changes: str):
    text = STORY.format(title=title, author=author, more=more)
    for old, new in changes.items():
        text = text.replace(old, new)
    return Source(name, text.encode())


def test_an_anthology_binds_a_story_once():
    given = [source("a.txt"), source("b.txt", "Birds"), source("c.txt", **OTHER)]
    book = epubify.anthology(given, title="T", no_cover=True)
    told = [(one.code, one.at.source, one.message) for one in book.findings if one.code == "M022"]
    assert told == [
        ("M022", "b.txt", "left out of the anthology: the same story as a.txt, under another name")
    ]
    assert [story.metadata.title for story in book.book.stories] == ["Gulls", "Gulls"]
    both = epubify.anthology(given, title="T", no_cover=True, keep_doubles=True)
    assert len(both.book.stories) == 3


# -------------------------------------------------------------------------- the commands


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "in"
    place.mkdir()
    for one in (
        source("gulls.txt", more="Fandom: Roswell\nDate: March 3rd, 1995\n"),
        source("terns.txt", "Terns", "Berg, Anna", "Rating: PG\n", **OTHER),
    ):
        (place / one.name).write_bytes(one.data)
    return place


def test_list_as_a_table(folder, capsys):
    assert run(["list", "in", "--columns", "author,title,date,words", "--order", "title"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["author", "title", "date", "words"]
    assert lines[2].split() == ["Nina", "Gulls", "1995-03-03", "192"]
    assert lines[3].split() == ["Anna", "Berg", "Terns", "192"]


def test_list_as_json_and_csv(folder, capsys):
    assert run(["list", "in", "--json", "--where", "fandom = roswell"]) == 0
    [told] = map(json.loads, capsys.readouterr().out.splitlines())
    assert list(told) == list(FIELDS)
    assert (told["fandom"], told["words"], told["format"]) == (["Roswell"], 192, "text")
    assert run(["list", "in", "--csv", "--columns", "title,rating"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows == [["title", "rating"], ["Gulls", ""], ["Terns", "PG"]]


def test_list_of_finished_books_reads_no_more_than_their_heads(folder, capsys):
    epubify.convert("in/gulls.txt", no_cover=True).save("gulls.epub")
    with zipfile.ZipFile("gulls.epub") as book, zipfile.ZipFile("head.epub", "w") as head:
        for name in ("META-INF/container.xml", "EPUB/content.opf"):
            head.writestr(name, book.read(name))
    assert run(["list", "gulls.epub", "head.epub", "--json"]) == 0
    whole, bare = map(json.loads, capsys.readouterr().out.splitlines())
    assert {**whole, "file": ""} == {**bare, "file": ""}
    assert (whole["title"], whole["words"], whole["fandom"]) == ("Gulls", 192, ["Roswell"])


def test_what_cannot_be_read_is_named_and_the_rest_listed(folder, capsys):
    (folder / "broken.epub").write_bytes(b"PK\x03\x04 and no more")
    assert run(["list", "in", "none.txt", "--columns", "title"]) == 1
    told = capsys.readouterr()
    assert told.out.split() == ["title", "─────", "Gulls", "Terns"]
    assert "in/broken.epub: is damaged" in told.err
    assert "none.txt: no such file" in told.err


def test_list_of_doubles(folder, capsys):
    (folder / "copy.txt").write_bytes((folder / "gulls.txt").read_bytes())
    assert run(["list", "in", "--doubles", "--csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["identical,1.0,in/copy.txt,in/gulls.txt"]
    assert run(["list", "in/terns.txt", "--doubles"]) == 0
    assert capsys.readouterr().err == "epubify: no doubles among 1 story\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["anthology", "in", "-o", "all.epub", "--title", "All"],
        ["batch", "in", "-o", "books"],
        ["batch", "library.toml", "-o", "books"],
    ],
)
def test_a_query_that_selects_nothing_is_one_line(folder, capsys, arguments):
    (folder.parent / "library.toml").write_text('[[story]]\ninput = "in"\n', encoding="utf-8")
    assert run([*arguments, "--where", "author = Nobody"]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "fits --where" in told.err
    assert not Path("all.epub").exists()
    assert not Path("books").exists()


def test_a_batch_makes_the_books_that_a_query_asks_for(folder, capsys):
    assert run(["batch", "-q", "in", "-o", "books", "--where", "author = 'Anna Berg'"]) == 0
    assert [path.name for path in Path("books").rglob("*.epub")] == ["Anna Berg - Terns.epub"]
    assert run(["batch", "in", "-o", "books"]) == 0
    assert "1 unchanged" in capsys.readouterr().err


def test_manifests_choose_and_group(folder, capsys):
    Path("library.toml").write_text(
        '[[story]]\ninput = "in"\nwhere = "rating = PG"\nno_cover = true\n'
        '[[anthology]]\ntitle = "All"\ninputs = "in"\nby = "author"\norder = "author"\n'
        'where = "words > 1"\nno_cover = true\n',
        encoding="utf-8",
    )
    assert run(["batch", "-q", "library.toml", "-o", "books", "--executor", "serial:"]) == 0
    names = sorted(path.name for path in Path("books").glob("*.epub"))
    assert names == ["Anna Berg & Nina - All.epub", "Anna Berg - Terns.epub"]
    labels = [text.strip() for text in contents_of(Path("books", names[0]))]
    assert labels[:2] == ["Anna Berg", "Terns"]


def test_a_wrong_query_of_a_manifest_is_named_with_its_line(folder, capsys):
    Path("library.toml").write_text(
        '[[story]]\ninput = "in"\nwhere = "ratng = PG"\n', encoding="utf-8"
    )
    assert run(["batch", "library.toml"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("epubify: library.toml:3: where: column 1: unknown field “ratng”")
    assert err.endswith("\n    ^\n")


def contents_of(book: Path) -> list[str]:
    with zipfile.ZipFile(book) as archive:
        nav = etree.fromstring(archive.read("EPUB/text/nav.xhtml"))
    return ["".join(link.itertext()) for link in nav.iterfind(".//{*}nav[1]//{*}a")]


# -------------------------------------------------------------------------- the metadata


def package_of(book) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(book.to_bytes())) as archive:
        return etree.fromstring(archive.read("EPUB/content.opf"))


def said(package, tag: str) -> list[str]:
    return [one.text for one in package.iter(f"{{http://purl.org/dc/elements/1.1/}}{tag}")]


def test_an_anthology_names_everyone_and_every_subject_once():
    given = [
        source("a.txt", "The Gulls", "J. Smith", "Keywords: Romance, Sea\n"),
        source("b.txt", "Terns", "Smith, J.", "Keywords: romance, Snow\n", **OTHER),
    ]
    book = epubify.anthology(given, title="The Birds", language="en", by="author", no_cover=True)
    package = package_of(book)
    assert said(package, "creator") == ["J. Smith"]
    assert said(package, "subject") == ["Romance", "Sea", "Snow"]
    metas = {(one.get("refines"), one.get("property")): one.text for one in package.iter("{*}meta")}
    assert metas["#title", "file-as"] == "Birds, The"
    assert metas["#creator1", "file-as"] == "Smith, J."


def test_people_have_their_roles(tmp_path):
    credits = ["translator: Ann Berg", "ill: Tom Oak", "producer: The Press"]
    book = epubify.convert(source("a.txt"), credits=credits, no_cover=True)
    package = package_of(book)
    assert said(package, "contributor") == ["Ann Berg", "Tom Oak", "The Press"]
    roles = [one.text for one in package.iter("{*}meta") if one.get("property") == "role"]
    assert roles == ["aut", "trl", "ill", "bkp"]


@pytest.mark.parametrize(("kind", "options"), [("series", {}), ("set", {"collection_type": "set"})])
def test_a_series_or_a_set(tmp_path, kind, options):
    book = epubify.convert(source("a.txt"), series="Days", no_cover=True, **options)
    told = [one.text for one in package_of(book).iter("{*}meta")
            if one.get("property") == "collection-type"]  # fmt: skip
    assert told == [kind]
    again = epubify.convert(Source("again.epub", book.to_bytes()), no_cover=True)
    assert again.metadata.collection_type == (kind if kind == "set" else None)


def test_each_story_keeps_its_language_and_its_rights(tmp_path):
    told = source("b.txt", "Die Möwen", **OTHER)
    sidecar = Source("b.toml", b'language = "de"\nrights = "Gemeinfrei"\n')
    german = Source("b.txt", told.data, sidecar=sidecar)
    book = epubify.anthology([source("a.txt"), german], title="T", language=None, no_cover=True)
    package = package_of(book)
    assert said(package, "language") == ["en", "de"]
    assert said(package, "rights") == []
    with zipfile.ZipFile(io.BytesIO(book.to_bytes())) as archive:
        nav = archive.read("EPUB/text/nav.xhtml").decode()
        page = archive.read("EPUB/text/s002-title.xhtml").decode()
    assert 'lang="de" xml:lang="de">Die Möwen</a>' in nav
    assert '<p class="imprint">Gemeinfrei</p>' in page


@pytest.mark.parametrize(
    ("written", "date"),
    [("Sept. '94", "1994-09"), ("7/2001", "2001-07"), ("12. März 1996", "1996-03-12"), ("?", None)],
)
def test_the_date_of_a_header_is_the_date_of_the_book(written, date):
    book = epubify.convert(source("a.txt", more=f"Date: {written}\n"), no_cover=True)
    assert said(package_of(book), "date") == ([date] if date else [])


@pytest.mark.parametrize("place", ["#2", "2", "(2)", "Part 2", "Book Two"])
def test_a_place_in_a_series_is_found_again_on_the_title_page_of_a_story(place):
    given = [
        source("a.txt", more=f"Series: Long Days {place}\n"),
        source("b.txt", "Terns", **OTHER),
    ]
    book = epubify.anthology(given, title="T", no_cover=True)
    assert book.to_bytes()
    assert [one.code for one in book.findings if one.code == "W001"] == []


def test_orders_and_groupings_are_those_that_are_named():
    assert tuple(_ORDERS) == ORDERS
    assert tuple(_MARKS) == GROUPINGS
