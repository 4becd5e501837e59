from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from epub_tools import (
    AT,
    body,
    book_of,
    chapter,
    contents,
    dc,
    entry,
    find,
    make,
    meta,
    names,
    opf,
    paragraph,
    prose,
    small_cover,
    spine,
    story,
    text,
    tree,
    undivided,
)
from msgspec.structs import replace

from epubify.epub.identity import book_identifier
from epubify.epub.package import write_epub
from epubify.model import (
    Book,
    BookPart,
    BreakKind,
    Contributor,
    Cue,
    Field,
    Metadata,
    Note,
    Paragraph,
    SceneBreak,
    Section,
    Span,
    Story,
    Verse,
    VerseLine,
)
from epubify.options import Options

# --------------------------------------------------------------------------- the books


def novel() -> Book:
    return book_of(
        story(
            Section("preface", "Preface", None, prose("Why.")),
            Section("prologue", "Prologue", None, prose("Before.")),
            Section(
                "part",
                "Part One",
                "Sea",
                prose("An epigraph."),
                (chapter(1, "Mail"), chapter(2, None)),
            ),
            Section("volume", "Volume Two", None, (), (chapter(3, "Ice"),)),
            Section("interlude", "Interlude", None, prose("Meanwhile.")),
            Section("epilogue", "Epilogue", None, prose("After.")),
            Section("afterword", "Afterword", None, prose("Thanks.")),
        ),
        small_cover(),
    )


def anthology() -> Book:
    one = story(
        Section("part", "Part I", None, (), (chapter(1, "Mail"),)),
        title="One",
        series="Sea",
        series_index="1",
        description="All wet.",
        fields=(Field("rating", "Rating", "G", AT),),
    )
    people = (Contributor("Bo Ek"), Contributor("Cy", "bkp"))
    two = undivided("Rain.", title="Two", language="sv", contributors=people)
    who = (Contributor("Ann Lee"), Contributor("Bo Ek"), Contributor("A. Editor", "edt"))
    metadata = Metadata(title="Two Stories", contributors=who, language="en")
    return Book(metadata, (one, two), small_cover(), anthology=True)


def every_block() -> Book:
    marked = tuple(Span(mark, frozenset({mark})) for mark in ("emphasis", "strong"))
    line = VerseLine((Span("O sea"),), indent=4)
    return book_of(
        story(
            chapter(
                1,
                "All",
                Note(prose("A note."), AT),
                Paragraph((*marked, Span("link", href="https://a.example/")), AT),
                SceneBreak(BreakKind.ORNAMENT, AT, "***"),
                Cue(((Span("2 months ago"),),), AT, "flashback"),
                Verse(((line, line), (line,)), AT),
                Verse(((line,),), AT, "lines"),
                SceneBreak(BreakKind.GAP, AT),
                *prose("My dear Ada,", "I wait.", "Ever your friend,", "Tom"),
                *prose("海《うみ》"),
            )
        )
    )


def hostile() -> Book:
    wild = "A & B <i> \"quoted\" \x00\x1b\ud800\ufffe 'it' $title ${x} --> ]]>"
    fields = (Field("rating", wild, wild + "\n\n" + wild, AT), Field("odd key", "", "x", AT))
    section = Section("Odd Röle/..", wild, wild, prose(wild, wild))
    return book_of(
        story(
            section,
            section,
            title=wild,
            subtitle=wild,
            contributors=(Contributor(wild), Contributor(wild, "trl"), Contributor(wild, "bkp")),
            language="klingon!",
            series=wild,
            series_index="last",
            subjects=(wild, wild, "plain"),
            description=f"  {wild}\n\n{wild}",
            publisher=wild,
            date="a day in May",
            rights=wild,
            identifier=wild,
            source_url="https://a.example/story?id=1&page=2",
            fields=fields,
        ),
        replace(small_cover(), alt=wild),
    )


def long_chapter() -> Book:
    words = "the tide came in, and the tide went out again, " * 4  # of one sentence, for Kobo
    return book_of(story(chapter(1, "Long", *[paragraph(words)] * 1600), chapter(2, None)))


