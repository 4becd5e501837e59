"""Books for each device: what differs, and that nothing is lost on the way."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterable
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import Any

import building
import pytest
from epub_tools import (
    AT,
    MODIFIED,
    NAMESPACES,
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
    prose,
    small_cover,
    spine,
    story,
    tree,
    undivided,
)
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace
from test_package import BOOKS, anthology, every_block, novel

from epubify.checks import check_book
from epubify.cli import run
from epubify.epub.devices import DEVICES, tell_refused
from epubify.epub.epub2 import as_old_sheet, as_xhtml11
from epubify.epub.kobo import as_kepub
from epubify.epub.package import write_epub
from epubify.files.output import read_existing
from epubify.model import Note, Section
from epubify.options import Options
from epubify.publish.destination import Destination
from epubify.render import flatten
from epubify.render.nav import nest
from epubify.report import Report

FONT = next(
    Path(str(file.locate()))
    for file in metadata.files("fontpkg-eb-garamond") or ()
    if file.suffix.lower() in {".ttf", ".otf"}
)
NOT_GENERIC = [name for name in DEVICES if name != "generic"]

EpubCheck = Callable[[Path], list[str]]


def complaints(lines: Iterable[str]) -> list[str]:
    """Return what EPUBCheck says, without two remarks on what is meant.

    The Kindle's cover is in no page (OPF-097), and a book with fonts declares them (CSS-028).
    """
    return [line for line in lines if not line.startswith(("USAGE OPF-097", "USAGE CSS-028"))]


# ----------------------------------------------------------------------- whole books

TALE = """The Salt Road
by Mara Quill

Rating: G
Disclaimer: None of it is mine.

Part One

Chapter 1: The Wall

The cart stopped at the wall. "Who goes?" said the guard; nobody went. It was 3.14 miles
to the sea -- or so she said -- and they had walked for an hour.

***

They walked on. "Now," he said, "we wait."

    The salt is white,
    The road is long,
    And every night
    We sing this song.

    The sea is near,
    The wall is high,
    We have no fear
    But wet and dry.

[A/N: Thank you for reading this far!]

Chapter 2: The Gate

The gate was shut. She opened it, and the café beyond was empty.

Part Two

Chapter 3: The Sea

There was the sea. It had been there before.

A/N: The end. Tell me what you think of it.
"""

SECOND = """The Lamp
by Bo Ek

The lamp was lit at dusk. Nobody came.

***

In the morning it burned still.
"""


def made_from(texts: tuple[str, ...], file: Path, device: str, *, cover: bool = False) -> Path:
    """Make a book as the program does; raises where a word is lost."""
    return building.epub_of(
        texts, file, device=device, language="en", title="Salt", no_cover=not cover
    )


TEXTS = {"story": (TALE,), "anthology": (TALE, SECOND)}


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("kind", TEXTS)
def test_a_book_for_a_device_is_good_and_whole(
    device: str, kind: str, tmp_path: Path, epubcheck: EpubCheck
) -> None:
    file = made_from(TEXTS[kind], tmp_path / "one.epub", device, cover=True)
    assert complaints(epubcheck(file)) == []
    assert [found.message for found in check_book(file, device) if found.code != "C036"] == []
    again = made_from(TEXTS[kind], tmp_path / "two.epub", device, cover=True)
    assert digest(file) == digest(again)


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_tale_has_what_devices_treat_differently(tmp_path: Path) -> None:
    file = made_from((TALE,), tmp_path / "x.epub", "generic")
    pages = b"".join(entry(file, name) for name in names(file) if name.endswith(".xhtml"))
    for sign in (b'class="verse"', b'<aside class="note"', b'<hr class="scene"/>', b"<dl", b"<h1"):
        assert sign in pages


def test_a_proof_that_fails_fails_for_a_device_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from epubify.errors import WordsLost

    for device in ("kobo", "legacy"):
        page = DEVICES[device].page
        spoil = replace(DEVICES[device], page=lambda data, p=page: p(data).replace(b"wall", b""))
        monkeypatch.setitem(DEVICES, device, spoil)
        with pytest.raises(WordsLost):
            made_from((TALE,), tmp_path / "x.epub", device)


RUBY = book_of(story(chapter(1, "海", *prose("海《うみ》は広い。「誰？」")), language="ja"))


@pytest.mark.parametrize("device", NOT_GENERIC)
def test_readings_are_good_on_every_device(
    device: str, tmp_path: Path, epubcheck: EpubCheck
) -> None:
    file = make(RUBY, tmp_path / "x.epub", device=device)
    assert complaints(epubcheck(file)) == []
    shown = "海（うみ）は" if device == "legacy" else "海うみは"
    assert shown in page_text(entry(file, "EPUB/text/chapter-001.xhtml"))
    text = TALE.replace("the sea", "the 海《うみ》")
    made_from((text,), tmp_path / "tale.epub", device)


@pytest.mark.parametrize("device", NOT_GENERIC)
@pytest.mark.parametrize("name", BOOKS)
def test_epubcheck_has_no_complaint_whatever_the_book(
    device: str, name: str, tmp_path: Path, epubcheck: EpubCheck
) -> None:
    file = make(BOOKS[name](), tmp_path / "book.epub", device=device)
    assert complaints(epubcheck(file)) == []


# ---------------------------------------------------------------------------- contents


@pytest.mark.parametrize("device", ["kindle", "kobo"])
def test_contents_are_flattened_to_two_levels(device: str, tmp_path: Path) -> None:
    file = make(anthology(), tmp_path / "x.epub", device=device)
    assert contents(file)[0] == (
        "One",
        "s001-title.xhtml",
        [("Part I", "s001-part-001.xhtml"), ("Chapter 1: Mail", "s001-chapter-001.xhtml")],
    )
    assert depth(tree(file, "EPUB/toc.ncx")) == 2


@pytest.mark.parametrize(("device", "levels"), [("generic", 3), ("apple", 3), ("legacy", 2)])
def test_the_ncx_has_the_levels_of_the_device(device: str, levels: int, tmp_path: Path) -> None:
    file = make(anthology(), tmp_path / "x.epub", device=device)
    assert depth(tree(file, "EPUB/toc.ncx")) == levels


def depth(ncx: Any) -> int:
    deepest = max(len(list(p.iterancestors("{*}navPoint"))) for p in ncx.iter("{*}navPoint")) + 1
    assert find(ncx, '//ncx:meta[@name="dtb:depth"]/@content') == [str(deepest)]
    return deepest


@given(st.lists(st.integers(0, 5), min_size=1), st.integers(1, 4))
def test_flattening_keeps_every_line_in_order(depths: list[int], levels: int) -> None:
    entries = nest([(deep, f"{place}", f"{place}") for place, deep in enumerate(depths)])
    flat = flatten(entries, levels)
    assert [label for label, _ in walked(flat, 1)] == [f"{n}" for n in range(len(depths))]
    assert max(level for _, level in walked(flat, 1)) <= levels


def walked(entries: Any, level: int) -> list[tuple[str, int]]:
    return [
        line for one in entries for line in [(one.label, level), *walked(one.entries, level + 1)]
    ]


# ------------------------------------------------------------------------------ Kindle


def test_the_kindle_gets_a_cover_and_no_page_with_it(tmp_path: Path) -> None:
    file = make(novel(), tmp_path / "x.epub", device="kindle")
    assert spine(file)[:2] == ["titlepage", "nav"]
    assert meta(file, "cover") == ["cover-image"]
    assert find(opf(file), '//opf:item[@properties="cover-image"]/@href') == ["images/cover.jpeg"]
    assert find(opf(file), '//opf:reference[@type="cover"]') == []
    assert "alternativeText" not in meta(file, "schema:accessibilityFeature")


@pytest.mark.parametrize(
    ("device", "language", "codes"),
    [
        ("kindle", "uk", ["P120"]),
        ("kindle", "en-GB", []),
        ("kindle", None, ["P120"]),
        ("kobo", "uk", []),
    ],
)
def test_a_language_that_may_be_refused_is_told_and_kept(
    device: str, language: str | None, codes: list[str], tmp_path: Path
) -> None:
    book, report = book_of(undivided("Rain.", language=language)), Report()
    tell_refused(book, Options(device=device), report)
    assert [finding.code for finding in report.findings] == codes
    file = make(book, tmp_path / "x.epub", device=device)
    assert dc(file, "language") == [language or "und"]


# -------------------------------------------------------------------------------- Kobo


def page_text(markup: bytes) -> str:
    body = etree.fromstring(markup).find("{*}body")
    return "".join(body.itertext())


def test_kobo_spans_stand_around_sentences() -> None:
    page = (
        b'<html xmlns="http://www.w3.org/1999/xhtml"><head></head><body><h1>One</h1>'
        b"<p>He ran. \xe2\x80\x9cWho?\xe2\x80\x9d she said: <em>me</em>!</p>"
        b"<p>3.14 a</p></body></html>"
    )
    spans = etree.fromstring(as_kepub(page)).findall(".//{*}span")
    assert [(span.get("id"), span.text) for span in spans] == [
        ("kobo.1.1", "One"),
        ("kobo.2.1", "He ran. "),
        ("kobo.2.2", "“Who?” "),
        ("kobo.2.3", "she said: "),
        ("kobo.2.4", "me"),
        ("kobo.2.5", "!"),
        ("kobo.3.1", "3.14 a"),
    ]
    assert {span.get("class") for span in spans} == {"koboSpan"}


_TEXT = st.text(st.sampled_from("ab .!?:;…。」”’\"'&<>\n\t3-—é海"), max_size=60)


def _escaped(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


@given(st.lists(st.tuples(_TEXT, _TEXT, st.sampled_from(["em", "strong", "span", "q"]))))
def test_kobo_spans_keep_the_text(paragraphs: list[tuple[str, str, str]]) -> None:
    inner = "".join(
        f"<p>{_escaped(one)}<{name}>{_escaped(two)}</{name}>{_escaped(one)}</p>\n"
        for one, two, name in paragraphs
    )
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><head/><body>\n{inner}</body></html>'
    result = as_kepub(page.encode())
    assert page_text(result) == page_text(page.encode())
    ids = [one.get("id") for one in etree.fromstring(result).iter("{*}span") if one.get("id")]
    assert len(ids) == len(set(ids))
    assert re.sub(rb"<span class=\"koboSpan\"[^<>]*>([^<>]*)</span>", rb"\1", result).count(
        b"<span"
    ) == sum(name == "span" for *_, name in paragraphs)


def test_long_rows_of_signs_are_read_to_their_end() -> None:
    page = f"<html><head/><body><p>{'.' * 200_000}x</p></body></html>".encode()
    assert page_text(as_kepub(page)) == page_text(page)


def test_kobo_pages_have_their_boxes_and_nothing_in_what_stays_as_it_is() -> None:
    page = (
        b"<html><head></head><body><pre>One. Two.</pre><svg><text>A. B.</text></svg>"
        b"<ruby>\xe6\xb5\xb7<rp>(</rp><rt>umi</rt><rp>)</rp></ruby><!-- c. d. --></body></html>"
    )
    done = as_kepub(page).decode()
    assert '<body><div id="book-columns"><div id="book-inner"><pre>One. Two.</pre>' in done
    assert "<text>A. B.</text>" in done
    assert "<rp>(</rp><rt>umi</rt>" in done
    assert "<!-- c. d. --></div></div></body>" in done
    assert done.count("koboSpan") == 1
    assert 'class="kobostylehacks">' in done


def test_a_kobo_book_shows_its_cover_first_and_no_landmarks(tmp_path: Path) -> None:
    file = make(novel(), tmp_path / "x.epub", device="kobo")
    assert spine(file)[:3] == ["cover", "titlepage", "nav"]
    nav = tree(file, "EPUB/text/nav.xhtml")
    assert find(nav, "//html:nav/@epub:type") == ["toc"]
    assert "toc" in find(opf(file), "//opf:reference/@type")


def test_an_undivided_kobo_book_has_no_page_that_cannot_be_reached(tmp_path: Path) -> None:
    file = make(book_of(undivided("Rain.")), tmp_path / "x.epub", device="kobo")
    assert spine(file) == ["titlepage", "bodymatter-001", "colophon"]
    assert contents(file) == [("Tides", "bodymatter-001.xhtml")]
    assert "toc" not in find(opf(file), "//opf:reference/@type")


def test_the_name_of_a_kobo_book_says_so(tmp_path: Path) -> None:
    place = Destination(str(tmp_path), 2)
    book = building.book_of("Tides\nby Ann Lee\n\nRain.\n", device="kobo")
    targets = [place.target(book.name).name for _ in range(2)]
    assert targets == ["Ann Lee - Tides.kepub.epub", "Ann Lee - Tides (2).kepub.epub"]


# ------------------------------------------------------------------------------- Apple


@pytest.mark.parametrize(
    ("device", "fonts", "told"),
    [
        ("apple", (FONT,), True),
        ("generic", (FONT,), True),
        ("apple", (), False),
        ("legacy", (FONT,), False),
    ],
)
def test_embedded_fonts_are_announced(
    device: str, fonts: tuple[Path, ...], told: bool, tmp_path: Path, epubcheck: EpubCheck
) -> None:
    file = make(novel(), tmp_path / "x.epub", device=device, fonts=fonts)
    options = "META-INF/com.apple.ibooks.display-options.xml"
    assert (options in names(file)) == told
    assert meta(file, "ibooks:specified-fonts") == (["true"] if told else [])
    assert ("ibooks:" in (opf(file).get("prefix") or "")) == told
    own = "apple" if device == "generic" else device
    assert check_book(file, own) == []
    assert complaints(epubcheck(file)) == []


def test_apple_opens_the_book_where_the_text_starts(tmp_path: Path) -> None:
    nav = tree(make(novel(), tmp_path / "x.epub", device="apple"), "EPUB/text/nav.xhtml")
    assert find(nav, '//html:a[@epub:type="bodymatter"]/@href') == ["prologue-001.xhtml"]


# ------------------------------------------------------------------------------ EPUB 2

OLD_ELEMENTS = ("section", "aside", "nav", "figure", "figcaption", "header", "ruby", "rt", "mark")


def test_an_old_book_has_nothing_that_epub_2_does_not_know(tmp_path: Path) -> None:
    file = make(every_block(), tmp_path / "x.epub", device="legacy")
    package = opf(file)
    assert package.get("version") == "2.0"
    assert package.get("prefix") is None
    assert find(package, "//@property | //@properties | //@refines") == []
    for name in names(file):
        if name.endswith(".xhtml"):
            root = tree(file, name)
            assert root.getroottree().docinfo.public_id == "-//W3C//DTD XHTML 1.1//EN"
            assert [one for one in OLD_ELEMENTS if find(root, f"//html:{one}")] == []
            odd = "//@epub:type | //@role | //@data-made | //@lang | //@aria-label | //@charset"
            assert find(root, odd) == []


def test_metadata_of_an_old_book(tmp_path: Path) -> None:
    one = undivided("Rain.", subtitle="A Tale", date="2001", series="Sea", series_index="2")
    file = make(book_of(one, small_cover()), tmp_path / "x.epub", device="legacy")
    package = opf(file)
    who = f"{{{NAMESPACES['opf']}}}"
    (author,) = find(package, "//dc:creator")
    assert (author.text, author.get(f"{who}role"), author.get(f"{who}file-as")) == (
        "Ann Lee",
        "aut",
        "Lee, Ann",
    )
    dates = [(date.get(f"{who}event"), date.text) for date in find(package, "//dc:date")]
    assert dates == [("publication", "2001"), ("modification", "2001-02-03T04:05:06Z")]
    assert meta(file, "calibre:series") == ["Sea"]
    assert meta(file, "calibre:series_index") == ["2"]
    assert meta(file, "cover") == ["cover-image"]
    assert find(package, "//opf:spine/@toc") == ["ncx"]


def test_contents_page_of_an_old_book_is_a_page_of_links(tmp_path: Path) -> None:
    file = make(novel(), tmp_path / "x.epub", device="legacy")
    page = tree(file, "EPUB/text/nav.xhtml")
    assert len(find(page, "//html:ol//html:a")) == 10
    assert find(opf(file), '//opf:reference[@type="toc"]/@href') == ["text/nav.xhtml#toc"]
    assert find(page, '//*[@id="toc"]')
    assert find(page, '//*[@id="landmarks"]') == []


def test_an_old_undivided_book_has_no_contents_page(tmp_path: Path) -> None:
    file = make(book_of(undivided("Rain.")), tmp_path / "x.epub", device="legacy")
    assert spine(file) == ["titlepage", "bodymatter-001", "colophon"]
    assert "EPUB/text/nav.xhtml" not in names(file)


def test_an_old_book_still_says_what_it_was_made_from(tmp_path: Path) -> None:
    file = make(novel(), tmp_path / "x.epub", "cafe", device="legacy")
    assert meta(file, "epubify:fingerprint") == ["cafe"]
    packed_anew = tmp_path / "anew.epub"
    with zipfile.ZipFile(packed_anew, "w") as archive:
        for name in ("mimetype", "META-INF/container.xml", "EPUB/content.opf"):
            archive.writestr(name, entry(file, name))
    for book in (file, packed_anew):
        there = read_existing(book)
        assert there is not None
        assert (there.fingerprint, [there.identifier]) == ("cafe", dc(file, "identifier"))


def test_a_cover_page_of_an_old_book_fills_the_screen() -> None:
    page = b'<html class="cover"><head></head><body class="cover"></body></html>'
    assert as_xhtml11(page) == (
        b'<html><head><style type="text/css">html { height: 100%; }</style>\n</head>'
        b'<body class="cover"></body></html>'
    )


def test_readings_of_an_old_book_stand_behind_their_words() -> None:
    ruby = "<ruby>海<rp>《</rp><rt>うみ</rt><rp>》</rp></ruby>".encode()
    text = "".join(etree.fromstring(as_xhtml11(ruby)).itertext())
    assert text == "海（うみ）"


@pytest.mark.parametrize(
    ("sheet", "wanted"),
    [
        ("section > p { margin: 0 }", ".section > p { margin: 0 }"),
        ("p.aside, #nav, a:nav { margin: 0 }", "p.aside, #nav, a:nav { margin: 0 }"),
        ("/* an aside { */ h1 { content: 'nav' }", "/* an aside { */ h1 { content: 'nav' }"),
        ("@media print { figure { margin: 0 } }", "@media print { .figure { margin: 0 } }"),
    ],
)
def test_sheets_of_an_old_book_follow_its_pages(sheet: str, wanted: str) -> None:
    assert as_old_sheet(sheet.encode()).decode() == wanted


def test_rules_of_the_theme_reach_the_notes_of_an_old_book(tmp_path: Path) -> None:
    book = book_of(story(chapter(1, "A", Note(prose("Thanks."), AT))))
    file = make(book, tmp_path / "x.epub", device="legacy")
    (note,) = find(tree(file, "EPUB/text/chapter-001.xhtml"), '//html:div[@class="aside note"]')
    assert "".join(note.itertext()).strip() == "Thanks."
    assert b".aside.note" in entry(file, "EPUB/style/theme.css")


# --------------------------------------------------------------------------- streaming


class _OneAtATime:
    """Chapters that are made when asked for."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __len__(self) -> int:
        return 3

    def __iter__(self) -> Any:
        for number in range(3):
            self.told.append(f"story {number}")
            yield story(Section("chapter", f"{number}", None, prose("Rain.")), title=f"{number}")