BOOKS = {
    "undivided": lambda: book_of(undivided("It rained.", "It stopped.")),
    "novel": novel,
    "anthology": anthology,
    "every block": every_block,
    "hostile": hostile,
    "long chapter": long_chapter,
    "no title, no author": lambda: book_of(undivided("It rained.", title=None, contributors=())),
    "nothing known": lambda: Book(Metadata(), (Story(Metadata(), ()),)),
    "empty chapter": lambda: book_of(
        story(Section("chapter", "1", None, ()), Section("chapter", None, None, ()))
    ),
    "preamble": lambda: book_of(
        story(Section("bodymatter", None, None, prose("Oh.")), chapter(1, None))
    ),
    "right to left": lambda: book_of(
        story(chapter(1, "ים", *prose("הגשם ירד.")), language="he", title="גאות"), small_cover()
    ),
    "japanese": lambda: book_of(
        story(chapter(1, "海", *prose("雨が降った。")), language="ja", title="潮"), small_cover()
    ),
    "dated": lambda: book_of(undivided("Rain.", date="2001-05", series="S", series_index="1.5")),
    "many stories": lambda: Book(
        Metadata(title="Many", language="en"),
        tuple(undivided("Rain.", title=f"Story {n}") for n in range(20)),
        anthology=True,
    ),
}


@pytest.fixture(params=BOOKS)
def book(request: pytest.FixtureRequest) -> Book:
    made: Book = BOOKS[request.param]()
    return made


@pytest.mark.parametrize(
    "options", [{}, {"notes": "end", "theme": "plain", "colophon": False}], ids=["default", "other"]
)
def test_epubcheck_has_nothing_to_say(
    book: Book, options: dict[str, Any], tmp_path: Path, assert_valid: Any
) -> None:
    assert_valid(make(book, tmp_path / "book.epub", **options))


def test_epubcheck_would_say_something(tmp_path: Path, epubcheck: Any) -> None:
    (tmp_path / "colophon.xhtml").write_text("<p>no document, $made</p>")
    file = make(novel(), tmp_path / "book.epub", templates=tmp_path)
    assert any(line.startswith("ERROR") for line in epubcheck(file))


# -------------------------------------------------------------------------- the archive


def test_mimetype_is_first_stored_and_bare(tmp_path: Path) -> None:
    data = make(novel(), tmp_path / "book.epub").read_bytes()
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(tmp_path / "book.epub") as archive:
        first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", 0, b"")


def test_entries_tell_neither_time_nor_machine(tmp_path: Path) -> None:
    stored = {"mimetype", "META-INF/epubify.txt", "EPUB/images/cover.jpeg"}
    with zipfile.ZipFile(make(novel(), tmp_path / "book.epub")) as archive:
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert (info.create_system, info.external_attr >> 16) == (3, 0o100644)
            assert info.filename.isascii()
            assert info.compress_type == (0 if info.filename in stored else 8)


_PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import epub_tools, test_package
epub_tools.make(test_package.anthology(), Path(sys.argv[2]))
"""


def test_same_book_same_bytes_whatever_the_hash_seed_and_time_zone(tmp_path: Path) -> None:
    digests = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"), ("3", "America/New_York")):
        file = tmp_path / f"{seed}.epub"
        subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(Path(__file__).parent), str(file)],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            check=True,
        )
        digests.add(hashlib.sha256(file.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_modified_is_told_in_utc(tmp_path: Path) -> None:
    there = datetime(2020, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))
    file = tmp_path / "book.epub"
    write_epub(novel(), file, Options(), modified=there, fingerprint="x")
    assert meta(file, "dcterms:modified") == ["2019-12-31T23:00:00Z"]


@pytest.mark.parametrize("place", ["none/book.epub", "file/book.epub", ""])
def test_a_file_that_cannot_be_written_is_an_os_error(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError):
        make(novel(), tmp_path / place)


class _Watched:
    """Stories that are made when asked for, and count how often that is."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.made = 0

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Any:
        for number in range(self.count):
            self.made += 1
            yield undivided("Rain.", title=f"Story {number}")


def test_stories_are_walked_through_once(tmp_path: Path) -> None:
    stories = _Watched(5)
    make(Book(Metadata(title="Many"), stories, anthology=True), tmp_path / "book.epub")
    assert stories.made == 5


@pytest.mark.parametrize("device", ["generic", "legacy"])
def test_parts_of_an_anthology_are_nested_in_its_contents(
    tmp_path: Path, assert_valid: Any, device: str
) -> None:
    stories = tuple(undivided("Rain.", title=title) for title in ("Sand", "Salt", "Ash"))
    parts = (
        *(BookPart("Ann Lee", "author", 0, 0), BookPart("Dunes", "series", 1, 0)),
        *(BookPart("Other stories", "series", 1, 1), BookPart("Bo Ek", "author", 0, 2)),
    )
    whole = Book(Metadata("The Shore", language="en"), stories, anthology=True, parts=parts)
    file = make(whole, tmp_path / "book.epub", device=device)
    assert_valid(file)
    pages = [name.rpartition("/")[2] for name in names(file) if "part-title" in name]
    ncx = entry(file, "EPUB/toc.ncx").decode()
    assert pages == [f"part-title-00{number}.xhtml" for number in (1, 2, 3, 4)]
    labels = ["Ann Lee", "Dunes", "Sand", "Other stories", "Salt", "Bo Ek", "Ash"]
    places = [ncx.index(f"<text>{label}</text>") for label in labels]
    assert places == sorted(places)
    filed = ["Shore, The"] if device == "generic" else []
    assert meta(file, "file-as") == filed


# ------------------------------------------------------------------------- the metadata


def test_metadata_of_a_story(tmp_path: Path) -> None:
    one = undivided(
        "Rain.",
        subtitle="A Tale",
        contributors=(Contributor("Ann Lee"), Contributor("Nina"), Contributor("Bo Ek", "trl")),
        subjects=("sea", "drama", "sea"),
        description="All\n wet.",
        publisher="Gull",
        date="2001-05-06",
        rights="Free",
        source_url="https://a.example/1",
        series="Sea",
        series_index="2",
    )
    file = make(book_of(one), tmp_path / "book.epub")
    assert dc(file, "identifier") == ["https://a.example/1"]
    assert dc(file, "title") == ["Tides", "A Tale"]
    assert dc(file, "language") == ["en"]
    assert dc(file, "creator") == ["Ann Lee", "Nina"]
    assert dc(file, "contributor") == ["Bo Ek"]
    assert meta(file, "role") == ["aut", "aut", "trl"]
    assert meta(file, "file-as") == ["Lee, Ann", "Nina", "Ek, Bo"]
    assert dc(file, "subject") == ["sea", "drama"]
    assert dc(file, "description") == ["All wet."]
    assert dc(file, "publisher") == ["Gull"]
    assert dc(file, "date") == ["2001-05-06"]
    assert dc(file, "rights") == ["Free"]
    assert dc(file, "source") == ["https://a.example/1"]
    assert meta(file, "belongs-to-collection") == meta(file, "calibre:series") == ["Sea"]
    assert meta(file, "group-position") == meta(file, "calibre:series_index") == ["2"]
    assert meta(file, "collection-type") == ["series"]


def test_each_person_has_an_id_of_their_own(tmp_path: Path) -> None:
    package = opf(make(anthology(), tmp_path / "book.epub"))
    ids = find(package, "//dc:creator/@id | //dc:contributor/@id")
    assert ids == ["creator1", "creator2", "contributor1"]
    for name in ids:
        assert len(find(package, f'//opf:meta[@refines="#{name}"]')) == 2


def test_package_has_language_fingerprint_and_generator(tmp_path: Path) -> None:
    file = make(novel(), tmp_path / "book.epub", fingerprint="cafe")
    assert opf(file).get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert meta(file, "epubify:fingerprint") == ["cafe"]
    assert meta(file, "generator")[0].startswith("epubify ")


def test_accessibility_metadata_is_true_of_the_book(tmp_path: Path) -> None:
    with_cover = make(novel(), tmp_path / "a.epub")
    without = make(replace(novel(), cover=None), tmp_path / "b.epub")
    for file in (with_cover, without):
        assert meta(file, "schema:accessMode") == ["textual"]
        assert meta(file, "schema:accessModeSufficient") == ["textual"]
        assert meta(file, "schema:accessibilityHazard") == ["none"]
        assert meta(file, "schema:accessibilitySummary")
        assert meta(file, "dcterms:conformsTo") == []
    features = set(meta(with_cover, "schema:accessibilityFeature"))
    assert features - set(meta(without, "schema:accessibilityFeature")) == {"alternativeText"}