@pytest.mark.parametrize("device", DEVICES)
def test_a_document_is_written_before_the_next_story_is_made(
    device: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = _OneAtATime()
    page = DEVICES[device].page

    def watched(data: bytes) -> bytes:
        stories.told.append("page")
        return page(data)

    monkeypatch.setitem(DEVICES, device, replace(DEVICES[device], page=watched))
    book = replace(anthology(), stories=stories, cover=None)
    options = Options(device=device)
    write_epub(book, tmp_path / "x.epub", options, modified=MODIFIED, fingerprint="f")
    places = [place for place, told in enumerate(stories.told) if told.startswith("story")]
    assert [b - a for a, b in pairwise(places)] == [3, 3]


def test_every_device_is_documented() -> None:
    page = (Path(__file__).parent.parent / "docs" / "devices.md").read_text(encoding="utf-8")
    (head,) = re.findall(r"^\| \|.*generic.*\|$", page, re.MULTILINE)
    assert re.findall(r"`(\w+)`", head) == list(DEVICES)
    (suffixes,) = re.findall(r"^\| File name \|(.*)\|$", page, re.MULTILINE)
    assert re.findall(r"`([.\w]+)`", suffixes) == [one.suffix for one in DEVICES.values()]


# ------------------------------------------------------------------- the command line


def test_check_leaves_out_what_is_about_other_devices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("epubify.checks.run_epubcheck", lambda file: None)
    file = make(anthology(), tmp_path / "x.epub")
    assert run(["check", "--strict", "--device", "kindle", str(file)]) == 3
    assert "C036" in capsys.readouterr().out
    assert run(["check", "--strict", "--device", "apple", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: good\n"


def test_the_device_of_a_sidecar_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("lamp.txt").write_text(SECOND, encoding="utf-8")
    Path("lamp.toml").write_text('device = "kobo"\nno_cover = true\n', encoding="utf-8")
    assert run(["convert", "lamp.txt"]) == 0
    assert capsys.readouterr().out == "Bo Ek - The Lamp.kepub.epub\n"