def test_what_is_no_date_and_no_number_stays_out_of_the_package(tmp_path: Path) -> None:
    file = make(hostile(), tmp_path / "book.epub")
    assert dc(file, "date") == []
    assert meta(file, "group-position") == meta(file, "calibre:series_index") == []
    assert dc(file, "language") == ["und"]


def test_spine_and_package_run_from_right_to_left(tmp_path: Path) -> None:
    package = opf(make(BOOKS["right to left"](), tmp_path / "book.epub"))
    assert find(package, "//opf:spine/@page-progression-direction") == ["rtl"]


# --------------------------------------------------------------------------- the cover


def test_cover_is_named_in_every_way_that_readers_look_for(tmp_path: Path) -> None:
    file = make(novel(), tmp_path / "book.epub")
    (item,) = find(opf(file), '//opf:item[@properties="cover-image"]')
    assert entry(file, f"EPUB/{item.get('href')}") == small_cover().data
    assert meta(file, "cover") == [item.get("id")]
    assert find(opf(file), '//opf:reference[@type="cover"]/@href') == ["text/cover.xhtml"]
    assert spine(file)[0] == "cover"
    assert find(opf(file), "//opf:itemref/@linear") == []


def test_no_trace_of_a_cover_without_one(tmp_path: Path) -> None:
    file = make(replace(novel(), cover=None), tmp_path / "book.epub")
    assert b"cover" not in entry(file, "EPUB/content.opf")
    assert not any("cover" in name for name in names(file))


# ------------------------------------------------------------------------ the contents


def test_contents_of_a_novel_follow_its_divisions(tmp_path: Path) -> None:
    assert contents(make(novel(), tmp_path / "book.epub")) == [
        ("Preface", "preface-001.xhtml"),
        ("Prologue", "prologue-001.xhtml"),
        (
            "Part One: Sea",
            "part-001.xhtml",
            [("Chapter 1: Mail", "chapter-001.xhtml"), ("Chapter 2", "chapter-002.xhtml")],
        ),
        ("Volume Two", "volume-001.xhtml", [("Chapter 3: Ice", "chapter-003.xhtml")]),
        ("Interlude", "interlude-001.xhtml"),
        ("Epilogue", "epilogue-001.xhtml"),
        ("Afterword", "afterword-001.xhtml"),
    ]


def test_contents_of_an_anthology_are_nested(tmp_path: Path) -> None:
    assert contents(make(anthology(), tmp_path / "book.epub")) == [
        (
            "One",
            "s001-title.xhtml",
            [
                (
                    "Part I",
                    "s001-part-001.xhtml",
                    [("Chapter 1: Mail", "s001-chapter-001.xhtml")],
                )
            ],
        ),
        ("Two", "s002-title.xhtml"),
    ]


def _points(node: Any) -> list[Any]:
    points = []
    for point in find(node, "ncx:navPoint"):
        link = find(point, "ncx:content/@src")[0].removeprefix("text/")
        below = _points(point)
        pair = (text(find(point, "ncx:navLabel")[0]), link)
        points.append((*pair, below) if below else pair)
    return points


def test_ncx_has_the_same_tree(book: Book, tmp_path: Path) -> None:
    file = make(book, tmp_path / "book.epub")
    ncx = tree(file, "EPUB/toc.ncx")
    assert _points(find(ncx, "//ncx:navMap")[0]) == contents(file) != []
    orders = [int(order) for order in find(ncx, "//ncx:navPoint/@playOrder")]
    assert orders == list(range(1, len(orders) + 1))
    assert find(ncx, '//ncx:meta[@name="dtb:uid"]/@content') == dc(file, "identifier")
    lang = ncx.get("{http://www.w3.org/XML/1998/namespace}lang")
    assert dc(file, "language") == [lang]


def test_contents_page_stands_between_front_pages_and_text(tmp_path: Path) -> None:
    file = make(novel(), tmp_path / "book.epub")
    assert spine(file)[:4] == ["cover", "titlepage", "nav", "preface-001"]
    assert spine(file)[-1] == "colophon"


def test_a_contents_list_of_one_line_is_not_read_through(tmp_path: Path, assert_valid: Any) -> None:
    file = make(book_of(undivided("Rain.")), tmp_path / "book.epub")
    references = find(opf(file), "//opf:itemref")
    linear = [r.get("idref") for r in references if r.get("linear") != "no"]
    assert linear == ["titlepage", "bodymatter-001", "colophon"]
    assert spine(file) == ["titlepage", "nav", "bodymatter-001", "colophon"]
    assert contents(file) == [("Tides", "bodymatter-001.xhtml")]
    assert _landmarks(file)["toc"] == "nav.xhtml#toc"
    assert_valid(file)


def _landmarks(file: Path) -> dict[str, str]:
    nav = tree(file, "EPUB/text/nav.xhtml")
    links = find(nav, '//html:nav[@epub:type="landmarks"]//html:a')
    return {link.get("{http://www.idpf.org/2007/ops}type"): link.get("href") for link in links}


def test_landmarks_and_guide_lead_to_the_same_places(tmp_path: Path) -> None:
    file = make(novel(), tmp_path / "book.epub")
    assert _landmarks(file) == {
        "cover": "cover.xhtml",
        "titlepage": "titlepage.xhtml",
        "toc": "nav.xhtml#toc",
        "bodymatter": "prologue-001.xhtml",
    }
    guide = find(opf(file), "//opf:reference")
    assert {ref.get("type"): ref.get("href") for ref in guide} == {
        "cover": "text/cover.xhtml",
        "title-page": "text/titlepage.xhtml",
        "toc": "text/nav.xhtml#toc",
        "text": "text/prologue-001.xhtml",
    }


# -------------------------------------------------------------------- pages and sheets


def test_a_style_sheet_of_the_user_comes_after_the_theme(tmp_path: Path) -> None:
    sheet = tmp_path / "mine.css"
    sheet.write_text("p { text-indent: 2em }")
    file = make(novel(), tmp_path / "book.epub", css=sheet)
    page = tree(file, "EPUB/text/chapter-001.xhtml")
    assert find(page, "//html:link/@href") == ["../style/theme.css", "../style/own.css"]
    assert entry(file, "EPUB/style/own.css") == sheet.read_bytes()


def test_words_of_the_story_arrive_as_they_are(tmp_path: Path) -> None:
    file = make(hostile(), tmp_path / "book.epub")
    page = body(file, "odd-r-le-001")
    wild = "A & B <i> \"quoted\" 'it' $title ${x} --> ]]>"
    assert [text(p) for p in find(page, ".//html:p")] == [wild, wild]


# ------------------------------------------------------------------------ the identifier


def test_a_story_that_grew_keeps_its_identifier() -> None:
    short, grown = story(chapter(1, None)), story(chapter(1, None), chapter(2, None))
    assert book_identifier(book_of(short)) == book_identifier(book_of(grown))


def test_other_title_author_series_or_place_make_another_book() -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"title": "Ebb"},
        {"contributors": (Contributor("Bo"),)},
        {"series": "Sea"},
        {"series": "Sea", "series_index": "2"},
        {"title": None},
        {"contributors": ()},
    ]
    found = {book_identifier(book_of(undivided("Rain fell.", **change))) for change in changes}
    assert len(found) == len(changes)


def test_opening_words_tell_nameless_stories_apart() -> None:
    one, two = (undivided(words, title=None) for words in ("Rain fell.", "Snow fell."))
    assert book_identifier(book_of(one)) != book_identifier(book_of(two))


def test_an_anthology_goes_by_title_and_editor_not_by_what_is_in_it() -> None:
    book = anthology()
    fewer = replace(book, stories=tuple(book.stories)[:1])
    metadata = replace(book.metadata, contributors=(Contributor("B. Editor", "edt"),))
    assert book_identifier(book) == book_identifier(fewer)
    assert book_identifier(book) != book_identifier(replace(book, metadata=metadata))


@pytest.mark.parametrize(
    ("metadata", "identifier"),
    [
        (Metadata(identifier="isbn:1", source_url="https://a.example"), "isbn:1"),
        (Metadata(source_url="https://a.example"), "https://a.example"),
        (
            Metadata(identifier="8F2F5B0E-6D0C-5D3B-9A51-5E6F7A9C1B42"),
            "urn:uuid:8f2f5b0e-6d0c-5d3b-9a51-5e6f7a9c1b42",
        ),
    ],
)
def test_what_was_given_comes_first(metadata: Metadata, identifier: str) -> None:
    assert book_identifier(Book(metadata, (undivided("Rain."),))) == identifier
